"""What the widget carries of the trained VAEs."""

import numpy as np

from vaeedu.widgets.decoders import PIXELS, Decoders

BETAS = np.array([0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.15, 1.3, 1.6])
CODE, SHOWN = 8, 10


class Models(Decoders):
    """The decoders, and what has been measured with the encoders.

    ``digits`` (10, 64), ``means`` and ``scales`` of their q(z|x) (models, 10, 8), the KL of each unit over all held-out digits,
    ``rates`` (models, 8), their squared ``errors`` (models,), how many units are ``active`` (models,), and the largest
    ``eigenvalues`` of the training digits (8,).
    """

    def __init__(self, content: bytes):
        count = len(BETAS)
        shapes = [(SHOWN, PIXELS), (count, SHOWN, CODE), (count, SHOWN, CODE), (count, CODE), (count,), (count,), (CODE,)]
        super().__init__(content, count, CODE, shapes)
        self.digits, self.means, self.scales, self.rates, self.errors, active, self.eigenvalues = self.rest
        self.active = active.astype(int)

    def rebuilt(self, k: int, draws: np.ndarray) -> np.ndarray:
        """What model k makes of the digits shown, each by way of the code with these normal numbers (10, 8)."""
        return self.decode(k, self.means[k] + self.scales[k] * draws)


weights, models = Models.content, Models.read
