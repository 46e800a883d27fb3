"""The picture that stands in for BetaOfCode where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import observation_noise as noise
from vaeedu.plotting import INK, MUTED, PATH, RULE, book_style

# A loss whose sums and weights are those of the ELBO: sums over picture and code, means over the batch.
PLAIN = dict(
    framework="PyTorch", error="squared error", over_pixels="sum", rec_over_batch="mean", over_codes="sum", kl_over_batch="mean",
    channels=1, rec_weight=1, kl_weight=1,
)  # fmt: skip
# Losses of well-known repositories, as they were read there.
KNOWN = {
    "pytorch/examples": PLAIN | dict(error="cross entropy", pixels=784, codes=20, batch=128, rec_over_batch="sum", kl_over_batch="sum"),
    "keras-io": PLAIN | dict(framework="Keras", error="cross entropy", over_pixels="mean over channels", pixels=784, codes=2, batch=128),
    "pythae": PLAIN | dict(error="squared error", pixels=784, codes=10, batch=64),
    "disentangling-vae": PLAIN | dict(error="squared error", pixels=1024, codes=10, batch=64, rec_weight=255),
    "PyTorch-VAE": PLAIN | dict(error="squared error", over_pixels="mean", pixels=4096, channels=3, codes=128, batch=64, kl_weight=0.00025),
    "podgorskiy/VAE": PLAIN | dict(error="squared error", over_pixels="mean", over_codes="mean", pixels=16384, channels=3, codes=512, batch=128, kl_weight=0.1),
}

# A digit of scikit-learn's (number 9), in sixteenths of grey.
DIGIT = np.array([
    [0, 0, 11, 12, 0, 0, 0, 0], [0, 2, 16, 16, 16, 13, 0, 0], [0, 3, 16, 12, 10, 14, 0, 0], [0, 1, 16, 1, 12, 15, 0, 0],
    [0, 0, 13, 16, 9, 15, 2, 0], [0, 0, 0, 3, 0, 9, 11, 0], [0, 0, 0, 0, 9, 15, 4, 0], [0, 0, 9, 12, 13, 3, 0, 0],
]) / 16  # fmt: skip


def _chance(count: int, state: int = 9) -> np.ndarray:
    """Numbers in (0, 1) by Park and Miller's generator, which JavaScript repeats exactly."""
    return np.array([(state := state * 16807 % 2147483647) / 2147483647 for _ in range(count)])


CHANCE, _OTHER = _chance(128).reshape(2, 8, 8)
NOISE = np.sqrt(-2 * np.log(CHANCE)) * np.cos(2 * np.pi * _OTHER)  # normal, by Box and Muller


def beta_of(loss: dict) -> float:
    """The β of one of the known losses."""
    return float(noise.beta_of_loss(**{name: value for name, value in loss.items() if name not in ("framework", "error")}))


def drawn(scale: float | None) -> np.ndarray:
    """One sample of p(x|z) at the digit as the decoder's mean, (8, 8): with noise of that scale, or black and white for a cross entropy."""
    return (CHANCE < DIGIT).astype(float) if scale is None else DIGIT + scale * NOISE


def overview(widget) -> Figure:
    """The code, where its β lies among others, and a sample at its noise."""
    with book_style():
        figure = plt.figure(figsize=(9.6, 3.0), layout="none")  # by hand: what a layout engine makes of it differs between versions
        where, mean, sample = (figure.add_axes(box) for box in ((0.145, 0.17, 0.43, 0.55), (0.6, 0.17, 0.18, 0.55), (0.8, 0.17, 0.18, 0.55)))
        names = ["this code", *KNOWN]
        betas = np.array([widget.beta, *map(beta_of, KNOWN.values())])
        for place, (name, beta) in enumerate(zip(names, betas)):
            where.plot([beta], [-place], "o", color=PATH if place == 0 else MUTED, ms=8 if place == 0 else 6)
        where.axvline(1, color=INK, lw=0.8, ls=":")
        where.set(xscale="log", yticks=[-place for place in range(len(names))], yticklabels=names, xlabel=r"$\beta$", ylim=(0.6 - len(names), 0.6))
        where.set_xlim(min(1e-3, betas.min() / 3), max(1e3, betas.max() * 3))
        where.grid(axis="y", color=RULE)
        noise_of = "" if widget.scale is None else rf", $\sigma_x$ = {widget.scale:.3g}"
        where.set_title(rf"$\beta$ = {widget.beta:.3g}{noise_of}")
        for axis, picture, title in ((mean, DIGIT, "the mean"), (sample, drawn(widget.scale), "a sample")):
            axis.imshow(picture.clip(0, 1), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
            axis.axis("off")
            axis.set_title(title)
        figure.text(0.02, 0.98, "\n".join(widget.lines), family="monospace", fontsize=8, va="top")
    return figure
