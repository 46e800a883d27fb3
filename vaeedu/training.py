"""One loop that trains players. It knows no model: a player brings its module, its loss and its optimiser.

Training that is interrupted, by the stop button, a crash or a power cut, goes on from its last checkpoint and ends with
the same weights, bit for bit, as if nothing had happened.
"""

import copy
import hashlib
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from numbers import Integral, Number
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap
from torch.optim.lr_scheduler import LinearLR, LRScheduler, ReduceLROnPlateau
from tqdm.auto import tqdm

from vaeedu.data import Batch, Dataset
from vaeedu.data.checks import as_path, tensor_advice, whole_number

Terms = dict[str, Float[Tensor, "*models"]]
Row = dict[str, float | list[float]]
RESERVED = {"step", "epoch", "gradient_norm"}  # what a row says by itself


def linear_warm_up(steps: int) -> Callable[[int], float]:
    """step → a weight that rises from 0 to 1 in `steps` steps and stays there (Sønderby et al. 2016)."""
    whole_number("steps", steps)
    return lambda step: min(1.0, step / steps)


def cyclical_warm_up(period: int) -> Callable[[int], float]:
    """step → a weight that in every period rises from 0 to 1 during the first half and stays there (Fu et al. 2019)."""
    whole_number("period", period)
    return lambda step: min(1.0, 2 * (step % period) / period)


@dataclass
class Player:
    """Who takes part in training: a module, the loss it lowers, and the optimiser of the parameters it owns.

    `loss(batch, step)` gives named terms, `loss` among them; `step` counts the player's own from 0. The gradient reaches the optimiser's
    parameters and no others, so that players may use each other's networks. A player moves in every `every`-th step.
    `clip` bounds the norm of its gradient; `schedule`, a learning-rate schedule of PyTorch, advances with each move.

    A player remembers how long it was trained, in `steps` and `epochs`, and goes on from there: ten trainings of one epoch
    are one of ten. A new Player of the same module begins anew.
    """

    module: nn.Module
    loss: Callable[[Batch, int], Terms]
    optimizer: torch.optim.Optimizer
    every: int = 1
    clip: float | None = None
    schedule: LRScheduler | None = None
    name: str = ""
    steps: int = field(default=0, init=False)
    epochs: float = field(default=0.0, init=False)
    _left_off: dict | None = field(default=None, init=False, repr=False)  # the random states where its last training ended

    def __post_init__(self):
        self.check()

    def check(self) -> None:
        """Raise TypeError or ValueError for what cannot be trained. `fit` asks again, since every part can be set anew."""
        whole_number("every", self.every)
        for part, kind, example in (
            ("module", nn.Module, "an nn.Module such as a VAE"),
            ("optimizer", torch.optim.Optimizer, "an optimiser such as torch.optim.Adam(module.parameters())"),
            ("schedule", (LRScheduler, type(None)), "a schedule of torch.optim.lr_scheduler, made of the player's optimiser, or None"),
        ):
            if not isinstance(getattr(self, part), kind):
                raise TypeError(f"a player's {part} must be {example}, got {getattr(self, part)!r:.200}")
        if isinstance(self.optimizer, torch.optim.LBFGS):
            raise ValueError("LBFGS asks for the loss several times a step, which a player answers once; take another optimiser, such as Adam")
        if isinstance(self.schedule, ReduceLROnPlateau):
            raise ValueError(
                "ReduceLROnPlateau has to be told a loss, which Player(schedule=...) never does; leave it out, and call it from "
                "fit(..., after_row=...): plateau.step(rows[-1]['loss'])"
            )
        if self.schedule is not None and self.schedule.optimizer is not self.optimizer:
            raise ValueError(
                f"the schedule {type(self.schedule).__name__} moves the learning rate of another optimiser than the player's; make it of this one, and after it"
            )
        own = set(self.module.parameters())
        strangers = [tuple(parameter.shape) for parameter in self.parameters if parameter not in own]
        if strangers:
            raise ValueError(
                f"the optimiser moves parameters that are not in the player's module, of shapes {strangers[:3]}, and a checkpoint would "
                "lose them; give Player the module that holds them all, or the optimiser module.parameters()"
            )
        if self.clip is not None and not self.clip > 0:
            raise ValueError(f"clip, the largest norm of the gradient, must be > 0, got {self.clip}; clip=None leaves it alone")

    @property
    def parameters(self) -> list[Tensor]:
        """What is trained: the optimiser's parameters, but for those that are frozen."""
        return [parameter for group in self.optimizer.param_groups for parameter in group["params"] if parameter.requires_grad]

    def terms(self, batch: Batch, step: int) -> Terms:
        terms = self.loss(batch, step)
        if not isinstance(terms, dict) or not all(isinstance(term, Tensor) for term in terms.values()):
            raise TypeError(f"a player's loss must return named tensors, {{'loss': ..., ...}}, got {str(terms)[:200]}; see vaeedu.objectives")
        if "loss" not in terms:
            raise ValueError(f"a player's loss must return a term named 'loss', got {sorted(terms)}; see vaeedu.objectives")
        if taken := RESERVED & set(terms):
            raise ValueError(f"a row says {', '.join(sorted(RESERVED))} by itself, and terms of the loss are named {', '.join(sorted(taken))}; rename them")
        shape = (self.module.size,) if isinstance(self.module, Ensemble) else ()
        wrong = {name: tuple(term.shape) for name, term in terms.items() if term.shape != shape}
        if wrong:
            raise ValueError(f"each term of this player's loss must have shape {shape}, got {wrong}; take means over the batch")
        if not terms["loss"].requires_grad or not self.parameters:
            raise ValueError("the loss depends on no parameter that is trained; is it detached, made under no_grad, or is all frozen?")
        return terms

    def gradient(self, batch: Batch, step: int) -> Terms:
        """Put the loss's gradient into the parameters; the terms, and the gradient's norm before clipping."""
        terms = self.terms(batch, step)
        self.optimizer.zero_grad()
        terms["loss"].sum().backward(inputs=self.parameters)
        gradients = [parameter.grad for parameter in self.parameters if parameter.grad is not None]
        if not gradients:
            raise ValueError(
                f"the loss depends on none of the {len(self.parameters)} tensors that this player's optimiser moves, in its {type(self.module).__name__}, "
                "but on others; let it be computed with the player's module, or give the player the module that it is computed with"
            )
        if self.clip is None:
            norm = torch.stack([torch.linalg.vector_norm(gradient) for gradient in gradients]).norm()
        else:
            norm = nn.utils.clip_grad_norm_(self.parameters, self.clip)
        return {name: term.detach() for name, term in terms.items()} | {"gradient_norm": norm}

    def move(self) -> None:
        self.optimizer.step()
        if self.schedule is not None:
            self.schedule.step()

    def culprits(self, batch: Batch, step: int) -> list[str]:
        """The terms whose own gradient is not finite, on one more look at the batch."""
        found = []
        for name, term in self.terms(batch, step).items():
            if term.requires_grad:
                gradients = torch.autograd.grad(term.sum(), self.parameters, retain_graph=True, allow_unused=True)
                finite = [gradient.isfinite().reshape(*term.shape, -1).all(-1) for gradient in gradients if gradient is not None]
                if finite and not (whole := torch.stack(finite).all(0)).all():
                    found.append(f"the gradient of {name}{self.of_models(~whole)}")
        return found

    def of_models(self, bad: Tensor) -> str:
        """Which models of an ensemble are bad (models,), with their settings; nothing for a single model."""
        if not isinstance(self.module, Ensemble) or bad.shape != (self.module.size,):
            return ""
        settings = self.module.settings
        return " of " + ", ".join(f"model {k}" + (f" (setting {settings[k].item():g})" if settings.ndim == 1 else "") for k in bad.nonzero()[:, 0].tolist())

    def advice(self, batch: Batch) -> str:
        """What to do about a loss that is not finite, by what the data and the player are."""
        if (largest := batch.x.abs().max().item()) > 100:
            return f"The data go up to {largest:.3g}: standardise them, x = (x - x.mean()) / x.std(), or divide them by their largest value"
        rates = ", ".join(f"{float(group['lr']):g}" for group in self.optimizer.param_groups if "lr" in group)
        advice = [f"Lower the learning rate, now {rates}"]
        if self.clip is None:
            advice.append("bound the gradient (Player(clip=1.0))")
        if any("decoder" in name and getattr(module, "floor", None) == 0 for name, module in one_of(self.module).named_modules()):
            advice.append("keep decoder scales from 0 (GaussianHead(floor=0.01))")
        return ", or ".join(advice)


def fit(
    players: Player | Sequence[Player],
    data: Dataset,
    epochs: int,
    batch_size: int = 128,
    seed: int = 0,
    checkpoint: str | Path | None = None,
    checkpoint_seconds: float = 30.0,
    row_every: int | None = None,
    progress: bool = True,
    after_row: Callable[[list[Row]], bool | None] | None = None,
) -> list[Row]:
    """Train players for so many passes through the data; returns the history, a row for each epoch or `row_every` steps.

    A row holds `step`, `epoch` and the means since the row before of each term (nats) and of `gradient_norm`, with
    `name/` before them for a named player. Data order and noise follow from `seed`; the caller's random state is left
    alone. Players that were trained together before, with this seed, go on where they stopped: in their steps, their
    epochs, the order of the data and the noise. With a `checkpoint` path, the same call goes on where an interrupted one
    stopped; it may ask for more epochs. A path belongs to one experiment: that the loss is still the same, nobody checks.
    The stop button ends training after the step, with a warning and a usable model.

    `after_row(rows)` is called with the history whenever it has a new row. It may read the models, write numbers of its own
    into `rows[-1]`, such as a held-out loss, and end the training by returning True. Its random numbers and the modes it
    leaves the modules in do not change the training. Let it decide by `rows` alone, and an interrupted training decides alike.

    Raises FloatingPointError, naming the term, when one is not finite; the player's weights are then those before that step.
    """
    if not isinstance(data, Dataset):
        advice = "" if isinstance(data, Tensor) else f", and {tensor_advice('x', data)}"
        raise TypeError(f"fit takes a vaeedu.data.Dataset, got {type(data).__name__}; Dataset(x) makes one of a tensor of floats{advice}")
    players = [players] if isinstance(players, Player) or not isinstance(players, Sequence) else list(players)
    if strangers := [type(player).__name__ for player in players if not isinstance(player, Player)]:
        raise TypeError(f"fit trains players, got {strangers[0]}; Player(module, loss, optimizer) makes one of a model")
    if not players or len({player.name for player in players}) != len(players):
        raise ValueError(f"fit needs players of different names, got {[player.name for player in players]}; give Player(..., name=...)")
    for player in players:
        player.check()
    if not isinstance(seed, Integral):
        raise ValueError(f"seed must be a whole number, got {seed}; the same seed gives the same training")
    epochs, batch_size, seed = whole_number("epochs", epochs), whole_number("batch_size", batch_size), int(seed)  # Python's: a checkpoint takes no others
    row_every = None if row_every is None else whole_number("row_every", row_every)
    _refuse_a_batch_of_one(players, len(data), batch_size)
    types = {parameter.dtype for player in players for parameter in player.parameters}
    if types and data.x.dtype not in types:
        wanted = str(types.pop())
        raise TypeError(f"the data are {data.x.dtype} and the parameters {wanted}; take Dataset(x.to({wanted}), y)")
    places = {parameter.device for player in players for parameter in player.parameters}
    if places and data.x.device not in places:
        raise ValueError(f"the data are on {data.x.device} and the parameters on {', '.join(map(str, places))}; take data.to({str(places.pop())!r})")
    for player in players:
        player.module.train()
    devices = [data.x.device] if data.x.is_cuda else []
    with torch.random.fork_rng(devices), _StopButton() as button:
        torch.manual_seed(seed)
        run = _Run(players, data, batch_size, seed, row_every)
        end = epochs * run.steps_per_epoch
        if checkpoint is not None:
            checkpoint = as_path(checkpoint)
            run.restore(checkpoint)
            if run.step >= end:
                warnings.warn(
                    f"nothing was trained: {checkpoint} holds {run.step} steps, and {end} were asked for. If the model, the loss or the data "
                    "are new, name another path, or delete the file",
                    stacklevel=2,
                )
            run.save(checkpoint)  # a full disk shows now, and not after an hour
        saved = time.monotonic()
        quiet = not progress or bool(os.environ.get("TQDM_DISABLE"))  # which tqdm's bar for notebooks overlooks
        with tqdm(total=end, initial=run.step, unit="step", disable=quiet) as bar, run.remembered():
            # The row of a restored training may be the one that had ended it.
            ended = run.step < end and run.ended_by(after_row)
            while run.step < end and not button.pressed and not ended:
                run.advance()
                bar.update()
                if run.has_new_row():
                    ended = run.ended_by(after_row)
                    bar.set_postfix_str(_summary(run.rows[-1]), refresh=False)
                if checkpoint is not None and time.monotonic() - saved >= checkpoint_seconds:
                    run.save(checkpoint)
                    saved = time.monotonic()
        if checkpoint is not None:
            run.save(checkpoint)
    if button.pressed:
        how = "the same call goes on from here" if checkpoint is not None else "with a checkpoint path, fit could go on from here"
        warnings.warn(f"stopped after step {run.step} of {end}: the model is usable, and {how}", stacklevel=2)
    return run.rows


def _refuse_a_batch_of_one(players: Sequence[Player], items: int, batch_size: int) -> None:
    """BatchNorm1d has no variance to divide by in a batch of one item, which the last of an epoch may be."""
    if items % batch_size == 1 or batch_size == 1:
        if any(isinstance(module, nn.BatchNorm1d) for player in players for module in player.module.modules()):
            better = next((size for size in range(batch_size + 1, items + 1) if items % size != 1), None)
            advice = f"take batch_size={better}" if better else "give it more items"
            raise ValueError(f"{items} items in batches of {batch_size} leave a batch of one, whose variance BatchNorm1d cannot take; {advice}")


def _summary(row: Row) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in row.items() if name.endswith("loss") and isinstance(value, float))


def _plain(state):
    """A state without NumPy's numbers, such as a learning rate from `np.logspace`: a careful `torch.load` refuses them."""
    if isinstance(state, dict):
        return type(state)({key: _plain(value) for key, value in state.items()})
    if isinstance(state, (list, tuple)):
        return type(state)(map(_plain, state))
    return state.item() if isinstance(state, Number) and hasattr(state, "item") else state


def _fingerprint(values: Tensor | None) -> str:
    """What tells one tensor from another: each of its numbers, their signs and their order."""
    if values is None:
        return "none"
    digest = hashlib.sha256()
    for piece in values.detach().split(4096):
        digest.update(piece.cpu().contiguous().flatten().view(torch.uint8).numpy())
    return f"{len(values)} items of shape {tuple(values.shape[1:])}, {values.dtype}, with checksum {digest.hexdigest()[:12]},"


def _constants(state):
    """Of a schedule's state what was chosen when it was made, and no step changes."""
    if isinstance(state, dict):
        kept = {"_schedulers", "_milestones", "_schedule_phases"}
        return {name: _constants(value) for name, value in state.items() if name in kept or not (str(name).startswith("_") or name in ("last_epoch", "T_cur", "T_i"))}
    return [_constants(value) for value in state] if isinstance(state, (list, tuple)) else state


def _settings(player: Player) -> dict[str, str]:
    """Everything that loading a checkpoint would replace, in words: shapes, and the settings of the optimiser and of the schedule."""
    optimizer, schedule = player.optimizer, player.schedule
    found = {name: f"shape {tuple(tensor.shape)}" for name, tensor in player.module.state_dict().items()}
    found["optimizer"] = f"{type(optimizer).__name__}(lr={optimizer.defaults.get('lr')}) of {len(optimizer.param_groups)} groups"
    for number, group in enumerate(optimizer.param_groups):
        moved = {"initial_lr"} | ({"betas", "momentum"} & set(group) if "max_momentum" in group else set())  # by the schedule
        for name, value in group.items():
            if name not in moved:
                value = len(value) if name == "params" else group.get("initial_lr", value) if name == "lr" else value
                found[f"{name} of group {number}"] = repr(_plain(value))
    found["schedule"] = type(schedule).__name__ if schedule else "none"
    for name, value in _constants(schedule.state_dict() if schedule else {}).items():
        if not callable(value):
            found[f"{name} of the schedule"] = repr(_plain(value))
    return found


def _buffers(player: Player) -> dict[str, str]:
    """What a module keeps beside its parameters, such as a fixed scale or an ensemble's settings, but for running means, in words."""
    kept = player.module.state_dict()
    return {
        f"buffer {name}": str(tensor.tolist()) if tensor.numel() <= 20 else _fingerprint(tensor)
        for name, tensor in player.module.named_buffers()
        if name in kept and name.rpartition(".")[2] not in ("running_mean", "running_var", "num_batches_tracked")
    }


class _Run:
    """The state of a training between two steps: what a checkpoint holds."""

    def __init__(self, players: Sequence[Player], data: Dataset, batch_size: int, seed: int, row_every: int | None):
        self.players, self.data, self.batch_size, self.seed = players, data, batch_size, seed
        self.steps_per_epoch = -(-len(data) // batch_size)
        self.row_every = row_every or self.steps_per_epoch
        self.generator = torch.Generator().manual_seed(seed)  # of the data's order; noise has the global one
        self.step, self.rows = 0, []
        self.before = [(player.steps, player.epochs) for player in players]
        self.pending: dict[str, list[tuple[int, Terms]]] = {player.name: [] for player in players}
        left_off = players[0]._left_off
        if left_off and left_off["seed"] == seed and all(player._left_off is left_off for player in players):
            self._set_random(left_off)

    @cached_property
    def identity(self) -> dict[str, str | int]:
        """What tells this training from another."""
        found = {"batch_size": self.batch_size, "seed": self.seed, "data": _fingerprint(self.data.x), "labels": _fingerprint(self.data.y)}
        return found | self._of_players(_settings) | self._of_players(_buffers)

    def _of_players(self, words: Callable[[Player], dict[str, str]]) -> dict[str, str]:
        return {f"{player.name}.{name}".lstrip("."): what for player in self.players for name, what in words(player).items()}

    def _random(self) -> dict:
        """The state of the order, that of the next epoch if this one is over, and of the noise."""
        return {
            "order": self.order_from if self.step % self.steps_per_epoch else self.generator.get_state(),
            "noise": torch.get_rng_state(),
            "device_noise": torch.cuda.get_rng_state(self.data.x.device) if self.data.x.is_cuda else None,
        }

    def _set_random(self, state: dict) -> None:
        self.generator.set_state(state["order"].cpu())  # random states are kept on the CPU, whatever they are for
        torch.set_rng_state(state["noise"].cpu())
        if state["device_noise"] is not None and self.data.x.is_cuda:
            torch.cuda.set_rng_state(state["device_noise"].cpu(), self.data.x.device)

    @contextmanager
    def remembered(self) -> Iterator[None]:
        """The players take with them where they stop, also by an error; what is left of an epoch is not made up for."""
        try:
            yield
        finally:
            left_off = self._random() | {"order": self.generator.get_state(), "seed": self.seed}
            for player in self.players:
                player._left_off = left_off

    def _shuffle(self) -> None:
        self.order_from = self.generator.get_state()
        self.order = torch.randperm(len(self.data), generator=self.generator).to(self.data.x.device)

    def advance(self) -> None:
        """One step: every player that is due moves."""
        place = self.step % self.steps_per_epoch
        if place == 0:
            self._shuffle()
        batch = self.data[self.order[place * self.batch_size : (place + 1) * self.batch_size]]
        for player in self.players:
            if player.steps % player.every == 0:
                terms, moves = player.gradient(batch, player.steps), self.pending[player.name]
                if moves and moves[0][1].keys() != terms.keys():
                    raise ValueError(f"a loss must name the same terms in every step, got {sorted(moves[0][1])} and then {sorted(terms)}")
                self._refuse_what_is_not_finite(player, batch, terms)
                player.move()
                moves.append((len(batch.x), terms))
        self.step += 1
        self._count()
        if self.step % self.row_every == 0:
            self._close_row()

    def _count(self) -> None:
        for player, (steps, epochs) in zip(self.players, self.before):
            player.steps, player.epochs = steps + self.step, epochs + self.step / self.steps_per_epoch

    def has_new_row(self) -> bool:
        return bool(self.rows) and self.rows[-1]["step"] == self.players[0].steps

    def ended_by(self, after_row: Callable[[list[Row]], bool | None] | None) -> bool:
        """Whether `after_row` ends the training after a new row."""
        if after_row is None or not self.has_new_row():
            return False
        with torch.random.fork_rng([self.data.x.device] if self.data.x.is_cuda else []):
            answer = after_row(self.rows)
        for player in self.players:
            player.module.train()
        answer = answer.item() if hasattr(answer, "item") else answer
        if not isinstance(answer, (bool, type(None))):
            raise TypeError(f"after_row must return True to end the training, or else False or nothing, got {answer!r}; what it found belongs into rows[-1]")
        self.rows[-1] = {name: value.tolist() if hasattr(value, "tolist") else value for name, value in self.rows[-1].items()}  # a checkpoint takes no others
        return bool(answer)

    def _refuse_what_is_not_finite(self, player: Player, batch: Batch, terms: Terms) -> None:
        if torch.stack([term.sum() for term in terms.values()]).isfinite().all():
            return
        bad = [name + player.of_models(~term.isfinite()) for name, term in terms.items() if not term.isfinite().all()]
        if bad == ["gradient_norm"]:
            bad = player.culprits(batch, player.steps) or bad
        who = f"player {player.name}, " if player.name else ""
        raise FloatingPointError(
            f"{who}step {player.steps} (epoch {player.epochs:.1f}): not finite: {', '.join(bad)}. This player's weights are those before this step"
            f"{', of every model' if isinstance(player.module, Ensemble) else ''}. {player.advice(batch)}"
        )

    def _close_row(self) -> None:
        row: Row = {"step": self.players[0].steps, "epoch": self.players[0].epochs}
        for player, moves in self.pending.items():
            if not moves:
                continue
            items = torch.tensor([items for items, _ in moves], dtype=torch.float32)
            for name in moves[0][1]:
                values = torch.stack([terms[name] for _, terms in moves]).cpu()  # (moves, *models)
                row[f"{player}/{name}" if player else name] = (torch.tensordot(items, values.float(), 1) / items.sum()).tolist()
            moves.clear()
        self.rows.append(row)

    def save(self, path: Path) -> None:
        """Write the checkpoint beside the old one and then over it: at every moment one of the two is whole."""
        state = {
            "identity": self.identity,
            "step": self.step,
            "rows": self.rows,
            "pending": self.pending,
            "before": self.before,
            "random": self._random(),
            "buffers": self._of_players(_buffers),
            "players": [
                {
                    "module": player.module.state_dict(),
                    "optimizer": _plain(player.optimizer.state_dict()),
                    "schedule": _plain(player.schedule.state_dict()) if player.schedule else None,
                }
                for player in self.players
            ],
        }
        part = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(part, "wb") as file:
                torch.save(state, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except (OSError, RuntimeError) as error:  # torch reports a failed write as a RuntimeError
            with suppress(OSError):
                part.unlink()
            raise OSError(
                f"the checkpoint {path} could not be written at step {self.step}: {error}. The one before it, if any, is whole, and the model in "
                "memory is usable. Free some space, or name another place, and call fit again"
            ) from error

    def restore(self, path: Path) -> None:
        """Go on from the checkpoint, if there is one."""
        if not path.exists():
            return
        try:
            state = torch.load(path, map_location=self.data.x.device, weights_only=True)
            theirs = state["identity"]
        except OSError as error:
            raise OSError(f"the checkpoint {path} cannot be read: {error}. Name a file that may be read and written") from error
        except Exception as error:  # what torch.load raises for a damaged file depends on where it is damaged
            raise ValueError(f"{path} is no readable checkpoint ({type(error).__name__}); delete it to start afresh, or name another path") from error
        # A buffer is as it was when the training began, or, in the session that goes on, as it was when the checkpoint was written.
        mine = self.identity | {name: theirs.get(name) for name, what in state.get("buffers", {}).items() if self.identity.get(name) == what}
        if theirs != mine:
            names = [name for name in {**theirs, **mine} if theirs.get(name) != mine.get(name)]
            differences = "; ".join(f"{name} is {theirs.get(name, 'absent')} there and {mine.get(name, 'absent')} here" for name in names[:3])
            raise ValueError(f"{path} is a checkpoint of another training: {differences}. Name another path, or delete the file to start afresh")
        self.identity = theirs
        self.step, self.rows, self.pending, self.before = state["step"], state["rows"], state["pending"], state["before"]
        self._count()
        self._set_random(state["random"])
        if self.step % self.steps_per_epoch:
            self._shuffle()
        for player, saved in zip(self.players, state["players"]):
            player.module.load_state_dict(saved["module"])
            player.optimizer.load_state_dict(saved["optimizer"])
            if player.schedule:
                player.schedule.load_state_dict(saved["schedule"])


class _StopButton:
    """Turns the first interrupt (Ctrl-C, a notebook's stop button) into a wish that the loop grants after its step.

    So no parameter is ever half updated. A second interrupt acts at once.
    """

    def __enter__(self):
        self.pressed, self.before = False, None
        if threading.current_thread() is threading.main_thread():  # elsewhere Python delivers no signals
            self.before = signal.signal(signal.SIGINT, self._press)
        return self

    def _press(self, *_):
        self.pressed = True
        self._give_back()

    def _give_back(self):
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
            self.before = None

    def __exit__(self, *_):
        self._give_back()


class Ensemble(nn.Module):
    """Models of one shape as one module: parameters stacked along a first axis, all models trained at once by `torch.func`.

    For a sweep over seeds or settings: `Player(ensemble, ensemble.loss(f), Adam(ensemble.parameters()))`. All models see the
    same batches in the same order; they differ by their first weights, their noise and their `settings` (models, ...). The
    gradient's norm, and so `Player(clip=...)`, is that of all models together.
    Raises ValueError for models that differ in more than the values of their tensors.
    """

    def __init__(self, models: Sequence[nn.Module], settings: Tensor | Sequence[float] | None = None):
        super().__init__()
        if settings is not None and not isinstance(settings, Tensor):
            settings = torch.tensor([float(setting) for setting in settings])
        for first, *others in zip_longest(*map(_structure, models)):
            if different := [other for other in others if other != first]:
                raise ValueError(f"an ensemble needs models that differ in the values of their tensors alone, got {first} and {different[0]}")
        try:
            parameters, buffers = stack_module_state(models)
        except RuntimeError as error:
            raise ValueError(f"an ensemble needs models of one class and one shape: {error}") from error
        if settings is not None and len(settings) != len(models):
            raise ValueError(f"an ensemble needs one setting for each model, got {len(settings)} settings for {len(models)} models")
        self.size = len(models)
        self._model = [copy.deepcopy(models[0])]  # in a list: its own parameters are not the ensemble's
        self._names = {name.replace(".", "/"): name for name in (*parameters, *buffers)}
        for name, tensor in parameters.items():
            self.register_parameter(name.replace(".", "/"), nn.Parameter(tensor.detach(), requires_grad=tensor.requires_grad))
        for name, tensor in buffers.items():
            self.register_buffer(name.replace(".", "/"), tensor)
        self.register_buffer("settings", torch.arange(self.size) if settings is None else settings)

    def train(self, mode: bool = True) -> "Ensemble":
        self._model[0].train(mode)
        return super().train(mode)

    def _stacked(self) -> dict[str, Tensor]:
        return {dotted: getattr(self, name) for name, dotted in self._names.items()}

    def loss(self, of_one: Callable[[nn.Module, Batch, int, Tensor], Terms]) -> Callable[[Batch, int], Terms]:
        """From `of_one(model, batch, step, setting)`, the terms of one model, the terms of all: each of shape (models,).

        The first batch is shown to each model alone before, so that a setting is refused as it would be singly.
        """
        bound = _Bound(self._model[0], of_one)
        untried = list(range(self.size))

        def of_all(batch: Batch, step: int) -> Terms:
            if untried:
                self._try_singly(of_one, batch, step)
                untried.clear()

            def one(tensors, setting):
                return functional_call(bound, {f"model.{name}": tensor for name, tensor in tensors.items()}, (batch, step, setting))

            return vmap(one, randomness="different")(self._stacked(), self.settings)

        return of_all

    def _try_singly(self, of_one: Callable[..., Terms], batch: Batch, step: int) -> None:
        with torch.random.fork_rng([batch.x.device] if batch.x.is_cuda else []), torch.no_grad():
            for number, model in enumerate(self.models()):
                try:
                    of_one(model, batch, step, self.settings[number])
                except ValueError as error:
                    raise ValueError(f"model {number} of the ensemble, setting {self.settings[number].tolist()}: {error}") from error
                except RuntimeError:
                    continue  # what works for all at once need not work singly and without gradients

    def models(self) -> list[nn.Module]:
        """The models, each with its weights of the moment."""
        found = [copy.deepcopy(self._model[0]).to(next(self.parameters())) for _ in range(self.size)]  # its device and type
        for number, model in enumerate(found):
            state = {name: tensor[number].detach() for name, tensor in self._stacked().items()}
            model.load_state_dict({name: state[name] for name in model.state_dict()})
        return found


def seeded(new_model: Callable[[], nn.Module], seeds: int) -> list[nn.Module]:
    """So many models whose first weights are drawn from seeds of their own, 0, 1, …; the caller's random state is left alone."""
    found = []
    with torch.random.fork_rng([]):
        for seed in range(whole_number("seeds", seeds)):
            torch.manual_seed(seed)
            found.append(new_model())
    return found


def one_of(model: nn.Module | Ensemble) -> nn.Module:
    """The model itself, or the pattern of an Ensemble's, to tell what kind it is."""
    return model._model[0] if isinstance(model, Ensemble) else model


def of_model(model: nn.Module | Ensemble, loss: Callable[[nn.Module, Batch, int, Tensor | None], Terms]) -> Callable[[Batch, int], Terms]:
    """From `loss(model, batch, step, setting)` a player's loss: of the one model, whose setting is None, or of all of an Ensemble's."""
    return model.loss(loss) if isinstance(model, Ensemble) else lambda batch, step: loss(model, batch, step, None)


def owned(model: nn.Module, part: str) -> list[Tensor]:
    """The parameters of the model's `part`, or of that part of all models of an Ensemble. Raises ValueError where it has none."""
    found = [parameter for key, parameter in model.named_parameters() if key.replace("/", ".").startswith(f"{part}.")]
    if not found:
        raise ValueError(f"{type(model).__name__} has no parameters of a {part}, which is to move; those it has belong to {', '.join(sorted(parts_of(model))) or 'nothing'}")
    return found


def parts_of(model: nn.Module) -> set[str]:
    """The parts of the model, or of each model of an Ensemble, that have parameters."""
    return {key.replace("/", ".").partition(".")[0] for key, _ in model.named_parameters()}


def cooled(players: Sequence[Player], steps: int) -> list[Player]:
    """The players, whose learning rates fall in a straight line to 0 in so many moves."""
    for player in players:
        player.schedule = LinearLR(player.optimizer, 1.0, 0.0, whole_number("steps", steps))
    return list(players)


def own_items(batch: Batch, size: int | None) -> Batch:
    """`size` items of the batch, drawn with repetition, or the batch itself where size is None. Asked for in the loss of an Ensemble, each model draws its own."""
    if size is None:
        return batch
    places = torch.randint(len(batch.x), (whole_number("batch_size", size),), device=batch.x.device)
    return Batch(*(None if part is None else part[places] for part in batch))


def _structure(model: nn.Module) -> list[str]:
    """Each module's class, and those of its attributes that are numbers, words or shapes."""
    found = []
    for module in model.modules():
        attributes = {name: value for name, value in vars(module).items() if isinstance(value, (int, float, str, tuple))}
        found.append(f"{type(module).__name__} with {attributes}")
    return found


class _Bound(nn.Module):
    """A loss as the forward pass of its model, which is what `functional_call` takes."""

    def __init__(self, model: nn.Module, loss: Callable[..., Terms]):
        super().__init__()
        self.model, self.of_one = model, loss

    def forward(self, *arguments) -> Terms:
        return self.of_one(self.model, *arguments)


def sweep(
    new_model: Callable[[Tensor], nn.Module],
    loss: Callable[[nn.Module, Batch, int, Tensor], Terms],
    data: Dataset,
    settings: Tensor | Sequence[float],
    seeds: int,
    epochs: int,
    batch_size: int = 64,
    lr: float = 1e-2,
) -> list[list[nn.Module]]:
    """Train `seeds` models for each setting, all at once as an `Ensemble`, by Adam with a rate that falls to 0; models[setting][seed].

    `new_model(setting)` makes one model, `loss(model, batch, step, setting)` is its loss. Each has its own first weights, its own batches
    and its own noise, so that an interval over the seeds is one over independent runs. The caller's random state is left alone. Raises ValueError for fewer than 2 seeds, or no settings.
    """
    if whole_number("seeds", seeds) < 2:
        raise ValueError("a sweep needs at least 2 seeds, got 1, whose luck nobody could tell from the setting; five give an interval")
    if len(settings) == 0:
        raise ValueError("a sweep needs at least one setting, got none; try settings=[0.1, 1.0]")
    settings = torch.as_tensor(settings, device=data.x.device).repeat_interleave(seeds, 0)
    models = []
    with torch.random.fork_rng([]):
        for number, setting in enumerate(settings):
            torch.manual_seed(number)
            models.append(new_model(setting).to(data.x.device))
    ensemble, whole = Ensemble(models, settings), data[:]

    def of_own(model: nn.Module, _: Batch, step: int, setting: Tensor) -> Terms:
        return loss(model, own_items(whole, batch_size), step, setting)

    player = Player(ensemble, ensemble.loss(of_own), torch.optim.Adam(ensemble.parameters(), lr=lr, fused=True))
    fit(cooled([player], epochs * -(-len(data) // batch_size)), data, epochs, batch_size, progress=False)
    trained = ensemble.models()
    return [trained[first : first + seeds] for first in range(0, len(trained), seeds)]
