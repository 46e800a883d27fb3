"""The annotations of the torch half, shapes included, are checked in every call that a test makes."""

from beartype import BeartypeConf, beartype
from jaxtyping import install_import_hook

TORCH_HALF = ["data", "distributions", "networks", "models", "objectives", "divergences", "training", "evaluation", "zoo"]

check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # an int is a float


def check_shapes():
    install_import_hook([f"vaeedu.{module}" for module in TORCH_HALF], "shapes.check")
