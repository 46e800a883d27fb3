"""Training an entry of the zoo by its recipe: weights, and the card that says how they were made."""

import hashlib
import json
import platform
import re
from datetime import date
from pathlib import Path

import torch
from safetensors.torch import save as save_tensors
from torch import nn

from vaeedu.data.checks import writable_folder
from vaeedu.training import Player, fit
from vaeedu.zoo.recipes import RECIPES, Recipe

LEARNING_RATE, SEED = 1e-3, 0
ROWS, NUMBERS = 50, 7200  # at most so many rows of the curves are kept, the last always, and fewer where they would be more numbers


def refuse_missing(device: str) -> None:
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        here = torch.accelerator.current_accelerator() if hasattr(torch, "accelerator") and torch.accelerator.is_available() else None
        known = "cpu" if here is None else f"cpu and {here}"
        raise ValueError(f"PyTorch has no device {device!r} here, it has {known}; a graphics card of NVIDIA's is called cuda") from error


def train(name: str, into: str | Path, device: str = "cpu", epochs: int | None = None) -> dict:
    """Train an entry by its recipe and write NAME.safetensors and NAME.json; returns the card.

    Interrupted, the same call goes on from NAME.checkpoint, which is deleted at the end. Before anything is trained, raises
    KeyError for a name that is not in the zoo, ValueError for a device that is not here, OSError for a folder that cannot be
    written.
    """
    if name not in RECIPES:
        raise KeyError(f"{name!r} is not in the zoo; it has {', '.join(RECIPES)}")
    refuse_missing(device)
    recipe, into = RECIPES[name], writable_folder(into)
    epochs = recipe.epochs if epochs is None else epochs
    training, test = (recipe.data(train=part).to(device) for part in (True, False))
    torch.manual_seed(SEED)
    model = recipe.build().to(device)
    steps = epochs * -(-len(training) // recipe.batch_size)
    players = recipe.players(model) if recipe.players else [_player(model, recipe, steps)]
    checkpoint = into / f"{name}.checkpoint"
    rows = fit(players, training, epochs, recipe.batch_size, SEED, checkpoint, after_row=recipe.watch and recipe.watch(model))
    if rows[-1]["epoch"] < epochs:
        raise KeyboardInterrupt(f"stopped at epoch {rows[-1]['epoch']:g} of {epochs}; the same command goes on")

    stored = {key: tensor.half().cpu().contiguous() for key, tensor in model.state_dict().items()}
    model.load_state_dict({key: tensor.float() for key, tensor in stored.items()})
    content = save_tensors(stored)
    kept = max(1, min(ROWS, NUMBERS // sum(len(value) if isinstance(value, list) else 1 for value in rows[-1].values())))
    made = {
        "name": name,
        "recipe": f"{recipe.about}; {'' if recipe.players else f'Adam {LEARNING_RATE:g} with a cosine schedule, '}batches of {recipe.batch_size}, {epochs} epochs",
        "seed": SEED,
        "data": f"{recipe.data.__name__}: {len(training)} items to train, {len(test)} held out",
        "parameters": sum(tensor.numel() for tensor in stored.values()),
        "device": torch.cuda.get_device_name() if device.startswith("cuda") else f"CPU, {platform.machine()}, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "date": date.today().isoformat(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "held_out": recipe.held_out(model.eval(), test),
        "curves": json.loads(json.dumps(rows[:: -len(rows) // kept][::-1]), parse_float=lambda number: float(f"{float(number):.5g}")),
    }
    (into / f"{name}.safetensors").write_bytes(content)
    write_card(made, into)
    checkpoint.unlink()
    return made


def _player(model: nn.Module, recipe: Recipe, steps: int) -> Player:
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    return Player(model, lambda batch, step: recipe.terms(model, batch, step), optimizer, schedule=schedule)


def write_card(made: dict, folder: Path) -> None:
    text = json.dumps(made, indent=1)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), text)  # those of many models in one line
    (folder / f"{made['name']}.json").write_text(text + "\n", encoding="utf-8")
