"""One trial of a run, flown alone: everything that happened in it, for those who want to see for themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from longwatch.errors import BadInputError, InvariantError, Problem
from longwatch.runs.folder import held
from longwatch.runs.going_on import going_on
from longwatch.runs.planning import taken
from longwatch.runs.store import load_log, tables_of, write_tables
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import flown, job_of, joined
from longwatch.sim.fly_years import longest_rows
from longwatch.sim.looks_table import WHOLE_TRIALS, judged_rows
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.load import load_traffic

TRIALS = "trials"
EVENTS = ("gaps", "tallies", "cover")  # kept of every trial, in whole seconds


@dataclass(frozen=True)
class Alone:
    """A trial with the folder that its tables went to. `same_as_in_the_run`: tables of the run that were held against it."""

    folder: Path
    trial: int
    seed: int
    scenario: Scenario
    log: WatchLog
    same_as_in_the_run: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Every row of the tables, but of looks and cells their number: those are in the files."""
        tables = tables_of(self.log)
        few = {name: tables[name].to_dicts() for name in ("sorties", *EVENTS)}
        return {
            "folder": str(self.folder),
            "trial": self.trial,
            "seed": self.seed,
            "rows": {name: table.height for name, table in tables.items()},
            "same_as_in_the_run": list(self.same_as_in_the_run),
            **few,
        }


def fly_trial(path: Path, trial: int, out: Path | None = None) -> Alone:
    """Fly one trial of a run folder with all its looks, and write its tables.

    Where the run holds rows of that trial they must be the same; else an InvariantError says so.
    """
    scenario, plan, _ = taken(path)
    run = scenario.file.run
    if not 0 <= trial < run.trials:
        what = f"{trial} is none of this run's trials, which are 0 to {run.trials - 1}"
        raise BadInputError(Problem("--trial", what))
    ships, all_of_it = load_traffic(scenario), trial + 1
    job = job_of(scenario, plan.roster, seed=run.seed, look_trials=all_of_it, ships=ships, keep_sorties=all_of_it)
    frames = flown(replace(job, cells_below=all_of_it, whole_looks_below=all_of_it), range(trial, trial + 1))
    log = joined(run.seed, 1, [frames])
    same = _held_against(path, scenario, log, trial)
    target = out or path / TRIALS / str(trial)
    with going_on(path, f"fly --trial {trial}"):
        if out is None:
            with held(path):
                write_tables(target, tables_of(log))
        else:
            write_tables(target, tables_of(log))
    return Alone(target, trial, run.seed, scenario, log, same)


def _held_against(path: Path, scenario: Scenario, log: WatchLog, trial: int) -> tuple[str, ...]:
    """The tables of the run in which this trial has the very same rows. Events must be the same wherever both are flown."""
    try:
        whole = load_log(path, scenario)
    except BadInputError:  # of another roster: nothing to hold it against
        whole = None
    held_against = {} if whole is None else tables_of(whole)
    same = []
    for name, own in tables_of(log).items():
        rows = held_against.get(name, own.clear()).filter(pl.col("trial") == trial)
        if name == "looks" and trial >= WHOLE_TRIALS:
            own = judged_rows(own)
        if name == "gaps" and log.years is not None and trial > 0:
            own = longest_rows(own)
        if rows.equals(own) and name in held_against:
            same.append(name)
        elif name in held_against and name in EVENTS:
            what = "its tables were made by another version of longwatch, or no figure is to be trusted"
            raise InvariantError(f"trial {trial} flown alone differs from the run in its {name}: {what}")
    return tuple(same)
