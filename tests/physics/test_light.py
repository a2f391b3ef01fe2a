"""The sun's height against worked examples of its sources, and the lengths of days that geometry demands."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from longwatch.physics.light import HORIZON_DEG, Place, light_intervals, sun_elevation_deg
from longwatch.verifier.clock import sun_height_deg

DAY = 86_400


def still(lat_deg: float, lon_deg: float) -> Place:
    def place(_: Any) -> tuple[float, float]:
        return lat_deg, lon_deg

    return place


def unix(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_place_of_the_sun_in_the_worked_example() -> None:
    # J. Meeus, Astronomical Algorithms, example 25.a: 1992 October 13, 0 h TD (59 s before in UT): right ascension
    # 198.38083 deg, declination -7.78507 deg. Seen from the pole the height is the declination; on the equator, where the
    # hour angle is the sidereal time less the right ascension, it passes the zenith's meridian.
    time_s = unix("1992-10-13") - 59
    assert sun_elevation_deg(time_s, 90.0, 0.0) == pytest.approx(-7.78507, abs=0.002)
    # Mean sidereal time at Greenwich, ibid. chapter 12: 280.46061837 + 360.98564736629 d.
    days = (time_s - 946_728_000) / DAY
    sidereal = (280.46061837 + 360.98564736629 * days) % 360
    below = 198.38083 - sidereal  # longitude where the sun culminates
    heights = [sun_elevation_deg(time_s, 0.0, below + off) for off in (-20.0, 0.0, 20.0)]
    assert heights[1] == pytest.approx(90 - 7.78507, abs=0.002)
    assert heights[0] == pytest.approx(heights[2], abs=0.01)


# Equinoxes and solstices (J. Meeus, Astronomical Algorithms, chapter 27, tables): declination 0 and +-obliquity.
@pytest.mark.parametrize(
    ("time", "declination_deg"),
    [
        ("2000-03-20T07:35", 0.0), ("2000-06-21T01:48", 23.4388), ("2000-09-22T17:27", 0.0),
        ("2000-12-21T13:37", -23.4386), ("2004-03-20T06:49", 0.0), ("2004-12-21T12:42", -23.438),
    ],
)  # fmt: skip
def test_equinoxes_and_solstices(time: str, declination_deg: float) -> None:
    assert sun_elevation_deg(unix(time), 90.0, 0.0) == pytest.approx(declination_deg, abs=0.01)


def test_two_almanacs_agree_to_their_accuracy() -> None:
    dice = np.random.default_rng(7)
    for first, last, off_deg in ((1950, 2050, 0.02), (1900, 2200, 0.04)):
        times = dice.uniform(unix(f"{first}-01-01"), unix(f"{last}-01-01"), 20_000)
        lat, lon = dice.uniform(-90, 90, 20_000), dice.uniform(-180, 180, 20_000)
        off = np.abs(sun_elevation_deg(times, lat, lon) - sun_height_deg(times, lat, lon))
        assert off.max() < off_deg, (first, last, off.max())


def test_a_day_at_the_equinox_lasts_as_long_as_refraction_makes_it() -> None:
    # On the equator the sun moves up and down at 360.98 - 0.99 degrees a day, so the day is longer than half by 2 x 0.833.
    start_s = int(unix("2026-03-20"))
    ((begin, end),) = light_intervals("day", start_s, start_s + DAY, still(0.0, 0.0))
    longer = 2 * -HORIZON_DEG / 360 * DAY
    assert end - begin == pytest.approx(DAY / 2 + longer, abs=20)


@pytest.mark.parametrize("lat_deg", [-60, -35, 10, 50, 64])
def test_length_of_day_follows_the_declination(lat_deg: int) -> None:
    # cos H = (sin h0 - sin lat sin dec) / (cos lat cos dec): the sunrise equation of any almanac.
    for month in range(1, 13):
        start_s = int(unix(f"2026-{month:02d}-11"))
        dec = math.radians(sun_elevation_deg(start_s + DAY // 2, 90.0, 0.0))
        lat = math.radians(lat_deg)
        cosine = (math.sin(math.radians(HORIZON_DEG)) - math.sin(lat) * math.sin(dec)) / (math.cos(lat) * math.cos(dec))
        found = light_intervals("day", start_s, start_s + DAY, still(float(lat_deg), 0.0))
        assert sum(b - a for a, b in found) == pytest.approx(2 * math.acos(cosine) / (2 * math.pi) * DAY, abs=150)


def test_polar_day_and_night() -> None:
    start_s = int(unix("2026-06-15"))
    assert light_intervals("day", start_s, start_s + 5 * DAY, still(78.0, 15.0)) == ((start_s, start_s + 5 * DAY),)
    assert light_intervals("night", start_s, start_s + 5 * DAY, still(78.0, 15.0)) == ()
    assert light_intervals("day", start_s, start_s + 5 * DAY, still(-78.0, 15.0)) == ()
    assert light_intervals("day", start_s, start_s, still(0.0, 0.0)) == ()


def test_a_night_of_minutes_is_not_missed() -> None:
    # Just south of where the midnight sun begins the sun is down for less than the step of samples on some nights.
    start_s = int(unix("2026-06-10"))
    nights = [
        sum(b - a for a, b in light_intervals("night", start_s, start_s + 8 * DAY, still(lat, 20.0)))
        for lat in np.arange(65.5, 66.3, 0.02)
    ]
    assert all(one >= other for one, other in pairwise(nights))
    assert any(0 < night < 1200 for night in nights)
