"""The Python face: read, plan, verify, fly, judge, price."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import longwatch

EXAMPLE = Path(__file__).parents[1] / "examples" / "us-coast" / "us-coast.toml"


def test_the_line_from_scenario_to_price() -> None:
    scenario = longwatch.read_scenario(EXAMPLE, ["run.trials=20", "period.length='3 d'"])
    plan = longwatch.plan(scenario)
    assert longwatch.verify(scenario, plan.roster).ok
    log = longwatch.fly(scenario, plan.roster, trials=20, look_trials=2)
    judged = longwatch.judge(scenario, plan.roster, log)
    assert judged.trials == 20
    assert judged.look_trials == 2
    assert 0 < judged.overall.covered <= 1
    planned, flown = longwatch.price(scenario, plan.roster), longwatch.price(scenario, plan.roster, log)
    assert planned.root.amount > 0
    assert flown.use.how == "flown"


def test_one_trial_alone_is_the_same_trial() -> None:
    scenario = longwatch.read_scenario(EXAMPLE, ["period.length='3 d'"])
    roster = longwatch.plan(scenario).roster
    whole = longwatch.fly(scenario, roster, trials=20)
    alone = longwatch.fly(scenario, roster, trials=20, only_trial=7)
    assert alone.gaps.rows() == [row for row in whole.gaps.rows() if row[0] == 7]


def test_import_is_light() -> None:
    code = "import sys, longwatch; sys.exit(bool({'numba', 'polars', 'numpy', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(AttributeError, match="choose_fleet"):
        longwatch.choose_fleet  # noqa: B018
