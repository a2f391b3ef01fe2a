"""What sorties use up while they last: vehicles until they are ready again, crews and channels until they land."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass

from longwatch.rostering.problem import Problem

NEVER = 1 << 60


@dataclass(frozen=True, order=True)
class Sortie:
    """One stint by numbers: no tail yet."""

    takeoff_s: int
    fleet: int
    line: int
    arrive_s: int
    leave_s: int
    land_s: int
    ready_s: int
    aloft: bool = False


@dataclass
class Tokens:
    """Interchangeable things that are taken and come free: vehicles, crews, channels. Sorted times of being free."""

    free: list[int]

    def earliest(self) -> int:
        return self.free[0] if self.free else NEVER

    def take(self, at: int, until: int) -> None:
        """Use the one that has been free for the shortest time, so that earlier ones stay for others."""
        index = bisect_right(self.free, at) - 1
        del self.free[index]
        insort(self.free, until)


@dataclass
class Resources:
    vehicles: list[Tokens]
    crews: list[Tokens | None]
    channels: dict[str, Tokens]

    @classmethod
    def of(cls, problem: Problem) -> Resources:
        return cls(
            [Tokens([0] * group.count) for group in problem.groups],
            [None if g.crew_limit is None or g.crew_limit >= g.count else Tokens([0] * g.crew_limit)
             for g in problem.groups],
            {name: Tokens([0] * limit) for name, limit in problem.channels.items()},
        )  # fmt: skip

    def earliest(self, problem: Problem, fleet: int) -> int:
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
        self.vehicles[sortie.fleet].take(at, sortie.ready_s)
        crew = self.crews[sortie.fleet]
        if crew is not None:
            crew.take(at, sortie.land_s)
        control = problem.groups[sortie.fleet].control
        if control is not None and control in self.channels:
            self.channels[control].take(at, sortie.land_s)
