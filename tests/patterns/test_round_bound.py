"""The round that sees every cell: no closed walk that does is shorter than the bound, whatever the shape of the watch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.geo.cells import Cells
from longwatch.geo.geodesic import distance_m
from longwatch.patterns.limits_bound import Part, watchers_at_least
from longwatch.patterns.round_bound import walk_at_least_m
from longwatch.routes.tours import short_tour, tour_length


def cells_at(lat_deg: np.ndarray, lon_deg: np.ndarray, side_m: float = 2000.0) -> Cells:
    area = (side_m**2,) * len(lat_deg)
    return Cells(
        tuple(lat_deg.tolist()), tuple(lon_deg.tolist()), area, side_m, side_m**2 * len(area), 0.72 * side_m
    )  # fmt: skip


def seen_round_m(cells: Cells, range_m: float) -> float:
    """A closed walk that sees them all: from place to place chosen so that each sees as many more as it can."""
    lat, lon = np.array(cells.lat_deg), np.array(cells.lon_deg)
    metres = np.array([distance_m(a, b, lat, lon) for a, b in zip(lat, lon, strict=True)])
    sees, left, stops = metres <= range_m, np.ones(cells.n, bool), list[int]()
    while left.any():
        stops.append(int((sees & left).sum(axis=1).argmax()))
        left &= ~sees[stops[-1]]
    between = metres[np.ix_(stops, stops)]
    return tour_length(between, short_tour(between, rounds=10))


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.floats(0.02, 1.5), st.floats(0.1, 3.0), st.floats(0.0, 70.0))
@settings(max_examples=60, deadline=None)
def test_no_round_that_sees_all_cells_is_shorter(seed: int, n: int, reach: float, narrow: float, lat0: float) -> None:
    dice = np.random.default_rng(seed)
    lat, lon = lat0 + dice.uniform(-1, 1, n) * narrow * 0.3, 140.0 + dice.uniform(-1, 1, n)
    cells, range_m = cells_at(lat, lon, 10.0), reach * 50_000.0
    assert walk_at_least_m(cells, range_m) <= seen_round_m(cells, range_m) * (1.0 + 1e-9)


def test_a_narrow_watch_is_gone_along_there_and_back() -> None:
    lat, lon = np.full(101, 30.0), np.linspace(140.0, 144.0, 101)
    cells, range_m = cells_at(lat, lon), 20_000.0
    there_m = float(distance_m(30.0, 140.0, 30.0, 144.0))
    bound_m = walk_at_least_m(cells, range_m)
    assert bound_m == pytest.approx(2.0 * (there_m - 2.0 * range_m), rel=0.01)
    assert bound_m > 10.0 * cells.total_m2 / (2.0 * range_m)  # area / W says next to nothing here


def test_three_corners_far_apart_make_a_triangle() -> None:
    lat, lon = np.array([30.0, 30.0, 33.0]), np.array([140.0, 144.0, 142.0])
    sides_m = [float(distance_m(lat[a], lon[a], lat[b], lon[b])) for a, b in ((0, 1), (1, 2), (2, 0))]
    bound_m = walk_at_least_m(cells_at(lat, lon), 5_000.0)
    assert bound_m == pytest.approx(sum(sides_m) - 6 * 5_000.0, rel=0.002)


def test_what_is_seen_from_one_place_takes_no_walk() -> None:
    assert walk_at_least_m(cells_at(np.array([30.0, 30.1]), np.array([140.0, 140.1])), 50_000.0) == 0.0


def test_a_wide_watch_is_swept() -> None:
    lat, lon = (side.ravel() for side in np.meshgrid(np.linspace(30, 31, 56), np.linspace(140, 141.15, 56)))
    cells, range_m = cells_at(lat, lon), 5_000.0
    swept_m = cells.box_m2 / (2.0 * (range_m + cells.box_radius_m))
    assert walk_at_least_m(cells, range_m) == pytest.approx(swept_m, rel=0.02)


def test_watchers_of_two_kinds_may_do_with_fewer_than_either_alone() -> None:
    # Ten boxes of 1e8 m² every 100 s and ninety more every 6400 s: the first kind sees far at once, the other is fast.
    fast, slow = cells_at(np.zeros(10), np.zeros(10), 1e4), cells_at(np.zeros(90), np.zeros(90), 1e4)
    parts = [Part(100.0, fast), Part(6400.0, slow)]
    far, quick = (14_000.0, 0.1), (1_000.0, 40.0)
    alone = [watchers_at_least(parts, [kind]) for kind in (far, quick)]
    assert watchers_at_least(parts, [far, quick]) < min(alone)
