"""Finished runs side by side: what they differ by, and whether they met the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.errors import BadInputError, Problem
from longwatch.measures.by_trial import counted_gaps, trial_values
from longwatch.measures.paired import Difference, paired, unpaired
from longwatch.runs.folder import read_manifest, sha256_of
from longwatch.runs.store import ROSTER
from longwatch.scenario.plan import Line, Roster
from longwatch.scenario.roster_file import read_roster
from longwatch.units import format_duration

Floats = NDArray[np.float64]
TABLES = ("gaps", "cover", "tallies")


@dataclass(frozen=True)
class Flown:
    """What a comparison needs of a run."""

    folder: Path
    roster: Roster
    seed: int
    trials: tuple[int, ...]
    end_rule: str
    values: dict[str, Floats]


@dataclass(frozen=True)
class Comparison:
    """Run B against run A. `why_not` says why the trials can't be paired; empty where they are."""

    a: Path
    b: Path
    trials: tuple[int, int]
    confidence: float
    why_not: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "a": str(self.a),
            "b": str(self.b),
            "trials": list(self.trials),
            "confidence": self.confidence,
            "paired": not self.why_not,
            "why_not_paired": list(self.why_not),
            "notes": list(self.notes),
            "measures": [asdict(one) for one in self.differences],
        }


def compare_runs(folders: Sequence[Path], confidence: float) -> tuple[Comparison, ...]:
    """Every run after the first against the first. Raises BadInputError with the problems of all folders."""
    problems: list[Problem] = []
    runs: list[Flown] = []
    for folder in folders:
        try:
            runs.append(flown_run(folder))
        except BadInputError as error:
            problems += error.problems
    if len(folders) < 2:
        problems.append(Problem("compare", "needs two runs or more", "longwatch compare RUN_A RUN_B"))
    if problems:
        raise BadInputError(problems)
    return tuple(compare(runs[0], other, confidence) for other in runs[1:])


def flown_run(folder: Path) -> Flown:
    """The trials of a run folder. Its scenario is not needed: roster and tables say all that is compared."""
    manifest = read_manifest(folder)
    stage = manifest["stages"].get("fly")
    if stage is None:
        raise BadInputError(Problem(str(folder), "was not flown", f"longwatch fly {folder}"))
    wanted = [f"{name}.parquet" for name in TABLES]
    lost = [name for name in wanted if sha256_of(folder / name) != stage["files"].get(name)]
    if lost or stage.get("roster") != sha256_of(folder / ROSTER):
        names = ", ".join(lost) or ROSTER
        raise BadInputError(
            Problem(str(folder), f"{names} is not what was flown", f"fly it again: longwatch fly {folder}")
        )
    gaps, cover, tallies = (pl.read_parquet(folder / name) for name in wanted)
    roster, end_rule = read_roster(folder / ROSTER), str(manifest["run"].get("end_rule", "cut"))
    trials = cover["trial"].unique().sort().to_list()
    values = trial_values(roster.lines, counted_gaps(gaps, end_rule, roster.whole_s), cover, tallies, trials)
    if roster.repeats:  # its gaps are the longest only
        values = {name: each for name, each in values.items() if name not in ("gaps", "time_average_gap")}
    return Flown(folder, roster, int(stage["seed"]), tuple(trials), end_rule, values)


def compare(a: Flown, b: Flown, confidence: float) -> Comparison:
    """Trial by trial where both runs met the same luck, else unpaired with the reasons why."""
    why_not = _why_not(a, b)
    differences = (unpaired if why_not else paired)(a.values, b.values, confidence)
    counts = (len(a.trials), len(b.trials))
    return Comparison(a.folder, b.folder, counts, confidence, why_not, _notes(a, b), differences)


def _why_not(a: Flown, b: Flown) -> tuple[str, ...]:
    """Luck is keyed by seed and trial, and runs in calendar time from the start of the period."""
    said = []
    if a.seed != b.seed:
        said.append(f"other seeds: {a.seed} and {b.seed}")
    if (a.roster.start_s, a.roster.whole_s) != (b.roster.start_s, b.roster.whole_s):
        lengths = " and ".join(format_duration(run.roster.whole_s) for run in (a, b))
        starts = "" if a.roster.start_s == b.roster.start_s else ", from other instants"
        said.append(f"other periods: {lengths}{starts}")
    if a.trials != b.trials:
        said.append(f"other trials: {len(a.trials)} and {len(b.trials)}")
    return tuple(said)


def _notes(a: Flown, b: Flown) -> tuple[str, ...]:
    """What makes a difference one of the question and not of the answer."""
    said = []
    if _demands(a.roster.lines) != _demands(b.roster.lines):
        said.append(
            "the runs do not ask for the same watch (lines, windows, watchers, limits): part of a difference is that"
        )
    if a.end_rule != b.end_rule:
        said.append(f"a gap that is open at the end counts by other rules: {a.end_rule} and {b.end_rule}")
    return tuple(said)


def _demands(lines: Sequence[Line]) -> set[tuple[Any, ...]]:
    return {(line.watch, line.kind, line.k, line.windows, line.count_from_s, line.limit_s) for line in lines}
