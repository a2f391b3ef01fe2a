"""Maintenance of a roster: who is away when, in how many places, for how long, and what each vehicle flies in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from longwatch.scenario.maintained import since_maintenance_s
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Roster, Stint, Work, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.tails import usable_tails
from longwatch.units import format_duration
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation


def check_maintenance(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """What breaks a rule. Hours do where the fleet's maintenance is binding."""
    out: list[Violation] = []
    fleets = {fleet.name: fleet for fleet in scenario.fleets}
    for work in roster.maintenance:
        fleet = fleets.get(work.fleet)
        if fleet is None or fleet.maintenance is None:
            what = f"no fleet {work.fleet!r} has maintenance"
            out.append(Violation("maintenance", _where(work, name), what))
        elif not 0 <= work.from_s < roster.length_s:
            out.append(Violation("maintenance", _where(work, name), "begins outside the period"))
    for fleet in scenario.fleets:
        if fleet.maintenance is not None:
            works = sorted(work for work in roster.maintenance if work.fleet == fleet.name)
            out += _check_away(roster, works, name) + _check_lasts(fleet, works, name)
            out += _check_places(fleet, works, name)
            out += beyond_hours(scenario, roster, fleet, name) if fleet.maintenance.binding else []
    return out


def beyond_hours(scenario: Scenario, roster: Roster, fleet: Fleet, name: Namer) -> list[Violation]:
    """Sorties at whose landing a vehicle has flown more since its last maintenance than it may, by take-off.

    Those airborne at the start count, and are not blamed. Of a roster that repeats nothing is said: it keeps no maintenance.
    """
    rule, out = fleet.maintenance, []
    if rule is None or roster.repeats:
        return []
    most_s = float(rule.every_s) + float(rule.tolerance_s)
    flights, works = defaultdict[str, list[Stint]](list), defaultdict[str, list[Work]](list)
    for stint in wholes_of(roster.stints):
        flights[stint.tail].append(stint)
    for work in roster.maintenance:
        if work.from_s >= 0:
            works[work.tail].append(work)
    since = _since_of_all(scenario, {tail: own[0].fleet for tail, own in flights.items()})
    for tail, own in sorted(flights.items()):
        flown_s, last_s, serviced_s = float(since.get(tail, 0)), -(10**18), -(10**18)
        for stint in own if any(one.fleet == fleet.name for one in own) else ():
            done = max((w.to_s for w in works[tail] if serviced_s < w.to_s <= stint.takeoff_s), default=None)
            if done is not None:
                flown_s, serviced_s = 0.0, done
            flown_s += max(stint.land_s - max(stint.takeoff_s, last_s), 0)
            last_s = max(last_s, stint.land_s)
            if flown_s > most_s and not stint.airborne_at_start and stint.fleet == fleet.name:
                what = f"has flown {format_duration(flown_s)} since its maintenance when it lands, may fly "
                what += format_duration(most_s)
                out.append(Violation("maintenance-due", name.row(stint), what, flown_s - most_s, "s"))
    return out


def _since_of_all(scenario: Scenario, home: dict[str, str]) -> dict[str, int]:
    """By tail, as the fleet that it is of at the start has it; nothing of fleets without maintenance."""
    out: dict[str, int] = {}
    for fleet in scenario.fleets:
        if fleet.maintenance is not None:
            own = _since_s(scenario, fleet, sorted(tail for tail, of in home.items() if of == fleet.name))
            out |= {tail: since for tail, since in own.items() if home.get(tail, fleet.name) == fleet.name}
    return out


def _since_s(scenario: Scenario, fleet: Fleet, flown: list[str]) -> dict[str, int]:
    """By tail; a name that the scenario does not know takes the place of one that the roster does not."""
    tails = list(usable_tails(scenario.file, fleet, scenario.start_s))
    if not tails:
        earlier = scenario.fleets[: scenario.fleets.index(fleet)]
        first = sum(scenario.usable_count(one) for one in earlier if one.platform == fleet.platform)
        tails = [f"{fleet.platform}-{first + n + 1}" for n in range(scenario.usable_count(fleet))]
    since = since_maintenance_s(scenario.file, fleet, scenario.start_s, tails)
    left = [seconds for tail, seconds in zip(tails, since, strict=True) if tail not in flown]
    return dict(zip(tails, since, strict=True)) | dict(zip([t for t in flown if t not in tails], left, strict=False))


def _check_away(roster: Roster, works: Sequence[Work], name: Namer) -> list[Violation]:
    """No vehicle flies, is turned round or is worked on a second time meanwhile; no vehicle of another fleet's."""
    out, flights = [], defaultdict[str, list[Stint]](list)
    for stint in wholes_of(roster.stints):
        flights[stint.tail].append(stint)
    last: dict[str, int] = {}
    for work in works:
        landed = max((one for one in flights[work.tail] if one.land_s <= work.from_s), key=_landing, default=None)
        if landed is not None and landed.lands_with != work.fleet:
            what = f"is with {landed.lands_with} since its landing at {name.time(landed.land_s)}"
            out.append(Violation("maintenance", _where(work, name), what))
        for stint in flights[work.tail]:
            shared_s = min(stint.ready_s, work.to_s) - max(stint.takeoff_s, work.from_s)
            if shared_s > 0:
                what = f"flies or is turned round while in maintenance from {name.time(work.from_s)}"
                out.append(Violation("maintenance", name.row(stint), what, shared_s, "s"))
        early_s = last.get(work.tail, work.from_s) - work.from_s
        if early_s > 0:
            out.append(Violation("maintenance", _where(work, name), "is in maintenance already", early_s, "s"))
        last[work.tail] = max(work.to_s, last.get(work.tail, work.to_s))
    return out


def _check_lasts(fleet: Fleet, works: Sequence[Work], name: Namer) -> list[Violation]:
    rule, out = fleet.maintenance, []
    assert rule is not None
    asked_s = max(1, round(float(rule.lasts_s)))
    for work in works:
        short_s = asked_s - (work.to_s - work.from_s)
        if short_s > 0:
            what = f"lasts {format_duration(max(work.to_s - work.from_s, 0))}, must last {format_duration(asked_s)}"
            out.append(Violation("maintenance-lasts", _where(work, name), what, short_s, "s"))
    return out


def _check_places(fleet: Fleet, works: Sequence[Work], name: Namer) -> list[Violation]:
    rule = fleet.maintenance
    assert rule is not None
    out = []
    for work in works:  # most are there at the beginning of one
        there = sum(other.from_s <= work.from_s < other.to_s for other in works)
        first = next(other for other in works if other.from_s == work.from_s)
        if there > rule.places and work is first:
            what = f"{there} vehicles are in maintenance, there are places for {rule.places}"
            where = f"fleet {fleet.name}, at {name.time(work.from_s)}"
            out.append(Violation("maintenance-places", where, what, there - rule.places, "vehicles"))
    return out


def _landing(stint: Stint) -> int:
    return stint.land_s


def _where(work: Work, name: Namer) -> str:
    return f"{work.tail}, maintenance from {name.time(work.from_s)}"
