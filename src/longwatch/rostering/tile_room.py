"""Room on a circle of time: how many vehicles, crews and channels the sorties of a tile take at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from longwatch.rostering.openings import limit_at
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.units import DAY_S

RUN_IN_S = int(7 * DAY_S)  # before the first place to cut
Use = tuple[int, int]  # an interval of time
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Limit:
    """So many sorties of some fleets at once, each for as long as `use` says; where it changes, at `falls` of the tile."""

    fleets: frozenset[int]
    use: Callable[[Sortie], Use]
    at: Callable[[int], int]
    falls: tuple[int, ...] = ()


def _limits(problem: Problem, every_s: int) -> Iterator[_Limit]:
    for fleet, group in enumerate(problem.groups):
        own = frozenset({fleet})
        yield _Limit(own, _until_ready, partial(_always, group.count))
        if group.crew_steps is not None:
            falls = tuple(at % every_s for at, _ in group.crew_steps if RUN_IN_S <= at < RUN_IN_S + every_s)
            yield _Limit(own, _in_air, partial(_on_duty, group.crew_steps, every_s), falls)
        elif group.crew_limit is not None and group.crew_limit < group.count:
            yield _Limit(own, _in_air, partial(_always, group.crew_limit))
    for control, channels in problem.channels.items():
        fleets = frozenset(fleet for fleet, group in enumerate(problem.groups) if group.control == control)
        yield _Limit(fleets, _in_air, partial(_always, channels))


def _always(most: int, at: int) -> int:  # noqa: ARG001
    return most


def _on_duty(steps: Sequence[tuple[int, int]], every_s: int, at: int) -> int:
    """At an instant of the tile, from where in the plan crews on duty are known: hours come again with it."""
    return limit_at(steps, (at - RUN_IN_S) % every_s + RUN_IN_S)


def _until_ready(one: Sortie) -> Use:
    return one.takeoff_s, one.ready_s


def _in_air(one: Sortie) -> Use:
    return one.takeoff_s, one.land_s


class Room:
    """What sorties have taken of vehicles, crews and channels, on a circle of time."""

    def __init__(self, problem: Problem, every_s: int, taken: Sequence[Sortie]) -> None:
        self.every_s, self.limits = every_s, list(_limits(problem, every_s))
        self.taken = list[Sortie]()
        self.uses: list[list[Use]] = [[] for _ in self.limits]
        for one in taken:
            self.take(one)

    def take(self, one: Sortie) -> None:
        self.taken.append(one)
        for limit, uses in zip(self.limits, self.uses, strict=True):
            if one.fleet in limit.fleets:
                uses.append(limit.use(one))

    def fits(self) -> bool:
        """Whether there is room for all that has been taken."""
        for limit, uses in zip(self.limits, self.uses, strict=True):
            starts, ends = np.array(uses, np.int64).reshape(-1, 2).T
            at = np.append(starts, np.array(limit.falls, np.int64)) % self.every_s
            if np.any(at_once(starts, ends, at, self.every_s) > np.array([limit.at(one) for one in at.tolist()])):
                return False
        return True

    def tight(self, one: Sortie) -> tuple[int, int] | None:
        """None where a sortie has room; else a later take-off worth a try, when something in its way is over, and by how much
        it would have to end earlier not to be in the way of what comes first."""
        for limit, uses in zip(self.limits, self.uses, strict=True):
            if one.fleet not in limit.fleets:
                continue
            start, end = limit.use(one)
            starts, ends = np.array([*uses, (start, end)], np.int64).T
            edges = np.append(starts, np.array(limit.falls, np.int64))
            inside = np.unique((edges - start)[(edges - start) % self.every_s < end - start] % self.every_s)
            at = (inside + start) % self.every_s
            over = at_once(starts, ends, at, self.every_s) > np.array([limit.at(one_at) for one_at in at.tolist()])
            if np.any(over):
                later_s = start + min(after for after in ((ends - start) % self.every_s).tolist() if after > 0)
                return later_s, end - start - int(inside[over][0])
        return None


def at_once(starts: Ints, ends: Ints, at: Ints, every_s: int) -> Ints:
    """How many uses hold at instants of the circle; one longer than the circle counts as often as it laps itself."""
    laps = (at[:, None] - starts) // every_s - (at[:, None] - ends) // every_s
    return np.asarray(laps.sum(axis=1), np.int64)
