"""The table of duties in a run folder: what is judged, what is not, and the row that a complaint leads to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.cli.show import show_verdict
from longwatch.rostering.crews import match_crews
from longwatch.runs.complaints import Rows, complaints
from longwatch.runs.crews import duties_of
from longwatch.runs.duties import Judged, with_duties
from longwatch.runs.verifying import Verified
from longwatch.scenario.duties import DUTIES, duties_text
from longwatch.verifier.crews import DUTY_RULES
from longwatch.verifier.verify import verify_roster

SCENARIO = hand_scenario()
ROSTER = hand_roster(SCENARIO)
Lines = list[str]


def table() -> Lines:
    return duties_text(match_crews(SCENARIO, ROSTER).duties, SCENARIO.start_s).splitlines()


def judged(folder: Path, lines: Lines) -> Judged:
    (folder / DUTIES).write_text("\n".join(lines), encoding="utf-8")
    return with_duties(folder, SCENARIO, ROSTER, verify_roster(SCENARIO, ROSTER))


def told(found: Judged) -> list[str]:
    every = complaints(found.verdict, SCENARIO, Rows("roster.csv", ROSTER, {}, found.duties))
    return [one for one in every if any(one.endswith(f"[{rule}]") for rule in DUTY_RULES)]


def test_a_good_table_is_judged_and_keeps_every_rule(tmp_path: Path) -> None:
    found = judged(tmp_path, table())
    assert (found.state, found.warning, told(found)) == ("judged", "", [])


@pytest.mark.parametrize("first", [None, "# cut off {", '# {"roster_sha256": "12ab"}', "# [1]"])
def test_without_the_line_that_names_the_roster_rows_are_judged(first: str | None, tmp_path: Path) -> None:
    lines = [*([first] if first else []), *table()[1:]]
    assert not told(judged(tmp_path, lines))
    found = judged(tmp_path, lines[:-1])  # the last turn is lost
    assert found.state == "judged"
    assert not found.verdict.ok
    assert any(one.endswith("[duty-crew]") for one in told(found))
    made = duties_of(tmp_path, SCENARIO, ROSTER)
    assert made is not None
    assert (made.is_new, made.names_roster) == (False, False)
    assert made.violations


def test_a_table_of_another_roster_is_not_judged_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(ROSTER, stints=ROSTER.stints[1:])
    (tmp_path / DUTIES).write_text("\n".join(table()), encoding="utf-8")
    verdict = verify_roster(SCENARIO, other)
    found = with_duties(tmp_path, SCENARIO, other, verdict)
    assert found.verdict == verdict
    show_verdict(Verified(verdict, other, SCENARIO, (), found.state, (found.warning,)), as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["duties"] == "other-roster"
    assert err == "warning: duties.csv is of another roster and was not judged\n"
    made = duties_of(tmp_path, SCENARIO, other)
    assert made is not None
    assert made.is_new


def test_without_a_table_or_crews_nothing_is_judged(tmp_path: Path) -> None:
    verdict = verify_roster(SCENARIO, ROSTER)
    assert with_duties(tmp_path, SCENARIO, ROSTER, verdict).state == "missing"
    fleets = tuple(fleet.model_copy(update={"crews": None, "shifts": []}) for fleet in SCENARIO.fleets)
    control = [one.model_copy(update={"crews": None}) for one in SCENARIO.file.control]
    bare = replace(SCENARIO, fleets=fleets, file=SCENARIO.file.model_copy(update={"control": control}))
    assert with_duties(tmp_path, bare, ROSTER, verdict).state == "none"


def test_a_breach_leads_to_its_row_of_the_table(tmp_path: Path) -> None:
    lines = table()
    lines.insert(2, "")  # rows shift by one
    n = len(lines) - 1
    cells = lines[n].split(",")
    lines[n] = ",".join(["nobody", *cells[1:]])
    found = told(judged(tmp_path, lines))
    assert any(one.startswith(f"{DUTIES}:{n + 1}: nobody, from ") for one in found)
    tail = cells[3]
    del lines[n]
    own = [number for number, line in enumerate(lines, 1) if f",{tail}," in line]
    lost = told(judged(tmp_path, lines))
    assert lost
    assert all(one.startswith(f"{DUTIES}:{own[-1]}: {tail}, " if own else f"{DUTIES}: ") for one in lost)
