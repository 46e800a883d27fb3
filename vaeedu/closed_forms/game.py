"""The adversarial game (chapter 16).

Data p and generator g; a discriminator D is worth V(G, D) = E_p log D + E_g log(1 − D).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from vaeedu.closed_forms.checks import Array, probabilities, real


def optimal_discriminator(p: ArrayLike, g: ArrayLike) -> Array:
    """D* = p/(p + g), for probabilities or densities that are not both 0: the best guess that a point is real."""
    p, g = real("p", p, low=0), real("g", g, low=0)
    if np.any((p == 0) & (g == 0)):
        raise ValueError("p and g are both 0 at some point, where any D is as good as any other; leave such points out")
    larger = np.maximum(p, g)  # in its unit nothing overflows, and the smallest numbers keep their digits
    return p / larger / (p / larger + g / larger)


def jensen_shannon(p: ArrayLike, g: ArrayLike) -> Array:
    """JSD = ½KL(p ‖ m) + ½KL(g ‖ m), m = (p + g)/2, over the last axis of two arrays of probabilities; 0 log 0 is 0."""
    p, g = probabilities("p", p), probabilities("g", g)
    mixture = (p + g) / 2
    return np.maximum(0.5 * (rel_entr(p, mixture) + rel_entr(g, mixture)).sum(-1), 0.0)
