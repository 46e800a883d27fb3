"""Right and wrong answers of chapter 17: GAN practice."""

import numpy as np
import pytest

from answers import both_tests
from vaeedu.exercises import exercises

RIGHT = {
    "17-pull": [lambda d: 1 / d - 1],
    "17-step": [lambda t: 1 - t],
    "17-bound": [0.5108, 0.511, np.log(5 / 3)],
    "17-packs": [lambda m: 0.5 + 0.5 * (1 - 0.875**m)],
    "17-noise": [0.489, 1 / 2.0435],
}
WRONG = {
    "17-pull": [lambda d: d / (1 - d), lambda d: 1 - d, 1.0],
    "17-step": [lambda t: t, lambda t: 0.5, lambda t: 2 * t - 1],
    "17-bound": [0.368, 1.0, np.log(2), 0.737],  # the reverse KL; and in bits
    "17-packs": [lambda m: 1 - (7 / 8) ** m, lambda m: 0.5 + 0.5 / 8 * m, lambda m: 1 - 0.5 * (1 / 8) ** m],
    "17-noise": [2.04, 0.25, 1.0],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_the_best_critic_of_packs_is_right_as_often_as_the_chapter_counts():
    truth = exercises()["17-packs"].truth
    real, fake = np.full(8, 1 / 8), np.array([1 / 7] * 7 + [0])
    for m in (1, 2, 4):
        both = [np.array([1.0])] * 2
        for _ in range(m):
            both = [np.outer(pack, letters).ravel() for pack, letters in zip(both, (real, fake))]
        assert truth(m) == pytest.approx(np.maximum(*both).sum() / 2)
