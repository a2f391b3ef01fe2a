"""The bound against the best of all rosters, found second by second: tiny cases, swaying bases, limits, vehicles aloft."""

from __future__ import annotations

import pytest

from helpers.second_by_second import least_uncovered_s, tiny_problem
from longwatch.rostering.bound import bound_of
from longwatch.rostering.earliest import gap_min_s


def _gap(seed: int) -> int:
    """How far the best roster stays from the bound; no roster may be better than the bound on any grid."""
    problem = tiny_problem(seed)
    best = least_uncovered_s(problem)
    assert best is not None
    bounds = [bound_of(problem, slot_s=h).uncovered_s for h in (2, 5, 11)]
    assert max(bounds) <= best, f"case {seed}: {best} s uncovered in the best roster, the bound says {bounds} s"
    for index, line in enumerate(problem.lines):
        assert gap_min_s(problem, index) <= best, f"case {seed}: {line.name}"
    return best - int(max(bounds))


def test_no_roster_of_tiny_problems_beats_the_bound() -> None:
    gaps = [_gap(seed) for seed in range(8, 24)]
    assert sum(gap == 0 for gap in gaps) >= 4  # an empty bound would pass: on some cases it is met exactly


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(10))
def test_no_roster_of_tiny_problems_beats_the_bound_all(shard: int) -> None:
    """No roster of a tiny problem, the best of all found second by second, beats the bound."""
    for seed in range(shard, 1000, 10):
        _gap(seed)
