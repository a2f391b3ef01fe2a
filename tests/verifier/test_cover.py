"""Cover and gaps against a second-by-second twin."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.scenario.plan import Stint
from longwatch.verifier.cover import line_cover


def stint(arrive_s: int, leave_s: int) -> Stint:
    return Stint(arrive_s, "l", "t", "f", arrive_s, leave_s, leave_s, leave_s)


@settings(deadline=None)
@given(
    stints=st.lists(st.tuples(st.integers(-20, 120), st.integers(-20, 120)), max_size=12),
    windows=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=3),
    k=st.integers(1, 3),
    count_from_s=st.integers(0, 60),
)
def test_cover_against_a_twin_that_looks_at_every_second(
    stints: list[tuple[int, int]], windows: list[tuple[int, int]], k: int, count_from_s: int
) -> None:
    watchers, asked = np.zeros(141, int), np.zeros(141, bool)  # second t stands at index t + 20
    for arrive, leave in stints:
        watchers[arrive + 20 : max(leave, arrive) + 20] += 1
    for begin, end in windows:
        asked[begin + 20 : max(begin, end) + 20] = True
    asked[: count_from_s + 20] = False
    short = asked & (watchers < k)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], short.astype(int), [0]])))
    gaps = [(int(a) - 20, int(b) - 20) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    found = line_cover([stint(a, b) for a, b in stints], windows, k, count_from_s)
    assert found.demanded_s == k * asked.sum()
    assert found.missing_s == (k - np.minimum(watchers, k))[asked].sum()
    assert list(found.gaps) == gaps
    assert found.gap_max_s == max((b - a for a, b in gaps), default=0)
    assert found.n_gaps == len(gaps)


def test_an_open_gap_is_left_out_only_where_the_rule_says_so() -> None:
    rows = [stint(0, 40), stint(50, 90)]
    cut = line_cover(rows, [(0, 100)], 1, 0)
    optimistic = line_cover(rows, [(0, 100)], 1, 0, drop_open_gap_at=100)
    assert cut.gaps == ((40, 50), (90, 100))
    assert optimistic.gaps == ((40, 50),)
    assert cut.covered_fraction == optimistic.covered_fraction == 0.8
