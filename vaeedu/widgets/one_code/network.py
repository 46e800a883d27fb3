"""What the widget carries of chapter 19's hybrid of the small digits: the VAE's decoder, which tells mean and scale of each pixel, the generator that finishes, and codes."""

import numpy as np

from vaeedu.widgets.decoders import HIDDEN, PIXELS, Decoders

CODE, CLOUD, FLOOR, MOST, WIDTH = 2, 297, 0.05, 0.5, 64
HALVES, SINGLES = HIDDEN * (CODE + 1) + 2 * PIXELS * (HIDDEN + 1), CLOUD * (CODE + 1)  # numbers of the decoder, and of the codes


class Model(Decoders):
    """``cloud`` (297, 2), the means of q(z|x) of held-out digits, and their ``labels`` (297,)."""

    def __init__(self, content: bytes):
        end = 2 * HALVES + 4 * SINGLES
        super().__init__(content[:end], 1, CODE, [(CLOUD, CODE), (CLOUD,)], 2 * PIXELS)
        self.cloud, self.labels = self.rest
        self.generator = Decoders(content[end:], 1, 3 * PIXELS, [], PIXELS, WIDTH)

    def told(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and scale of each pixel, (..., 64) both."""
        mean, log_scale = np.split(self.decode(0, z), 2, axis=-1)
        return mean, np.minimum(FLOOR + np.exp(log_scale), MOST)

    def finish(self, mean: np.ndarray, scale: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """The pictures that the generator makes of mean, scale and noise (..., 64)."""
        mean, scale = np.broadcast_to(mean, noise.shape), np.broadcast_to(scale, noise.shape)
        return mean + scale * (noise + self.generator.decode(0, np.concatenate([mean, scale, noise], -1)))


weights, model = Model.content, Model.read
