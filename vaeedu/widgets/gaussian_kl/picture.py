"""The picture that stands in for GaussianKL where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import gaussians
from vaeedu.plotting import INK, MUTED, A, B, PATH, DATA, book_style, normal_density


def plot_kl_map(axis, mu_max: float = 3.2, sigma_max: float = 2.6) -> None:
    """Lines of equal KL(N(μ, σ²) ‖ N(0, 1)) over (μ, σ), in nats; the ring is the prior itself."""
    mu, sigma = np.meshgrid(np.linspace(-mu_max, mu_max, 161), np.linspace(0.01, sigma_max, 161))
    levels = axis.contour(mu, sigma, gaussians.kl(mu, sigma), levels=[0.05, 0.2, 0.5, 1, 1.5, 2, 3, 4, 5], colors=PATH, linewidths=0.8, alpha=0.7)
    axis.clabel(levels, [0.2, 1, 2, 4], fmt="%g", fontsize=8)
    axis.plot(0, 1, "o", mfc="none", mec=INK, ms=7)
    axis.set(xlabel=r"$\mu$", ylabel=r"$\sigma$", xlim=(-mu_max, mu_max), ylim=(0, sigma_max))


def plot_kl_integrand(axis, mu: float, sigma: float, reach: float = 4.5) -> None:
    """q log(q/p): solid where it counts plus, hatched where it counts minus."""
    z = np.sort(np.concatenate([np.linspace(-reach, reach, 401), mu + sigma * np.linspace(-6, 6, 401)]))
    value = normal_density(z - mu, sigma) * (-np.log(sigma) - 0.5 * ((z - mu) / sigma) ** 2 + 0.5 * z**2)
    axis.fill_between(z, value, where=value >= 0, interpolate=True, color=PATH, alpha=0.35, lw=0)
    axis.fill_between(z, value, where=value <= 0, interpolate=True, facecolor="none", hatch="//////", edgecolor=PATH, lw=0)
    axis.plot(z, value, color=PATH, lw=1.4)
    axis.axhline(0, color=MUTED, lw=0.8)
    axis.set(xlabel="$z$", xlim=(-reach, reach))


def overview(mu: float, sigma: float) -> Figure:
    """The densities, the integrand, the two parts, and the map."""
    place, scale = float(gaussians.kl_mean_part(mu)), float(gaussians.kl_scale_part(sigma))
    with book_style():
        figure, ((bells, integrand), (parts, over)) = plt.subplots(2, 2, figsize=(7.6, 5.4))
        reach = max(4.5, abs(mu) + 3 * min(sigma, 3))
        z = np.sort(np.concatenate([np.linspace(-reach, reach, 401), mu + sigma * np.linspace(-5, 5, 201)]))
        bells.fill_between(z, normal_density(z, 1), color=DATA, alpha=0.25, lw=0)
        bells.plot(z, normal_density(z - mu, sigma), color=PATH)
        bells.set(xlabel="$z$", yticks=[], xlim=(-reach, reach), ylim=(0, 1.2 * max(normal_density(0, 1), normal_density(0, sigma))))
        bells.set_title("$q$ (line) and the prior (grey)")

        plot_kl_integrand(integrand, mu, sigma, reach)
        integrand.set_title(r"$q\,\log(q/p)$: plus (solid), minus (hatched)")

        for row, start, length, colour, hatch in ((2, 0, place, A, None), (1, 0, scale, B, "////"), (0, 0, place, A, None), (0, place, scale, B, "////")):
            face = {"color": colour} if hatch is None else {"facecolor": "white", "edgecolor": colour, "hatch": hatch}
            parts.barh(row, length, left=start, height=0.5, **face)
        for row, value in ((2, place), (1, scale), (0, place + scale)):
            parts.text(value, row, f"  {value:.3f}", va="center", fontsize=9)
        parts.set(yticks=[0, 1, 2], yticklabels=["KL", r"$L_\sigma$", r"$L_\mu$"], xlim=(0, max(1.0, 1.3 * (place + scale))), xlabel="nats")
        parts.set_title("the two parts and their sum")

        plot_kl_map(over, max(3.2, 1.1 * abs(mu)), max(2.6, 1.1 * sigma))
        over.plot(mu, sigma, "o", color=PATH, mec="white", ms=8, zorder=3)
        over.set_title(r"KL over $(\mu, \sigma)$, in nats")
    return figure
