"""Write the weights that a widget carries: the zoo's `vae-mnist-2d` to vaeedu/widgets/latent_explorer/weights.bin.

    python tools/export_weights.py

Half precision, least byte first: the model's tensors in the order of its state, then the codes (means of q(z|x)) of the
first 100 test digits of each class, (10, 100, 2). The same zoo gives the same file. Needs MNIST for the codes.
"""

from pathlib import Path

import torch

FILE = Path(__file__).resolve().parent.parent / "vaeedu" / "widgets" / "latent_explorer" / "weights.bin"


def halves(tensors) -> bytes:
    numbers = torch.cat([tensor.detach().flatten() for tensor in tensors])
    found = numbers.half()
    if not found.isfinite().all():
        raise ValueError(f"half precision ends at 65504, the largest weight is {numbers.abs().max():g}; such a model cannot be exported")
    return found.numpy().astype("<f2").tobytes()


def weights(model) -> bytes:
    return halves(model.state_dict().values())


@torch.no_grad()
def codes(model, digits) -> bytes:
    chosen = torch.cat([(digits.y == number).nonzero()[:100, 0] for number in range(10)])
    return halves([model.encoder(digits.x[chosen]).mean])


def main():
    from vaeedu import zoo
    from vaeedu.data import mnist

    model = zoo.load("vae-mnist-2d")
    FILE.write_bytes(weights(model) + codes(model, mnist(train=False)))
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
