"""Duties of crews in a run folder: made with the plan, read back, and judged by the verifier's own counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from longwatch.errors import InvariantError
from longwatch.rostering.crews import CrewPlan, match_crews
from longwatch.runs.duties import has_crews, is_of
from longwatch.runs.folder import RunFolder, write_whole
from longwatch.scenario.duties import DUTIES, Duties, duties_text, read_duties
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.crews import verify_duties
from longwatch.verifier.verdict import Violation


def save_duties(folder: RunFolder, scenario: Scenario, roster: Roster) -> list[str]:
    """duties.csv, where there are crews; the file names. What the verifier finds must have been said in a warning."""
    if not has_crews(scenario):
        return []
    plan = match_crews(scenario, roster)
    broken = verify_duties(scenario, roster, plan.duties.turns)
    if broken and not plan.warnings:
        raise InvariantError("the verifier refuses our own duties: " + "; ".join(map(str, broken)))
    write_whole(folder.file(DUTIES), duties_text(plan.duties, scenario.start_s))
    return [DUTIES]


@dataclass(frozen=True)
class FoundDuties:
    """Duties of a folder: as they stand there, or made anew where the table is of another roster or missing."""

    duties: Duties
    violations: tuple[Violation, ...]
    is_new: bool
    was_there: bool
    names_roster: bool = True  # else the table's first line is lost: its rows are taken as they stand


def duties_of(folder: Path, scenario: Scenario, roster: Roster) -> FoundDuties | None:
    """None where the scenario has no crews. Raises BadInputError where the table can't be read."""
    if not has_crews(scenario):
        return None
    path = folder / DUTIES
    there = read_duties(path, scenario.start_s) if path.is_file() else None
    if there is not None and is_of(there, roster):
        broken = verify_duties(scenario, roster, there.turns)
        return FoundDuties(there, broken, is_new=False, was_there=True, names_roster=bool(there.roster_sha256))
    plan: CrewPlan = match_crews(scenario, roster)
    broken = verify_duties(scenario, roster, plan.duties.turns)
    return FoundDuties(plan.duties, broken, is_new=True, was_there=there is not None)
