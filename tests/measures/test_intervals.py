"""Intervals against published values, and their own coverage of a known truth."""

import numpy as np
import pytest
from scipy.stats import binom

from longwatch.measures.intervals import clopper_pearson, clopper_pearson_low, mean_interval, quantile


def test_a_thousand_clean_trials_show_997_per_mille_at_95_per_cent():
    # DESIGN section 3, and by hand: p ** 1000 = 0.05.
    assert clopper_pearson_low(1000, 1000, 0.95) == pytest.approx(0.05 ** (1 / 1000), abs=1e-12)
    assert clopper_pearson_low(1000, 1000, 0.95) == pytest.approx(0.997, abs=5e-4)
    assert clopper_pearson_low(0, 1000, 0.95) == 0.0


def test_clopper_pearson_meets_published_limits():
    # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 5: 81/263, 15/148, 0/20, 1/29.
    for successes, n, low, high in (
        (81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776),
    ):  # fmt: skip
        assert clopper_pearson(successes, n, 0.95) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n", [1, 10, 60])
@pytest.mark.parametrize("p", [0.02, 0.5, 0.9, 0.997, 1.0])
def test_the_one_sided_limit_covers_at_least_its_confidence(n, p):
    limits = np.array([clopper_pearson_low(k, n, 0.95) for k in range(n + 1)])
    assert binom.pmf(np.arange(n + 1), n, p)[limits <= p].sum() >= 0.95 - 1e-12


def coverage(draw, truth, repeats, n, seed):
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(repeats):
        _, low, high = mean_interval(draw(rng, n), 0.95)
        hits += low <= truth <= high
    return hits / repeats


CASES = [
    (lambda rng, n: rng.normal(3.0, 2.0, n), 3.0),
    (lambda rng, n: rng.gamma(4.0, 0.5, n), 2.0),
    (lambda rng, n: rng.uniform(0.0, 1.0, n), 0.5),
]


@pytest.mark.parametrize(("draw", "truth"), CASES)
def test_intervals_of_means_contain_the_truth_as_often_as_they_say(draw, truth):
    # 300 repeats: the share itself has a standard error of 1.3 %, three of them around 95 %.
    assert 0.912 <= coverage(draw, truth, 300, 100, 1) <= 0.988


@pytest.mark.soak
@pytest.mark.parametrize(("draw", "truth"), CASES)
def test_intervals_of_means_contain_the_truth_in_93_to_97_per_cent_of_1000_repeats(draw, truth):
    assert 0.93 <= coverage(draw, truth, 1000, 200, 2) <= 0.97


def test_one_value_has_no_width_and_none_has_no_interval():
    assert mean_interval([4.0], 0.95) == (4.0, 4.0, 4.0)
    assert mean_interval([], 0.95) is None
    assert quantile([], 0.95) is None


def test_a_quantile_is_the_least_value_that_its_share_does_not_exceed():
    values = list(range(1, 101))
    assert quantile(values, 0.95) == 95
    assert quantile(values, 0.951) == 96
    assert quantile(values, 1.0) == 100
    assert quantile([7], 0.5) == 7
