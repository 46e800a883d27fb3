"""Synthetic sets whose truth is known: their densities in closed form, or the factors that drew each picture as ``y``.

The same arguments give the same items; another ``seed``, other items of the same distribution.
"""

import math
from functools import wraps
from typing import no_type_check

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import avg_pool2d

from vaeedu.data.checks import whole_number
from vaeedu.data.dataset import Dataset


def _in_single_precision(make):
    """So that the same arguments give the same items where the caller has made float64 the default."""

    @wraps(make)
    def made(*arguments, **options):
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float32)
        try:
            return make(*arguments, **options)
        finally:
            torch.set_default_dtype(before)

    return made


# Points ------------------------------------------------------------------------------------------------------------


@_in_single_precision
def linear_gaussian(n: int, weights: Float[Tensor, "d_x d_z"], scale: float, seed: int = 0) -> Dataset:
    """x = W z + scale · ε with z and ε standard normal, so x ~ N(0, W Wᵀ + scale² I); ``y`` holds z, shape (n, d_z)."""
    whole_number("n", n)
    _check_scale(scale)
    generator = torch.Generator().manual_seed(seed)
    z = torch.randn(n, weights.shape[1], generator=generator, dtype=weights.dtype)
    return Dataset(z @ weights.T + scale * torch.randn(n, weights.shape[0], generator=generator, dtype=weights.dtype), z)


@_in_single_precision
def gaussian_mixture(n: int, centres: Float[Tensor, "modes d"], scale: float, seed: int = 0) -> Dataset:
    """Points from N(centre, scale² I), every centre equally likely; ``y`` is the number of the centre."""
    whole_number("n", n)
    _check_scale(scale)
    generator = torch.Generator().manual_seed(seed)
    mode = torch.randint(len(centres), (n,), generator=generator)
    return Dataset(centres[mode] + scale * torch.randn(n, centres.shape[1], generator=generator), mode)


def _check_scale(scale: float) -> None:
    if not 0 <= scale < math.inf:
        raise ValueError(f"scale must be a standard deviation, finite and >= 0, got {scale!r}")


@_in_single_precision
def two_bumps(n: int, gap: float = 4.0, scale: float = 1.0, seed: int = 0) -> Dataset:
    """Numbers, shape (n, 1), from ½N(−gap/2, scale²) + ½N(gap/2, scale²), as ``closed_forms.bumps.Bumps(0, scale, gap)``."""
    return gaussian_mixture(n, torch.tensor([[-gap / 2], [gap / 2]]), scale, seed)


@_in_single_precision
def ring_centres(modes: int = 8, radius: float = 1.0) -> Float[Tensor, "modes 2"]:
    """``modes`` points at equal distances on a circle about 0."""
    whole_number("modes", modes)
    angle = torch.arange(modes) * (2 * math.pi / modes)
    return radius * torch.stack([angle.cos(), angle.sin()], 1)


@_in_single_precision
def ring(n: int, modes: int = 8, radius: float = 1.0, scale: float = 0.01, seed: int = 0) -> Dataset:
    """Points around `ring_centres`; the defaults are PacGAN's ring of 8 (Z. Lin et al., NeurIPS 2018)."""
    return gaussian_mixture(n, ring_centres(modes, radius), scale, seed)


@_in_single_precision
def grid_centres(modes: int = 25, spacing: float = 2.0) -> Float[Tensor, "modes 2"]:
    """``modes`` points of a square lattice about 0; ``modes`` must be a square number."""
    side = math.isqrt(whole_number("modes", modes))
    if side**2 != modes:
        raise ValueError(f"modes must be a square number, for the grid is a square, got {modes}; {side**2} and {(side + 1) ** 2} are")
    return torch.cartesian_prod(*[spacing * (torch.arange(side) - (side - 1) / 2)] * 2)


@_in_single_precision
def grid(n: int, modes: int = 25, spacing: float = 2.0, scale: float = 0.05, seed: int = 0) -> Dataset:
    """Points around `grid_centres`; the defaults are PacGAN's grid of 25, {−4, −2, 0, 2, 4}²."""
    return gaussian_mixture(n, grid_centres(modes, spacing), scale, seed)


# Sprites -----------------------------------------------------------------------------------------------------------

# Each shape in its own coordinates, where it fits into the unit circle: u to the right, v downwards.


def _square(u: Tensor, v: Tensor) -> Tensor:
    return torch.maximum(u.abs(), v.abs()) <= math.sqrt(0.5)


def _ellipse(u: Tensor, v: Tensor) -> Tensor:
    return u**2 + (2 * v) ** 2 <= 1


def _heart(u: Tensor, v: Tensor) -> Tensor:
    """The curve (u² + v² − 1)³ = u²v³, moved and shrunk into the circle."""
    u, v = 1.26 * u, 0.25 - 1.26 * v
    return (u**2 + v**2 - 1) ** 3 <= u**2 * v**3


@_in_single_precision
def draw_sprites(factors: Float[Tensor, "n 5"], size: int = 32, smooth: bool = False) -> Float[Tensor, "n 1 size size"]:
    """White shapes on black, drawn from their factors: bits, or if ``smooth`` the share of each pixel that is covered.

    The columns of ``factors``: shape (0 square, 1 ellipse, 2 heart); scale, the radius of the circle around the shape;
    rotation in radians, clockwise; x and y of the centre. The picture is the square [−1, 1]², y grows downwards.
    """
    known = torch.isin(factors[:, 0], torch.arange(3.0))
    if not known.all():
        raise ValueError(f"the shape, column 0 of factors, must be 0, 1 or 2, got {factors[~known][0, 0]:g}")
    fine = size * (4 if smooth else 1)
    ticks = (torch.arange(fine) + 0.5) * (2 / fine) - 1
    pictures = torch.empty(len(factors), 1, size, size)
    for number, inside in enumerate((_square, _ellipse, _heart)):
        for rows in (factors[:, 0] == number).nonzero()[:, 0].split(max(1, 2**17 // fine**2)):  # what fits into the cache
            _, scale, rotation, x, y = factors[rows].T[:, :, None, None]
            right, down = (ticks - x) / scale, (ticks[:, None] - y) / scale
            u, v = rotation.cos() * right + rotation.sin() * down, rotation.cos() * down - rotation.sin() * right
            pictures[rows] = avg_pool2d(inside(u, v)[:, None].float(), fine // size)
    return pictures


@_in_single_precision
def sprites(scales: int = 4, rotations: int = 8, positions: int = 8, size: int = 32, smooth: bool = False) -> Dataset:
    """Every combination of five factors once: 3 shapes × scales × rotations × positions × positions, 6,144 by default.

    The factors are thus uniform and independent. ``y`` (n, 5) holds their values, in the columns of `draw_sprites`,
    which draws the same pictures from it: shape 0 … 2, scale 0.3 … 0.5, rotation from 0 to less than a quarter turn
    (beyond it a square repeats itself), x and y −0.5 … 0.5. No two of the ``smooth`` pictures are equal; of the bits at
    size 32, four pairs of upright squares are. In the manner of dSprites (L. Matthey et al., 2017).
    """
    values = [
        torch.arange(3.0),
        torch.linspace(0.3, 0.5, scales),
        torch.arange(rotations) * (math.pi / 2 / rotations),
        torch.linspace(-0.5, 0.5, positions),
        torch.linspace(-0.5, 0.5, positions),
    ]
    factors = torch.cartesian_prod(*values)
    return Dataset(draw_sprites(factors, size, smooth), factors)


# Coloured digits ---------------------------------------------------------------------------------------------------


@_in_single_precision
@no_type_check  # it looks for itself, and says more
def draw_coloured(ink: Float[Tensor, "n 1 h w"], factors: Float[Tensor, "n factors"]) -> Float[Tensor, "n 3 h w"]:
    """Grey pictures ``ink`` in bright colour on a dark ground with blobs, from the factors of `coloured_digits`."""
    if ink.ndim != 4 or ink.shape[1] != 1:
        raise ValueError(f"ink must be grey pictures (n, 1, h, w), got shape {tuple(ink.shape)}; of coloured ones, ink.mean(1, keepdim=True) makes grey")
    if factors.shape[1] % 4 != 3:
        raise ValueError(f"factors must have 3 columns and 4 more for each blob, got {factors.shape[1]}")
    pictures = torch.empty(len(ink), 3, *ink.shape[2:])
    right, down = torch.linspace(-1, 1, ink.shape[3]), torch.linspace(-1, 1, ink.shape[2])[:, None]
    for rows in torch.arange(len(ink)).split(256):  # what fits into the cache
        _, digit, ground, *blobs = factors[rows].T[..., None, None, None]
        picture = 0.5 * _colour(ground)
        for x, y, radius, hue in zip(*[iter(blobs)] * 4):  # four columns a blob
            blob = torch.exp(-(((right - x) / radius) ** 2) / 2) * torch.exp(-(((down - y) / radius) ** 2) / 2)
            picture = torch.lerp(picture, 0.5 * _colour(hue), blob)
        pictures[rows] = torch.lerp(picture, _colour(digit), ink[rows])
    return pictures


@_in_single_precision
def coloured_digits(digits: Dataset, blobs: int = 3, seed: int = 0) -> Dataset:
    """Grey digits with their classes, such as `digits` or `mnist`, in random colours on a cluttered ground; (n, 3, h, w).

    ``y`` (n, 3 + 4 · blobs) holds every factor: the class; the hue of the digit, of the ground; then x, y in [−1, 1],
    radius and hue of each blob, soft spots laid over the ground one after the other. Hues lie in [0, 1), from red
    over green and blue back to red. ``draw_coloured(digits.x, y)`` draws the same pictures.
    """
    if digits.y is None or digits.y.ndim != 1 or digits.shape[0] != 1 or len(digits.shape) != 3:
        raise ValueError(f"digits must be grey pictures (n, 1, h, w) with one class each, got {digits}")
    n = len(digits)
    chance = torch.rand(n, 2 + 4 * blobs, generator=torch.Generator().manual_seed(seed))
    hues, spots = chance[:, :2], chance[:, 2:].reshape(n, blobs, 4)
    spots[..., :2] = 2 * spots[..., :2] - 1
    spots[..., 2] = 0.1 + 0.3 * spots[..., 2]
    factors = torch.cat([digits.y[:, None].float(), hues, spots.flatten(1)], 1)
    return Dataset(draw_coloured(digits.x, factors), factors)


def _colour(hue: Float[Tensor, "n 1 1 1"]) -> Float[Tensor, "n 3 1 1"]:
    """The saturated colour of a hue, as red, green and blue in [0, 1]."""
    return ((hue * 6 + torch.tensor([0.0, 4.0, 2.0])[:, None, None]) % 6 - 3).abs().sub(1).clamp(0, 1)
