"""How fast training is: the field's usual loops and ours on the same data, for the same epochs, to the same loss.

    python benchmarks/training.py [--epochs 2] [--rounds 5] [--threads 2] [--device cuda]

Every loop trains the reference model, 784-400-20-400-784 with ReLU, Adam 1e-3 and batches of 128, on MNIST. The loops take
turns, each in a process of its own, and the table gives the median of their ratios to the first: machines are noisy, and
two loops that ran one after the other met nearly the same noise. The last column is the held-out negative ELBO, measured
for all in the same way: a loop that is fast because it trains worse would show there.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from vaeedu import data
from vaeedu.models import mlp_vae
from vaeedu.objectives import elbo
from vaeedu.training import Ensemble, Player, fit

BATCH_SIZE, LEARNING_RATE = 128, 1e-3


class ReferenceVAE(nn.Module):
    """The model as most repositories write it: two heads, sigmoid outputs, three results."""

    def __init__(self):
        super().__init__()
        self.hidden, self.mean, self.log_variance = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.back, self.pixels = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.hidden(x.view(-1, 784)))
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return torch.sigmoid(self.pixels(F.relu(self.back(z)))), mean, log_variance


def summed_loss(reconstruction, x, mean, log_variance):
    distortion = F.binary_cross_entropy(reconstruction, x.view(-1, 784), reduction="sum")
    return distortion - 0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())


def to_tensor(picture):
    """What a conversion per image does: a picture object, bytes, floats in [0, 1]."""
    return torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(1, 28, 28).float().div(255)


class Pictures(torch.utils.data.Dataset):
    """Bytes that become a picture and then a tensor whenever one is asked for."""

    def __init__(self, images, labels):
        self.images, self.labels = images, labels

    def __len__(self):
        return len(self.images)

    def __getitem__(self, number):
        return to_tensor(Image.fromarray(self.images[number].numpy(), mode="L")), int(self.labels[number])


def train_with(loader, epochs, device, mean_loss):
    model = ReferenceVAE().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    for _ in range(epochs):
        total = 0.0
        for x, _ in loader:
            x = x.to(device)
            optimizer.zero_grad()
            loss = summed_loss(*((out := model(x))[0], x, *out[1:]))
            (loss / len(x) if mean_loss else loss).backward()
            optimizer.step()
            total += loss.item()
    return lambda x: summed_loss(*((out := model(x))[0], x, *out[1:])) / len(x)


def reference_loop(train, epochs, device):
    pictures = Pictures((train.x[:, 0] * 255).round().byte(), train.y)
    return train_with(DataLoader(pictures, BATCH_SIZE, shuffle=True), epochs, device, mean_loss=True)


def examples_style(train, epochs, device):
    """As in pytorch/examples: the summed loss, and a worker that loads where there is an accelerator."""
    pictures = Pictures((train.x[:, 0] * 255).round().byte(), train.y)
    workers = {"num_workers": 1, "pin_memory": True} if device != "cpu" else {}
    return train_with(DataLoader(pictures, BATCH_SIZE, shuffle=True, **workers), epochs, device, mean_loss=False)


def tensor_dataset(train, epochs, device):
    return train_with(DataLoader(TensorDataset(train.x, train.y), BATCH_SIZE, shuffle=True), epochs, device, mean_loss=True)


def pythae(train, epochs, device):
    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    class Encoder(BaseEncoder):
        def __init__(self):
            super().__init__()
            self.hidden, self.mean, self.log_variance = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)

        def forward(self, x):
            h = F.relu(self.hidden(x.reshape(len(x), -1)))
            return ModelOutput(embedding=self.mean(h), log_covariance=self.log_variance(h))

    class Decoder(BaseDecoder):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

        def forward(self, z):
            return ModelOutput(reconstruction=self.layers(z).view(-1, 1, 28, 28))

    model = VAE(VAEConfig(input_dim=(1, 28, 28), latent_dim=20, reconstruction_loss="bce"), Encoder(), Decoder())
    with tempfile.TemporaryDirectory() as folder:
        config = BaseTrainerConfig(
            output_dir=folder, num_epochs=epochs, learning_rate=LEARNING_RATE, per_device_train_batch_size=BATCH_SIZE,
            no_cuda=device == "cpu", seed=torch.initial_seed() % 2**31,
        )
        BaseTrainer(model, BaseDataset(train.x, train.y), training_config=config).train()
    return lambda x: model({"data": x}).loss


def ours(train, epochs, device):
    train = train.to(device)
    model = mlp_vae((1, 28, 28), 20).to(device)
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE, fused=True)
    fit(Player(model, lambda batch, step: elbo(model.draw(batch.x)), optimizer), train, epochs, BATCH_SIZE, torch.initial_seed() % 2**31, progress=False)
    return lambda x: elbo(model.draw(x))["loss"]


def ours_medium(train, epochs, device):
    torch.set_float32_matmul_precision("medium")
    return ours(train, epochs, device)


LOOPS = {
    "DataLoader over pictures, the reference": reference_loop,
    "pytorch/examples style": examples_style,
    "DataLoader over a TensorDataset": tensor_dataset,
    "pythae's trainer": pythae,
    "vaeedu.training.fit": ours,
    "… with set_float32_matmul_precision('medium')": ours_medium,
}


def sweep_loop(models, betas, train, epochs):
    for model, beta in zip(models, betas):
        optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE, fused=True)
        fit(Player(model, lambda batch, step: elbo(model.draw(batch.x), beta.item()), optimizer), train, epochs, progress=False)
    return models


def sweep_ensemble(models, betas, train, epochs):
    ensemble = Ensemble(models, betas).to(train.x.device)
    optimizer = torch.optim.Adam(ensemble.parameters(), LEARNING_RATE, fused=True)
    loss = ensemble.loss(lambda model, batch, step, beta: elbo(model.draw(batch.x), beta))
    fit(Player(ensemble, loss, optimizer), train, epochs, progress=False)
    return ensemble.models()


SWEEPS = {"32 models one after the other": sweep_loop, "an Ensemble of 32": sweep_ensemble}


def train_loop(what, train, epochs, device):
    return LOOPS[what](train, epochs, device)


def train_sweep(what, train, epochs, device):
    train = train.to(device)
    models = [mlp_vae(train.shape, 2, (64,)).to(device) for _ in range(32)]
    models = SWEEPS[what](models, torch.linspace(0.5, 2, 32), train, 20 * epochs)
    return lambda x: torch.stack([elbo(model.draw(x))["loss"] for model in models]).mean()


def one_run(what, seed, epochs, device):
    """Seconds of one training, and the mean held-out negative ELBO in nats after it."""
    run, load = (train_loop, data.mnist) if what in LOOPS else (train_sweep, data.digits)
    train, test = load(train=True), load(train=False)
    run(what, train.split(512)[0], 1, device)  # what a process does only once, imports and compiled kernels, is not training
    torch.manual_seed(seed)
    start = time.perf_counter()
    loss = run(what, train, epochs, device)
    if device != "cpu":
        torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        return {"seconds": seconds, "loss": float(loss(test.x.to(device)))}


def compare(names, arguments):
    """Interleaved runs of all names, then a table: seconds, the median ratio to the first name, and the loss."""
    runs = {name: [] for name in names}
    environment = os.environ | {"OMP_NUM_THREADS": str(arguments.threads)}
    for seed in range(arguments.rounds):
        for name in names:
            command = [sys.executable, __file__, "--one", name, "--seed", str(seed), "--epochs", str(arguments.epochs), "--device", arguments.device]
            finished = subprocess.run(command, env=environment, capture_output=True, text=True)
            if finished.returncode:
                sys.exit(f"{name} failed:\n{finished.stderr[-2000:]}")
            runs[name].append(json.loads(finished.stdout.splitlines()[-1]))
    first = runs[names[0]]
    print(f"| | seconds | times as fast | held-out loss, nats |\n|---|---|---|---|")
    for name in names:
        seconds, losses = ([run[key] for run in runs[name]] for key in ("seconds", "loss"))
        ratio = statistics.median(one["seconds"] / run["seconds"] for one, run in zip(first, runs[name]))
        print(f"| {name} | {statistics.median(seconds):.2f} | {ratio:.2f} | {statistics.mean(losses):.2f} ± {statistics.stdev(losses):.2f} |", flush=True)
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each loop, at least 2")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one_run(arguments.one, arguments.seed, arguments.epochs, arguments.device)))
        return
    print(f"{arguments.device}, {arguments.threads} threads, torch {torch.__version__}, {arguments.epochs} epochs of MNIST, {arguments.rounds} rounds\n")
    compare(list(LOOPS), arguments)
    print("A sweep over β on the digits, 64-64-2-64-64:\n")
    compare(list(SWEEPS), arguments)


if __name__ == "__main__":
    main()
