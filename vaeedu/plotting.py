"""Arrays to figures, in one style. White paper and mid-dark colours: dark pages invert them and keep the hues."""

import base64
import html
import io

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

INK, MUTED, RULE = "#1f2328", "#5b6470", "#d9dde2"
A, B, C, PATH, DATA = "#0072b2", "#b84e00", "#007a59", "#8b3a8f", "#5b6470"
LOSS_MAP = LinearSegmentedColormap.from_list("loss", ["#dcebf5", "#f4f8fb", "#ffffff"])

STYLE = {
    "figure.facecolor": "white",
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 200,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
    "font.family": "sans-serif",
    "font.size": 10,
    "mathtext.fontset": "cm",
}


def use_style() -> None:
    """Make every later figure of this session a book figure, shown at twice the screen's resolution."""
    matplotlib.rcParams.update(STYLE)
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # plain Python, no notebook
        return
    set_matplotlib_formats("retina")


def png(figure: Figure, dpi: float | None = None) -> bytes:
    """The figure as PNG bytes, without a date or version in it, so that the same figure is the same file; `dpi` overrides the style's."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi or matplotlib.rcParams["savefig.dpi"], metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()


def normal_density(x, scale):
    """The density of N(0, scale²)."""
    return np.exp(-0.5 * (x / scale) ** 2) / (scale * np.sqrt(2 * np.pi))


# Pictures ------------------------------------------------------------------------------------------------------------


def mosaic(pictures, columns: int, gap: int = 1) -> np.ndarray:
    """Pictures (n, h, w), n a multiple of ``columns``, as one picture, row by row with ``gap`` blank pixels in between."""
    pictures = np.asarray(pictures)
    if pictures.ndim != 3 or len(pictures) % columns:
        raise ValueError(f"a mosaic of {columns} columns needs pictures of shape (n, h, w), n a multiple of {columns}, got {pictures.shape}")
    framed = np.pad(pictures, ((0, 0), (0, gap), (0, gap)))
    rows = framed.reshape(-1, columns, *framed.shape[1:])
    height, width = (len(rows) * framed.shape[1], columns * framed.shape[2])
    return rows.swapaxes(1, 2).reshape(height, width)[: height - gap, : width - gap]


def plot_pictures(axis, pictures, columns: int, gap: int = 1) -> None:
    """Pictures (n, h, w) of grey values in [0, 1] in rows of ``columns``; 1 is ink."""
    axis.imshow(mosaic(pictures, columns, gap), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.axis("off")


class Film:
    """Pictures (n, h, w) of grey values in [0, 1], 1 being ink, one after the other, there and back: a GIF in a fold.

    It plays on a static page, in Jupyter and in Colab, and nothing moves before the reader opens it or after it is closed.
    """

    def __init__(self, pictures, alt: str, width: int = 280, seconds: float = 0.12):
        self.pictures, self.alt, self.width, self.seconds = np.asarray(pictures), alt, width, seconds

    def gif(self) -> bytes:
        frames = [Image.fromarray(np.round(255 * (1 - picture)).astype(np.uint8)) for picture in (*self.pictures, *self.pictures[-2:0:-1])]
        buffer = io.BytesIO()
        frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=round(1000 * self.seconds), loop=0)
        return buffer.getvalue()

    def __repr__(self):
        return f"{len(self.pictures)} pictures: {self.alt}"

    def _repr_html_(self) -> str:
        source = base64.b64encode(self.gif()).decode()
        return f'<details><summary>Play</summary><img src="data:image/gif;base64,{source}" width="{self.width}" alt="{html.escape(self.alt)}"></details>'
