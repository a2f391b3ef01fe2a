"""POC, POD and POS over a map: Bayes, and what may never happen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.detection.search_effort import best_effort
from longwatch.detection.search_map import SearchMap, search_map, success, unsuccessful


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 30), st.integers(0, 2**32), st.integers(1, 5), st.floats(0.0, 0.5))
def test_success_never_exceeds_containment_and_maps_stay_whole(n, seed, searches, outside):
    rng = np.random.default_rng(seed)
    prior = rng.dirichlet(np.ones(n)) * (1.0 - outside)
    now, pods = search_map(prior), rng.uniform(0.0, 0.999, (searches, n))
    for pod in pods:
        pos = success(now, pod)
        assert (pos <= now.poc).all()
        after = unsuccessful(now, pod)
        assert float(after.poc.sum()) + after.outside == pytest.approx(1.0, abs=1e-12)
        assert after.pos >= now.pos - 1e-12
        assert after.outside >= now.outside - 1e-12
        now = after
    # all searches at once: looks of their own in each cell
    missed = np.prod(1.0 - pods, axis=0)
    assert now.pos == pytest.approx(float((prior * (1.0 - missed)).sum()), abs=1e-9)
    assert now.pos <= prior.sum() + 1e-12
    assert now.poc == pytest.approx(prior * missed / (1.0 - now.pos), abs=1e-9)


def test_a_map_by_hand():
    now = unsuccessful(search_map([0.5, 0.3]), [0.8, 0.0])
    assert now.pos == pytest.approx(0.4)
    assert now.poc == pytest.approx([0.1 / 0.6, 0.3 / 0.6])
    assert now.outside == pytest.approx(0.2 / 0.6)


def test_two_best_searches_in_turn_are_as_good_as_one_of_both():
    """Random search adds coverage, and the best plan for the map left over goes on where the first one ended."""
    p, a = np.array([0.4, 0.3, 0.2, 0.1]), np.array([1.0, 2.0, 0.5, 1.0])
    now = search_map(p)
    for _ in range(2):
        now = unsuccessful(now, -np.expm1(-a * best_effort(now.poc, a, 1.5)))
    once = unsuccessful(search_map(p), -np.expm1(-a * best_effort(p, a, 3.0)))
    assert now.pos == pytest.approx(once.pos, abs=1e-12)
    assert now.poc == pytest.approx(once.poc, abs=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: search_map([0.7, 0.7]),
        lambda: search_map([-0.1, 0.5]),
        lambda: search_map([np.nan]),
        lambda: success(search_map([0.5]), 1.5),
        lambda: unsuccessful(search_map([1.0]), 1.0),
        lambda: SearchMap(np.array([0.5]), 0.2),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
