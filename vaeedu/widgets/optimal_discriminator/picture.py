"""The picture that stands in for OptimalDiscriminator where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import bumps
from vaeedu.plotting import INK, MUTED, B, DATA, book_style


def overview(data: bumps.Bumps, generator: bumps.Bumps) -> Figure:
    """The two densities, and the best discriminator below them."""
    reach = max(6.0, *(abs(mean) + gap / 2 + 2.5 * scale for mean, scale, gap in (data, generator)))
    x = np.linspace(-reach, reach, 601)
    p, g = (np.exp(bumps.log_density(x, density)) for density in (data, generator))
    jsd, value = bumps.jsd(data, generator), bumps.best_value(data, generator)
    with book_style():
        figure, (densities, best) = plt.subplots(2, 1, figsize=(6.4, 4.4), sharex=True)
        for heights, colour, name in ((p, DATA, "data $p$"), (g, B, "generator $g$")):
            densities.fill_between(x, heights, color=colour, alpha=0.2, lw=0)
            densities.plot(x, heights, color=colour, label=name)
        densities.set(yticks=[], ylim=(0, None))
        densities.legend(loc="upper right")
        densities.set_title(rf"JSD = {jsd:.3f},  $V(G, D^{{{{\star}}}}) = {value:.3f}$")
        best.axhline(0.5, color=MUTED, lw=0.8, ls=":")
        # From the logarithms: far out both densities are 0 in float64, and their ratio still is not.
        best.plot(x, 0.5 + 0.5 * np.tanh(0.5 * bumps.log_ratio(x, data, generator)), color=INK)
        best.set(xlabel="$x$", xlim=(-reach, reach), ylim=(-0.03, 1.03), yticks=[0, 0.5, 1])
        best.set_title(r"best discriminator $D^{{\star}} = p/(p + g)$")
    return figure
