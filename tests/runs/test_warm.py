"""Compiling in the background: begun only where it is needed and can be kept, never left running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from longwatch.runs import warm


@pytest.fixture
def sleepers(tmp_path, monkeypatch):
    """The cache in a folder of its own, and processes that would take long."""
    started: list[subprocess.Popen[bytes]] = []

    def start(_: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(warm, "cache_folder", lambda source: str(tmp_path / source.stem))
    monkeypatch.setattr(warm, "_start", start)
    return tmp_path, started


def mark_all(folder: Path) -> None:
    for source in warm.PARTS.values():
        (folder / source.stem).mkdir(parents=True, exist_ok=True)
        (folder / source.stem / warm.MARK).touch()


def test_what_is_not_compiled_is_begun_and_ended_with_the_block(sleepers) -> None:
    _, started = sleepers
    with warm.compiling():
        assert len(started) == len(warm.PARTS)
        assert all(process.poll() is None for process in started)
    assert all(process.poll() is not None for process in started)


def test_nothing_is_begun_where_all_is_compiled(sleepers) -> None:
    folder, started = sleepers
    mark_all(folder)
    told = []
    with warm.compiling() as compiled:
        compiled(lambda *step: told.append(step))
    assert (started, told) == ([], [])


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_nothing_is_begun_where_it_could_not_be_kept(sleepers) -> None:
    folder, started = sleepers
    folder.chmod(0o500)
    with warm.compiling():
        assert started == []


def test_nor_where_a_file_stands_in_the_way(sleepers) -> None:
    folder, started = sleepers
    for source in warm.PARTS.values():
        (folder / source.stem).write_text("")
    with warm.compiling():
        assert started == []


@pytest.mark.usefixtures("sleepers")
def test_waiting_tells_how_far_it_is(monkeypatch) -> None:
    quick = [sys.executable, "-c", "pass"]
    monkeypatch.setattr(warm, "_start", lambda _: subprocess.Popen(quick))
    told = []
    with warm.compiling() as compiled:
        compiled(lambda *step: told.append(step))
    n = len(warm.PARTS)
    assert told == [(warm.STAGE, done, n) for done in range(n + 1)]


COUNT = """
import sys
from numba.core import event
class Counter(event.Listener):
    n = 0
    def on_start(self, _): self.n += 1
    def on_end(self, _): pass
counter = Counter()
event.register("numba:compile", counter)
from pathlib import Path
from longwatch.runs.job import run_scenario
run_scenario(Path(sys.argv[1]), overrides=("run.trials=3", "period.length='2 d'"), out=Path(sys.argv[2]), workers=1)
print(counter.n)
"""


@pytest.mark.soak
def test_an_example_finds_its_kernels_compiled(tmp_path) -> None:
    """After the background compiling of an empty cache a run of the example us-coast compiles nothing."""
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    for part in warm.PARTS:
        subprocess.run([sys.executable, "-m", "longwatch.runs.warm", part], env=env, check=True)
    example = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
    command = [sys.executable, "-c", COUNT, str(example), str(tmp_path / "run")]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    assert int(done.stdout.split()[-1]) == 0, done.stderr
