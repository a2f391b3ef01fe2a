"""Ferries and sorties of several lines in all that leaves a run: each sortie counts once, each line it holds is named."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from helpers.hand_sorties import BASE_OF, good_sorties, two_fields
from helpers.planted_sorties import rows_of
from helpers.report_fixture import make_content
from longwatch.cost.use import use_from_roster
from longwatch.reporting.content_fleet import RosterReport
from longwatch.reporting.roster_svg import roster_svg
from longwatch.rostering.crews import match_crews
from longwatch.runs.complaints import Rows, complaints
from longwatch.runs.content_crews import vehicle_use
from longwatch.runs.export import export_files
from longwatch.runs.export_sheets import Flown, tail_sheet
from longwatch.scenario.plan import Roster, sorties_of
from longwatch.scenario.roster_file import roster_from_text, roster_text
from longwatch.scenario.roster_numbers import row_numbers
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S, YEAR_S
from longwatch.verifier.crews import verify_duties
from longwatch.verifier.verify import verify_roster


@cache
def crewed() -> tuple[Scenario, Roster]:
    """The good roster, its fleets with crews enough, its prices none."""
    fleets: list[dict[str, Any]] = [
        {"name": name, "platform": "plane", "base": base, "control": "Sat", "count": 2 if name == "Northern" else 1,
         "retask": True, "ferry_to": [other], "crews": 9}
        for (name, base), other in zip(BASE_OF.items(), reversed(BASE_OF), strict=True)
    ]  # fmt: skip
    scenario = two_fields(fleet=fleets)
    return scenario, good_sorties(scenario)


def airborne_s(roster: Roster, fleet: str) -> int:
    flown = [rows[0] for rows in sorties_of(roster.stints) if rows[0].fleet == fleet]
    return sum(one.land_s - one.takeoff_s for one in flown)


def test_hours_and_launches_are_paid_once() -> None:
    scenario, roster = crewed()
    found, per_year = use_from_roster(scenario, roster), YEAR_S / scenario.length_s
    for name, launches in (("Northern", 4), ("Southern", 2)):
        use = found.fleets[name]
        assert use.launches == pytest.approx(launches * per_year)
        assert use.flown_h == pytest.approx(airborne_s(roster, name) / HOUR_S * per_year)
        held_s = sum(one.on_station_s for one in roster.stints if one.fleet == name)
        assert use.on_station_h == pytest.approx(held_s / HOUR_S * per_year)


def test_duties_man_each_sortie_once() -> None:
    scenario, roster = crewed()
    assert verify_roster(scenario, roster).ok
    turns = match_crews(scenario, roster).duties.turns
    assert verify_duties(scenario, roster, turns) == ()
    assert sum(turn.to_s - turn.from_s for turn in turns) == airborne_s(roster, "Northern") + airborne_s(
        roster, "Southern"
    )


def test_calendars_and_tables() -> None:
    scenario, roster = crewed()
    files = export_files(Flown(scenario, roster, ()))
    text = files["sorties.ics"].replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == len(sorties_of(roster.stints)) == 6
    assert "SUMMARY:plane-1: south\\, east\\, inshore" in text
    assert "on station on inshore" in text
    assert "lands at South with Southern" in text
    rows = list(csv.DictReader(io.StringIO(files["sorties.csv"])))
    assert len(rows) == len(roster.stints)
    flown_h = sum(float(row["flown_h"]) for row in rows if row["flown_h"])
    assert flown_h == pytest.approx(sum(airborne_s(roster, name) for name in BASE_OF) / 3600, abs=0.05)
    assert {row["to_fleet"] for row in rows} == {"", "Northern", "Southern"}


def test_the_sheet_of_a_ferried_vehicle() -> None:
    scenario, roster = crewed()
    sheet = tail_sheet(Flown(scenario, roster, ()), "plane-2")
    assert (sheet["fleet"], sheet["base"]) == ("Northern", "North")
    assert [row["sortie"] for row in sheet["sorties"]] == [1, 2, 2, 3]
    assert [row["lands_at"] for row in sheet["sorties"]] == ["South", "", "North", ""]
    assert [row["line"] for row in sheet["sorties"]] == ["south", "south", "east", "inshore"]
    assert sheet["flown_s"] == sum(row["flown_s"] for row in sheet["sorties"] if row["flown_s"] is not None)
    assert sheet["flown_s"] == sum(
        rows[0].land_s - rows[0].takeoff_s for rows in sorties_of(roster.stints) if rows[0].tail == "plane-2"
    )


def test_a_vehicle_is_counted_with_the_fleet_it_began_with() -> None:
    scenario, roster = crewed()
    vehicles = {row.name: row.measures[0].figure for row in vehicle_use(scenario, roster)}
    assert {name: float(n) for name, n in vehicles.items()} == {"Northern": 2, "Southern": 1}


def test_the_picture_draws_each_sortie_once_where_it_flies() -> None:
    _, roster = crewed()
    content = make_content()
    report = RosterReport(roster.stints, {line.name: line.watch for line in roster.lines}, ())
    settings = replace(content.settings, start_s=roster.start_s, length_s=3 * 86400)
    svg = roster_svg(report, (), settings, 1000, "r")
    assert svg.count('class="transit"') == 6
    assert svg.count('class="turnaround"') == 6
    assert svg.count('class="bar ') == len(roster.stints)
    assert svg.count('class="elsewhere"') == 2
    assert "plane-2 lands with Southern" in svg
    assert svg.count(">plane-2</text>") == 2  # in the north, and in the south


def test_a_broken_rule_leads_to_the_row_of_the_line() -> None:
    scenario, roster = crewed()
    second = rows_of(roster, "plane-1", 0)[1]
    lines = roster_text(roster).splitlines()
    at = next(n for n, line in enumerate(lines) if ",plane-1,Northern,south," in line)
    assert f"{second.on_station_s // 3600} h" in lines[at]
    lines[at] = lines[at].replace("T09:57:19Z", "T09:27:19Z")
    text = "\n".join(lines)
    changed = roster_from_text(text)
    verdict = verify_roster(scenario, changed)
    told = complaints(verdict, scenario, Rows("mine.csv", changed, row_numbers(text)))
    assert [rule.rule for rule in verdict.violations] == ["passage"]
    assert told[0].startswith(f"mine.csv:{at + 1}: plane-1, take-off 2026-03-01T00:30:00Z, on south: is on station ")
