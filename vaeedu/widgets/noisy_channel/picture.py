"""The picture that stands in for NoisyChannel where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import noisy_channel
from vaeedu.plotting import INK, MUTED, A, B, PATH, DATA, book_style, normal_density


def plot_shelf(axis, noise: float, names: int) -> None:
    """The density of all readings, and of those of one name in the middle: solid where it is read right, hatched where not."""
    gap = noisy_channel.SHELF / max(names - 1, 1)
    places = gap * np.arange(names)
    y = np.sort(np.concatenate([np.linspace(-2, 12, 701), (places[:, None] + noise * np.linspace(-4, 4, 33)).ravel()]))
    y = y[(y >= -2) & (y <= 12)]
    own = places[(names - 1) // 2]
    bell = normal_density(y - own, noise) / names
    everyone = sum(normal_density(y - place, noise) for place in places) / names
    axis.fill_between(y, everyone, color=DATA, alpha=0.25, lw=0)
    low, high = (own - gap / 2, own + gap / 2) if names > 2 else (-np.inf, noisy_channel.SHELF / 2) if names == 2 else (-np.inf, np.inf)
    nearest = (y >= low) & (y <= high)
    axis.fill_between(y, bell, where=nearest, color=PATH, alpha=0.4, lw=0)
    axis.fill_between(y, bell, where=~nearest, facecolor="none", hatch="//////", edgecolor=PATH, lw=0)
    axis.plot(y, bell, color=PATH, lw=1.4)
    axis.plot(places, np.zeros(names), "|", color=INK, ms=8, mew=1, clip_on=False)
    axis.set(xlim=(-2, 12), ylim=(0, 1.25 * everyone.max()), yticks=[], xticks=range(0, 11, 2), xlabel="where it is written, and read")


def overview(noise: float, names: int) -> Figure:
    """The shelf, and the names that survive against noise and against names."""
    surviving = np.exp(noisy_channel.information(names, noise))
    ceiling = np.exp(noisy_channel.shelf_capacity(noise))
    with book_style():
        figure, axes = plt.subplot_mosaic([["shelf", "shelf"], ["noises", "counts"]], figsize=(7.6, 5.4))
        plot_shelf(axes["shelf"], noise, names)
        axes["shelf"].set_title(f"{names} names, noise {noise:g}: {surviving:.2f} survive, at most {ceiling:.2f} could")

        over = np.geomspace(min(0.01, noise), max(10, noise), 121)
        axes["noises"].plot(over, np.exp(noisy_channel.shelf_capacity(over)), color=INK, ls=(0, (5, 3)), lw=1.3)
        axes["noises"].plot(over, np.exp(noisy_channel.information(names, over)), color=A)
        axes["noises"].plot(noise, surviving, "o", color=A, ms=7, mec="white")
        axes["noises"].set(xscale="log", yscale="log", xlabel="noise $s$")
        axes["noises"].set_title("names that survive, and ceiling (dashed)")

        most = max(101, names)
        stored = np.unique(np.geomspace(1, most, 40).round())
        axes["counts"].plot(stored, stored, color=MUTED, lw=0.9, ls=":")
        axes["counts"].axhline(ceiling, color=INK, ls=(0, (5, 3)), lw=1.3)
        axes["counts"].plot(stored, noisy_channel.read_right(stored, noise), color=B, lw=1.2)
        axes["counts"].plot(stored, np.exp(noisy_channel.information(stored, noise)), color=A)
        axes["counts"].plot(names, surviving, "o", color=A, ms=7, mec="white")
        axes["counts"].set(xlabel="names stored", xlim=(0, most), ylim=(0, 1.2 * min(ceiling, most)))
        axes["counts"].set_title("read right (thin), survive (thick)")
    return figure
