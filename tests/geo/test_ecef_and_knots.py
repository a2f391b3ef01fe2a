import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from helpers.circles import circle_knots
from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import direct, distance_m, points_along
from longwatch.geo.knots import geodesic_knots

TO_ECEF = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def test_ecef_of_the_axes_is_the_ellipsoid_of_wgs84():
    # NGA.STND.0036, WGS84: a = 6 378 137 m, b = 6 356 752.3142 m.
    assert to_ecef(0.0, 0.0, 0.0)[0] == pytest.approx([6378137.0, 0.0, 0.0], abs=1e-6)
    assert to_ecef(90.0, 0.0, 100.0)[0] == pytest.approx([0.0, 0.0, 6356852.3142], abs=1e-4)


@given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0), st.floats(-5_000.0, 1e6))
def test_ecef_agrees_with_proj_and_comes_back(lat, lon, height):
    xyz = to_ecef(lat, lon, height)
    assert xyz[0] == pytest.approx(TO_ECEF.transform(lon, lat, height), abs=1e-6)
    lat2, lon2, height2 = to_geodetic(xyz)
    assert lat2[0] == pytest.approx(lat, abs=1e-10)
    assert height2[0] == pytest.approx(height, abs=1e-5)
    assert to_ecef(lat2, lon2, height2)[0] == pytest.approx(xyz[0], abs=1e-5)


def _worst_distance_m(truth_xyz, knots_xyz):
    """Greatest distance of the true points from the polyline of the knots, the slow way."""
    a, b = knots_xyz[:-1], knots_xyz[1:]
    worst = 0.0
    for point in truth_xyz:
        along = np.clip(np.sum((point - a) * (b - a), axis=1) / np.sum((b - a) ** 2, axis=1), 0.0, 1.0)
        nearest = a + along[:, None] * (b - a)
        worst = max(worst, float(np.min(np.linalg.norm(point - nearest, axis=1))))
    return worst


@pytest.mark.parametrize("height_m", [0.0, 6_000.0])
@pytest.mark.parametrize("error_m", [1.0, 10.0, 200.0])
@pytest.mark.parametrize("line", [(36.0, -75.0, 41.0, -69.0), (-5.0, 175.0, 5.0, -175.0), (70.0, 0.0, 80.0, 170.0)])
def test_chords_stay_within_the_error(line, error_m, height_m):
    times, xyz = geodesic_knots(*line, 100.0, 7_300.0, height_m, error_m)
    truth = to_ecef(*points_along(*line, np.linspace(0.0, 1.0, 1000)), height_m)
    assert _worst_distance_m(truth, xyz) <= error_m
    n_least = len(times) // 2  # half as many would not do: the error grows with the square of the chord
    coarse = to_ecef(*points_along(*line, np.linspace(0.0, 1.0, n_least)), height_m)
    assert _worst_distance_m(truth, coarse) > error_m
    assert (times[0], times[-1]) == (100.0, 7_300.0)
    assert xyz[-1] == pytest.approx(to_ecef(line[2], line[3], height_m)[0], abs=1e-6)


def test_a_line_without_length_has_two_knots():
    times, xyz = geodesic_knots(10.0, 20.0, 10.0, 20.0, 5.0, 5.0, 0.0)
    assert len(times) == 2
    assert np.array_equal(xyz[0], xyz[1])
    with pytest.raises(ValueError, match="chord error"):
        geodesic_knots(0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0)


@pytest.mark.parametrize(("radius_m", "error_m"), [(5_000.0, 10.0), (5_000.0, 100.0), (300_000.0, 10.0), (200.0, 10.0)])
def test_circle_stays_within_the_error(radius_m, error_m):
    times, xyz = circle_knots(37.5, -74.5, radius_m, 0.0, 2.0, 0.0, 3_600.0, 3_000.0, error_m)
    azimuth = np.linspace(0.0, 720.0, 2_000)
    truth = to_ecef(*direct(37.5, -74.5, azimuth, radius_m), 3_000.0)
    assert _worst_distance_m(truth, xyz) <= error_m
    assert np.all(np.diff(times) > 0.0)
    assert times[-1] == 3_600.0


def test_circle_starts_and_ends_at_the_post():
    post = direct(37.5, -74.5, 0.0, 5_000.0)
    times, xyz = circle_knots(37.5, -74.5, 5_000.0, 0.0, 3.0, 0.0, 900.0, 1_000.0)
    for k in (0, len(times) // 3, -1):
        lat, lon, height = to_geodetic(xyz[k])
        assert distance_m(lat, lon, *post) < 1e-3
        assert height == pytest.approx(1_000.0, abs=1e-4)
    lat, lon, _ = to_geodetic(xyz[1])
    assert lon > -74.5  # clockwise: first to the east
    _, other = circle_knots(37.5, -74.5, 5_000.0, 0.0, -3.0, 0.0, 900.0, 1_000.0)
    assert to_geodetic(other[1])[1] < -74.5


def test_circle_without_radius_stands_still():
    times, xyz = circle_knots(37.5, -74.5, 0.0, 0.0, 4.0, 0.0, 60.0, 0.0)
    assert np.array_equal(times, [0.0, 60.0])
    assert np.array_equal(xyz[0], xyz[1])
