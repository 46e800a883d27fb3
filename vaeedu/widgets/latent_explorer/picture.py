"""The picture that stands in for LatentExplorer where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import A, B, PATH, book_style


def overview(tiles, reach: float, z, shown, q, x, reconstruction) -> Figure:
    """The plane of codes, p(x|z) at z, and a picture read and rebuilt.

    ``tiles`` (rows, columns, 28, 28) are decoded on a grid over ±reach, the first row at the top; ``q`` is a mean and a scale.
    """
    with book_style():
        # Laid out by hand: the small pictures are where they are whatever the size of the letters around them.
        figure, axes = plt.subplot_mosaic("ppppdd;ppppdd;ppppxr", figsize=(7.6, 4.7), layout="none")
        figure.subplots_adjust(left=0.07, right=0.985, bottom=0.1, top=0.94, wspace=0.35, hspace=0.3)
        plane = axes["p"]
        # Few grey levels: the file is half as large, and when colours are counted the coloured lines keep theirs.
        grey = {"cmap": plt.get_cmap("gray_r", 16), "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        mosaic = np.block([list(row) for row in tiles])
        plane.imshow(mosaic, alpha=0.35, extent=(-reach, reach, -reach, reach), **grey)
        turn = np.linspace(0, 2 * np.pi, 181)
        circle = np.cos(turn), np.sin(turn)
        for radius in (1, 2, 3):
            plane.plot(radius * circle[0], radius * circle[1], color=A, lw=1)
            share = f"{1 - np.exp(-(radius**2) / 2):.0%}"
            plane.text(-radius / np.sqrt(2), radius / np.sqrt(2), share, color=A, fontsize=8, ha="center", va="center", bbox={"fc": "white", "ec": "none", "pad": 1})
        plane.plot(q.mean[0] + 2 * q.scale[0] * circle[0], q.mean[1] + 2 * q.scale[1] * circle[1], color=B, lw=1.5)
        plane.plot(*q.mean, ".", color=B, ms=4)
        plane.annotate("$q(z|x)$", q.mean, (9, 9), textcoords="offset points", color=B, bbox={"fc": "white", "ec": "none", "pad": 1})
        plane.plot(*z, "o", ms=9, color=PATH, mec="white", mew=1.5)
        plane.set(xlabel="$z_1$", ylabel="$z_2$", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
        plane.set_title("the plane of codes, and the prior's circles")
        for name, image, title in (("d", shown, rf"$p(x|z)$ at $z=({z[0]:.2f}, {z[1]:.2f})$"), ("x", x, "a picture $x$"), ("r", reconstruction, "rebuilt")):
            axes[name].imshow(image, **grey)
            axes[name].set(xticks=[], yticks=[], title=title)
            axes[name].spines[["top", "right"]].set_visible(True)
    return figure
