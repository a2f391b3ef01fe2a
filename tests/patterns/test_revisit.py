"""Patterns of revisit watches: closed tours at one speed from which every cell is seen in each lap, and their theory."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.revisit_scenarios import random_sea, sea_scenario, star
from longwatch.errors import ImpossibleError
from longwatch.geo.cells import Cells, make_cells, sea_shapes, usual_side_m
from longwatch.geo.geodesic import distance_m
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.polygon import Polygon
from longwatch.patterns.choice import _lay, _Wish
from longwatch.patterns.frame import Frame
from longwatch.patterns.ground import Ground
from longwatch.patterns.laid import hole_allowed_s
from longwatch.patterns.lines import lines_of
from longwatch.patterns.revisit import revisit_facts
from longwatch.patterns.seen import ground_range_m, nearest_m
from longwatch.patterns.servers import servers_of
from longwatch.patterns.turns import turn_radius_m
from longwatch.patterns.zone import Lap, Sweeper
from longwatch.scenario.plan import Line
from longwatch.verifier.cells import looks_of_run, looks_of_stints, revisit_cover
from longwatch.verifier.places import place_of_line

NOTHING = Obstacles()


def _laid(
    polygons: tuple[Polygon, ...], sweeper: Sweeper, zones: int, heading_rad: float
) -> tuple[Cells, tuple[Lap, ...]]:
    shape = sea_shapes(polygons, sweeper.obstacles.land)
    cells = make_cells(shape, usual_side_m(shape))
    frame = Frame.round(cells.lat_deg, cells.lon_deg)
    layout = _lay(Ground(frame, frame.shape(shape), cells), _Wish(sweeper, zones, heading_rad, 0.0))
    return cells, layout.laps


def _line(lap: Lap, speed_mps: float) -> Line:
    knots = lap.knots(speed_mps)
    at = knots[0][1:]
    return Line("w", "w", *at, *at, 0.0, 0.0, 1, (), 0, 0, kind="tour", path=knots, period_s=knots[-1][0])


def _seen(cells: Cells, lap: Lap, sweeper: Sweeper) -> set[int]:
    """By the verifier's arithmetic, from the sea itself."""
    place = place_of_line(_line(lap, sweeper.speed_mps))
    lat, lon = np.array(cells.lat_deg), np.array(cells.lon_deg)
    return set(looks_of_run(place, lat, lon, 0.0, sweeper.range_m).cell.tolist())


@settings(deadline=None, max_examples=12)
@given(
    seed=st.integers(0, 10**6), lat=st.floats(-86, 86), lon=st.floats(-180, 180), radius_m=st.floats(20e3, 900e3),
    share=st.floats(0.05, 0.8), zones=st.integers(1, 3), heading_rad=st.floats(0.0, math.pi), speed_mps=st.floats(2, 110),
)  # fmt: skip
def test_every_cell_of_any_polygon_is_seen_in_each_lap(
    seed: int, lat: float, lon: float, radius_m: float, share: float, zones: int, heading_rad: float, speed_mps: float
) -> None:
    dice = Random(seed)
    polygons = (Polygon(tuple(star(dice, lat, lon, radius_m, dice.randint(3, 9)))),)
    sweeper = Sweeper(share * radius_m, speed_mps, "air", NOTHING)
    cells, laps = _laid(polygons, sweeper, zones, heading_rad)
    seen = set().union(*(_seen(cells, lap, sweeper) for lap in laps))
    assert seen == set(range(cells.n))
    for lap in laps:
        knots = np.array(lap.knots(speed_mps))
        length_m = distance_m(knots[:-1, 1], knots[:-1, 2], knots[1:, 1], knots[1:, 2])
        assert tuple(knots[0, 1:]) == tuple(knots[-1, 1:])
        assert knots[-1, 0] == int(knots[-1, 0])
        assert np.all(np.diff(knots[:, 0]) > 0.0)
        assert length_m == pytest.approx(np.diff(knots[:, 0]) * length_m.sum() / knots[-1, 0], abs=0.01)
        assert length_m.sum() / knots[-1, 0] <= speed_mps * (1.0 + 1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_vessel_goes_round_islands_and_sees_every_cell(seed: int) -> None:
    dice = Random(f"islands {seed}")
    lat, lon = dice.choice([(10.0, 40.0), (-50.0, 179.8), (60.0, -20.0)])
    area = (Polygon(tuple(star(dice, lat, lon, 120e3, 7))),)
    islands = tuple(
        Polygon(
            tuple(star(dice, lat + dice.uniform(-0.5, 0.5), lon + dice.uniform(-0.5, 0.5), dice.uniform(4e3, 25e3), 6))
        )
        for _ in range(3)
    )
    sweeper = Sweeper(12e3, 4.0, "sea", Obstacles(islands))
    cells, laps = _laid(area, sweeper, 2, dice.uniform(0.0, math.pi))
    assert set().union(*(_seen(cells, lap, sweeper) for lap in laps)) == set(range(cells.n))
    for lap in laps:
        assert not sweeper.obstacles.cross_any(list(lap.points))


@pytest.mark.parametrize("domain", ["air", "sea"])
@pytest.mark.parametrize("lat", [0.0, 52.0])
def test_one_vehicle_on_one_zone_meets_area_over_width_and_speed(domain: str, lat: float) -> None:
    """Narrow sweeps against long tracks: longest gap = area / (W v) + the way from track to track, to 1 %."""
    range_m, speed_mps, n = 2000.0, 50.0, 16
    up_m = 0.999 * n * 2.0 * 0.995 * range_m
    corners = np.array(
        [(x, y) for x, y in ((-200e3, -up_m / 2), (200e3, -up_m / 2), (200e3, up_m / 2), (-200e3, up_m / 2))]
    )
    ring = tuple(zip(*(column.tolist() for column in Frame.round([lat], [20.0]).to_earth(corners)), strict=True))
    sweeper = Sweeper(range_m, speed_mps, domain, NOTHING)
    assert (sweeper.turn_m > 0.0) == (domain == "air")
    cells, (lap,) = _laid((Polygon(ring),), sweeper, 1, math.pi / 2)
    line = _line(lap, speed_mps)
    run = looks_of_run(place_of_line(line), np.array(cells.lat_deg), np.array(cells.lon_deg), 0.0, range_m)
    end_s = round(3 * line.period_s)
    looks = looks_of_stints(run, 0.0, line.period_s, [(0, end_s)])
    from_s = round(line.period_s)  # from the second lap on, and without the gap that is open at the end
    cover = revisit_cover(looks, np.array(cells.area_m2), 1e9, [(from_s, end_s)], end_s)
    turns_m = 2 * (n - 1) * up_m / n
    formula_s = cells.total_m2 / (2 * range_m * speed_mps) + turns_m / speed_mps
    assert cover.gap_max_s == pytest.approx(formula_s, rel=0.01)


def test_the_turn_of_an_aircraft() -> None:
    # v = 100 m/s at 25 degrees: 10^4 / (9.80665 x 0.46631) m.
    assert turn_radius_m(100.0) == pytest.approx(2186.8, abs=0.5)
    assert Sweeper(40_000.0, 36.0, "air", NOTHING).turn_m == 0.0  # 283 m is under 1 % of 80 km


def test_range_along_the_sea() -> None:
    assert ground_range_m(40_000.0, 0.0) == pytest.approx(40_000.0, abs=0.1)
    assert ground_range_m(40_000.0, 5486.4) == pytest.approx(39_605, abs=20)
    assert ground_range_m(5000.0, 5486.4) == 0.0


def test_distance_to_a_path_against_dense_points() -> None:
    dice = Random("path")
    lat, lon = (
        np.cumsum([dice.uniform(-1, 1) for _ in range(6)]) + 60,
        np.cumsum([dice.uniform(-2, 2) for _ in range(6)]) + 179,
    )
    from longwatch.geo.geodesic import points_along

    dense = [points_along(lat[k], lon[k], lat[k + 1], lon[k + 1], np.linspace(0, 1, 2000)) for k in range(5)]
    some_lat, some_lon = np.concatenate([d[0] for d in dense]), np.concatenate([d[1] for d in dense])
    at = [(60 + dice.uniform(-2, 2), 179 + dice.uniform(-4, 4)) for _ in range(30)]
    found = nearest_m([a for a, _ in at], [b for _, b in at], lat, lon, 2000.0)
    for place, metres in zip(at, found, strict=True):
        assert metres == pytest.approx(float(distance_m(*place, some_lat, some_lon).min()), abs=30.0)


def test_holes_that_leave_every_cell_within_its_limit() -> None:
    assert hole_allowed_s(3600.0, 2000.0) == 0  # one look lost makes two laps: 4000 s
    assert hole_allowed_s(4000.0, 2000.0) == 1999
    assert hole_allowed_s(7000.0, 2000.0) == 3999


def test_zones_follow_the_limit_and_stop_at_what_the_fleet_can_hold() -> None:
    whole = lines_of(sea_scenario({"limit": "12 h"}))
    assert [line.name for line in whole] == ["sweep"]
    assert whole[0].period_s <= 12 * 3600
    split = lines_of(sea_scenario({"limit": "4 h"}))
    assert len(split) > 1
    assert split[0].name == "sweep.1"
    assert all(line.period_s <= 4 * 3600 for line in split)
    scenario = sea_scenario({"limit": "30 min"})
    (server,) = servers_of(scenario, scenario.watch("sweep"), (27.0, 137.5))
    assert 2.0 < server.sustained < 5.0
    assert len(lines_of(scenario)) == math.floor(server.sustained)


def test_what_the_user_says_of_the_pattern_is_done() -> None:
    pattern = {"zones": 2, "spacing": "50 km", "heading": "90 deg", "speed": "50 kt"}
    lines = lines_of(sea_scenario({"pattern": pattern}))
    assert len(lines) == 2
    for line in lines:
        knots = np.array(line.path)
        speed = distance_m(knots[:-1, 1], knots[:-1, 2], knots[1:, 1], knots[1:, 2]) / np.diff(knots[:, 0])
        assert speed == pytest.approx(50 * 1852 / 3600, rel=1e-3)
        assert line.reach_m == pytest.approx(25_000.0, rel=0.01)
        assert np.ptp(knots[:, 2]) * 99.5 > np.ptp(knots[:, 1]) * 111.0  # tracks run east and west


def test_nobody_who_sees_enough_is_told() -> None:
    gale = {"wind": "45 m/s", "wind_from": "270 deg"}
    with pytest.raises(ImpossibleError, match="no fleet that may serve it"):
        lines_of(sea_scenario(weather=gale))


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_in_order(seed: int) -> None:
    scenario = random_sea(seed)
    facts = revisit_facts(scenario, lines_of(scenario))["sweep"]
    assert facts.n_cells == scenario.cells["sweep"].n
    assert len(facts.lap_s) == facts.zones
    assert 0.0 < facts.formula_gap_s < 3.0 * max(facts.lap_s) + 4.0 * facts.sweep_width_m / facts.speed_mps
    assert facts.bound_covered is not None
    assert 0.0 <= facts.bound_covered <= 1.0
    assert (facts.bound_gap_s is None) == (scenario.file.period.end == "optimistic")
