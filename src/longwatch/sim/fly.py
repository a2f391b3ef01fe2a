"""Fly a roster many times: trials in chunks over an Executor, joined in order, the same bytes however many workers.

A chunk, that is the timeline of some consecutive trials with their looks at ships and cells, is a function of the job and
of the numbers of its trials alone. So it does not matter where it is flown, when, how often, or in what company.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from longwatch.errors import BadInputError, Problem
from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.transit import Transits
from longwatch.scenario.plan import Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells import Sights, look_at_cells, sights_of
from longwatch.sim.fly_years import fly_years_chunk
from longwatch.sim.horizon import Horizon, kept_horizon
from longwatch.sim.looks import Looker
from longwatch.sim.looks_table import WHOLE_TRIALS
from longwatch.sim.processes import Processes, processes_of
from longwatch.sim.queue import fly_queue_chunk, has_feedback
from longwatch.sim.reroster import Replanner, fly_anew_chunk, replanner_of
from longwatch.sim.setting import Setting, setting_of
from longwatch.sim.state import COVER, GAP, LOG_FULL, OK, SORTIE, TALLY, Records, new_state, records
from longwatch.sim.timeline import Compiled, broken
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.sim.transit_tables import Rhythm, TransitTimes, rhythm_of
from longwatch.sim.trials_kernels import fly_trials
from longwatch.sim.watchlog import FRAMES, WatchLog, cover_frame, gaps_frame, sorties_frame, tallies_frame
from longwatch.traffic.ships import Ships

LOOK_CHUNK = 25  # trials of a chunk in which ships or cells are looked at: commonly half a second of work
MOST_CHUNK = 1000  # of one in which nothing is
ALL_TRIALS = 2**62
CHUNK_STINTS = 400_000  # flown in a chunk, about
MOST_ROWS = 2**20  # of the table of looks at cells: about 80 MB
Logs = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover
Frames = dict[str, pl.DataFrame]  # tables of a `WatchLog` by name; those of looks only where there are any


@dataclass(frozen=True)
class Job:
    """What every chunk is a function of, besides the numbers of its trials; it goes once to each worker.

    looks_below, cells_below : ships are looked at in trials with lower numbers, and so are cells
    whole_looks_below : every ship has its row in trials with lower numbers, in others those that are judged
    sorties_below : sorties are kept of trials with lower numbers
    """

    scenario: Scenario
    roster: Roster
    compiled: Compiled
    seed: int
    ships: Ships | None
    sights: tuple[Sights, ...]
    looks_below: int
    cells_below: int
    sorties_below: int
    whole_looks_below: int = WHOLE_TRIALS

    @cached_property
    def looker(self) -> Looker | None:
        """What looks of all trials share: made by each worker, once it looks at ships."""
        return None if self.ships is None else Looker(self.scenario, self.roster, self.ships)

    @cached_property
    def setting(self) -> Setting:
        """What trials with feedback share, made by each worker."""
        return setting_of(self.scenario, self.roster, self.compiled, self.ships)

    @cached_property
    def replanner(self) -> Replanner | None:
        """What plans made anew share, made by each worker."""
        return replanner_of(self.scenario, self.roster, self.compiled)

    @cached_property
    def horizon(self) -> Horizon | None:
        """What trials of years share: plans are made by each worker, when they are needed."""
        return kept_horizon(self.scenario, self.roster) if self.roster.repeats else None

    def __getstate__(self) -> dict[str, object]:
        """To a worker goes what was given, not what is made of it."""
        made = ("looker", "setting", "horizon", "replanner")
        return {name: value for name, value in self.__dict__.items() if name not in made}


def job_of(
    scenario: Scenario,
    roster: Roster,
    *,
    seed: int,
    look_trials: int | None = 0,
    ships: Ships | None = None,
    keep_sorties: int | None = None,
) -> Job:
    """Compile what is to be flown. It does not depend on the number of trials: more of them leave the first as they are.

    Parameters
    ----------
    look_trials, ships : ships are looked at in the first so many trials, None for all. Cells of revisit watches are in all of
        them, or in as many as keep the table of looks below a million rows
    keep_sorties : trials whose sorties are kept, and so those with looks at the most; default: those with looks, at least one
    Raises BadInputError for a roster on which vehicles dropped out while it was flown.
    """
    if roster.outages:
        what = f"{roster.outages[0].tail} dropped out while this roster was flown, and trials know nothing of that"
        hint = "fly the roster as it was planned, or a scenario that starts later with who is in the air in [state]"
        raise BadInputError(Problem("roster.csv", what, hint))
    if roster.repeats:
        look_trials, ships = 0, None  # neither ships nor cells are looked at for years
    sights = () if roster.repeats else sights_of(scenario, roster)
    n_cells = sum(len(one.limit_s) for one in sights)
    cells = max(1, MOST_ROWS // n_cells) if n_cells else 0
    looks = 0 if ships is None else ALL_TRIALS if look_trials is None else look_trials
    keep = max(1, looks, cells) if keep_sorties is None else keep_sorties
    return Job(
        scenario=scenario,
        roster=roster,
        compiled=compile_roster(scenario, roster),
        seed=seed,
        ships=ships,
        sights=sights,
        looks_below=min(looks, keep),
        cells_below=min(cells, keep),
        sorties_below=keep,
    )


def chunks_of(job: Job, trials: range, chunk: int | None = None) -> list[range]:
    """The trials in chunks, whose bounds depend on the job alone: sized so that one lasts from a tenth of a second to a few."""
    looked = max(job.looks_below, job.cells_below)
    if job.scenario.file.policy.reroster_s is not None:
        looked = ALL_TRIALS  # a trial of plans takes as long as one of looks
    n_stints = len(job.roster.stints) * job.scenario.length_s // job.roster.length_s
    many = min(MOST_CHUNK, max(LOOK_CHUNK, CHUNK_STINTS // max(1, n_stints)))
    out, start = list[range](), trials.start
    while start < trials.stop:
        n = chunk or (LOOK_CHUNK if start < looked else many)
        out.append(range(start, min(start + n, trials.stop)))
        start += n
    return out


def flown(job: Job, trials: range) -> Frames:
    """A chunk: consecutive trials with their looks, on any worker."""
    looks, more = None, Frames()
    if job.horizon is not None:
        logs, more = fly_years_chunk(job.horizon, job.seed, trials.start, len(trials), job.sorties_below)
    elif has_feedback(job.scenario):
        logs, looks = fly_queue_chunk(
            job.setting, job.seed, trials, job.sorties_below, job.looks_below, job.whole_looks_below
        )
    elif job.replanner is not None:
        logs = fly_anew_chunk(job.compiled, job.replanner, job.seed, trials, job.sorties_below)
    else:
        logs = fly_chunk(job.compiled, job.seed, trials.start, len(trials), job.sorties_below)
    gaps, sorties, tallies, cover = logs
    frames = {
        "gaps": gaps_frame(gaps, job.compiled),
        "sorties": sorties_frame(sorties, job.compiled),
        "tallies": tallies_frame(tallies, job.compiled),
        "cover": cover_frame(cover, job.compiled),
        **more,
    }
    looked, celled = (range(trials.start, min(trials.stop, end)) for end in (job.looks_below, job.cells_below))
    if looked and looks is not None:
        frames["looks"] = looks
    elif looked and job.looker is not None:
        kept = _of(frames["sorties"], looked)
        frames["looks"] = job.looker.look(kept, looked, job.seed, job.whole_looks_below)
    if celled and job.sights:
        kept, missed = _of(frames["sorties"], celled), _of(frames["gaps"], celled)
        frames["revisit"] = look_at_cells(job.sights, kept, missed, celled, job.roster.length_s, job.seed)
    return frames


def joined(seed: int, trials: int, chunks: Sequence[Frames]) -> WatchLog:
    """The log of consecutive chunks, whose memory it takes over."""
    tables: Frames = {}
    for name in FRAMES:
        if parts := [chunk.pop(name) for chunk in chunks if name in chunk]:  # each table is let go of when it is joined
            tables[name] = pl.concat(parts, rechunk=True)  # in one piece: a table's bytes must not tell its chunks
    return WatchLog(seed, trials, **tables)


def fly_roster(
    scenario: Scenario,
    roster: Roster,
    *,
    trials: int,
    seed: int,
    look_trials: int | None = 0,
    ships: Ships | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    chunk: int | None = None,
    keep_sorties: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    only_trial: int | None = None,
) -> WatchLog:
    """Fly the whole period `trials` times.

    Parameters
    ----------
    look_trials, ships, keep_sorties : as of `job_of`
    executor : any concurrent.futures.Executor; default: as many threads as `workers`, whose kernels run side by side
    chunk : trials per task; changes no byte of the result
    progress : called with (trials done, trials) in order
    only_trial : fly this one trial, with its sorties; its rows are those it has in the whole run

    Raises InvariantError, with seed and trial, when a law of the model broke.
    """
    asked = range(trials) if only_trial is None else range(only_trial, only_trial + 1)
    keep = keep_sorties if only_trial is None else asked.stop
    job = job_of(scenario, roster, seed=seed, look_trials=look_trials, ships=ships, keep_sorties=keep)
    chunks = chunks_of(job, asked, chunk)
    pool = ThreadPoolExecutor(workers) if executor is None else executor
    try:
        futures = [pool.submit(flown, job, one) for one in chunks]
        parts = []
        try:
            for one, future in zip(chunks, futures, strict=True):
                parts.append(future.result())
                if progress:
                    progress(one.stop - asked.start, trials)
        finally:
            for future in futures:
                future.cancel()
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)
    return joined(seed, len(asked), parts)


def compile_roster(scenario: Scenario, roster: Roster, processes: Processes | None = None) -> Compiled:
    """The arrays of a scenario's roster, its transits worked out by the rostering room; `processes` by default its own."""

    def transits(pairing: Pairing) -> TransitTimes:
        return Transits(scenario, pairing, roster.line(pairing.line))

    def rhythm(pairing: Pairing) -> Rhythm:
        base = scenario.base(scenario.fleet(pairing.fleet).base)
        return rhythm_of(track_of(base), track_of_line(roster.line(pairing.line)))

    return fixed_of(processes or processes_of(scenario, roster), roster, transits, rhythm)


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


def _of(frame: pl.DataFrame, trials: range) -> pl.DataFrame:
    return frame.filter(pl.col("trial").is_between(trials.start, trials.stop - 1))
