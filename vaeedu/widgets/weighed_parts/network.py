"""What the widget carries of the trained VAEs."""

from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from vaeedu.widgets.decoders import PIXELS, Decoders

GRID = {"information": (0.0, 0.5, 1.0, 2.0), "total_correlation": (0.5, 1.0, 4.0, 10.0), "dimension_wise": (1.0, 4.0)}
ROWS = tuple(product(*GRID.values()))
CODE, SHOWN = 4, 10


class Models(Decoders):
    """The decoders, and what has been measured with the encoders.

    ``digits`` (10, 64), ``means`` of their q(z|x) (models, 10, 4), the three ``parts`` of the rate (models, 3) and the ``distortions`` (models,), in nats.
    """

    def __init__(self, content: bytes):
        count = len(ROWS)
        super().__init__(content, count, CODE, [(SHOWN, PIXELS), (count, SHOWN, CODE), (count, 3), (count,)])
        self.digits, self.means, self.parts, self.distortions = self.rest


@cache
def weights() -> bytes:
    return Path(__file__).with_name("weights.bin").read_bytes()


@cache
def models() -> Models:
    return Models(weights())
