"""Vehicles that can't fly from a time on: who is lost never takes off again, and what it flew ends there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from longwatch.scenario.plan import Outage, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation


def lost_at(roster: Roster) -> frozenset[tuple[str, int]]:
    """(tail, second) of each vehicle that was lost: a row that ends there has no way back, no landing and no turnaround."""
    return frozenset((one.tail, one.from_s) for one in roster.outages if one.lost)


def came_home(stint: Stint, lost: frozenset[tuple[str, int]]) -> bool:
    """Whether a row ends on the ground."""
    return (stint.tail, stint.land_s) not in lost


def check_outages(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """Outages are of vehicles that there are, nothing follows a loss, and rows keep to them."""
    if not roster.outages:
        return []
    rows: dict[str, list[Stint]] = defaultdict(list)
    for stint in sorted(roster.stints):
        rows[stint.tail].append(stint)
    out = _check_vehicles(scenario, roster, rows, name)
    out += _check_times(scenario, roster, name)
    for gone in roster.outages:
        out += _check_rows(gone, rows[gone.tail], name)
    return out


def _check_vehicles(scenario: Scenario, roster: Roster, rows: dict[str, list[Stint]], name: Namer) -> list[Violation]:
    """The fleet is one of the scenario, the tail is one of its own, and no more tails are told of than it has vehicles."""
    fleets = {fleet.name: fleet for fleet in scenario.fleets}
    tails: dict[str, set[str]] = defaultdict(set)
    flown: dict[str, set[str]] = defaultdict(set)  # fleets that a tail was of
    for stint in roster.stints:
        flown[stint.tail] |= {stint.fleet, stint.lands_with}
        tails[stint.fleet].add(stint.tail)
    out = []
    for gone in roster.outages:
        known = flown[gone.tail] or {fleet.name for fleet in scenario.fleets if gone.tail in fleet.tails}
        fleet = fleets.get(gone.fleet)
        if fleet is None:
            what = f"the scenario has no fleet {gone.fleet!r}"
        elif known and gone.fleet not in known:
            what = f"is said to be of {gone.fleet}, and is of {', '.join(sorted(known))}"
        elif not known and (fleet.tails or len(tails[gone.fleet] | {gone.tail}) > fleet.count):
            what = f"is no vehicle of {gone.fleet}"
        else:
            if not rows[gone.tail]:
                tails[gone.fleet].add(gone.tail)
            continue
        out.append(Violation("outage", _where(gone, name), what))
    return out


def _check_times(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    """They begin within the period; a lost vehicle stays lost, and drops out no second time."""
    out = []
    lost: dict[str, Outage] = {}
    for gone in sorted(roster.outages):
        before = lost.get(gone.tail)
        if roster.repeats:
            out.append(Violation("outage", _where(gone, name), "the roster repeats, so the vehicle would come back"))
        if not 0 <= gone.from_s < scenario.length_s:
            by_s = max(-gone.from_s, gone.from_s - scenario.length_s)
            out.append(Violation("outage", _where(gone, name), "begins outside the period", by_s, "s"))
        if gone.to_s <= gone.from_s:
            out.append(Violation("outage", _where(gone, name), "ends before it begins", gone.from_s - gone.to_s, "s"))
        if before is not None:
            what = f"was lost already at {name.time(before.from_s)}"
            out.append(Violation("outage", _where(gone, name), what, gone.from_s - before.from_s, "s"))
        elif gone.lost:
            lost[gone.tail] = gone
        if gone.lost and gone.to_s < scenario.length_s:
            what = f"was lost, and the outage ends at {name.time(gone.to_s)}, before the period does"
            out.append(Violation("outage", _where(gone, name), what, scenario.length_s - gone.to_s, "s"))
    return out


def _check_rows(gone: Outage, rows: Iterable[Stint], name: Namer) -> list[Violation]:
    """No take-off in the outage, after a loss none at all; who was in the air when it was lost is on no station any more."""
    out = []
    words = f"{gone.tail} was {'lost' if gone.lost else 'grounded'} at {name.time(gone.from_s)}"
    for stint in rows:
        if stint.takeoff_s >= gone.from_s:
            if gone.lost or stint.takeoff_s < gone.to_s:
                what = f"takes off though {words}"
                out.append(Violation("outage", name.row(stint), what, stint.takeoff_s - gone.from_s, "s"))
        elif gone.lost and max(stint.leave_s, stint.land_s) > gone.from_s:
            over_s = max(stint.leave_s, stint.land_s) - gone.from_s
            out.append(Violation("outage", name.row(stint), f"flies on after {words}", over_s, "s"))
    return out


def _where(gone: Outage, name: Namer) -> str:
    return f"outage of {gone.tail}, {name.time(gone.from_s)}"
