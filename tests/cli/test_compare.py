"""`longwatch compare` on short runs of the example; and runs that stop early or draw their inputs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main
from longwatch.reporting.schema import summary_schema

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ["--set", "period.length='30 h'", "--set", "run.slot='2 h'", "--look-trials", "0", "--workers", "1"]
MORE = ["--set", "fleet[0].count=3", "--set", "fleet[0].crews=6"]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def made(folder: Path, *more: str) -> Path:
    result = call("run", EXAMPLE, *SHORT, *more, "--out", folder)
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("compared")
    return {
        "one": made(root / "one", "--trials", "150"),
        "more": made(root / "more", "--trials", "150", *MORE),
        "seed": made(root / "seed", "--trials", "150", "--seed", "7", *MORE),
    }


def compared(*folders: Path) -> list[dict]:
    result = call("compare", *folders, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["comparisons"]


def test_a_run_against_itself_is_exactly_nothing(runs: dict[str, Path]) -> None:
    (found,) = compared(runs["one"], runs["one"])
    assert found["paired"]
    assert all((one["difference"], one["low"], one["high"]) == (0, 0, 0) for one in found["measures"])


def test_two_fleets_meet_the_same_luck(runs: dict[str, Path]) -> None:
    paired, unpaired = (compared(runs["one"], runs[other])[0] for other in ("more", "seed"))
    covered = {one["measure"]: one for one in paired["measures"]}["covered"]
    assert paired["paired"]
    assert covered["variance_ratio"] < 0.7  # the other vehicles, closures and groundings are the same in both
    apart = {one["measure"]: one for one in unpaired["measures"]}["covered"]
    assert unpaired["why_not_paired"] == ["other seeds: 734 and 7"]
    assert covered["high"] - covered["low"] < apart["high"] - apart["low"]
    assert apart["variance_ratio"] is None


def test_the_table_says_what_is_compared(runs: dict[str, Path]) -> None:
    shown = call("compare", runs["one"], runs["more"], runs["seed"]).stdout
    assert shown.count("B less A") == 2
    assert "not paired: other seeds: 734 and 7" in shown
    assert "no gap longer than the limit" in shown


def test_what_is_no_flown_run_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    planned = tmp_path / "planned"
    assert (
        call("plan", EXAMPLE, "--set", "period.length='30 h'", "--set", "run.slot='2 h'", "--out", planned).exit_code
        == 0
    )
    result = call("compare", runs["one"], planned, tmp_path)
    assert result.exit_code == 2
    assert "was not flown" in result.stderr
    assert "is not a run folder" in result.stderr
    assert call("compare", runs["one"]).exit_code == 2


def test_a_run_stops_once_its_interval_is_narrow(tmp_path: Path) -> None:
    folder = made(tmp_path / "early", "--trials", "5000", "--set", "run.stop={covered='5 %'}")
    summary = json.loads((folder / "summary.json").read_text())
    flown = summary["settings"]["trials"]["value"]
    assert 100 <= flown < 5000
    assert pl.read_parquet(folder / "cover.parquet")["trial"].n_unique() == flown
    for watch in summary["watches"]:
        covered = watch["covered"]["flown"]
        assert covered["high"] - covered["low"] <= 0.1 + 1e-9


def test_drawn_inputs_stand_in_summary_and_report(tmp_path: Path) -> None:
    folder = made(tmp_path / "drawn", "--trials", "40", "--set", "run.samples=6", "--set", "run.sample_trials=4")
    summary = json.loads((folder / "summary.json").read_text())
    jsonschema.validate(summary, summary_schema())
    found = summary["knowledge"]
    assert (found["sets"]["value"], found["trials_of_each"]["value"]) == (6, 4)
    assert {one["measure"] for one in found["measures"]} >= {"covered", "longest_gap", "no_long_gap", "losses"}
    names = [one["name"] for one in found["inputs"]]
    assert "endurance of Bayraktar TB3" in names
    assert "runway of MQ-9B SeaGuardian" in found["idle"]
    covered = next(one for one in found["measures"] if one["measure"] == "covered")
    assert 0 <= covered["knowledge"]["low"] <= covered["knowledge"]["high"] <= 1
    assert len(pl.read_parquet(folder / "samples.parquet")) == 24
    page = (folder / "report.html").read_text()
    assert "Luck and knowledge" in page
    before = page
    assert call("report", folder).exit_code == 0  # from what lies there
    assert (folder / "report.html").read_text() == before


def test_samples_do_not_depend_on_workers(tmp_path: Path) -> None:
    drawn = ["--trials", "20", "--set", "run.samples=4", "--set", "run.sample_trials=3"]
    one = made(tmp_path / "one", *drawn)
    two = call("run", EXAMPLE, *SHORT[:-1], "2", *drawn, "--out", tmp_path / "two")
    assert two.exit_code == 0, two.stderr
    for name in ("samples.parquet", "samples.json", "summary.json"):
        assert (one / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
