"""What the widget carries of the trained conditional VAE."""

import numpy as np

from vaeedu.widgets.decoders import PIXELS, Decoders

CLASSES, SHOWN, CLOUD = 10, 30, 297


class Model(Decoders):
    """The decoder, and what its encoder makes of held-out digits.

    ``digits`` (30, 64), three of each class, with the ``mean`` and ``scale`` of their q(z|x) (30, 2); the prior's ``centres`` (10, 2); ``cloud`` (297, 2) and ``labels`` (297,) of all.
    """

    def __init__(self, content: bytes):
        super().__init__(content, 1, 2, [(SHOWN, PIXELS), (SHOWN, 2), (SHOWN, 2), (CLASSES, 2), (CLOUD, 2), (CLOUD,)])
        self.digits, self.mean, self.scale, self.centres, self.cloud, self.labels = self.rest


weights, model = Model.content, Model.read
