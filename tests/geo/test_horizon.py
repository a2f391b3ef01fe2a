import numpy as np
import pytest

from longwatch.geo.horizon import optical_horizon_m, radar_horizon_m


# The four-thirds earth: d km = 4.122 (sqrt h1 + sqrt h2); Skolnik, Introduction to Radar Systems. 1.23 sqrt(h ft) nm is the
# pilots' form of the same. 3,048 m to a target of 5 m and 15 m to a ship of 10 m: sums of two such terms.
@pytest.mark.parametrize(
    ("height1_m", "height2_m", "km"),
    [(15, 0, 15.96), (100, 0, 41.22), (1000, 0, 130.34), (6096, 0, 321.8), (9144, 0, 394.2), (3048, 5, 236.8)],
)
def test_radar_horizon_meets_the_table(height1_m, height2_m, km):
    # printed with four figures
    assert radar_horizon_m(height1_m, height2_m) / 1000.0 == pytest.approx(km, rel=4e-4)


def test_radar_horizon_of_a_bridge_and_a_ship_in_miles():
    assert radar_horizon_m(15.0, 10.0) / 1852.0 == pytest.approx(15.66, abs=0.01)


def test_exact_arc_is_a_little_shorter():
    # The formula drops the height against the radius; the arc on a sphere of 4/3 R from 9,144 m is 393.97 km.
    effective_m = 4.0 / 3.0 * 6_371_000.0
    arc_m = effective_m * np.arccos(effective_m / (effective_m + 9_144.0))
    assert arc_m == pytest.approx(393_970.0, abs=30.0)
    assert radar_horizon_m(9_144.0, 0.0) == pytest.approx(arc_m, rel=1e-3)


# Distance of the visible horizon in NGA Pub. 9 (Bowditch), table 12: 1.169 nm per sqrt(ft), so 11.7 nm for 100 ft. Its
# refraction is k = 1.21; 7/6 lies 2 % below it.
def test_optical_horizon_is_near_bowditch():
    assert optical_horizon_m(100 * 0.3048, 0.0) / 1852.0 == pytest.approx(11.7, rel=0.02)


def test_optical_horizon_uses_seven_sixths():
    assert optical_horizon_m(50.0, 9.0) == pytest.approx(np.sqrt(2.0 * 7.0 / 6.0 * 6_371_000.0) * (np.sqrt(50.0) + 3.0))


def test_horizon_takes_arrays_and_no_height_below_the_sea():
    out = radar_horizon_m(np.array([0.0, 100.0, -5.0]), 0.0)
    assert out.shape == (3,)
    assert out[0] == 0.0
    assert out[2] == 0.0
