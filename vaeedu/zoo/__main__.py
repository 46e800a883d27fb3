"""`python -m vaeedu.zoo`: what there is, and how to make an entry anew."""

import argparse
import json
import sys

from vaeedu.zoo import RECIPES, measure, train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m vaeedu.zoo", description="Train a model of the zoo by its recipe.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what there is")
    training = commands.add_parser("train", help="make an entry anew: NAME.safetensors and NAME.json")
    training.add_argument("name", choices=RECIPES)
    training.add_argument("--into", default=".", help="folder for the two files (default: this one)")
    training.add_argument("--device", default="cpu", help="cpu (default), cuda, …")
    measuring = commands.add_parser("measure", help="measure an entry anew on its held-out data, and write that into its card")
    measuring.add_argument("name", choices=RECIPES)
    measuring.add_argument("--into", default=".", help="folder of the two files (default: this one)")
    measuring.add_argument("--device", default="cpu", help="cpu (default), cuda, …")
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
