"""Lines that no fleet can hold: every fleet's reason, and what the one that comes nearest would need."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.errors import ImpossibleError, Problem
from longwatch.rostering.link import km
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M, format_duration

# What a fleet needs where no distance binds, easiest first: a rule of the scenario, then numbers, then other things.
_NEEDS = {
    "lines": "put the watch among its `lines`",
    "crew": "give it more crews",
    "count": "raise its `count` or `availability`",
    "relay": "let a fleet of aircraft serve it",
    "base": "give it a port or a ship as its base",
    "deck": "give it another base, or a platform that can work from this one",
    "wind": "a faster platform, or a limit of wind that allows it",
    "speed": "a faster platform, or a slower pattern (`pattern.speed`)",
    "route": "put post and base where a way by sea joins them",
}


def require_reached(scenario: Scenario, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> None:
    """Raises ImpossibleError with every fleet's rule and radius, and a way out, where no fleet can hold a line."""
    problems = unreached(scenario, lines, verdicts)
    if problems:
        raise ImpossibleError(problems)


def unreached(scenario: Scenario, lines: Sequence[Line], verdicts: Sequence[Verdict]) -> list[Problem]:
    """One problem for each line that no fleet can hold."""
    problems = []
    for line in lines:
        own = [verdict for verdict in verdicts if verdict.line == line.name]
        if any(verdict.feasible for verdict in own):
            continue
        reasons = "; ".join(f"{verdict.fleet}: {verdict.reason}" for verdict in own) or "there is no fleet"
        hard = ", which is marked hard" if line.hard else ""
        what = f"no fleet can hold the line {line.name!r}{hard}: {reasons}"
        problems.append(Problem(f"watch {line.watch}", what, _hint(scenario, own)))
    return problems


def _hint(scenario: Scenario, own: Sequence[Verdict]) -> str:
    if not own:
        return "add a fleet"
    nearest = min(own, key=lambda verdict: _distance_off(scenario, verdict))
    return f"{nearest.fleet} comes nearest: {_need(scenario, nearest)}"


def _distance_off(scenario: Scenario, verdict: Verdict) -> tuple[int, float]:
    """Sort key: a link that a satellite would mend, then the share by which a radius falls short, then other rules."""
    if verdict.binding == "link" and verdict.largest_radius_m > 0 and _has_satellite(scenario, verdict):
        return 0, 0.0
    if verdict.largest_radius_m > 0.0:
        return 1, verdict.needed_radius_m / verdict.largest_radius_m
    return 2, float([*_NEEDS, "link", "sensor"].index(verdict.binding))


def _has_satellite(scenario: Scenario, verdict: Verdict) -> bool:
    return scenario.platform_of(scenario.fleet(verdict.fleet)).satellite


def _need(scenario: Scenario, verdict: Verdict) -> str:
    """What would do for one fleet, the cheapest first."""
    radius_m, needed_m = verdict.largest_radius_m, verdict.needed_radius_m
    radius = f"{km(radius_m)} ({radius_m / NM_M:.0f} NM)"
    if verdict.binding == "endurance":
        fleet = scenario.fleet(verdict.fleet)
        ways_s = verdict.transit_out_s + verdict.transit_back_s
        return (
            f"a base within {radius} of the post, or an endurance of more than {format_duration(ways_s)} "
            f"({km(needed_m - radius_m)} are missing from {fleet.base!r})"
        )
    if verdict.binding == "link":
        if radius_m == 0.0:
            if _has_satellite(scenario, verdict):
                return "a satellite whose footprint holds it, or a control station in line of sight"
            return "a control station in line of sight, or a platform with a satellite link"
        near = f"a control station within {radius} of the far side of the hold ({km(needed_m - radius_m)} are missing)"
        own = "a satellite link, which its platform carries" if _has_satellite(scenario, verdict) else ""
        relay = "a relay between them (`relays` of the station)"
        return f"{own}, {near}, or {relay}" if own else f"{near}, {relay}, or a platform with a satellite link"
    if verdict.binding == "sensor":
        if radius_m == 0.0:
            return "a payload that sees what the watch asks for beyond the hold, or a smaller hold"
        return f"an area that reaches no more than {radius} from the post, a post in its middle, or a payload that sees farther"
    return _NEEDS[verdict.binding]
