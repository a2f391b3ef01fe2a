"""What the table of duties in a run folder is worth: judged with the roster that it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from longwatch.scenario.duties import DUTIES, Duties, read_duties, roster_digest
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.crews import verify_duties
from longwatch.verifier.verdict import Verdict


def has_crews(scenario: Scenario) -> bool:
    """Whether the scenario counts crews or shifts anywhere."""
    return any(fleet.crews is not None or fleet.shifts for fleet in scenario.fleets) or any(
        control.crews is not None for control in scenario.file.control
    )


@dataclass(frozen=True)
class Judged:
    """The verdict with what the folder's duties break, and what became of their table.

    state : "none" (no crews are counted), "missing" (no table), "judged", or "other-roster": it names another and is not judged
    """

    verdict: Verdict
    state: Literal["none", "missing", "judged", "other-roster"]
    duties: Duties | None = None

    @property
    def warning(self) -> str:
        return f"{DUTIES} is of another roster and was not judged" if self.state == "other-roster" else ""


def with_duties(folder: Path, scenario: Scenario, roster: Roster, verdict: Verdict) -> Judged:
    """Judge the table of duties unless it names another roster; one that names none is taken to be of this."""
    if not has_crews(scenario):
        return Judged(verdict, "none")
    path = folder / DUTIES
    if not path.is_file():
        return Judged(verdict, "missing")
    there = read_duties(path, scenario.start_s)
    if not is_of(there, roster):
        return Judged(verdict, "other-roster")
    broken = verify_duties(scenario, roster, there.turns)
    whole = replace(verdict, ok=verdict.ok and not broken, violations=(*verdict.violations, *broken))
    return Judged(whole, "judged", there)


def is_of(duties: Duties, roster: Roster) -> bool:
    """Whether a table of duties may be of a roster: it names it, or none."""
    return duties.roster_sha256 in ("", roster_digest(roster))
