"""Who is airborne at the start: by fuel, from a CSV as people keep them, from a former run; crews that rest; mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.physics.endurance import mission_endurance_s
from longwatch.physics.missions import Mission
from longwatch.rostering.make import make_roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.resolve import resolve
from longwatch.scenario.roster_file import write_roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster

ONE = {"fleet": "Guardians", "watch": "line"}


def read(folder: Path, state: dict[str, Any], **period: Any) -> Scenario:
    raw = valid_table(state=state)
    raw["period"] |= period
    return scenario_from_dict(raw, folder / "scenario.toml")


def mistakes(folder: Path, state: dict[str, Any], **period: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        read(folder, state, **period)
    return str(caught.value)


def flown_h(scenario: Scenario) -> list[float]:
    return [round(float(one.flown_s) / 3600, 3) for one in scenario.file.state.airborne]


def test_fuel_is_the_share_of_the_planning_endurance_left(tmp_path: Path) -> None:
    scenario = read(tmp_path, {"airborne": [ONE | {"fuel": "40 %"}]}, warm_up="state")
    fleet = scenario.fleet("Guardians")
    platform = scenario.platform_of(fleet)
    figures = (float(x) for x in (platform.altitude_m, platform.transit_speed_mps, platform.loiter_speed_mps))
    # Of no way: none is known yet.
    endurance_s = mission_endurance_s(platform, scenario.payload_of(fleet), Mission(*figures))
    assert float(scenario.file.state.airborne[0].flown_s) == pytest.approx(0.6 * endurance_s)
    again = resolve(scenario.file, scenario.path)
    assert again.file.state == scenario.file.state  # resolving what is resolved changes nothing
    plan = make_roster(scenario)
    (first,) = [stint for stint in plan.roster.stints if stint.airborne_at_start]
    assert first.land_s <= 0.4 * endurance_s + 1
    assert plan.per_line["line"].gaps == () or plan.per_line["line"].gaps[0][0] > 0


@pytest.mark.parametrize(
    "text",
    [
        "fleet,watch,count,flown\nGuardians,line,1,2.5 h\n",
        '\ufefffleet,watch,count,flown\r\n"Guardians","line",1,2.5 h\r\n\r\n',
        "\ufefffleet;watch;count;flown\nGuardians;line;1;2,5 h\n",
        "watch\tfleet\tflown\nline\tGuardians\t2,5 h\n",
    ],
)
def test_a_sheet_as_people_keep_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "air.csv").write_text(text, encoding="utf-8", newline="")
    scenario = read(tmp_path, {"file": "air.csv"}, warm_up="state")
    assert flown_h(scenario) == [2.5]
    assert "air.csv" in scenario.inputs


def test_a_sheet_is_added_to_what_is_listed(tmp_path: Path) -> None:
    (tmp_path / "air.csv").write_text("fleet;watch;fuel\nGuardians;line;0,5\n", encoding="utf-8")
    scenario = read(tmp_path, {"file": "air.csv", "airborne": [ONE | {"flown": "1 h"}]})
    assert len(scenario.file.state.airborne) == 2
    assert any("asks for 1" in warning for warning in scenario.warnings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fleet,flown\nGuardians,1 h\n", "has no column 'watch'"),
        ("fleet,watch,fule\nGuardians,line,1\n", "has a column 'fule'"),
        ("fleet,watch,flown\nGuardians,line,1\n", "air.csv:2"),
        ("fleet,watch,count\nGuardians,line,many\n", "air.csv:2: state.airborne[0]: count"),
        ("fleet,watch,fuel\nGuardians,line,140 %\n", "air.csv:2"),
        ("fleet,watch\nGuardian,line\n", "no fleet is called 'Guardian'"),
        ("", "is empty"),
    ],
)
def test_a_bad_sheet_earns_its_message(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "air.csv").write_text(text, encoding="utf-8")
    assert message in mistakes(tmp_path, {"file": "air.csv"})


def test_a_former_run_hands_over(tmp_path: Path) -> None:
    before = read(tmp_path, {})
    plan = make_roster(before)
    (tmp_path / "run").mkdir()
    write_roster(tmp_path / "run" / "roster.csv", plan.roster)
    at_s = 36 * 3600
    there = [one for one in plan.roster.stints if one.arrive_s <= at_s < one.leave_s]
    scenario = read(tmp_path, {"run": "run"}, start="2026-06-02T12:00:00Z", warm_up="state")
    assert flown_h(scenario) == [round((at_s - one.takeoff_s) / 3600, 3) for one in there]
    after = make_roster(scenario)
    assert verify_roster(scenario, after.roster).ok
    assert sum(one.airborne_at_start for one in after.roster.stints) == len(there) >= 1
    same = read(tmp_path, {"run": "run", "at": "2026-06-02T12:00:00Z"}, start="2026-07-01T00:00:00Z")
    assert flown_h(same) == flown_h(scenario)


def test_mistakes_of_a_state(tmp_path: Path) -> None:
    assert "nobody is on station" in mistakes(tmp_path, {}, warm_up="state")
    assert "of no use without `run`" in mistakes(tmp_path, {"at": "2026-06-02T12:00:00Z"})
    assert "does not exist" in mistakes(tmp_path, {"run": "nowhere"})
    assert "say the same thing twice" in mistakes(tmp_path, {"airborne": [ONE | {"flown": "1 h", "fuel": "0.5"}]})
    (tmp_path / "run").mkdir()
    write_roster(tmp_path / "run" / "roster.csv", make_roster(read(tmp_path, {})).roster)
    assert "outside the period of the run" in mistakes(tmp_path, {"run": "run", "at": "2027-06-02T12:00:00Z"})
    (tmp_path / "run" / "roster.csv").write_text("tail\nx\n", encoding="utf-8")
    assert "roster.csv" in mistakes(tmp_path, {"run": "run"})
    assert "and it has 9" in mistakes(tmp_path, {"crews": [{"fleet": "Guardians", "count": 10, "rest": "3 h"}]})
    assert "no fleet is called" in mistakes(tmp_path, {"crews": [{"fleet": "nobody", "rest": "3 h"}]})


def test_crews_that_rest_leave_the_line_to_fewer(tmp_path: Path) -> None:
    rested = make_roster(read(tmp_path, {}))
    tired = make_roster(read(tmp_path, {"crews": [{"fleet": "Guardians", "count": 9, "rest": "10 h"}]}))
    assert min(one.takeoff_s for one in tired.roster.stints) == 36_000
    assert tired.uncovered_s - rested.uncovered_s == pytest.approx(36_000 - rested.roster.stints[0].takeoff_s, abs=1)
