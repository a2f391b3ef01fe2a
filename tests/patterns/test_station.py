"""A station watch becomes one line."""

from __future__ import annotations

from typing import Any

import pytest

from longwatch.geo.geodesic import direct, distance_m, inverse
from longwatch.patterns.lines import lines_of
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def scenario(**watch: Any) -> Scenario:
    table = {
        "schema": 1,
        "name": "test",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "5 h", "warm_up": watch.pop("warm_up", "none")},
        "base": [{"name": "Wallops", "kind": "airfield", "at": "37.940 N, 75.466 W"}],
        "area": [{"name": "sea", "polygon": ["36 N, 72 W", "36 N, 71 W", "37 N, 71 W", "37 N, 72 W"]}],
        "watch": [
            {"name": "line", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "90 s"} | watch
        ],
        "fleet": [{"platform": "mq9b", "base": "Wallops", "count": 1}],
    }
    return scenario_from_dict(table)


def test_the_hold_lies_where_the_farthest_corner_is_nearest() -> None:
    (line,) = lines_of(scenario())
    corners = [(36.0, -72.0), (36.0, -71.0), (37.0, -71.0), (37.0, -72.0)]

    def reach_m(lat: float, lon: float) -> float:
        return max(float(distance_m(lat, lon, *corner)) for corner in corners)

    assert line.reach_m == pytest.approx(reach_m(line.lat_deg, line.lon_deg), abs=0.1)
    for azimuth in range(0, 360, 30):
        lat, lon = direct(line.lat_deg, line.lon_deg, azimuth, 500.0)
        assert reach_m(float(lat), float(lon)) > line.reach_m


def test_the_post_is_the_northernmost_point_of_the_hold() -> None:
    (line,) = lines_of(scenario(hold_radius="8 km"))
    azimuth, _, length = inverse(line.lat_deg, line.lon_deg, line.post_lat_deg, line.post_lon_deg)
    assert float(length) == pytest.approx(8000.0, abs=1e-6)
    assert float(azimuth) == pytest.approx(0.0, abs=1e-9)


def test_a_stated_post_is_kept_and_the_demand_is_carried_over() -> None:
    (line,) = lines_of(scenario(post="36.2 N, 71.9 W", k=2, weight=3, required="90 %", hard=True, warm_up="30 min"))
    assert (line.lat_deg, line.lon_deg) == (36.2, -71.9)
    assert (line.name, line.watch, line.k, line.weight, line.required, line.hard) == ("line", "line", 2, 3.0, 0.9, True)
    assert (line.windows, line.count_from_s, line.limit_s) == (((0, 18_000),), 1800, 90)
    assert line.reach_m == pytest.approx(float(distance_m(36.2, -71.9, 37.0, -71.0)), abs=0.1)


@pytest.mark.parametrize("warm_up", ["none", "first-arrival"])
def test_rostering_fills_in_the_first_arrival(warm_up: str) -> None:
    assert lines_of(scenario(warm_up=warm_up))[0].count_from_s == 0
