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

from vaeedu import closed_forms

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


# Chapter 01 ----------------------------------------------------------------------------------------------------------


def plot_shelf(axis, noise: float, names: int) -> None:
    """The density of all readings, and of those of one name in the middle: solid where it is read right, hatched where not."""
    gap = closed_forms.SHELF / max(names - 1, 1)
    places = gap * np.arange(names)
    y = np.sort(np.concatenate([np.linspace(-2, 12, 701), (places[:, None] + noise * np.linspace(-4, 4, 33)).ravel()]))
    y = y[(y >= -2) & (y <= 12)]
    own = places[(names - 1) // 2]
    bell = normal_density(y - own, noise) / names
    everyone = sum(normal_density(y - place, noise) for place in places) / names
    axis.fill_between(y, everyone, color=DATA, alpha=0.25, lw=0)
    low, high = (own - gap / 2, own + gap / 2) if names > 2 else (-np.inf, closed_forms.SHELF / 2) if names == 2 else (-np.inf, np.inf)
    nearest = (y >= low) & (y <= high)
    axis.fill_between(y, bell, where=nearest, color=PATH, alpha=0.4, lw=0)
    axis.fill_between(y, bell, where=~nearest, facecolor="none", hatch="//////", edgecolor=PATH, lw=0)
    axis.plot(y, bell, color=PATH, lw=1.4)
    axis.plot(places, np.zeros(names), "|", color=INK, ms=8, mew=1, clip_on=False)
    axis.set(xlim=(-2, 12), ylim=(0, 1.25 * everyone.max()), yticks=[], xticks=range(0, 11, 2), xlabel="where it is written, and read")


def noisy_channel_overview(noise: float, names: int) -> Figure:
    """The static picture of the NoisyChannel widget: the shelf, and the names that survive against noise and against names."""
    surviving = np.exp(closed_forms.names_information(names, noise))
    ceiling = np.exp(closed_forms.shelf_capacity(noise))
    with matplotlib.rc_context(STYLE):
        figure, axes = plt.subplot_mosaic([["shelf", "shelf"], ["noises", "counts"]], figsize=(7.6, 5.4))
        plot_shelf(axes["shelf"], noise, names)
        axes["shelf"].set_title(f"{names} names, noise {noise:g}: {surviving:.2f} survive, at most {ceiling:.2f} could")

        over = np.geomspace(min(0.01, noise), max(10, noise), 121)
        axes["noises"].plot(over, np.exp(closed_forms.shelf_capacity(over)), color=INK, ls=(0, (5, 3)), lw=1.3)
        axes["noises"].plot(over, np.exp(closed_forms.names_information(names, over)), color=A)
        axes["noises"].plot(noise, surviving, "o", color=A, ms=7, mec="white")
        axes["noises"].set(xscale="log", yscale="log", xlabel="noise $s$")
        axes["noises"].set_title("names that survive, and ceiling (dashed)")

        most = max(101, names)
        stored = np.unique(np.geomspace(1, most, 40).round())
        axes["counts"].plot(stored, stored, color=MUTED, lw=0.9, ls=":")
        axes["counts"].axhline(ceiling, color=INK, ls=(0, (5, 3)), lw=1.3)
        axes["counts"].plot(stored, closed_forms.names_read_right(stored, noise), color=B, lw=1.2)
        axes["counts"].plot(stored, np.exp(closed_forms.names_information(stored, noise)), color=A)
        axes["counts"].plot(names, surviving, "o", color=A, ms=7, mec="white")
        axes["counts"].set(xlabel="names stored", xlim=(0, most), ylim=(0, 1.2 * min(ceiling, most)))
        axes["counts"].set_title("read right (thin), survive (thick)")
    return figure


# Chapter 03 ----------------------------------------------------------------------------------------------------------


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
    gap = closed_forms.gaussian_kl(m, s, mean, scale)
    levels = [0.0, 0.05, 0.2, 0.5, 1, 2, 4, 8]
    axis.contourf(m, s, gap, levels=levels, cmap=LOSS_MAP, extend="max")
    axis.contour(m, s, gap, levels=levels[1:], colors=A, linewidths=0.7, alpha=0.55)
    axis.plot(mean, scale, "*", color=C, ms=11, mec="white")
    axis.set(xlabel="mean of $q$", ylabel="scale of $q$", ylim=(0, height))


def elbo_overview(mean: float, scale: float, x: float, sigma: float, c: float) -> Figure:
    """The static picture of the ELBO widget: q over the exact posterior, what the ELBO is made of, the gap over all q."""
    best = closed_forms.gaussian_posterior(x, c, sigma)
    best_mean, best_scale = float(best.mean), float(best.scale)
    reach = 1.08 * max(4.0, abs(mean), abs(best_mean))
    with matplotlib.rc_context(STYLE):
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

        terms = (x, c, sigma, mean, scale)
        values = closed_forms.gaussian_log_marginal(x, c, sigma), closed_forms.gaussian_elbo(*terms), closed_forms.gaussian_expected_log_likelihood(*terms)
        plot_elbo_columns(columns, *map(float, values))
        columns.set_title("two columns on one ELBO")
        plot_elbo_gap_map(gaps, best_mean, best_scale, (-reach, reach), 1.08 * max(2.5, scale))
        gaps.plot(mean, scale, "o", color=B, ms=7, mec="white")
        gaps.set_title("the gap over all $q$; star: posterior")
    return figure


# Chapter 04 ----------------------------------------------------------------------------------------------------------


def plot_kl_map(axis, mu_max: float = 3.2, sigma_max: float = 2.6) -> None:
    """Lines of equal KL(N(μ, σ²) ‖ N(0, 1)) over (μ, σ), in nats; the ring is the prior itself."""
    mu, sigma = np.meshgrid(np.linspace(-mu_max, mu_max, 161), np.linspace(0.01, sigma_max, 161))
    levels = axis.contour(mu, sigma, closed_forms.gaussian_kl(mu, sigma), levels=[0.05, 0.2, 0.5, 1, 1.5, 2, 3, 4, 5], colors=PATH, linewidths=0.8, alpha=0.7)
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


def gaussian_kl_overview(mu: float, sigma: float) -> Figure:
    """The static picture of the GaussianKL widget: the densities, the integrand, the two parts, and the map."""
    place, scale = float(closed_forms.gaussian_kl_mean_part(mu)), float(closed_forms.gaussian_kl_scale_part(sigma))
    with matplotlib.rc_context(STYLE):
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


# Chapter 05 ----------------------------------------------------------------------------------------------------------


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


def epsilon_cloud_overview(epsilon, mu: float, sigma: float, f: closed_forms.Quadratic, baseline: float) -> Figure:
    """The static picture of the EpsilonCloud widget: ε carried to z, what each sample says, and both estimates in μ and σ."""
    pathwise = closed_forms.quadratic_pathwise(epsilon, mu, sigma, f)
    score = closed_forms.quadratic_score(epsilon, mu, sigma, f, baseline)
    exact = closed_forms.quadratic_gradient(mu, sigma, f)
    variances = closed_forms.quadratic_pathwise_variance(mu, sigma, f), closed_forms.quadratic_score_variance(mu, sigma, f, baseline)
    side = max(4.0, abs(mu) + 2.5 * sigma)
    with matplotlib.rc_context(STYLE):
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


# Chapter 06 ----------------------------------------------------------------------------------------------------------


def latent_explorer_overview(tiles, reach: float, z, shown, q, x, reconstruction) -> Figure:
    """The static picture of the LatentExplorer widget: the plane of codes, p(x|z) at z, and a picture read and rebuilt.

    ``tiles`` (rows, columns, 28, 28) are decoded on a grid over ±reach, the first row at the top; ``q`` is a mean and a scale.
    """
    with matplotlib.rc_context(STYLE):
        figure, axes = plt.subplot_mosaic("ppppdd;ppppdd;ppppxr", figsize=(7.6, 4.7))
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


# Chapter 07 ----------------------------------------------------------------------------------------------------------


def plot_phases(axis, t: float, beta_max: float | None = None) -> None:
    """a, b, c against β: the fork at 2t², the mirror solution dashed, the collapsed side shaded."""
    threshold = float(closed_forms.linear_vae_threshold(t))
    beta_max = beta_max or 2 * threshold
    # Squares near both ends: the branches leave 0 and meet the threshold with a vertical slope.
    u = np.linspace(0, 1, 200)
    beta = np.append(threshold * (1 - (1 - u) ** 2), beta_max)
    best = closed_forms.linear_vae_minimiser(beta, t)
    axis.axvspan(threshold, beta_max, color=RULE, alpha=0.45, lw=0)
    for name, values, colour in (("c", best.c, C), ("a", best.a, A), ("b", best.b, B)):
        # At t = 1, a and c coincide: the wider line stays visible below the narrower one.
        axis.plot(beta, values, color=colour, lw=3.2 if name == "c" else 1.6, label=f"${name}$")
        if name != "b":
            axis.plot(beta, -values, color=colour, lw=2.4 if name == "c" else 1.2, ls=(0, (4, 3)), alpha=0.7)
    axis.set(xlabel=r"$\beta$", xlim=(0, beta_max))
    axis.axhline(0, color=RULE, lw=0.8, zorder=0)
    axis.text(threshold, axis.get_ylim()[0], " collapsed", color=MUTED, fontsize=9, va="bottom")


def plot_loss_slice(axis, b: float, beta: float, t: float, reach: float = 2.0) -> None:
    """Contours of the loss over (a, c) at fixed b, on logarithmic levels above the slice's least value."""
    grid = np.linspace(-reach, reach, 201)
    a, c = np.meshgrid(grid / t, grid * t)
    loss = closed_forms.linear_vae_loss(a, max(b, 1e-9), c, beta, t)
    height = loss - loss.min()
    levels = t**2 * np.array([0.0, 0.03, 0.1, 0.25, 0.5, 1, 2, 4, 8])
    axis.contourf(a, c, height, levels=levels, cmap=LOSS_MAP, extend="max")
    axis.contour(a, c, height, levels=levels[1:], colors=A, linewidths=0.7, alpha=0.55)
    axis.set(xlabel="$a$", ylabel="$c$")


def slice_descent(start: tuple[float, float], b: float, beta: float, t: float, steps: int = 400) -> np.ndarray:
    """Gradient descent over (a, c) at fixed b, in units in which t = 1; the path as (steps + 1, 2)."""
    path = np.empty((steps + 1, 2))
    path[0] = start[0] * t, start[1] / t
    for i in range(steps):
        slope = closed_forms.linear_vae_gradient(path[i, 0], max(b, 1e-9), path[i, 1], beta / t**2, 1.0)
        path[i + 1] = path[i] - 0.04 * slope[[0, 2]]
    return path / [t, 1 / t]


def linear_vae_overview(beta: float, t: float, start: tuple[float, float]) -> Figure:
    """The static picture of the LinearVAE widget: phases, loss slice with a descent path, densities of x and of z."""
    best = closed_forms.linear_vae_minimiser(beta, t)
    a, b, c = map(float, best)
    with matplotlib.rc_context(STYLE):
        figure, ((phases, loss), (data, code)) = plt.subplots(2, 2, figsize=(7.6, 6.0))
        threshold = float(closed_forms.linear_vae_threshold(t))
        plot_phases(phases, t, max(2 * threshold, 1.1 * beta))
        phases.axvline(beta, color=INK, lw=0.8)
        for value, colour in ((c, C), (a, A), (b, B)):
            phases.plot(beta, value, "o", color=colour, ms=6, mec="white", zorder=4)
        phases.legend(loc="upper right", ncols=3, handlelength=1.2, columnspacing=1)
        phases.set_title(rf"$a={a:.3f}$,  $b={b:.3f}$,  $c={c:.3f}$")

        plot_loss_slice(loss, b, beta, t)
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
            data.plot(x, normal_density(x, c), color=C, label=r"mean decoder $cz$")
        else:
            data.axvline(0, color=C, label=r"mean decoder $cz$")
        if c > 0 or noise > 0:
            data.plot(x, normal_density(x, np.hypot(c, noise)), color=INK, ls=(0, (3, 2)), label=r"samples, noise $\beta/2$")
        data.set(xlabel="$x$", yticks=[], ylim=(0, 1.5 * normal_density(0, min(t, max(c, 0.45 * t)))))
        data.legend(loc="upper right", fontsize=8)
        data.set_title("what the model draws")

        z = np.linspace(-3.2, 3.2, 401)
        code.fill_between(z, normal_density(z, 1), color=DATA, alpha=0.25, lw=0, label="prior")
        for x_value in (-t, 0.0, t):
            code.plot(z, normal_density(z - a * x_value, max(b, 0.02)), color=A, lw=1.3, label=r"$q(z|x)$" if x_value == 0 else None)
        code.plot(z, normal_density(z, float(closed_forms.linear_vae_aggregate_scale(a, b, t))), color=INK, ls=(0, (3, 2)), label=r"all $x$ together")
        code.set(xlabel="$z$", yticks=[], ylim=(0, min(1.5 * normal_density(0, max(b, 0.02)), 3)))
        code.legend(loc="upper right", fontsize=8)
        code.set_title("what the code looks like")
    return figure


# Chapter 16 ----------------------------------------------------------------------------------------------------------


def optimal_discriminator_overview(data: closed_forms.Bumps, generator: closed_forms.Bumps) -> Figure:
    """The static picture of the OptimalDiscriminator widget: the two densities, and the best discriminator below them."""
    reach = max(6.0, *(abs(mean) + gap / 2 + 2.5 * scale for mean, scale, gap in (data, generator)))
    x = np.linspace(-reach, reach, 601)
    p, g = (np.exp(closed_forms.bumps_log_density(x, bumps)) for bumps in (data, generator))
    jsd, value = closed_forms.bumps_jsd(data, generator), closed_forms.bumps_best_value(data, generator)
    with matplotlib.rc_context(STYLE):
        figure, (densities, best) = plt.subplots(2, 1, figsize=(6.4, 4.4), sharex=True)
        for heights, colour, name in ((p, DATA, "data $p$"), (g, B, "generator $g$")):
            densities.fill_between(x, heights, color=colour, alpha=0.2, lw=0)
            densities.plot(x, heights, color=colour, label=name)
        densities.set(yticks=[], ylim=(0, None))
        densities.legend(loc="upper right")
        densities.set_title(rf"JSD = {jsd:.3f},  $V(G, D^{{{{\star}}}}) = {value:.3f}$")
        best.axhline(0.5, color=MUTED, lw=0.8, ls=":")
        # From the logarithms: far out both densities are 0 in float64, and their ratio still is not.
        best.plot(x, 0.5 + 0.5 * np.tanh(0.5 * closed_forms.bumps_log_ratio(x, data, generator)), color=INK)
        best.set(xlabel="$x$", xlim=(-reach, reach), ylim=(-0.03, 1.03), yticks=[0, 0.5, 1])
        best.set_title(r"best discriminator $D^{{\star}} = p/(p + g)$")
    return figure
