"""Who flies which sortie: duties of crews for a finished roster, with no more crews than it takes.

Within a duty a crew flies one vehicle at a time, over a span of `crew_duty` at most; between duties it rests `crew_rest`,
or what its duty leaves of a day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from longwatch.errors import InvariantError
from longwatch.rostering.crews_aboard import bound_aboard, turns_aboard
from longwatch.rostering.crews_pools import DAY_S, Flight, Pool, crew_pools, flights_of
from longwatch.rostering.crews_turns import turns_in_shifts, turns_in_windows
from longwatch.rostering.crews_windows import Airborne, duty_windows, fewest_bound, fewest_crews
from longwatch.scenario.duties import Duties, Turn, roster_digest
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration

MINUTE_S = 60


@dataclass(frozen=True)
class PoolDuties:
    """The duties of one pool of crews."""

    pool: Pool
    turns: tuple[Turn, ...]
    needed: int  # crews with which the roster can be flown
    bound: int  # no fewer can do
    too_long: tuple[Flight, ...] = ()  # sorties longer than a duty, whose crew is aboard

    @property
    def there(self) -> int:
        return len(self.pool.crews)

    @property
    def is_short(self) -> bool:
        return self.needed > self.there


@dataclass(frozen=True)
class CrewPlan:
    """The duties of all crews of a scenario; `warnings` where there are too few, or a sortie is longer than a duty."""

    duties: Duties
    pools: tuple[PoolDuties, ...]
    warnings: tuple[str, ...]


def match_crews(scenario: Scenario, roster: Roster) -> CrewPlan:
    """Duties for a roster. Where crews are missing the table has them all the same, under names that say so."""
    pools = tuple(_of_pool(pool, flights_of(roster, pool.fleets)) for pool in crew_pools(scenario))
    turns = tuple(sorted(turn for one in pools for turn in one.turns))
    warnings = tuple(text for one in pools for text in _warnings(one, roster))
    return CrewPlan(Duties(roster_digest(roster), turns), pools, warnings)


def _of_pool(pool: Pool, flights: Sequence[Flight]) -> PoolDuties:
    if pool.shifts:
        most = int(Airborne.of([(one.from_s, one.to_s) for one in flights]).n.max()) if flights else 0
        return PoolDuties(pool, tuple(turns_in_shifts(pool, flights)), len(pool.crews), most)
    return _aboard(pool, flights) if pool.aboard else _at_the_desk(pool, flights)


def _at_the_desk(pool: Pool, flights: Sequence[Flight]) -> PoolDuties:
    airborne = Airborne.of([(one.from_s, one.to_s) for one in flights])
    bound = fewest_bound(airborne, pool.duty_s, pool.rest_s)
    needed = fewest_crews(airborne, pool.duty_s, pool.rest_s, pool.rested_s)
    names = _names(pool, needed)
    windows = duty_windows(airborne, len(names), pool.duty_s, pool.rest_s, pool.rested_s)
    if windows is None:
        raise InvariantError(f"{pool.name}: {needed} crews will do, but not {len(names)}")
    return PoolDuties(pool, tuple(turns_in_windows(pool, names, flights, windows)), needed, bound)


def _aboard(pool: Pool, flights: Sequence[Flight]) -> PoolDuties:
    bound = needed = bound_aboard(pool, flights)
    while turns_aboard(pool, _names(pool, needed)[:needed], flights) is None:
        needed += 1
    turns = turns_aboard(pool, _names(pool, needed), flights) or turns_aboard(
        pool, _names(pool, needed)[:needed], flights
    )
    too_long = tuple(one for one in flights if one.to_s - one.from_s > pool.duty_s)
    return PoolDuties(pool, tuple(turns or ()), needed, bound, too_long)


def _names(pool: Pool, needed: int) -> tuple[str, ...]:
    """All crews that are there, and names for those that are missing."""
    missing = range(len(pool.crews), needed)
    return (*pool.crews, *(f"{pool.name} crew {n + 1} (missing)" for n in missing))


def _warnings(one: PoolDuties, roster: Roster) -> list[str]:
    pool, out = one.pool, []
    if one.is_short:
        there = f"there {'is' if one.there == 1 else 'are'} {one.there}"
        out.append(
            f"{pool.name}: this roster takes {one.needed} crew{_s(one.needed)} of {format_duration(pool.duty_s)} duty and "
            f"{format_duration(pool.rest_s)} rest, and {there}, although they count for {pool.by_count} "
            f"in the air at once; {_what_would_do(one, roster)}"
        )
    if one.too_long:
        many = f"{len(one.too_long)} sort{'y is' if len(one.too_long) == 1 else 'ies are'}"
        longest = max(one.too_long, key=lambda flight: flight.to_s - flight.from_s)
        out.append(
            f"{pool.name}: {many} longer than the crew aboard may work: {longest.tail} is in the air "
            f"for {format_duration(longest.to_s - longest.from_s)}, the duty is {format_duration(pool.duty_s)}"
        )
    return out


def _what_would_do(one: PoolDuties, roster: Roster) -> str:
    """More crews; or a shorter rest, or a longer duty, with those that are there: each tried out, to the minute."""
    pool = one.pool
    flights = flights_of(roster, pool.fleets)
    ways = [f"{one.needed - one.there} more would do"]

    def does(duty_s: int, rest_s: int) -> bool:
        return _does(replace(pool, duty_s=duty_s, rest_s=rest_s), flights)

    rest_s = _most(0, pool.rest_s, lambda rest_s: does(pool.duty_s, rest_s))
    if rest_s is not None and rest_s > 0:
        ways.append(f"or a rest of {format_duration(rest_s)}")
    spare_s = _most(0, DAY_S - pool.duty_s, lambda spare_s: does(DAY_S - spare_s, pool.rest_s))
    if spare_s is not None:
        ways.append(f"or a duty of {format_duration(DAY_S - spare_s)}")
    return ", ".join(ways)


def _does(pool: Pool, flights: Sequence[Flight]) -> bool:
    if pool.aboard:
        return turns_aboard(pool, pool.crews, flights) is not None
    airborne = Airborne.of([(one.from_s, one.to_s) for one in flights])
    return duty_windows(airborne, len(pool.crews), pool.duty_s, pool.rest_s, pool.rested_s) is not None


def _most(low_s: int, high_s: int, does: Callable[[int], bool]) -> int | None:
    """The most minutes that do, by halving; None where not even the least does."""
    low, high = low_s // MINUTE_S, -(-high_s // MINUTE_S)
    if not does(low * MINUTE_S):
        return None
    while high - low > 1:
        half = (low + high) // 2
        low, high = (half, high) if does(half * MINUTE_S) else (low, half)
    return low * MINUTE_S


def _s(n: int) -> str:
    return "" if n == 1 else "s"
