"""Fields of regard and land, against a stepper that looks every second by bearings and by shapely."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from helpers.kit import payload
from helpers.stepper import common_seconds, inside, places
from longwatch.catalog.models import Sensor
from longwatch.detection.regard import Regard, bounds_of, regard_of
from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import direct
from longwatch.geo.polygon import Polygon
from longwatch.scenario.plan import Line
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import sight
from longwatch.sim.regard import Fields, Layer, Targets, all_round, courses_of, passes_in_fields, sight_fields
from longwatch.sim.regard_coast import coast_of
from longwatch.sim.tracks import Path, hold_of, joined, knots_of

SIDES = ((np.radians(30), np.radians(150)), (np.radians(210), np.radians(330)))
FORWARD = ((np.radians(-60), np.radians(60)),)
ALL_BUT_ASTERN = ((np.radians(-160), np.radians(160)),)
OVERLAPPING = ((np.radians(-20), np.radians(60)), (np.radians(40), np.radians(200)))
FIELDS = [Regard(0.0, SIDES), Regard(9_000.0, FORWARD), Regard(4_000.0, ALL_BUT_ASTERN), Regard(15_000.0, ()),
          Regard(0.0, OVERLAPPING)]  # fmt: skip


def wander(rng, lat, lon, n, step_km, speed_mps, height_m=0.0):
    """Straight legs from place to place, all about as long, near a start."""
    lats, lons = [lat], [lon]
    for _ in range(n - 1):
        at = direct(lats[-1], lons[-1], rng.uniform(0, 360), rng.uniform(0.3, 1.0) * step_km * 1000)
        lats.append(float(at[0]))
        lons.append(float(at[1]))
    xyz = to_ecef(lats, lons, height_m)
    t_s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(xyz, axis=0), axis=1) / speed_mps)])
    return Path(t_s, xyz)


def with_hold(rng, path, height_m, lat, lon):
    """A way, some laps round a circle that is joined on in a jump, and the rest of the way."""
    line = replace(BLANK, lat_deg=lat, lon_deg=lon, hold_radius_m=float(rng.uniform(3_000, 12_000)))
    post_s, laps = path.t_s[-1] + 1.0, int(rng.integers(1, 4))
    hold = hold_of(line, height_m, laps)
    at = hold.centre_m + hold.north_m
    circle = Path(np.array([post_s, post_s + 2_000.0 * laps]), np.stack([at, at]), ((0, hold),))
    away = Path(circle.t_s[-1] + 1.0 + path.t_s, path.xyz_m[::-1])
    gap = [
        Path(np.array([a.t_s[-1], b.t_s[0]]), np.stack([a.xyz_m[-1], b.xyz_m[0]]))
        for a, b in ((path, circle), (circle, away))
    ]
    return joined([path, gap[0], circle, gap[1], away])


BLANK = Line(**{**dict.fromkeys(Line.__dataclass_fields__, 0), "name": "x", "watch": "x"})


def relative_bearings(vehicle: Path, t_s: np.ndarray, target_m: np.ndarray) -> np.ndarray:
    """Bearing of the target off the bow, by east and north at the vehicle and its places half a second before and after."""
    here = places(vehicle, t_s)
    course = places(vehicle, t_s + 0.01) - places(vehicle, t_s - 0.01)
    lat, lon, _ = to_geodetic(here)
    lat, lon = np.radians(lat), np.radians(lon)
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=1)
    north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], axis=1)
    bow = np.arctan2((course * east).sum(1), (course * north).sum(1))
    off = target_m - here
    return np.arctan2((off * east).sum(1), (off * north).sum(1)) - bow


def fields(regard: Regard, range_m: float) -> Fields:
    nothing = np.zeros((1, 1))
    return Fields(nothing, (Layer((regard,), np.zeros(1, np.int64), np.array([[range_m]])),), np.zeros(1, bool), None)


def everyone(tracks: Knots, shift_s: float = 0.0) -> Targets:
    n = len(tracks.offsets) - 1
    zeros = np.zeros(n, np.int64)
    return Targets(tracks, zeros, np.arange(n), np.full(n, shift_s), np.full(n, -np.inf), np.full(n, np.inf))


@pytest.mark.parametrize("regard", FIELDS)
@pytest.mark.parametrize(("lat", "lon", "holds"), [(36.0, -73.0, True), (10.0, 179.9, False), (71.0, 20.0, True)])
def test_a_field_meets_a_look_every_second(regard, lat, lon, holds):
    rng = np.random.default_rng(int(lat))
    vehicle = wander(rng, lat, lon, 5, 40, 60.0, 3_000.0)
    if holds:
        vehicle = with_hold(rng, vehicle, 3_000.0, lat, lon)
    ships = [wander(rng, lat + rng.uniform(-0.3, 0.3), lon + rng.uniform(-0.3, 0.3), 8, 15, 9.0) for _ in range(8)]
    range_m = 45_000.0
    vehicles, tracks = knots_of([vehicle]), knots_of(ships)
    found = sight_fields(vehicles, fields(regard, range_m), everyone(tracks))
    off, seconds = 0, 0
    for j, ship in enumerate(ships):
        t_s = common_seconds(vehicle, ship)[1:-1] + 0.3
        target_m = places(ship, t_s)
        distance_m = np.linalg.norm(target_m - places(vehicle, t_s), axis=1)
        bearing = relative_bearings(vehicle, t_s, target_m)
        seen = (distance_m <= range_m) & (distance_m >= regard.range_min_m)
        if regard.sectors:
            seen &= np.any([(bearing - a) % (2 * np.pi) <= (b - a) % (2 * np.pi) for a, b in regard.sectors], axis=0)
        own = found.target == j
        ours = inside(found.enter_s[own], found.leave_s[own], t_s)
        # The twin flies true circles and turns its vertical; ours flies chords and turns the course once a chord.
        differs = ours != seen
        assert differs.mean() < (0.05 if holds else 1e-3)
        off, seconds = off + int(differs.sum()), seconds + len(t_s)
        assert np.all(found.enter_s[own][1:] > found.leave_s[own][:-1])
    assert off / seconds < (0.008 if holds else 2e-4)  # on a circle the bow turns 3 degrees along a chord
    assert len(found.enter_s) > 0


def test_sectors_that_make_up_a_circle_see_what_a_full_circle_sees():
    rng = np.random.default_rng(4)
    vehicle = with_hold(rng, wander(rng, 30.0, 140.0, 5, 40, 60.0, 3_000.0), 3_000.0, 30.0, 140.0)
    tracks = knots_of([wander(rng, 30.0 + rng.uniform(-0.3, 0.3), 140.0, 8, 15, 9.0) for _ in range(10)])
    vehicles = knots_of([vehicle])
    turn = 2 * np.pi
    thirds = Regard(0.0, ((0.1, 2.0), (2.0, 5.5), (5.5, 0.1 + turn)))
    ours = sight_fields(vehicles, fields(thirds, 40_000.0), everyone(tracks))
    whole = sight(vehicles, tracks, np.array([[40_000.0]]))
    assert len(whole.enter_s) == len(ours.enter_s)
    assert np.allclose(whole.enter_s, ours.enter_s)
    assert np.allclose(whole.leave_s, ours.leave_s)


def test_a_field_and_the_field_that_is_left_out_share_the_time():
    rng = np.random.default_rng(5)
    vehicles = knots_of([with_hold(rng, wander(rng, 50.0, -10.0, 6, 40, 60.0, 3_000.0), 3_000.0, 50.0, -10.0)])
    tracks = knots_of([wander(rng, 50.0 + rng.uniform(-0.3, 0.3), -10.0, 8, 15, 9.0) for _ in range(10)])
    parts = [Regard(0.0, ((0.2, 4.0),)), Regard(0.0, ((4.0, 0.2 + 2 * np.pi),))]
    found = [passes_in_fields(vehicles, fields(one, 40_000.0), everyone(tracks)) for one in parts]
    whole = passes_in_fields(vehicles, all_round(np.array([[40_000.0]])), everyone(tracks))
    time_s = [float((one.leave_s - one.enter_s).sum()) for one in (*found, whole)]
    assert time_s[0] + time_s[1] == pytest.approx(time_s[2], abs=1e-3)
    assert min(time_s) > 0


def test_abeam_of_an_overtaking_vehicle_by_hand():
    """Due north at 100 m/s past a ship 10 km to the east that lies still: abeam +-60 degrees is +-17.3 km of way."""
    lats = np.linspace(-0.5, 0.5, 9)
    xyz = to_ecef(lats, 0.0, 0.0)
    t_s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(xyz, axis=0), axis=1) / 100.0)])
    east = direct(0.0, 0.0, 90.0, 10_000.0)
    ship = to_ecef(float(east[0]), float(east[1]), 0.0)
    tracks = knots_of([Path(np.array([0.0, t_s[-1]]), np.repeat(ship, 2, axis=0))])
    for sectors, sees in ((SIDES, True), (((np.radians(210), np.radians(330)),), False)):
        found = sight_fields(knots_of([Path(t_s, xyz)]), fields(Regard(0.0, sectors), 50_000.0), everyone(tracks))
        assert len(found.enter_s) == sees
        if sees:
            assert found.leave_s[0] - found.enter_s[0] == pytest.approx(2 * np.sqrt(3) * 100.0, abs=0.5)
            assert (found.leave_s[0] + found.enter_s[0]) / 2 == pytest.approx(t_s[-1] / 2, abs=0.5)


def test_who_stays_still_keeps_the_course_he_came_on():
    xyz = to_ecef([0.0, 0.0, 0.0], [0.0, 0.1, 0.1], 0.0)
    course = courses_of(
        knots_of([Path(np.array([0.0, 1000.0, 2000.0]), xyz), Path(np.array([0.0, 9.0]), xyz[:1].repeat(2, 0))])
    )
    assert np.allclose(course[1], course[0])
    assert course[0] @ [0, 1, 0] > 10.0
    assert np.allclose(course[3], [0, 0, 1])


def test_sensors_of_a_payload_share_layers():
    side = {"kind": "radar", "sectors": [{"from": "30 deg", "to": "150 deg"}, {"from": "-150 deg", "to": "-30 deg"}]}
    one = payload(sensors=[side]).sensors[0]
    assert [bounds_of(regard_of(one)).shape, regard_of(one).is_whole] == [(2, 5), False]
    whole = Sensor.model_validate({"kind": "radar", "sectors": [{"from": "0 deg", "to": "360 deg"}]})
    assert regard_of(whole).is_whole


# --- land ------------------------------------------------------------------------------------------------------------


def coastline(rng, lat, lon, n_islands=7):
    """Islands of many shapes near a place, some with lakes, and a long thin spit."""
    out = []
    for _ in range(n_islands):
        at = lat + rng.uniform(-0.25, 0.25), lon + rng.uniform(-0.3, 0.3)
        size, n = rng.uniform(0.01, 0.08), int(rng.integers(4, 30))
        turn, far = np.linspace(0, 2 * np.pi, n, endpoint=False), size * rng.uniform(0.5, 1.0, n)
        ring = tuple(zip((at[0] + far * np.sin(turn)).tolist(), (at[1] + far * np.cos(turn)).tolist(), strict=True))
        lake = tuple((at[0] + 0.3 * (la - at[0]), at[1] + 0.3 * (lo - at[1])) for la, lo in ring)
        out.append(Polygon(ring, (lake,) if n > 15 else ()))
    spit = ((lat - 0.1, lon + 0.1), (lat + 0.1, lon + 0.101), (lat + 0.1, lon + 0.102), (lat - 0.1, lon + 0.103))
    return (*out, Polygon(spit))


@pytest.mark.parametrize(("lat", "lon", "seed"), [(36.0, -73.0, 1), (-42.0, 179.95, 2), (62.0, 5.0, 3)])
def test_land_hides_as_a_look_every_second_says(lat, lon, seed):
    rng = np.random.default_rng(seed)
    land = coastline(rng, lat, lon)
    shape = shapely.union_all(
        [shapely.Polygon([(o, a) for a, o in one.outer], [[(o, a) for a, o in h] for h in one.holes]) for one in land]
    )
    boat = wander(rng, lat, lon, 12, 12, 5.0, 6.0)
    if seed != 2:
        boat = with_hold(rng, boat, 6.0, lat, lon)
    ships = [wander(rng, lat + rng.uniform(-0.2, 0.2), lon + rng.uniform(-0.2, 0.2), 12, 9, 6.0) for _ in range(6)]
    seen_by = replace_low(all_round(np.array([[30_000.0]])), land)
    found = sight_fields(knots_of([boat]), seen_by, everyone(knots_of(ships)))
    open_sea = sight(knots_of([boat]), knots_of(ships), np.array([[30_000.0]]))
    assert (found.leave_s - found.enter_s).sum() < 0.95 * (open_sea.leave_s - open_sea.enter_s).sum()
    off = seconds = 0
    for j, ship in enumerate(ships):
        t_s = common_seconds(boat, ship)[1:-1] + 0.3
        here, there = places(boat, t_s), places(ship, t_s)
        near = np.linalg.norm(here - there, axis=1) <= 30_000.0
        lines = shapely.linestrings(np.stack([flat(here, lon), flat(there, lon)], axis=1))
        seen = near & ~shapely.intersects(lines, shape)
        ours = inside(found.enter_s[found.target == j], found.leave_s[found.target == j], t_s)
        off, seconds = off + int((ours != seen).sum()), seconds + len(t_s)
    assert off / seconds < 1e-4


def replace_low(one: Fields, land) -> Fields:
    return one._replace(low=np.ones(len(one.range_m), bool), coast=coast_of(land))


def flat(xyz: np.ndarray, lon: float) -> np.ndarray:
    lat_deg, lon_deg, _ = to_geodetic(xyz)
    return np.stack([lon_deg - 360.0 * np.round((lon_deg - lon) / 360.0), lat_deg], axis=1)


def test_what_flies_is_seen_over_land_and_a_high_sensor_sees_over_it():
    island = (Polygon(((-0.1, 0.05), (0.1, 0.05), (0.1, 0.1), (-0.1, 0.1))),)
    t_s = np.array([0.0, 600.0])
    boat = knots_of([Path(t_s, to_ecef([0.0, 0.0], [0.0, 0.0], 5.0)), Path(t_s, to_ecef([0.0, 0.0], [0.0, 0.0], 5.0))])
    ship = knots_of([Path(t_s, to_ecef([0.0, 0.001], [0.2, 0.2], 0.0))])
    seen_by = Fields(np.full((2, 14), 40_000.0), (), np.array([True, False]), coast_of(island))
    for kind, vehicles in ((6, [1]), (8, [0, 1])):  # a merchant ship, and the first of the aircraft
        found = sight_fields(boat, seen_by, everyone(ship)._replace(kind=np.array([kind])))
        assert found.vehicle.tolist() == vehicles
