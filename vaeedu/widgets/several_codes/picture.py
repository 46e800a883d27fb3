"""The picture that stands in for SeveralCodes where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, A, B, C, book_style, normal_density


def overview(posterior: tuple[float, float], q: tuple[float, float], z: np.ndarray, shares: np.ndarray, averages: np.ndarray, log_px: float) -> Figure:
    """Two bells with the codes' shares as stems, and the bound against the number of codes."""
    with book_style():
        figure, (codes, curve) = plt.subplots(1, 2, figsize=(7.6, 3.3))
        low, high = min(-2.5, z.min(), q[0] - 3 * q[1]), max(3.5, z.max(), q[0] + 3 * q[1])
        line = np.linspace(low, high, 600)
        for (mean, scale), colour, name in ((posterior, INK, "posterior"), (q, B, "$q$")):
            codes.plot(line, normal_density(line - mean, scale) * scale * np.sqrt(2 * np.pi), color=colour, label=name)
        codes.vlines(z, 0, shares, color=C, lw=1.5)
        codes.plot(z, shares, "o", color=C, ms=4)
        codes.set(xlim=(low, high), ylim=(0, 1.3), xlabel="$z$", title="codes and their shares")
        codes.legend(frameon=False, ncols=2, loc="upper left")
        k = np.arange(1, len(averages) + 1)
        curve.axhline(log_px, color=INK, lw=1.2)
        curve.plot(k, averages, color=A)
        curve.plot(len(z), averages[len(z) - 1], "o", color=A, mec="white", ms=8)
        curve.set(xscale="log", xlabel="codes", ylabel="nats", title=r"the bound, and $\log p(x)$")
    return figure
