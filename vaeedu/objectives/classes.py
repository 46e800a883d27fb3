"""A class that nobody told: code (y, z) with y one of a few classes, summed out or drawn softly. The prior of y is uniform.

The encoder's q(y|x) is a classifier's logits, (batch, classes); z belongs to a VAE whose networks take labels.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vaeedu.data.checks import whole_number
from vaeedu.models import Draw
from vaeedu.objectives.checks import refuse_negative, refuse_not_positive
from vaeedu.objectives.elbo import analytic_rate, elbo
from vaeedu.objectives.terms import Terms


def under_every_class(x: Float[Tensor, "batch *event"], classes: int) -> tuple[Float[Tensor, "items *event"], Int[Tensor, " items"]]:
    """Every item under every class, classes · batch of them, as `VAE.draw` takes them: draw(*under_every_class(x, 10)). For `enumerated`."""
    whole_number("classes", classes)
    y = torch.arange(classes, device=x.device).repeat_interleave(len(x))
    return x.repeat(classes, *[1] * (x.ndim - 1)), y


def class_rate(logits: Float[Tensor, "batch classes"]) -> Float[Tensor, " batch"]:
    """KL(q(y|x) ‖ uniform) of each item, in nats: log classes less the entropy. Raises ValueError for fewer than two classes."""
    _check_logits(logits)
    log_q = logits.log_softmax(-1)
    return (log_q.exp() * log_q).sum(-1) + math.log(logits.shape[-1])


def enumerated(draw: Draw, logits: Float[Tensor, "batch classes"], beta: float | Tensor = 1.0) -> Terms:
    """The negative ELBO with the class summed out: loss = distortion + β · (rate + class rate), in nats (Kingma et al. 2014, equation 7).

    `draw` is of every item under every class (`under_every_class`); distortion and rate of z are means under q(y|x). Exact in y, at the price of
    decoding each item once for each class. Raises ValueError for a draw of other items, and for β < 0.
    """
    refuse_negative("beta, the weight of the rate,", beta, "beta=1 is the ELBO")
    of_class = class_rate(logits)
    items, classes = logits.shape
    if draw.z.shape[1] != items * classes:
        raise ValueError(f"the draw must be of {items} items under {classes} classes each, {items * classes}, got {draw.z.shape[1]}; take draw(*under_every_class(x, {classes}))")
    share = logits.softmax(-1).T  # (classes, items), as the draw has them
    distortion, rate = ((share * values.reshape(classes, items)).sum(0).mean() for values in (-draw.log_likelihood.mean(0), analytic_rate(draw)))
    class_nats = of_class.mean()
    return {"loss": distortion + beta * (rate + class_nats), "distortion": distortion, "rate": rate, "class rate": class_nats}


def gumbel_softmax(logits: Float[Tensor, "batch classes"], temperature: float | Tensor) -> Float[Tensor, "batch classes"]:
    """A soft draw from the classes, shares that sum to 1, with a gradient: softmax((logits + Gumbel noise) / temperature) (Jang et al. 2017; Maddison et al. 2017).

    The largest share falls on a class as often as q(y|x) says, at every temperature; as it falls to 0 the shares become 0 and 1. Raises ValueError for a temperature that is not > 0.
    """
    _check_logits(logits)
    refuse_not_positive("the temperature", temperature, "start at 1 and let it fall towards 0.1, and for draws without softness take argmax")
    # Of torch.rand, which gives each model of an ensemble its own; away from 0, whose logarithm is no number.
    uniform = torch.rand(logits.shape, dtype=logits.dtype, device=logits.device).clamp(min=torch.finfo(logits.dtype).tiny, max=1 - torch.finfo(logits.dtype).eps)
    return ((logits - (-uniform.log()).log()) / temperature).softmax(-1)


def relaxed(draw: Draw, logits: Float[Tensor, "batch classes"], beta: float | Tensor = 1.0) -> Terms:
    """The same loss with y drawn softly: `draw` is of each item once, told the shares of `gumbel_softmax`.

    The class rate is that of q(y|x) itself, as most implementations have it; with soft shares it is no bound of log p(x), but comes near one as the temperature falls.
    """
    terms, class_nats = elbo(draw, beta), class_rate(logits).mean()
    return {**terms, "loss": terms["loss"] + beta * class_nats, "class rate": class_nats}


def _check_logits(logits: Tensor) -> None:
    if logits.ndim != 2 or logits.shape[1] < 2:
        raise ValueError(f"q(y|x) needs logits (batch, classes) of at least 2 classes, got shape {tuple(logits.shape)}; let the classifier end in one number a class")
