"""A disk that refuses: every open, write, flush, rename and removal in turn. The message is clear, nothing is lost."""

from __future__ import annotations

import builtins
import errno
import io
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main
from longwatch.runs import flight
from longwatch.runs.folder import damaged_files, read_manifest
from longwatch.sim import fly

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
RUN = ["run", str(EXAMPLE), "--set", "period.length='1 d'", "--set", "traffic=[]", "--trials", "60", "--workers", "1"]
CALLS = ((os, "open"), (os, "write"), (os, "fsync"), (os, "replace"), (os, "mkdir"), (os, "unlink"), (os, "rmdir"))
OF_THE_CLOCK = {".lock", "run.log"}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flight, "chunks_of", lambda job, trials: fly.chunks_of(job, trials, 20))


@contextmanager
def failing(folder: Path, nth: int, number: int) -> Iterator[list[str]]:
    """The n-th call that touches the folder fails with this errno, the others work; gives the calls so far."""
    calls: list[str] = []
    handles: set[int] = set()

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: Any, *rest: Any, **more: Any) -> Any:
            if more.get("dir_fd") is not None or isinstance(first, int):
                ours = more.get("dir_fd", first) in handles
            else:
                ours = folder in (Path(first), *Path(first).parents)
            if ours:
                calls.append(f"{name} {first}")
                if len(calls) == nth:
                    raise OSError(number, os.strerror(number), None if isinstance(first, int) else str(first))
            got = real(first, *rest, **more)
            if ours and name == "open" and isinstance(got, int):
                handles.add(got)
            return got

        return call

    with pytest.MonkeyPatch.context() as patch:
        for room, name in CALLS:
            patch.setattr(room, name, watched(name, getattr(room, name)))
        opened = watched("open", io.open)
        patch.setattr(builtins, "open", opened)
        patch.setattr(io, "open", opened)
        yield calls


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All that a finished run holds; neither chunks nor half-written files may be left."""
    assert not [file.name for file in folder.iterdir() if file.is_dir() or file.name.endswith(".part")]
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in OF_THE_CLOCK}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unbroken") / "run"
    result = call(*RUN, "--out", folder)
    assert result.exit_code == 0, result.stderr
    return folder


def is_clear(result: Result, folder: Path, words: str) -> None:
    """Exit 2, where and what and a hint, no traceback."""
    assert result.exit_code == 2, (result.stderr, result.exception)
    assert "Traceback" not in result.stderr
    told = [line for line in result.stderr.splitlines() if str(folder.name) in line]
    assert told, result.stderr
    assert words in result.stderr
    assert "hint: " in result.stderr


def test_the_harness_sees_every_kind_of_call(unbroken: Path, tmp_path: Path) -> None:
    with failing(tmp_path / "x", 0, errno.EIO) as calls:
        assert call(*RUN, "--out", tmp_path / "x").exit_code == 0
    assert {one.split()[0] for one in calls} >= {"open", "write", "fsync", "replace", "mkdir", "unlink"}
    assert bytes_of(tmp_path / "x") == bytes_of(unbroken)


def samples(n: int) -> list[int | Any]:
    """Some of the calls of a run in `make test`, all of them in soak (0 stands for all)."""
    return [*random.Random(4).sample(range(1, 120), n), pytest.param(0, marks=pytest.mark.soak)]


@pytest.mark.parametrize("nth", samples(4))
def test_any_call_of_a_run_may_fail_and_the_same_command_goes_on(
    nth: int, unbroken: Path, tmp_path: Path, record_property: Any
) -> None:
    for n in [nth] if nth else range(1, 1000):
        folder, number = tmp_path / f"run{n}", random.Random(n).choice([errno.ENOSPC, errno.EIO, errno.EROFS])
        with failing(folder, n, number) as calls:
            result = call(*RUN, "--out", folder)
        if len(calls) < n:  # the run has no more calls
            record_property("n", n - 1)
            break
        if result.exit_code != 0:  # what is only tidied up may fail unseen
            is_clear(result, folder, os.strerror(number))
        again = call(*RUN, "--out", folder)
        assert again.exit_code == 0, (n, calls[n - 1], again.stderr)
        assert bytes_of(folder) == bytes_of(unbroken), (n, calls[n - 1])
        shutil.rmtree(folder)


@pytest.mark.parametrize("nth", samples(2))
def test_whatever_fails_when_it_is_flown_again_the_old_result_can_be_read(
    nth: int, unbroken: Path, tmp_path: Path, record_property: Any
) -> None:
    for n in [nth] if nth else range(1, 1000):
        folder = tmp_path / f"run{n}"
        shutil.copytree(unbroken, folder)
        with failing(folder, n, errno.ENOSPC) as calls:
            result = call("fly", folder)
        if len(calls) < n:
            record_property("n", n - 1)
            break
        if result.exit_code != 0:
            assert result.exit_code == 2
            assert "Traceback" not in result.stderr
        assert damaged_files(folder, read_manifest(folder)) == []
        assert {name: data for name, data in bytes_of_files(folder).items() if name in bytes_of(unbroken)} == bytes_of(
            unbroken
        )
        shutil.rmtree(folder)


def bytes_of_files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_a_real_disk_that_takes_no_more(tmp_path: Path, unbroken: Path) -> None:
    """The system's own limit on the size of files, in a process of its own."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    folder = tmp_path / "run"
    code = "from longwatch.cli import main; main()"
    command = [sys.executable, "-c", code, *RUN, "--out", str(folder)]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "0"}
    told = subprocess.run(command, capture_output=True, preexec_fn=small, env=environment, check=False)
    assert told.returncode == 2, told.stderr
    assert b"File too large" in told.stderr
    assert b"make room there" in told.stderr
    assert call("resume", folder).exit_code == 0
    assert bytes_of(folder) == bytes_of(unbroken)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    is_clear(call(*RUN, "--out", tmp_path / "shut" / "run"), tmp_path / "shut", "Permission denied")


def test_a_file_system_that_is_read_only_is_told_with_another_way(tmp_path: Path, unbroken: Path) -> None:
    shutil.copytree(unbroken, tmp_path / "run")
    with failing(tmp_path / "run", 1, errno.EROFS):
        result = call("report", tmp_path / "run")
    assert result.exit_code == 2, result.stderr
    assert "Traceback" not in result.stderr
