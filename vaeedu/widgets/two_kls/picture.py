"""The picture that stands in for TwoKLs where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.plotting import DATA, PATH, A, B, book_style
from vaeedu.widgets.two_kls.descent import SCALE

MOST = 6  # nats on the axes


def overview(gap: float, mean: float, scale: float) -> Figure:
    """The densities, and both divergences against the model's mean and against its scale."""
    data, model = Bumps(0, SCALE, gap), Bumps(mean, scale)
    reach = max(4.5, gap / 2 + 1.6, abs(mean) + 1)
    with book_style():
        figure, (bells, by_mean, by_scale) = plt.subplots(1, 3, figsize=(7.6, 2.9))
        x = np.sort(np.concatenate([np.linspace(-reach, reach, 301), mean + scale * np.linspace(-5, 5, 101)]))
        bells.fill_between(x, np.exp(bumps.log_density(x, data)), color=DATA, alpha=0.25, lw=0)
        bells.plot(x, np.exp(bumps.log_density(x, model)), color=PATH)
        bells.set(xlabel="$x$", yticks=[], xlim=(-reach, reach), ylim=(0, None))
        bells.set_title("data (grey), model (line)")
        means, scales = np.linspace(-reach, reach, 81), np.linspace(0.1, max(4.0, 1.2 * scale), 81)
        for axis, along, models, here, name in ((by_mean, means, Bumps(means, scale), mean, "mean"), (by_scale, scales, Bumps(mean, scales), scale, "scale")):
            axis.plot(along, bumps.kl(data, models), color=A, label=r"KL$(p\,\|\,g)$")
            axis.plot(along, bumps.kl(models, data), color=B, label=r"KL$(g\,\|\,p)$")
            for value, colour in ((bumps.kl(data, model), A), (bumps.kl(model, data), B)):
                axis.plot(here, np.minimum(value, MOST), "o", color=colour, ms=6, clip_on=False)
            axis.set(xlabel=f"{name} of the model", xlim=(along[0], along[-1]), ylim=(0, MOST))
            axis.set_title("nats")
        by_scale.legend(loc="upper right")
    return figure
