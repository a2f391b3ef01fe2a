"""`longwatch export`: files of a plan, sheets, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.hand_roster import hand_roster, hand_scenario
from helpers.planted_maintenance import ONE, maintained
from longwatch.cli.export import export
from longwatch.errors import BadInputError
from longwatch.rostering.crews import match_crews
from longwatch.runs.export import export_files, export_run
from longwatch.runs.export_sheets import Flown, crew_sheet, tail_sheet
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario


def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    return scenario, hand_roster(scenario)


def flown() -> Flown:
    scenario, roster = good()
    return Flown(scenario, roster, match_crews(scenario, roster).duties.turns)


def test_each_vehicle_and_crew_has_a_calendar() -> None:
    made = flown()
    files = export_files(made)
    assert files == export_files(made)
    assert len([name for name in files if name.startswith("tails/")]) == len({s.tail for s in made.roster.stints})
    assert len([name for name in files if name.startswith("crews/")]) == len(made.crews)
    assert files["sorties.ics"].count("BEGIN:VEVENT") == len(made.roster.stints)
    assert files["sorties.csv"].count("\n") == len(made.roster.stints) + 1


def test_sheets_add_up_and_unknown_names_are_refused() -> None:
    made = flown()
    sheet = tail_sheet(made, "plane-1")
    assert sheet["flown_s"] == sum(s.land_s - s.takeoff_s for s in made.roster.stints if s.tail == "plane-1")
    assert crew_sheet(made, made.crews[0])["flown_s"] == sum(t.flown_s for t in made.turns if t.crew == made.crews[0])
    for ask in (lambda: tail_sheet(made, "plane-99"), lambda: crew_sheet(made, "nobody")):
        with pytest.raises(BadInputError, match="is called"):
            ask()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInputError, match="nothing is overwritten"):
        export_run(tmp_path, tmp_path / "to")


def test_a_sheet_is_of_one() -> None:
    done = CliRunner().invoke(export, ["somewhere", "--tail", "a", "--crew", "b"])
    assert done.exit_code == 2
    assert "not both" in done.output


def test_maintenance_stands_in_calendar_and_sheet() -> None:
    scenario, roster = maintained()
    made = Flown(scenario, roster, ())
    files = export_files(made)
    assert files["sorties.ics"].count("BEGIN:VEVENT") == len(roster.stints) + 2
    assert "plane-1: maintenance" in files["tails/plane-1.ics"]
    assert len(tail_sheet(made, "plane-1")["maintenance"]) == 1
    assert not tail_sheet(made, "boat-1")["maintenance"]
    alone = Flown(scenario, replace(roster, maintenance=(replace(ONE, tail="plane-3"),)), ())
    assert "maintenance" in export_files(alone)["tails/plane-3.ics"]
    assert tail_sheet(alone, "plane-3")["sorties"] == []
