"""A roster that repeats: planned once for some weeks, and joined to itself, for periods of years.

The builder plans a run-in and one tile in a row. The tile is then bent to a circle: what is on station at its end is
relieved by what comes first in it, one tile later. Where vehicles, crews or channels do not suffice for that, a sortie takes
off later, or not at all; of several places to cut, the one is taken that leaves the least uncovered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.errors import InvariantError
from longwatch.rostering.builder import best_build
from longwatch.rostering.check import check_stints
from longwatch.rostering.openings import is_open
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.rostering.resources import Sortie, leave_near
from longwatch.rostering.retime import retime
from longwatch.rostering.tails import match_tails
from longwatch.rostering.tile_room import RUN_IN_S, Room, at_once
from longwatch.scenario.plan import Pairing
from longwatch.units import DAY_S

TILE_S = int(28 * DAY_S)  # a whole number of weeks, so that days of the week fall together
CUTS = 8  # places to cut that are tried
CLOSE = 1.02  # as much as the plan leaves uncovered before it is bent: no other cut is tried


@dataclass(frozen=True)
class Tile:
    """`run_in` once, then `cycle` again and again, the n-th time n x every_s later.

    cycle : the sorties that arrive at or after from_s, each once; those of the run-in arrive before
    """

    run_in: tuple[Sortie, ...]
    cycle: tuple[Sortie, ...]
    from_s: int
    every_s: int
    method: str

    def until(self, end_s: int) -> list[Sortie]:
        """All that take off before end_s, in order of take-off."""
        found, n = [one for one in self.run_in if one.takeoff_s < end_s], 0
        while self.cycle and min(one.takeoff_s for one in self.cycle) + n * self.every_s < end_s:
            found += [moved(one, n * self.every_s) for one in self.cycle if one.takeoff_s + n * self.every_s < end_s]
            n += 1
        return sorted(found)


def moved(sortie: Sortie, by_s: int) -> Sortie:
    """The same sortie at another time."""
    times = {name: getattr(sortie, f"{name}_s") + by_s for name in ("takeoff", "arrive", "leave", "land", "ready")}
    return replace(sortie, **{f"{name}_s": time_s for name, time_s in times.items()})


def planned_s(pairings: Sequence[Pairing]) -> int:
    """How long to plan for a tile: the run-in, a day of places to cut, the tile, and what outlasts it."""
    longest_s = max((one.endurance_s + one.turnaround_s for one in pairings), default=0)
    return RUN_IN_S + TILE_S + 3 * (longest_s + int(DAY_S))


def make_tile(problem: Problem, *, every_s: int = TILE_S, run_in_s: int = RUN_IN_S) -> Tile:
    """Run-in and tile, as `make_cycle` finds it.

    Parameters
    ----------
    problem : longer than run-in and tile by three of its longest sorties; posts and bases stay where they are
    """
    found = make_cycle(problem, every_s=every_s, run_in_s=run_in_s)
    tile = _turned(found)
    if _can_begin(problem, tile):
        return tile
    return _turned(replace(found, run_in=(), cycle=from_zero(found.cycle, every_s), from_s=0))


def make_cycle(problem: Problem, *, every_s: int = TILE_S, run_in_s: int = RUN_IN_S) -> Tile:
    """The tile of least uncovered time of hard lines, then of all by weight; its run-in need not fit."""
    name, built = best_build(problem)
    best: tuple[tuple[float, float], Tile] | None = None
    for method, sorties in ((name, built), (f"{name}, retimed", None)):
        sorties = retime(problem, built) if sorties is None else sorties
        cuts = _cuts(problem, sorties, run_in_s)
        natural = Tile(
            (), tuple(one for one in sorties if cuts[0] <= one.arrive_s < cuts[0] + every_s), cuts[0], every_s, ""
        )
        enough = _left(problem, natural)
        for cut_s in cuts:
            found = [_bent(problem, sorties, cut_s, every_s), _evened(problem, sorties, cut_s, every_s)]
            tiles = [
                Tile(run_in, tuple(cycle), cut_s, every_s, f"builder ({method}), repeated") for run_in, cycle in found
            ]
            left, tile = min(((_left(problem, tile), tile) for tile in tiles), key=lambda one: one[0])
            if best is None or left < best[0]:
                best = left, tile
            if left[0] <= CLOSE * enough[0] and left[1] <= CLOSE * enough[1]:
                break
        if best is not None and best[0] <= (0.0, 0.0):
            break
    assert best is not None  # there is at least one place to cut
    return best[1]


def _cuts(problem: Problem, sorties: Sequence[Sortie], run_in_s: int) -> list[int]:
    """Arrivals within the longest sortie after the run-in: a line that is cut there needs no more sorties than without."""
    longest_s = max((leg.endurance_s + leg.turnaround_s for leg in problem.legs.values()), default=0)
    found = sorted({one.arrive_s for one in sorties if run_in_s <= one.arrive_s < run_in_s + longest_s + int(DAY_S)})
    return found[:: max(1, len(found) // CUTS)][:CUTS] or [run_in_s]


Cut = tuple[tuple[Sortie, ...], list[Sortie]]  # run-in and cycle


def _bent(problem: Problem, sorties: Sequence[Sortie], from_s: int, every_s: int) -> Cut:
    """Cut at from_s, the last of each line relieved by the first; what there is no room for on the circle gives way."""
    cycle = list[Sortie]()
    for index, line in enumerate(problem.lines):
        own = _of_line(sorties, index)
        first_s = next((one.arrive_s for one in own if one.arrive_s >= from_s), from_s)
        own = [one for one in own if first_s <= one.arrive_s < first_s + every_s]
        reliefs = [one.arrive_s + every_s for one in own[: line.k]]
        for place, one in enumerate(own):
            after = place + line.k - len(own)
            cycle.append(_relieved(problem, one, reliefs[after]) if 0 <= after < len(reliefs) else one)
    return _before(sorties, from_s), _put_off(problem, sorted(cycle), every_s)


def _evened(problem: Problem, sorties: Sequence[Sortie], from_s: int, every_s: int) -> Cut:
    """The same with no short sortie at the end: all stays of a line shortened alike. Without a cycle where that does not fit."""
    cycle = list[Sortie]()
    for index in range(len(problem.lines)):
        own = [one for one in _of_line(sorties, index) if one.arrive_s >= from_s]
        after = [one.arrive_s for one in own if own and one.arrive_s >= own[0].arrive_s + every_s]
        if not after:
            continue
        first_s, share = own[0].arrive_s, every_s / (after[0] - own[0].arrive_s)
        for one in own[: len(own) - len(after)]:
            leg = problem.legs[one.fleet, one.line]
            arrive_s, leave_s = (first_s + math.ceil((at - first_s) * share) for at in (one.arrive_s, one.leave_s))
            moved_s = arrive_s - one.arrive_s
            cycle.append(_leaving(leg, replace(one, takeoff_s=one.takeoff_s + moved_s, arrive_s=arrive_s), leave_s))
    cycle.sort()
    bound = any(group.is_bound_to_hours for group in problem.groups)
    fits = not bound and Room(problem, every_s, cycle).fits()
    return _before(sorties, from_s), cycle if fits else []


def _of_line(sorties: Sequence[Sortie], index: int) -> list[Sortie]:
    return sorted((one for one in sorties if one.line == index), key=lambda one: (one.arrive_s, one.leave_s))


def _before(sorties: Sequence[Sortie], from_s: int) -> tuple[Sortie, ...]:
    return tuple(one for one in sorties if one.arrive_s < from_s)


def _turned(tile: Tile) -> Tile:
    """The same sorties, the tile begun when every line has begun its own: its sorties all arrive within every_s of that."""
    every_s = tile.every_s
    from_s = max([tile.from_s, *(one.arrive_s - every_s + 1 for one in tile.cycle)])
    before = [*tile.run_in, *(one for one in tile.cycle if one.arrive_s < from_s)]
    own = [moved(one, every_s) if one.arrive_s < from_s else one for one in tile.cycle]
    return replace(tile, run_in=tuple(sorted(before)), cycle=tuple(sorted(own)), from_s=from_s)


def from_zero(cycle: Sequence[Sortie], every_s: int) -> tuple[Sortie, ...]:
    """Each sortie of a tile at its first take-off after 0."""
    return tuple(sorted(moved(one, -(one.takeoff_s // every_s) * every_s) for one in cycle))


def _can_begin(problem: Problem, tile: Tile) -> bool:
    """Whether the tile can follow its run-in."""
    ends_s = tile.from_s + tile.every_s
    try:
        check_stints(problem, match_tails(problem, tile.until(ends_s)))
    except InvariantError:
        return False
    return True


def _relieved(problem: Problem, one: Sortie, by_s: int) -> Sortie:
    """A sortie whose relief arrives at by_s, if that is earlier than it would have to leave."""
    leg = problem.legs[one.fleet, one.line]
    if by_s >= one.leave_s or by_s <= one.arrive_s:
        return one
    leave_s = leave_near(leg, problem.groups[one.fleet].openings, one.arrive_s, by_s, one.leave_s)
    return one if leave_s is None or leave_s >= one.leave_s else _leaving(leg, one, leave_s)


def _leaving(leg: Leg, one: Sortie, leave_s: int) -> Sortie:
    land_s = leave_s + leg.times.back_s(leave_s)
    return replace(one, leave_s=leave_s, land_s=land_s, ready_s=land_s + leg.turnaround_s)


def _put_off(problem: Problem, cycle: Sequence[Sortie], every_s: int) -> list[Sortie]:
    """The sorties of a tile with room for all: those that outlast it and are in the way of its first ones leave earlier, or
    take off when there is room again, whichever leaves them longer on station; or, if neither leaves them any, not at all.
    """
    ends_s = min((one.takeoff_s for one in cycle), default=0) + every_s
    room = Room(problem, every_s, [one for one in cycle if one.ready_s <= ends_s])
    for one in cycle:
        now: Sortie | None = one if one.ready_s > ends_s else None
        while now is not None:
            tight = room.tight(now)
            if tight is None:
                room.take(now)
                break
            now = max(_shorter(problem, now, *tight), key=lambda found: found.leave_s - found.arrive_s, default=None)
    return sorted(room.taken)


def _shorter(problem: Problem, one: Sortie, later_s: int, less_s: int) -> Iterator[Sortie]:
    """The sortie with a later take-off, and with less time on station."""
    leg, openings = problem.legs[one.fleet, one.line], problem.groups[one.fleet].openings
    arrive_s = later_s + leg.times.out_s(later_s)
    if arrive_s < one.leave_s and is_open(openings, later_s):
        yield replace(one, takeoff_s=later_s, arrive_s=arrive_s)
    early = _leaving(leg, one, one.leave_s - less_s)
    if early.leave_s > one.arrive_s and is_open(openings, early.land_s):
        yield early


def _left(problem: Problem, tile: Tile) -> tuple[float, float]:
    """(uncovered time of hard lines, of all by weight) of a tile that follows itself."""
    hard = soft = 0.0
    for index, line in enumerate(problem.lines):
        spans = [(one.arrive_s, one.leave_s) for one in tile.cycle if one.line == index]
        windows = demand_windows(replace(line, count_from_s=0), problem.length_s)
        starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
        edges = np.unique(np.concatenate([starts, ends, np.array(windows, np.int64).ravel(), [0]]) % tile.every_s)
        lasts_s = np.diff(np.append(edges, tile.every_s))
        known = (edges - tile.from_s) % tile.every_s + tile.from_s  # the same instants of the tile, within the plan
        begins, stops = np.array(windows, np.int64).reshape(-1, 2).T
        asked = np.any((begins <= known[:, None]) & (known[:, None] < stops), axis=1)
        missing = np.maximum(line.k - at_once(starts, ends, edges, tile.every_s), 0) * asked
        uncovered_s = int((missing * lasts_s).sum())
        hard += uncovered_s if line.hard else 0
        soft += line.weight * uncovered_s
    return hard, soft
