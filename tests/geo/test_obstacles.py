"""Keep-out areas, corridors and shallows: what blocks, and ways round it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import direct, distance_m, points_along
from longwatch.geo.obstacles import Obstacles, zones_of
from longwatch.geo.paths import shortest_path
from longwatch.geo.polygon import Polygon
from longwatch.geo.straight import Places, blocked_pair


def box(south, west, north, east):
    return Polygon(((south, west), (south, east), (north, east), (north, west)))


def air(*closed, corridors=()):
    return Obstacles((), zones_of(tuple((f"area {k}", (p,)) for k, p in enumerate(closed)), tuple(corridors)))


def disc(lat, lon, radius_m, n=72):
    lats, lons = direct(lat, lon, np.arange(n) * (-360.0 / n), radius_m)
    return Polygon(tuple(zip(lats.tolist(), np.unwrap(lons, period=360.0).tolist(), strict=True)))


def test_an_aircraft_crosses_land_but_goes_round_a_closed_area():
    wall = box(34.0, 139.9, 36.0, 140.1)
    start, end = (35.0, 139.0), (35.0, 141.0)
    path = shortest_path(air(wall), start, end)
    corner = (36.0, 139.9), (36.0, 140.1)
    round_m = float(distance_m(*start, *corner[0]) + distance_m(*corner[0], *corner[1]) + distance_m(*corner[1], *end))
    assert round_m < path.length_m < round_m + 300.0  # the corners themselves, and 60 m off
    assert shortest_path(air(), start, end).points == (start, end)
    rocks = (
        box(33.0, 138.0, 33.01, 138.01),
        box(37.0, 142.0, 37.01, 142.01),
    )  # beyond the sides of the land nothing is known
    vessel = Obstacles((wall, *rocks), zones_of())
    assert shortest_path(vessel, start, end).length_m == pytest.approx(path.length_m, rel=1e-3)


@pytest.mark.parametrize("radius_m", [50_000.0, 600_000.0])
@pytest.mark.parametrize("middle", [(0.0, 0.0), (35.0, 179.9), (-60.0, -179.0), (78.0, 20.0)])
def test_round_a_disc_it_is_two_tangents_and_an_arc_anywhere(middle, radius_m):
    area = disc(*middle, radius_m, n=360)
    start, end = (tuple(float(x) for x in direct(*middle, a, 2 * radius_m)) for a in (250.0, 70.0))
    path = shortest_path(air(area), start, end)
    flat_m = radius_m * (2.0 * np.sqrt(3.0) + np.pi - 2.0 * np.arccos(0.5))
    assert path.length_m == pytest.approx(flat_m, rel=2e-3 if radius_m < 1e5 else 2e-2)  # the large one is no plane
    assert float(np.min(distance_m(*np.array(path.points).T, *middle))) > radius_m
    turned = tuple(Polygon(tuple((lat, lon + 360.0) for lat, lon in p.outer)) for p in (area,))
    assert shortest_path(air(*turned), start, end).length_m == pytest.approx(path.length_m, rel=1e-9)


def test_over_the_pole_the_way_bends_round_a_cap_that_holds_it():
    cap = Polygon(tuple((85.0, float(lon)) for lon in range(-180, 180, 2)))  # round the pole
    start, end = (70.0, 0.0), (70.0, 170.0)
    straight_m = float(distance_m(*start, *end))
    path = shortest_path(air(cap), start, end)
    assert straight_m * 1.01 < path.length_m < straight_m * 1.3
    assert max(lat for lat, _ in path.points) < 85.0
    assert shortest_path(air(disc(0.0, 0.0, 1e5)), start, end).length_m == straight_m


def test_a_corridor_lets_pass_and_a_narrower_one_is_named():
    wall = box(30.0, 139.9, 40.0, 140.1)
    start, end = (35.0, 139.0), (35.0, 141.0)
    lane = box(35.2, 139.8, 35.25, 140.2)
    path = shortest_path(air(wall, corridors=[lane]), start, end)
    assert path.length_m < 1.06 * float(distance_m(*start, *end))
    inside = [lat for lat, lon in path.points if 139.9 < lon < 140.1]
    assert all(35.2 < lat < 35.25 for lat in inside)
    halves = [box(35.2, 139.8, 35.25, 140.0), box(35.2, 140.0, 35.25, 140.2)]  # side by side, drawn apart
    assert shortest_path(air(wall, corridors=halves), start, end).length_m == pytest.approx(path.length_m, rel=1e-4)
    assert shortest_path(air(wall, corridors=[box(34.9, 139.8, 35.1, 140.2)]), start, end).points == (start, end)


def test_ends_in_a_closed_area_and_rings_without_a_way_out_are_refused_by_name():
    area = box(34.0, 139.0, 36.0, 141.0)
    with pytest.raises(ImpossibleError, match="lies in the keep-out area 'area 0'"):
        shortest_path(air(area), (35.0, 140.0), (35.0, 150.0))
    ring = Polygon(disc(35.0, 140.0, 200e3).outer, (disc(35.0, 140.0, 100e3).outer,))
    with pytest.raises(ImpossibleError, match="no way round the keep-out areas"):
        shortest_path(air(ring), (35.0, 140.0), (35.0, 150.0))
    lane = box(34.9, 140.0, 35.1, 143.0)
    assert len(shortest_path(air(ring, corridors=[lane]), (35.0, 140.0), (35.0, 150.0)).points) >= 2


def test_a_vessel_keeps_to_deep_water_and_leaves_a_harbour_over_shallows():
    deep = (box(34.0, 139.0, 34.4, 141.0), box(34.4, 139.0, 35.0, 139.4), box(34.4, 140.6, 35.0, 141.0))  # a U
    keel = Obstacles((), zones_of((), (), deep))
    path = shortest_path(keel, (34.9, 139.2), (34.9, 140.8))
    assert path.length_m > 1.4 * float(distance_m(34.9, 139.2, 34.9, 140.8))
    assert not keel.cross_any(path.points)
    harbour = (35.05, 139.2)  # 5.5 km north of it
    out = shortest_path(keel, harbour, (34.2, 140.0))
    assert out.points[0] == harbour and 0.0 < float(distance_m(*harbour, *out.points[1])) < 6e3  # noqa: PT018
    with pytest.raises(ImpossibleError, match="no sea that it may use"):
        shortest_path(keel, (35.2, 139.2), (34.2, 140.0))
    with pytest.raises(ImpossibleError):
        shortest_path(Obstacles((), zones_of((), (), ())), harbour, (34.2, 140.0))


def test_what_is_in_the_way_is_said():
    islet = box(34.0, 140.0, 34.1, 140.1)
    obstacles = Obstacles(
        (islet,), zones_of((("range", (box(34.0, 141.0, 34.1, 141.1),)),), (), (box(30, 130, 40, 142),))
    )
    assert obstacles.what([(34.05, 139.9), (34.05, 140.2)]) == "land"
    assert obstacles.what([(34.05, 140.9), (34.05, 141.2)]) == "the keep-out area 'range'"
    assert obstacles.what([(34.05, 141.9), (34.05, 142.2)]) == "water that is not known to be deep enough"
    assert obstacles.what([(34.5, 139.9), (34.5, 140.2)]) == "nothing"
    assert list(obstacles.block([34.05, 34.05, 34.05, 34.5], [140.05, 501.05, 143.0, 140.0])) == [
        True,
        True,
        True,
        False,
    ]


def test_a_hull_is_met_within_it_and_in_any_turn():
    inner = air(box(10.4, 0.45, 10.6, 0.55))
    assert inner.meet_hull([(10.5, 0.0), (10.0, 1.0), (11.0, 1.0)])  # no edge of the triangle meets it
    assert inner.meet_hull([(10.5, 360.0), (10.0, 1.0), (11.0, 361.0)])
    assert not inner.meet_hull([(10.5, 0.6), (10.0, 1.0), (11.0, 1.0)])
    assert inner.meet_hull([(10.5, 0.8), (10.5, 0.0), (10.5, 0.4)])  # all on one line
    north = air(disc(0.0, 179.5, 1e3))
    assert north.meet_hull([(0.0, 179.5), (1.0, 179.5), (0.5, 179.5)])  # on one line but for the last digits
    assert inner.meet_hull([(10.5, 0.5)])
    assert not inner.meet_hull([(10.5, 0.6)])
    pole = air(disc(89.0, 0.0, 50e3))
    assert pole.meet_hull([(80.0, 0.0), (80.0, 120.0), (80.0, 240.0)])
    assert not pole.meet_hull([(80.0, 0.0), (80.0, 5.0), (80.0, 10.0)])


places = st.lists(
    st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0)), min_size=1, max_size=5, unique=True
)  # of a degree round a middle


@settings(max_examples=50, deadline=None)
@given(
    places,
    places,
    st.floats(-1.0, 1.0),
    st.floats(-1.0, 1.0),
    st.floats(1e3, 60e3),
    st.sampled_from([0.0, 50.0, -75.0]),
)
def test_straight_ways_are_free_only_where_every_way_tried_is(ones, others, lat, lon, radius_m, middle):
    obstacles = air(disc(middle + lat, 179.5 + lon, radius_m, n=24))
    first, second = (tuple((middle + a, 179.5 + b) for a, b in part) for part in (ones, others))
    found = blocked_pair(obstacles, Places(first), Places(second))
    tried = [(a, b) for a in along(first) for b in along(second)]
    if found is None:
        assert not any(obstacles.cross(a, b) for a, b in tried)
    else:
        assert obstacles.meet_hull((*found[0], *found[1]))


def along(points):
    out = [points[0]]
    for one, other in pairwise(points):
        lat, lon = points_along(*one, *other, [0.3, 0.7, 1.0])
        out += zip(lat.tolist(), lon.tolist(), strict=True)
    return out


def test_ways_that_no_vehicle_is_slow_enough_to_fly_do_not_count():
    # A ship and its post pass an islet one after the other, ten hours apart.
    obstacles = air(box(-0.05, 0.95, 0.05, 1.05))
    ship = Places(((0.5, 0.0), (0.5, 2.0)), (0.0, 36_000.0))
    post = Places(((-0.5, 0.0), (-0.5, 2.0)), (0.0, 36_000.0))
    assert blocked_pair(obstacles, ship, post, 10.0) is not None
    later = Places(post.at, (400_000.0, 436_000.0))
    assert blocked_pair(obstacles, ship, later, 10.0) is None
    assert blocked_pair(obstacles, ship, later) is not None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_a_way_round_random_areas_enters_none_and_is_no_shorter_than_the_straight_line(seed):
    rng = np.random.default_rng(seed)
    lat0, lon0 = rng.uniform(-75.0, 75.0), rng.uniform(-180.0, 180.0)
    closed = [
        disc(lat0 + rng.uniform(-2, 2), lon0 + rng.uniform(-3, 3), rng.uniform(5e3, 80e3), int(rng.integers(3, 30)))
        for _ in range(int(rng.integers(1, 9)))
    ]
    obstacles = air(*closed)
    start, end = (lat0, lon0 - 4.0), (lat0 + 0.3, lon0 + 4.0)
    if obstacles.block(*start) or obstacles.block(*end):
        return
    path = shortest_path(obstacles, start, end)
    assert not obstacles.cross_any(path.points)
    assert path.length_m >= float(distance_m(*start, *end)) * (1.0 - 1e-12)
    back = shortest_path(obstacles, end, start)
    assert back.length_m == pytest.approx(path.length_m, rel=1e-3)
