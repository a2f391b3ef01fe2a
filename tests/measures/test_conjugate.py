"""What logs teach about a rate."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from longwatch.measures.conjugate import update_mean_time, update_rate, update_share


def test_without_a_log_a_range_stays_what_it_was() -> None:
    for update in (update_rate, update_mean_time):
        after = update(2.0, 0.9, 3.6, 0, 0.0)
        assert after.value == pytest.approx(2.0)
        assert after.high / after.low == pytest.approx(4.0, rel=1e-6)
    share = update_share(0.05, 0.02, 0.10, 0, 0)
    assert share.value == pytest.approx(0.05)
    assert share.high / share.low == pytest.approx(5.0, rel=1e-6)


def test_a_rate_by_hand() -> None:
    """A gamma prior of shape k and mean 2 becomes shape k + 30 over k / 2 + 10 (Gelman et al., section 2.6)."""
    shape = update_rate(2.0, 0.9, 3.6, 0, 0.0).weight
    after = update_rate(2.0, 0.9, 3.6, 30, 10.0)
    assert after.value == pytest.approx((shape + 30) / (shape / 2.0 + 10.0))
    assert after.low == pytest.approx(gamma(shape + 30, scale=1 / (shape / 2.0 + 10.0)).ppf(0.05))


def test_much_evidence_wins_and_narrows() -> None:
    after = update_rate(2.0, 1.0, 4.0, 7000, 1000.0)
    assert after.value == pytest.approx(7.0, rel=0.02)
    assert after.high - after.low < 0.5
    assert update_share(0.05, 0.01, 0.2, 1000, 100_000).value == pytest.approx(0.01, rel=0.01)
    assert update_mean_time(24.0, 8.0, 72.0, 400, 400 * 10.0).value == pytest.approx(10.0, rel=0.02)


def test_a_figure_without_a_range_is_worth_half_an_event() -> None:
    assert update_rate(2.0, 2.0, 2.0, 3, 1.0).weight == 3.5
    assert update_rate(0.0, 0.0, 0.0, 0, 100.0).value == pytest.approx(0.005)


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    """Rates drawn from the prior, events from the rates: 90 % of the intervals hold the rate (by construction of Bayes)."""
    rng = np.random.default_rng(3)
    shape = update_rate(2.0, 0.9, 3.6, 0, 0.0).weight
    truths = rng.gamma(shape, 2.0 / shape, 2000)
    after = cache(lambda events: update_rate(2.0, 0.9, 3.6, events, 3.0))  # few counts differ
    hits = 0
    for truth in truths:
        learnt = after(int(rng.poisson(truth * 3.0)))
        hits += learnt.low <= truth <= learnt.high
    assert abs(hits / 2000 - 0.90) < 3 * (0.9 * 0.1 / 2000) ** 0.5


@settings(max_examples=60, deadline=None)
@given(
    value=st.floats(1e-6, 1e4), below=st.floats(0.05, 0.95), above=st.floats(1.05, 20.0), events=st.integers(0, 200),
    exposure=st.floats(0.1, 1e5),
)  # fmt: skip
def test_always_finite_and_in_order(value: float, below: float, above: float, events: int, exposure: float) -> None:
    for after in (
        update_rate(value, value * below, value * above, events, exposure),
        update_mean_time(value, value * below, value * above, events, exposure),
        update_share(min(value, 0.9), min(value, 0.9) * below, min(value * above, 0.99), events, events + 3),
    ):
        assert 0.0 <= after.low <= after.high < float("inf")
        assert 0.0 < after.value < float("inf")


@pytest.mark.parametrize("case", [(-1, 1.0), (1, -1.0), (2, 0.0)])
def test_impossible_logs_are_refused(case: tuple[int, float]) -> None:
    with pytest.raises(ValueError):
        update_rate(1.0, 0.5, 2.0, *case)
