"""The picture that stands in for ELBO where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import gaussians, linear_gaussian_1d
from vaeedu.plotting import INK, MUTED, A, B, C, PATH, DATA, LOSS_MAP, book_style, normal_density


def plot_elbo_columns(axis, log_px: float, elbo: float, expected_log_likelihood: float) -> None:
    """Two columns that stand on the ELBO: one reaches log p(x) through the gap, one the expected log-likelihood."""
    low = min(elbo, log_px - 3) - 0.5
    for place, height, colour, name in ((0, log_px, PATH, "gap"), (1, expected_log_likelihood, B, "KL to\nprior")):
        axis.bar(place, elbo - low, 0.5, low, color=A, alpha=0.35)
        axis.bar(place, height - elbo, 0.5, elbo, color=colour, alpha=0.6)
        axis.text(place + 0.28, (height + elbo) / 2, f"{name}\n{height - elbo:.2f}", va="center", color=colour, fontsize=9)
    axis.plot([-0.25, 0.25], [log_px, log_px], color=INK, lw=1.2)
    axis.text(0, elbo - 0.08, f"ELBO\n{elbo:.2f}".replace("-", "−"), ha="center", va="top", color=A, fontsize=9)
    axis.set(ylim=(low, max(log_px, expected_log_likelihood) + 0.3), xlim=(-0.4, 1.7), ylabel="nats")
    axis.set_xticks([0, 1], [r"$\log p(x)$", r"$\mathbb{E}_q \log p(x|z)$"], color=INK)
    axis.tick_params(axis="x", length=0)


def plot_elbo_gap_map(axis, mean: float, scale: float, reach: tuple[float, float], height: float) -> None:
    """Lines of equal gap over q's mean and scale, around the posterior's (``mean``, ``scale``)."""
    m, s = np.meshgrid(np.linspace(*reach, 241), np.linspace(0.02, height, 161))
    gap = gaussians.kl(m, s, mean, scale)
    levels = [0.0, 0.05, 0.2, 0.5, 1, 2, 4, 8]
    axis.contourf(m, s, gap, levels=levels, cmap=LOSS_MAP, extend="max")
    axis.contour(m, s, gap, levels=levels[1:], colors=A, linewidths=0.7, alpha=0.55)
    axis.plot(mean, scale, "*", color=C, ms=11, mec="white")
    axis.set(xlabel="mean of $q$", ylabel="scale of $q$", ylim=(0, height))


def overview(mean: float, scale: float, x: float, noise: float, c: float) -> Figure:
    """Q over the exact posterior, what the ELBO is made of, the gap over all q."""
    best = linear_gaussian_1d.posterior(x, c, noise)
    best_mean, best_scale = float(best.mean), float(best.scale)
    reach = 1.08 * max(4.0, abs(mean), abs(best_mean))
    with book_style():
        figure, axes = plt.subplot_mosaic([["densities", "densities"], ["columns", "gaps"]], figsize=(7.6, 5.6))
        densities, columns, gaps = axes["densities"], axes["columns"], axes["gaps"]
        z = np.linspace(-reach, reach, 1201)
        densities.fill_between(z, normal_density(z, 1), color=DATA, alpha=0.25, lw=0)
        densities.plot(z, normal_density(z - best_mean, best_scale), color=C)
        densities.plot(z, normal_density(z - mean, scale), color=B)
        # Each name at its own peak; where two peaks meet, one above the other.
        peaks = [(best_mean, float(normal_density(0, best_scale)), C, "posterior $p(z|x)$"), (mean, float(normal_density(0, scale)), B, "$q(z)$")]
        top = 1.45 * max(0.4, peaks[0][1])
        meet = abs(mean - best_mean) < 0.2 * reach and abs(peaks[0][1] - peaks[1][1]) < 0.15 * top
        for lift, (place, height, colour, name) in zip((0.02, 0.12 if meet else 0.02), peaks):
            densities.text(place, min(height + lift * top, 0.93 * top), name, color=colour, ha="center", va="bottom")
        densities.text(0, 0.02 * top, "prior $p(z)$", color=MUTED, ha="center", va="bottom")
        densities.set(xlabel="$z$", yticks=[], ylim=(0, top), xlim=(-reach, reach))
        densities.set_title(rf"$x={x:g}$,  $q$: mean ${mean:.2f}$, scale ${scale:.2f}$;  posterior: mean ${best_mean:.2f}$, scale ${best_scale:.2f}$")

        terms = (x, c, noise, mean, scale)
        values = linear_gaussian_1d.log_marginal(x, c, noise), linear_gaussian_1d.elbo(*terms), linear_gaussian_1d.expected_log_likelihood(*terms)
        plot_elbo_columns(columns, *map(float, values))
        columns.set_title("two columns on one ELBO")
        plot_elbo_gap_map(gaps, best_mean, best_scale, (-reach, reach), 1.08 * max(2.5, scale))
        gaps.plot(mean, scale, "o", color=B, ms=7, mec="white")
        gaps.set_title("the gap over all $q$; star: posterior")
    return figure
