"""What a caller reads who passes a thing of the wrong type: in a process of its own, without the tests' own type checks."""

import json
import subprocess
import sys

import pytest

from chapters import ROOT

CASES = {
    "evaluation.log_likelihood(vae, x, 1.5)": "ValueError: samples must be a whole number >= 1, got 1.5",
    "evaluation.log_likelihood(vae, x, float('nan'))": "ValueError: samples must be a whole number >= 1, got nan",
    "vae.draw(x, samples=2.0)": "ValueError: the number of samples must be a whole number >= 1, got 2.0",
    "evaluation.log_likelihood(vae, x.numpy(), 1)": "TypeError: data must be a tensor, a Batch or a Dataset, got ndarray; torch.as_tensor(data).float()",
    "fit(player, x, 1)": "TypeError: fit takes a vaeedu.data.Dataset, got Tensor; Dataset(x) makes one",
    "fit(player, Dataset(x), 1, batch_size=100.0)": "ValueError: batch_size must be a whole number >= 1, got 100.0",
    "fit(player, Dataset(x.double()), 1)": "TypeError: the data are torch.float64 and the parameters torch.float32; take Dataset(x.to(torch.float32), y)",
    "vae.draw((255 * x).byte())": "TypeError: a network needs numbers of a floating type, got torch.uint8; for images of bytes, x / 255",
    "fit(vae, Dataset(x), 1)": "TypeError: fit trains players, got VAE; Player(module, loss, optimizer) makes one of a model",
    "Player(vae, elbo, torch.optim.Adam)": "TypeError: a player's optimizer must be an optimiser such as torch.optim.Adam(module.parameters()), got <class",
    "Player(mlp_vae, elbo, player.optimizer)": "TypeError: a player's module must be an nn.Module such as a VAE, got <function mlp_vae",
    "vae.draw(x.numpy())": "TypeError: draw takes a tensor of items, got ndarray; torch.as_tensor(x).float() makes one of an array",
    "vae.draw(Dataset(x)[:2])": "TypeError: draw takes a tensor of items, got Batch; take its x: draw(batch.x)",
    "vae.encoder(x.numpy())": "TypeError: a network reads a tensor, got ndarray; torch.as_tensor(x).float()",
    "evaluation.log_likelihood(Autoencoder(vae.encoder, vae.decoder), x, 1)": "TypeError: an evaluation needs a model with draw(x, y, samples), which Autoencoder is not; "
    "its distortion is -model(x).log_prob(x)",
    "evaluation.active_units(vae.encoder, x)": "TypeError: an evaluation needs a model with draw(x, y, samples), which Sequential is not; take a VAE",
    "mlp_vae((3,), 2.0)": "ValueError: an event shape must be positive whole numbers such as (20,) or (1, 28, 28), got (2.0,)",
    "Dataset(Frame(x.numpy()))": "TypeError: x must be a tensor, got Frame; torch.as_tensor(x.to_numpy()).float() makes one",
    "Dataset(x, Frame(np.array(['b', 'a'], object)))": "TypeError: y must be a tensor, got Frame; number the words with torch.as_tensor(np.unique(y.to_numpy(), return_inverse=True)[1])",
    "Dataset(x, ['cat', 'dog', 'cat', 'dog'])": "TypeError: y must be a tensor, got list; number the words with torch.as_tensor(np.unique(y, return_inverse=True)[1])",
    "Dataset([x[0], x[1]])": "TypeError: x must be a tensor, got list; torch.stack(x).float() makes one of 2 tensors of one shape",
    "Dataset((x[0], x[1]))": "TypeError: x must be a tensor, got tuple; torch.stack(x).float() makes one of 2 tensors of one shape",
    "Dataset([[1, 2], [3]])": "TypeError: x must be a tensor, got list; its rows have different lengths; make them equal first",
    "Dataset([[1, 2], [3, 4]])": "TypeError: x must be a tensor, got list; torch.as_tensor(x).float() makes one of an array or a list",
    "Dataset(torch.utils.data.TensorDataset(x))": "TypeError: x must be a tensor, got TensorDataset; torch.stack([item[0] for item in x]).float() makes one of a data set",
    "fit(player, Frame(x.numpy()), 1)": "TypeError: fit takes a vaeedu.data.Dataset, got Frame; Dataset(x) makes one of a tensor of floats, and torch.as_tensor(x.to_numpy()).float()",
    "fit(player, Dataset(x), 1, seed=1.5)": "ValueError: seed must be a whole number, got 1.5",
    "networks.MLP(3, 2.0)": "ValueError: an MLP needs at least two positive whole widths",
    "ring(5, modes=0)": "ValueError: modes must be a whole number >= 1, got 0",
    "ring(2.5)": "ValueError: n must be a whole number >= 1, got 2.5",
    "Dataset(x).split(0.8)": "ValueError: n is a number of items, got 0.8; of 4 items that share is n=3",
    "vae.draw(x.double())": "TypeError: the items are torch.float64 and the encoder torch.float32; take x.to(torch.float32), or model.to(torch.float64)",
    "Dataset(x.numpy())": "TypeError: x must be a tensor, got ndarray; torch.as_tensor(x).float() makes one",
    "fit(player, Dataset(x), np.int64(1), np.int64(2), np.int64(0), checkpoint=path), fit(player, Dataset(x), 2, 2, checkpoint=path)": None,
}
PROGRAM = """
import json, sys
import numpy as np, torch
from vaeedu import evaluation, networks
from vaeedu.data import Dataset, ring
from vaeedu.models import Autoencoder, mlp_vae
from vaeedu.objectives import elbo
from vaeedu.training import Player, fit

class Frame:
    # what pandas and polars have in common
    def __init__(self, values):
        self.values = values

    def to_numpy(self):
        return self.values

cases, path = json.loads(sys.argv[1]), sys.argv[2]
x, vae = torch.rand(4, 3), mlp_vae((3,), 2, (8,))
player = Player(vae, lambda batch, step: elbo(vae.draw(batch.x)), torch.optim.Adam(vae.parameters()))
said = {}
for case in cases:
    try:
        said[case] = eval(case) and None
    except Exception as error:
        said[case] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    path = tmp_path_factory.mktemp("checkpoint") / "run.pt"
    command = [sys.executable, "-c", PROGRAM, json.dumps(list(CASES)), str(path)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(finished.stdout)


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_type_is_told_what_to_do(said, case):
    assert (said[case] or "").startswith(CASES[case] or "") and (said[case] is None) == (CASES[case] is None)
