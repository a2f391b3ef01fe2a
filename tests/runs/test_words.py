"""What a whole run says of a watch that wants two, and of one whose only long gap is the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from longwatch.runs.job import run_scenario
from longwatch.scenario.new import write_starter

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ("period.length='2 d'", "traffic=[]", "run.trials=40")


def test_the_map_shades_the_time_without_the_second_watcher(tmp_path: Path) -> None:
    run_scenario(EXAMPLE, overrides=(*SHORT, "watch.0.k=2"), out=tmp_path / "x")
    page = (tmp_path / "x" / "report.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    shown = re.findall(r"watch northern line: with fewer than 2 watchers ([\d.]+) % of the flown time", page)
    outcome = run_scenario(EXAMPLE, overrides=(*SHORT, "watch.0.k=2"), out=tmp_path / "x")  # found again
    watch = outcome.summary["watches"][0]
    hours = [share for share in watch["hourly_unwatched"]["values"] if share is not None]
    in_gaps = sum(hours) / len(hours)  # but for the hours in which only a part counts
    assert float(shown[0]) / 100 == pytest.approx(in_gaps, abs=0.02)
    assert in_gaps > (1 - watch["covered"]["flown"]["value"]) + 0.03  # one of two watchers missing is half of that


def test_without_a_warm_up_the_way_out_is_named(tmp_path: Path) -> None:
    write_starter(tmp_path / "sea.toml")
    counted = ("run.trials=5", "period.warm_up='none'")
    verdict = run_scenario(tmp_path / "sea.toml", overrides=counted, out=tmp_path / "a").summary["verdict"]
    assert verdict["headline"].endswith("the wait for the first arrival")
    assert 'warm_up = "first-arrival"' in verdict["watches"][0]["first_transit"]
    verdict = run_scenario(tmp_path / "sea.toml", overrides=("run.trials=5",), out=tmp_path / "b").summary["verdict"]
    assert verdict["watches"][0]["first_transit"] == ""
