"""What sorties use up while they last: vehicles until they are ready again, crews and channels until they land.

It also knows when a sortie may begin and end: while the base is open, its deck free and crews on duty, and as far as a fleet's
hours and take-offs of the day go (`limits`).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from longwatch.rostering.limits import DeckUse, Gate, HoursFlown, TakeoffsMade
from longwatch.rostering.openings import NEVER, Openings, Room, both_open, first_open, is_open, last_open, next_opening
from longwatch.rostering.problem import Aloft, Leg, Problem


@dataclass(frozen=True, order=True)
class Hold:
    """One line held within a sortie."""

    line: int
    arrive_s: int
    leave_s: int


@dataclass(frozen=True, order=True)
class Sortie:
    """Once out and back by numbers: no tail yet. `line`, `arrive_s` and `leave_s` are of the first line it holds."""

    takeoff_s: int
    fleet: int
    line: int
    arrive_s: int
    leave_s: int
    land_s: int
    ready_s: int
    aloft: bool = False
    to_fleet: int = -1  # the fleet it belongs to after landing; -1: its own
    further: tuple[Hold, ...] = ()  # lines it goes on to, in order

    @property
    def holds(self) -> tuple[Hold, ...]:
        """All lines it holds, in order."""
        return (Hold(self.line, self.arrive_s, self.leave_s), *self.further)

    @property
    def last(self) -> Hold:
        """What it holds before it goes home."""
        return self.further[-1] if self.further else Hold(self.line, self.arrive_s, self.leave_s)

    @property
    def home(self) -> int:
        """The fleet at whose base it lands."""
        return self.fleet if self.to_fleet < 0 else self.to_fleet


def stays_on(line: int, sorties: Sequence[Sortie]) -> list[tuple[int, int]]:
    """(arrive_s, leave_s) of all that hold a line."""
    first = [(one.arrive_s, one.leave_s) for one in sorties if one.line == line]
    return first + [(one.arrive_s, one.leave_s) for sortie in sorties for one in sortie.further if one.line == line]


@dataclass
class Tokens:
    """Interchangeable things that are taken and come free: vehicles, crews, channels. Sorted times of being free."""

    free: list[int]

    def earliest(self) -> int:
        return self.free[0] if self.free else NEVER

    def take(self, at: int, until: int) -> None:
        """Use the one that has been free for the shortest time, so that earlier ones stay for others."""
        self.give_up(at)
        insort(self.free, until)

    def give_up(self, at: int) -> None:
        """The same one is used and does not come back."""
        del self.free[bisect_right(self.free, at) - 1]

    def gain(self, at: int) -> None:
        """One more, free from an instant on."""
        insort(self.free, at)


@dataclass
class Resources:
    vehicles: list[Tokens]
    crews: list[Tokens | None]
    channels: dict[str, Tokens]
    rooms: list[Room | None]  # crews in the air, of fleets whose limit changes with time
    hours: list[HoursFlown | None]
    takeoffs: list[TakeoffsMade | None]
    decks: dict[str, DeckUse]  # by base
    there: list[Room | None]  # vehicles not kept for maintenance, of fleets where some are
    on_the_way: dict[tuple[int, Aloft], list[int]] = field(default_factory=dict)  # landings kept free for those aloft

    @classmethod
    def of(cls, problem: Problem) -> Resources:
        out = cls(
            [Tokens([0] * g.count if g.ready_s is None else sorted(g.ready_s)) for g in problem.groups],
            [None if g.crew_limit is None or g.crew_limit >= problem.most_vehicles(fleet) or g.crew_steps is not None
             else Tokens([0] * g.crew_limit if g.crew_ready_s is None else sorted(g.crew_ready_s))
             for fleet, g in enumerate(problem.groups)],
            {name: Tokens([0] * limit) for name, limit in problem.channels.items()},
            [None if group.crew_steps is None else Room.of(group.crew_steps) for group in problem.groups],
            [None if group.budget is None else HoursFlown(group.budget) for group in problem.groups],
            [None if group.daily is None else TakeoffsMade(group.daily) for group in problem.groups],
            {group.base: DeckUse(group.spacing) for group in problem.groups if group.spacing is not None},
            [None if group.vehicle_steps is None else Room.of(group.vehicle_steps) for group in problem.groups],
        )  # fmt: skip
        for fleet, group in enumerate(problem.groups):
            for aloft in group.aloft if out.rooms[fleet] is not None or out.hours[fleet] is not None else ():
                home_s = soonest_landing(problem.legs[fleet, aloft.line], group.rule_openings)
                out._keep(fleet, home_s, -1)
                out.on_the_way.setdefault((fleet, aloft), []).append(home_s)
        for sortie in problem.under_way:
            out.take(problem, sortie)
        return out

    def _keep(self, fleet: int, home_s: int, by: int) -> None:
        """Crew and hours for the soonest way home of one aloft at the start are kept free (-1), or no longer (1)."""
        room, hours = self.rooms[fleet], self.hours[fleet]
        if room is not None:
            room.change(0, home_s, by)
        if hours is not None:
            hours.use(0, home_s, -by)

    def _gates(self, problem: Problem, fleet: int) -> list[Gate]:
        """What else than the hours of its base says when a vehicle of a fleet may take off."""
        deck = self.decks.get(problem.groups[fleet].base)
        gates: list[Gate | None] = [self.rooms[fleet], self.hours[fleet], self.takeoffs[fleet], deck, self.there[fleet]]
        return [gate for gate in gates if gate is not None]

    def earliest(self, problem: Problem, fleet: int) -> int:
        """When a vehicle, a crew and a channel are free, whatever the hours."""
        at = self.vehicles[fleet].earliest()
        crew = self.crews[fleet]
        if crew is not None:
            at = max(at, crew.earliest())
        control = problem.groups[fleet].control
        if control is not None and control in self.channels:
            at = max(at, self.channels[control].earliest())
        return at

    def take(self, problem: Problem, sortie: Sortie) -> None:
        at = max(sortie.takeoff_s, 0)
        if sortie.to_fleet < 0:
            self.vehicles[sortie.fleet].take(at, sortie.ready_s)
        else:
            self.vehicles[sortie.fleet].give_up(at)
            self.vehicles[sortie.to_fleet].gain(sortie.ready_s)
        crew, room = self.crews[sortie.fleet], self.rooms[sortie.fleet]
        if crew is not None:
            crew.take(at, sortie.land_s)
        if room is not None:
            room.change(at, sortie.land_s, -1)
        there = self.there[sortie.fleet]
        if there is not None:
            there.change(at, sortie.ready_s, -1)
        hours, takeoffs = self.hours[sortie.fleet], self.takeoffs[sortie.fleet]
        if hours is not None:
            hours.use(at, sortie.land_s)
        if takeoffs is not None and sortie.takeoff_s >= 0:
            takeoffs.use(at)
        if self.decks:
            down = self.decks.get(problem.groups[sortie.home].base)
            if down is not None:
                down.add(sortie.land_s)
            up = self.decks.get(problem.groups[sortie.fleet].base)
            if up is not None and sortie.takeoff_s >= 0:
                up.add(at)
        control = problem.groups[sortie.fleet].control
        if control is not None and control in self.channels:
            self.channels[control].take(at, sortie.land_s)

    def can_release(self, problem: Problem, sortie: Sortie) -> bool:
        """Whether nobody relies on this sortie's vehicle, crew and channel after it."""
        crew, control = self.crews[sortie.fleet], problem.groups[sortie.fleet].control
        channels = self.channels.get(control) if control is not None else None
        return (
            sortie.ready_s in self.vehicles[sortie.home].free
            and (crew is None or sortie.land_s in crew.free)
            and (channels is None or sortie.land_s in channels.free)
        )

    def release(self, problem: Problem, sortie: Sortie) -> None:
        """As if it had never been taken; whoever flew it has been free since its take-off. See `can_release`."""
        at, fleet = max(sortie.takeoff_s, 0), sortie.fleet
        self.vehicles[sortie.home].free.remove(sortie.ready_s)
        self.vehicles[fleet].gain(at)
        control = problem.groups[fleet].control
        for tokens in (self.crews[fleet], self.channels.get(control) if control is not None else None):
            if tokens is not None:
                tokens.free.remove(sortie.land_s)
                tokens.gain(at)
        room, there, hours, takeoffs = self.rooms[fleet], self.there[fleet], self.hours[fleet], self.takeoffs[fleet]
        if room is not None:
            room.change(at, sortie.land_s, 1)
        if there is not None:
            there.change(at, sortie.ready_s, 1)
        if hours is not None:
            hours.use(at, sortie.land_s, -1)
        if takeoffs is not None and sortie.takeoff_s >= 0:
            takeoffs.left[takeoffs.day(at)] += 1
        down, up = (self.decks.get(problem.groups[one].base) for one in (sortie.home, fleet))
        if down is not None:
            down.drop(sortie.land_s)
        if up is not None and sortie.takeoff_s >= 0:
            up.drop(at)

    def first_takeoff(self, problem: Problem, fleet: int, at: int) -> int:
        """The first instant from `at` on at which the base is open and all else has room; NEVER if there is none."""
        openings, gates = problem.groups[fleet].openings, self._gates(problem, fleet)
        while at < NEVER:
            found = first_open(openings, at)
            for gate in gates:
                found = gate.first_free(found) if found < NEVER else found
            if found == at:
                return at
            at = found
        return NEVER

    def last_takeoff(self, problem: Problem, fleet: int, at: int) -> int:
        """The last such instant not after `at`; -NEVER if there is none."""
        openings, gates = problem.groups[fleet].openings, self._gates(problem, fleet)
        while at > -NEVER:
            found = last_open(openings, at)
            for gate in gates:
                found = gate.last_free(found) if found > -NEVER else found
            if found == at:
                return at
            at = found
        return -NEVER

    def next_takeoff(self, problem: Problem, leg: Leg, after: int) -> int:
        """The next take-off worth a try where one was in vain: at an opening, where crews, hours or the use of the deck
        change, or so that the vehicle can just stay out until an opening."""
        openings, landings = problem.groups[leg.fleet].openings, problem.groups[leg.home].openings
        tries = [next_opening(openings, after), next_opening(landings, after + leg.endurance_s) - leg.endurance_s]
        tries += [gate.next_change(after) for gate in self._gates(problem, leg.fleet)]
        at = min(tries)
        return self.first_takeoff(problem, leg.fleet, at) if at < NEVER - leg.endurance_s else NEVER

    def leave(self, problem: Problem, leg: Leg, takeoff_s: int, low_s: int, wish_s: int) -> int | None:
        """The departure nearest to `wish_s` from which a vehicle can land: later if it lasts, so that no watch is lost, else
        earlier; None if none is after `low_s`."""
        room = self.rooms[leg.fleet]
        land_by = takeoff_s + leg.endurance_s
        if room is not None:
            land_by = min(land_by, room.blocked_from(max(takeoff_s, 0)))
        there = self.there[leg.fleet]
        if there is not None:
            land_by = min(land_by, there.blocked_from(max(takeoff_s, 0)) - leg.turnaround_s)
        hours = self.hours[leg.fleet]
        if hours is not None:
            land_by = min(land_by, hours.land_by(takeoff_s))
        most = leg.times.latest_leave(land_by)
        found = leave_near(leg, self._landings(problem, leg, takeoff_s), low_s, min(wish_s, most), most)
        return found if found is not None and found > low_s else None

    def _landings(self, problem: Problem, leg: Leg, takeoff_s: int) -> Openings:
        """When a vehicle that takes off at an instant can land: while its base is open and the deck is free of others."""
        group = problem.groups[leg.home]
        deck = self.decks.get(group.base)
        if deck is None:
            return group.openings
        own = takeoff_s >= 0 and group.base == problem.groups[leg.fleet].base
        if own:
            deck.add(takeoff_s)
        free = deck.open_within(takeoff_s, takeoff_s + leg.endurance_s + 1)
        if own:
            deck.drop(takeoff_s)
        return both_open(group.openings, free)

    def let_home(self, fleet: int, aloft: Aloft) -> int | None:
        """Crew and hours are no longer kept free for the soonest way home of one aloft at the start; when that is."""
        kept = self.on_the_way.get((fleet, aloft))
        if not kept:
            return None
        home_s = kept.pop()
        self._keep(fleet, home_s, 1)
        return home_s

    def keep_home(self, fleet: int, aloft: Aloft, home_s: int) -> None:
        """They are kept again."""
        self._keep(fleet, home_s, -1)
        self.on_the_way[fleet, aloft].append(home_s)

    def leave_aloft(self, problem: Problem, leg: Leg, aloft: Aloft, wish_s: int) -> int:
        """The same for a vehicle that is on station at the start: it may be sent home at once, whatever the hours."""
        is_kept = (leg.fleet, aloft) in self.on_the_way
        if is_kept:
            self._keep(leg.fleet, self.on_the_way[leg.fleet, aloft].pop(), 1)
        found = self.leave(problem, leg, aloft.takeoff_s, -1, max(wish_s, 0))
        if found is None:  # closed by weather, or too little fuel to choose: the rules of the file alone, then none
            most = leg.times.latest_leave(aloft.takeoff_s + leg.endurance_s)
            wish_s = 0 if is_kept else max(wish_s, 0)  # crews and hours are sure for the soonest landing only
            found = leave_near(leg, problem.groups[leg.home].rule_openings, -1, min(wish_s, most), most)
        return max(found, 0) if found is not None else 0


def leave_near(leg: Leg, openings: Openings, low_s: int, wish_s: int, most_s: int) -> int | None:
    """The departure nearest to `wish_s`, not above `most_s`, whose landing falls into an opening."""
    if openings is None:
        return wish_s
    land_s = wish_s + leg.times.back_s(wish_s)
    if is_open(openings, land_s):
        return wish_s
    opening = first_open(openings, land_s)
    if opening < NEVER:
        later = leg.times.latest_leave(opening)
        while later <= most_s and later + leg.times.back_s(later) < opening:
            later += 1
        if later <= most_s and is_open(openings, later + leg.times.back_s(later)):
            return later
    landing = last_open(openings, land_s)
    while landing > -NEVER:
        earlier = leg.times.latest_leave(landing)
        if earlier <= low_s:
            return None
        land_s = earlier + leg.times.back_s(earlier)
        if is_open(openings, land_s):
            return earlier
        landing = last_open(openings, land_s)
    return None


def soonest_landing(leg: Leg, openings: Openings) -> int:
    """When a vehicle that is on station at the start can be down, sent home at once."""
    leave_s = leave_near(leg, openings, -1, 0, leg.endurance_s)
    return leg.times.back_s(0) if leave_s is None else leave_s + leg.times.back_s(leave_s)
