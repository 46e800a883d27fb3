"""Generators without an encoder: each item has a code of its own, learned together with the decoder (chapter 20).

Generative latent optimisation (GLO, Bojanowski et al. 2018). Codes stay in a ball, for otherwise their size would be anybody's choice: a decoder that undoes it draws the same.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.distributions import Distribution

from vaeedu.data import Batch, Dataset
from vaeedu.data.checks import tensor_advice, whole_number
from vaeedu.objectives.checks import refuse_not_positive
from vaeedu.training import Ensemble, Player, Terms, of_model, one_of, own_items, owned


class CodeTable(nn.Module):
    """A code for each of n items, (n, latent), and a decoder z (..., latent) → p(x|z). `radius` is that of the ball that codes are kept in; infinity leaves them free."""

    def __init__(self, codes: Float[Tensor, "n latent"], decoder: nn.Module, radius: float = 1.0):
        super().__init__()
        if codes.ndim != 2 or len(codes) == 0:
            raise ValueError(f"codes must have shape (items, latent), one row for each item, got {tuple(codes.shape)}")
        if not radius > 0:
            raise ValueError(f"radius, that of the ball of codes, must be > 0, got {radius}; math.inf leaves codes free")
        self.codes, self.decoder, self.radius = nn.Parameter(within(codes.detach().clone(), radius)), decoder, radius

    def decode(self, z: Float[Tensor, "... latent"]) -> Distribution:
        """p(x|z)."""
        return self.decoder(z)

    def refuse_strangers(self, numbers: Int[Tensor, " batch"] | None) -> None:
        """Raise TypeError for what are no numbers of items, ValueError for numbers that no item of the table has."""
        if not isinstance(numbers, Tensor) or numbers.is_floating_point() or numbers.ndim != 1:
            raise TypeError("codes are found by the numbers of their items, whole numbers (batch,), as labels of the data; numbered(dataset) numbers them")
        if len(numbers) and not (0 <= int(numbers.min()) and int(numbers.max()) < len(self.codes)):
            raise ValueError(
                f"these are codes of {len(self.codes)} items, 0 to {len(self.codes) - 1}, and items {int(numbers.min())} to {int(numbers.max())} were asked for; "
                "codes belong to the data that they were learned with: new items need new ones, found_codes(...)"
            )


def within(codes: Float[Tensor, "... latent"], radius: float) -> Float[Tensor, "... latent"]:
    """Codes outside the ball moved to its surface, straight towards the middle; the others as they are."""
    return codes / (codes.norm(dim=-1, keepdim=True) / radius).clamp(min=1)


def numbered(data: Dataset) -> Dataset:
    """The same items, with their numbers for labels: which code is whose."""
    if not isinstance(data, Dataset):
        raise TypeError(f"numbered takes a Dataset, got {type(data).__name__}; {tensor_advice('x', data)}")
    return Dataset(data.x, torch.arange(len(data), device=data.x.device))


def coding(model: CodeTable | Ensemble, lr: float = 1e-3, codes_lr: float = 1e-2, betas: tuple[float, float] = (0.5, 0.999), batch_size: int | None = None) -> Player:
    """The player that moves decoder and codes together, by Adam at a rate each, and puts codes back into the ball after every step. The data are `numbered`.

    It lowers −log p(x|z), the mean over the batch, each x at its own code.
    The rates and betas are those of GLANN (Hoshen, Li & Malik 2019), which trains by GLO first. With a `batch_size`, each model draws so many items for itself out of the batch that `fit` hands out.
    """
    first = one_of(model)
    if not isinstance(first, CodeTable):
        raise TypeError(f"coding takes a CodeTable, or an Ensemble of them, got {type(model).__name__}; CodeTable(codes, decoder) makes one")
    for rate in (lr, codes_lr):
        refuse_not_positive("a learning rate", rate, "try 1e-3 for the decoder and 1e-2 for the codes")

    def loss(one: CodeTable, batch: Batch, step: int, _: Tensor | None) -> Terms:
        one.refuse_strangers(batch.y)
        x, numbers, _ = own_items(batch, batch_size)
        return {"loss": -one.decode(one.codes[numbers]).log_prob(x).mean()}

    codes = dict(model.named_parameters())["codes"]
    optimizer = torch.optim.Adam([{"params": owned(model, "decoder"), "lr": lr}, {"params": [codes], "lr": codes_lr}], betas=betas, fused=True)

    @torch.no_grad()
    def back(*_) -> None:
        codes.copy_(within(codes, first.radius))

    optimizer.register_step_post_hook(back)
    return Player(model, of_model(model, loss), optimizer)


def scores(x: Float[Tensor, "n ..."], latent: int, radius: float = 1.0) -> Float[Tensor, "n latent"]:
    """Codes to start from: the items' first principal scores, in one unit for all, so that the longest lies on the ball's surface. Raises ValueError for more codes than numbers."""
    flat = x.flatten(1)
    if not 1 <= whole_number("latent", latent) <= min(flat.shape):
        raise ValueError(f"{len(flat)} items of {flat.shape[1]} numbers have {min(flat.shape)} principal scores, got latent={latent}")
    centred = flat - flat.mean(0)
    found = centred @ torch.linalg.svd(centred, full_matrices=False).Vh[:latent].T
    return found * (radius / found.norm(dim=1).max())


def found_codes(model: CodeTable, x: Float[Tensor, "n ..."], steps: int, starts: int = 1, lr: float = 1e-2) -> Float[Tensor, "n latent"]:
    """Codes of new items, by so many steps of Adam with the decoder held still: for each item the best of `starts`, from codes of the table drawn at random.

    That is what stands in for an encoder, at the price of `steps` · `starts` passes through the decoder and back.
    """
    whole_number("steps", steps), whole_number("starts", starts)
    z = model.codes.detach()[torch.randint(len(model.codes), (starts, len(x)), device=x.device)].clone().requires_grad_()
    optimizer = torch.optim.Adam([z], lr, betas=(0.5, 0.999))
    for _ in range(steps):
        lost = -model.decode(z).log_prob(x)
        (z.grad,) = torch.autograd.grad(lost.sum(), z)
        optimizer.step()
        with torch.no_grad():
            z.copy_(within(z, model.radius))
    with torch.no_grad():
        best = model.decode(z).log_prob(x).argmax(0)
    return z.detach()[best, torch.arange(len(x))]
