"""What a fleet flies in a span or on a day, and what a base launches and lands in a short time, counted anew."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.plan import Roster, Stint, wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.flights import Movement, movements_at
from longwatch.verifier.outages import lost_at
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNIX_MOST: Final = 200_000_000_000  # year 8307: beyond it no calendar is asked


def check_limits(scenario: Scenario, roster: Roster, name: Namer) -> list[Violation]:
    out: list[Violation] = []
    flown = wholes_of(roster.stints)
    for fleet in scenario.fleets:
        own = [stint for stint in flown if stint.fleet == fleet.name]
        if fleet.flight_hours is not None:
            out += _check_hours(scenario, fleet, own, name)
        if fleet.sorties_per_day is not None:
            out += _check_days(scenario, fleet, own)
    for base in scenario.bases:
        if base.movements is not None:
            out += _check_movements(base, movements_at(scenario, base, flown, lost_at(roster)), name)
    return out


def _check_hours(scenario: Scenario, fleet: Fleet, stints: list[Stint], name: Namer) -> list[Violation]:
    """Seconds airborne within the period, span by span from its start."""
    budget = fleet.flight_hours
    assert budget is not None
    every_s = scenario.length_s if budget.every_s is None else round(float(budget.every_s))
    flown: dict[int, int] = defaultdict(int)
    for stint in stints:
        at_s, end_s = max(stint.takeoff_s, 0), min(stint.land_s, scenario.length_s)
        while at_s < end_s:
            number = at_s // every_s
            next_s = min((number + 1) * every_s, end_s)
            flown[number] += next_s - at_s
            at_s = next_s
    out = []
    for number, seconds in sorted(flown.items()):
        over_s = seconds - float(budget.most_s)
        if over_s > 0:
            what = f"flies {format_duration(seconds)}, may fly {format_duration(float(budget.most_s))}"
            where = f"fleet {fleet.name}, from {name.time(number * every_s)}"
            out.append(Violation("flight-hours", where, what, over_s, "s"))
    return out


def _check_days(scenario: Scenario, fleet: Fleet, stints: list[Stint]) -> list[Violation]:
    """Take-offs by the date that the clock of the period shows."""
    zone = scenario.file.period.zone
    clock = UTC if zone == "UTC" else ZoneInfo(zone)
    made: dict[date, int] = defaultdict(int)
    for stint in stints:
        unix_s = scenario.start_s + stint.takeoff_s
        if not stint.airborne_at_start and 0 <= unix_s < _UNIX_MOST:
            made[(_EPOCH + timedelta(seconds=unix_s)).astimezone(clock).date()] += 1
    most = fleet.sorties_per_day
    assert most is not None
    out = []
    for day, n in sorted(made.items()):
        if n > most:
            what = f"{n} take-offs, {most} a day are allowed"
            out.append(Violation("sorties-per-day", f"fleet {fleet.name}, {day}", what, n - most, "sorties"))
    return out


def _check_movements(base: Base, moves: list[Movement], name: Namer) -> list[Violation]:
    """Launches and landings in order of time. Landings of those airborne at the start break nothing among themselves."""
    rule = base.movements
    assert rule is not None
    out = []
    for last in range(rule.most, len(moves)):
        some = moves[last - rule.most : last + 1]
        lasts_s = some[-1][0] - some[0][0]
        short_s = float(rule.within_s) - lasts_s
        if short_s > 0 and not all(stint.airborne_at_start for _, _, stint in some):
            at_s, verb, stint = some[-1]
            what = f"{verb} as number {len(some)} within {format_duration(lasts_s)} at {base.name}"
            what += f": {rule.most} in {format_duration(float(rule.within_s))} are allowed"
            out.append(Violation("movements", f"{name.row(stint)}, at {name.time(at_s)}", what, short_s, "s"))
    return out
