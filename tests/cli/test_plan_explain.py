"""`longwatch plan --explain`: text, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from longwatch.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ("--set", "period.length=1 d", "--set", 'fleet.TB3 aboard.lines=["southern line"]')
FAR = ("--set", "control.Wallops satellite.kind=line-of-sight")


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    out = tmp_path_factory.mktemp("far") / "run"
    done = CliRunner().invoke(main, ["plan", str(EXAMPLE), *SHORT, *FAR, "--explain", "--json", "--out", str(out)])
    assert done.exit_code == 3, done.output
    assert not out.exists()  # what is impossible leaves nothing behind
    found: dict[str, object] = json.loads(done.stdout)["explain"]
    return found


def test_what_is_beyond_reach_is_explained_too(far: dict[str, object]) -> None:
    (reason,) = far["unmet"]  # type: ignore[misc]
    assert (reason["watch"], reason["proof"]) == ("northern line", "reach")
    assert reason["relaxations"]
    assert all(one["set"] for one in reason["relaxations"])


def test_explain_does_not_go_with_a_roster(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["plan", str(EXAMPLE), "--explain", "--from", str(tmp_path / "roster.csv")])
    assert done.exit_code == 2
    assert "--explain" in done.stderr
