"""What the widget carries of the trained VAEs."""

from itertools import product

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


weights, models = Models.content, Models.read
