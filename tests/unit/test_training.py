"""The loop: same seed, same weights; killed or stopped, it goes on as if nothing had happened; what breaks is named."""

import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
import tqdm.notebook
from torch import nn

from vaeedu import training
from vaeedu.data import Batch, Dataset
from vaeedu.distributions import GaussianHead, SharedScaleHead
from vaeedu.models import mlp_vae
from vaeedu.objectives import elbo, free_bits
from vaeedu.training import Ensemble, Player, cyclical_warm_up, fit, linear_warm_up

DATA = Dataset(torch.rand(50, 4, generator=torch.Generator().manual_seed(1)))


def vae(seed=0):
    torch.manual_seed(seed)
    return mlp_vae((4,), 2, (8,))


def player(model, loss=None, learning_rate=1e-2, **options):
    optimizer = torch.optim.Adam(model.parameters(), learning_rate, fused=True)
    return Player(model, loss or (lambda batch, step: elbo(model.draw(batch.x))), optimizer, **options)


def train(model, epochs=4, **options):
    return fit(player(model), DATA, epochs, batch_size=16, progress=False, **options)


def one_step(terms):
    model = vae()
    return fit(player(model, lambda batch, step: terms(model, batch.x)), DATA, 1, progress=False)


def changing(model):
    """A loss whose terms change with the step."""
    weight = model.decoder[1][0].weight
    return lambda batch, step: {"loss": weight.sum()} | ({"more": weight.sum()} if step else {})


def plan(schedule):
    """A player whose schedule is set after it is made, as `fit` finds it."""
    one = player(vae())
    one.schedule = schedule(one.optimizer)
    return fit(one, DATA, 1, progress=False)


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def test_a_progress_bar_is_shown_and_can_be_turned_off(monkeypatch, capsys):
    monkeypatch.setattr(training, "tqdm", tqdm.notebook.tqdm)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    fit(player(vae()), DATA, 1, batch_size=16)
    assert "0/4" in capsys.readouterr().out
    monkeypatch.setenv("TQDM_DISABLE", "1")
    fit(player(vae()), DATA, 1, batch_size=16)
    assert capsys.readouterr().out == ""


# The history -------------------------------------------------------------------------------------------------------------


def test_training_lowers_the_loss_and_says_how():
    rows = train(vae(), epochs=30)
    assert [row["step"] for row in rows] == [4 * epoch for epoch in range(1, 31)]
    assert [row["epoch"] for row in rows] == list(range(1, 31))
    assert rows[-1]["loss"] < rows[0]["loss"]
    assert set(rows[0]) == {"step", "epoch", "loss", "distortion", "rate", "gradient_norm"}


def test_a_row_is_the_mean_over_items_not_over_batches():
    """50 items in batches of 16: the last batch has 2, and they must not count eight times as much."""
    model = nn.Linear(1, 1)
    values = Dataset(torch.arange(50.0)[:, None])
    loss = lambda batch, step: {"loss": 0 * model(batch.x).mean(), "value": batch.x.mean()}  # noqa: E731
    (row,) = fit(player(model, loss), values, 1, batch_size=16, progress=False)
    assert row["value"] == pytest.approx(24.5)


def test_every_item_is_seen_once_an_epoch_in_an_order_that_changes():
    model, seen = vae(), []
    loss = lambda batch, step: (seen.extend(batch.index.tolist()), elbo(model.draw(batch.x)))[1]  # noqa: E731
    fit(player(model, loss), DATA, 2, batch_size=16, progress=False)
    assert sorted(seen[:50]) == sorted(seen[50:]) == list(range(50)) and seen[:50] != seen[50:]


def test_rows_can_be_closer_than_epochs():
    assert [row["step"] for row in train(vae(), epochs=2, row_every=3)] == [3, 6]


def test_the_same_seed_gives_the_same_weights_and_leaves_the_callers_random_state_alone():
    one, two, three = vae(), vae(), vae()
    train(one, seed=5)
    torch.rand(3)
    before = torch.get_rng_state()
    train(two, seed=5)
    assert torch.equal(before, torch.get_rng_state())
    train(three, seed=6)
    assert same(one, two) and not same(one, three)


def test_frozen_parameters_may_be_in_the_optimiser():
    model, before = vae(), vae()
    model.encoder.requires_grad_(False)
    train(model)
    assert same(model.encoder, before.encoder) and not same(model.decoder, before.decoder)


# From call to call -------------------------------------------------------------------------------------------------------


def watching(model, seen):
    """A player whose loss draws noise, and warms up by the step that it is told."""

    def loss(batch, step):
        seen.append((step, batch.index.tolist()))
        return elbo(model.draw(torch.bernoulli(batch.x)), linear_warm_up(20)(step))

    one = player(model, loss)
    one.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(one.optimizer, 40)
    return one


def test_ten_trainings_of_one_epoch_are_one_of_ten():
    whole, parts, seen, seen_in_parts = vae(), vae(), [], []
    rows = fit(watching(whole, seen), DATA, 10, 16, progress=False)
    one = watching(parts, seen_in_parts)
    rows_of_parts = [row for _ in range(10) for row in fit(one, DATA, 1, 16, progress=False)]
    assert seen == seen_in_parts and [step for step, _ in seen] == list(range(40))
    assert rows == rows_of_parts and rows[-1]["epoch"] == 10 and same(whole, parts)
    assert (one.steps, one.epochs) == (40, 10.0)


def test_players_together_go_on_together():
    def both():
        torch.manual_seed(3)
        first, second = nn.Linear(4, 1), nn.Linear(4, 1)
        loss = lambda batch, step: {"loss": (first(batch.x) * second(batch.x)).mean() + torch.rand(()) * first(batch.x).mean()}  # noqa: E731
        return [player(first, loss, name="first"), player(second, loss, every=3, name="second")]

    whole, parts = both(), both()
    fit(whole, DATA, 3, 16, progress=False)
    for _ in range(3):
        fit(parts, DATA, 1, 16, progress=False)
    assert all(same(one.module, other.module) for one, other in zip(whole, parts))


def test_a_new_player_or_another_seed_begins_anew():
    model, seen = vae(), []
    one = watching(model, seen)
    for seed in (0, 5):
        fit(one, DATA, 1, 16, seed=seed, progress=False)
    fit(watching(model, seen), DATA, 1, 16, progress=False)
    (first, _, third), batches = [seen[place : place + 4] for place in (0, 4, 8)], [index for _, index in seen]
    assert first == third and batches[4:8] != batches[:4] and [step for step, _ in seen[4:8]] == [4, 5, 6, 7]
    fresh = []
    fit(watching(vae(), fresh), DATA, 1, 16, seed=5, progress=False)
    assert batches[4:8] == [index for _, index in fresh]


def test_a_training_that_broke_off_counts_what_it_did():
    def loss(batch, step):
        return {"loss": elbo(model.draw(batch.x))["loss"] * (float("nan") if step == 6 else 1)}

    model = vae()
    one = player(model, loss)
    with pytest.raises(FloatingPointError, match="step 6 "):
        fit(one, DATA, 4, 16, progress=False)
    assert (one.steps, one.epochs) == (6, 1.5)


def test_after_each_row_the_model_can_be_read_and_the_training_ended(tmp_path):
    """A held-out loss after each epoch, three of them; noise and modes of the reading leave no trace."""

    def enough(rows):
        seen.append(rows[-1]["step"])
        rows[-1]["held out"] = elbo(model.eval().draw(DATA.x))["loss"].detach()
        return rows[-1]["epoch"] == 3

    def training():
        assert model.training
        return elbo(model.draw(batch_x))

    for path in (None, tmp_path / "run.pt"):
        model, plain, seen, batch_x = vae(), vae(), [], DATA.x
        rows = fit(player(model, lambda batch, step: training()), DATA, 10, 16, progress=False, checkpoint=path, after_row=enough)
        expected = fit(player(plain, lambda batch, step: elbo(plain.draw(batch_x))), DATA, 3, 16, progress=False)
        assert seen == [4, 8, 12] and same(model, plain)
        assert [{name: value for name, value in row.items() if name != "held out"} for row in rows] == expected
        assert all(isinstance(row["held out"], float) for row in rows)
    again = vae(7)
    model = again
    assert fit(player(again, lambda batch, step: training()), DATA, 10, 16, progress=False, checkpoint=path, after_row=enough)[:-1] == rows[:-1]
    assert same(again, plain)  # the same call finds it ended


def test_what_is_called_after_a_row_says_yes_or_no():
    with pytest.raises(TypeError, match=r"after_row must return True to end the training, .*got 0.5; what it found belongs into rows\[-1\]"):
        fit(player(vae()), DATA, 1, progress=False, after_row=returning(0.5))
    assert len(fit(player(vae()), DATA, 3, progress=False, after_row=returning(np.bool_(True)))) == 1
    assert len(fit(player(vae()), DATA, 3, progress=False, after_row=returning(torch.tensor(False)))) == 3


def returning(answer):
    """Without a type for the tests' checker to look at."""

    def call(rows):
        return answer

    return call


# Players -----------------------------------------------------------------------------------------------------------------


def test_a_player_moves_only_its_own_parameters_when_it_is_due():
    """Two players see through both networks, as in a GAN; each moves its own, the second every other step."""
    first, second = nn.Linear(4, 1), nn.Linear(4, 1)
    moves = {"first": [], "second": []}

    def loss(name):
        def both(batch, step):
            moves[name].append(step)
            return {"loss": (first(batch.x) * second(batch.x)).mean()}

        return both

    before = second.weight.clone()
    players = [player(first, loss("first"), name="first"), player(second, loss("second"), learning_rate=0.0, every=2, name="second")]
    (row,) = fit(players, DATA, 1, batch_size=10, progress=False)
    assert moves == {"first": [0, 1, 2, 3, 4], "second": [0, 2, 4]}
    assert torch.equal(second.weight, before) and {"first/loss", "second/gradient_norm"} <= set(row)


def test_clipping_bounds_the_gradient_and_reports_it_unclipped():
    model = nn.Linear(4, 1, bias=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    before = model.weight.detach().clone()
    loss = lambda batch, step: {"loss": 1000 * model(batch.x).mean()}  # noqa: E731
    (row,) = fit(Player(model, loss, optimizer, clip=0.5), DATA, 1, batch_size=50, progress=False)
    assert (model.weight - before).norm().item() == pytest.approx(0.5, rel=1e-4)
    assert row["gradient_norm"] > 100


def test_a_learning_rate_schedule_advances_with_each_move():
    model = vae()
    one = player(model)
    one.schedule = torch.optim.lr_scheduler.StepLR(one.optimizer, step_size=1, gamma=0.5)
    fit(one, DATA, 1, batch_size=25, progress=False)
    assert one.optimizer.param_groups[0]["lr"] == pytest.approx(1e-2 / 4)


def test_warm_ups_rise_from_zero_to_one():
    assert [linear_warm_up(4)(step) for step in (0, 2, 4, 9)] == [0, 0.5, 1, 1]
    assert [cyclical_warm_up(8)(step) for step in (0, 2, 4, 7, 8, 10)] == [0, 0.5, 1, 1, 0, 0.5]


# What goes wrong is named ------------------------------------------------------------------------------------------------


def test_a_term_that_is_not_finite_is_named_before_it_reaches_the_weights():
    model = vae()

    def loss(batch, step):
        terms = elbo(model.draw(batch.x))
        return terms | {"rate": terms["rate"] * float("nan")} if step == 6 else terms

    before = vae()
    fit(player(before, lambda batch, step: elbo(before.draw(batch.x))), DATA, 2, batch_size=20, progress=False)  # 6 steps
    with pytest.raises(FloatingPointError, match=r"step 6 \(epoch 2.0\): not finite: rate\. .*Lower the learning rate"):
        fit(player(model, loss), DATA, 3, batch_size=20, progress=False)
    assert same(model, before)


def test_a_gradient_that_is_not_finite_is_traced_to_its_term():
    """√0 is finite and its slope is not."""
    model = nn.Linear(4, 1, bias=False)
    nn.init.zeros_(model.weight)

    def loss(batch, step):
        root, square = model(batch.x).abs().sqrt().mean(), (model(batch.x) ** 2).mean()
        return {"loss": root + square, "root": root, "square": square}

    with pytest.raises(FloatingPointError, match="not finite: the gradient of loss, the gradient of root"):
        fit(player(model, loss), DATA, 1, progress=False)
    assert torch.equal(model.weight, torch.zeros(1, 4))


def test_a_term_of_another_players_parameters_is_no_culprit():
    first, second = nn.Linear(4, 1, bias=False), nn.Linear(4, 1, bias=False)
    nn.init.zeros_(first.weight)
    loss = lambda batch, step: {"loss": first(batch.x).abs().sqrt().mean(), "other": second(batch.x).mean()}  # noqa: E731
    with pytest.raises(FloatingPointError, match="not finite: the gradient of loss. "):
        fit(player(first, loss), DATA, 1, progress=False)


@pytest.mark.parametrize(
    ("scale", "options", "says"),
    [
        (1e6, {}, r"The data go up to 1e\+06: standardise them, x = \(x - x.mean\(\)\) / x.std\(\)"),
        (1, {}, r"Lower the learning rate, now 0.01, or bound the gradient \(Player\(clip=1.0\)\), or keep decoder scales from 0"),
        (1, {"clip": 1.0}, r"Lower the learning rate, now 0.01, or keep decoder scales from 0"),
    ],
)
def test_the_advice_is_made_for_what_broke(scale, options, says):
    model = mlp_vae((4,), 2, (8,), GaussianHead)
    loss = lambda batch, step: {"loss": elbo(model.draw(batch.x))["loss"] * float("nan")}  # noqa: E731
    with pytest.raises(FloatingPointError, match=says):
        fit(player(model, loss, **options), Dataset(DATA.x / DATA.x.max() * scale), 1, progress=False)


def test_data_of_a_million_train_once_they_are_standardised():
    x = 1e6 + 1e6 * DATA.x
    model = mlp_vae((4,), 2, (8,), GaussianHead)
    fit(player(model), Dataset((x - x.mean()) / x.std()), 5, progress=False)


@pytest.mark.parametrize(("items", "batch_size", "better"), [(49, 16, 17), (33, 32, 33), (5, 1, 3), (1, 8, None)])
def test_a_last_batch_of_one_item_is_refused_where_it_is_normalised(items, batch_size, better):
    """Before the training, and not at the end of its first epoch."""
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    run = lambda size: fit(player(model, lambda batch, step: {"loss": model(batch.x).mean()}), Dataset(DATA.x[:items]), 1, size, progress=False)  # noqa: E731
    with pytest.raises(ValueError, match=f"{items} items in batches of {batch_size} leave a batch of one, .*{f'take batch_size={better}$' if better else 'more items'}"):
        run(batch_size)
    if better:
        run(better)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: fit(player(vae()), DATA, 0), "epochs must be a whole number >= 1, got 0"),
        (lambda: fit(player(vae()), DATA, 1, batch_size=0), "batch_size must be a whole number >= 1, got 0"),
        (lambda: fit([player(vae()), player(vae())], DATA, 1), "different names"),
        (lambda: fit([], DATA, 1), "different names"),
        (lambda: fit(player(vae()), DATA, 1, checkpoint="", progress=False), "cannot be read"),
        (lambda: fit(player(model := vae(), changing(model)), DATA, 1, batch_size=16, progress=False), "the same terms in every step, got .'gradient_norm', 'loss'. and then .'gradient_norm', 'loss', 'more'."),
        (lambda: fit(player(vae()), DATA, 1, row_every=0), "row_every must be a whole number >= 1, got 0"),
        (lambda: one_step(lambda model, x: {}), "a term named 'loss'"),
        (lambda: one_step(lambda model, x: elbo(model.draw(x))["loss"]), "must return named tensors"),
        (lambda: one_step(lambda model, x: elbo(model.draw(x)) | {"beta": 1.0}), "must return named tensors"),
        (lambda: one_step(lambda model, x: {"loss": -model.draw(x).log_w[0]}), r"must have shape \(\), got {'loss': \(50,\)}; take means"),
        (lambda: one_step(lambda model, x: {"loss": x.mean()}), "the loss depends on no parameter that is trained"),
        (lambda: Player((model := vae()).encoder, lambda batch, step: {}, torch.optim.Adam(model.parameters())), "not in the player's module, of shapes .*; give Player"),
        (lambda: one_step(lambda model, x: elbo(vae(1).draw(x))), "depends on none of the 8 tensors that this player's optimiser moves, in its VAE, but on others"),
        (lambda: fit(player(vae(), lambda batch, step: elbo(vae(1).draw(batch.x)), clip=1.0), DATA, 1, progress=False), "depends on none of the 8 tensors"),
        (lambda: fit(player(vae().requires_grad_(False), lambda batch, step: elbo(vae(1).draw(batch.x))), DATA, 1, progress=False), "or is all frozen"),
        (lambda: one_step(lambda model, x: elbo(model.draw(x)) | {"step": x.mean()}), "a row says epoch, gradient_norm, step by itself, and .* are named step; rename them"),
        (lambda: one_step(lambda model, x: elbo(model.draw(x)) | {"epoch": x.mean(), "gradient_norm": x.mean()}), "are named epoch, gradient_norm; rename"),
        (lambda: plan(torch.optim.lr_scheduler.ReduceLROnPlateau), r"has to be told a loss, .* from fit\(..., after_row=...\): plateau.step"),
        (lambda: plan(lambda optimizer: torch.optim.lr_scheduler.StepLR(torch.optim.SGD(vae().parameters()), 1)), "StepLR moves the learning rate of another optimiser than"),
        (lambda: plan(lambda optimizer: lambda step: 0.1), "a player's schedule must be a schedule of torch.optim.lr_scheduler"),
        (lambda: Player(model := vae(), elbo, torch.optim.LBFGS(model.parameters())), "LBFGS asks for the loss several times a step"),
        (lambda: player(vae(), every=0), "every must be"),
        (lambda: player(vae(), clip=0.0), "clip, the largest norm"),
        (lambda: linear_warm_up(0), "steps must be"),
        (lambda: cyclical_warm_up(0), "period must be"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call, says):
    with pytest.raises((OSError, TypeError, ValueError), match=says):
        call()


# Checkpoints -------------------------------------------------------------------------------------------------------------


def test_training_goes_on_from_its_checkpoint_as_if_it_had_not_stopped(tmp_path):
    whole, parts = vae(), vae()
    expected = train(whole, epochs=5, row_every=3)
    train(parts, epochs=2, row_every=3, checkpoint=tmp_path / "run.pt")
    torch.manual_seed(99)
    fresh = vae(seed=7)
    assert train(fresh, epochs=5, row_every=3, checkpoint=tmp_path / "run.pt") == expected
    assert same(fresh, whole) and sorted(path.name for path in tmp_path.iterdir()) == ["run.pt"]


def test_a_finished_training_is_only_loaded(tmp_path):
    model, again = vae(), vae(seed=7)
    rows = train(model, checkpoint=tmp_path / "run.pt")
    with pytest.warns(UserWarning, match="nothing was trained: .*run.pt holds 16 steps, and 16 were asked for"):
        assert train(again, checkpoint=tmp_path / "run.pt") == rows
    assert same(model, again)


def test_numbers_of_numpy_get_into_no_checkpoint(tmp_path):
    def run(epochs, **options):
        one = player(model := vae(), learning_rate=np.float64(1e-2))
        one.schedule = torch.optim.lr_scheduler.StepLR(one.optimizer, np.int64(3), np.float64(0.5))
        fit(one, DATA, epochs, 16, progress=False, **options)
        return model

    run(1, checkpoint=tmp_path / "run.pt")
    assert same(run(3, checkpoint=tmp_path / "run.pt"), run(3))


PROGRAM = """
import os, random, signal, time
import torch
from vaeedu.data import Dataset
from vaeedu.models import mlp_vae
from vaeedu.objectives import elbo
from vaeedu.training import Player, fit

def start(name):
    if process := os.fork():
        return process
    torch.manual_seed(0)
    model = mlp_vae((4,), 2, (8,))
    player = Player(model, lambda batch, step: elbo(model.draw(batch.x)), torch.optim.Adam(model.parameters(), 1e-2, fused=True))
    data = Dataset(torch.rand(50, 4, generator=torch.Generator().manual_seed(1)))
    rows = fit(player, data, 40, batch_size=16, checkpoint=f"{name}.pt", checkpoint_seconds=0.0, progress=False, row_every=7)
    torch.save([model.state_dict(), rows], name)
    os._exit(0)

def ended(process):
    return os.waitpid(process, 0)[1]

assert ended(start("whole")) == 0
moment, kills = random.Random(0), 0
for _ in range(3):
    process = start("killed")
    time.sleep(moment.uniform(0.05, 0.4))
    os.kill(process, signal.SIGKILL)
    kills += ended(process) == signal.SIGKILL
assert ended(start("killed")) == 0 and kills
"""


def test_killed_at_random_moments_it_ends_with_the_same_weights(tmp_path):
    """kill -9 while steps and checkpoints alternate as fast as they can; then again and again, until it is through."""
    # One program forks each run, so that PyTorch is imported once and not five times.
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}, check=True)
    (whole, rows), (killed, killed_rows) = (torch.load(tmp_path / name, weights_only=True) for name in ("whole", "killed"))
    assert rows == killed_rows and all(torch.equal(whole[name], killed[name]) for name in whole)


def test_the_stop_button_ends_after_a_step_with_a_usable_model(tmp_path):
    model, whole = vae(), vae()
    steps = []

    def loss(batch, step):
        steps.append(step)
        if step == 5:
            os.kill(os.getpid(), signal.SIGINT)
        return elbo(model.draw(batch.x))

    handler = signal.getsignal(signal.SIGINT)
    with pytest.warns(UserWarning, match="stopped after step 6 of 16: the model is usable, and the same call goes on"):
        rows = fit(player(model, loss), DATA, 4, batch_size=16, checkpoint=tmp_path / "run.pt", progress=False)
    assert steps == [0, 1, 2, 3, 4, 5] and [row["step"] for row in rows] == [4]
    assert signal.getsignal(signal.SIGINT) is handler and model.draw(DATA.x).log_w.isfinite().all()
    train(whole)
    train(model, checkpoint=tmp_path / "run.pt")
    assert same(model, whole)


def test_it_trains_where_no_signals_arrive():
    """Outside the main thread Python has no signals to catch."""
    model, whole = vae(), vae()
    thread = threading.Thread(target=train, args=(model,))
    thread.start()
    thread.join()
    train(whole)
    assert same(model, whole)


def test_a_checkpoint_of_another_model_is_refused_and_kept(tmp_path):
    train(vae(), checkpoint=tmp_path / "run.pt")
    before = (tmp_path / "run.pt").read_bytes()
    other = mlp_vae((4,), 2, (9,))
    with pytest.raises(ValueError, match=r"checkpoint of another training: encoder.1.0.weight is shape \(8, 4\) there and shape \(9, 4\) here"):
        train(other, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match="seed is 0 there and 1 here"):
        train(vae(), checkpoint=tmp_path / "run.pt", seed=1)
    with pytest.raises(ValueError, match="data is 50 items of shape .* there and 50 items of shape .* here"):
        fit(player(vae()), Dataset(DATA.x / 2), 4, batch_size=16, progress=False, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match=r"optimizer is Adam\(lr=0.01\) of 1 groups there and Adam\(lr=0.1\) of 1 groups here"):
        fit(player(vae(), learning_rate=0.1), DATA, 4, batch_size=16, progress=False, checkpoint=tmp_path / "run.pt")
    scheduled = player(vae())
    scheduled.schedule = torch.optim.lr_scheduler.StepLR(scheduled.optimizer, 1)
    with pytest.raises(ValueError, match="schedule is none there and StepLR here"):
        fit(scheduled, DATA, 4, batch_size=16, progress=False, checkpoint=tmp_path / "run.pt")
    assert (tmp_path / "run.pt").read_bytes() == before


SETTINGS = {
    "weight_decay of group 0 is 0 there and 0.1 here": lambda model: (torch.optim.Adam(model.parameters(), weight_decay=0.1), None),
    "betas of group 0 is .0.9, 0.999. there and .0.5, 0.9. here": lambda model: (torch.optim.Adam(model.parameters(), betas=(0.5, 0.9)), None),
    "of 1 groups there and .* of 2 groups here; params of group 0 is 8 there and 4 here": lambda model: (
        torch.optim.Adam([{"params": model.encoder.parameters()}, {"params": model.decoder.parameters()}]), None
    ),
    "schedule is none there and StepLR here": lambda model: ((o := torch.optim.Adam(model.parameters())), torch.optim.lr_scheduler.StepLR(o, 1)),
}
SCHEDULES = {
    "step_size of the schedule is 5 there and 50 here": (torch.optim.lr_scheduler.StepLR, {"step_size": 5}, {"step_size": 50}),
    "T_max of the schedule is 5 there and 50 here": (torch.optim.lr_scheduler.CosineAnnealingLR, {"T_max": 5}, {"T_max": 50}),
    "milestones of the schedule": (torch.optim.lr_scheduler.MultiStepLR, {"milestones": [1, 2]}, {"milestones": [1, 3]}),
    "T_0 of the schedule": (torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, {"T_0": 3}, {"T_0": 4}),
    "max_lr of group 0": (torch.optim.lr_scheduler.OneCycleLR, {"max_lr": 0.1, "total_steps": 50}, {"max_lr": 0.2, "total_steps": 50}),
}


def run_with(path, optimizer, schedule, model, epochs=1):
    one = Player(model, lambda batch, step: elbo(model.draw(batch.x)), optimizer, schedule=schedule)
    fit(one, DATA, epochs, 16, progress=False, checkpoint=path)
    return one


@pytest.mark.parametrize("says", SETTINGS)
def test_a_checkpoint_does_not_replace_the_settings_of_the_call(tmp_path, says):
    path = tmp_path / "run.pt"
    run_with(path, torch.optim.Adam((model := vae()).parameters()), None, model)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"checkpoint of another training: .*{says}"):
        run_with(path, *SETTINGS[says](model := vae()), model)
    assert path.read_bytes() == before


@pytest.mark.parametrize("says", SCHEDULES)
def test_a_checkpoint_knows_its_schedule_and_goes_on_with_the_same(tmp_path, says):
    schedule, one, other = SCHEDULES[says]

    def trained(epochs, settings, path=tmp_path / "run.pt"):
        optimizer = torch.optim.Adam((model := vae()).parameters(), 1e-3)
        return run_with(path, optimizer, schedule(optimizer, **settings), model, epochs)

    first = trained(1, one)
    fit(first, DATA, 2, 16, progress=False, checkpoint=tmp_path / "run.pt")  # in the same session, where the schedule has moved
    with pytest.raises(ValueError, match=f"another training: .*{says}"):
        trained(3, other)
    assert same(trained(3, one).module, trained(3, one, None).module)


class Follower(nn.Module):
    """A buffer that moves with each step, as the code book of a VQ-VAE may."""

    def __init__(self, scale=1.0):
        super().__init__()
        self.layer = nn.Linear(4, 1)
        self.register_buffer("seen", torch.zeros(()))
        self.register_buffer("scale", torch.full((30,), scale))

    def forward(self, x):
        self.seen += 1
        return self.layer(x) * self.scale[0]


def test_a_checkpoint_does_not_replace_what_a_module_keeps(tmp_path):
    def run(module, loss, path, epochs=1):
        one = player(module, loss)
        fit(one, DATA, epochs, 16, progress=False, checkpoint=path and tmp_path / path)
        return one

    def of_ensemble(betas, path):
        ensemble = Ensemble([vae(seed) for seed in range(2)], betas)
        return run(ensemble, ensemble.loss(lambda model, batch, step, beta: elbo(model.draw(batch.x), beta)), path)

    def of_scale(scale, path):
        model = mlp_vae((4,), 2, (8,), partial(SharedScaleHead, scale=scale))
        return run(model, lambda batch, step: elbo(model.draw(batch.x)), path)

    def of_follower(scale, path, epochs=1):
        model = Follower(scale)
        return run(model, lambda batch, step: {"loss": model(batch.x).mean()}, path, epochs)

    of_ensemble([0.5, 2.0], "ensemble")
    with pytest.raises(ValueError, match=r"another training: buffer settings is \[0.5, 2.0\] there and \[0.5, 1.0\] here"):
        of_ensemble([0.5, 1.0], "ensemble")
    of_scale(1.0, "scale")
    with pytest.raises(ValueError, match=r"another training: buffer decoder.2.log_scale is 0.0 there and -2.30258\d+ here"):
        of_scale(0.1, "scale")
    torch.manual_seed(0)
    one = of_follower(1.0, "follower")
    fit(one, DATA, 2, 16, progress=False, checkpoint=tmp_path / "follower")  # in the session that goes on
    again = of_follower(1.0, "follower", 3)  # and in another
    assert again.module.seen == 12
    torch.manual_seed(0)
    assert same(of_follower(1.0, None, 3).module, again.module)
    with pytest.raises(ValueError, match="buffer scale is 30 items .* there and 30 items .* here"):
        of_follower(2.0, "follower", 4)


def test_a_rate_that_was_changed_by_hand_is_not_replaced(tmp_path):
    one = run_with(tmp_path / "run.pt", torch.optim.Adam((model := vae()).parameters(), 1e-3), None, model)
    one.optimizer.param_groups[0]["lr"] = 1e-4
    with pytest.raises(ValueError, match="lr of group 0 is 0.001 there and 0.0001 here"):
        fit(one, DATA, 2, 16, progress=False, checkpoint=tmp_path / "run.pt")


@pytest.mark.parametrize(
    "other",
    [
        Dataset(DATA.x.flip(1), torch.arange(50)),
        Dataset(-DATA.x, torch.arange(50)),
        Dataset(DATA.x.flip(0), torch.arange(50)),
        Dataset(torch.cat([DATA.x[:49], DATA.x[49:] + 1e-6]), torch.arange(50)),
        Dataset(DATA.x, torch.arange(50).flip(0)),
        Dataset(DATA.x, torch.arange(50.0)),
        Dataset(DATA.x),
    ],
)
def test_a_checkpoint_sees_order_and_sign_and_labels_of_its_data(tmp_path, other):
    gaussian = lambda: player(model := nn.Linear(4, 1), lambda batch, step: {"loss": model(batch.x).mean()})  # noqa: E731
    fit(gaussian(), Dataset(DATA.x, torch.arange(50)), 1, progress=False, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match="another training: (data|labels) is "):
        fit(gaussian(), other, 1, progress=False, checkpoint=tmp_path / "run.pt")


def test_a_folder_is_no_checkpoint_and_nobody_is_told_to_delete_it(tmp_path):
    with pytest.raises(OSError, match="cannot be read: .*Name a file that may be read and written"):
        train(vae(), checkpoint=tmp_path)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", None])
def test_a_damaged_checkpoint_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "run.pt"
    train(vae(), checkpoint=path)
    damaged = path.read_bytes()[:1000] if content is None else content
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="run.pt is no readable checkpoint .*; delete it to start afresh"):
        train(vae(), checkpoint=path)
    assert path.read_bytes() == damaged


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")
def test_a_full_disk_says_so_and_leaves_the_last_checkpoint_whole(tmp_path):
    path = tmp_path / "run.pt"
    model, whole = vae(), vae()
    train(model, epochs=2, checkpoint=path)
    before = path.read_bytes()
    (tmp_path / "run.pt.part").symlink_to("/dev/full")  # the next write meets a full device
    with pytest.raises(OSError, match=r"run.pt could not be written at step 8: .*Free some space.*call fit again"):
        train(model, checkpoint=path)
    assert path.read_bytes() == before
    train(model, checkpoint=path)
    train(whole)
    assert same(model, whole)


def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="could not be written at step 0"):
        train(vae(), checkpoint=tmp_path / "file" / "run.pt")


# Ensembles ---------------------------------------------------------------------------------------------------------------


def autoencode(model, batch, step, setting):
    """A loss without noise, so that one model alone and the same model in an ensemble take the same steps."""
    q = model.encoder(batch.x)
    return {"loss": -setting * model.decoder(q.mean).log_prob(batch.x).mean()}


def test_an_ensemble_trains_each_model_as_it_would_be_trained_alone():
    settings = torch.tensor([0.5, 1.0, 2.0])
    models = [vae(seed) for seed in range(3)]
    ensemble = Ensemble(models, settings)
    rows = fit(player(ensemble, ensemble.loss(autoencode)), DATA, 3, batch_size=16, progress=False)
    for number, (alone, trained) in enumerate(zip(models, ensemble.models(), strict=True)):
        setting = settings[number]
        loss = lambda batch, step: autoencode(alone, batch, step, setting)  # noqa: E731, B023
        expected = fit(player(alone, loss), DATA, 3, batch_size=16, progress=False)
        assert [row["loss"][number] for row in rows] == pytest.approx([row["loss"] for row in expected], rel=1e-4)
        for one, other in zip(alone.state_dict().values(), trained.state_dict().values(), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def test_the_models_of_an_ensemble_have_noise_of_their_own():
    models = [vae(0) for _ in range(3)]
    ensemble = Ensemble(models)
    terms = ensemble.loss(lambda model, batch, step, setting: elbo(model.draw(batch.x)))(Batch(DATA.x), 0)
    assert len(set(terms["distortion"].tolist())) == 3 and len(set(terms["rate"].tolist())) == 1


def test_an_ensemble_resumes_and_leaves_the_models_it_was_made_from_alone(tmp_path):
    models = [vae(seed) for seed in range(2)]
    before = [vae(seed) for seed in range(2)]
    loss = lambda model, batch, step, beta: elbo(model.draw(batch.x), beta)  # noqa: E731

    def trained(epochs, **options):
        ensemble = Ensemble(models, torch.tensor([0.5, 2.0]))
        fit(player(ensemble, ensemble.loss(loss)), DATA, epochs, batch_size=16, progress=False, **options)
        return ensemble.models()

    trained(1, checkpoint=tmp_path / "run.pt")
    assert all(map(same, trained(3, checkpoint=tmp_path / "run.pt"), trained(3)))
    assert all(map(same, models, before))


def test_models_of_different_shapes_are_no_ensemble():
    for other in (mlp_vae((4,), 2, (9,)), mlp_vae((4,), 2, (8,), partial(GaussianHead, floor=0.1)), nn.Linear(4, 4)):
        with pytest.raises(ValueError, match="differ in the values of their tensors alone, got .* and "):
            Ensemble([mlp_vae((4,), 2, (8,), GaussianHead), other])
    with pytest.raises(ValueError, match="got 1 settings for 2 models"):
        Ensemble([vae(), vae()], torch.ones(1))


def sweep(of_one, settings, **options):
    ensemble = Ensemble([vae(seed) for seed in range(len(settings))], settings)
    return fit(player(ensemble, ensemble.loss(of_one), **options), DATA, 2, 16, progress=False), ensemble


def test_a_sweep_may_be_over_free_bits_and_its_settings_a_list():
    rows, _ = sweep(lambda model, batch, step, floor: elbo(model.draw(batch.x), rate=free_bits(floor)), [0.0, 0.5, 2.0])
    assert [floor <= rate for floor, rate in zip([0, 1.0, 4.0], rows[-1]["rate"])] == [True] * 3
    array, _ = sweep(lambda model, batch, step, floor: elbo(model.draw(batch.x), rate=free_bits(floor)), torch.tensor([0.0, 0.5, 2.0]))
    assert rows == array


@pytest.mark.parametrize(
    ("of_one", "says"),
    [
        (lambda model, batch, step, beta: elbo(model.draw(batch.x), beta), "model 1 of the ensemble, setting -1.0: beta, the weight of the rate, must be finite and >= 0, got -1"),
        (lambda model, batch, step, floor: elbo(model.draw(batch.x), rate=free_bits(floor)), "model 1 of the ensemble, setting -1.0: floor, .* must be finite and >= 0"),
        (lambda model, batch, step, shift: elbo(model.draw((batch.x + 2 * shift).relu())), "model 0 of the ensemble, setting 1.0: a Bernoulli decoder needs values in"),
    ],
)
def test_a_sweep_refuses_a_setting_as_it_is_refused_singly(of_one, says):
    with pytest.raises(ValueError, match=says):
        sweep(of_one, [1.0, -1.0, 2.0])


def test_the_model_that_diverges_is_named_and_all_are_left_as_they_were():
    def of_one(model, batch, step, setting):
        terms = elbo(model.draw(batch.x))
        return terms | {"loss": terms["loss"] + (setting * 100).exp() * 0}

    def root(model, batch, step, setting):
        return {"loss": elbo(model.draw(batch.x))["loss"] + (model.encoder[1][0].bias[0] * (1 - setting)).abs().sqrt()}

    before = vae(1)
    with pytest.raises(FloatingPointError, match=r"not finite: loss of model 1 \(setting 3\), model 2 \(setting 4\)\. .*before this step, of every model"):
        sweep(of_one, [0.0, 3.0, 4.0])
    with pytest.raises(FloatingPointError, match=r"not finite: the gradient of loss of model 1 \(setting 1\)\. "):
        sweep(root, [0.0, 1.0, 2.0])
    # Also where a parameter is one number for each model.
    learned = Ensemble([mlp_vae((4,), 2, (8,), partial(SharedScaleHead, learned=True)) for _ in range(3)], [0.0, 1.0, 2.0])
    with pytest.raises(FloatingPointError, match=r"the gradient of loss of model 1 \(setting 1\)\. "):
        fit(player(learned, learned.loss(root)), DATA, 1, progress=False)
    ensemble = Ensemble([vae(seed) for seed in range(3)], [0.0, 3.0, 4.0])
    with pytest.raises(FloatingPointError):
        fit(player(ensemble, ensemble.loss(of_one)), DATA, 1, progress=False)
    assert same(ensemble.models()[1], before)


def test_an_ensemble_keeps_what_is_frozen_and_its_type_and_mode():
    models = [vae(seed) for seed in (0, 1)]
    for model in models:
        model.encoder.requires_grad_(False)
    ensemble = Ensemble(models).double()
    loss = ensemble.loss(lambda model, batch, step, setting: elbo(model.draw(batch.x)))
    fit(player(ensemble, loss), Dataset(DATA.x.double()), 1, batch_size=16, progress=False)
    for before, after in zip(models, ensemble.eval().models()):
        assert same(before.double().encoder, after.encoder) and not same(before.decoder, after.decoder)
        assert not after.training and next(after.parameters()).dtype == torch.float64 == after.prior().mean.dtype


# Sweeps ------------------------------------------------------------------------------------------------------------------


def weighed(model, batch, step, beta):
    return elbo(model.draw(batch.x), beta)


def test_a_sweep_trains_independent_runs_of_each_setting_and_the_same_call_gives_the_same():
    made = []

    def new_model(beta):
        made.append(beta.item())
        return mlp_vae((4,), 2, (8,))

    torch.manual_seed(5)
    before = torch.get_rng_state()
    models = training.sweep(new_model, weighed, DATA, [0.5, 2.0], seeds=3, epochs=2, batch_size=16)
    assert torch.equal(before, torch.get_rng_state())
    assert made == [0.5] * 3 + [2.0] * 3 and [len(group) for group in models] == [3, 3]
    again = training.sweep(new_model, weighed, DATA, [0.5, 2.0], seeds=3, epochs=2, batch_size=16)
    runs, others = [[model for group in found for model in group] for found in (models, again)]
    assert all(map(same, runs, others))
    assert not any(same(one, other) for place, one in enumerate(runs) for other in runs[:place])


def test_each_run_of_a_sweep_sees_batches_of_its_own():
    def drawn_mean(model, batch, step, setting):
        return {"loss": (model.weight - batch.x.mean()).square().sum()}

    def one_weight(setting):
        model = nn.Linear(1, 1)
        nn.init.zeros_(model.weight)
        return model

    [models] = training.sweep(one_weight, drawn_mean, DATA, [1.0], seeds=4, epochs=1, batch_size=16)
    assert len({model.weight.item() for model in models}) == 4


def test_the_settings_of_a_sweep_reach_their_models():
    def towards(model, batch, step, target):
        return {"loss": (model.weight - target).square().sum()}

    targets = torch.tensor([[-0.2, 0.1], [0.1, 0.2]])
    models = training.sweep(lambda setting: nn.Linear(2, 1), towards, DATA, targets, seeds=2, epochs=150, batch_size=16, lr=0.02)
    for target, group in zip(targets, models, strict=True):
        for model in group:
            torch.testing.assert_close(model.weight[0].detach(), target, atol=0.02, rtol=0)


@pytest.mark.parametrize(
    ("settings", "seeds", "says"),
    [
        ([0.5], 1, "a sweep needs at least 2 seeds, got 1, .*five give an interval"),
        ([0.5], 0, "seeds must be a whole number >= 1, got 0"),
        ([], 3, r"a sweep needs at least one setting, got none; try settings=\[0.1, 1.0\]"),
        ([0.5, -1.0], 2, "setting -1.0: beta, the weight of the rate, must be finite and >= 0, got -1.0"),
        ([float("nan")], 2, "beta, the weight of the rate, must be finite and >= 0, got nan"),
    ],
)
def test_a_sweep_that_cannot_tell_luck_from_the_setting_or_has_none_is_refused(settings, seeds, says):
    with pytest.raises(ValueError, match=says):
        training.sweep(lambda beta: mlp_vae((4,), 2, (8,)), weighed, DATA, settings, seeds=seeds, epochs=1)


# Pieces of players -----------------------------------------------------------------------------------------------------


def test_seeded_models_are_those_of_their_seeds_and_the_callers_state_is_left_alone():
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    models = training.seeded(lambda: nn.Linear(2, 2), 3)
    assert torch.equal(torch.rand(3), wanted)
    torch.manual_seed(2)
    assert torch.equal(models[2].weight, nn.Linear(2, 2).weight) and not torch.equal(models[0].weight, models[1].weight)


def test_a_part_owns_its_parameters_alone_and_in_an_ensemble_too():
    model = vae()
    assert [id(tensor) for tensor in training.owned(model, "decoder")] == [id(tensor) for tensor in model.decoder.parameters()]
    ensemble = Ensemble([vae(0), vae(1)])
    assert [tuple(tensor.shape) for tensor in training.owned(ensemble, "decoder")] == [(2, *tensor.shape) for tensor in model.decoder.parameters()]
    with pytest.raises(ValueError, match="VAE has no parameters of a critic, which is to move; those it has belong to decoder, encoder"):
        training.owned(model, "critic")
    with pytest.raises(ValueError, match="no parameters of a dec,"):
        training.owned(model, "dec")  # the beginning of a name is not a part


def test_items_of_ones_own_come_with_their_labels_and_places():
    batch = Dataset(DATA.x, torch.arange(50))[:]
    assert training.own_items(batch, None) is batch
    own = training.own_items(batch, 200)
    assert torch.equal(own.x, DATA.x[own.y]) and torch.equal(own.y, own.index) and len(own.y.unique()) > 40
    assert training.own_items(DATA[:], 3).y is None


def test_a_loss_of_one_model_serves_it_alone_and_in_an_ensemble():
    settings = []

    def loss(model, batch, step, setting):
        settings.append(setting)
        return elbo(model.draw(batch.x))

    assert training.of_model(vae(), loss)(DATA[:], 0)["loss"].shape == () and settings == [None]
    assert training.of_model(Ensemble([vae(0), vae(1)]), loss)(DATA[:], 0)["loss"].shape == (2,) and settings[-1] is not None


def test_cooled_players_end_with_a_rate_of_0():
    model = vae()
    (cooling,) = training.cooled([player(model)], 8)
    rates = []
    fit(cooling, DATA, 2, 16, progress=False, row_every=1, after_row=lambda rows: rates.append(cooling.optimizer.param_groups[0]["lr"]))
    assert rates == pytest.approx([1e-2 * (1 - move / 8) for move in range(1, 9)])
    with pytest.raises(ValueError, match="steps must be a whole number >= 1, got 0"):
        training.cooled([player(model)], 0)


@pytest.mark.parametrize("size", [0, -3])
def test_so_many_items_are_a_whole_number(size):
    with pytest.raises(ValueError, match=f"batch_size must be a whole number >= 1, got {size}"):
        training.own_items(DATA[:], size)
