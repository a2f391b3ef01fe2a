"""Kernels compiled in the background, once after each installation or change, while the scenario is read and planned.

Compiling holds a lock within a process, so it is done in processes of their own, one for the timeline and one for looks, by
flying a small scenario that needs all that most runs need. They leave compiled kernels in the cache; whoever comes later
finds a mark beside them. Where nothing can be written there is nobody to leave them for, and nothing is begun.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from longwatch.jit import cache_folder
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim import passes_kernels, trials_kernels
from longwatch.sim.fly import compile_roster, fly_chunk
from longwatch.sim.looks import look_at_ships
from longwatch.traffic.load import load_traffic

STAGE: Final = "compiling, this once"
MARK: Final = f"compiled-{sys.implementation.cache_tag}"
# what -> a file of its kernels, beside which the mark is left
PARTS: Final = {"timeline": Path(str(trials_kernels.__file__)), "looks": Path(str(passes_kernels.__file__))}
SMALL: Final = """
schema = 1
name = "small sea"
period = { start = 2026-06-01T00:00:00Z, length = "1 d" }
base = [{ name = "B", kind = "airfield", at = "37.9 N, 75.5 W", runway = "3 km" }]
control = [{ name = "C", at = "B", kind = "satellite", channels = 3 }]
area = [{ name = "A", circle_at = "38.5 N, 74.0 W", circle_radius = "30 km" }]
watch = [{ name = "W", area = "A", kind = "station", sees = { class = "fishing-boat" }, limit = "1 h" }]
fleet = [{ platform = "mq9b", base = "B", control = "C", count = 2 }]
[[traffic]]
name = "lane"
format = "synthetic"
speed = "12 kt"
lanes = [{ name = "L", points = ["38.0 N, 74.0 W", "39.0 N, 74.0 W"], arrivals = "20 /day" }]
"""


Wait = Callable[[Callable[[str, int, int], None]], None]  # wait(progress)


@contextlib.contextmanager
def compiling() -> Iterator[Wait]:
    """Start what is not compiled yet, and hand over how to wait for it. Nothing goes on when the block is left."""
    started = [_start(part) for part, source in PARTS.items() if _is_wanted(Path(cache_folder(source)))]
    try:
        yield lambda progress: _wait(started, progress)
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _start(part: str) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "longwatch.runs.warm", part], stdin=silent, stdout=silent, stderr=silent
    )


def _wait(started: list[subprocess.Popen[bytes]], progress: Callable[[str, int, int], None]) -> None:
    """Until all have ended, well or not: what they did not compile is compiled when it is first called."""
    for done, process in enumerate(started):
        progress(STAGE, done, len(started))
        process.wait()
    if started:
        progress(STAGE, len(started), len(started))


def compile_part(part: str) -> None:
    """Fly the small scenario as far as a part needs it, and leave the mark."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.toml"
        path.write_text(SMALL, encoding="utf-8")
        scenario = read_scenario(path)
        roster = make_roster(scenario).roster
        if part == "timeline":
            fly_chunk(compile_roster(scenario, roster), 0, 0, 1, 1)
        else:
            _look(scenario, roster)
    (Path(cache_folder(PARTS[part])) / MARK).touch()


def _look(scenario: Scenario, roster: Roster) -> None:
    ships = load_traffic(scenario)
    assert ships is not None
    rows = [
        (0, n, n, s.tail, s.fleet, s.line, s.takeoff_s, s.arrive_s, s.leave_s, s.land_s, None, "done")
        for n, s in enumerate(roster.stints)
    ]
    names = ["trial", "sortie", "stint", "tail", "fleet", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "home_s",
             "outcome"]  # fmt: skip
    planned = pl.DataFrame(rows, schema=names, orient="row", schema_overrides={"home_s": pl.Int64})
    look_at_ships(scenario, roster, ships, planned, range(1), 0)


def _is_wanted(folder: Path) -> bool:
    """Not compiled yet, and it can be kept."""
    if (folder / MARK).exists():
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f"{MARK}.probe"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    compile_part(sys.argv[1])
