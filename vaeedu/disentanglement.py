"""Four scores of how far a code keeps the factors of its data apart: MIG, SAP, DCI and the FactorVAE score.

All take codes (n, d), usually the means of q(z|x), and the factors (n, k) that the data were made from, whole numbers. Each is from 0 to 1,
and they do not measure the same thing: see what each docstring asks for.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from vaeedu.data.checks import whole_number


def _checked(codes: Tensor, factors: Tensor) -> tuple[Tensor, Tensor]:
    if codes.ndim != 2 or factors.ndim != 2 or len(codes) != len(factors) or len(codes) < 2:
        raise ValueError(
            f"codes (n, d) and factors (n, k) of the same 2 or more items are needed, got shapes {tuple(codes.shape)} and {tuple(factors.shape)}; "
            "one factor alone is factors[:, None]"
        )
    if not codes.isfinite().all():
        raise ValueError(f"the codes must be finite, got {int((~codes.isfinite()).sum())} numbers that are not; are the model's parameters finite?")
    numbered = [column.unique(return_inverse=True)[1] for column in factors.T]
    for place, column in enumerate(numbered):
        if column.max() == 0:
            raise ValueError(f"factor {place} has one value only, {factors[0, place].item():g}, and nothing can tell of it; leave that column out")
        if column.max() + 1 > len(codes) / 2:
            raise ValueError(f"factor {place} has {int(column.max()) + 1} values for {len(codes)} items, too many to count; bin it: (factor * 10).floor()")
    return codes.double(), torch.stack(numbered, 1)


def mutual_informations(codes: Float[Tensor, "n d"], factors: Shaped[Tensor, "n k"], bins: int = 20) -> Float[Tensor, "d k"]:
    """I(z_j; v_k) in nats, each coordinate taken into `bins` bins of one width between its least and its largest value, and counted."""
    codes, factors = _checked(codes, factors)
    whole_number("bins", bins, "20 is usual")
    low, high = codes.min(0).values, codes.max(0).values
    binned = ((codes - low) / (high - low).clamp(min=1e-12) * bins).long().clamp(max=bins - 1)
    return _informations(binned, factors)


def _informations(some: Shaped[Tensor, "n a"], others: Shaped[Tensor, "n b"]) -> Float[Tensor, "a b"]:
    from sklearn.metrics import mutual_info_score

    return torch.tensor([[mutual_info_score(one.numpy(), other.numpy()) for other in others.T] for one in some.T], dtype=torch.float64)


def _gap(scores: Float[Tensor, "d k"]) -> Float[Tensor, " k"]:
    """By how much the best coordinate is ahead of the second best, for each factor."""
    if len(scores) < 2:
        raise ValueError("a gap needs at least two coordinates, got one")
    first, second = scores.sort(0, descending=True).values[:2]
    return first - second


def mig(codes: Float[Tensor, "n d"], factors: Shaped[Tensor, "n k"], bins: int = 20) -> float:
    """The mutual information gap (Chen et al. 2018): of each factor, how much more the best coordinate says of it than the second best, in units of the factor's entropy.

    1: each factor in one coordinate and in no other. A factor that two coordinates tell equally well gets 0. Raises ValueError for shapes that do not match, codes that are not
    finite, a factor of one value, and a single coordinate, which has no second.
    """
    gaps = _gap(mutual_informations(codes, factors, bins))
    entropies = [_informations(column[:, None], column[:, None]).item() for column in _checked(codes, factors)[1].T]  # what a factor says of itself
    return float((gaps / gaps.new_tensor(entropies)).mean())


def sap(codes: Float[Tensor, "n d"], factors: Shaped[Tensor, "n k"]) -> float:
    """The separated attribute predictability (Kumar et al. 2018): of each factor, the squared correlation with the best coordinate less that with the second best.

    For factors whose values are in order; of kinds without order, such as shapes, give one column for each kind. Raises ValueError as `mig` does.
    """
    codes, _ = _checked(codes, factors)
    codes, values = (columns - columns.mean(0) for columns in (codes, factors.double()))
    scores = (codes.T @ values).square() / (codes.square().sum(0)[:, None] * values.square().sum(0)).clamp(min=1e-300)
    return float(_gap(scores).mean())


class DCI(NamedTuple):
    """Disentanglement (each coordinate tells of one factor), completeness (each factor is told by one coordinate), informativeness (how well the factors are read at all)."""

    disentanglement: float
    completeness: float
    informativeness: float


def dci(codes: Float[Tensor, "n d"], factors: Shaped[Tensor, "n k"], seed: int = 0, trees: int = 50) -> DCI:
    """The three scores of Eastwood & Williams (2018), with random forests of so many `trees`: how much each coordinate matters for reading each factor.

    Trained on four fifths of the items; informativeness is the share of the others whose factor is read rightly. Raises ValueError as `mig` does, and for fewer than 10 items.
    """
    from sklearn.ensemble import RandomForestClassifier

    codes, factors = _checked(codes, factors)
    whole_number("trees", trees, "50 are steady, 10 are quick")
    if len(codes) < 10:
        raise ValueError(f"forests need at least 10 items, got {len(codes)}")
    order = torch.randperm(len(codes), generator=torch.Generator().manual_seed(seed))
    training, test = order[: 4 * len(order) // 5], order[4 * len(order) // 5 :]
    importance, right = [], []
    for factor in factors.T:
        forest = RandomForestClassifier(trees, max_features=None, random_state=seed).fit(codes[training].numpy(), factor[training].numpy())
        importance.append(torch.from_numpy(forest.feature_importances_))
        right.append(forest.score(codes[test].numpy(), factor[test].numpy()))
    return DCI(*_modularity(torch.stack(importance, 1)), sum(right) / len(right))


def _modularity(importance: Float[Tensor, "d k"]) -> tuple[float, float]:
    """One less the entropy of each row's shares, in units of the most it can be, a row counting as much as it matters; and the same of the columns."""
    found = []
    for table in (importance, importance.T):
        totals = table.sum(1)
        shares = table / totals.clamp(min=1e-300)[:, None]
        one = 1 - torch.special.entr(shares).sum(1) / max(math.log(table.shape[1]), 1e-300)
        found.append(float((one * totals).sum() / totals.sum().clamp(min=1e-300)) if table.shape[1] > 1 else 1.0)
    return found[0], found[1]


def factor_vae_score(
    codes: Float[Tensor, "n d"], factors: Shaped[Tensor, "n k"], votes: int = 400, batch: int = 64, generator: torch.Generator | None = None
) -> float:
    """The score of Kim & Mnih (2018): hold one factor, and see which coordinate varies least, in units of its own scale; can one tell by it which factor was held?

    Of `votes` such batches, half make a table, the most frequent factor for each coordinate, and the other half are read by it: the share that is right. Coordinates of scale 0 have
    no vote. Batches are drawn with replacement from the items that have the value held. Raises ValueError as `mig` does, and where no coordinate varies.
    """
    codes, factors = _checked(codes, factors)
    whole_number("votes", votes), whole_number("batch", batch)
    scales = codes.std(0)
    alive = scales > 1e-6 * scales.max().clamp(min=1e-300)
    if scales.max() == 0:
        raise ValueError("no coordinate varies over the data, so none can be voted for; has the code collapsed?")
    codes = codes[:, alive] / scales[alive]
    cast = torch.zeros(votes, 2, dtype=torch.long)
    for vote in range(votes):
        held = int(torch.randint(factors.shape[1], (1,), generator=generator))
        item = int(torch.randint(len(codes), (1,), generator=generator))
        same = (factors[:, held] == factors[item, held]).nonzero()[:, 0]
        chosen = same[torch.randint(len(same), (batch,), generator=generator)]
        cast[vote] = torch.tensor([int(codes[chosen].var(0).argmin()), held])
    table = torch.zeros(codes.shape[1], factors.shape[1])
    first, second = cast[: votes // 2], cast[votes // 2 :]
    table.index_put_((first[:, 0], first[:, 1]), torch.ones(len(first)), accumulate=True)
    return float((table.argmax(1)[second[:, 0]] == second[:, 1]).float().mean())
