"""One run, the same bytes: on any workers, in chunks of any size, cut and gone on with, one trial alone, more trials later."""

from __future__ import annotations

import importlib.util
import os
import pickle
import random
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.errors import (
    BadInputError,
    ImpossibleError,
    InterruptedRunError,
    InvariantError,
    LongwatchError,
    MachineError,
    Problem,
)
from longwatch.runs import flight, workers
from longwatch.runs.chunks import CHUNKS, ChunkStore, encoded
from longwatch.runs.flight import fly_stage
from longwatch.runs.folder import RunKey, made, read_manifest, write_whole
from longwatch.runs.outcome import quiet
from longwatch.runs.store import ROSTER
from longwatch.runs.workers import Hands, Processes, Threads
from longwatch.scenario.roster_file import roster_text
from longwatch.sim import fly
from longwatch.sim.fly import fly_roster, job_of, joined
from longwatch.sim.watchlog import WatchLog

FAULTS = {
    "late": "20 %",
    "grounding_rate": "3 /year",
    "link_loss_rate": "0.5 /day",
    "platform": {
        name: {"preflight_failure": "10 %", "abort_rate": "0.01 /h", "loss_rate": "0.002 /h", "repair": "20 h"}
        for name in ("plane", "drone", "boat")
    },
}
WEATHER = {"closure": [{"of": "*", "rate": "0.3 /day", "mean_length": "3 h"}]}
CHUNK = 20
ONE = Hands(1)
HAS_DASK = importlib.util.find_spec("distributed") is not None


def stormy(**run: Any) -> Any:
    return hand_scenario(faults=FAULTS, weather=WEATHER, run={"trials": 110, "seed": 5, **run})


def chunks_by(size: int) -> Any:
    return lambda job, trials: fly.chunks_of(job, trials, size)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flight, "chunks_of", chunks_by(CHUNK))


def flown(
    path: Path, hands: Hands = ONE, *, progress: Any = quiet, earlier: WatchLog | None = None, **run: Any
) -> WatchLog:
    """Fly the stage in a folder that holds the roster, as the main job does."""
    scenario = stormy(**run)
    roster = hand_roster(scenario)
    with made(path, RunKey("hand", "0" * 64, ()), {"inputs": {}}) as folder:
        write_whole(folder.file(ROSTER), roster_text(roster))
        return fly_stage(folder, scenario, roster, None, hands, progress, earlier=earlier)


def bytes_of(path: Path) -> dict[str, bytes]:
    """All that the run left behind but the clock; no chunk may be left."""
    assert {file.name for file in path.iterdir() if file.is_dir()} == set()
    return {file.name: file.read_bytes() for file in path.iterdir() if file.name not in (".lock", "run.log")}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("unbroken") / "run"
    flown(path)
    return bytes_of(path)


@pytest.mark.parametrize("size", [1, 7, 110, 1000])
def test_chunks_of_any_size_on_two_workers(
    size: int, tmp_path: Path, unbroken: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flight, "chunks_of", chunks_by(size))
    flown(tmp_path / "run", Hands(2))
    assert bytes_of(tmp_path / "run") == unbroken


class Cut(Exception):  # noqa: N818
    """As if the power had gone."""


def cut_after(n: int) -> Any:
    def progress(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        if done >= n * CHUNK:
            raise Cut

    return progress


@pytest.mark.parametrize("damage", ["none", "torn", "gone", "foreign", "junk"])
def test_a_run_that_was_cut_ends_in_the_same_bytes(damage: str, tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    run = tmp_path / "run"
    with pytest.raises(Cut):
        flown(run, progress=cut_after(3))
    chunks = sorted((run / CHUNKS).iterdir())
    assert len(chunks) == 3
    if damage == "torn":
        chunks[0].write_bytes(chunks[0].read_bytes()[:-100])
    elif damage == "gone":
        chunks[1].unlink()
    elif damage == "foreign":
        chunks[0].rename(run / CHUNKS / "0000080-0000100.chunk")
    elif damage == "junk":
        (run / CHUNKS / "notes.txt").write_text("x")
    told: list[int] = []
    flown(run, Hands(2), progress=lambda _, done, __: told.append(done))
    assert told[0] == (60 if damage in ("none", "junk") else 40)
    assert bytes_of(run) == unbroken


def test_chunks_of_another_roster_or_seed_are_flown_anew(tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    run = tmp_path / "run"
    with pytest.raises(Cut):
        flown(run, progress=cut_after(3), seed=6)
    told: list[int] = []
    flown(run, progress=lambda _, done, __: told.append(done))
    assert told[0] == 0
    assert bytes_of(run) == unbroken


def test_more_trials_keep_those_that_were_flown(tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    some = flown(tmp_path / "some", trials=70)
    told: list[int] = []
    flown(tmp_path / "run", earlier=some, progress=lambda _, done, __: told.append(done))
    assert told[0] == 60  # the last ten were no whole chunk
    assert bytes_of(tmp_path / "run") == unbroken


def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    run = tmp_path / "run"

    def progress(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        if done == 2 * CHUNK:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(InterruptedRunError, match=rf"\d+ of 110 trials are saved; to go on: longwatch resume {run}"):
        flown(run, progress=progress)
    assert len(list((run / CHUNKS).iterdir())) >= 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    flown(run)
    assert bytes_of(run) == unbroken


def test_it_stops_when_enough_was_flown_whoever_flew(tmp_path: Path) -> None:
    runs = []
    rule = {"stop": {"covered": "40 %"}}  # met at the first look
    for n, hands in enumerate((ONE, Hands(3))):
        log = flown(tmp_path / str(n), hands, trials=1000, **rule)
        assert log.trials == 100
        runs.append(bytes_of(tmp_path / str(n)))
    assert runs[0] == runs[1]
    facts = read_manifest(tmp_path / "0")["stages"]["fly"]
    assert (facts["trials"], facts["asked"]) == (100, 1000)


def test_processes_of_which_one_is_killed(
    tmp_path: Path, unbroken: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[Processes] = []

    def pool_for(job: Any, key: str, chunks: Any, hands: Hands) -> Processes:  # noqa: ARG001
        pools.append(Processes(job, key, 2))
        return pools[0]

    def progress(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        if done == CHUNK:
            os.kill(pools[0].pids[0], signal.SIGKILL)

    monkeypatch.setattr(flight, "pool_for", pool_for)
    monkeypatch.setattr(flight, "chunks_of", chunks_by(CHUNK))
    flown(tmp_path / "run", progress=progress)
    assert "workers lost (BrokenProcessPool" in (tmp_path / "run" / "run.log").read_text()
    assert bytes_of(tmp_path / "run") == unbroken


def test_threads_for_short_runs_processes_for_long_ones() -> None:
    scenario = stormy()
    short = fly.job_of(scenario, hand_roster(scenario), seed=0)
    long = fly.job_of(scenario, hand_roster(scenario), seed=0, look_trials=10**6, ships=object())  # type: ignore[arg-type]
    many = [range(n, n + 1) for n in range(1000)]
    kinds = [
        (short, many, 8, Threads),
        (long, many[:40], 2, Threads),
        (long, many, 2, Processes),
        (long, many[:40], 8, Processes),
        (long, many, 1, Threads),
    ]
    for job, chunks, n, kind in kinds:
        with closing(workers.pool_for(job, "key", chunks, Hands(n))) as pool:
            assert isinstance(pool, kind)


def test_a_cluster_that_is_not_there_is_a_clear_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CONNECT_S", 1)
    words = "no scheduler answers at tcp://127.0.0.1:9" if HAS_DASK else "not installed"
    with pytest.raises(BadInputError, match=words):
        flown(tmp_path / "run", Hands(cluster="tcp://127.0.0.1:9"))


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(workers.importlib, "import_module", missing)
    with pytest.raises(BadInputError, match=r"longwatch\[cluster\]"):
        flown(tmp_path / "run", Hands(cluster="tcp://127.0.0.1:9"))


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """Two workers on this machine, each a process with a keeper that starts it anew."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def test_a_cluster_of_which_a_worker_is_killed(dask: Any, tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.Client(dask, set_as_default=False) as client:
        first = next(iter(client.run(os.getpid).values()))

        def progress(stage: str, done: int, total: int) -> None:  # noqa: ARG001
            if done == CHUNK:
                os.kill(first, signal.SIGKILL)

        flown(tmp_path / "run", Hands(cluster=dask.scheduler_address), progress=progress)
        assert bytes_of(tmp_path / "run") == unbroken
        client.wait_for_workers(2, timeout=60)


def test_a_worker_with_another_build_is_refused(dask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "build", lambda: workers_build | {"numpy": "1.0"})
    with pytest.raises(BadInputError, match=r"a worker has numpy .* \(here 1.0\)"):
        flown(tmp_path / "run", Hands(cluster=dask.scheduler_address))


workers_build = workers.build()


@pytest.mark.parametrize(
    "error",
    [
        InvariantError("trial 3 of seed 4: fuel below zero"),
        BadInputError([Problem("a", "wrong", "mend it"), Problem("b", "too")]),
        ImpossibleError(Problem("line", "beyond reach")),
        MachineError(Problem("x/y", "disk full")),
    ],
)
def test_what_a_worker_tells_arrives_word_for_word(error: LongwatchError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def digest(log: WatchLog) -> list[Any]:
    tables = (log.gaps, log.sorties, log.tallies, log.cover)
    return [table.rows() for table in tables]


@pytest.mark.parametrize("n", [4, pytest.param(1000, marks=pytest.mark.soak)])
def test_any_seed_has_the_same_rows_in_one_thread_two_a_pool_a_cluster_after_a_resume_and_alone(
    n: int, dask: Any, tmp_path: Path, record_property: Any
) -> None:
    distributed = pytest.importorskip("distributed")
    record_property("n", n)
    chance = random.Random(n)
    with (
        ThreadPoolExecutor(2) as threads,
        ProcessPoolExecutor(2 if n > 10 else 1, get_context("spawn")) as pool,
        distributed.Client(dask, set_as_default=False) as client,
    ):
        pools: list[Executor | None] = [threads, pool, client.get_executor(pure=False)]
        for _ in range(n):
            seed, trials, run = chance.randrange(2**63), 12, tmp_path / "run"
            scenario = stormy(seed=seed, trials=trials)
            roster = hand_roster(scenario)
            more = {"trials": trials, "seed": seed, "keep_sorties": trials}
            whole = digest(fly_roster(scenario, roster, workers=1, **more))
            for executor in pools:
                assert digest(fly_roster(scenario, roster, executor=executor, chunk=5, **more)) == whole, seed
            trial = chance.randrange(trials)
            alone = digest(fly_roster(scenario, roster, trials=trials, seed=seed, only_trial=trial))
            assert alone == [[row for row in table if row[0] == trial] for table in whole], seed
            _cut_and_resumed(scenario, roster, run, chance, whole)


def _cut_and_resumed(scenario: Any, roster: Any, run: Path, chance: random.Random, whole: list[Any]) -> None:
    """Chunks of five trials, any of them missing; sorties are kept of the first trial."""
    job, store = job_of(scenario, roster, seed=scenario.file.run.seed), ChunkStore(run, "k" * 64)
    run.mkdir()
    chunks = fly.chunks_of(job, range(12), 5)
    store.open(chunks)
    for chunk in chance.sample(chunks, 2):
        store.commit(chunk, encoded(store.key, chunk, fly.flown(job, chunk)))
    there = store.open(chunks)
    for chunk in chunks:
        if chunk not in there:
            store.commit(chunk, encoded(store.key, chunk, fly.flown(job, chunk)))
    log = joined(job.seed, 12, [store.read(chunk) for chunk in chunks])
    assert digest(log) == [whole[0], [row for row in whole[1] if row[0] == 0], whole[2], whole[3]]
    shutil.rmtree(run)


def test_rows_are_in_one_piece_whatever_the_chunks() -> None:
    scenario = stormy()
    log = fly_roster(scenario, hand_roster(scenario), trials=30, seed=1, chunk=3)
    assert isinstance(log.cover, pl.DataFrame)
    assert log.cover.n_chunks() == 1
