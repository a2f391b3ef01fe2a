import numpy as np
import pytest

from helpers.sea_grid import grid_path_m
from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import direct, distance_m
from longwatch.geo.land import crosses_land, is_land, load_land
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.paths import SNAP_M, shortest_path
from longwatch.geo.polygon import Polygon

US_COAST = (33.0, -79.0, 43.0, -67.0)


def island(lat, lon, radius_m, n=12, rng=None):
    radii = radius_m * (rng.uniform(0.4, 1.3, n) if rng else np.ones(n))
    lats, lons = direct(lat, lon, np.arange(n) * (-360.0 / n), radii)
    return Polygon(tuple((float(a), float(b)) for a, b in zip(lats, np.unwrap(lons, period=360.0), strict=True)))


def assert_is_a_path(land, path, start, end, first_free=True, last_free=True):
    assert path.points[0] == start
    assert path.points[-1] == end
    legs = list(zip(path.points[:-1], path.points[1:], strict=True))
    free = [not crosses_land(land, *one, *other) for one, other in legs]
    assert all(free[0 if first_free else 1 : None if last_free else -1])
    assert path.length_m == pytest.approx(sum(float(distance_m(*one, *other)) for one, other in legs), rel=1e-12)


def test_free_line_is_the_geodesic():
    land = load_land(*US_COAST)
    path = shortest_path(Obstacles(land), (37.0, -75.0), (36.0, -72.0))
    assert path.points == ((37.0, -75.0), (36.0, -72.0))
    assert path.length_m == float(distance_m(37.0, -75.0, 36.0, -72.0))


def test_round_a_disc_it_is_two_tangents_and_an_arc():
    # Island of 50 km round 0 N 0 E, ends 100 km west and east: 2 sqrt(100² - 50²) + 50 (π - 2 acos(1/2)) km = 225.56 km.
    land = (island(0.0, 0.0, 50_000.0, n=180),)
    start, end = (tuple(float(x) for x in direct(0.0, 0.0, azimuth, 100_000.0)) for azimuth in (270.0, 90.0))
    path = shortest_path(Obstacles(land), start, end)
    exact_m = 2.0 * np.sqrt(100e3**2 - 50e3**2) + 50e3 * (np.pi - 2.0 * np.arccos(0.5))
    assert path.length_m == pytest.approx(exact_m, rel=2e-3)
    assert path.length_m >= exact_m * 0.9995
    assert_is_a_path(land, path, start, end)


def twin_case(seed):
    """A sea of ragged islands, the path in it and the twin's length."""
    rng = np.random.default_rng(seed)
    lat0, lon0 = rng.choice([-50.0, -5.0, 37.0, 60.0]), rng.choice([-74.0, 179.5])
    land = tuple(
        island(lat0 + rng.uniform(0.15, 0.85), lon0 + rng.uniform(0.2, 1.0), rng.uniform(5e3, 20e3), rng=rng)
        for _ in range(7)
    )
    start, end = (lat0 + 0.5, lon0 + 0.01), (lat0 + rng.uniform(0.3, 0.7), lon0 + 1.19)
    if is_land(land, *start) or is_land(land, *end):
        return None
    path = shortest_path(Obstacles(land), start, end)
    assert_is_a_path(land, path, start, end)
    return path.length_m, grid_path_m(land, start, end, (lat0 - 0.2, lon0 - 0.2, lat0 + 1.2, lon0 + 1.4), 0.0125)


def check_twins(seeds):
    lengths = [case for seed in seeds if (case := twin_case(seed))]
    assert len(lengths) >= len(seeds) * 0.6
    for path_m, twin_m in lengths:
        assert path_m <= twin_m * 1.002  # it may be much shorter where the grid has no room for a channel


def test_as_short_as_the_fine_grid_finds():
    check_twins(range(5))


@pytest.mark.soak
def test_as_short_as_the_fine_grid_finds_in_200_seas():
    check_twins(range(200))


@pytest.mark.parametrize(
    ("start", "end"),
    [((36.95, -76.10), (39.5, -73.6)), ((39.0, -75.15), (37.2, -74.8)), ((41.2, -72.3), (40.65, -72.8))],
    ids=["Norfolk to the northern line", "Delaware Bay to the southern line", "round Montauk"],
)
def test_us_coast_is_as_short_as_the_fine_grid_finds(start, end):
    land = load_land(*US_COAST)
    path = shortest_path(Obstacles(land), start, end)
    assert_is_a_path(land, path, start, end)
    south, north = sorted((start[0], end[0]))
    west, east = sorted((start[1], end[1]))
    twin_m = grid_path_m(land, start, end, (south - 0.4, west - 0.3, north + 0.3, east + 0.7), 0.0125)
    assert path.length_m <= twin_m * 1.002
    assert path.length_m >= twin_m * 0.99


def test_norfolk_harbour_and_the_bay_mouths_are_open():
    land = load_land(*US_COAST)
    off_shore = (37.5, -74.0)
    for harbour in [(36.95, -76.33), (36.96, -76.43), (39.25, -76.5), (39.5, -75.55), (39.88, -75.15)]:
        path = shortest_path(Obstacles(land), harbour, off_shore)
        assert_is_a_path(land, path, harbour, off_shore, first_free=not is_land(land, *harbour))
        assert path.length_m < 2.0 * float(distance_m(*harbour, *off_shore))


def test_a_harbour_on_land_is_left_by_the_nearest_sea():
    land = load_land(*US_COAST)
    start, end = (36.90, -76.25), (37.0, -74.5)  # a few kilometres inland of Norfolk
    assert is_land(land, *start)
    path = shortest_path(Obstacles(land), start, end)
    assert_is_a_path(land, path, start, end, first_free=False)
    assert float(distance_m(*path.points[0], *path.points[1])) < SNAP_M
    assert not is_land(land, *path.points[1])
    back = shortest_path(Obstacles(land), end, start)
    assert back.length_m == pytest.approx(path.length_m, rel=1e-9)


def test_a_pond_does_not_count_as_sea():
    pond = island(0.0, 0.02, 400.0, n=8)
    land = (Polygon(island(0.0, 0.0, 30_000.0).outer, (pond.outer,)),)
    start = tuple(float(x) for x in direct(0.0, 0.0, 90.0, 24_000.0))
    end = (0.0, 1.0)
    near_pond = Polygon(land[0].outer, (island(start[0], start[1] - 0.01, 400.0, n=8).outer,))
    path = shortest_path(Obstacles((near_pond,)), start, end)
    assert path.length_m < 1.02 * float(distance_m(*start, *end))
    assert not is_land((near_pond,), *path.points[1])


def test_no_way_out_of_a_lake_and_no_sea_near():
    ring = (Polygon(island(0.0, 0.0, 60_000.0).outer, (island(0.0, 0.0, 30_000.0).outer,)),)
    with pytest.raises(ImpossibleError, match="no way by sea"):
        shortest_path(Obstacles(ring), (0.0, 0.0), (0.0, 1.0))
    with pytest.raises(ImpossibleError, match="no sea that it may use lies within 10 km"):
        shortest_path(Obstacles((island(0.0, 0.0, 60_000.0),)), (0.0, 0.0), (0.0, 1.0))


def test_paths_do_not_go_round_land_that_was_cut():
    # A wall of land from side to side of the box: round its ends nothing is known.
    wall = (Polygon(((1.0, 0.0), (1.0, 3.0), (1.2, 3.0), (1.2, 0.0))), island(0.2, 1.5, 5_000.0))
    with pytest.raises(ImpossibleError, match="no way by sea"):
        shortest_path(Obstacles(wall), (0.8, 1.5), (1.4, 1.5))


def test_same_across_180():
    here = (island(37.0, -74.0, 20_000.0), island(37.2, -73.5, 10_000.0))
    there = tuple(Polygon(tuple((a, b + 254.0) for a, b in p.outer)) for p in here)
    path = shortest_path(Obstacles(here), (37.0, -74.6), (37.1, -73.2))
    across = shortest_path(Obstacles(there), (37.0, 179.4), (37.1, -179.2))
    assert across.length_m == pytest.approx(path.length_m, rel=1e-6)
