"""What is shut by the clock alone, the same in every trial: bases outside their hours, crews off duty."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.scenario.openings import base_openings, crew_steps, horizon_s
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class Step:
    """At one time something is shut (+1) or opened again (-1) by one cause; of crews: so many go off duty, or come."""

    time_s: int
    of: str  # "base" (no launches), "path" (none of a fleet to a line), "sensor" (of a fleet on a line), "watch", "crew"
    target: str  # the name of the base, watch or fleet
    change: int
    cause: str  # one of `state.CAUSES`
    line: str = ""  # of path and sensor


def crew_shifts(scenario: Scenario) -> list[Step]:
    """Crews off duty, of the most that are ever on duty."""
    out = []
    for fleet in scenario.fleets:
        steps = crew_steps(scenario, fleet) or () if fleet.crew_rest_s is None else ()
        before = max((limit for _, limit in steps), default=0)
        for time_s, limit in steps:
            out += [Step(time_s, "crew", fleet.name, before - limit, "crew")] if limit != before else []
            before = limit
    return out


def base_hours(scenario: Scenario) -> list[Step]:
    """Bases outside their hours and deck cycles: the stretches between openings."""
    out, first_s = [], horizon_s(scenario)[0]
    for base in scenario.bases:
        openings = base_openings(scenario, base)
        shut_from_s: int | None = first_s if openings is not None else None
        for open_s, shut_s in openings or ():
            if open_s > 0 and shut_from_s is not None:
                out += [Step(shut_from_s, "base", base.name, 1, "hours"), Step(open_s, "base", base.name, -1, "hours")]
            shut_from_s = shut_s
        if shut_from_s is not None:
            out.append(Step(shut_from_s, "base", base.name, 1, "hours"))
    return [step for step in out if step.time_s < scenario.length_s]
