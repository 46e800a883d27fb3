"""A VAE's loss as PyTorch and Keras users write it; the page writes the same (`maths.mjs`)."""

FRAMEWORKS = ("PyTorch", "Keras")


def number(value: float) -> str:
    """Six digits are enough for a weight."""
    return f"{value:.6g}"


def lines(loss) -> list[str]:
    """Reconstruction, KL and their sum. In PyTorch pictures are (batch, channels, height, width), in Keras (batch, height, width, channels)."""
    return [*(_pytorch if loss.framework == "PyTorch" else _keras)(loss), last_line(loss, loss.kl_weight)]


def last_line(loss, kl_weight: float) -> str:
    """The sum of the two terms, with their weights where these are not 1."""
    rec, kl = (name if weight == 1 else f"{number(weight)} * {name}" for name, weight in (("rec", loss.rec_weight), ("kl", kl_weight)))
    return f"loss = {rec} + {kl}"


def _factor(loss) -> str:
    return {"squared error / 2": " / 2", "squared error / 2σ²": f" / (2 * {number(loss.sigma)} ** 2)"}.get(loss.error, "")


def _pytorch(loss) -> list[str]:
    name = "binary_cross_entropy" if loss.error == "cross entropy" else "mse_loss"
    if loss.over_pixels == loss.rec_over_batch:  # PyTorch has a word for it
        rec = f'F.{name}(x_hat, x, reduction="{loss.over_pixels}")'
    else:
        inner = {"sum": ".sum((1, 2, 3))", "mean": ".mean((1, 2, 3))", "mean over channels": ".mean(1).sum((1, 2))"}[loss.over_pixels]
        rec = f'F.{name}(x_hat, x, reduction="none"){inner}.{loss.rec_over_batch}()'
    return [
        f"rec = {rec}{_factor(loss)}",
        "kl = -0.5 * (1 + log_var - mu**2 - log_var.exp())",
        f"kl = kl.{loss.over_codes}(1).{loss.kl_over_batch}()",
    ]


def _keras(loss) -> list[str]:
    name = "binary_crossentropy" if loss.error == "cross entropy" else "mean_squared_error"
    error = f"losses.{name}(x, x_hat)"  # (batch, height, width): Keras averages over the last axis
    inner = {"sum": f"{loss.channels} * ops.sum({error}, (1, 2))", "mean": f"ops.mean({error}, (1, 2))", "mean over channels": f"ops.sum({error}, (1, 2))"}
    return [
        f"rec = ops.{loss.rec_over_batch}({inner[loss.over_pixels].removeprefix('1 * ')}){_factor(loss)}",
        "kl = -0.5 * (1 + log_var - ops.square(mu) - ops.exp(log_var))",
        f"kl = ops.{loss.kl_over_batch}(ops.{loss.over_codes}(kl, 1))",
    ]
