"""`python -m vaeedu.zoo`: what there is, and how to make an entry anew."""

import argparse
import json
import sys

from vaeedu.zoo import RECIPES, measure, train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m vaeedu.zoo", description="Train a model of the zoo by its recipe.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what there is")
    train_help, measure_help = "make an entry anew: NAME.safetensors and NAME.json", "measure it anew on its held-out data, and write that into NAME.json"
    for act, about in (("train", train_help), ("measure", measure_help)):
        command = commands.add_parser(act, help=about)
        command.add_argument("name", choices=RECIPES)
        command.add_argument("--into", default=".", help="folder of the two files (default: this one)")
        command.add_argument("--device", default="cpu", help="cpu (default), cuda, …")
    arguments = parser.parse_args()
    if arguments.command == "list":
        for name, recipe in RECIPES.items():
            print(f"{name:26} {recipe.about}")
        return
    try:
        made = {"train": train, "measure": measure}[arguments.command](arguments.name, arguments.into, arguments.device)
    except (OSError, ValueError, KeyboardInterrupt) as error:
        sys.exit(str(error))
    print(json.dumps({key: value for key, value in made.items() if key != "curves"}, indent=1))


if __name__ == "__main__":
    main()
