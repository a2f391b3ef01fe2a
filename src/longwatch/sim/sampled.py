"""A planned roster met by another truth than the plan believed in: what was drawn for the inputs in doubt.

The roster stays the planned one: who launches when, to which line, until when at the longest. What the true figures forbid is
cut: who is slower arrives later, whose endurance is less leaves earlier, so that every vehicle is home in time. Nobody is
planned longer or earlier than in the plan; holds, spares and aborts use the true figures, as a crew does that reads its gauges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from longwatch.rostering.link import link_of
from longwatch.rostering.pairing import figures_under
from longwatch.rostering.transit import Transits
from longwatch.scenario.draft import figures_of
from longwatch.scenario.places import Key
from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.sim.chains import fleets_at_start, flown_as_one
from longwatch.sim.fly import compile_roster
from longwatch.sim.inputs import Input, with_values
from longwatch.sim.processes import processes_of, vehicles_in_trials
from longwatch.sim.sampled_sorties import cut_sortie, passage_times
from longwatch.sim.schedule import Step
from longwatch.sim.state import Ints, Records
from longwatch.sim.timeline import Compiled
from longwatch.weather.limits import class_limits
from longwatch.weather.sky import Sky, sky_of
from longwatch.weather.targets import targets_of
from longwatch.weather.trial import weather_for

SHUTS = {"wind", "wind_from", "visibility", "cloud"}  # conditions of a constant weather
CAUSE_OF = {"link": "link", "sensor": "demand"}  # of a gap where what binds a pairing is not there


@dataclass(frozen=True)
class Truth:
    """One set of inputs and what the plan comes to under it: all that its trials depend on.

    blind : (fleet, line, cause) whose watchers never count, because sensor or link do not reach
    """

    scenario: Scenario
    pairings: tuple[Pairing, ...]  # without those that can't be flown at all
    blind: tuple[tuple[str, str, str], ...]


Known = dict[tuple[Any, ...], tuple[str, str]]  # what was found of links, by all that they depend on


def truth_of(scenario: Scenario, roster: Roster, values: Mapping[Key, float], known: Known | None = None) -> Truth:
    """What a plan made for `scenario` meets where these inputs are what was drawn; `known` is kept from call to call."""
    true = with_values(scenario, values)
    pairings, blind = list[Pairing](), list[tuple[str, str, str]]()
    for planned in roster.pairings:
        line = roster.line(planned.line)
        pairing = figures_under(true, planned, line)
        if pairing is None:
            continue
        binding, relay = _what_fails(scenario, true, planned, pairing, line, {} if known is None else known)
        pairings.append(replace(pairing, relay=relay))
        if binding:
            blind.append((pairing.fleet, pairing.line, CAUSE_OF[binding]))
    return Truth(true, tuple(pairings), tuple(blind))


def _what_fails(
    scenario: Scenario, true: Scenario, planned: Pairing, pairing: Pairing, line: Line, known: Known
) -> tuple[str, str]:
    """("link", "sensor" or nothing, the relay it is linked through) under the true figures."""
    if not _sees(pairing, line):
        return "sensor", planned.relay
    figures = _link_figures(true, pairing)
    if _link_figures(scenario, planned) == figures:
        return "", planned.relay
    if (pairing, figures) not in known:
        known[pairing, figures] = _link_fails(true, planned, pairing, line)
    return known[pairing, figures]


def _link_fails(true: Scenario, planned: Pairing, pairing: Pairing, line: Line) -> tuple[str, str]:
    times = Transits(true, pairing, line)
    if not _flies(times):
        return "", planned.relay
    link = link_of(true, true.fleet(planned.fleet), line, pairing, times)
    return "link" if link.reason else "", link.relay or planned.relay


def _sees(pairing: Pairing, line: Line) -> bool:
    """Whether the sensor reaches the far end of the area from everywhere on the hold; a tour's cells say so by themselves."""
    return line.kind in ("tour", "relay") or pairing.sensor_range_m - line.hold_radius_m >= line.reach_m


def _link_figures(scenario: Scenario, pairing: Pairing) -> tuple[Any, ...]:
    fleet = scenario.fleet(pairing.fleet)
    reach_m, control = scenario.platform_of(fleet).los_range_m, fleet.control
    antenna_m = None if control is None else float(scenario.control(control).antenna_height_m)
    hides_m = tuple(None if area.height_m is None else float(area.height_m) for area in scenario.file.area)
    return pairing.height_m, None if reach_m is None else float(reach_m), antenna_m, hides_m


def _flies(times: Transits) -> bool:
    return isfinite(times.out_exact_s(0)) and isfinite(times.back_exact_s(0))


def reaching(
    scenario: Scenario, roster: Roster, inputs: Sequence[Input]
) -> tuple[tuple[Input, ...], tuple[Input, ...]]:
    """(inputs that change the trials, inputs that don't): each at either end of its range, all others likely or all high.

    It is not asked what a figure is for: if all that a trial depends on stays the same, it does not reach the trials.
    """
    sky, known = sky_of(scenario), Known()

    def facts(values: Mapping[Key, float]) -> tuple[Any, ...]:
        return _all_that_matters(truth_of(scenario, roster, values, known), roster, sky)

    high = {one.key: one.at(1.0) for one in inputs}
    likely, all_high = facts({}), facts(high)
    yes, no = list[Input](), list[Input]()
    for one in inputs:
        changes = (
            facts({one.key: one.at(0.0)}) != likely
            or facts({one.key: one.at(1.0)}) != likely
            or facts({**high, one.key: one.at(0.0)}) != all_high
        )
        (yes if changes else no).append(one)
    return tuple(yes), tuple(no)


def _all_that_matters(truth: Truth, roster: Roster, sky: Sky) -> tuple[Any, ...]:
    """All that trials of a roster depend on, the seed aside, comparable; the series behind `sky` is the same for all truths."""
    true = truth.scenario
    weather = true.file.weather
    of_weather = [(key, float(figure)) for key, figure in figures_of(weather) if key[0] in SHUTS]
    is_constant = weather.kind == "constant"  # then it is known whether a limit ever binds; else every limit may
    limits = None if is_constant else targets_of(true, sky, roster.lines, truth.pairings)[0]
    return (
        truth.pairings,
        truth.blind,
        processes_of(true),
        weather_for(true, roster.lines, truth.pairings).shut if is_constant else limits,
        of_weather if is_constant else class_limits(true) if weather.kind == "spells" else None,
        [base.track for base in true.bases],
    )


@dataclass(frozen=True)
class Planned:
    """How many watchers the plan has on each line at any time: by this it is judged who holds and where a gap is the plan's."""

    changes: Records
    first: Ints
    n: Ints


def planned_watchers(scenario: Scenario, roster: Roster) -> Planned:
    """Of the roster as it was planned."""
    fixed = compile_roster(scenario, roster).fixed
    return Planned(fixed.changes, fixed.lines["first_change"].copy(), fixed.lines["n_changes"].copy())


def compile_truth(roster: Roster, truth: Truth, planned: Planned) -> Compiled:
    """Arrays of the trials: the roster as it can be flown, holds and gaps judged by the watchers that the plan has."""
    true = truth.scenario
    ways = {(p.fleet, p.line): Transits(true, p, roster.line(p.line)) for p in truth.pairings}
    ways = {pair: times for pair, times in ways.items() if _flies(times)}
    flown = flown_roster(true, roster, truth.pairings, ways)
    steps = [Step(0, "sensor", fleet, 1, cause, line) for fleet, line, cause in truth.blind if (fleet, line) in ways]
    processes = processes_of(true, flown)
    compiled = compile_roster(true, flown, replace(processes, schedule=(*processes.schedule, *steps)))
    lines = compiled.fixed.lines.copy()
    lines["first_change"], lines["n_changes"] = planned.first, planned.n
    return replace(compiled, fixed=compiled.fixed._replace(lines=lines, changes=planned.changes))


def flown_roster(
    true: Scenario, roster: Roster, pairings: Sequence[Pairing], ways: Mapping[tuple[str, str], Transits]
) -> Roster:
    """The planned stints as the true figures let them be flown. What can't be flown at all is left out.

    ways : of the pairings that can be flown
    """
    by_pair = {(p.fleet, p.line): p for p in pairings if (p.fleet, p.line) in ways}
    between = passage_times(true, roster, by_pair)
    stints = list[Stint]()
    for rows in flown_as_one(roster):
        pairing = by_pair.get((rows[0].fleet, rows[0].line))
        if len(rows) > 1 or rows[0].to_fleet:
            stints += cut_sortie(rows, by_pair, ways, between)
        elif pairing and (cut := cut_stint(rows[0], pairing, ways[rows[0].fleet, rows[0].line])):
            stints.append(cut)
    if roster.passages:
        stints.sort()
    return replace(
        roster, pairings=tuple(by_pair.values()), stints=tuple(_by_vehicles(true, stints, bool(roster.passages)))
    )


def cut_stint(stint: Stint, pairing: Pairing, times: Transits) -> Stint | None:
    """A planned stint under the true figures; None where nothing is left of it."""
    last_land_s = stint.takeoff_s + pairing.endurance_s
    arrive_s = stint.arrive_s
    if not (stint.airborne_at_start and arrive_s <= 0):  # else it is there already
        arrive_s = max(arrive_s, stint.takeoff_s + times.out_s(stint.takeoff_s))
    leave_s = min(stint.leave_s, times.latest_leave(last_land_s))
    if leave_s <= max(arrive_s, 0):
        return None
    home_s = leave_s + times.back_s(leave_s)
    land_s = max(home_s, min(stint.land_s, last_land_s)) if leave_s == stint.leave_s else home_s
    return replace(stint, arrive_s=arrive_s, leave_s=leave_s, land_s=land_s, ready_s=land_s + pairing.turnaround_s)


def _by_vehicles(true: Scenario, stints: Sequence[Stint], several: bool) -> list[Stint]:
    """Stints of vehicles that are not there after all go to those that are; who would be in the air already is missing.

    several : one take-off of a vehicle may be several rows, so two sorties of one vehicle can't begin at one second
    """
    taken: dict[str, str] = {}
    at_start = fleets_at_start(stints)
    for fleet in true.fleets:
        own = [stint for stint in stints if at_start[stint.tail] == fleet.name]
        tails = list(dict.fromkeys(s.tail for s in sorted(own, key=lambda s: (not s.airborne_at_start, s.takeoff_s))))
        there = tails[: vehicles_in_trials(true, fleet)]
        taken |= {tail: there[i % len(there)] if there else "" for i, tail in enumerate(tails)}
    out, begun = list[Stint](), dict[tuple[str, int], str]()
    for stint in stints:
        tail = taken[stint.tail]
        if not tail or (tail != stint.tail and stint.airborne_at_start):
            continue
        if several and begun.setdefault((tail, stint.takeoff_s), stint.tail) != stint.tail:
            continue
        out.append(replace(stint, tail=tail))
    return out
