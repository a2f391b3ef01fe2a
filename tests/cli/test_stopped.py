"""Ctrl-C while a plan is searched for: the best roster so far is kept; before there is one nothing is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.as_toml import as_toml
from helpers.random_scenarios import random_table
from longwatch.cli import main
from longwatch.cli.options import Progress
from longwatch.rostering.make import STOPPED
from longwatch.rostering.steps import Step
from longwatch.runs.folder import asked_of, default_folder
from longwatch.runs.planning import run_key
from longwatch.scenario.read import read_scenario
from longwatch.scenario.roster_file import read_roster

LONG = ("--set", "run.effort=100")  # thousands of windows, each a fraction of a second


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario in which the search doesn't come to its bound."""
    path = tmp_path_factory.mktemp("sea") / "sea.toml"
    path.write_text(as_toml(random_table(20)))
    return path


def invoked_and_stopped(monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, done: int) -> Result:
    """The command with one Ctrl-C at a step of its plan."""
    told: list[Step] = []

    def at_step(self: Progress, step: Step) -> None:  # noqa: ARG001
        if step.name == name and step.done >= done and not told:
            told.append(step)
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "planning", at_step)
        result = CliRunner().invoke(main, command)
    assert told, result.stderr
    return result


def test_the_best_roster_so_far_is_kept_and_says_that_it_was_stopped(
    sea: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stopped = invoked_and_stopped(monkeypatch, ["plan", str(sea), "--json"], "search", 2)
    assert stopped.exit_code == 130, stopped.stderr
    assert "stopped by hand" in stopped.stderr
    summary = json.loads(stopped.stdout)
    folder = Path(summary["folder"])
    roster = read_roster(folder / "roster.csv")
    assert summary["roster"]["method"].endswith(", stopped by hand")
    assert STOPPED in roster.notes
    assert CliRunner().invoke(main, ["verify", str(folder)]).exit_code in (0, 10)  # 10: a demand is unmet
    assert json.loads((folder / "verify.json").read_text())["ok"]
    assert folder != default_folder(run_key(read_scenario(sea), None))  # the whole search has yet to be made


def test_before_the_first_roster_nothing_is_written(sea: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    result = invoked_and_stopped(monkeypatch, ["plan", str(sea), "--out", str(out)], "bound", 0)
    assert result.exit_code == 130
    assert "nothing half-written" in result.stderr
    assert not out.exists()


def test_a_run_that_was_stopped_while_it_planned_can_be_gone_on_with(
    sea: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    result = invoked_and_stopped(monkeypatch, ["run", str(sea), "--explain", "--out", str(out)], "search", 1)
    assert result.exit_code == 130, result.stderr
    assert f"longwatch resume {out}" in result.stderr
    assert list(json.loads((out / "manifest.json").read_text())["stages"]) == ["plan", "verify"]
    assert asked_of(out) == ["explain"]  # whoever goes on explains it too
    assert STOPPED in read_roster(out / "roster.csv").notes


@pytest.mark.parametrize("again", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_real_signal_keeps_the_best_and_a_second_one_leaves_at_once(sea: Path, tmp_path: Path, again: bool) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", "from longwatch.cli import main; main()", "plan", str(sea), *LONG]
    with subprocess.Popen([*command, "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while not (line := process.stderr.readline()).startswith(b"search"):  # a roster is there from then on
            assert line, "ended before it searched"
        process.send_signal(signal.SIGINT)
        if again:
            while b"once more to leave at once" not in (line := process.stderr.readline()):
                assert line, "ended without a word"
            process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 130
    if not again or (out / "roster.csv").exists():  # whoever is quick enough still finds it at work
        assert STOPPED in read_roster(out / "roster.csv").notes
