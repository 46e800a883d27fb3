"""What an objective returns."""

from jaxtyping import Float
from torch import Tensor

Terms = dict[str, Float[Tensor, ""]]
