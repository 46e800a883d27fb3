"""Write the weights that widgets carry: models of the zoo, to vaeedu/widgets/NAME/weights.bin.

    python tools/export_weights.py

Half precision if nothing else is said, least byte first. The same zoo gives the same files. The explorer's codes need MNIST.
"""

from pathlib import Path

import torch

WIDGETS = Path(__file__).resolve().parent.parent / "vaeedu" / "widgets"


def halves(tensors) -> bytes:
    numbers = torch.cat([tensor.detach().flatten() for tensor in tensors])
    found = numbers.half()
    if not found.isfinite().all():
        raise ValueError(f"half precision ends at 65504, the largest weight is {numbers.abs().max():g}; such a model cannot be exported")
    return found.numpy().astype("<f2").tobytes()


def weights(model) -> bytes:
    """The model's tensors in the order of its state."""
    return halves(model.state_dict().values())


@torch.no_grad()
def codes(model, digits) -> bytes:
    """The means of q(z|x) of the first 100 digits of each class, (10, 100, 2)."""
    return halves([model.encoder(of_each(digits, 100)).mean])


def decoders(ensemble) -> bytes:
    """The weights and biases of all models' decoders, layer by layer."""
    return halves([tensor for name, tensor in ensemble.state_dict().items() if name.startswith("decoder") and name.endswith(("weight", "bias"))])


def places_of_each(digits, count):
    """Where the first digits of each class stand, (10 count,)."""
    return torch.cat([(digits.y == number).nonzero()[:count, 0] for number in range(10)])


def of_each(digits, count):
    """The first digits of each class, (10 count, 1, side, side)."""
    return digits.x[places_of_each(digits, count)]


def singles(*tensors) -> bytes:
    return torch.cat([tensor.detach().flatten() for tensor in tensors]).float().numpy().astype("<f4").tobytes()


@torch.no_grad()
def measured(models, training, held_out) -> bytes:
    """One held-out digit of each class and the models' q(z|x) of them; of all held-out digits, the KL of each unit, the squared error and the
    number of active units; and the largest eigenvalues of the training digits. In single precision."""
    from vaeedu.closed_forms import ppca
    from vaeedu.evaluation import active_units
    from vaeedu.objectives import unit_rates

    x = held_out.x.double()
    shown = of_each(held_out, 1).double()
    codes = [model.double().encoder(shown) for model in models]
    torch.manual_seed(0)
    draws = [model.draw(x, samples=100) for model in models]
    rates = [unit_rates(draw).mean(0).sort(descending=True).values for draw in draws]
    errors = [(draw.likelihood.mean - x).square().flatten(2).sum(-1).mean() for draw in draws]
    active = [active_units(model, x).active.sum() for model in models]
    eigenvalues = torch.from_numpy(ppca.spectrum(training.x.flatten(1)).eigenvalues[: len(rates[0])])
    return singles(shown, *(q.mean for q in codes), *(q.stddev for q in codes), *rates, *errors, *active, eigenvalues)


def latent_explorer() -> bytes:
    from vaeedu import data, zoo

    model = zoo.load("vae-mnist-2d")
    return weights(model) + codes(model, data.mnist(train=False))


def beta_on_digits() -> bytes:
    from vaeedu import data, zoo

    ensemble = zoo.load("vae-digits-8d-betas")
    return decoders(ensemble) + measured(ensemble.models(), data.digits(), data.digits(train=False))


@torch.no_grad()
def weighed_parts() -> bytes:
    from vaeedu import data, zoo
    from vaeedu.objectives import parts

    ensemble, training, held_out = zoo.load("vae-digits-4d-weights"), data.digits().x.double(), data.digits(train=False)
    models, shown = [model.double() for model in ensemble.models()], of_each(held_out, 1).double()
    torch.manual_seed(0)
    of_rate = [torch.stack(parts(model.draw(training), len(training))) for model in models]
    distortions = [-model.draw(held_out.x.double(), samples=20).log_likelihood.mean() for model in models]
    return decoders(ensemble) + singles(shown, *(model.encoder(shown).mean for model in models), *of_rate, *distortions)


@torch.no_grad()
def class_plane() -> bytes:
    from vaeedu import data, zoo

    model, held_out = zoo.load("cvae-digits-2d"), data.digits(train=False)
    shown = of_each(held_out, 3)
    q = model.encoder(shown)
    return decoders(model) + singles(shown, q.mean, q.stddev, model.prior.means, model.encoder(held_out.x).mean, held_out.y)


@torch.no_grad()
def style_twin() -> bytes:
    from vaeedu import zoo
    from vaeedu.widgets.style_twin.network import PLANE
    from vaeedu.zoo.recipes import style

    model, held_out, drawn = zoo.load("cvae-coloured-6d"), style.coloured(train=False), style.with_factors(train=False)
    shown = places_of_each(held_out, 1)
    q = model.encoder(held_out.x, held_out.y).base_dist
    return decoders(model) + singles(held_out.x[shown], q.mean[shown], q.stddev[shown], q.mean[:, PLANE], held_out.y, drawn.y[:, 1])


@torch.no_grad()
def gan_films() -> bytes:
    """The films of both data sets; a Wasserstein critic is known up to a constant, so its mean is taken off."""
    from vaeedu import zoo
    from vaeedu.widgets.gan_films.film import DATA, GAMES, stored

    models = [zoo.load(f"gan-{name}-runs") for name in DATA]
    answers = torch.stack([model.answers for model in models])
    wasserstein = answers[:, GAMES.index("WGAN-GP")]
    wasserstein -= wasserstein.mean((-2, -1), keepdim=True)
    points = torch.stack([model.samples for model in models])
    return stored(points.numpy(), "points") + stored(answers.numpy(), "answers") + singles(*(model.losses for model in models))


def margin_films() -> bytes:
    from vaeedu import zoo
    from vaeedu.widgets.margin_films.film import stored

    runs = zoo.load("intro-ring-runs")
    return stored(runs.samples.numpy()) + singles(runs.told)


@torch.no_grad()
def code_path() -> bytes:
    """Both decoders, three training digits of each class, their codes by both models, and quantiles of the lengths of all training digits' codes."""
    from vaeedu import data, zoo

    pair, training = zoo.load("codes-digits-8d"), data.digits()
    shown = places_of_each(training, 3)
    codes = [pair.table.codes, pair.vae.encoder(training.x).mean]
    lengths = [of_all.norm(dim=1).quantile(torch.tensor([0.05, 0.5, 0.95])) for of_all in codes]
    layers = zip(*([tensor for name, tensor in model.decoder.state_dict().items() if name.endswith(("weight", "bias"))] for model in (pair.table, pair.vae)))
    return halves([tensor for layer in layers for tensor in layer]) + singles(training.x[shown], *(of_all[shown] for of_all in codes), *lengths)


@torch.no_grad()
def one_code() -> bytes:
    """The VAE's decoder, the means of the held-out digits' codes and their labels, and the generator."""
    from vaeedu import data, zoo

    hybrid, held_out = zoo.load("hybrid-digits-2d"), data.digits(train=False)
    told = hybrid.vae.encoder(held_out.x.flatten(1)).mean
    return weights(hybrid.vae.decoder) + singles(told, held_out.y) + weights(hybrid.generator)


def main():
    for make in (latent_explorer, beta_on_digits, weighed_parts, class_plane, style_twin, gan_films, margin_films, code_path, one_code):
        file = WIDGETS / make.__name__ / "weights.bin"
        file.write_bytes(make())
        print(f"{file.relative_to(WIDGETS)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
