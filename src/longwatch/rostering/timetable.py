"""A roster that is being changed in its midst: which vehicle is free when, and what crews, channels and bases still allow.

The builder serves in order of time and needs to know only when somebody is free again. Here sorties stand already that
come later, so vehicles have stretches between them, and crews and channels are step functions over time.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from longwatch.rostering.openings import NEVER, Room
from longwatch.rostering.problem import Aloft, Leg, Problem
from longwatch.rostering.resources import Resources, Sortie, Tokens

TRIES = 12  # take-offs looked at in one stretch of a vehicle


@dataclass(frozen=True, order=True)
class Flown:
    """A sortie with its tail."""

    sortie: Sortie
    tail: str


class Unlimited(Tokens):
    """In place of vehicles that are counted by their tails."""

    def earliest(self) -> int:
        return 0

    def give_up(self, at: int) -> None:
        """None is used up."""

    def gain(self, at: int) -> None:
        """None is missing."""

    def take(self, at: int, until: int) -> None:
        """None is used up."""


class Joint(Room):
    """Several limits on who is in the air, of which each must hold."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = list(rooms)

    def change(self, start: int, end: int, by: int) -> None:
        for room in self.rooms:
            room.change(start, end, by)

    def first_free(self, at: int) -> int:
        while at < NEVER:
            found = max((room.first_free(at) for room in self.rooms), default=at)
            if found == at:
                break
            at = found
        return at

    def last_free(self, at: int) -> int:
        while at > -NEVER:
            found = min((room.last_free(at) for room in self.rooms), default=at)
            if found == at:
                break
            at = found
        return at

    def blocked_from(self, at: int) -> int:
        return min((room.blocked_from(at) for room in self.rooms), default=NEVER)

    def next_change(self, after: int) -> int:
        return min((room.next_change(after) for room in self.rooms), default=NEVER)


class Timetable:
    """Who flies when, by tail. `tails` are the vehicles that may be used, by the fleet they begin in.

    One that is ferried stands in both fleets: in the other it is not free before it is ready there, in its own not again
    before it is back. So sorties that ferry are taken in order of take-off, and never dropped.
    """

    def __init__(self, problem: Problem, tails: Sequence[Sequence[str]]) -> None:
        self.problem = problem
        self.tails = [list(own) for own in tails]
        self.busy: list[dict[str, list[tuple[int, int]]]] = [{tail: [] for tail in own} for own in tails]
        self.channels = {name: Room.of(((0, limit),)) for name, limit in problem.channels.items()}
        self.resources = Resources.of(_by_rooms(problem))
        self.resources.vehicles = [Unlimited([]) for _ in problem.groups]
        for fleet, group in enumerate(problem.groups):
            channel = self.channels.get(group.control or "")
            own = [room for room in (self.resources.rooms[fleet], channel) if room is not None]
            self.resources.rooms[fleet] = Joint(own)
        self.resources.channels = {}

    def stretches(self, fleet: int, tail: str, from_s: int, to_s: int) -> Iterator[tuple[int, int]]:
        """When a vehicle is free and ready, where that touches [from_s, to_s)."""
        busy = self.busy[fleet][tail]
        index = max(bisect_right(busy, (from_s, NEVER)) - 1, 0)
        free_s = 0 if index == 0 else busy[index - 1][1]
        for start, ready in busy[index:]:
            if free_s < start and start > from_s:
                yield free_s, start
            free_s = max(free_s, ready)
            if free_s >= to_s:
                return
        yield free_s, NEVER

    def is_free(self, fleet: int, tail: str, from_s: int, to_s: int) -> bool:
        """Whether a vehicle may be used in [from_s, to_s)."""
        busy = self.busy[fleet].get(tail)
        if busy is None:
            return False
        index = bisect_right(busy, (from_s, NEVER)) - 1
        after_ok = index + 1 >= len(busy) or busy[index + 1][0] >= to_s
        return after_ok and (index < 0 or busy[index][1] <= from_s)

    def let_home(self, fleet: int, aloft: Aloft) -> int | None:
        """Crew and hours are no longer kept free for the soonest way home of one aloft at the start; when that is."""
        return self.resources.let_home(fleet, aloft)

    def keep_home(self, fleet: int, aloft: Aloft, home_s: int) -> None:
        """They are kept again."""
        self.resources.keep_home(fleet, aloft, home_s)

    def keep_away(self, fleet: int, tail: str, span: tuple[int, int]) -> None:
        """A vehicle is not used in a stretch."""
        insort(self.busy[fleet][tail], span)

    def copy(self) -> Timetable:
        """The same, to be changed apart from this one."""
        return deepcopy(self, {id(self.problem): self.problem})

    def take(self, flown: Flown) -> None:
        one = flown.sortie
        self.resources.take(self.problem, one)
        away_until = one.ready_s if one.to_fleet < 0 else NEVER
        insort(self.busy[one.fleet][flown.tail], (max(one.takeoff_s, -1), away_until))
        if one.to_fleet >= 0:
            there = self.busy[one.to_fleet].setdefault(flown.tail, [(-1, NEVER)])
            there[-1] = (there[-1][0], one.ready_s)

    def drop(self, flown: Flown) -> None:
        """As if it had never been taken."""
        one, resources = flown.sortie, self.resources
        at = max(one.takeoff_s, 0)
        self.busy[one.fleet][flown.tail].remove((max(one.takeoff_s, -1), one.ready_s))
        room, hours, takeoffs = resources.rooms[one.fleet], resources.hours[one.fleet], resources.takeoffs[one.fleet]
        if room is not None:
            room.change(at, one.land_s, 1)
        if hours is not None:
            hours.use(at, one.land_s, -1)
        deck = resources.decks.get(self.problem.groups[one.fleet].base)
        if takeoffs is not None and one.takeoff_s >= 0:
            takeoffs.left[takeoffs.day(at)] += 1
        if deck is not None:
            deck.drop(one.land_s)
            if one.takeoff_s >= 0:
                deck.drop(at)

    def why_not(self, flown: Flown) -> str:
        """What else is in the way of a sortie just as it stands; "" if nothing is."""
        one, group = flown.sortie, self.problem.groups[flown.sortie.fleet]
        leg, resources = self.problem.leg_of(one), self.resources
        if flown.tail not in self.busy[one.fleet]:
            many = f"{group.count} usable vehicle{'' if group.count == 1 else 's'}"
            return f"fleet {group.name} has {many}, and {flown.tail} is none of them"
        until_s = one.ready_s if one.to_fleet < 0 else NEVER
        if not self.is_free(one.fleet, flown.tail, max(one.takeoff_s, -1), until_s):
            return f"{flown.tail} is away then, or not ready yet"
        at = max(one.takeoff_s, 0)
        channel = self.channels.get(group.control or "")
        if channel is not None and channel.blocked_from(at) < one.land_s:
            return f"no channel of {group.control} is free all the time"
        if resources.rooms[one.fleet].blocked_from(at) < one.land_s:  # type: ignore[union-attr]
            return f"no crew of fleet {group.name} is free all the time"
        if one.aloft:
            return ""
        if resources.first_takeoff(self.problem, one.fleet, one.takeoff_s) != one.takeoff_s:
            return f"take-offs, flight hours or the deck of fleet {group.name} leave no room for a take-off then"
        leave_s = leg.times.latest_leave(one.land_s)
        if resources.leave(self.problem, leg, one.takeoff_s, leave_s - 1, leave_s) != leave_s:
            return f"flight hours or the deck of fleet {group.name} leave no room for a landing then"
        return ""

    def fit(
        self, leg: Leg, tails: Sequence[str], arrive_s: int, leave_s: int, worth: Callable[[Sortie], tuple[float, ...]]
    ) -> Flown | None:
        """The sortie worth most of those that are on station within [arrive_s, leave_s); of equal ones that of the first tail."""
        best: tuple[tuple[float, ...], Flown] | None = None
        tried: set[tuple[int, int]] = set()
        for tail in tails:
            for stretch in self.stretches(leg.fleet, tail, leg.times.latest_takeoff(arrive_s), leave_s):
                if stretch in tried or (leg.to_fleet >= 0 and stretch[1] < NEVER):
                    continue
                tried.add(stretch)
                for sortie in self._tries(leg, stretch, arrive_s, leave_s):
                    if best is None or worth(sortie) > best[0]:
                        best = worth(sortie), Flown(sortie, tail)
        return None if best is None else best[1]

    def _tries(self, leg: Leg, stretch: tuple[int, int], arrive_s: int, leave_s: int) -> Iterator[Sortie]:
        """On time, or before it while the base is open and crews are there, or as soon after it as may be."""
        first_s, end_s = stretch
        resources, problem = self.resources, self.problem
        wanted_s = min(leg.times.latest_takeoff(arrive_s), problem.length_s - 1)
        takeoff_s = resources.last_takeoff(problem, leg.fleet, wanted_s)
        if takeoff_s >= max(first_s, 0):
            sortie = self._sortie(leg, takeoff_s, end_s, arrive_s, leave_s)
            if sortie is not None:
                yield sortie
                if takeoff_s == wanted_s and sortie.leave_s >= leave_s:
                    return
        takeoff_s = resources.first_takeoff(problem, leg.fleet, max(wanted_s, first_s, 0))
        for _ in range(TRIES):
            if takeoff_s >= min(end_s, leave_s, problem.length_s):
                return
            sortie = self._sortie(leg, takeoff_s, end_s, arrive_s, leave_s)
            if sortie is not None:
                yield sortie
                return
            takeoff_s = resources.next_takeoff(problem, leg, takeoff_s)

    def _sortie(self, leg: Leg, takeoff_s: int, end_s: int, arrive_s: int, leave_s: int) -> Sortie | None:
        """One that is ready again by `end_s`."""
        out_at_most_s = min(leg.endurance_s, end_s - leg.turnaround_s - takeoff_s)
        if out_at_most_s <= leg.times.out_min_s + leg.times.back_min_s:
            return None
        arrives_s = takeoff_s + leg.times.out_s(takeoff_s)
        first_s = max(arrives_s, arrive_s)
        if first_s >= leave_s:
            return None
        leaves_s = self.resources.leave(
            self.problem, replace(leg, endurance_s=out_at_most_s), takeoff_s, first_s, leave_s
        )
        if leaves_s is None or leaves_s <= first_s:
            return None
        land_s = leaves_s + leg.times.back_s(leaves_s)
        return Sortie(takeoff_s, leg.fleet, leg.line, arrives_s, leaves_s, land_s, land_s + leg.turnaround_s,
                      to_fleet=leg.to_fleet)  # fmt: skip


def _by_rooms(problem: Problem) -> Problem:
    """The same with every limit of crews as steps over time."""
    groups = tuple(
        group if group.crew_limit is None or group.crew_steps is not None
        else replace(group, crew_steps=((0, group.crew_limit),))
        for group in problem.groups
    )  # fmt: skip
    return replace(problem, groups=groups)
