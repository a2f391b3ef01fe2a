"""Pairing on common random numbers: exact zeros, smaller variance, intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind, ttest_rel

from longwatch.measures.by_trial import MEASURES
from longwatch.measures.paired import paired, unpaired


def runs(rng, n=200, gain=0.01, own=0.005):
    """Two runs that share most of their luck; every measure has the same numbers."""
    luck = rng.normal(0.0, 0.03, n)
    a, b = luck + rng.normal(0.0, own, n), luck + gain + rng.normal(0.0, own, n)
    return dict.fromkeys(MEASURES, a), dict.fromkeys(MEASURES, b)


def by_name(found, name):
    return next(one for one in found if one.measure == name)


def test_a_run_against_itself_is_exactly_nothing():
    a, _ = runs(np.random.default_rng(1))
    for one in paired(a, a, 0.95):
        assert (one.difference, one.low, one.high) == (0.0, 0.0, 0.0)
        assert one.variance_ratio == 0.0
        assert one.p_better in (None, 0.5)
        assert one.better in (None, 0.0)


def test_differences_are_those_of_the_textbook():
    a, b = runs(np.random.default_rng(2))
    one = by_name(paired(a, b, 0.9), "covered")
    test = ttest_rel(b["covered"], a["covered"])
    limits = test.confidence_interval(0.9)
    assert (one.low, one.high) == pytest.approx((limits.low, limits.high))
    assert 2 * min(one.p_better, 1 - one.p_better) == pytest.approx(test.pvalue, rel=1e-6, abs=1e-12)
    two = by_name(unpaired(a, b, 0.9), "covered")
    welch = ttest_ind(b["covered"], a["covered"], equal_var=False)
    limits = welch.confidence_interval(0.9)
    assert (two.low, two.high) == pytest.approx((limits.low, limits.high))
    assert two.variance_ratio is None


def test_shared_luck_cancels():
    a, b = runs(np.random.default_rng(3))
    one, two = (by_name(found, "covered") for found in (paired(a, b, 0.95), unpaired(a, b, 0.95)))
    assert one.difference == pytest.approx(two.difference)
    assert one.variance_ratio == pytest.approx(0.005**2 / (0.03**2 + 0.005**2), rel=0.3)
    assert one.high - one.low < 0.4 * (two.high - two.low)


def test_better_is_more_cover_and_fewer_losses():
    a, b = runs(np.random.default_rng(4), gain=0.05)
    found = paired(a, b, 0.95)
    assert by_name(found, "covered").p_better > 0.999
    assert by_name(found, "losses").p_better < 0.001
    assert by_name(found, "losses").worse == by_name(found, "covered").better
    assert by_name(found, "flown").p_better is None


def test_one_trial_each_has_no_width():
    a, b = ({name: np.array([value]) for name in MEASURES} for value in (0.5, 0.75))
    for found in (paired(a, b, 0.95), unpaired(a, b, 0.95)):
        one = by_name(found, "covered")
        assert (one.low, one.difference, one.high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize("way", [paired, unpaired])
def test_intervals_of_differences_hold(way):
    rng, hits = np.random.default_rng(5), 0
    for _ in range(300):
        a, b = runs(rng, n=60)
        if way is unpaired:  # seeds of their own
            b = runs(rng, n=60)[1]
        one = by_name(way(a, b, 0.95), "covered")
        hits += one.low <= 0.01 <= one.high
    assert 0.912 <= hits / 300 <= 0.988  # three standard errors of 300 repeats
