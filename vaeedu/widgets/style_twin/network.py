"""What the widget carries of the trained VAE of coloured digits."""

import numpy as np

from vaeedu.widgets.decoders import Decoders

CLASSES, SHOWN, CLOUD = 10, 10, 297
SHAPE, NUMBERS, CODE = (3, 8, 8), 192, 6
PLANE = (2, 3)  # the two coordinates of the code that are shown: they tell most of the digit's hue
SCALE = 0.1  # of the decoder


class Model(Decoders):
    """The decoder, and what its encoder makes of held-out digits.

    ``pictures`` (10, 192), one of each class, with the ``mean`` and ``scale`` of their q(z|x, y) (10, 6); of all, in the plane that is shown, the ``cloud`` (297, 2), with
    ``labels`` and the ``hue`` of the digit (297,), from 0 to 1.
    """

    def __init__(self, content: bytes):
        super().__init__(content, 1, CODE + CLASSES, [(SHOWN, NUMBERS), (SHOWN, CODE), (SHOWN, CODE), (CLOUD, 2), (CLOUD,), (CLOUD,)], NUMBERS)
        self.pictures, self.mean, self.scale, self.cloud, self.labels, self.hue = self.rest

    def written(self, z: np.ndarray, label: np.ndarray | int) -> np.ndarray:
        """What the decoder makes of codes (..., 6) of a class, (..., 192)."""
        told = np.eye(CLASSES)[label]
        return self.decode(0, np.concatenate([z, np.broadcast_to(told, (*z.shape[:-1], CLASSES))], -1))


weights, model = Model.content, Model.read
