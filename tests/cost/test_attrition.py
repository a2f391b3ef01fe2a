"""The life a vehicle can be expected to have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.cost.attrition import expected_life_h, hull_cost_per_hour


def test_against_lives_drawn_one_by_one() -> None:
    # The mean of min(exponential, retirement): Predator's 49.6 and the TB2's ASSUMED 10 per 100,000 h, life 10,000 h.
    rng = np.random.default_rng(7)
    for rate_per_h in (49.6e-5, 10e-5):
        lives_h = np.minimum(rng.exponential(1 / rate_per_h, 400_000), 10_000)
        error_h = lives_h.std() / np.sqrt(lives_h.size)
        assert abs(lives_h.mean() - expected_life_h(rate_per_h, 10_000)) < 4 * error_h


def test_by_hand() -> None:
    # (1 - exp(-1)) x 10,000 h at ten in 100,000 h and 10,000 h of life
    assert expected_life_h(1e-4, 10_000) == pytest.approx(6321.2056, rel=1e-8)
    assert expected_life_h(0.0, 10_000) == 10_000
    assert expected_life_h(1e-20, 10_000) == 10_000


def test_hull_cost_of_a_tb2_hour() -> None:
    # Facts table: 5 M USD over the 10,000 h that tail S5 flew are 500 USD an hour, without losses.
    assert hull_cost_per_hour(5e6, 0.0, 10_000) == 500.0
    assert hull_cost_per_hour(5e6, 1e-4, 10_000) == pytest.approx(790.99, rel=1e-4)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(1, 1e6))
def test_a_life_is_shorter_than_both_bounds(rate_per_h: float, retired_at_h: float) -> None:
    life_h = expected_life_h(rate_per_h, retired_at_h)
    assert 0 < life_h <= retired_at_h
    assert life_h * rate_per_h <= 1 + 1e-12
