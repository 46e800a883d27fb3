"""Data sets as tensors: real images (downloaded once, verified always) and synthetic sets whose truth is known.

``from vaeedu.data import mnist, ring``: each loader is a function that returns a `Dataset`.
"""

from vaeedu.data.checks import class_count
from vaeedu.data.dataset import Batch, Dataset
from vaeedu.data.images import binarised_mnist, digits, fashion_mnist, frey, mnist, olivetti, read_idx, svhn
from vaeedu.data.synthetic import (
    coloured_digits,
    draw_coloured,
    draw_sprites,
    gaussian_mixture,
    grid,
    grid_centres,
    linear_gaussian,
    ring,
    ring_centres,
    sprites,
    two_bumps,
)

__all__ = ["Batch", "Dataset", "class_count"]
__all__ += ["binarised_mnist", "digits", "fashion_mnist", "frey", "mnist", "olivetti", "read_idx", "svhn"]
__all__ += ["coloured_digits", "draw_coloured", "draw_sprites", "gaussian_mixture", "grid", "grid_centres", "linear_gaussian"]
__all__ += ["ring", "ring_centres", "sprites", "two_bumps"]
