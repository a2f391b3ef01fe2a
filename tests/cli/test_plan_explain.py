"""`longwatch plan --explain`: text, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from longwatch.cli import main
from longwatch.cli.explaining import explain_plan
from longwatch.errors import InterruptedRunError

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ("--set", "period.length=6 h", "--set", 'fleet.TB3 aboard.lines=["southern line"]')
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


def test_a_base_that_nobody_has_built_stands_last_and_has_no_price(far: dict[str, object]) -> None:
    (reason,) = far["unmet"]  # type: ignore[misc]
    kinds = [one["kind"] for one in reason["relaxations"]]
    assert kinds.count("base") == 1
    last = reason["relaxations"][-1]
    assert (last["kind"], last["more_a_year"]) == ("base", None)
    assert "would have to be built; not priced" in last["words"]


def test_the_plan_is_shown_as_always_and_the_steps_are_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["plan", str(EXAMPLE), *SHORT, "--explain", "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    shown, _, explained = done.stdout.partition(str(tmp_path / "run"))
    assert all(word in shown for word in ("bound", "planned", "longest gap"))
    assert "Met in the plan: northern line, southern line." in explained
    assert "explaining" in done.stderr.splitlines()  # a line as it begins, though nothing counts up in place


def test_an_interruption_tells_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("longwatch.runs.why.explain_path", stopped)
    far = tuple(FAR[1::2] + SHORT[1::2])
    with pytest.raises(InterruptedRunError, match="nothing was written"):
        explain_plan(EXAMPLE, far, tmp_path / "run", as_json=True, strict=False)
    assert not (tmp_path / "run").exists()


def test_explain_does_not_go_with_a_roster(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["plan", str(EXAMPLE), "--explain", "--from", str(tmp_path / "roster.csv")])
    assert done.exit_code == 2
    assert "--explain" in done.stderr
