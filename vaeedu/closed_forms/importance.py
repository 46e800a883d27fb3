"""The importance-weighted bound where everything can be counted (chapter 11)."""

from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, logsumexp

from vaeedu.closed_forms.checks import probabilities, real


def bound(joint: ArrayLike, q: ArrayLike, k: int) -> float:
    """E log (1/k) Σ w(z_i) over k independent draws from q, in nats, w = p(x,z)/q(z): every outcome counted, as often as it can come.

    ``joint`` holds p(x,z) of one x for each of the n codes, (n,), and sums to p(x); ``q`` their probabilities, (n,). Burda, Grosse & Salakhutdinov (2016).
    Raises ValueError for k < 1, for shapes that differ, and for joint <= 0 where q > 0, which gives no finite bound.
    """
    joint, q = real("joint", joint, low=0), probabilities("q", q)
    if joint.shape != q.shape or joint.ndim != 1:
        raise ValueError(f"joint and q must be lists of one length, got shapes {joint.shape} and {q.shape}; one number for each code")
    if k != int(k) or k < 1:
        raise ValueError(f"k, the number of samples, must be a whole number >= 1, got {k}; k=1 is the ELBO")
    used = q > 0
    if (joint[used] == 0).any():
        raise ValueError("joint must be > 0 wherever q is, or the bound is minus infinity; take the codes out that explain nothing")
    log_w, log_q = np.log(joint[used]) - np.log(q[used]), np.log(q[used])
    outcomes = np.array(list(combinations_with_replacement(range(len(log_w)), int(k))))
    counts = (outcomes[..., None] == np.arange(len(log_w))).sum(1)
    log_probability = gammaln(k + 1) - gammaln(counts + 1).sum(1) + counts @ log_q
    return float(np.exp(log_probability) @ (logsumexp(log_w[outcomes], axis=1) - np.log(k)))
