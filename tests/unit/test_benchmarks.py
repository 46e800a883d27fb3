"""The loops that are timed against each other train the same model to the same loss."""

import pytest
import torch

import training as benchmark
from vaeedu.data import Dataset


@pytest.fixture(autouse=True)
def usual_precision():
    yield
    torch.set_float32_matmul_precision("highest")


@pytest.fixture(scope="module")
def pictures():
    """Grey blobs of random width: something to learn in a few steps."""
    generator = torch.Generator().manual_seed(0)
    distance = torch.linspace(-1, 1, 28)[:, None] ** 2 + torch.linspace(-1, 1, 28) ** 2
    widths = 0.05 + torch.rand(1280, 1, 1, 1, generator=generator)
    return Dataset(torch.exp(-distance / widths), torch.zeros(1280, dtype=torch.int64))


@pytest.fixture(scope="module")
def reference(pictures):
    return held_out(benchmark.tensor_dataset, pictures)


def held_out(loop, pictures):
    torch.manual_seed(0)
    loss = loop(pictures, 5, "cpu")
    with torch.no_grad():
        return float(loss(pictures.x))


@pytest.mark.parametrize("name", benchmark.LOOPS)
def test_a_loop_reaches_the_common_loss(name, pictures, reference):
    if "pythae" in name:
        pytest.importorskip("pythae", reason="`make benchmark` installs it")
    assert held_out(benchmark.LOOPS[name], pictures) == pytest.approx(reference, rel=0.05)


def test_a_sweep_at_once_reaches_what_a_loop_over_models_reaches():
    generator = torch.Generator().manual_seed(0)
    data = Dataset(torch.rand(256, 1, 4, 4, generator=generator))
    losses = {}
    for name, sweep in benchmark.SWEEPS.items():
        torch.manual_seed(0)
        models = sweep([benchmark.mlp_vae(data.shape, 2, (8,)) for _ in range(4)], torch.linspace(0.5, 2, 4), data, 20)
        losses[name] = torch.stack([benchmark.elbo(model.draw(data.x))["distortion"] for model in models]).mean().item()
    one, other = losses.values()
    assert one == pytest.approx(other, rel=0.02)
