"""Encoders and decoders: a body of layers with a head at its end, sizes derived from the shape of the data.

An encoder takes x (..., *shape) to a distribution over codes, a decoder takes z (..., latent) to a distribution over x.
Leading axes are free: batch, or samples and batch. Any `nn.Module` that does the same will do.
"""

import math
from collections.abc import Sequence
from numbers import Integral

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Distribution

from vaeedu.data.checks import as_shape, class_labels, class_shares, tensor_advice, whole_number


class MLP(nn.Sequential):
    """Linear layers of the given widths with ReLU in between: MLP(784, 400, 40) has one hidden layer."""

    def __init__(self, *widths: int):
        if len(widths) < 2 or any(not isinstance(width, Integral) or width < 1 for width in widths):
            raise ValueError(f"an MLP needs at least two positive whole widths, input and output, got {widths}; try MLP(784, 400, 40)")
        layers = [layer for i, o in zip(widths, widths[1:]) for layer in (nn.Linear(i, o), nn.ReLU())]
        super().__init__(*layers[:-1])

    def __getitem__(self, index: int | slice) -> nn.Module:
        """A layer; of a slice, an nn.Sequential of its layers."""
        return nn.Sequential(*list(self)[index]) if isinstance(index, slice) else super().__getitem__(index)


class Rows(nn.Module):
    """A body of layers that knows one leading axis only, such as one with BatchNorm1d, for any: (..., a) → (..., b)."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        rows = self.body(x.reshape(-1, x.shape[-1]))
        return rows.reshape(*x.shape[:-1], *rows.shape[1:])


def refuse_three_axes(decoder: nn.Module) -> None:
    """Let the decoder's layers that take the second axis for features refuse codes (samples, batch, latent), unless within `Rows`."""
    if any(isinstance(module, (nn.Conv1d, nn.ConvTranspose1d)) for module in decoder.modules()):
        return  # there, three axes may be meant
    for module in decoder.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.InstanceNorm1d, nn.GroupNorm)):
            module.register_forward_pre_hook(_refuse_three_axes)


def _refuse_three_axes(layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    if inputs[0].ndim == 3:
        raise ValueError(
            f"{type(layer).__name__} takes the second axis for its features, and a decoder gets codes (samples, batch, latent), here "
            f"{tuple(inputs[0].shape)}; put the layers between code and head into vaeedu.networks.Rows: nn.Sequential(Rows(body), head)"
        )


class Flat(nn.Module):
    """(..., *shape) → (..., numbers), and an error that names the shapes when x has another one."""

    def __init__(self, shape: Sequence[int] | int):
        super().__init__()
        self.shape = as_shape(shape)

    def forward(self, x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return expect_shape(x, self.shape).reshape(*x.shape[: x.ndim - len(self.shape)], math.prod(self.shape))


class Labelled(nn.Module):
    """A network that is told the label, too: `body` reads the numbers of an item, and after them one for each class, 1 for its own and 0 for the others.

    inputs (..., batch, *shape); labels (batch,), whole numbers from 0 to classes − 1, or shares (batch, classes) of a label that is not sure, such as
    `objectives.gumbel_softmax` draws. Raises ValueError without labels, and for others.
    """

    conditional = True

    def __init__(self, shape: Sequence[int] | int, classes: int, body: nn.Module):
        super().__init__()
        self.flat, self.body, self.classes = Flat(shape), body, whole_number("classes", classes, "data.class_count(y) counts them")

    def forward(self, inputs: Float[Tensor, "..."], y: Tensor | None = None) -> Distribution:
        numbers = self.flat(inputs)
        if y is None:
            raise ValueError(f"this network was made to be told one of {self.classes} classes, and got no labels; give them: draw(x, y), sample(n, y)")
        if y.is_floating_point() and y.ndim == 2:
            own = class_shares(y, self.classes)
        else:
            own = class_labels(y, self.classes)[:, None] == torch.arange(self.classes, device=y.device)
        return self.body(torch.cat([numbers, own.to(numbers).expand(*numbers.shape[:-1], self.classes)], -1))


def expect_shape(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """x itself, if its last axes are `shape` and its numbers floating."""
    if not isinstance(x, Tensor):
        raise TypeError(f"a network reads a tensor, got {type(x).__name__}; {tensor_advice('x', x)}")
    if not x.is_floating_point():
        raise TypeError(f"a network needs numbers of a floating type, got {x.dtype}; for images of bytes, x / 255 has the range [0, 1]")
    if x.shape[x.ndim - len(shape) :] != shape or x.ndim < len(shape):
        last = x.ndim == 4 and len(shape) == 3 and x.shape[1:] == (*shape[1:], shape[0])
        mend = "channels come first here: x.permute(0, 3, 1, 2)" if last else "make the network for their shape, or give it other data"
        raise ValueError(
            f"the network was made for items of shape {shape}, got a tensor of shape {tuple(x.shape)}; its last axes must be {shape}: {mend}"
        )
    return x


class Convolutions(nn.Module):
    """(..., c, h, w) → (..., features): each layer halves the picture (rounding up) and has its own number of channels."""

    def __init__(self, shape: Sequence[int], channels: Sequence[int] | int, features: int):
        super().__init__()
        self.shape, channels = _image(shape), as_shape(channels)
        steps = [shape[0], *channels]
        layers = [layer for i, o in zip(steps, steps[1:]) for layer in (nn.Conv2d(i, o, 3, stride=2, padding=1), nn.ReLU())]
        last = _halved(shape, len(channels))
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(steps[-1] * math.prod(last), features))

    def forward(self, x: Float[Tensor, "*batch c h w"]) -> Float[Tensor, "*batch features"]:
        return self.layers(expect_shape(x, self.shape).reshape(-1, *self.shape)).reshape(*x.shape[:-3], -1)


class Deconvolutions(nn.Module):
    """(..., latent) → (..., parts·c·h·w): the mirror image of `Convolutions`; every layer restores the size it met there."""

    def __init__(self, latent: int, shape: Sequence[int], channels: Sequence[int] | int, parts: int = 1):
        super().__init__()
        self.latent, channels = latent, as_shape(channels)
        sides = [_halved(_image(shape), n) for n in range(len(channels), -1, -1)]
        steps = [*reversed(channels), parts * shape[0]]
        layers: list[nn.Module] = [nn.Linear(latent, steps[0] * math.prod(sides[0])), nn.Unflatten(-1, (steps[0], *sides[0]))]
        for (i, o), small, large in zip(zip(steps, steps[1:]), sides, sides[1:]):
            # A stride of 2 makes 2·side − 1 from side; an even picture needs one row, or column, more.
            missing = [side - (2 * half - 1) for side, half in zip(large, small)]
            layers += [nn.ReLU(), nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=missing)]
        self.layers = nn.Sequential(*layers, nn.Flatten())

    def forward(self, z: Float[Tensor, "*batch latent"]) -> Float[Tensor, "*batch features"]:
        return self.layers(z.reshape(-1, self.latent)).reshape(*z.shape[:-1], -1)


def _image(shape: Sequence[int] | int) -> tuple[int, ...]:
    shape = as_shape(shape)
    needs = f"a convolutional network needs pictures of shape (channels, height, width), got {shape}"
    if len(shape) == 2:
        raise ValueError(f"{needs}; grey pictures get their channel by x[:, None], and the shape is then {(1, *shape)}")
    if len(shape) != 3:
        raise ValueError(f"{needs}; grey 28×28 is (1, 28, 28)")
    if shape[2] in (1, 3, 4) and shape[0] > 4:
        raise ValueError(f"{needs}, which looks like (height, width, channels); x.permute(0, 3, 1, 2) puts the channels first: {(shape[2], *shape[:2])}")
    return shape


def _halved(shape: Sequence[int], times: int) -> tuple[int, int]:
    height, width = shape[1:]
    for _ in range(times):
        height, width = (height + 1) // 2, (width + 1) // 2
    return height, width


def mlp_encoder(shape: Sequence[int] | int, hidden: Sequence[int] | int, head: nn.Module, classes: int = 0) -> nn.Module:
    """x (..., *shape) → q(z|x): flattened, through hidden layers, to what the head reads. With `classes`, q(z|x, y): `Labelled`."""
    return _mlp(shape, hidden, head, classes)


def mlp_decoder(latent: int, hidden: Sequence[int] | int, head: nn.Module, classes: int = 0) -> nn.Module:
    """z (..., latent) → p(x|z) over the head's shape. With `classes`, p(x|z, y): `Labelled`."""
    return _mlp((latent,), hidden, head, classes)


def _mlp(shape: Sequence[int] | int, hidden: Sequence[int] | int, head: nn.Module, classes: int) -> nn.Module:
    numbers = math.prod(as_shape(shape))
    if not classes:
        return nn.Sequential(Flat(shape), MLP(numbers, *as_shape(hidden), head.features), head)
    return Labelled(shape, classes, nn.Sequential(MLP(numbers + classes, *as_shape(hidden), head.features), head))


def conv_encoder(shape: Sequence[int], channels: Sequence[int] | int, head: nn.Module) -> nn.Sequential:
    """Pictures x (..., c, h, w) → q(z|x)."""
    return nn.Sequential(Convolutions(_image(shape), channels, head.features), head)


def conv_decoder(latent: int, channels: Sequence[int] | int, head: nn.Module) -> nn.Sequential:
    """z (..., latent) → p(x|z) over pictures of the head's shape; `channels` in the encoder's order."""
    return nn.Sequential(Deconvolutions(latent, head.shape, channels, head.parts), head)
