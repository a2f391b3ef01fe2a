"""The commands on the example, shortened: files, exit codes, the same bytes twice, nothing overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from helpers.summary_walk import numbers_with_holder
from longwatch.cli import main
from longwatch.reporting.schema import summary_schema

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ["--set", "period.length='2 d'", "--trials", "12", "--look-trials", "2"]
FILES = {
    "manifest.json", "summary.json", "roster.csv", "plan.json", "verify.json", "patterns.geojson", "cost.json",
    "duties.csv",
    "report.html", "gaps.parquet", "sorties.parquet", "tallies.parquet", "cover.parquet", "looks.parquet",
}  # fmt: skip


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "one"
    result = call("run", EXAMPLE, *SHORT, "--out", folder, "--workers", 1)
    assert result.exit_code == 0, result.stderr
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES - {"manifest.json"}}


def test_run_leaves_every_file(finished: Path) -> None:
    assert {p.name for p in finished.iterdir()} - {".lock", "run.log"} == FILES


def test_one_seed_gives_the_same_bytes_on_two_workers(finished: Path, tmp_path: Path) -> None:
    result = call("run", EXAMPLE, *SHORT, "--out", tmp_path / "two", "--workers", 2)
    assert result.exit_code == 0, result.stderr
    assert contents(tmp_path / "two") == contents(finished)


def test_another_seed_flies_another_log(finished: Path, tmp_path: Path) -> None:
    assert call("run", EXAMPLE, *SHORT, "--seed", 1, "--out", tmp_path / "two").exit_code == 0
    assert (tmp_path / "two" / "gaps.parquet").read_bytes() != (finished / "gaps.parquet").read_bytes()


def test_an_identical_finished_run_is_found_again(finished: Path) -> None:
    before = {p.name: p.stat().st_mtime_ns for p in finished.iterdir()}
    result = call("run", EXAMPLE, *SHORT, "--out", finished)
    assert result.exit_code == 0
    assert str(finished / "report.html") in result.stdout
    assert {p.name: p.stat().st_mtime_ns for p in finished.iterdir()} == before


def test_another_run_does_not_overwrite(finished: Path) -> None:
    before = contents(finished)
    result = call("run", EXAMPLE, *SHORT, "--seed", 99, "--out", finished)
    assert result.exit_code == 2
    assert "nothing is overwritten" in result.stderr
    assert contents(finished) == before


def test_json_is_data_on_stdout_and_progress_on_stderr(finished: Path) -> None:
    result = call("run", EXAMPLE, *SHORT, "--out", finished, "--json")
    told = json.loads(result.stdout)
    assert told["folder"] == str(finished)
    assert told["settings"]["trials"]["value"] == 12


def test_every_figure_of_a_real_summary_carries_its_origin(finished: Path) -> None:
    summary = json.loads((finished / "summary.json").read_text())
    jsonschema.Draft202012Validator(summary_schema()).validate(summary)
    bare = [path for path, holder in numbers_with_holder(summary, None, "") if "origin" not in (holder or {})]
    assert [path for path in bare if path != ".schema"] == []


def test_plan_then_the_other_verbs_give_what_run_gives(finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "step by step"
    planned = call("plan", EXAMPLE, *SHORT[:2], "--set", "run.trials=12", "--set", "run.look_trials=2", "--out", folder)
    assert planned.exit_code == 0, planned.stderr
    for verb in ("fly", "price", "report"):
        result = call(verb, folder)
        assert result.exit_code == 0, result.stderr
    assert call("verify", folder).exit_code == 0
    for name in FILES - {"manifest.json", "report.html", "summary.json"}:
        assert (folder / name).read_bytes() == (finished / name).read_bytes(), name


def test_verify_names_the_rule_a_hand_broke(finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    rows = (copy / "roster.csv").read_text().splitlines()
    first = next(i for i, row in enumerate(rows) if row.startswith("sortie,")) + 2
    cells = rows[first].split(",")
    cells[6] = cells[7] = cells[4]  # leaves and lands as it takes off
    (copy / "roster.csv").write_text("\n".join([*rows[:first], ",".join(cells), *rows[first + 1 :]]) + "\n")
    result = call("verify", copy / "roster.csv", "--scenario", EXAMPLE)
    assert result.exit_code == 10
    assert "[order]" in result.stdout or "[transit-out]" in result.stdout
    assert call("fly", copy).exit_code in (2, 10)


def test_a_roster_of_a_variant_is_verified_with_the_same_set(finished: Path, tmp_path: Path) -> None:
    alone = tmp_path / "roster.csv"
    shutil.copy(finished / "roster.csv", alone)
    assert (
        call("verify", alone, "--scenario", EXAMPLE).exit_code == 10
    )  # the example lasts a week, the variant two days
    assert call("verify", alone, "--scenario", EXAMPLE, *SHORT[:2]).exit_code == 0
    assert call("verify", alone, *SHORT[:2]).exit_code == 2


def test_strict_says_unmet(tmp_path: Path) -> None:
    alone = ["--set", "fleet[0].count=1", "--set", "fleet[1].count=1", "--set", "watch[0].k=2"]
    result = call("plan", EXAMPLE, "--set", "period.length='2 d'", *alone, "--out", tmp_path / "x", "--strict")
    assert result.exit_code == 10, result.stderr
    assert "northern line" in result.stderr


@pytest.mark.parametrize("hard", ["true", "false"])
def test_a_watch_beyond_reach_is_impossible_and_leaves_nothing(tmp_path: Path, hard: str) -> None:
    beyond = ["--set", f"watch[0].hard={hard}", "--set", "watch[0].post='10 N, 40 W'"]
    result = call("run", EXAMPLE, *beyond, "--out", tmp_path / "x")
    assert result.exit_code == 3
    assert "northern line" in result.stderr
    assert "hint: " in result.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("verb", ["fly", "price", "report", "verify"])
def test_a_folder_that_is_no_run_is_said(verb: str, tmp_path: Path) -> None:
    result = call(verb, tmp_path)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_missing_scenario_is_one_clean_line(tmp_path: Path) -> None:
    result = call("run", tmp_path / "nowhere.toml")
    assert result.exit_code == 2
    assert "nowhere.toml" in result.stderr
    assert "Traceback" not in result.output


def test_every_command_has_json_and_help() -> None:
    for name in main.list_commands(None):  # type: ignore[arg-type]
        result = call(name, "--help")
        assert result.exit_code == 0
        if name not in ("new", "schema"):
            assert "--json" in result.stdout, name
