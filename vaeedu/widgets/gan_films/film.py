"""What the widget carries of the recorded trainings of chapter 17: for every frame points, the critic's answers and both losses."""

import inspect
import math
from functools import cache
from pathlib import Path

import numpy as np

DATA = ("ring", "grid")
GAMES = ("non-saturating", "saturating", "instance noise", "packs of 2", "WGAN-GP", "forward KL", "reverse KL", "VAE")
SEEDS, FRAMES, POINTS, SIDE = 2, 33, 80, 12
STEPS = 156  # of training from one frame to the next
SCALE, REACH = 0.05, 1.5  # of a mode; what is shown goes so far from the middle
TURNS = 2 * math.pi / 8 * np.arange(8)
LINE = 0.5 * (np.arange(5) - 2)
CENTRES = {"ring": np.stack([np.cos(TURNS), np.sin(TURNS)], 1), "grid": np.stack(np.meshgrid(LINE, LINE, indexing="ij"), -1).reshape(-1, 2)}
ITEM = {"points": (128, 64), "answers": (128, 20)}  # the byte that is 0, and how many a unit has


class Films:
    """All films: ``points`` (2, 8, 2, 33, 80, 2) and ``answers`` (2, 8, 2, 33, 12, 12), the critic's logits, rows from the top, a byte each, and ``losses``
    (2, 8, 2, 33, 2) in single precision, of critic and generator; of the VAE there are no answers, and both losses are its own.
    """

    def __init__(self, content: bytes):
        of_all = (len(DATA), len(GAMES), SEEDS, FRAMES)
        shapes = {"points": (*of_all, POINTS, 2), "answers": (*of_all, SIDE, SIDE)}
        sizes = [int(np.prod(shape)) for shape in shapes.values()]
        wanted = sum(sizes) + 4 * int(np.prod(of_all)) * 2
        if len(content) != wanted:
            raise ValueError(f"the films must be {wanted} bytes, got {len(content)}: the file is not whole; install vaeedu again")
        place = 0
        for (name, shape), size in zip(shapes.items(), sizes, strict=True):
            middle, unit = ITEM[name]
            setattr(self, name, (np.frombuffer(content[place : place + size], np.uint8).reshape(shape).astype(float) - middle) / unit)
            place += size
        self.losses = np.frombuffer(content[place:], "<f4").astype(float).reshape(*of_all, 2)


def content() -> bytes:
    """The file beside this one."""
    return Path(inspect.getfile(Films)).with_name("weights.bin").read_bytes()


@cache
def films() -> Films:
    return Films(content())


def stored(numbers: np.ndarray, name: str) -> bytes:
    """Numbers as bytes, as the file has them: ``name`` is "points" or "answers"; what lies too far out is at the end of the range."""
    middle, unit = ITEM[name]
    return np.clip(np.rint(middle + unit * numbers), 0, 255).astype(np.uint8).tobytes()


def seen(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """How many of the points (..., n, 2) lie within three scales of each centre, (..., modes); a point counts for its nearest centre alone."""
    distance = np.linalg.norm(points[..., :, None, :] - centres, axis=-1)
    nearest = distance.argmin(-1)[..., None] == np.arange(len(centres))
    return (nearest & (distance <= 3 * SCALE)).sum(-2)
