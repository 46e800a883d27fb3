"""The derivations of chapter 06: no step is taken for another."""

from corruptions import check_corruptions


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("06")
