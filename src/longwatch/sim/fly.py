"""Fly a roster many times: trials in chunks over an Executor, joined in order, the same bytes however many workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import polars as pl

from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.transit import Transits
from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells import Sights, look_at_cells, sights_of
from longwatch.sim.looks import look_at_ships
from longwatch.sim.processes import processes_of
from longwatch.sim.state import COVER, GAP, LOG_FULL, OK, SORTIE, TALLY, Records, new_state, records
from longwatch.sim.timeline import Compiled, broken, fixed_of
from longwatch.sim.transit_tables import Rhythm, TransitTimes, rhythm_of
from longwatch.sim.trials_kernels import fly_trials
from longwatch.sim.watchlog import WatchLog, cover_frame, gaps_frame, sorties_frame, tallies_frame
from longwatch.traffic.ships import Ships

CHUNK = 50  # trials per task
LOOK_CHUNK = 13
MOST_ROWS = 2**20  # of the table of looks at cells: about 80 MB
T = TypeVar("T")
Logs = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover


def fly_roster(
    scenario: Scenario,
    roster: Roster,
    *,
    trials: int,
    seed: int,
    look_trials: int = 0,
    ships: Ships | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    chunk: int = CHUNK,
    keep_sorties: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    only_trial: int | None = None,
) -> WatchLog:
    """Fly the whole period `trials` times.

    Parameters
    ----------
    look_trials, ships : ships are looked at in the first so many trials. Cells of revisit watches are in all of them, or in
        as many as keep the table of looks below a million rows
    executor : any concurrent.futures.Executor; default: as many threads as `workers`, whose kernels run side by side
    chunk : trials per task; changes no byte of the result
    keep_sorties : trials whose sorties are kept, and so those with looks at the most; default: those with looks, at least one
    progress : called with (trials done, trials) in order
    only_trial : fly this one trial, with its sorties; its rows are those it has in the whole run

    Raises InvariantError, with seed and trial, when a law of the model broke.
    """
    compiled = compile_roster(scenario, roster)
    first, last = (0, trials) if only_trial is None else (only_trial, only_trial + 1)
    sights = sights_of(scenario, roster)
    n_cells = sum(len(one.limit_s) for one in sights)
    cell_trials = max(1, MOST_ROWS // n_cells) if n_cells else 0
    wanted = max(1, look_trials, min(cell_trials, trials)) if keep_sorties is None else keep_sorties
    keep = last if only_trial is not None else wanted
    tasks = [(compiled, seed, start, min(chunk, last - start), keep) for start in range(first, last, chunk)]
    looked = range(first, max(first, min(last, look_trials, keep)) if ships is not None else first)
    celled = range(first, max(first, min(last, cell_trials, keep)))
    own_pool = ThreadPoolExecutor(workers) if executor is None else None
    try:
        pool = executor or own_pool
        assert pool is not None
        logs = _in_order(pool, fly_chunk, tasks, lambda n: progress and progress(min(n * chunk, last - first), trials))
        gaps, sorties, tallies, cover = (np.concatenate(parts) for parts in zip(*logs, strict=True))
        kept = sorties_frame(sorties, compiled)
        missed = gaps_frame(gaps, compiled)
        looks = _in_order(pool, look_chunk, _look_tasks(scenario, roster, ships, kept, looked, seed))
        revisit = _in_order(pool, look_at_cells, _cell_tasks(sights, kept, missed, celled, roster.length_s))
    finally:
        if own_pool is not None:
            own_pool.shutdown(cancel_futures=True)
    return WatchLog(
        seed,
        last - first,
        missed,
        kept,
        tallies_frame(tallies, compiled),
        cover_frame(cover, compiled),
        pl.concat(looks) if looks else None,
        pl.concat(revisit) if revisit else None,
    )


def compile_roster(scenario: Scenario, roster: Roster) -> Compiled:
    """The arrays of a scenario's roster, its transits worked out by the rostering room."""

    def transits(pairing: Pairing) -> TransitTimes:
        return Transits(scenario, pairing, roster.line(pairing.line))

    def rhythm(pairing: Pairing) -> Rhythm:
        base = scenario.base(scenario.fleet(pairing.fleet).base)
        return rhythm_of(track_of(base), track_of_line(roster.line(pairing.line)))

    return fixed_of(processes_of(scenario, roster), roster, transits, rhythm)


def fly_chunk(compiled: Compiled, seed: int, first_trial: int, n_trials: int, keep_sorties: int) -> Logs:
    """The logs of consecutive trials, on any worker: a function of its arguments alone."""
    fixed = compiled.for_trials(first_trial, n_trials, seed)
    n_fleets, n_lines, done, size = len(fixed.fleets), len(fixed.lines), 0, 1
    state, parts = new_state(fixed), list[Logs]()
    while done < n_trials:
        left = n_trials - done
        kept = max(0, min(left, keep_sorties - first_trial - done))
        gaps = records(left * size * (len(fixed.stints) + 8 * n_lines), GAP)
        sorties = records(kept * size * (2 * len(fixed.stints) + len(fixed.vehicles)), SORTIE)
        tallies, cover = records(left * n_fleets, TALLY), records(left * n_lines, COVER)
        filled = np.zeros(2, np.int64)
        n, error = fly_trials(
            fixed, state, seed, first_trial + done, left, keep_sorties, gaps, sorties, tallies, cover, filled
        )
        parts.append((gaps[: filled[0]], sorties[: filled[1]], tallies[: n * n_fleets], cover[: n * n_lines]))
        done += n
        if error == LOG_FULL:  # the logs of the trial or of the chunk: both grow, and that trial is flown again
            state, size = state.with_longer_logs(), 2 * size
        elif error != OK:
            raise broken(error, seed, first_trial + done)
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def look_chunk(
    scenario: Scenario, roster: Roster, ships: Ships, sorties: pl.DataFrame, trials: range, seed: int
) -> pl.DataFrame:
    """Looks at ships in consecutive trials, on any worker."""
    return look_at_ships(scenario, roster, ships, sorties, trials, seed)


def _look_tasks(
    scenario: Scenario, roster: Roster, ships: Ships | None, sorties: pl.DataFrame, trials: range, seed: int
) -> list[tuple[Any, ...]]:
    if ships is None:
        return []
    return [(scenario, roster, ships, _of(sorties, chunk), chunk, seed) for chunk in _chunks(trials)]


def _cell_tasks(
    sights: Sequence[Sights], sorties: pl.DataFrame, gaps: pl.DataFrame, trials: range, length_s: int
) -> list[tuple[Any, ...]]:
    return [(sights, _of(sorties, chunk), _of(gaps, chunk), chunk, length_s) for chunk in _chunks(trials)]


def _chunks(trials: range) -> list[range]:
    return [range(start, min(start + LOOK_CHUNK, trials.stop)) for start in trials[::LOOK_CHUNK]]


def _of(frame: pl.DataFrame, trials: range) -> pl.DataFrame:
    return frame.filter(pl.col("trial").is_between(trials.start, trials.stop - 1))


def _in_order(
    pool: Executor,
    function: Callable[..., T],
    tasks: list[tuple[Any, ...]],
    done: Callable[[int], object] = lambda n: None,  # noqa: ARG005
) -> list[T]:
    """The results in the order of the tasks, whatever order they end in."""
    futures = [pool.submit(function, *task) for task in tasks]
    results: list[T] = []
    try:
        for future in futures:
            results.append(future.result())
            done(len(results))
    finally:
        for future in futures:
            future.cancel()
    return results
