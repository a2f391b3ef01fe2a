"""What the table of duties in a run folder is worth: judged with the roster that it is for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from longwatch.scenario.duties import DUTIES, read_duties, roster_digest
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.crews import verify_duties
from longwatch.verifier.verdict import Verdict


def has_crews(scenario: Scenario) -> bool:
    """Whether the scenario counts crews or shifts anywhere."""
    return any(fleet.crews is not None or fleet.shifts for fleet in scenario.fleets) or any(
        control.crews is not None for control in scenario.file.control
    )


def with_duties(folder: Path, scenario: Scenario, roster: Roster, verdict: Verdict) -> Verdict:
    """The verdict with what the folder's duties break; nothing where there are none, or they are of another roster."""
    path = folder / DUTIES
    if not path.is_file() or not has_crews(scenario):
        return verdict
    there = read_duties(path, scenario.start_s)
    broken = verify_duties(scenario, roster, there.turns) if there.roster_sha256 == roster_digest(roster) else ()
    return replace(verdict, ok=verdict.ok and not broken, violations=(*verdict.violations, *broken))
