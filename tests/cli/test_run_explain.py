"""`longwatch run --explain`: the run's files with the explanation, gone on with, found again, and left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.summary_walk import numbers_with_holder
from longwatch.cli import main
from longwatch.errors import InterruptedRunError
from longwatch.runs import explaining
from longwatch.runs.explaining import load_explanation
from longwatch.runs.job import run_scenario

SEA = Path(__file__).parents[2] / "docs" / "model.toml"
SHORT = ("period.length=15 h", "period.warm_up=none", "run.trials=2", "fleet.pair.turnaround=1 h")
FILES = ("explain.json", "summary.json", "report.html")


def _run(out: Path, *more: str) -> Result:
    short = [part for text in SHORT for part in ("--set", text)]
    done = CliRunner().invoke(main, ["run", str(SEA), *short, "--workers", "1", "--out", str(out), *more])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("explained") / "run"
    return out, _run(out, "--explain")


def test_summary_and_report_say_why(explained: tuple[Path, Result]) -> None:
    out, done = explained
    summary = json.loads((out / "summary.json").read_text())
    found = list(numbers_with_holder(summary["explain"], None, ""))
    assert found
    assert all(holder is not None and holder["origin"]["kind"] and holder["unit"] for _, holder in found)
    (unmet,) = summary["explain"]["unmet"]
    assert unmet["gap_bound"]["value"] >= summary["watches"][0]["gap_max"]["bound"]["value"] > 0
    assert unmet["clashes"]
    (watch,) = summary["explain"]["watches"]
    for one in unmet["relaxations"]:  # each reaches what is asked for by its own entries
        limit_s = watch["gap_max"]["value"] if one["kind"] == "limit" else watch["limit"]["value"]
        assert one["gap_max"]["value"] <= limit_s
    assert "What would meet bank" in (out / "report.html").read_text()
    assert "bank: not met." in done.stdout
    assert "explaining bank" in done.stderr.splitlines()


def test_it_is_found_again_and_reported_again_as_it_is(explained: tuple[Path, Result]) -> None:
    out, _ = explained
    before = [(out / name).read_bytes() for name in FILES]
    assert "already finished" in _run(out, "--explain").stdout
    assert "already finished" in _run(out).stdout
    assert CliRunner().invoke(main, ["report", str(out)]).exit_code == 0
    assert [(out / name).read_bytes() for name in FILES] == before


def test_a_finished_run_gets_it_later_with_nothing_flown_again(
    explained: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted at first: what stopped goes on without being told of it, to the same bytes."""
    out = tmp_path / "run"
    _run(out)
    assert not (out / "explain.json").exists()
    assert "explain" not in json.loads((out / "summary.json").read_text())

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(explaining, "explain_read", stopped)
        with pytest.raises(InterruptedRunError, match="longwatch resume"):
            run_scenario(SEA, overrides=SHORT, explain=True, out=out, workers=1)
    known = load_explanation(explained[0])
    assert known is not None
    with monkeypatch.context() as patched:
        patched.setattr(explaining, "explain_read", lambda *_, **__: known)
        done = CliRunner().invoke(main, ["resume", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "flying" not in done.stderr
    assert [(out / name).read_bytes() for name in FILES] == [(explained[0] / name).read_bytes() for name in FILES]


def test_a_line_beyond_reach_is_explained_without_a_run(tmp_path: Path) -> None:
    out = tmp_path / "run"
    far = ("--set", "platform.Aircraft of round figures.endurance=3 h", "--explain", "--out", str(out))
    done = CliRunner().invoke(main, ["run", str(SEA), *far])
    assert done.exit_code == 3, done.output
    assert "Beyond reach" in done.stdout
    assert not out.exists()
