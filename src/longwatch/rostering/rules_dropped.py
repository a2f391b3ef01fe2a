"""The rules of a problem by family, and the problem without one of them: what a clash is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from longwatch.rostering.openings import Openings
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem, TransitTimes
from longwatch.units import format_duration


@dataclass(frozen=True)
class Rule:
    """One family of rules. `words` say what it is, `without` takes it out of a problem.

    kind : "weather", "hours", "movements", "overlap", "turnaround", "way", "maintenance", "sorties", "flight hours", "crews",
        "channels", "vehicles" or "endurance"
    name : of the fleet, base, watch or control station
    """

    kind: str
    name: str
    words: str
    without: Callable[[Problem], Problem]

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


@dataclass(frozen=True)
class Opening:
    """When a base may be used: by its own rules, by what is foreseen of the weather, and by both. None: always."""

    by_rule: Openings
    foreseen: Openings
    both: Openings


def rules_of(
    problem: Problem,
    bases: Mapping[str, str],
    openings: Mapping[str, Opening],
    ways_s: Mapping[tuple[str, str], int] = MappingProxyType({}),
) -> tuple[Rule, ...]:
    """Every family that binds anything, those that a planner changes last at the end.

    bases : fleet -> base
    openings : of each base
    ways_s : (fleet, line) -> way out as planned; the problem's own is the shortest of the period, rounded down
    """
    used = [n for n in range(len(problem.groups)) if problem.legs_of_group(n)]
    places = list(dict.fromkeys(bases[problem.groups[n].name] for n in used))
    rules: list[Rule] = []
    for kind, of in (("weather", _weather), ("hours", _hours)):
        rules += [
            Rule(kind, base, *of(base, openings[base], bases)) for base in places if _closes(openings[base], kind)
        ]
    rules += [_movements(base) for base in places if any(one.base == base and one.spacing for one in problem.groups)]
    overlapped = dict.fromkeys(line.watch for n, line in enumerate(problem.lines) if problem.overlap_of(n))
    rules += [_overlap(watch) for watch in overlapped]
    for of_fleet in (_turnaround, partial(_way, ways_s=ways_s), _maintenance, _daily, _budget, _crews):
        rules += [rule for n in used if (rule := of_fleet(problem, n)) is not None]
    controls = {problem.groups[n].control for n in used}
    rules += [_channels(name, limit) for name, limit in problem.channels.items() if name in controls]
    rules += [_vehicles(problem, n) for n in used]
    return (*rules, *(_endurance(problem, n) for n in used))


def with_foreseen(problem: Problem) -> Problem:
    """The problem in which every roster keeps to the forecast, as a plan does."""
    return replace(problem, groups=tuple(replace(group, rule_openings=group.openings) for group in problem.groups))


def _closes(opening: Opening, kind: str) -> bool:
    return (opening.foreseen if kind == "weather" else opening.by_rule) is not None


def _weather(base: str, opening: Opening, bases: Mapping[str, str]) -> tuple[str, Callable[[Problem], Problem]]:
    def change(group: Group) -> Group:
        return replace(group, rule_openings=opening.by_rule if group.rule_openings == opening.both else None)

    return f"the weather foreseen at {base}", _at_base(base, bases, change)


def _hours(base: str, opening: Opening, bases: Mapping[str, str]) -> tuple[str, Callable[[Problem], Problem]]:
    def change(group: Group) -> Group:
        foreseen = opening.foreseen if group.rule_openings == opening.both else None
        return replace(group, rule_openings=foreseen)

    return f"the hours in which {base} is open", _at_base(base, bases, change)


def _at_base(base: str, bases: Mapping[str, str], change: Callable[[Group], Group]) -> Callable[[Problem], Problem]:
    def without(problem: Problem) -> Problem:
        groups = tuple(change(group) if bases[group.name] == base else group for group in problem.groups)
        return replace(problem, groups=groups)

    return without


def _movements(base: str) -> Rule:
    def without(problem: Problem) -> Problem:
        groups = tuple(replace(one, spacing=None) if one.base == base else one for one in problem.groups)
        return replace(problem, groups=groups)

    return Rule("movements", base, f"the take-offs and landings that {base} can work", without)


def _overlap(watch: str) -> Rule:
    def without(problem: Problem) -> Problem:
        lasts = (0 if line.watch == watch else problem.overlap_of(n) for n, line in enumerate(problem.lines))
        return replace(problem, overlaps=tuple(lasts) if problem.overlaps else ())

    return Rule("overlap", watch, f"the overlap of reliefs at {watch}", without)


def _maintenance(problem: Problem, n: int) -> Rule | None:
    group = problem.groups[n]
    if group.upkeep is None or not group.upkeep.binding:
        return None
    lasts, every = (format_duration(time_s) for time_s in (group.upkeep.lasts_s, group.upkeep.most_s))
    words = f"the maintenance of {group.name}: {lasts} every {every}"
    return Rule("maintenance", group.name, words, _each_group(n, lambda one: replace(one, upkeep=None)))


def _daily(problem: Problem, n: int) -> Rule | None:
    group = problem.groups[n]
    if group.daily is None:
        return None
    words = f"the sorties of {group.name}: {group.daily.most} a day"
    return Rule("sorties", group.name, words, _each_group(n, lambda one: replace(one, daily=None)))


def _budget(problem: Problem, n: int) -> Rule | None:
    group = problem.groups[n]
    if group.budget is None:
        return None
    words = f"the flight hours of {group.name}: {format_duration(group.budget.most_s)}"
    return Rule("flight hours", group.name, words, _each_group(n, lambda one: replace(one, budget=None)))


def _turnaround(problem: Problem, n: int) -> Rule | None:
    lasts_s = max(leg.turnaround_s for leg in problem.legs_of_group(n))
    if not lasts_s:
        return None
    name = problem.groups[n].name
    words = f"the turnaround of {name}: {format_duration(lasts_s)}"
    return Rule("turnaround", name, words, _each_leg(n, lambda leg, _: replace(leg, turnaround_s=0)))


def _way(problem: Problem, n: int, ways_s: Mapping[tuple[str, str], int]) -> Rule | None:
    legs, name = problem.legs_of_group(n), problem.groups[n].name
    if not any(leg.times.out_min_s for leg in legs):
        return None
    out_s = [ways_s.get((name, problem.lines[leg.line].name), leg.times.out_min_s) for leg in legs]
    lasts = " to ".join(dict.fromkeys(map(format_duration, (min(out_s), max(out_s)))))
    none: TransitTimes = ConstantTransits.of(0, 0)
    return Rule("way", name, f"the way of {name}: {lasts} out", _each_leg(n, lambda leg, _: replace(leg, times=none)))


def _crews(problem: Problem, n: int) -> Rule | None:
    group = problem.groups[n]
    if group.crew_limit is None and group.crew_steps is None:
        return None
    at_once = f"{group.crew_limit} at once{' at most' if group.crew_steps is not None else ''}"

    def change(group: Group) -> Group:
        return replace(group, crew_limit=None, crew_steps=None)

    return Rule("crews", group.name, f"the crews of {group.name}: {at_once}", _each_group(n, change))


def _channels(name: str, limit: int) -> Rule:
    def without(problem: Problem) -> Problem:
        groups = tuple(replace(one, control=None) if one.control == name else one for one in problem.groups)
        channels = {station: n for station, n in problem.channels.items() if station != name}
        return replace(problem, groups=groups, channels=channels)

    return Rule("channels", name, f"the channels of {name}: {limit} at once", without)


def _vehicles(problem: Problem, n: int) -> Rule:
    group = problem.groups[n]

    def without(problem: Problem) -> Problem:
        many = max(enough(problem, n), problem.groups[n].count)
        return _each_group(n, lambda one: replace(one, count=many))(problem)

    return Rule("vehicles", group.name, f"the vehicles of {group.name}: {group.count} usable", without)


def enough(problem: Problem, n: int) -> int:
    """Vehicles beyond which more of a fleet are of no use: every watcher relieved by another of them all along, twice over."""
    legs = [leg for fleet in problem.linked(n) for leg in problem.legs_of_group(fleet) if leg.stint_max_s > 0]
    cycles = (
        problem.lines[leg.line].k * math.ceil(min(_cycle_s(leg), problem.length_s) / leg.stint_max_s) for leg in legs
    )
    return 2 * sum(cycles) + 2 * sum(problem.lines[leg.line].k for leg in legs)


def _cycle_s(leg: Leg) -> int:
    return leg.stint_max_s + leg.away_min_s


def _endurance(problem: Problem, n: int) -> Rule:
    name = problem.groups[n].name
    lasts = [leg.endurance_s for leg in problem.legs_of_group(n)]
    words = f"the endurance of {name}: {format_duration(max(lasts))}"
    return Rule(
        "endurance",
        name,
        words,
        _each_leg(n, lambda leg, length_s: replace(leg, endurance_s=leg.endurance_s + 3 * length_s)),
    )


def _each_leg(n: int, change: Callable[[Leg, int], Leg]) -> Callable[[Problem], Problem]:
    def without(problem: Problem) -> Problem:
        legs = {key: change(leg, problem.length_s) if leg.fleet == n else leg for key, leg in problem.legs.items()}
        return replace(problem, legs=legs)

    return without


def _each_group(n: int, change: Callable[[Group], Group]) -> Callable[[Problem], Problem]:
    def without(problem: Problem) -> Problem:
        groups = tuple(change(group) if index == n else group for index, group in enumerate(problem.groups))
        return replace(problem, groups=groups)

    return without
