"""Fly a roster many times: trials in chunks over an Executor, joined in order, the same bytes however many workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np

from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.processes import processes_of
from longwatch.sim.state import COVER, GAP, LOG_FULL, OK, SORTIE, TALLY, Fixed, Records, new_state, records
from longwatch.sim.timeline import Compiled, TransitTimes, broken, fixed_of
from longwatch.sim.timeline_kernels import fly_trials
from longwatch.sim.watchlog import WatchLog, cover_frame, gaps_frame, sorties_frame, tallies_frame

CHUNK = 50
Logs = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover


def fly_roster(
    scenario: Scenario,
    roster: Roster,
    *,
    trials: int,
    seed: int,
    look_trials: int = 0,
    ships: Any = None,
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
    look_trials, ships : ships are looked at in the first so many trials
    executor : any concurrent.futures.Executor; default: as many threads as `workers`, whose kernels run side by side
    chunk : trials per task; changes no byte of the result
    keep_sorties : trials whose sorties are kept; default: those with looks, and at least one
    progress : called with (trials done, trials) in order
    only_trial : fly this one trial, with its sorties; its rows are those it has in the whole run

    Raises InvariantError, with seed and trial, when a law of the model broke.
    """
    compiled = compile_roster(scenario, roster)
    first, last = (0, trials) if only_trial is None else (only_trial, only_trial + 1)
    keep = last if only_trial is not None else max(1, look_trials) if keep_sorties is None else keep_sorties
    starts = range(first, last, chunk)
    tasks = [(compiled.fixed, seed, start, min(chunk, last - start), keep) for start in starts]
    if executor is not None:
        logs = _collect(executor, tasks, progress)
    else:
        with ThreadPoolExecutor(workers) as pool:
            logs = _collect(pool, tasks, progress)
    gaps, sorties, tallies, cover = (np.concatenate(parts) for parts in zip(*logs, strict=True))
    return WatchLog(
        seed,
        last - first,
        gaps_frame(gaps, compiled),
        sorties_frame(sorties, compiled),
        tallies_frame(tallies, compiled),
        cover_frame(cover, compiled),
    )


def compile_roster(scenario: Scenario, roster: Roster) -> Compiled:
    """The arrays of a scenario's roster, its transits worked out by the rostering room."""
    from longwatch.rostering.transit import Transits

    def transits(pairing: Pairing) -> TransitTimes:
        return Transits(scenario, pairing, roster.line(pairing.line))

    return fixed_of(processes_of(scenario), roster, transits)


def fly_chunk(fixed: Fixed, seed: int, first_trial: int, n_trials: int, keep_sorties: int) -> Logs:
    """The logs of consecutive trials, on any worker: a function of its arguments alone."""
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


def _collect(
    executor: Executor, tasks: list[tuple[Fixed, int, int, int, int]], progress: Callable[[int, int], None] | None
) -> list[Logs]:
    """The chunks in their order, whatever order they end in."""
    futures = [executor.submit(fly_chunk, *task) for task in tasks]
    total, done, logs = sum(task[3] for task in tasks), 0, []
    try:
        for task, future in zip(tasks, futures, strict=True):
            logs.append(future.result())
            done += task[3]
            if progress is not None:
                progress(done, total)
    finally:
        for future in futures:
            future.cancel()
    return logs
