"""What the cards say of held-out data, each figure with what its interval covers."""

import math

import torch
from torch import Tensor, nn

from vaeedu.claims import interval
from vaeedu.data import Dataset
from vaeedu.evaluation import annealed_log_likelihood, log_likelihood

SEED = 0
IMPORTANCE_SAMPLES = 500
ITEMS, CHAINS, STEPS = 100, 8, 500  # of annealing


def mean(values: Tensor) -> dict:
    """The mean over the test set and its 95 % interval, in nats."""
    found = interval(values.tolist())
    return {"mean": round(found.estimate, 3), "low": round(found.low, 3), "high": round(found.high, 3), "items": found.runs}


@torch.no_grad()
def distortions(models: dict[str, nn.Module], test: Dataset) -> dict:
    """The distortion of each model, in nats, by its name."""
    torch.manual_seed(SEED)
    return {f"distortion at {name}": mean(-model.draw(test.x).log_likelihood[0]) for name, model in models.items()}


def nll(model: nn.Module, test: Dataset) -> dict:
    """Mean −log p(x) over the test set in nats, and how it was got.

    Importance sampling from q is too high where q misses a part of the posterior, and no interval over items tells. So every item
    is measured by it ("bound"), some by annealing as well, and the mean of what annealing gains is taken off. The interval of "nll"
    covers the choice of the test items and of those that were annealed.
    """
    torch.manual_seed(SEED)
    bound = -log_likelihood(model, test.x, samples=IMPORTANCE_SAMPLES)
    chosen = torch.randperm(len(test), generator=torch.Generator().manual_seed(SEED))[:ITEMS]
    annealed = -annealed_log_likelihood(model, test.x[chosen.to(test.x.device)], chains=CHAINS, steps=STEPS).log_likelihood
    whole, gain = mean(bound), mean(bound[chosen.to(bound.device)] - annealed)
    half = math.hypot((whole["high"] - whole["low"]) / 2, (gain["high"] - gain["low"]) / 2)
    centre = whole["mean"] - gain["mean"]
    return {
        "nll": {"mean": round(centre, 3), "low": round(centre - half, 3), "high": round(centre + half, 3), "items": len(test)},
        "how": f"importance sampling with {IMPORTANCE_SAMPLES} codes on all items, less what annealing gains ({CHAINS} chains of {STEPS} steps) on {gain['items']}",
        "bound": whole,
        "gain": gain,
    }
