"""Sets of uncertain inputs drawn and flown: trials inside, inputs outside. What comes out is kept in the run folder."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.errors import BadInputError, Problem
from longwatch.measures.by_trial import KNOWLEDGE, counted_gaps, trial_values
from longwatch.origins import Figure
from longwatch.runs.folder import RunFolder, read_manifest, sha256_of, write_json, write_whole
from longwatch.runs.store import ROSTER
from longwatch.scenario.models import Run
from longwatch.scenario.places import Key
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import fly_chunk
from longwatch.sim.inputs import draw_shares, inputs_of
from longwatch.sim.sampled import Planned, compile_truth, planned_watchers, reaching, truth_of
from longwatch.sim.watchlog import cover_frame, gaps_frame, tallies_frame

Floats = NDArray[np.float64]
SAMPLES, SAMPLE_INPUTS = "samples.parquet", "samples.json"
LEAST_TRIALS = 10  # of a set


@dataclass(frozen=True)
class Samples:
    """What was drawn and flown.

    inputs : those that reach the trials, by name, with their ranges; idle : the names of those that don't
    shares : (sets, inputs), where in its range each was
    values : measure -> (sets, trials of each); empty where no input reaches the trials
    """

    inputs: tuple[tuple[str, Figure], ...]
    idle: tuple[str, ...]
    shares: Floats
    values: dict[str, Floats]

    @property
    def n_trials(self) -> int:
        """Of each set."""
        return next((of.shape[1] for of in self.values.values()), 0)


def trials_of_set(run: Run) -> int:
    """How many trials each set of inputs is flown."""
    return run.sample_trials or max(LEAST_TRIALS, -(-run.trials // max(run.samples, 1)))


def fly_samples(
    scenario: Scenario, roster: Roster, executor: Executor, progress: Callable[[int, int], None] | None = None
) -> Samples | None:
    """Draw `run.samples` sets and fly each; None where none are asked for. Set i flies trials of its own, so luck is its own.

    The same scenario, roster and seed give the same, whatever the executor.
    """
    run = scenario.file.run
    if run.samples == 0:
        return None
    inputs, idle = reaching(scenario, roster, inputs_of(scenario))
    shares, m = draw_shares(inputs, run.samples, run.seed), trials_of_set(run)
    names, figures = tuple(one.name for one in idle), tuple((one.name, one.figure) for one in inputs)
    if not inputs:
        return Samples(figures, names, shares, {})
    planned = planned_watchers(scenario, roster)
    drawn = [{one.key: one.at(float(share)) for one, share in zip(inputs, row, strict=True)} for row in shares]
    futures = [executor.submit(fly_set, scenario, roster, planned, values, i * m, m) for i, values in enumerate(drawn)]
    found = list[dict[str, Floats]]()
    try:
        for future in futures:
            found.append(future.result())
            if progress is not None:
                progress(len(found), run.samples)
    finally:
        for future in futures:
            future.cancel()
    return Samples(figures, names, shares, {name: np.stack([one[name] for one in found]) for name in KNOWLEDGE})


def sample_stage(
    folder: RunFolder,
    scenario: Scenario,
    roster: Roster,
    workers: int | None,
    progress: Callable[[str, int, int], None],
) -> Samples | None:
    """Draw, fly and keep what `run.samples` asks for; what lies in the folder already is taken."""
    n = scenario.file.run.samples
    if n == 0 or (found := load_samples(folder.path)) is not None:
        return None if n == 0 else found
    progress("sampling", 0, n)
    executor = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    try:
        samples = fly_samples(
            scenario, roster, executor, lambda done, total: progress("sampling", min(done, total - 1), total)
        )
    finally:
        executor.shutdown(cancel_futures=True)
    assert samples is not None
    save_samples(folder, samples)
    progress("sampling", n, n)
    return samples


def fly_set(
    scenario: Scenario, roster: Roster, planned: Planned, values: Mapping[Key, float], first: int, n: int
) -> dict[str, Floats]:
    """Measures of trials first to first + n - 1 under one set of inputs, on any worker."""
    compiled = compile_truth(roster, truth_of(scenario, roster, values), planned)
    gaps, _, tallies, cover = fly_chunk(compiled, scenario.file.run.seed, first, n, 0)
    counted = counted_gaps(gaps_frame(gaps, compiled), scenario.file.period.end, roster.length_s)
    tables = (counted, cover_frame(cover, compiled), tallies_frame(tallies, compiled))
    each = trial_values(roster.lines, *tables, range(first, first + n))
    return {name: each[name] for name in KNOWLEDGE}


def save_samples(folder: RunFolder, samples: Samples) -> None:
    """A table with a row for each trial of each set, and what was drawn."""
    n, m = len(samples.shares), samples.n_trials
    table = {"set": np.repeat(np.arange(n), m), "trial": np.arange(n * m)}
    buffer = io.BytesIO()
    pl.DataFrame(table | {name: of.ravel() for name, of in samples.values.items()}).write_parquet(
        buffer, compression="zstd", statistics=False
    )
    write_whole(folder.file(SAMPLES), buffer.getvalue())
    inputs = [
        {"name": name, "likely": float(figure), "low": figure.low, "high": figure.high, "unit": figure.unit,
         "text": figure.text, "drawn": samples.shares[:, i].tolist()}
        for i, (name, figure) in enumerate(samples.inputs)
    ]  # fmt: skip
    facts = {"sets": n, "trials_of_each": m, "inputs": inputs, "idle": list(samples.idle)}
    write_json(folder.file(SAMPLE_INPUTS), facts)
    folder.finish("samples", [SAMPLES, SAMPLE_INPUTS], roster=sha256_of(folder.file(ROSTER)))


def load_samples(folder: Path) -> Samples | None:
    """What lies in the folder; None where nothing was drawn, the roster is another by now, or a file is not what was written."""
    stage = read_manifest(folder)["stages"].get("samples")
    if stage is None or stage.get("roster") != sha256_of(folder / ROSTER):
        return None
    if any(sha256_of(folder / name) != digest for name, digest in stage["files"].items()):
        return None
    try:
        facts: dict[str, Any] = json.loads((folder / SAMPLE_INPUTS).read_text(encoding="utf-8"))
        table = pl.read_parquet(folder / SAMPLES)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise BadInputError(Problem(str(folder), f"what was sampled cannot be read ({error})", "fly again")) from None
    n, m = facts["sets"], facts["trials_of_each"]
    inputs = tuple(
        (one["name"], Figure(one["likely"], one["unit"], low=one["low"], high=one["high"], text=one["text"]))
        for one in facts["inputs"]
    )
    shares = np.array([one["drawn"] for one in facts["inputs"]], np.float64).reshape(len(inputs), n).T
    values = {name: table[name].to_numpy().reshape(n, m) for name in KNOWLEDGE if name in table.columns}
    return Samples(inputs, tuple(facts["idle"]), shares, values)
