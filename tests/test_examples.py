"""Every example runs through the program as a reader would run it: checked, planned, verified, flown, priced and reported."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main
from longwatch.reporting.schema import summary_schema

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(ROOT.glob("examples/*/*.toml"))
MADE_UP = [path for path in EXAMPLES if path.stem != "us-coast"]  # the others carry no recorded ship
# Long enough for the slowest vehicle of each to arrive and for reliefs to come: boats are half a day under way.
LENGTHS = {"strait": "30 h", "us-coast": "48 h"}
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
each_made_up = pytest.mark.parametrize("path", MADE_UP, ids=lambda path: path.stem)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """The folder of a short run of an example, made once however many tests ask for it."""
    folders: dict[Path, Path] = {}

    def run(path: Path) -> Path:
        if path not in folders:
            folder = tmp_path_factory.mktemp("examples") / path.stem
            length = f"period.length='{LENGTHS.get(path.stem, '24 h')}'"
            short = ("--set", length, "--set", "run.samples=0", "--trials", 5, "--look-trials", 2)
            result = call("run", path, *short, "--out", folder)
            assert result.exit_code == 0, result.stderr
            folders[path] = folder
        return folders[path]

    return run


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, int | float):
        yield value


def read_and_validated(folder: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(summary_schema()).validate(summary)
    assert all(math.isfinite(number) for number in numbers(summary))
    verdict = json.loads((folder / "verify.json").read_text(encoding="utf-8"))
    assert verdict["ok"]
    assert verdict["violations"] == []
    return summary


def share(watch: dict[str, Any], which: str) -> float:
    value = watch["covered"][which]["value"]
    assert isinstance(value, int | float)
    return float(value)


@each_example
def test_it_passes_check(path: Path) -> None:
    result = call("check", path, "--json")
    assert result.exit_code == 0, result.stderr


@each_example
def test_a_short_run_goes_through(path: Path, short_run: Callable[[Path], Path]) -> None:
    folder = short_run(path)
    summary = read_and_validated(folder)
    assert summary["settings"]["trials"]["value"] == 5
    assert summary["settings"]["look_trials"]["value"] == 2  # of ships; cells are looked at in every trial
    for watch in summary["watches"]:
        assert 0.0 < share(watch, "planned") <= share(watch, "bound") + 1e-9
    assert (folder / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


@each_made_up
def test_made_up_ships_are_called_so(path: Path, short_run: Callable[[Path], Path]) -> None:
    page = (short_run(path) / "report.html").read_text(encoding="utf-8")
    assert "SYNTHETIC" in page
    assert "ASSUMED" in page


@each_example
def test_it_carries_what_it_needs_and_says_what_is_assumed(path: Path) -> None:
    readme = (path.parent / "README.md").read_text(encoding="utf-8")
    assert f"longwatch run examples/{path.stem}/{path.name}" in readme
    assert "| what | real or assumed |" in readme
    assert "No agency asked for this watch" in readme
    scenario = tomllib.loads(path.read_text(encoding="utf-8"))
    named = [one.get("file") for key in ("traffic", "area") for one in scenario.get(key, [])]
    named.append(scenario["weather"].get("file"))
    for name in filter(None, named):
        assert (path.parent / name.split("#")[0]).resolve().parent == path.parent, f"{name} lies elsewhere"


@pytest.mark.soak
@each_example
def test_a_whole_run_goes_through(path: Path, tmp_path: Path) -> None:
    """Every example runs as its README says, and what it shows is neither all nor nothing."""
    result = call("run", path, "--out", tmp_path / "whole")
    assert result.exit_code == 0, result.stderr
    summary = read_and_validated(tmp_path / "whole")
    for watch in summary["watches"]:
        assert 0.5 < share(watch, "planned") <= share(watch, "bound") + 1e-9
        assert 0.4 < share(watch, "flown") < 1.0
