"""The zoo: models trained beforehand, each with a card that says how.

    python -m vaeedu.zoo list
    python -m vaeedu.zoo train vae-mnist-2d [--into FOLDER] [--device cuda]

Weights are stored in half precision as safetensors and used in single precision; what a card says of a model was
measured with the stored weights. How each is made stands in `recipes/`.
"""

import hashlib
import json
from datetime import date
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import nn

from vaeedu.data.checks import as_path, writable_folder
from vaeedu.zoo.recipes import RECIPES
from vaeedu.zoo.training import refuse_missing, train, write_card

__all__ = ["RECIPES", "WEIGHTS", "card", "load", "measure", "record", "train"]

WEIGHTS = Path(__file__).parent / "weights"
RECORDS = Path(__file__).parent / "records"


def load(name: str, folder: str | Path = WEIGHTS) -> nn.Module:
    """The trained model, in eval mode, on the CPU, in single precision.

    Raises KeyError for a name that is not in the zoo, FileNotFoundError and ValueError (wrong checksum, weights of another
    model), each saying how to mend it.
    """
    about = card(name, folder)
    path = as_path(folder) / f"{name}.safetensors"
    content = _read(path, name)
    found = hashlib.sha256(content).hexdigest()
    if found != about["sha256"]:
        raise ValueError(
            f"{path} has the checksum {found[:12]}…, its card says {about['sha256'][:12]}…: the file was cut short or changed. "
            f"Install vaeedu again, or make both anew with `python -m vaeedu.zoo train {name} --into {folder}`"
        )
    model = RECIPES[name].build()
    try:
        model.load_state_dict({key: tensor.float() for key, tensor in load_tensors(content).items()})
    except RuntimeError as error:
        raise ValueError(f"{path} holds the weights of another model than {name} ({about['recipe']}): {error}") from error
    return model.float().eval()


def card(name: str, folder: str | Path = WEIGHTS) -> dict:
    """How the model was made and what was measured of it: recipe, seed, data, device, date, curves, held-out figures."""
    if name not in RECIPES:
        raise KeyError(f"{name!r} is not in the zoo; it has {', '.join(RECIPES)}")
    path = as_path(folder) / f"{name}.json"
    try:
        return json.loads(_read(path, name))
    except ValueError as error:
        raise ValueError(f"{path} is no card: {error}. Install vaeedu again, or make it anew with `python -m vaeedu.zoo train {name}`") from error


def measure(name: str, folder: str | Path = WEIGHTS, device: str = "cpu") -> dict:
    """Measure the stored model anew on its held-out data and write that into its card; returns the card."""
    refuse_missing(device)
    folder = writable_folder(folder)
    model, recipe = load(name, folder).to(device), RECIPES[name]
    made = card(name, folder) | {"held_out": recipe.held_out(model, recipe.data(train=False).to(device))}
    write_card(made, folder)
    return made


def record(name: str, values: dict | None = None, folder: str | Path = RECORDS) -> dict:
    """What a chapter measured at full size, for its short run to show. With ``values`` they are kept first, with the date and
    the version of torch; numbers may be nested lists, and are rounded to four significant digits.

    Raises FileNotFoundError for a measurement that nobody has kept.
    """
    path = as_path(folder) / f"{name}.json"
    if values is not None:
        rounded = json.loads(json.dumps(values), parse_float=lambda number: float(f"{float(number):.4g}"))
        text = json.dumps({"date": date.today().isoformat(), "torch": torch.__version__, "values": rounded}, indent=1)
        (writable_folder(folder) / path.name).write_text(text + "\n", encoding="utf8")
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run the chapter with VAEEDU_PROFILE=full, which measures and keeps it")
    return json.loads(path.read_text(encoding="utf8"))["values"]


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing; make it with `python -m vaeedu.zoo train {name} --into {path.parent}`") from None
