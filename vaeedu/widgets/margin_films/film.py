"""What the widget carries of the recorded trainings of chapter 18: for every frame points, and four numbers."""

import inspect
import math
from functools import cache
from pathlib import Path

import numpy as np

MARGINS, FRAMES, POINTS = range(1, 13), 26, 80
STEPS = 200  # of training from one frame to the next
COUNTS = (4, 1, 7, 2, 8, 3, 6, 5)  # of 36 points of the data: how many belong to each mode
SCALE, REACH = 0.05, 1.5  # of a mode; what is shown goes so far from the middle
TURNS = 2 * math.pi / 8 * np.arange(8)
CENTRES = np.stack([np.cos(TURNS), np.sin(TURNS)], 1)
TOLD = ("real_rate", "made_rate", "near", "away")


class Films:
    """All films: ``points`` (12, 26, 80, 2), a byte each, and ``told`` (12, 26, 4) in single precision, the numbers that `TOLD` names."""

    def __init__(self, content: bytes):
        points, told = (len(MARGINS), FRAMES, POINTS, 2), (len(MARGINS), FRAMES, len(TOLD))
        size = math.prod(points)
        wanted = size + 4 * math.prod(told)
        if len(content) != wanted:
            raise ValueError(f"the films must be {wanted} bytes, got {len(content)}: the file is not whole; install vaeedu again")
        self.points = (np.frombuffer(content[:size], np.uint8).reshape(points).astype(float) - 128) / 64
        self.told = np.frombuffer(content[size:], "<f4").astype(float).reshape(told)


def content() -> bytes:
    """The file beside this one."""
    return Path(inspect.getfile(Films)).with_name("weights.bin").read_bytes()


@cache
def films() -> Films:
    return Films(content())


def stored(points: np.ndarray) -> bytes:
    """Points as bytes, as the file has them, a 64th apart; what lies too far out is at the end of the range."""
    return np.clip(np.rint(128 + 64 * points), 0, 255).astype(np.uint8).tobytes()
