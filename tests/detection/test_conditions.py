"""Bins of conditions: keys and what stands for them, both ways, and what each kind of sensor cares about."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.conditions import BINS, FAIR, RESTS_ON, Conditions, what_counts

ANY = st.builds(
    Conditions,
    sea_state=st.integers(0, 9),
    wind_mps=st.floats(0.0, 60.0),
    visibility_m=st.floats(0.0, 100_000.0),
    cloud=st.floats(0.0, 1.0),
    rain_mm_h=st.floats(0.0, 120.0),
    dark=st.booleans(),
)


@given(ANY)
def test_what_stands_for_a_bin_lies_in_it(conditions):
    key = int(BINS.key(*conditions))
    middle = BINS.conditions(key)
    assert int(BINS.key(*middle)) == key
    for name in ("wind_mps", "visibility_m", "cloud", "rain_mm_h"):
        low, high = BINS.span(name, key)
        assert low <= getattr(middle, name) <= high
        assert low <= getattr(conditions, name)
        open_ended = int(BINS.key(*conditions._replace(**{name: 1e9}))) == key
        assert getattr(conditions, name) <= high or open_ended


@given(st.lists(ANY, min_size=1, max_size=20))
def test_arrays_have_the_keys_of_their_parts_and_only_what_counts_is_kept(several):
    keys = BINS.key(*np.array(several, float).T)
    assert keys.dtype == np.int64
    assert keys.tolist() == [int(BINS.key(*one)) for one in several]
    for kind, names in RESTS_ON.items():
        for key, kept in zip(keys, BINS.what_counts(kind, keys), strict=True):
            whole, part = BINS.conditions(int(key)), BINS.conditions(int(kept))
            assert {name for name in names if getattr(whole, name) != getattr(part, name)} == set()
            assert part == what_counts(kind, part)._replace(wind_mps=part.wind_mps)


def test_what_is_not_known_counts_as_fair():
    nan = float("nan")
    assert int(BINS.key(nan, nan, nan, nan, nan, nan)) == int(BINS.key(*FAIR))
    assert BINS.conditions(int(BINS.key(*FAIR)))._replace(wind_mps=FAIR.wind_mps) == FAIR


@pytest.mark.parametrize(("sea_state", "bin_"), [(6, 6), (7, 7), (8, 7), (9, 7)])
def test_seas_beyond_the_clutter_tables_are_one_bin(sea_state, bin_):
    assert BINS.conditions(int(BINS.key(*FAIR._replace(sea_state=sea_state)))).sea_state == bin_


def test_bins_cover_all_in_order():
    for name in ("wind_mps", "rain_mm_h", "visibility_m", "cloud"):
        middles = getattr(BINS, name)
        edges = BINS.edges()[Conditions._fields.index(name)]
        assert len(middles) == len(edges) + 1
        assert all(a < edge < b for a, edge, b in zip(middles, edges, middles[1:], strict=False))
