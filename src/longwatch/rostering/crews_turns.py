"""From stretches on duty to turns at the controls: which crew works which stretch, and flies which vehicle in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from longwatch.errors import InvariantError
from longwatch.rostering.crews_pools import Flight, Pool
from longwatch.rostering.crews_windows import Windows
from longwatch.scenario.duties import Turn

NEVER = 1 << 60


@dataclass
class _Crew:
    """What is known of one crew while time goes on."""

    number: int
    rested_s: int = 0
    flown_s: int = 0
    duties: int = 0
    until_s: int = -NEVER  # on duty until then
    flight: Flight | None = None
    since_s: int = 0


@dataclass
class _Desk:
    """The controls of all vehicles of a pool."""

    pool: Pool
    names: Sequence[str]
    crews: list[_Crew]
    turns: list[Turn] = field(default_factory=list)

    def leave(self, crew: _Crew, now_s: int) -> None:
        if crew.flight is not None and now_s > crew.since_s:
            crew.flown_s += now_s - crew.since_s
            crew.rested_s = now_s + self.pool.rest_s
            name, tail = self.names[crew.number], crew.flight.tail
            self.turns.append(Turn(crew.since_s, name, self.pool.name, tail, now_s, crew.duties))
        crew.flight = None

    def take(self, flight: Flight, now_s: int) -> None:
        """Of those on duty who fly nothing, the one who stays longest."""
        idle = [crew for crew in self.crews if crew.flight is None and crew.until_s > now_s]
        if not idle:
            raise InvariantError(f"{self.pool.name}: nobody on duty can fly {flight.tail} at {now_s} s")
        crew = max(idle, key=lambda one: (one.until_s, -one.flown_s, -one.number))
        crew.flight, crew.since_s = flight, now_s

    def relieved(self, now_s: int) -> list[Flight]:
        """Those whose flight or duty is over leave; the flights that somebody else has to take."""
        handed = []
        for crew in self.crews:
            if crew.flight is not None and (crew.flight.to_s <= now_s or crew.until_s <= now_s):
                if crew.flight.to_s > now_s:
                    handed.append(crew.flight)
                self.leave(crew, now_s)
        return handed

    def call(self, now_s: int, until_s: int, crew: _Crew | None) -> None:
        """Of those who are rested, the one who has flown least goes on duty; or who is said to."""
        if crew is not None:
            crew.until_s, crew.duties = until_s, crew.duties + 1
            return
        rested = [crew for crew in self.crews if crew.until_s <= now_s and crew.rested_s <= now_s]
        if not rested:
            raise InvariantError(f"{self.pool.name}: no crew is rested at {now_s} s")
        crew = min(rested, key=lambda one: (one.flown_s, one.rested_s, one.number))
        crew.until_s, crew.duties = until_s, crew.duties + 1


def turns_in_windows(pool: Pool, names: Sequence[str], flights: Sequence[Flight], windows: Windows) -> list[Turn]:
    """Every flight from crew to crew. Crews with the fewest hours are called first; any that is rested will do, because
    never more windows, each with its rest, overlap than there are crews.
    """
    crews = [_Crew(n) for n in range(len(names))]
    for crew, rested_s in zip(reversed(crews), reversed(pool.rested_s), strict=False):
        crew.rested_s = rested_s
    calls = zip(windows.begin_s.tolist(), windows.end_s.tolist(), strict=True)
    return _fly(_Desk(pool, names, crews), flights, [(begin_s, end_s, None) for begin_s, end_s in calls])


def turns_in_shifts(pool: Pool, flights: Sequence[Flight]) -> list[Turn]:
    """Crews at fixed hours: on duty for as long as their shift lasts, whatever their rest."""
    numbers = iter(range(len(pool.crews)))
    groups = [[_Crew(next(numbers)) for _ in shift.crews] for shift in pool.shifts]
    calls: list[_Call] = [
        (begin_s, end_s, crew)
        for shift, group in zip(pool.shifts, groups, strict=True)
        for begin_s, end_s in shift.hours
        for crew in group
    ]
    return _fly(_Desk(pool, pool.crews, [crew for group in groups for crew in group]), flights, calls)


_Call = tuple[int, int, _Crew | None]  # on duty from, until, and who, where the hours say so


def _fly(desk: _Desk, flights: Sequence[Flight], calls: Sequence[_Call]) -> list[Turn]:
    """Go through all instants at which a crew comes or goes, or a vehicle takes off or lands."""
    last_s = max((flight.to_s for flight in flights), default=0)
    times = sorted({t for call in calls for t in call[:2]} | {t for f in flights for t in (f.from_s, f.to_s)})
    due = sorted(calls, key=lambda call: call[0], reverse=True)
    waiting = sorted(flights, key=lambda one: (one.from_s, one.tail), reverse=True)
    for now_s in times:
        if now_s > last_s:
            break
        handed = desk.relieved(now_s)
        while due and due[-1][0] <= now_s:
            _, until_s, crew = due.pop()
            desk.call(now_s, until_s, crew)
        while waiting and waiting[-1].from_s <= now_s:
            handed.append(waiting.pop())
        for flight in sorted(handed, key=lambda one: (-one.to_s, one.tail)):  # who flies on longest gets the freshest
            desk.take(flight, now_s)
    return sorted(desk.turns)
