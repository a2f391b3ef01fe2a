"""The verdict on a roster, by the separate verifier: a run folder's, or a file edited by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.runs.complaints import Rows, complaints
from longwatch.runs.duties import with_duties
from longwatch.runs.sources import ROSTER, scenario_of
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster, roster_file_text
from longwatch.scenario.roster_numbers import row_numbers
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import RevisitCover, Verdict
from longwatch.verifier.verify import verify_roster


@dataclass(frozen=True)
class Verified:
    """A roster with its verdict and, in words, all that is wrong with it."""

    verdict: Verdict
    roster: Roster
    scenario: Scenario
    complaints: tuple[str, ...]
    duties: str = "none"  # what became of their table: runs.duties.Judged.state
    warnings: tuple[str, ...] = ()


def verify_path(path: Path, scenario_path: Path | None = None, overrides: tuple[str, ...] = ()) -> Verified:
    """The verdict on a run folder's roster, or on a roster file with the scenario it was made for."""
    if overrides and scenario_path is None:
        raise BadInputError(Problem("--set", "changes a scenario, and none is named", "name it with --scenario"))
    folder, file = (path, path / ROSTER) if path.is_dir() else (path.parent, path)
    if path.is_dir() and not file.exists():
        raise BadInputError(Problem(str(path), f"holds no {ROSTER}", "name a roster, or the folder of a run or plan"))
    roster = read_roster(file)
    if scenario_path is not None:
        scenario = read_scenario(scenario_path, overrides)
    elif (folder / "manifest.json").exists():
        scenario = scenario_of(folder)
    else:
        raise BadInputError(Problem(str(path), "lies in no run folder", "name its scenario with --scenario"))
    whole = as_planned(scenario, roster)
    judged = with_duties(folder, whole, roster, verify_roster(whole, roster))
    rows = Rows(file.name, roster, row_numbers(roster_file_text(file)), judged.duties)
    told, warnings = complaints(judged.verdict, scenario, rows), (judged.warning,) if judged.warning else ()
    return Verified(judged.verdict, roster, scenario, tuple(told), judged.state, warnings)


def outages_told(found: Verified) -> tuple[str, ...]:
    """Who dropped out according to the roster: the scenario knows nothing of it, so whoever judges the roster has to be told."""
    name = Namer(found.roster.start_s)
    told = []
    for verb, own in (
        ("lost", [one for one in found.roster.outages if one.lost]),
        ("grounded", [one for one in found.roster.outages if not one.lost]),
    ):
        if own:
            times = ", ".join(f"{one.tail} from {name.time(one.from_s)}" for one in own)
            told.append(f"{len(own)} vehicle{'s' if len(own) > 1 else ''} {verb} ({times})")
    return tuple(told)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as `verify --json` prints it."""
    return {
        "ok": verdict.ok,
        "covered_fraction": verdict.covered_fraction,
        "violations": [vars(violation) for violation in verdict.violations],
        "lines": {name: vars(line) for name, line in verdict.per_line.items()},
        **(
            {"watches": {name: _seen_json(one) for name, one in verdict.per_watch.items()}} if verdict.per_watch else {}
        ),
    }


def _seen_json(seen: RevisitCover) -> dict[str, Any]:
    return {**vars(seen), "limits": [one._asdict() for one in seen.limits]}
