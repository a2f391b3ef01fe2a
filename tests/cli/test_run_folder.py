"""What a run folder does when somebody edited it, and runs at the edge of what can be asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ["--set", "period.length='2 d'", "--set", "traffic=[]", "--trials", "12"]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "one"
    result = call("run", EXAMPLE, *SHORT, "--out", folder)
    assert result.exit_code == 0, result.stderr
    return folder


def without_a_sortie(folder: Path) -> None:
    """The roster of a run folder with its last sortie struck out by hand: still by the rules, with a gap."""
    rows = (folder / "roster.csv").read_text().splitlines(keepends=True)
    (folder / "roster.csv").write_text("".join(rows[:-1]))


def test_a_roster_edited_in_its_folder_is_flown_before_it_is_reported(finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    without_a_sortie(copy)
    for verb in ("price", "report"):  # would set the trials of the old roster beside the plan of the new one
        result = call(verb, copy)
        assert result.exit_code == 2
        assert "longwatch fly" in result.stderr


def test_run_does_not_write_over_a_roster_edited_by_hand(finished: Path, tmp_path: Path) -> None:
    run = ["run", EXAMPLE, *SHORT, "--out", tmp_path / "x"]
    shutil.copytree(finished, tmp_path / "x")
    without_a_sortie(tmp_path / "x")
    edited = (tmp_path / "x" / "roster.csv").read_bytes()
    result = call(*run)
    assert result.exit_code == 2
    assert "roster.csv changed" in result.stderr
    assert (tmp_path / "x" / "roster.csv").read_bytes() == edited


def test_a_roster_of_another_scenario_earns_a_verdict(finished: Path, tmp_path: Path) -> None:
    assert call("new", tmp_path / "sea.toml").exit_code == 0
    result = call("verify", finished / "roster.csv", "--scenario", tmp_path / "sea.toml")
    assert result.exit_code == 10
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_no_trial_has_looks_where_none_is_asked_for(tmp_path: Path) -> None:
    result = call("run", EXAMPLE, *SHORT[:2], "--trials", 3, "--look-trials", 0, "--out", tmp_path / "x", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["settings"]["look_trials"]["value"] == 0
    assert not (tmp_path / "x" / "looks.parquet").exists()


def test_a_period_that_ends_before_anybody_arrives_earns_no_claim(tmp_path: Path) -> None:
    assert call("new", tmp_path / "sea.toml").exit_code == 0
    result = call("run", tmp_path / "sea.toml", "--set", "period.length='30 min'", "--out", tmp_path / "x")
    assert result.exit_code == 2
    assert "no moment of the period counts" in result.stderr
    assert not (tmp_path / "x").exists()


def test_the_path_of_the_report_is_neither_wrapped_nor_cut(finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("a folder whose name is longer than a terminal is wide " * 3).strip()
    shutil.copytree(finished, folder)
    result = call("report", folder)
    assert result.stdout.splitlines()[-1] == str(folder / "report.html")


@pytest.mark.parametrize(
    ("encoding", "read_as"),  # click takes ascii for a mistake of the locale and writes UTF-8
    [
        ("ascii", "utf-8"),
        pytest.param("latin-1", "latin-1", marks=pytest.mark.soak),
        ("cp1254", "cp1254"),
        pytest.param("utf-8", "utf-8", marks=pytest.mark.soak),
    ],
)
def test_names_in_any_script_are_shown_on_any_terminal(encoding: str, read_as: str, tmp_path: Path) -> None:
    name = "Çanakkale 監視 𐍈"
    assert call("new", tmp_path / "sea.toml").exit_code == 0
    command = [sys.executable, "-c", "from longwatch.cli import main; main()", "check", str(tmp_path / "sea.toml")]
    command += ["--set", f"name='{name}'"]
    told = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=False)
    assert told.returncode == 0, told.stderr
    assert "kkale" in told.stdout.decode(read_as)
    told = subprocess.run(
        [*command, "--json"], capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=True
    )
    assert json.loads(told.stdout.decode(read_as))["scenario"] == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_roster_saved_by_a_spreadsheet_is_the_same_run(finished: Path, tmp_path: Path, encoding: str) -> None:
    text = (finished / "roster.csv").read_text(encoding="utf-8")
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")
    (tmp_path / "sheet.csv").write_text(text, encoding=encoding)
    run = ["run", EXAMPLE, *SHORT, "--out", tmp_path / "x", "--roster"]
    assert call(*run, tmp_path / "plain.csv").exit_code == 0
    again = call(*run, tmp_path / "sheet.csv")
    assert again.exit_code == 0, again.stderr
    assert "already finished" in again.stdout
