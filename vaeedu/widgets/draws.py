"""Standard normal numbers that Python and the page draw alike, for the widgets that show samples."""

import numpy as np


def normals(start: int, count: int) -> np.ndarray:
    """As many standard normal numbers, (count,), from pairs of a counter that goes on from ``start``.

    The counter goes through the mixing function of mulberry32, and pairs of its numbers through that of Box and Muller.
    """
    state = ((start + np.arange(1, 2 * count + 1)) * 0x6D2B79F5 % 2**32).astype(np.uint32)
    mixed = (state ^ state >> 15) * (state | 1)
    mixed ^= mixed + (mixed ^ mixed >> 7) * (mixed | 61)
    uniform = ((mixed ^ mixed >> 14) + 0.5) / 2**32
    return np.sqrt(-2 * np.log(uniform[::2])) * np.cos(2 * np.pi * uniform[1::2])
