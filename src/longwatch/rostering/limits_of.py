"""From a scenario to the limits of its fleets and bases in numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from longwatch.errors import Problem as Mistake
from longwatch.rostering.limits import Budget, Daily, Spacing
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import soonest_landing
from longwatch.scenario.limits import hour_spans, local_days
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration


def budget_of(scenario: Scenario, fleet: Fleet) -> Budget | None:
    if fleet.flight_hours is None:
        return None
    return Budget(math.floor(float(fleet.flight_hours.most_s)), hour_spans(fleet, scenario.length_s))


def daily_of(scenario: Scenario, fleet: Fleet) -> Daily | None:
    return None if fleet.sorties_per_day is None else Daily(fleet.sorties_per_day, local_days(scenario))


def spacing_of(base: Base) -> Spacing | None:
    if base.movements is None:
        return None
    return Spacing(base.movements.most, math.ceil(float(base.movements.within_s)))


def check_hours_home(problem: Problem) -> Iterator[Mistake]:
    """A fleet has the hours to bring home those that are in the air at the start."""
    for fleet, group in enumerate(problem.groups):
        if group.budget is None:
            continue
        homes = [soonest_landing(problem.legs[fleet, one.line], group.rule_openings) for one in group.aloft]
        for start, end in group.budget.spans:
            needed_s = sum(max(min(home_s, end) - start, 0) for home_s in homes)
            if needed_s > group.budget.most_s:
                what = f"those of {group.name!r} need {format_duration(needed_s)} in the air to get home"
                has = f"its flight hours are {format_duration(group.budget.most_s)}"
                yield Mistake("state.airborne", f"{what}, and {has}")
                break
