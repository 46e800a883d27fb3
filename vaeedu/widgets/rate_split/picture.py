"""The picture that stands in for RateSplit where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import collapse, gaussians
from vaeedu.plotting import DATA, PATH, A, B, C, book_style, normal_density


def overview(mu: float, sigma: float) -> Figure:
    """The two bells with their mean, and the rate and its parts as the bells move apart."""
    with book_style():
        figure, (bells, parts) = plt.subplots(1, 2, figsize=(7.6, 3.2))
        reach = max(4.0, 1.1 * mu + 3 * min(sigma, 3))
        z = np.sort(np.concatenate([np.linspace(-reach, reach, 401), *(place + sigma * np.linspace(-5, 5, 201) for place in (-mu, mu))]))
        bells.fill_between(z, normal_density(z, 1), color=DATA, alpha=0.25, lw=0)
        halves = [normal_density(z - place, sigma) / 2 for place in (-mu, mu)]
        for half, colour in zip(halves, (A, B)):
            bells.plot(z, half, color=colour, lw=1.2, ls="--")
        bells.plot(z, sum(halves), color=PATH)
        bells.set(xlabel="$z$", yticks=[], xlim=(-reach, reach), ylim=(0, 1.2 * max(normal_density(0, 1), *sum(halves))))
        bells.set_title("codes (dashed), together, prior (grey)")

        most = max(3.0, 1.1 * mu)
        line = np.linspace(0, most, 121)
        rate, (information, gap) = gaussians.kl(line, sigma), collapse.two_bells(line, sigma)
        for values, colour, style in ((rate, PATH, "-"), (information, C, "--"), (gap, B, ":")):
            parts.plot(line, values, color=colour, ls=style)
        here = gaussians.kl(mu, sigma), *collapse.two_bells(mu, sigma)
        parts.plot([mu] * 3, here, "o", color=PATH, mec="white", ms=7)
        parts.set(xlabel=r"$\mu$", ylabel="nats", xlim=(0, most), ylim=(0, max(2.0, 1.3 * float(here[0]))))
        parts.set_title("rate = information (dashed) + gap (dotted)")
    return figure
