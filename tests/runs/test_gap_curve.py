"""The chance of no gap longer than g, for some g."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.measures.intervals import clopper_pearson_low
from longwatch.runs.content_knowledge import MOST_POINTS, gap_curve


def test_points_by_hand():
    found = dict(gap_curve([0.0, 0.0, 600.0, 7200.0], 1800.0, 0.95))
    assert found[0.0] == 0.5
    assert found[1800.0] == 0.75
    assert found[1800.0].low == pytest.approx(clopper_pearson_low(3, 4, 0.95))
    assert max(found) == 7200.0
    assert found[7200.0] == 1.0
    assert gap_curve([], 1800.0, 0.95) == ()


@given(st.lists(st.integers(0, 3_000_000).map(float), min_size=1, max_size=30), st.integers(0, 200_000).map(float))
def test_it_rises_and_its_limit_lies_below(longest_s, limit_s):
    found = gap_curve(longest_s, limit_s, 0.95)
    assert len(found) <= MOST_POINTS
    lengths, shares = [g for g, _ in found], [p for _, p in found]
    assert lengths == sorted(set(lengths))
    assert {0.0, limit_s} <= set(lengths)
    assert shares == sorted(shares)
    assert all(0.0 <= p.low <= p <= 1.0 for p in shares)
