"""The derivations of chapter 20: no step is taken for another, and other code agrees with what they end in."""

import numpy as np
import pytest
import torch

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.codes import scores
from vaeedu.exercises import exercises


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("20")


def test_the_best_line_is_that_of_the_principal_scores():
    """What is left of the error, summed over points, is least in the direction in which `scores` projects."""
    names = derivation_names("20")
    points = torch.randn(30, 2, generator=torch.Generator().manual_seed(0)) @ torch.tensor([[2.0, 0.5], [0.0, 0.7]])
    points = (points - points.mean(0)).double()
    left = exercises()["20-left"].truth
    angles = np.linspace(0, np.pi, 721)
    best = angles[np.argmin([left(*points.numpy().T, phi).sum() for phi in angles])]
    found = scores(points, 1)[:, 0].numpy()
    projected = points.numpy() @ [np.cos(best), np.sin(best)]
    assert abs(np.corrcoef(found, projected)[0, 1]) > 1 - 1e-5
    step, (x, y, phi) = names["linear"]["eq-code-score"], (names[name] for name in ("x", "y", "phi"))
    assert float(step.right.subs({x: 0.7, y: -1.1, phi: 0.4})) == pytest.approx(left(0.7, -1.1, 0.4))


def test_the_price_of_a_cloud_is_that_of_samples():
    names = derivation_names("20")
    values = {names[name]: value for name, value in {"x": 0.3, "w": 1.4, "mu": -0.2, "sigma": 0.6}.items()}
    torch.manual_seed(0)
    z = -0.2 + 0.6 * torch.randn(400_000)
    assert float(names["of_middle"].subs(values)) == pytest.approx((0.3 - 1.4 * z).square().mean().item(), rel=0.01)
