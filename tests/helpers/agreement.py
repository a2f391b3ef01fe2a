"""Planner, roster file, verifier and bound held to one another on one scenario."""

from __future__ import annotations

import pytest

from longwatch.rostering.make import make_roster
from longwatch.scenario.roster_file import roster_from_text, roster_text
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster


def check_agreement(scenario: Scenario, seed: int) -> None:
    """The verifier accepts the planner's roster, finds the same cover and gaps, and no roster beats its bound."""
    plan = make_roster(scenario, allow_unreached=True)
    roster = roster_from_text(roster_text(plan.roster))
    assert roster == plan.roster, f"seed {seed}: the roster file changed it"
    verdict = verify_roster(scenario, roster)
    assert verdict.violations == (), f"seed {seed}"
    assert verdict.covered_fraction == pytest.approx(plan.covered_fraction, abs=1e-12), f"seed {seed}"
    assert plan.covered_fraction <= plan.bound.covered_fraction + 1e-9, f"seed {seed}"
    for name, line in verdict.per_line.items():
        planned = plan.per_line[name]
        assert (line.demanded_s, line.missing_s) == (planned.demand_s, planned.uncovered_s), f"seed {seed}: {name}"
        assert planned.gap_max_s >= plan.bound.gap_min_s[name], f"seed {seed}: {name}"
        if scenario.file.period.end == "cut":
            assert line.gaps == planned.gaps, f"seed {seed}: {name}"
