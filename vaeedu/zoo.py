"""The zoo: models trained beforehand, each with a card that says how.

    python -m vaeedu.zoo list
    python -m vaeedu.zoo train vae-mnist-2d [--into FOLDER] [--device cuda]

Weights are stored in half precision as safetensors and used in single precision; what a card says of a model was
measured with the stored weights.
"""

import argparse
import hashlib
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor, nn

from vaeedu.claims import interval
from vaeedu.data import Batch, Dataset, fashion_mnist, mnist
from vaeedu.distributions import BernoulliHead, SharedScaleHead
from vaeedu.evaluation import log_likelihood
from vaeedu.models import Autoencoder, mlp_vae
from vaeedu.networks import MLP, Flat, mlp_decoder
from vaeedu.objectives import Terms, elbo
from vaeedu.training import Player, fit

WEIGHTS = Path(__file__).parent / "weights"
IMAGE = (1, 28, 28)
BATCH_SIZE, LEARNING_RATE, SEED = 128, 1e-3, 0
IMPORTANCE_SAMPLES = 500


@dataclass(frozen=True)
class Recipe:
    """How an entry is made: `build()` the model, the `data(train)`, the loss of a batch, and for how many epochs."""

    about: str
    build: Callable[[], nn.Module]
    data: Callable[..., Dataset]
    terms: Callable[[nn.Module, Batch], Terms]
    held_out: Callable[[nn.Module, Dataset], dict]
    epochs: int = 40


def binarised(x: Tensor) -> Tensor:
    """Pixels that are 1 with their grey value as probability, drawn anew every time."""
    return torch.bernoulli(x)


def autoencoder_2d() -> Autoencoder:
    return Autoencoder(nn.Sequential(Flat(IMAGE), MLP(784, 256, 2)), mlp_decoder(2, (256,), BernoulliHead(IMAGE)))


def gaussian_20d() -> nn.Module:
    return mlp_vae(IMAGE, 20, head=partial(SharedScaleHead, learned=True))


def autoencoder_terms(model: nn.Module, batch: Batch) -> Terms:
    return {"loss": -model(batch.x).log_prob(batch.x).mean()}


def binary_terms(model: nn.Module, batch: Batch) -> Terms:
    return elbo(model.draw(binarised(batch.x)))


def grey_terms(model: nn.Module, batch: Batch) -> Terms:
    return elbo(model.draw(batch.x))


@torch.no_grad()
def distortion_of(model: nn.Module, test: Dataset) -> dict:
    return {"distortion": _interval(-model(test.x).log_prob(test.x))}


def binary_nll(model: nn.Module, test: Dataset) -> dict:
    """The test pictures are binarised once, with seed 0: a probability, in nats, to be compared with the literature's."""
    x = torch.bernoulli(test.x.cpu(), generator=torch.Generator().manual_seed(0)).to(test.x.device)
    return grey_nll(model, Dataset(x))


def grey_nll(model: nn.Module, test: Dataset) -> dict:
    torch.manual_seed(SEED)
    return {"nll": _interval(-log_likelihood(model, test.x, samples=IMPORTANCE_SAMPLES)), "importance_samples": IMPORTANCE_SAMPLES}


def _interval(values: Tensor) -> dict:
    """The mean over the test set and its 95 % interval, in nats."""
    found = interval(values.tolist())
    return {"mean": round(found.estimate, 3), "low": round(found.low, 3), "high": round(found.high, 3), "items": found.runs}


def _recipes() -> dict[str, Recipe]:
    found = {}
    for name, data in (("mnist", mnist), ("fashion", fashion_mnist)):
        found |= {
            f"ae-{name}-2d": Recipe("autoencoder 784-256-2-256-784, cross entropy of grey values", autoencoder_2d, data, autoencoder_terms, distortion_of),
            f"vae-{name}-2d": Recipe(
                "VAE 784-256-2-256-784, Bernoulli decoder, pixels binarised anew in every step",
                partial(mlp_vae, IMAGE, 2, (256,)), data, binary_terms, binary_nll,
            ),
            f"vae-{name}-20d": Recipe(
                "VAE 784-400-20-400-784, Bernoulli decoder, pixels binarised anew in every step",
                partial(mlp_vae, IMAGE, 20), data, binary_terms, binary_nll,
            ),
            f"vae-{name}-20d-gaussian": Recipe(
                "VAE 784-400-20-400-784, Gaussian decoder with one learned scale, grey values in [0, 1]", gaussian_20d, data, grey_terms, grey_nll
            ),
        }
    return found


RECIPES = _recipes()


def load(name: str, folder: str | Path = WEIGHTS) -> nn.Module:
    """The trained model, in eval mode, on the CPU, in single precision.

    Raises KeyError for a name that is not in the zoo, FileNotFoundError and ValueError (wrong checksum, weights of another
    model), each saying how to mend it.
    """
    about = card(name, folder)
    path = Path(folder) / f"{name}.safetensors"
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
    return model.eval()


def card(name: str, folder: str | Path = WEIGHTS) -> dict:
    """How the model was made and what was measured of it: recipe, seed, data, device, date, curves, held-out figures."""
    if name not in RECIPES:
        raise KeyError(f"{name!r} is not in the zoo; it has {', '.join(RECIPES)}")
    path = Path(folder) / f"{name}.json"
    try:
        return json.loads(_read(path, name))
    except ValueError as error:
        raise ValueError(f"{path} is no card: {error}. Install vaeedu again, or make it anew with `python -m vaeedu.zoo train {name}`") from error


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing; make it with `python -m vaeedu.zoo train {name} --into {path.parent}`") from None


def train(name: str, into: str | Path, device: str = "cpu", epochs: int | None = None) -> dict:
    """Train an entry by its recipe and write NAME.safetensors and NAME.json; returns the card.

    Interrupted, the same call goes on from NAME.checkpoint, which is deleted at the end.
    """
    if name not in RECIPES:
        raise KeyError(f"{name!r} is not in the zoo; it has {', '.join(RECIPES)}")
    recipe, into = RECIPES[name], Path(into)
    epochs = recipe.epochs if epochs is None else epochs
    training, test = (recipe.data(train=part).to(device) for part in (True, False))
    torch.manual_seed(SEED)
    model = recipe.build().to(device)
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE, fused=True)
    steps = epochs * -(-len(training) // BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    player = Player(model, lambda batch, step: recipe.terms(model, batch), optimizer, schedule=schedule)
    checkpoint = into / f"{name}.checkpoint"
    rows = fit(player, training, epochs, BATCH_SIZE, SEED, checkpoint)
    if rows[-1]["epoch"] < epochs:
        raise KeyboardInterrupt(f"stopped at epoch {rows[-1]['epoch']:g} of {epochs}; the same command goes on")

    stored = {key: tensor.half().cpu().contiguous() for key, tensor in model.state_dict().items()}
    model.load_state_dict({key: tensor.float() for key, tensor in stored.items()})
    content = save_tensors(stored)
    made = {
        "name": name,
        "recipe": f"{recipe.about}; Adam {LEARNING_RATE:g} with a cosine schedule, batches of {BATCH_SIZE}, {epochs} epochs",
        "seed": SEED,
        "data": f"{recipe.data.__name__}: {len(training)} items to train, {len(test)} held out",
        "parameters": sum(tensor.numel() for tensor in stored.values()),
        "device": torch.cuda.get_device_name() if device.startswith("cuda") else f"CPU, {platform.machine()}, {torch.get_num_threads()} threads",
        "torch": torch.__version__,
        "date": date.today().isoformat(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "held_out": recipe.held_out(model.eval(), test),
        "curves": [{key: float(f"{value:.5g}") for key, value in row.items()} for row in rows],
    }
    (into / f"{name}.safetensors").write_bytes(content)
    (into / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    checkpoint.unlink()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m vaeedu.zoo", description="Train a model of the zoo by its recipe.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what there is")
    training = commands.add_parser("train", help="make an entry anew: NAME.safetensors and NAME.json")
    training.add_argument("name", choices=RECIPES)
    training.add_argument("--into", default=".", help="folder for the two files (default: this one)")
    training.add_argument("--device", default="cpu", help="cpu (default), cuda, …")
    arguments = parser.parse_args()
    if arguments.command == "list":
        for name, recipe in RECIPES.items():
            print(f"{name:26} {recipe.about}")
        return
    try:
        made = train(arguments.name, arguments.into, arguments.device)
    except (OSError, ValueError, KeyboardInterrupt) as error:
        sys.exit(str(error))
    print(json.dumps({key: value for key, value in made.items() if key != "curves"}, indent=1))


if __name__ == "__main__":
    main()
