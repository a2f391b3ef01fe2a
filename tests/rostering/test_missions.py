"""The endurance of a pairing is that of its own sorties: way, speeds, height and payload."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from longwatch.cli.check import _as_text
from longwatch.patterns.lines import lines_of
from longwatch.physics.endurance import longest_planned_s, mission_endurance_s
from longwatch.physics.missions import Mission
from longwatch.rostering.make import make_roster
from longwatch.rostering.missions import farthest_ways_s
from longwatch.rostering.pairing import explain, figures_under, pairings
from longwatch.rostering.regions import regions_of
from longwatch.rostering.track import track_of
from longwatch.rostering.transit import Transits
from longwatch.scenario.plan import Pairing
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster

FLIGHT = {
    "fuel": "300 kg", "takeoff_mass": "1500 kg", "empty_mass": "900 kg", "wing_span": "16 m", "rated_power": "150 kW",
    "record": {"altitude": "4 km", "speed": "50 m/s", "load": "50 kg", "load_power": "500 W", "load_drag": "0.02 m2"},
}  # fmt: skip


def scenario(post: str = "36 N, 69 W", **changes: Any) -> Scenario:
    """One plane (50 m/s on station, 70 m/s on the way, 19.2 h less 1 h) at 36 N, 70 W, one post to the east."""
    plane = {
        "id": "plane", "name": "Plane", "domain": "air", "endurance": "24 h", "planning_factor": 0.8,
        "transit_speed": "70 m/s", "loiter_speed": "50 m/s", "altitude": "4000 m", "turnaround": "3 h", "reserve": "1 h",
        "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h", "repair": "12 h",
        "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025", "hour_cost": "1000 USD 2025 /h",
        "payloads": ["eyes"], "satellite": True, "flight": FLIGHT, "ship_capable": True,
    } | changes.pop("plane", {})  # fmt: skip
    eyes = {"id": "eyes", "name": "Eyes", "mass": "50 kg", "power": "500 W", "drag_area": "0.02 m2",
            "sensors": [{"kind": "radar", "ranges": {"merchant": {"detect": "60 km"}}}]}  # fmt: skip
    table: dict[str, Any] = {
        "schema": 1,
        "name": "test",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "72 h"},
        "base": [{"name": "field", "kind": "airfield", "at": "36 N, 70 W", "off_map": True}],
        "area": [{"name": "sea", "circle_at": post, "circle_radius": "20 km", "sea_only": False}],
        "watch": [{"name": "east", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "10 min"}],
        "fleet": [{"name": "planes", "platform": "plane", "base": "field", "count": 3} | changes.pop("fleet", {})],
        "platform": [plane],
        "payload": [eyes | changes.pop("eyes", {})],
    } | changes
    return scenario_from_dict(table)


def pairing(s: Scenario) -> Pairing:
    (only,) = pairings(s, lines_of(s))
    return only


def test_it_is_that_of_its_way() -> None:
    """Worked out again from the whole seconds of the way; farther is shorter."""
    found = []
    for post in ("36 N, 69 W", "36 N, 65 W", "36 N, 61 W"):
        s = scenario(post)
        one, (line,) = pairing(s), lines_of(s)
        times = Transits(s, one, line)
        mission = Mission(4000.0, 70.0, 50.0, times.out_exact_s(0), times.back_exact_s(0))
        assert one.endurance_s == mission_endurance_s(s.platforms["plane"], s.payloads["eyes"], mission)
        found.append(one.endurance_s)
    assert found[0] > found[1] > found[2]


@pytest.mark.parametrize(
    "worse",
    [
        {"plane": {"transit_speed": "85 m/s"}},
        {"plane": {"loiter_speed": "60 m/s"}},
        {"fleet": {"altitude": "1000 m"}},
        {"eyes": {"mass": "300 kg"}},
        {"weather": {"wind": "30 m/s", "wind_from": "90 deg"}},
    ],
)
def test_speed_height_payload_and_wind_each_cost_endurance(worse: dict[str, Any]) -> None:
    assert pairing(scenario("36 N, 66 W", **worse)).endurance_s < pairing(scenario("36 N, 66 W")).endurance_s - 60


def test_plan_and_verifier_agree() -> None:
    s = scenario("36 N, 66 W")
    plan = make_roster(s)
    assert plan.roster.stints
    assert verify_roster(s, plan.roster).ok
    boast = longest_planned_s(s.platforms["plane"], s.payloads["eyes"]) + 1
    more = replace(plan.roster, pairings=(replace(plan.roster.pairings[0], endurance_s=boast),))
    assert {"endurance-figure"} == {violation.rule for violation in verify_roster(s, more).violations}


def test_a_post_out_of_reach_names_the_radius_of_a_sortie_that_is_all_transit() -> None:
    far = scenario("36 N, 35 W")
    (told,) = explain(far, lines_of(far))
    assert (told.feasible, told.binding) == (False, "endurance")
    (region,) = regions_of(far, lines_of(far))
    assert told.largest_radius_m == pytest.approx(float(region.endurance_m[90]), rel=2e-3)
    lon_deg = -70.0 + (told.largest_radius_m * 0.97) / 90_164.0  # of a degree at 36 N
    near = scenario(f"36 N, {-lon_deg:.3f} W")
    assert explain(near, lines_of(near))[0].feasible


def test_a_ship_that_goes_away_is_planned_for_when_it_is_farthest() -> None:
    track = [{"at": "36 N, 68 W", "time": "0 h"}, {"at": "36 N, 60 W", "time": "48 h"}]
    ship = {"name": "field", "kind": "ship", "track": track, "deck": "300 m"}
    s = scenario("36 N, 69 W", base=[ship])
    one, (line,) = pairing(s), lines_of(s)
    out_s, back_s = farthest_ways_s(track_of(s.bases[0]), line, one, float(s.length_s))
    assert out_s == pytest.approx(back_s)
    assert out_s == pytest.approx(811e3 / 70.0, rel=0.01)
    stays = scenario("36 N, 69 W", base=[{"name": "field", "kind": "airfield", "at": "36 N, 60 W", "off_map": True}])
    assert one.endurance_s == pytest.approx(pairing(stays).endurance_s, abs=2)


def test_another_truth_has_another_endurance() -> None:
    s = scenario("36 N, 66 W")
    planned, (line,) = pairing(s), lines_of(s)
    assert figures_under(s, planned, line) == planned
    fast = scenario("36 N, 66 W", plane={"transit_speed": "80 m/s"})
    heavy = scenario("36 N, 66 W", eyes={"mass": "400 kg"})
    for true in (fast, heavy):
        found = figures_under(true, planned, line)
        assert found is not None
        assert 0 < found.endurance_s < planned.endurance_s
    hopeless = scenario("36 N, 66 W", plane={"reserve": "19 h"}, eyes={"mass": "400 kg"})
    assert figures_under(hopeless, planned, line) is None


def test_check_says_what_was_planned_and_why() -> None:
    s = scenario("36 N, 66 W")
    verdicts = explain(s, lines_of(s))
    assert verdicts[0].endurance_s == pairing(s).endurance_s
    text = _as_text(s, verdicts, regions_of(s, lines_of(s)))
    assert "endurance of planes on east: 15 h 16 min; 2 h 51 min" in text
    assert "transit at 136 kt, the rest at 97.2 kt, 13123 ft" in text
    assert explain(scenario(plane={"flight": None}), lines_of(s))[0].endurance_for == ""


def test_a_wind_that_forbids_the_way_is_still_told_as_wind() -> None:
    s = scenario(weather={"wind": "71 m/s", "wind_from": "90 deg"})
    (told,) = explain(s, lines_of(s))
    assert (told.feasible, told.binding) == (False, "wind")
