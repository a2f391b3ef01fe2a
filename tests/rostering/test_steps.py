"""What a plan tells of itself while it is made: the best roster so far, and at the end that of the plan."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from helpers.random_ferries import scenario_with_ferries
from helpers.random_retask import table_with_retask
from helpers.random_scenarios import random_table
from helpers.revisit_scenarios import sea_table
from longwatch.rostering.make import make_roster
from longwatch.rostering.steps import Step
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def _told(scenario: Scenario) -> tuple[list[Step], float]:
    """Steps, and the share of the demand that the plan covers, by weight where steps tell it so."""
    steps: list[Step] = []
    plan = make_roster(scenario, progress=steps.append)
    if not steps[-1].by_weight:
        return steps, plan.covered_fraction
    weight = {line.name: line.weight for line in plan.roster.lines}
    asked = sum(weight[name] * one.demand_s for name, one in plan.per_line.items())
    return steps, 1.0 - sum(weight[name] * one.uncovered_s for name, one in plan.per_line.items()) / asked


def _stages(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.covered is not None]


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(lambda: scenario_from_dict(table_with_retask(1)), id="retask"),
        pytest.param(lambda: scenario_with_ferries(1), id="ferries"),
        pytest.param(lambda: scenario_from_dict(random_table(20)), id="station"),
    ],
)
def test_the_last_step_covers_what_the_plan_covers(scenario: Any) -> None:
    steps, covered = _told(scenario())
    assert steps[-1].name == "best"
    assert steps[-1].covered == pytest.approx(covered, abs=1e-12)


def test_a_stage_that_finds_a_better_roster_tells_it_before_the_next_begins() -> None:
    """A stage is named once before it is at work and once more for each better roster that it comes to."""
    steps, covered = _told(scenario_from_dict(random_table(20)))
    stages = _stages(steps)
    assert len({step.covered for step in stages}) > 1  # else nothing was made better here
    for before, after in pairwise(stages):
        if after.covered != before.covered and after.name != "best":
            assert after.name == before.name
    assert stages[-2].covered == pytest.approx(covered, abs=1e-12)  # who stops at the last stage knows what there is


def test_shares_of_a_revisit_watch_are_said_to_be_of_lines() -> None:
    steps, _ = _told(scenario_from_dict(sea_table({"limit": "12 h"}) | {"run": {"effort": 0}}))
    assert str(steps[-1]).startswith("best: covered ")
    assert str(steps[-1]).count(" % of lines") == 2
    station, _ = _told(scenario_from_dict(random_table(20) | {"run": {"effort": 0}}))
    assert "of lines" not in str(station[-1])
