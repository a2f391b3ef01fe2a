"""What the bound, the builder and the search work on: counts, figures and transit times, with no geography left in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from longwatch.rostering.limits import Budget, Daily, Spacing
from longwatch.rostering.openings import Openings, Steps
from longwatch.rostering.upkeep import Upkeep, vehicles_there
from longwatch.scenario.plan import Line, Passage

if TYPE_CHECKING:
    from longwatch.rostering.resources import Sortie


class TransitTimes(Protocol):
    """Times between one base and one post. `*_lower` are rounded down for the bound; the others up, for rosters.

    A later take-off never arrives earlier (the base is slower than the vehicle), so "latest" is well defined.
    """

    @property
    def out_min_s(self) -> int: ...  # no shorter way out in the whole period, rounded down
    @property
    def back_min_s(self) -> int: ...
    @property
    def moves(self) -> bool: ...  # of the base
    def out_s(self, takeoff_s: int) -> int: ...
    def back_s(self, leave_s: int) -> int: ...
    def latest_takeoff(self, arrive_s: int) -> int: ...
    def latest_leave(self, land_s: int) -> int: ...
    def latest_takeoff_lower(self, arrive_s: int) -> int: ...
    def latest_leave_lower(self, land_s: int) -> int: ...


@dataclass(frozen=True)
class ConstantTransits:
    """A base that does not move."""

    out: int
    back: int
    out_min_s: int
    back_min_s: int
    moves: bool = False

    @classmethod
    def of(cls, out_s: int, back_s: int) -> ConstantTransits:
        return cls(out_s, back_s, out_s, back_s)

    def out_s(self, takeoff_s: int) -> int:  # noqa: ARG002
        return self.out

    def back_s(self, leave_s: int) -> int:  # noqa: ARG002
        return self.back

    def latest_takeoff(self, arrive_s: int) -> int:
        return arrive_s - self.out

    def latest_leave(self, land_s: int) -> int:
        return land_s - self.back

    def latest_takeoff_lower(self, arrive_s: int) -> int:
        return arrive_s - self.out_min_s

    def latest_leave_lower(self, land_s: int) -> int:
        return land_s - self.back_min_s


@dataclass(frozen=True)
class Leg:
    """One fleet on one line (a pairing in numbers)."""

    fleet: int
    line: int
    endurance_s: int
    turnaround_s: int
    times: TransitTimes
    to_fleet: int = -1  # of a ferry: the fleet at whose base it lands; -1: its own

    @property
    def home(self) -> int:
        """The fleet at whose base a sortie lands and whose its vehicle is from then on."""
        return self.fleet if self.to_fleet < 0 else self.to_fleet

    @property
    def key(self) -> tuple[int, int, int]:
        """Fleet, line, and the fleet it lands with."""
        return self.fleet, self.line, self.home

    @property
    def stint_max_s(self) -> int:
        """Longest time on station of any sortie, not less than any roster can have."""
        return self.endurance_s - self.times.out_min_s - self.times.back_min_s

    @property
    def away_min_s(self) -> int:
        """Least time of a sortie's cycle that is not spent on station."""
        return self.times.out_min_s + self.times.back_min_s + self.turnaround_s

    @property
    def efficiency(self) -> float:
        """On-station time over cycle time."""
        return self.stint_max_s / (self.stint_max_s + self.away_min_s)


@dataclass(frozen=True)
class FerryTimes:
    """Out by the way of one base, back by that of another."""

    there: TransitTimes
    home: TransitTimes

    @property
    def out_min_s(self) -> int:
        return self.there.out_min_s

    @property
    def back_min_s(self) -> int:
        return self.home.back_min_s

    @property
    def moves(self) -> bool:
        return self.there.moves or self.home.moves

    def out_s(self, takeoff_s: int) -> int:
        return self.there.out_s(takeoff_s)

    def back_s(self, leave_s: int) -> int:
        return self.home.back_s(leave_s)

    def latest_takeoff(self, arrive_s: int) -> int:
        return self.there.latest_takeoff(arrive_s)

    def latest_leave(self, land_s: int) -> int:
        return self.home.latest_leave(land_s)

    def latest_takeoff_lower(self, arrive_s: int) -> int:
        return self.there.latest_takeoff_lower(arrive_s)

    def latest_leave_lower(self, land_s: int) -> int:
        return self.home.latest_leave_lower(land_s)


def ferry_leg(one: Leg, other: Leg) -> Leg:
    """Out as one fleet, back and turned round as another: both hold the line, and the lesser endurance counts."""
    endurance_s = min(one.endurance_s, other.endurance_s)
    return Leg(
        one.fleet, one.line, endurance_s, other.turnaround_s, FerryTimes(one.times, other.times), to_fleet=other.fleet
    )


@dataclass(frozen=True)
class Aloft:
    """A vehicle that is on station when the period starts."""

    line: int
    takeoff_s: int  # before 0
    arrive_s: int  # not after 0


@dataclass(frozen=True)
class Group:
    """The usable vehicles of one fleet.

    `openings` are when a plan may let them take off and land: the rules of the file, and what a planner expects of the
    weather. The bound looks at `rule_openings` only, because weather may turn out better than expected.
    """

    name: str
    platform: str
    count: int
    crew_limit: int | None = None  # vehicles airborne at once
    control: str | None = None  # the station whose channels it uses
    hour_cost: float = 1.0
    aloft: tuple[Aloft, ...] = ()
    openings: Openings = None
    rule_openings: Openings = None
    crew_steps: Steps = None  # where the limit changes with time; `crew_limit` is then its highest value
    ready_s: tuple[int, ...] | None = None  # when each vehicle is first free, where not all are at 0
    crew_ready_s: tuple[int, ...] | None = None  # the same of so many crews as the limit allows
    tails: tuple[str, ...] = ()  # names of the vehicles, where they have any
    flown_s: tuple[int, ...] = ()  # of each, before the period
    base: str = ""
    budget: Budget | None = None  # hours flown
    daily: Daily | None = None  # take-offs of a day
    spacing: Spacing | None = None  # movements of the base, which its fleets share
    upkeep: Upkeep | None = None  # maintenance; the bound and a roster that repeats know nothing of it
    away: tuple[tuple[int, int], ...] = ()  # [from, to) in which a vehicle each is kept from flying

    @property
    def is_bound_to_hours(self) -> bool:
        """Whether not every instant will do for a take-off or landing."""
        return self.openings is not None or self.crew_steps is not None or self.is_limited or bool(self.away)

    @property
    def vehicle_steps(self) -> Steps:
        """Vehicles that may fly, where some are kept from it at times."""
        return vehicles_there(self.count, self.away) if self.away else None

    @property
    def is_limited(self) -> bool:
        """Whether what others fly decides when a sortie may begin and end, beyond vehicles, crews and channels."""
        return self.budget is not None or self.daily is not None or self.spacing is not None


@dataclass(frozen=True)
class Problem:
    """`legs` holds the feasible pairs (fleet index, line index); `channels` what each control station can fly at once."""

    length_s: int
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    legs: Mapping[tuple[int, int], Leg]
    channels: Mapping[str, int] = field(default_factory=dict)
    under_way: tuple[Sortie, ...] = ()  # what is in the air where a plan is made within the period
    overlaps: tuple[int, ...] = ()  # of each line: how long a successor is there before; (): none anywhere
    open_end_counts: bool = True  # whether a gap that is open at the end of the period is one
    ferries: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # fleet -> fleets at whose bases it may land
    passages: Mapping[tuple[int, int, int], TransitTimes] = field(default_factory=dict)  # (fleet, from line, to line)
    routes: tuple[Passage, ...] = ()  # the same as a roster has them

    def legs_of_line(self, line: int) -> list[Leg]:
        return [leg for leg in self.legs.values() if leg.line == line]

    def legs_of_group(self, fleet: int) -> list[Leg]:
        return [leg for leg in self.legs.values() if leg.fleet == fleet]

    def retasks(self, fleet: int) -> bool:
        """Whether a sortie of a fleet may hold several lines."""
        return any(of == fleet for of, _, _ in self.passages)

    def leg_of(self, sortie: Sortie) -> Leg:
        """Ways, endurance and turnaround of a sortie, of a ferry too; of one of several lines its way out is none of these."""
        leg = self.legs[sortie.fleet, sortie.line]
        if sortie.further:
            leg = self.leg_over(sortie.fleet, [hold.line for hold in sortie.holds])
        return leg if sortie.to_fleet < 0 else ferry_leg(leg, self.legs[sortie.to_fleet, leg.line])

    def leg_over(self, fleet: int, lines: Sequence[int]) -> Leg:
        """The way home from the last of some lines, with the endurance and turnaround of a sortie that holds them all."""
        legs = [self.legs[fleet, line] for line in lines]
        endurance_s, turnaround_s = min(leg.endurance_s for leg in legs), max(leg.turnaround_s for leg in legs)
        return replace(legs[-1], endurance_s=endurance_s, turnaround_s=turnaround_s)

    def ferry_legs(self) -> list[Leg]:
        """Every way from one base to another: over each line that both fleets can hold."""
        found = [
            ferry_leg(self.legs[fleet, line], self.legs[other, line])
            for fleet, others in sorted(self.ferries.items())
            for other in others
            for line in range(len(self.lines))
            if (fleet, line) in self.legs and (other, line) in self.legs
        ]
        return [leg for leg in found if leg.stint_max_s >= 0]

    def linked(self, fleet: int) -> tuple[int, ...]:
        """The fleets that share vehicles with one, by ferries there and back or over others; it is among them."""
        pairs = [(one, other) for one, others in self.ferries.items() for other in others]
        found = {fleet}
        while more := {n for pair in pairs if found & set(pair) for n in pair} - found:
            found |= more
        return tuple(sorted(found))

    def most_vehicles(self, fleet: int) -> int:
        """No more vehicles than these can ever belong to a fleet: its own and those that may be ferried there."""
        found = {fleet}
        while more := {one for one, others in self.ferries.items() if found & set(others)} - found:
            found |= more
        return sum(self.groups[one].count for one in found)

    def overlap_of(self, line: int) -> int:
        return self.overlaps[line] if self.overlaps else 0

    def limit_of(self, fleet: int) -> int:
        """Vehicles of a fleet that can be airborne at once, all rules taken together."""
        group = self.groups[fleet]
        many = self.most_vehicles(fleet) if self.ferries else group.count
        limit = many if group.crew_limit is None else min(many, group.crew_limit)
        return limit if group.control is None else min(limit, self.channels.get(group.control, limit))


def demand_windows(line: Line, length_s: int) -> tuple[tuple[int, int], ...]:
    """Where a line counts: its windows within the period, after `count_from_s`."""
    cut = [(max(start, line.count_from_s, 0), min(end, length_s)) for start, end in line.windows]
    return tuple((start, end) for start, end in cut if start < end)
