"""The stage that flies: chunks that lie there are taken, the others flown and kept, all of them joined to the tables."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from longwatch.errors import InterruptedRunError
from longwatch.measures.stopping import Stopping, looks_at, stopping_of
from longwatch.runs.chunks import ChunkStore, clear_chunks, encoded
from longwatch.runs.dispatch import Dispatch, StoppedError
from longwatch.runs.folder import RunFolder, sha256_of
from longwatch.runs.stop import stoppable
from longwatch.runs.store import ROSTER, save_log
from longwatch.runs.workers import Hands, pool_for
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import Frames, Job, chunks_of, job_of, joined
from longwatch.sim.watchlog import FRAMES, WatchLog
from longwatch.traffic.ships import Ships
from longwatch.version import __version__

Progress = Callable[[str, int, int], None]


def fly_stage(
    folder: RunFolder,
    scenario: Scenario,
    roster: Roster,
    ships: Ships | None,
    hands: Hands,
    progress: Progress,
    *,
    earlier: WatchLog | None = None,
    go_on: str = "resume",
) -> WatchLog:
    """Fly the trials that are missing, and write the tables of all.

    Parameters
    ----------
    earlier : a log of the first trials of the very same job, which are not flown again
    go_on : the command that goes on after an interruption, for its message
    """
    run, flown_roster = scenario.file.run, sha256_of(folder.file(ROSTER))
    job = job_of(scenario, roster, seed=run.seed, look_trials=run.look_trials, ships=ships)
    store = ChunkStore(folder.path, chunk_key(scenario, flown_roster))
    chunks = chunks_of(job, range(run.trials))
    began_s = time.monotonic()
    whole = store.open(chunks)
    if earlier is not None:
        whole |= _taken_over(store, job, earlier, [chunk for chunk in chunks if chunk not in whole])
    order = _InOrder(chunks, stopping_of(scenario, roster), store.read)
    for number, chunk in enumerate(chunks):
        if chunk in whole:
            order.add(number)
    if whole:
        folder.note(f"flying: {order.trials_done} trials were there")
    progress("flying", min(order.trials_done, run.trials - 1), run.trials)
    _fly_missing(folder, job, store, order, hands, progress, go_on)
    kept = chunks[: order.end]
    log = joined(run.seed, kept[-1].stop, [store.read(chunk) for chunk in kept])
    files = save_log(folder, log)
    folder.finish("fly", files, trials=log.trials, asked=run.trials, seed=run.seed, roster=flown_roster)
    folder.note(f"flying: {log.trials} trials, {time.monotonic() - began_s:.1f} s")
    progress("flying", run.trials, run.trials)
    clear_chunks(folder.path)
    return log


def chunk_key(scenario: Scenario, roster_sha256: str) -> str:
    """What a chunk is a function of, besides its trials: all but how many trials are flown in the end."""
    run = scenario.file.run.model_copy(update={"trials": 1})
    same = replace(scenario, file=scenario.file.model_copy(update={"run": run}))
    return hashlib.sha256(json.dumps([scenario_digest(same), roster_sha256, __version__]).encode()).hexdigest()


def _fly_missing(
    folder: RunFolder, job: Job, store: ChunkStore, order: _InOrder, hands: Hands, progress: Progress, go_on: str
) -> None:
    chunks = order.chunks
    todo = [number for number in range(order.end) if number not in order.done]
    if not todo:
        return
    total = chunks[-1].stop

    def keep(number: int, data: bytes) -> int:
        store.commit(chunks[number], data)
        order.add(number)
        progress("flying", min(order.trials_done, total - 1), total)
        return order.end

    pool = pool_for(job, store.key, [chunks[number] for number in todo], hands)
    folder.note(f"flying: {pool.how}")
    with stoppable() as asked:
        try:
            Dispatch(pool, chunks, keep=keep, asked=asked, note=folder.note).fly(todo)
            if asked():
                raise StoppedError
        except StoppedError:
            told = f"{order.trials_done} of {total} trials are saved; to go on: longwatch {go_on} {folder.path}"
            raise InterruptedRunError(f"interrupted: {told}") from None
        finally:
            pool.close()


class _InOrder:
    """Chunks that have ended, and whether the first of them are enough."""

    def __init__(self, chunks: Sequence[range], rule: Stopping | None, read: Callable[[range], Frames]) -> None:
        self.chunks, self.done = chunks, set[int]()
        self.end = len(chunks)  # chunks that are needed
        self._rule, self._read, self._next = rule, read, 0
        self._looks = set(looks_at([chunk.stop for chunk in chunks])) if rule else set[int]()
        self._gaps, self._cover = list[pl.DataFrame](), list[pl.DataFrame]()

    @property
    def trials_done(self) -> int:
        return sum(len(self.chunks[number]) for number in self.done)

    def add(self, number: int) -> None:
        self.done.add(number)
        while self._rule is not None and self._next < self.end and self._next in self.done:
            chunk = self.chunks[self._next]
            self._next += 1
            frames = self._read(chunk)
            self._gaps.append(frames["gaps"])
            self._cover.append(frames["cover"])
            if chunk.stop in self._looks and self._rule.done(pl.concat(self._gaps), pl.concat(self._cover), chunk.stop):
                self.end = self._next


def _taken_over(store: ChunkStore, job: Job, earlier: WatchLog, chunks: Sequence[range]) -> set[range]:
    """Chunks whose trials were flown before, kept as if they had been flown now."""
    taken = set()
    for chunk in chunks:
        if chunk.stop <= earlier.trials:
            store.commit(chunk, encoded(store.key, chunk, _of_trials(job, earlier, chunk)))
            taken.add(chunk)
    return taken


def _of_trials(job: Job, log: WatchLog, chunk: range) -> Frames:
    """The rows of a chunk in a log, with the tables it would have had."""
    ends = {"looks": job.looks_below, "revisit": job.cells_below}
    tables = {name: getattr(log, name) for name in FRAMES}
    inside = pl.col("trial").is_between(chunk.start, chunk.stop - 1)
    return {
        name: table.filter(inside)
        for name, table in tables.items()
        if table is not None and chunk.start < ends.get(name, chunk.stop)
    }
