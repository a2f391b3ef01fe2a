"""Ways of vessels: reasons where there is none, and every place of a moving ship."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from longwatch.errors import ImpossibleError
from longwatch.geo.polygon import Polygon
from longwatch.geo.straight import Places
from longwatch.geo.track import Track
from longwatch.patterns.lines import lines_of
from longwatch.rostering.make import make_roster
from longwatch.rostering.pairing import explain
from longwatch.rostering.routes import permitted_route, places_between
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario

ISLET = Polygon(((30.09, -60.03), (30.09, -59.97), (30.11, -59.97), (30.11, -60.03)))  # 6 km wide, mid-Atlantic


def boats(base: dict[str, Any], land: tuple[Polygon, ...]) -> Scenario:
    """One boat (8 m/s, 80 h) for a post at 30.3 N, 60 W, with land of our own."""
    boat = {
        "id": "boat", "name": "Boat", "domain": "surface", "endurance": "80 h", "planning_factor": 1.0,
        "transit_speed": "8 m/s", "loiter_speed": "2 m/s", "altitude": "3 m", "turnaround": "3 h", "reserve": "0 h",
        "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h", "repair": "12 h",
        "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025", "hour_cost": "100 USD 2025 /h",
        "payloads": ["eyes"], "ship_capable": True,
    }  # fmt: skip
    sees = [{"kind": "radar", "ranges": {"merchant": {"detect": "15 km"}}}]
    table: dict[str, Any] = {
        "schema": 1,
        "name": "boats",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "48 h"},
        "base": [{"name": "home", **base}],
        "area": [{"name": "sea", "circle_at": "30.3 N, 60 W", "circle_radius": "5 km", "sea_only": False}],
        "watch": [{"name": "line", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "1 h",
                   "hold_radius": "1 km"}],
        "fleet": [{"name": "boats", "platform": "boat", "base": "home", "count": 2}],
        "platform": [boat],
        "payload": [{"id": "eyes", "name": "Eyes", "mass": "5 kg", "power": "50 W", "endurance_factor": 1.0,
                     "sensors": sees}],
    }  # fmt: skip
    return replace(scenario_from_dict(table), land=land)


def ship(west: str, east: str, hours: float = 48) -> dict[str, Any]:
    track = [{"at": f"30 N, {west}", "time": "0 h"}, {"at": f"30 N, {east}", "time": f"{hours} h"}]
    return {"kind": "ship", "track": track}


def test_an_islet_between_two_waypoints_of_a_ship_is_seen() -> None:
    free = boats(ship("60.5 W", "59.5 W"), ())
    (line,) = lines_of(free)
    assert permitted_route(free, free.fleets[0], line) == ()
    blocked = boats(ship("60.5 W", "59.5 W"), (ISLET,))  # from either waypoint the way is free: 100 km of track between
    (verdict,) = explain(blocked, (line,))
    assert (verdict.feasible, verdict.binding) == (False, "route")
    assert "between 30.0000 N, 60.5000 W and 30.0000 N, 59.5000 W" in verdict.reason
    with pytest.raises(ImpossibleError, match="put post and base where"):
        make_roster(blocked)


def test_land_that_the_ship_passes_after_all_have_landed_does_not_matter() -> None:
    late = boats(
        ship("61 W", "59 W", 1000), (ISLET,)
    )  # abeam of the islet after 500 h; 48 h and 80 h are over at 128 h
    assert explain(late, lines_of(late))[0].feasible


def test_the_reason_of_a_missing_way_reaches_the_verdict() -> None:
    walled = tuple(
        Polygon(((s, w), (s, e), (n, e), (n, w)))
        for s, n, w, e in ((29.0, 29.1, -61, -59), (29.9, 30.0, -61, -59), (29, 30, -61, -60.9), (29, 30, -59.1, -59))
    )
    s = boats({"kind": "port", "at": "29.5 N, 60 W", "off_map": True}, walled)
    (verdict,) = explain(s, lines_of(s))
    assert (verdict.feasible, verdict.binding) == (False, "route")
    assert "there is no way by sea of up to" in verdict.reason
    ashore = boats({"kind": "port", "at": "29.5 N, 60 W", "off_map": True},
                   (Polygon(((30.2, -60.1), (30.2, -59.9), (30.4, -59.9), (30.4, -60.1))),))  # fmt: skip
    assert "lies on land" in explain(ashore, lines_of(ashore))[0].reason


def test_places_between_are_the_ends_and_the_waypoints() -> None:
    track = Track.of([(0.0, 30.0, -60.0), (100.0, 30.0, -59.0), (200.0, 31.0, -59.0)])
    whole = places_between(track, -50.0, 250.0)
    assert list(whole.at) == [(30.0, -60.0), (30.0, -60.0), (30.0, -59.0), (31.0, -59.0), (31.0, -59.0)]
    assert whole.times_s == (-50.0, 0.0, 100.0, 200.0, 250.0)
    first, last = places_between(track, 120.0, 180.0).at
    assert (first[1], last[1]) == pytest.approx((-59.0, -59.0))
    assert 30.19 < first[0] < 30.21 and 30.79 < last[0] < 30.81  # noqa: PT018
    assert places_between(Track.of([(0.0, 30.0, -60.0)]), -50.0, 250.0) == Places(((30.0, -60.0),))
