"""The picture that stands in for LinearVAE where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import linear_vae
from vaeedu.plotting import INK, MUTED, RULE, A, B, C, PATH, DATA, LOSS_MAP, book_style, normal_density


def plot_phases(axis, t: float, beta_max: float | None = None) -> None:
    """a, b, c against β: the fork at 2t², the mirror solution dashed, the collapsed side shaded."""
    threshold = float(linear_vae.threshold(t))
    beta_max = beta_max or 2 * threshold
    # Squares near both ends: the branches leave 0 and meet the threshold with a vertical slope.
    u = np.linspace(0, 1, 200)
    beta = np.append(threshold * (1 - (1 - u) ** 2), beta_max)
    best = linear_vae.minimiser(beta, t)
    axis.axvspan(threshold, beta_max, color=RULE, alpha=0.45, lw=0)
    for name, values, colour in (("a", best.a, A), ("b", best.b, B), ("c", best.c, C)):
        # As on the page: at t = 1, a and c coincide, and the wider, lighter line stays visible below the narrower one.
        wide, share = (3.6, 0.55) if name == "a" else (1.6, 1)
        axis.plot(beta, values, color=colour, lw=wide, alpha=share, label=f"${name}$")
        if name != "b":
            axis.plot(beta, -values, color=colour, lw=0.75 * wide, ls=(0, (4, 3)), alpha=0.6 * share)
    axis.set(xlabel=r"$\beta$", xlim=(0, beta_max))
    axis.axhline(0, color=RULE, lw=0.8, zorder=0)
    axis.text(threshold, axis.get_ylim()[0], " collapsed", color=MUTED, fontsize=9, va="bottom")


def plot_loss_slice(axis, b: float, beta: float, t: float, reach: float = 2.0) -> None:
    """Contours of the loss over (a, c) at fixed b, on logarithmic levels above the slice's least value."""
    grid = np.linspace(-reach, reach, 201)
    a, c = np.meshgrid(grid / t, grid * t)
    loss = linear_vae.loss(a, max(b, 1e-9), c, beta, t)
    height = loss - loss.min()
    levels = t**2 * np.array([0.0, 0.03, 0.1, 0.25, 0.5, 1, 2, 4, 8])
    axis.contourf(a, c, height, levels=levels, cmap=LOSS_MAP, extend="max")
    axis.contour(a, c, height, levels=levels[1:], colors=A, linewidths=0.7, alpha=0.55)
    axis.set(xlabel="$a$", ylabel="$c$")


def slice_descent(start: tuple[float, float], b: float, beta: float, t: float, steps: int = 400) -> np.ndarray:
    """Gradient descent over (a, c) at fixed b, in units in which t = 1; the path as (steps + 1, 2).

    As on the page, a step is halved until it does not climb, so that no start diverges.
    """
    b, beta, rate = max(b, 1e-9), beta / t**2, 0.04
    path = np.empty((steps + 1, 2))
    path[0] = start[0] * t, start[1] / t
    for i in range(steps):
        slope = linear_vae.gradient(path[i, 0], b, path[i, 1], beta, 1.0)[[0, 2]]
        before = linear_vae.loss(path[i, 0], b, path[i, 1], beta, 1.0)
        while linear_vae.loss(*_around(b, path[i] - rate * slope), beta, 1.0) > before * (1 + 1e-12):
            rate /= 2
        path[i + 1] = path[i] - rate * slope
        rate = min(0.04, 2 * rate)
    return path / [t, 1 / t]


def _around(b: float, place) -> tuple[float, float, float]:
    return place[0], b, place[1]


def overview(beta: float, t: float, start: tuple[float, float]) -> Figure:
    """Phases, loss slice with a descent path, densities of x and of z."""
    best = linear_vae.minimiser(beta, t)
    a, b, c = map(float, best)
    with book_style():
        figure, ((phases, loss), (data, code)) = plt.subplots(2, 2, figsize=(7.6, 6.0))
        threshold = float(linear_vae.threshold(t))
        plot_phases(phases, t, max(2 * threshold, 1.1 * beta))
        phases.axvline(beta, color=INK, lw=0.8)
        for value, colour, size in ((a, A, 7), (b, B, 5), (c, C, 5)):
            phases.plot(beta, value, "o", color=colour, ms=size, mec="white", zorder=4)
        phases.legend(loc="upper right", ncols=3, handlelength=1.2, columnspacing=1)
        phases.set_title(rf"$a={a:.3f}$,  $b={b:.3f}$,  $c={c:.3f}$")

        plot_loss_slice(loss, b, beta, t, max(2.0, 1.2 * abs(start[0]) * t, 1.2 * abs(start[1]) / t))
        path = slice_descent(start, b, beta, t)
        loss.plot(*path.T, color=PATH, lw=1.5)
        loss.plot(*path[0], "o", color=PATH, ms=6, mec="white")
        loss.plot([a, -a], [c, -c], "*", color=INK, ms=9, mec="white")
        loss.set_title(r"loss over $a$, $c$ at the best $b$")

        noise = np.sqrt(beta / 2)
        reach = 3.2 * max(t, np.hypot(c, noise))
        x = np.linspace(-reach, reach, 401)
        data.fill_between(x, normal_density(x, t), color=DATA, alpha=0.25, lw=0, label="data")
        if c > 0:
            data.plot(x, normal_density(x, c), color=C, label=r"model mean $cz$")
        else:
            data.axvline(0, color=C, label=r"model mean $cz$")
        if c > 0 or noise > 0:
            data.plot(x, normal_density(x, np.hypot(c, noise)), color=INK, ls=(0, (3, 2)), label=r"samples, noise $\beta/2$")
        data.set(xlabel="$x$", yticks=[], ylim=(0, 1.5 * normal_density(0, min(t, max(c, 0.45 * t)))))
        data.legend(loc="upper right", fontsize=8)
        data.set_title("what the model draws")

        z = np.linspace(-3.2, 3.2, 401)
        code.fill_between(z, normal_density(z, 1), color=DATA, alpha=0.25, lw=0, label="prior")
        for x_value in (-2 * t, 0.0, 2 * t):
            code.plot(z, normal_density(z - a * x_value, max(b, 0.02)), color=B, lw=1.3, label=r"$q(z|x)$" if x_value == 0 else None)
        code.plot(z, normal_density(z, float(linear_vae.aggregate_scale(a, b, t))), color=INK, ls=(0, (3, 2)), label=r"all $x$ together")
        code.set(xlabel="$z$", yticks=[], ylim=(0, min(1.5 * normal_density(0, max(b, 0.02)), 3)))
        code.legend(loc="upper right", fontsize=8)
        code.set_title("what the code looks like")
    return figure
