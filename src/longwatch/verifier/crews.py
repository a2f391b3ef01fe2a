"""A table of duties against the roster and the scenario: who flies when, how long, and how long each crew rests.

What counts as a duty is worked out from the times alone: turns of a crew with less than its rest between them are one duty.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from longwatch.scenario.duties import Turn
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.plan import Roster, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.tails import crew_names, pool_name
from longwatch.units import DAY_S, format_duration
from longwatch.verifier.clock import Interval, stretches, without
from longwatch.verifier.hours import SLACK_DEG
from longwatch.verifier.places import place_of_base
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation

# Rules of a table of duties -> what they ask. docs/crews.md lists the same (a test keeps them equal).
DUTY_RULES: Final[dict[str, str]] = {
    "duty-crew": "whoever is in the air has one crew, of those that there are, and it flies nothing else meanwhile",
    "duty": "no duty is longer than it may be, and crews on shifts work in their hours",
    "rest": "crews rest between two duties, and before the first where they still rest at the start",
}
SLACK_S: Final = 60  # a shift that begins at daybreak, by two almanacs


@dataclass(frozen=True)
class _Rules:
    """What the scenario asks of the crews of a fleet or station."""

    of: str
    fleets: frozenset[str]
    crews: tuple[str, ...]
    duty_s: float
    rest_s: float
    rested_s: tuple[float, ...]
    stays: bool  # a crew aboard stays until landing
    hours: dict[str, list[Interval]] | None  # by crew, of those on shifts


def check_tail_names(scenario: Scenario, roster: Roster) -> list[Violation]:
    """Fleets with named vehicles fly no others, but for those that were ferried to them."""
    flown: dict[str, set[str]] = defaultdict(set)
    ferried: set[tuple[str, str]] = set()
    for stint in wholes_of(roster.stints):
        if (stint.fleet, stint.tail) not in ferried:
            flown[stint.fleet].add(stint.tail)
        if stint.to_fleet:
            ferried.add((stint.to_fleet, stint.tail))
    return [
        Violation("tail-names", tail, f"is none of the vehicles of {fleet.name}: {', '.join(fleet.tails)}")
        for fleet in scenario.fleets
        if fleet.tails
        for tail in sorted(flown[fleet.name] - set(fleet.tails))
    ]


def verify_duties(scenario: Scenario, roster: Roster, turns: Iterable[Turn]) -> tuple[Violation, ...]:
    """Every broken rule of a table of duties."""
    return tuple(one for broken in broken_by_pool(scenario, roster, turns).values() for one in broken)


def broken_by_pool(scenario: Scenario, roster: Roster, turns: Iterable[Turn]) -> dict[str, list[Violation]]:
    """The same for each fleet or station with crews, by what `Turn.of` calls it, and for pools that there are not."""
    name, by_pool = Namer(scenario.start_s), defaultdict[str, list[Turn]](list)
    for turn in sorted(turns):
        by_pool[turn.of].append(turn)
    crewed: list[Fleet | Control] = [*scenario.file.control, *scenario.fleets]
    asked = [_rules(scenario, one, roster) for one in crewed]
    rules = {one.of: one for one in asked if one is not None}
    out = {of: _check_pool(rule, roster, by_pool[of], name) for of, rule in rules.items()}
    for of in sorted(set(by_pool) - set(rules)):
        what = f"the scenario has no crews of {of!r}"
        out[of] = [Violation("duty-crew", _row(by_pool[of][0], name), what)]
    return out


def _check_pool(rule: _Rules, roster: Roster, turns: Sequence[Turn], name: Namer) -> list[Violation]:
    out = _check_manned(rule, roster, turns, name)
    by_crew: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_crew[turn.crew].append(turn)
    for crew, own in sorted(by_crew.items()):
        if crew not in rule.crews:
            what = f"{rule.of} has no crew called {crew!r}; it has {len(rule.crews)}"
            out.append(Violation("duty-crew", _row(own[0], name), what, 1, "crews"))
        out += _check_times(own, name)
        out += _check_duties(rule, own, name) if rule.hours is None else _check_shift(rule, crew, own, name)
    return out + _check_rested(rule, by_crew)


def _rules(scenario: Scenario, crewed: Fleet | Control, roster: Roster) -> _Rules | None:
    duty_s = float(crewed.crew_duty_s)
    rest_s = DAY_S - duty_s if crewed.crew_rest_s is None else float(crewed.crew_rest_s)
    names, of = crew_names(scenario.file, crewed), pool_name(crewed)
    if isinstance(crewed, Control):
        fleets = frozenset(fleet.name for fleet in scenario.fleets if fleet.control == crewed.name)
        return None if crewed.crews is None else _Rules(of, fleets, names, duty_s, rest_s, (), False, None)
    if crewed.crews is None and not crewed.shifts:
        return None
    platform = scenario.platform_of(crewed)
    stays = not crewed.shifts and crewed.control is None and platform.domain == "air" and not platform.unmanned
    resting = [one for one in scenario.file.state.crews if one.fleet == crewed.name]
    rested_s = tuple(float(one.rest_s) for one in resting for _ in range(one.count))
    hours = _hours(scenario, crewed, names, roster) if crewed.shifts else None
    return _Rules(of, frozenset({crewed.name}), names, duty_s, rest_s, rested_s, stays, hours)


def _hours(scenario: Scenario, fleet: Fleet, names: Sequence[str], roster: Roster) -> dict[str, list[Interval]]:
    base = next(base for base in scenario.bases if base.name == fleet.base)
    zone, at = base.zone or scenario.file.period.zone, place_of_base(base).at
    to_s = max((stint.land_s for stint in roster.stints), default=0) + int(DAY_S)
    out, left = dict[str, list[Interval]](), list(names)
    for shift in fleet.shifts:
        held = stretches(shift.hours, zone, scenario.start_s, 0, to_s, at, SLACK_DEG)
        out |= dict.fromkeys(left[: shift.crews], held)
        left = left[shift.crews :]
    return out


def _check_manned(rule: _Rules, roster: Roster, turns: Sequence[Turn], name: Namer) -> list[Violation]:
    """Each vehicle in the air has one crew, none on the ground has; those aboard stay."""
    flown: dict[str, list[Interval]] = defaultdict(list)
    for stint in wholes_of(roster.stints):
        if stint.fleet in rule.fleets and stint.land_s > max(stint.takeoff_s, 0):
            flown[stint.tail].append((max(stint.takeoff_s, 0), stint.land_s))
    manned: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        manned[turn.tail].append(turn)
    out = []
    for tail in sorted(set(flown) | set(manned)):
        crewed = [(turn.from_s, turn.to_s) for turn in manned[tail]]
        for verb, gaps in (
            ("is in the air without a crew", without(flown[tail], crewed)),
            ("has a crew at its controls on the ground", without(crewed, flown[tail])),
        ):
            for begin, end in gaps:
                what = f"{verb} for {format_duration(end - begin)}"
                out.append(Violation("duty-crew", f"{tail}, {name.time(int(begin))}", what, end - begin, "s"))
        for before, after in pairwise(sorted(manned[tail])):
            if after.from_s < before.to_s:
                what = f"{before.crew} and {after.crew} fly {tail} at once"
                out.append(Violation("duty-crew", _row(after, name), what, before.to_s - after.from_s, "s"))
            elif rule.stays and after.from_s == before.to_s and any(a < after.from_s < b for a, b in flown[tail]):
                what = f"{after.crew} takes over from {before.crew} in flight, and the crew is aboard"
                out.append(Violation("duty-crew", _row(after, name), what))
    return out


def _check_times(own: Sequence[Turn], name: Namer) -> list[Violation]:
    """One crew flies one vehicle at a time."""
    out = [
        Violation("duty-crew", _row(turn, name), "ends before it begins", turn.from_s - turn.to_s, "s")
        for turn in own
        if turn.to_s < turn.from_s
    ]
    last = own[0]
    for turn in own[1:]:
        if turn.from_s < last.to_s:
            what = f"still flies {last.tail} until {name.time(last.to_s)}"
            out.append(Violation("duty-crew", _row(turn, name), what, last.to_s - turn.from_s, "s"))
        last = max(last, turn, key=lambda one: one.to_s)
    return out


def _check_duties(rule: _Rules, own: Sequence[Turn], name: Namer) -> list[Violation]:
    """No duty is too long, and a full rest lies between two: turns with less than that between them are one duty."""
    out, begin, last = list[Violation](), own[0], own[0]
    for turn in own:
        rested_s = turn.from_s - last.to_s
        if turn is not begin and rested_s >= rule.rest_s:
            begin = turn
        over_s = turn.to_s - begin.from_s - rule.duty_s
        if over_s > 0 and turn is not begin and rested_s > 0 and turn.to_s - turn.from_s <= rule.duty_s:
            what = f"has rested {format_duration(rested_s)} of {format_duration(rule.rest_s)}"
            out.append(Violation("rest", _row(turn, name), what, rule.rest_s - rested_s, "s"))
            begin = turn
        elif over_s > 0:
            what = f"works {format_duration(turn.to_s - begin.from_s)}, and a duty is {format_duration(rule.duty_s)}"
            out.append(Violation("duty", _row(begin, name), what, over_s, "s"))
            begin = turn
        last = turn
    return out


def _check_shift(rule: _Rules, crew: str, own: Sequence[Turn], name: Namer) -> list[Violation]:
    held = [(begin - SLACK_S, end + SLACK_S) for begin, end in (rule.hours or {}).get(crew, [])]
    out = []
    for turn in own:
        outside_s = sum(end - begin for begin, end in without([(turn.from_s, turn.to_s)], held))
        if outside_s > 0:
            what = f"works {format_duration(outside_s)} outside the hours of its shift"
            out.append(Violation("duty", _row(turn, name), what, outside_s, "s"))
    return out


def _check_rested(rule: _Rules, by_crew: dict[str, list[Turn]]) -> list[Violation]:
    """Some crews rest at the start, whichever they are: until then no more of them than the others fly."""
    out = []
    for rested_s in sorted(set(rule.rested_s)) if rule.hours is None else ():
        still = sum(math.ceil(one) >= math.ceil(rested_s) for one in rule.rested_s)
        busy = sum(own[0].from_s < math.ceil(rested_s) for own in by_crew.values())
        over = busy - max(len(rule.crews) - still, 0)
        if over > 0:
            what = f"{busy} crews fly in the first {format_duration(rested_s)}, while {still} of {len(rule.crews)} rest"
            out.append(Violation("rest", rule.of, what, over, "crews"))
    return out


def _row(turn: Turn, name: Namer) -> str:
    return f"{turn.crew}, from {name.time(turn.from_s)}"
