"""Whether a mixed fleet can hold one station for good, told at once by a relay sequence (`routes.pinwheel`), without a roster.

A slot is a stint of L seconds. A vehicle whose way out, way back, overlap and turnaround take c seconds can serve a slot
again after 1 + c / L slots, rounded up: that is its period. If there is a sequence for these periods in which somebody
serves every slot, the vehicles hold the station as long as they like. All roundings are to the safe side; that no sequence
was found proves nothing, for stints may be unequal.

Assumed, or nothing is said: fixed bases open at all hours, crews and channels for all vehicles at once, no budget of hours or
take-offs, one watcher, none of these vehicles needed elsewhere; and as in any plan no faults and the planning wind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from longwatch.rostering.problem import Group, Leg, Problem
from longwatch.routes.pinwheel import Answer, density, sequence
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration

_SPLITS: Final = (1, 2, 3, 4)  # a stint is at most so many slots long
_STATES: Final = 5_000
_MOST_VEHICLES: Final = 40


@dataclass(frozen=True)
class _Able:
    """Vehicles of one fleet on one line."""

    fleet: str
    count: int
    stint_s: int  # the longest, overlap taken off
    away_s: int  # from the end of a stint to the beginning of the next, at the least


def always_held(scenario: Scenario, problem: Problem) -> dict[str, str]:
    """Line -> one sentence, for the lines that several fleets may serve and together hold for good."""
    said = {}
    for index, line in enumerate(problem.lines):
        legs = [leg for leg in problem.legs_of_line(index) if problem.groups[leg.fleet].count > 0]
        if line.k != 1 or line.moves or line.kind == "tour" or len(legs) < 2:
            continue
        if not all(_is_free(scenario, problem, problem.groups[leg.fleet]) for leg in legs):
            continue
        found = _sentence([_able(problem, leg, problem.overlap_of(index)) for leg in legs])
        if found:
            said[line.name] = found
    return said


def _is_free(scenario: Scenario, problem: Problem, group: Group) -> bool:
    """No rule but its number, endurance and turnaround binds a fleet."""
    if scenario.base(scenario.fleet(group.name).base).track or group.is_limited:
        return False
    if group.openings is not None or group.rule_openings is not None or group.crew_steps is not None:
        return False
    if group.crew_limit is not None and group.crew_limit < group.count:
        return False
    if group.aloft or group.ready_s is not None or group.crew_ready_s is not None:
        return False
    shared = sum(one.count for one in problem.groups if one.control == group.control)
    return group.control is None or problem.channels.get(group.control, shared) >= shared


def _able(problem: Problem, leg: Leg, overlap_s: int) -> _Able:
    out_s, back_s = leg.times.out_s(0), leg.times.back_s(0)
    group = problem.groups[leg.fleet]
    return _Able(
        fleet=group.name,
        count=group.count,
        stint_s=leg.endurance_s - out_s - back_s - overlap_s,
        away_s=out_s + back_s + leg.turnaround_s + overlap_s,
    )


def _slots(able: Sequence[_Able]) -> Iterator[int]:
    """Lengths of a slot worth trying, the longest first: whole parts of somebody's longest stint."""
    found = {one.stint_s // parts for one in able for parts in _SPLITS if one.stint_s > 0}
    yield from sorted((slot_s for slot_s in found if slot_s >= 60), reverse=True)


def _sentence(able: Sequence[_Able]) -> str:
    for slot_s in _slots(able):
        serving = [one for one in able if one.stint_s >= slot_s]
        periods = [1 - (-one.away_s // slot_s) for one in serving for _ in range(one.count)]
        if not periods or len(periods) > _MOST_VEHICLES:
            continue
        answer = sequence("relay", periods, _STATES)
        if answer.schedulable:
            return _words(serving, slot_s, periods, answer)
    return ""


def _words(serving: Sequence[_Able], slot_s: int, periods: Sequence[int], answer: Answer) -> str:
    who = " and ".join(f"{one.count} of {one.fleet}" for one in serving)
    how = f"relay density {float(density(periods)):.3f}, {answer.proof}"
    return f"{who} hold it for good in stints of {format_duration(slot_s)} if they serve nothing else ({how})"
