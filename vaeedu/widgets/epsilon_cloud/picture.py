"""The picture that stands in for EpsilonCloud where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import gradients
from vaeedu.plotting import INK, MUTED, A, B, PATH, DATA, book_style


def _plot_pushes(axis, epsilon, mu: float, sigma: float, height, estimates, exact: float, colour: str, side: float) -> None:
    """The curve ``height``, and on it for each ε an arrow: where this sample would have μ move. Below, their mean and the truth."""
    z, line, step = mu + sigma * epsilon, np.linspace(-side, side, 200), 0.1 * side / max(abs(mu), sigma)
    floor, top = min(0.0, float(height(0.0))), max(1.0, 1.15 * float(height(z).max()))
    room = 0.3 * (top - floor)
    arrows = {"angles": "xy", "scale_units": "xy", "scale": 1}
    axis.axhline(0, color=MUTED, lw=0.8)
    axis.plot(line, height(line), color=DATA, lw=1.4)
    axis.quiver(z, height(z), -step * estimates, 0 * z, color=colour, width=0.005, alpha=0.75, zorder=3, **arrows)
    axis.plot(z, height(z), "o", color=colour, ms=3.5)
    for share, value, hue in ((0.4, estimates.mean(), colour), (0.75, exact, INK)):
        axis.quiver([mu], [floor - share * room], [-step * value], [0], color=hue, width=0.011, zorder=4, **arrows)
    axis.set(xlabel="$z$", xlim=(-side, side), ylim=(floor - room, top))


def _plot_estimates(axis, rows, exact: float) -> None:
    """Rows of (estimates, variance in closed form, colour): dots, their mean, and one scale about the exact gradient."""
    axis.axvline(exact, color=INK, lw=1)
    for place, (estimates, variance, colour) in zip((1, 0), rows):
        axis.plot([exact - variance**0.5, exact + variance**0.5], [place - 0.3] * 2, color=colour, lw=3, solid_capstyle="butt")
        axis.plot(estimates, np.full(len(estimates), place), "o", color=colour, ms=4, alpha=0.6, mew=0)
        axis.plot(estimates.mean(), place + 0.27, "v", color=colour, ms=7)
    reach = 3.2 * max(variance for _, variance, _ in rows) ** 0.5
    axis.set(xlim=(exact - reach, exact + reach), ylim=(-0.6, 1.6), yticks=[0, 1], yticklabels=["score\nfunction", "pathwise"])
    axis.tick_params(axis="y", length=0)


def overview(epsilon, mu: float, sigma: float, f: gradients.Quadratic, baseline: float) -> Figure:
    """Ε carried to z, what each sample says, and both estimates in μ and σ."""
    pathwise = gradients.pathwise(epsilon, mu, sigma, f)
    score = gradients.score(epsilon, mu, sigma, f, baseline)
    exact = gradients.gradient(mu, sigma, f)
    variances = gradients.pathwise_variance(mu, sigma, f), gradients.score_variance(mu, sigma, f, baseline)
    side = max(4.0, abs(mu) + 2.5 * sigma)
    with book_style():
        figure, axes = plt.subplot_mosaic([["carried", "carried"], ["pathwise", "score"], ["in_mu", "in_sigma"]], figsize=(7.6, 7.0), height_ratios=[0.8, 1, 0.8])
        carried = axes["carried"]
        carried.plot(np.stack([epsilon, mu + sigma * epsilon]), [[1], [0]], color=PATH, lw=0.8, alpha=0.6)
        carried.plot(epsilon, np.ones_like(epsilon), "o", color=DATA, ms=4)
        carried.plot(mu + sigma * epsilon, np.zeros_like(epsilon), "o", color=PATH, ms=4)
        carried.set(xlim=(-side, side), ylim=(-0.25, 1.25), yticks=[0, 1], yticklabels=["$z$", r"$\varepsilon$"])
        carried.tick_params(axis="y", length=0)
        carried.set_title(rf"$z = \mu + \sigma\varepsilon$ with $\mu = {mu:g}$, $\sigma = {sigma:g}$")

        value = lambda z: f.constant + f.slope * z + 0.5 * f.curvature * z**2  # noqa: E731
        _plot_pushes(axes["pathwise"], epsilon, mu, sigma, value, pathwise[:, 0], exact[0], A, side)
        axes["pathwise"].set_title("pathwise: downhill is that way")
        _plot_pushes(axes["score"], epsilon, mu, sigma, lambda z: value(z) - baseline, score[:, 0], exact[0], B, side)
        axes["score"].set_title("score function: not here")
        for name, half, symbol in (("in_mu", 0, r"\mu"), ("in_sigma", 1, r"\sigma")):
            rows = [(pathwise[:, half], variances[0][half], A), (score[:, half], variances[1][half], B)]
            _plot_estimates(axes[name], rows, exact[half])
            axes[name].set_title(rf"estimates of the gradient in ${symbol}$")
    return figure
