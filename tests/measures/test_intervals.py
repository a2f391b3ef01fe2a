"""Intervals against published values, and their own coverage of a known truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from helpers.outcomes import CASES
from longwatch.measures.intervals import clopper_pearson, clopper_pearson_low, mean_interval, no_longer_than, quantile


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_intervals_of_means_contain_the_truth_as_often_as_they_say(case):
    # 300 repeats: the share itself has a standard error of 1.3 %, three of them around 95 %.
    assert 0.912 <= share_that_contains(case, 300, 300, seed=1) <= 0.988


@pytest.mark.soak
@pytest.mark.parametrize("n", [100, 300, 1000])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_intervals_of_means_contain_the_truth_in_93_to_97_per_cent_of_1000_repeats(case, n):
    if n < case.enough:
        pytest.skip("so few trials say nothing of something so rare")
    # 93 to 97 %, and what chance does to a share of 1,000 repeats (0.7 % is its standard error).
    assert 0.93 - 0.014 <= share_that_contains(case, n, 1000, seed=2) <= 0.97 + 0.014
    assert 0.93 <= share_that_contains(case, n, 8000, seed=3) <= 0.97


def share_that_contains(case, n, repeats, seed):
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(repeats):
        _, low, high = mean_interval(case.draw(rng, n), 0.95)
        hits += low <= case.truth <= high
    return hits / repeats


@given(st.lists(st.floats(0.0, 1e6), min_size=2, max_size=40), st.floats(0.5, 0.999), st.floats(0.01, 100.0))
def test_an_interval_holds_its_mean_and_moves_with_its_values(values, confidence, factor):
    mean, low, high = mean_interval(values, confidence)
    assert low <= mean <= high
    again, room = mean_interval([factor * value + 5.0 for value in values], confidence), 1e-6 * max(values) + 1e-9
    assert again == pytest.approx([factor * one + 5.0 for one in (mean, low, high)], rel=1e-6, abs=factor * room)
    flipped = mean_interval([-value for value in values], confidence)
    assert flipped == pytest.approx((-mean, -high, -low), rel=1e-6, abs=room)


def test_without_skewness_it_is_students_interval():
    # Student 1908 as in any table: t of 9 degrees of freedom at 95 % is 2.262.
    values = np.array([-2.0, -2.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0])
    assert mean_interval(values, 0.95)[2] == pytest.approx(2.262 * values.std(ddof=1) / np.sqrt(10), rel=1e-3)


def test_shares_without_a_gap_longer_than_g():
    longest_s = [0.0, 0.0, 600.0, 1800.0, 1801.0]
    assert no_longer_than(longest_s, 1800.0, 0.95) == (0.8, clopper_pearson_low(4, 5, 0.95))
    assert no_longer_than(longest_s, 0.0, 0.95) == (0.4, clopper_pearson_low(2, 5, 0.95))
    assert no_longer_than(longest_s, 1e9, 0.95) == (1.0, clopper_pearson_low(5, 5, 0.95))


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
