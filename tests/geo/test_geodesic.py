import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.geo.geodesic import direct, distance_m, inverse, points_along

LAT = st.floats(-89.9, 89.9)
LON = st.floats(-180.0, 180.0)


# C.F.F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), table 2: the sample direct problem on WGS84.
def test_direct_meets_karney_table_2():
    lat, lon = direct(40.0, 0.0, 30.0, 10_000_000.0)
    assert lat == pytest.approx(41.79331020506, abs=1e-10)
    assert lon == pytest.approx(137.84490004377, abs=1e-10)


# The same, tables 3 and 4 (a short line, an antipodal one); GeographicLib's Python manual (Wellington to Salamanca);
# Geocentric Datum of Australia Technical Manual, Flinders Peak to Buninyong (GRS80: the same to a millimetre).
@pytest.mark.parametrize(
    ("lat1", "lon1", "lat2", "lon2", "azimuth_deg", "length_m"),
    [
        (-30.12345, 0.0, -30.12344, 0.00005, 77.04353354237, 4.944208),
        (-30.0, 0.0, 29.9, 179.8, 161.89052473633, 19_989_832.82761),
        (-41.32, 174.81, 40.96, -5.50, 161.06766998616, 19_959_679.26735),
        (-37.9510334167, 144.4248678889, -37.6528211389, 143.9264955278, -53.1318404, 54_972.271),
    ],
)
def test_inverse_meets_published_lines(lat1, lon1, lat2, lon2, azimuth_deg, length_m):
    azimuth, _, length = inverse(lat1, lon1, lat2, lon2)
    assert azimuth == pytest.approx(azimuth_deg, abs=1e-6)
    assert length == pytest.approx(length_m, abs=1e-3)


def test_back_azimuth_leads_back():
    _, back, length = inverse(36.9, -76.3, 38.0, -74.0)
    lat, lon = direct(38.0, -74.0, back, length)
    assert (lat, lon) == (pytest.approx(36.9, abs=1e-9), pytest.approx(-76.3, abs=1e-9))


def test_scalars_and_arrays_broadcast():
    assert distance_m(0.0, 0.0, 0.0, 1.0) == pytest.approx(111_319.4908, abs=1e-3)  # a degree of the equator: a π / 180
    assert distance_m(0.0, 0.0, np.zeros((2, 3)), 1.0).shape == (2, 3)
    assert direct([0.0, 1.0], 0.0, 90.0, 1000.0)[0].shape == (2,)
    assert distance_m(np.empty(0), 0.0, 0.0, 1.0).shape == (0,)


@given(LAT, LON, LAT, LON)
def test_points_along_lie_on_the_line(lat1, lon1, lat2, lon2):
    lat, lon = points_along(lat1, lon1, lat2, lon2, [0.0, 0.3, 1.0])
    whole = distance_m(lat1, lon1, lat2, lon2)
    assert distance_m(lat1, lon1, lat[1], lon[1]) == pytest.approx(0.3 * whole, abs=1e-5)
    assert distance_m(lat[1], lon[1], lat2, lon2) == pytest.approx(0.7 * whole, abs=1e-5)
    assert (lat[0], lon[0], lat[2]) == (lat1, lon1, lat2)
    assert (lon[2] - lon2) % 360.0 in (0.0, 360.0) or abs((lon[2] - lon2 + 180.0) % 360.0 - 180.0) < 1e-9


def test_longitudes_run_on_past_180():
    lat, lon = points_along(10.0, 175.0, 10.0, -175.0, np.linspace(0.0, 1.0, 11))
    assert np.all(np.diff(lon) > 0)
    assert lon[-1] == 185.0
    assert lat.max() > 10.0
