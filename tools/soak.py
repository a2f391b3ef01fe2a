"""Run the long checks whole (pytest tests marked `soak`), in shards that can be stopped and resumed.

    python tools/soak.py                      everything, from the start
    python tools/soak.py --resume             what has not passed yet on these very sources
    python tools/soak.py --shards 2           two processes at once
    python tools/soak.py --only planner       checks whose name holds a word

Every finished test is appended to .soak/results.jsonl and synced, so nothing but the test under way is lost when the run
is stopped. Results count only for the sources they were made with (a hash over src and tests). At the end docs/soak.md is
written: date, check, n, failures, CPU seconds. A test says how many cases it looked at with `record_property("n", ...)`;
without it a test is one case.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".soak"
PAGE = ROOT / "docs" / "soak.md"
INTERRUPTED = 130
NO_TESTS_COLLECTED = 5  # pytest's exit code


def main() -> int:
    """Exit code 0 when everything passed, 1 when something failed, 130 when stopped."""
    args = _arguments()
    STATE.mkdir(exist_ok=True)
    if args.shard_of:
        return _run_shard(args)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    results = STATE / "results.jsonl"
    if not args.resume:
        results.unlink(missing_ok=True)
    _end_last_line(results)
    sources = sources_sha256()
    nodes = [node for node in _collect() if args.only in node]
    done = {one["node"] for one in _read(results, sources) if one["passed"]}
    todo = [node for node in nodes if node not in done]
    say(f"{len(nodes)} tests, {len(nodes) - len(todo)} passed before, {len(todo)} to run")
    stopped = _run_all(todo, args.shards, sources)
    found = [one for one in _read(results, sources) if one["node"] in set(nodes)]
    if not args.only:
        PAGE.write_text(page(found, len(nodes)), encoding="utf-8")
    latest = {one["node"]: one["passed"] for one in found}
    failed = [node for node, passed in latest.items() if not passed]
    say(f"{len(latest)} of {len(nodes)} finished, {len(failed)} failed; the words are in .soak/shard-*.log")
    say("\n".join(f"  {node}" for node in failed[:20]))
    if stopped:
        say("stopped; `--resume` goes on")
        return INTERRUPTED
    return 1 if failed or len(latest) < len(nodes) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=int, default=1, help="processes at once (default 1)")
    parser.add_argument("--resume", action="store_true", help="keep what has passed on these sources")
    parser.add_argument("--only", default="", help="only tests whose id holds this text")
    parser.add_argument("--shard-of", default="", help=argparse.SUPPRESS)  # a file of ids: a child of this runner
    parser.add_argument("--sources", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def sources_sha256() -> str:
    """One hash over everything that a result depends on."""
    digest = hashlib.sha256()
    kinds = {".py", ".toml", ".npz", ".csv", ".geojson", ".json"}
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in kinds and path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


# ---- running --------------------------------------------------------------------------------------------------------


def _collect() -> list[str]:
    """Ids of all tests marked soak, in order."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-m", "soak"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    nodes = [
        line for line in done.stdout.splitlines() if "::" in line and not line.startswith(("ERROR", "FAILED", " "))
    ]
    if done.returncode not in (0, NO_TESTS_COLLECTED):
        raise SystemExit(f"the tests cannot be collected:\n{done.stdout}{done.stderr}")
    return nodes


def _run_all(todo: list[str], shards: int, sources: str) -> bool:
    """Deal the tests out to processes and wait; True when stopped by the user."""
    children = []
    for number in range(min(shards, len(todo))):
        ids = STATE / f"shard-{number}.txt"
        ids.write_text("\n".join(todo[number::shards]), encoding="utf-8")
        command = [sys.executable, __file__, "--shard-of", str(ids), "--sources", sources]
        with (STATE / f"shard-{number}.log").open("w", encoding="utf-8") as log:
            children.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT))
    try:
        for child in children:
            child.wait()
    except KeyboardInterrupt:
        for child in children:
            child.terminate()
            child.wait()
        return True
    return False


def _run_shard(args: argparse.Namespace) -> int:
    import pytest  # only where tests are run: the runner itself starts at once

    nodes = Path(args.shard_of).read_text(encoding="utf-8").split("\n")
    recorder = Recorder(STATE / "results.jsonl", args.sources)
    os.chdir(ROOT)
    return int(pytest.main(["-m", "soak", "-p", "no:cacheprovider", *nodes], plugins=[recorder]))


class Recorder:
    """A pytest plugin: appends each finished test to the results."""

    def __init__(self, results: Path, sources: str) -> None:
        self.results, self.sources = results, sources
        self.titles: dict[str, str] = {}
        self.began_s = 0.0

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            words = (getattr(item, "function", None).__doc__ or "").strip().split("\n")[0]
            self.titles[item.nodeid] = words

    def pytest_runtest_logstart(self) -> None:
        self.began_s = _cpu_s()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if (report.when == "setup" and report.passed) or (report.when == "teardown" and not report.failed):
            return
        n = dict(report.user_properties).get("n", 1)
        self.append(
            {
                "node": report.nodeid,
                "title": self.titles.get(report.nodeid, ""),
                "passed": report.passed or report.skipped,
                "skipped": report.skipped,
                "n": 0 if report.skipped else n,
                "cpu_s": round(_cpu_s() - self.began_s, 2),
                "at": datetime.now(UTC).strftime("%Y-%m-%d"),
                "sources": self.sources,
            }
        )

    def append(self, result: dict[str, Any]) -> None:
        """One line in one write, synced: two shards may share the file."""
        with self.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _cpu_s() -> float:
    """Of this process and its finished children."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _end_last_line(results: Path) -> None:
    """A line that was cut off stays unreadable, but must not swallow the next one."""
    if results.exists() and not results.read_bytes().endswith(b"\n"):
        with results.open("a", encoding="utf-8") as file:
            file.write("\n")


def _read(results: Path, sources: str) -> list[dict[str, Any]]:
    """Results made with these sources; a torn last line is dropped."""
    found = []
    for line in results.read_text(encoding="utf-8").splitlines() if results.exists() else []:
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if one["sources"] == sources:
            found.append(one)
    return found


# ---- the page -------------------------------------------------------------------------------------------------------


def page(results: Iterable[dict[str, Any]], n_tests: int) -> str:
    """docs/soak.md: one row per check, whatever the number of shards it is cut into."""
    latest = {one["node"]: one for one in results}
    checks: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node, one in sorted(latest.items()):
        checks[node.split("[")[0]].append(one)
    date = max((one["at"] for one in latest.values()), default="never")
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    failures = sum(not one["passed"] for one in latest.values())
    lines = [
        "# The long checks",
        "",
        "Written by `make soak`; nothing on this page is typed by hand.",
        "",
        f"Last run: {date}, {python}. {len(latest)} of {n_tests} tests finished, {failures} failed, "
        f"{_minutes(latest.values())} of CPU time.",
        "",
        "| check | n | failures | CPU s | date |",
        "|---|---:|---:|---:|---|",
    ]
    for check, rows in checks.items():
        failed = sum(not row["passed"] for row in rows)
        cpu_s = sum(row["cpu_s"] for row in rows)
        lines.append(
            f"| {_title(check, rows[0]['title'])} | {sum(row['n'] for row in rows):,} | {failed} | {cpu_s:,.0f} | "
            f"{max(row['at'] for row in rows)} |"
        )
    return "\n".join([*lines, ""])


def _title(check: str, title: str) -> str:
    """The first line of the test's docstring, else its name in words; with the file it stands in."""
    file, name = check.split("::")[0], check.split("::")[-1]
    words = title.rstrip(".") or name.removeprefix("test_").replace("_", " ")
    return f"{words} (`{file}`)"


def _minutes(results: Iterable[dict[str, Any]]) -> str:
    return f"{sum(one['cpu_s'] for one in results) / 60:,.0f} min"


def say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
