"""Right and wrong answers of chapter 20: the generator alone."""

import numpy as np
import pytest
import torch

from answers import both_tests
from vaeedu.exercises import exercises

RIGHT = {
    "20-left": [lambda x, y, phi: x**2 + y**2 - (x * np.cos(phi) + y * np.sin(phi)) ** 2],
    "20-extra": [lambda w, s: (w * s) ** 2],
    "20-ball": [0.889, 8 / 9],
    "20-saved": [lambda c, q: q / 2 - q / (2 * c**2)],
}
WRONG = {
    "20-left": [lambda x, y, phi: (x * np.cos(phi) + y * np.sin(phi)) ** 2, lambda x, y, phi: np.abs(x * np.sin(phi) - y * np.cos(phi))],
    "20-extra": [lambda w, s: w * s, lambda w, s: w**2 * s, lambda w, s: s**2],
    "20-ball": [0.5, 1.0, 0.917],  # the median length
    "20-saved": [lambda c, q: q / 2 * (1 - 1 / c), lambda c, q: q - q / c**2],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_a_code_drawn_evenly_is_as_long_as_the_exercise_says():
    torch.manual_seed(0)
    z = 2 * torch.rand(200_000, 8) - 1
    lengths = z.norm(dim=1)
    assert lengths[lengths <= 1].mean().item() == pytest.approx(exercises()["20-ball"].truth, abs=0.005)
