"""Arrays to figures, in one style. White paper and mid-dark colours: dark pages invert them and keep the hues."""

import base64
import html
import io
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def book_style() -> Iterator[None]:
    """The book's style over matplotlib's own defaults, whatever the caller has set; a figure that is left by an error is closed."""
    before = set(plt.get_fignums())
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        try:
            yield
        except BaseException:
            for number in set(plt.get_fignums()) - before:
                plt.close(number)
            raise


def png(figure: Figure, dpi: float | None = None) -> bytes:
    """The figure as PNG bytes, without a date or version in it, so that the same figure is the same file; `dpi` overrides the style's."""
    buffer = io.BytesIO()
    try:
        with book_style():
            figure.savefig(buffer, format="png", dpi=dpi or STYLE["savefig.dpi"], metadata={"Software": None})
    finally:
        plt.close(figure)
    return buffer.getvalue()


def normal_density(x, scale):
    """The density of N(0, scale²)."""
    return np.exp(-0.5 * (x / scale) ** 2) / (scale * np.sqrt(2 * np.pi))


# Pictures ------------------------------------------------------------------------------------------------------------


def _values(pictures) -> np.ndarray:
    """Pictures (n, h, w) with values clipped to [0, 1]: a Gaussian decoder's means may lie somewhat outside, and can still be shown."""
    pictures = np.asarray(pictures)
    if pictures.ndim != 3 or pictures.size == 0:
        raise ValueError(f"pictures must have the shape (n, h, w), got {pictures.shape}; of (n, 1, h, w), pictures[:, 0] has it")
    low, high = pictures.min(), pictures.max()
    if not (low > -1 and high < 2):  # NaN is not either
        mend = "mend or drop what is not finite" if not np.isfinite(low + high) else "divide levels by 255, or undo a standardisation"
        raise ValueError(f"pictures must have values in [0, 1], got values from {low:g} to {high:g}; {mend}")
    return pictures.clip(0, 1)


def mosaic(pictures, columns: int, gap: int = 1, blank: float = 0.0) -> np.ndarray:
    """Pictures (n, h, w), n a multiple of ``columns``, as one picture, row by row with ``gap`` pixels of ``blank`` in between."""
    pictures = np.asarray(pictures)
    if pictures.ndim != 3 or columns < 1 or len(pictures) % columns:
        raise ValueError(f"a mosaic of {columns} columns needs pictures of shape (n, h, w), n a multiple of {columns}, got {pictures.shape}")
    framed = np.pad(pictures, ((0, 0), (0, gap), (0, gap)), constant_values=blank)
    rows = framed.reshape(-1, columns, *framed.shape[1:])
    height, width = (len(rows) * framed.shape[1], columns * framed.shape[2])
    return rows.swapaxes(1, 2).reshape(height, width)[: height - gap, : width - gap]


def plot_pictures(axis, pictures, columns: int, gap: int = 1) -> None:
    """Pictures in rows of ``columns``: (n, h, w) of grey values in [0, 1], 1 being ink, or (n, 3, h, w) of red, green and blue. Values a little outside are clipped."""
    pictures = np.asarray(pictures)
    if pictures.ndim == 4 and pictures.shape[1] == 3:
        axis.imshow(np.stack([mosaic(_values(channel), columns, gap, 1.0) for channel in pictures.swapaxes(0, 1)], -1), interpolation="nearest")
    else:
        axis.imshow(mosaic(_values(pictures), columns, gap), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.axis("off")


class Film:
    """Pictures (n, h, w) of grey values in [0, 1], 1 being ink, one after the other, there and back: a GIF in a fold.

    It plays on a static page, in Jupyter and in Colab, and nothing moves before the reader opens it or after it is closed.
    Values a little outside [0, 1] are clipped; raises ValueError for other ranges and shapes.
    """

    def __init__(self, pictures, alt: str, width: int = 280, seconds: float = 0.12):
        self.pictures, self.alt, self.width, self.seconds = _values(pictures), alt, width, seconds

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
