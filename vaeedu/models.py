"""Models: what takes a batch to a `Draw`. A model owns networks; what to optimise is left to the objectives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.distributions import Distribution

from vaeedu.data.checks import as_shape, tensor_advice, whole_number
from vaeedu.distributions import BernoulliHead, GaussianHead, StandardNormal
from vaeedu.networks import conv_decoder, conv_encoder, mlp_decoder, mlp_encoder, refuse_three_axes


@dataclass(frozen=True)
class Draw:
    """One pass of a model through a batch: everything an objective may ask for. Logarithms are in nats.

    Attributes
    ----------
    q, prior
        q(z|x) with batch shape (batch,), and p(z) or p(z|y) with batch shape () or (batch,).
    z
        Codes drawn from q, (samples, batch, *code).
    likelihood
        p(x|z), batch shape (samples, batch).
    log_likelihood
        log p(x|z), (samples, batch).
    """

    q: Distribution
    prior: Distribution
    z: Shaped[Tensor, "samples batch *code"]
    likelihood: Distribution
    log_likelihood: Float[Tensor, "samples batch"]

    # Not every objective needs the next two; who asks twice gets the same tensor.
    @cached_property
    def log_prior(self) -> Float[Tensor, "samples batch"]:
        """log p(z)."""
        return self.prior.log_prob(self.z)

    @cached_property
    def log_q(self) -> Float[Tensor, "samples batch"]:
        """log q(z|x)."""
        return self.q.log_prob(self.z)

    @property
    def log_w(self) -> Float[Tensor, "samples batch"]:
        """log p(x|z) + log p(z) − log q(z|x): its mean is the ELBO, and exp of it is an importance weight for p(x)."""
        return self.log_likelihood + self.log_prior - self.log_q


class VAE(nn.Module):
    """encoder(x) → q(z|x), decoder(z) → p(x|z), prior(y) → p(z): three modules that return distributions.

    Kingma & Welling (2014). Any `torch.distributions` will do; gradients reach the encoder where q can be reparameterised.
    Labels y (batch,) go to each of the three that takes them, by its attribute `conditional`: an encoder or a decoder that is `Labelled`, a prior such as
    `ClassMeanPrior`. Labels that none of them takes are refused.
    """

    def __init__(self, encoder: nn.Module, decoder: nn.Module, prior: nn.Module):
        super().__init__()
        self.encoder, self.decoder, self.prior = encoder, decoder, prior
        refuse_three_axes(decoder)

    @property
    def takes_labels(self) -> bool:
        """Whether one of the three modules does."""
        return _told(self.encoder) or _told(self.decoder) or _told(self.prior, True)

    def encode(self, x: Tensor, y: Tensor | None = None) -> Distribution:
        """q(z|x), or q(z|x, y) where the encoder takes labels."""
        return self.encoder(x, y) if _told(self.encoder) else self.encoder(x)

    def decode(self, z: Tensor, y: Tensor | None = None) -> Distribution:
        """p(x|z), or p(x|z, y) where the decoder takes labels."""
        return self.decoder(z, y) if _told(self.decoder) else self.decoder(z)

    def prior_of(self, y: Tensor | None = None) -> Distribution:
        """p(z), or p(z|y) where the prior takes labels. One that takes none refuses them, unless they are for the encoder or the decoder."""
        for_others = not _told(self.prior, True) and (_told(self.encoder) or _told(self.decoder))
        return self.prior(None if for_others else y)

    def forward(self, *_):
        raise TypeError(
            "a VAE answers by name: draw(x) gives everything that an objective needs, encoder(x) q(z|x), decoder(z) p(x|z), "
            "decoder(encoder(x).mean).mean a reconstruction of x, sample(n) new items"
        )

    def draw(self, x: Float[Tensor, "batch *event"], y: Tensor | None = None, samples: int = 1) -> Draw:
        """Encode x, draw `samples` codes for each item, and decode them.

        Raises ValueError for an empty batch, samples < 1, labels for a prior without, and x of a shape or range that the
        model was not made for.
        """
        whole_number("the number of samples", samples, "one is enough for training")
        if not isinstance(x, Tensor):
            advice = "take its x: draw(batch.x)" if hasattr(x, "x") else tensor_advice("x", x)
            raise TypeError(f"draw takes a tensor of items, got {type(x).__name__}; {advice}")
        first = next(self.encoder.parameters(), x)
        if x.is_floating_point() and first.dtype != x.dtype and not torch.is_autocast_enabled(x.device.type):
            raise TypeError(f"the items are {x.dtype} and the encoder {first.dtype}; take x.to({first.dtype}), or model.to({x.dtype})")
        if len(x) == 0:
            raise ValueError("the batch is empty; a draw needs at least one item, so check how the data were selected")
        if y is not None and len(y) != len(x):
            raise ValueError(f"a draw needs one label for each item, got {len(y)} labels for {len(x)} items")
        q = self.encode(x, y)
        z = q.rsample((samples,)) if q.has_rsample else q.sample((samples,))
        likelihood = self.decode(z, y)
        if likelihood.event_shape != x.shape[1:]:
            mend = "a single item is a batch of one: x[None]" if likelihood.event_shape == x.shape else "encoder and decoder must be made for one shape"
            raise ValueError(f"the decoder makes items of shape {tuple(likelihood.event_shape)}, the data have {tuple(x.shape[1:])}; {mend}")
        log_likelihood = likelihood.log_prob(x)
        if log_likelihood.shape != (samples, len(x)):
            raise ValueError(
                f"a decoder gets codes (samples, batch, ...), here {tuple(z.shape)}, and must keep these two axes, got log p(x|z) of shape "
                f"{tuple(log_likelihood.shape)}; vaeedu.networks.Rows does that for a body that knows a batch alone"
            )
        return Draw(q, self.prior_of(y), z, likelihood, log_likelihood)

    def sample(self, n: int, y: Tensor | None = None) -> Distribution:
        """p(x|z) for n codes from the prior, batch shape (n,): its `.mean` is what papers show, its `.sample()` what the model says.

        With labels y (n,), the codes come from p(z|y).
        """
        whole_number("the number of samples", n)
        if y is not None and len(y) != n:
            raise ValueError(f"sample needs labels for {n} samples, got {len(y)}")
        prior = self.prior_of(y)
        return self.decode(prior.sample((n,) if not prior.batch_shape else ()), y)


def _told(part: nn.Module, unless_said: bool = False) -> bool:
    """Whether a module takes labels: what it says itself, or else what is usual for its place."""
    return getattr(part, "conditional", unless_said)


class Autoencoder(nn.Module):
    """encoder(x) → code (batch, latent), decoder(code) → p(x|code): no noise, no prior."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x: Float[Tensor, "batch *event"]) -> Distribution:
        """p(x|code) at each item's own code; `−log_prob(x)` is the distortion in nats."""
        return self.decoder(self.encoder(x))


def mlp_vae(shape: Sequence[int] | int, latent: int, hidden: Sequence[int] | int = (400,), head: Callable[[tuple[int, ...]], nn.Module] = BernoulliHead) -> VAE:
    """A VAE of fully connected layers for items of any shape; `head` is called with the shape.

    The defaults, for shape (1, 28, 28) and 20 codes, are the field's reference model 784-400-20-400-784.
    """
    encoder = mlp_encoder(shape, hidden, GaussianHead((latent,)))
    return VAE(encoder, mlp_decoder(latent, as_shape(hidden)[::-1], head(as_shape(shape))), StandardNormal(latent))


def conv_vae(shape: Sequence[int], latent: int, channels: Sequence[int] | int = (32, 64), head: Callable[[tuple[int, ...]], nn.Module] = BernoulliHead) -> VAE:
    """A VAE of convolutions for pictures (channels, height, width) of any size; every layer halves the picture."""
    encoder = conv_encoder(shape, channels, GaussianHead((latent,)))
    return VAE(encoder, conv_decoder(latent, channels, head(tuple(shape))), StandardNormal(latent))
