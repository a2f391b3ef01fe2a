import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.geo.area import area_m2, best_centre, boundary_points, contains, farthest_m
from longwatch.geo.geodesic import direct, distance_m
from longwatch.geo.plane import shape_of
from longwatch.geo.polygon import Polygon

A_M, B_M = 6378137.0, 6356752.314245


def zone_m2(south, north, degrees):
    """Exact area of a piece of a zone of the ellipsoid (Snyder, Map Projections, USGS 1395, equations 3-11 and 3-12)."""
    e = np.sqrt(1.0 - (B_M / A_M) ** 2)

    def half(lat):
        s = np.sin(np.radians(lat))
        return B_M**2 / 2.0 * (s / (1.0 - (e * s) ** 2) + np.arctanh(e * s) / e)

    return (half(north) - half(south)) * np.radians(degrees)


def box(south, west, north, east, step=0.05):
    """A box along parallels and meridians, its parallels in so many points that geodesics follow them."""
    lon = np.linspace(west, east, round((east - west) / step) + 1)
    ring = [(south, x) for x in lon] + [(north, x) for x in lon[::-1]]
    return (Polygon(tuple((float(a), float(b)) for a, b in ring)),)


def circle(lat, lon, radius_m, n=72):
    lats, lons = direct(lat, lon, np.arange(n) * (-360.0 / n), radius_m)
    lons = np.unwrap(lons, period=360.0)
    return (Polygon(tuple((float(a), float(b)) for a, b in zip(lats, lons, strict=True))),)


@pytest.mark.parametrize(
    "sides",
    [(36.0, -75.0, 38.0, -73.0), (-10.0, 175.0, 5.0, 190.0), (80.0, 0.0, 89.0, 60.0), (-89.0, 170.0, -70.0, 200.0)],
)
def test_area_meets_the_exact_zone_also_shifted_by_a_turn(sides):
    south, west, north, east = sides
    exact = zone_m2(south, north, east - west)
    assert area_m2(box(*sides)) == pytest.approx(exact, rel=1e-4)
    assert area_m2(box(south, west - 360.0, north, east - 360.0)) == pytest.approx(area_m2(box(*sides)), rel=1e-9)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("direction", [1, -1])
def test_area_round_a_pole_is_the_cap(sign, direction):
    ring = tuple((sign * 75.0, float(x)) for x in range(360)[::direction])
    cap = (Polygon(ring),)
    # One-degree chords of the parallel run a little nearer to the pole.
    assert area_m2(cap) == pytest.approx(zone_m2(75.0, 90.0, 360.0), rel=1e-3)
    assert contains(cap, sign * 90.0, 12.0)
    assert contains(cap, sign * 80.0, -170.0)
    assert contains(cap, sign * 80.0, 719.0)
    assert not contains(cap, sign * 74.0, 10.0)
    assert not contains(cap, -sign * 80.0, 10.0)


# pyproj's manual, Geod.polygon_area_perimeter: a coarse Antarctica, 13 376 856 682 207 m²; it goes round the pole.
def test_area_of_the_antarctica_of_the_pyproj_manual():
    lon = [-74, -102, -102, -131, -163, 163, 172, 140, 113, 88, 59, 25, -4, -14, -33, -46, -61]
    lat = [
        -72.9,
        -71.9,
        -74.9,
        -74.3,
        -77.5,
        -77.4,
        -71.7,
        -65.9,
        -65.7,
        -66.6,
        -66.9,
        -69.8,
        -70.0,
        -71.0,
        -77.3,
        -77.9,
        -74.7,
    ]
    assert area_m2((Polygon(tuple(zip(lat, lon, strict=True))),)) == pytest.approx(13_376_856_682_207.4, rel=1e-9)


def test_holes_are_taken_off():
    outer, hole = box(36.0, -75.0, 38.0, -73.0)[0].outer, box(36.5, -74.5, 37.5, -73.5)[0].outer
    ringed = (Polygon(outer, (hole,)),)
    assert area_m2(ringed) == pytest.approx(zone_m2(36, 38, 2) - zone_m2(36.5, 37.5, 1), rel=1e-4)
    assert list(contains(ringed, [37.0, 36.2, 35.9], [-74.0, -74.0, -74.0])) == [False, True, False]


def test_edges_are_geodesics_not_parallels():
    wide = (Polygon(((40.0, -75.0), (40.0, -60.0), (45.0, -60.0), (45.0, -75.0))),)
    assert not contains(wide, 40.05, -67.5)  # the geodesic lies 0.24 degrees north of the parallel here
    assert contains(wide, 45.15, -67.5)


def test_contains_in_any_turn_and_shape():
    area = box(-10.0, 175.0, 5.0, 190.0)
    lat, lon = np.full((2, 2), -3.0), np.array([[-178.0, 182.0], [542.0, 170.0]])
    assert contains(area, lat, lon).tolist() == [[True, True], [True, False]]
    assert contains((), 0.0, 0.0).item() is False


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-85.0, 85.0), st.floats(-180.0, 180.0), st.floats(2_000.0, 1_500_000.0),
    st.floats(0.0, 360.0), st.floats(0.0, 2.0),
)  # fmt: skip
def test_contains_agrees_with_the_distance_from_the_centre_of_a_circle(lat, lon, radius_m, azimuth, part):
    n = 72
    area = circle(lat, lon, radius_m, n)
    point = direct(lat, lon, azimuth, part * radius_m)
    inner = np.cos(np.pi / n) * 0.999  # between the circle and its 72 chords nothing is said
    if part < inner * 0.99:
        assert contains(area, *point)
    elif part > 1.01:
        assert not contains(area, *point)


@pytest.mark.parametrize("centre", [(37.0, -74.0), (0.0, 180.0), (88.0, 30.0), (-60.0, -179.9)])
def test_best_centre_of_a_circle_is_its_centre(centre):
    lat, lon, reach_m = best_centre(circle(*centre, 120_000.0))
    assert distance_m(lat, lon, *centre) < 2.0
    assert reach_m == pytest.approx(120_000.0, abs=2.0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(34.0, 42.0), st.floats(-77.0, -69.0)), min_size=3, max_size=8),
    st.integers(0, 2**32 - 1),
)
def test_no_other_point_has_a_shorter_reach(points, seed):
    area = (Polygon(tuple(points)),)
    lat, lon, reach_m = best_centre(area)
    assert farthest_m(area, lat, lon) == pytest.approx(reach_m, abs=1.0)
    rng = np.random.default_rng(seed)
    for step_m in (10.0, 1_000.0, 50_000.0):
        other = direct(lat, lon, rng.uniform(0.0, 360.0), step_m)
        assert farthest_m(area, float(other[0]), float(other[1])) >= reach_m - 1.0


def test_boundary_points_keep_vertices_and_step():
    area = (Polygon(((36.0, -75.0), (36.0, -73.0), (38.0, -73.0)), (((36.2, -73.5), (36.3, -73.4), (36.4, -73.5)),)),)
    lat, lon = boundary_points(area, 5_000.0)
    on_outer = len(lat) - len(boundary_points((Polygon(area[0].holes[0]),), 5_000.0)[0])
    steps = distance_m(lat[: on_outer - 1], lon[: on_outer - 1], lat[1:on_outer], lon[1:on_outer])
    assert steps.max() <= 5_000.0 + 1e-6
    have = set(zip(lat.tolist(), lon.tolist(), strict=True))
    assert {(36.0, -75.0), (38.0, -73.0), (36.3, -73.4)} <= have


def test_a_ring_that_encloses_nothing_makes_an_empty_shape() -> None:
    """There and back over the same edges, or all corners in one place: no exception, no area."""
    for ring in (((10.0, 10.0), (10.0, 11.0), (10.0, 10.0)), ((5.0, 5.0),) * 3):
        assert shape_of(Polygon(ring), geodesic_edges=False).is_empty
