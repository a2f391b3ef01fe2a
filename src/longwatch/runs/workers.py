"""Who flies the chunks: threads, processes or a cluster, behind one seam. A worker that dies, hangs, dawdles or answers twice
changes nothing but the time it takes.

The job goes once to each worker, not with every chunk. Threads share one interpreter: they start at once, and the kernels
run side by side. Processes take seconds to start and then get in nobody's way.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.metadata
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any, Protocol

from longwatch.errors import BadInputError, Problem
from longwatch.runs.chunks import encoded
from longwatch.sim.fly import Job, flown

MANY_LOOKS = 60  # chunks with looks for each worker from which on processes pay for their start
SOME_LOOKS = 4  # the same where more than two threads would wait for one another
CONNECT_S = 10
COUNT_AGAIN_S = 5.0
JOIN_S = 60  # until a first worker of a cluster is there


@dataclass(frozen=True)
class Hands:
    """What the user wants it flown by: so many workers here (default: one a core), or a Dask cluster."""

    workers: int | None = None
    cluster: str | None = None


class Pool(Protocol):
    """Workers that have the job. `renew` puts others in the place of those that were lost."""

    how: str  # for the log

    @property
    def n(self) -> int: ...
    def submit(self, trials: range, attempt: int) -> Future[bytes]: ...
    def renew(self) -> None: ...
    def close(self) -> None: ...


def cores() -> int:
    """Cores this process may use: fewer than the machine has where a batch system shares it out."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool_for(job: Job, key: str, chunks: list[range], hands: Hands) -> Pool:
    """The workers for these chunks. Raises BadInputError where a cluster can't be had."""
    if hands.cluster is not None:
        return Cluster(job, key, hands.cluster)
    n = max(1, min(hands.workers or cores(), len(chunks)))
    n_looks = sum(chunk.start < max(job.looks_below, job.cells_below) for chunk in chunks)
    few = SOME_LOOKS if n > 2 else MANY_LOOKS
    return Processes(job, key, n) if n > 1 and n_looks >= few * n else Threads(job, key, n)


def fly_encoded(job: Job, key: str, trials: range) -> bytes:
    """A chunk as bytes, on any worker."""
    return encoded(key, trials, flown(job, trials))


class Threads:
    """Threads of this process."""

    def __init__(self, job: Job, key: str, n: int) -> None:
        self._job, self._key, self.n = job, key, n
        self.how = f"{n} threads"
        self._pool = ThreadPoolExecutor(n)

    def submit(self, trials: range, attempt: int) -> Future[bytes]:  # noqa: ARG002
        return self._pool.submit(fly_encoded, self._job, self._key, trials)

    def renew(self) -> None:
        """Threads are not lost; the chunk that hangs is flown by another."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = ThreadPoolExecutor(self.n)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class _Spawn(multiprocessing.context.SpawnContext):
    """Starts processes afresh, and knows them."""

    def __init__(self) -> None:
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **more: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        self.started.append(SpawnProcess(*args, **more))
        return self.started[-1]


class Processes:
    """Processes of this machine. They end with this one, however it ends, and leave Ctrl-C to it."""

    def __init__(self, job: Job, key: str, n: int) -> None:
        self._of, self.n = (job, key), n
        self.how = f"{n} processes"
        self._context = _Spawn()
        self._pool = self._open()

    def _open(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.n, self._context, initializer=_begin, initargs=self._of)

    @property
    def pids(self) -> list[int]:
        """Of the processes that were started, the dead among them."""
        return [process.pid for process in self._context.started if process.pid]

    def submit(self, trials: range, attempt: int) -> Future[bytes]:  # noqa: ARG002
        with _quiet_start():  # the first chunk of a pool starts its processes
            return self._pool.submit(_fly_here, trials)

    def renew(self) -> None:
        self.close()
        self._context = _Spawn()
        self._pool = self._open()

    def close(self) -> None:
        """Without waiting for a chunk that nobody needs any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._context.started:
            with contextlib.suppress(ValueError, OSError):
                process.kill()


@contextlib.contextmanager
def _quiet_start() -> Iterator[None]:
    """Processes begun in here never see Ctrl-C, not even before they can refuse it, and keep polars to one thread each."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threads = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = threads or "1"
    try:
        yield
    finally:
        if threads is None:
            del os.environ["POLARS_MAX_THREADS"]
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: tuple[Job, str] | None = None  # of a worker process


def _begin(job: Job, key: str) -> None:
    global _here
    _here = (job, key)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed can't tell its workers to stop; a pipe that it held closes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _fly_here(trials: range) -> bytes:
    assert _here is not None
    return fly_encoded(*_here, trials)


@functools.cache
def build() -> dict[str, str]:
    """What decides the bytes besides the inputs: workers elsewhere must have the same."""
    return {name: importlib.metadata.version(name) for name in ("longwatch", "numba", "numpy", "polars")}


def _fly_there(job: Job, key: str, trials: range, wanted: dict[str, str], attempt: int) -> bytes:  # noqa: ARG001
    """A chunk on a worker of a cluster, which may have joined later than the others; `attempt` tells repeats apart."""
    if build() != wanted:
        raise _other_build(wanted, [build()])
    return fly_encoded(job, key, trials)


def _other_build(wanted: dict[str, str], found: list[dict[str, str]]) -> BadInputError:
    other = next(one for one in found if one != wanted)
    words = ", ".join(f"{name} {other[name]} (here {wanted[name]})" for name in wanted if other[name] != wanted[name])
    return BadInputError(
        Problem("--cluster", f"a worker has {words}, so its figures could differ", "install the same there as here")
    )


class Cluster:
    """A Dask cluster, reached at its scheduler's address."""

    def __init__(self, job: Job, key: str, address: str) -> None:
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            what, hint = "needs the package `distributed`, which is not installed", "pip install 'longwatch[cluster]'"
            raise BadInputError(Problem("--cluster", what, hint)) from None
        self._job, self._key = job, key
        self._n, self._counted_s = 1, float("-inf")
        self.how = f"cluster {address}"
        try:
            self._client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            hint = "give the address that `dask scheduler` printed, such as tcp://host:8786"
            raise BadInputError(Problem("--cluster", f"no scheduler answers at {address} ({error})", hint)) from None
        try:
            self._check_workers()
            self._executor: Executor = self._client.get_executor(pure=False)
            self._give_job()
        except BaseException:
            self._client.close()
            raise

    def _check_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=JOIN_S)
        except TimeoutError:
            what = f"its scheduler has had no worker for {JOIN_S} s"
            raise BadInputError(Problem("--cluster", what, "start some: dask worker ADDRESS --nthreads 1")) from None
        try:
            found = list(self._client.run(build).values())
        except (ImportError, importlib.metadata.PackageNotFoundError) as error:
            what = f"a worker can't import longwatch ({error})"
            raise BadInputError(Problem("--cluster", what, "install the same there as here")) from None
        if any(one != build() for one in found):
            raise _other_build(build(), found)

    def _give_job(self) -> None:
        self._held = self._client.scatter(self._job, broadcast=True, hash=False)

    @property
    def n(self) -> int:
        """Threads of all workers, counted anew now and then: a cluster grows and shrinks."""
        if time.monotonic() > self._counted_s + COUNT_AGAIN_S:
            self._n, self._counted_s = max(1, sum(self._client.nthreads().values())), time.monotonic()
        return self._n

    def submit(self, trials: range, attempt: int) -> Future[bytes]:
        return self._executor.submit(_fly_there, self._held, self._key, trials, build(), attempt)

    def renew(self) -> None:
        """Hand the job out anew: it goes with the last worker that had it."""
        self._client.wait_for_workers(1, timeout=JOIN_S)
        self._give_job()

    def close(self) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()
