"""A real process, killed at any instant and again: no chunk that was committed is lost, and the end is the same."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from longwatch.runs.chunks import CHUNKS

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
RUN = ["run", str(EXAMPLE), "--set", "period.length='1 d'", "--set", "traffic=[]", "--trials", "20000"]
LONGWATCH = [sys.executable, "-c", "from longwatch.cli import main; main()"]
OF_THE_CLOCK = {".lock", "run.log"}


def stages(folder: Path) -> list[str]:
    manifest = folder / "manifest.json"
    return list(json.loads(manifest.read_text())["stages"]) if manifest.exists() else []


def chunks_in(folder: Path) -> dict[str, bytes]:
    """Committed chunks; one may go while we look."""
    found = {}
    for file in (folder / CHUNKS).glob("*.chunk"):
        with contextlib.suppress(FileNotFoundError):
            found[file.name] = file.read_bytes()
    return found


def n_chunks(folder: Path) -> int:
    return len(list((folder / CHUNKS).glob("*.chunk")))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All that a finished run left behind, by name, folders too."""
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b""
        for file in folder.rglob("*")
        if file.name not in OF_THE_CLOCK
    }


def finished(*arguments: str) -> float:
    """Seconds that a command took."""
    began_s = time.monotonic()
    told = subprocess.run([*LONGWATCH, *arguments], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()
    return time.monotonic() - began_s


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    folder = tmp_path_factory.mktemp("unbroken") / "run"
    finished(*RUN, "--out", str(folder))  # compiles
    began_s = finished(*RUN, "--out", str(folder.with_name("again")))
    assert bytes_of(folder) == bytes_of(folder.with_name("again"))
    return bytes_of(folder), began_s


@pytest.mark.parametrize("kills", [3, pytest.param(300, marks=pytest.mark.soak)])
def test_killed_again_and_again(
    kills: int, unbroken: tuple[dict[str, bytes], float], tmp_path: Path, record_property: pytest.FixtureRequest
) -> None:
    record_property("n", kills)  # type: ignore[operator]
    chance, left, n = random.Random(kills), kills, 0
    while left > 0:
        folder, left, n = (
            tmp_path / f"run{n}",
            left - _killed_until_done(tmp_path / f"run{n}", left, chance, unbroken[1]),
            n + 1,
        )
        assert bytes_of(folder) == unbroken[0]


def _killed_until_done(folder: Path, most: int, chance: random.Random, lasts_s: float) -> int:
    """Start the run and kill it until it gets through, or was killed often enough; how often that was."""
    killed = 0
    while killed < most:
        before = chunks_in(folder)
        verb = ["resume", str(folder)] if stages(folder) and chance.random() < 0.5 else [*RUN, "--out", str(folder)]
        with subprocess.Popen([*LONGWATCH, *verb], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.3, 1.1) * lasts_s)
            process.kill()
        if process.returncode == 0:
            return killed
        assert process.returncode == -signal.SIGKILL
        killed += 1
        after = chunks_in(folder)
        if "fly" not in stages(folder):
            assert before.items() <= after.items()
    finished(*RUN, "--out", str(folder))
    return killed


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.soak)])
def test_stopped_it_says_how_to_go_on_and_twice_it_is_gone(number: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    verb = [*RUN[:-1], "1000000", "--out", str(folder)]
    with subprocess.Popen([*LONGWATCH, *verb], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not n_chunks(folder) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"trials are saved; to go on: longwatch resume {folder}" in told.decode()
    saved = chunks_in(folder)
    assert saved
    for apart_s in (0.01, 0.2):  # while chunks are being ended, and while the interpreter takes itself down
        saved = chunks_in(folder)
        with subprocess.Popen([*LONGWATCH, "resume", str(folder)], stderr=subprocess.PIPE) as process:
            while n_chunks(folder) <= len(saved) and process.poll() is None:
                time.sleep(0.05)
            process.send_signal(number)
            time.sleep(apart_s)
            process.send_signal(number)
            _, told = process.communicate(timeout=60)
        assert process.returncode == 130
        assert b"Traceback" not in told
        assert saved.items() <= chunks_in(folder).items()
