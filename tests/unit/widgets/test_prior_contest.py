"""PriorContest: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import linear_gaussian
from vaeedu.widgets import PriorContest
from vaeedu.widgets.prior_contest import CODES, ITEMS


def test_the_codes_are_from_the_prior_and_the_data_from_the_model():
    codes = np.stack([PriorContest(k=CODES, draw=draw).codes for draw in range(300)]).reshape(-1, 2)
    assert len(np.unique(codes)) == codes.size
    assert codes.mean(0) == pytest.approx([0, 0], abs=0.02) and np.cov(codes.T) == pytest.approx(np.eye(2), abs=0.03)
    w = PriorContest(sigma=2)
    assert (w.data**2).mean() / 5 == pytest.approx(1, abs=3 * (1 / ITEMS) ** 0.5)  # variance 1 + sigma² in each of two directions
    assert not np.isin(w.data / 5**0.5, codes).any()


def test_setting_an_input_moves_every_result():
    w = PriorContest(k=1)
    assert (w.winners, w.most, w.taught) == (1, ITEMS, 1)
    first = w.codes[0]
    w.k, w.sigma = 40, 0.5
    assert np.array_equal(w.codes[0], first) and w.codes.shape == (40, 2)
    assert w.enough == 5 and w.information == pytest.approx(np.log(5))
    squares = ((w.data[:, None] - w.codes) ** 2).sum(-1)
    densities = np.exp(-squares / 0.5) / (0.5 * np.pi)
    assert w.shares == pytest.approx(densities / densities.sum(1, keepdims=True))
    assert sum(w.won) == ITEMS and w.won[squares.argmin(1)].min() > 0 and w.winners == len(set(squares.argmin(1)))
    assert w.most == np.bincount(squares.argmin(1)).max() and w.taught == pytest.approx((1 / (w.shares**2).sum(1)).mean())
    exact = linear_gaussian.log_likelihood(w.data, np.eye(2), 0.5)
    assert w.short == pytest.approx((exact - np.log(densities.mean(1))).mean())
    w.draw = 1
    assert not np.isin(w.codes, PriorContest(k=CODES).codes).any()
    with pytest.raises(AttributeError):
        w.most = 2


def test_what_the_estimate_lacks_is_what_the_closed_form_says_on_average():
    for k, sigma in ((3, 1.0), (30, 0.4)):
        shorts = [PriorContest(k=k, sigma=sigma, draw=draw).short for draw in range(400)]
        squared_norms = (PriorContest(sigma=sigma).data ** 2).sum(1) / sigma**2
        expected = linear_gaussian.naive_bias(k, squared_norms, sigma**-2.0, 2).mean()
        assert np.mean(shorts) == pytest.approx(expected, abs=4 * np.std(shorts) / 20)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("k", 0, "k, how many codes are drawn, must be from 1 to 192, got 0"),
        ("k", 193, "k, how many codes are drawn, must be from 1 to 192, got 193"),
        ("sigma", 0, "sigma, the scale of the noise, must be finite and > 0, got 0"),
        ("draw", -1, "draw, the number of the draw, must be from 0 to 1048575, got -1"),
        ("k", 2.5, "int"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(PriorContest(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = PriorContest()
    stored = stand_in(w)
    assert stored["widget"] == "prior_contest" and stored["inputs"] == {"k": 10, "sigma": 0.15, "draw": 0}
    assert "24 data and 10 codes" in stored["alt"]
    assert repr(w) == "PriorContest(k=10, sigma=0.15, draw=0)" and repr(eval(repr(w))) == repr(w)


def test_javascript_agrees_with_numpy():
    cases = [(1, 0.05, 0), (10, 0.15, 0), (192, 1.0, 7), (3, 1e-12, 2), (64, 1e12, 1), (25, 0.3, 2**20 - 1)]
    solved = javascript("prior_contest", [("solve", {"k": k, "sigma": sigma, "draw": draw}) for k, sigma, draw in cases])
    for (k, sigma, draw), got in zip(cases, solved, strict=True):
        w = PriorContest(k=k, sigma=sigma, draw=draw)
        assert np.array(got["items"]) == pytest.approx(w.data, rel=1e-9) and np.array(got["drawn"]) == pytest.approx(w.codes, rel=1e-9)
        assert got["winner"] == w.shares.argmax(1).tolist() or sigma == 1e12  # there, all codes explain all data alike
        pulls = np.column_stack([w.shares.sum(0), w.shares.T @ w.data])
        assert np.array(got["pulls"]) == pytest.approx(pulls, rel=1e-9, abs=1e-9)
        for name in ("winners", "most", "taught", "short", "information", "enough"):
            assert got[name] == pytest.approx(getattr(w, name), rel=1e-9, abs=1e-9), name
        fewer = PriorContest(k=max(1, k // 2), sigma=sigma, draw=draw)
        assert got["shorts"][fewer.k - 1] == pytest.approx(fewer.short, rel=1e-9, abs=1e-9)
