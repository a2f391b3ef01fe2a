"""A roster that repeats: planned once for some weeks, and joined to itself, for periods of years.

The builder plans a run-in and one tile in a row. The tile is then bent to a circle: what is on station at its end is
relieved by what comes first in it, one tile later. Where vehicles, crews or channels do not suffice for that, a sortie takes
off later, or not at all; of several places to cut, the one is taken that leaves the least uncovered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from longwatch.errors import InvariantError
from longwatch.rostering.builder import best_build
from longwatch.rostering.check import check_stints
from longwatch.rostering.openings import is_open, limit_at
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.rostering.resources import Sortie, leave_near
from longwatch.rostering.retime import retime
from longwatch.rostering.tails import match_tails
from longwatch.scenario.plan import Pairing
from longwatch.units import DAY_S

TILE_S = int(28 * DAY_S)  # a whole number of weeks, so that days of the week fall together
RUN_IN_S = int(7 * DAY_S)  # before the first place to cut
CUTS = 24  # places to cut that are tried
Use = tuple[int, int]  # an interval of time


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
    """The tile of least uncovered time of hard lines, then of all by weight.

    Parameters
    ----------
    problem : longer than run-in and tile by two of its longest sorties; posts and bases stay where they are
    """
    name, built = best_build(problem)
    best: tuple[tuple[float, float], Tile] | None = None
    for method, sorties in ((name, built), (f"{name}, retimed", retime(problem, built))):
        for cut_s in _cuts(problem, sorties, run_in_s):
            tile, changed = _bent(problem, sorties, cut_s, every_s, f"builder ({method}), repeated")
            left = _left(problem, tile)
            if best is None or left < best[0]:
                best = left, tile
            if not changed and left <= (0.0, 0.0):
                return tile
    assert best is not None  # there is at least one place to cut
    return best[1]


def _cuts(problem: Problem, sorties: Sequence[Sortie], run_in_s: int) -> list[int]:
    """Arrivals within the longest sortie after the run-in: a line that is cut there needs no more sorties than without."""
    longest_s = max((leg.endurance_s + leg.turnaround_s for leg in problem.legs.values()), default=0)
    found = sorted({one.arrive_s for one in sorties if run_in_s <= one.arrive_s < run_in_s + longest_s + int(DAY_S)})
    return found[:CUTS] or [run_in_s]


def _bent(problem: Problem, sorties: Sequence[Sortie], from_s: int, every_s: int, method: str) -> tuple[Tile, bool]:
    """The tile that begins at from_s, and whether a sortie had to be put off or left out to close it."""
    run_in = [one for one in sorties if one.arrive_s < from_s]
    cycle = list[Sortie]()
    for index, line in enumerate(problem.lines):
        own = sorted((one for one in sorties if one.line == index), key=lambda one: (one.arrive_s, one.leave_s))
        first_s = next((one.arrive_s for one in own if one.arrive_s >= from_s), from_s)
        own = [one for one in own if first_s <= one.arrive_s < first_s + every_s]
        reliefs = [one.arrive_s + every_s for one in own[: line.k]]
        for place, one in enumerate(own):
            after = place + line.k - len(own)
            cycle.append(_relieved(problem, one, reliefs[after]) if 0 <= after < len(reliefs) else one)
    cycle.sort()
    if _fits(problem, cycle, every_s):
        return _turned(run_in, cycle, every_s, method), False
    tile = _turned(run_in, _put_off(problem, cycle, every_s), every_s, method)
    if _can_begin(problem, tile):
        return tile, True
    return _turned([], from_zero(tile.cycle, every_s), every_s, method), True


def _turned(run_in: Sequence[Sortie], cycle: Sequence[Sortie], every_s: int, method: str) -> Tile:
    """The same sorties, the tile begun when every line has begun its own: its sorties all arrive within every_s of that."""
    from_s = max((one.arrive_s for one in cycle), default=every_s) - every_s + 1
    before = [*run_in, *(one for one in cycle if one.arrive_s < from_s)]
    own = [moved(one, every_s) if one.arrive_s < from_s else one for one in cycle]
    return Tile(tuple(sorted(before)), tuple(sorted(own)), from_s, every_s, method)


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


@dataclass(frozen=True)
class _Limit:
    """So many of some sorties at once, at an instant; each for as long as `use` says."""

    fleets: frozenset[int]
    use: Callable[[Sortie], Use]
    at: Callable[[int], int]


def _limits(problem: Problem, every_s: int) -> Iterator[_Limit]:
    for fleet, group in enumerate(problem.groups):
        own = frozenset({fleet})
        yield _Limit(own, lambda one: (one.takeoff_s, one.ready_s), lambda _, n=group.count: n)  # type: ignore[misc]
        if group.crew_steps is not None:
            steps = group.crew_steps
            yield _Limit(own, _in_air, lambda at, s=steps: limit_at(s, _known_s(at, every_s)))  # type: ignore[misc]
        elif group.crew_limit is not None and group.crew_limit < group.count:
            yield _Limit(own, _in_air, lambda _, n=group.crew_limit: n)  # type: ignore[misc]
    for control, channels in problem.channels.items():
        fleets = frozenset(fleet for fleet, group in enumerate(problem.groups) if group.control == control)
        yield _Limit(fleets, _in_air, lambda _, n=channels: n)  # type: ignore[misc]


def _in_air(one: Sortie) -> Use:
    return one.takeoff_s, one.land_s


def _fits(problem: Problem, cycle: Sequence[Sortie], every_s: int) -> bool:
    """Whether the tile can follow itself: no limit is passed at any take-off (nor where a limit falls)."""
    for limit in _limits(problem, every_s):
        uses = [limit.use(one) for one in cycle if one.fleet in limit.fleets]
        times = {start % every_s for start, _ in uses} | _falls(problem, limit, every_s)
        if any(_at_once(uses, at, every_s) > limit.at(at) for at in times):
            return False
    return True


def _falls(problem: Problem, limit: _Limit, every_s: int) -> set[int]:
    steps = [group.crew_steps or () for fleet, group in enumerate(problem.groups) if fleet in limit.fleets]
    return {at % every_s for one in steps for at, _ in one if RUN_IN_S <= at < RUN_IN_S + every_s}


def _known_s(at: int, every_s: int) -> int:
    """The same instant of the tile, where crews on duty are known: hours come again with it."""
    return (at - RUN_IN_S) % every_s + RUN_IN_S


def _at_once(uses: Sequence[Use], at: int, every_s: int) -> int:
    """How many uses hold at an instant of the circle; one longer than the circle counts as often as it laps itself."""
    return sum(_laps(at, start, every_s) - _laps(at, end, every_s) for start, end in uses)


def _laps(at: int, edge: int, every_s: int) -> int:
    """Of edge, edge + every_s, edge - every_s ... how many lie at or before `at`, up to a constant."""
    return (at - edge) // every_s


def _put_off(problem: Problem, cycle: Sequence[Sortie], every_s: int) -> list[Sortie]:
    """Sorties taken in order of take-off, each when there is room for it on the circle; what would come too late is left out."""
    limits, taken = list(_limits(problem, every_s)), list[Sortie]()
    for one in cycle:
        leg, now = problem.legs[one.fleet, one.line], one
        while True:
            if not (blocked := _blocked(limits, taken, now, every_s)):
                taken.append(now)
                break
            takeoff_s = min(blocked)
            arrive_s = takeoff_s + leg.times.out_s(takeoff_s)
            if arrive_s >= now.leave_s or not is_open(problem.groups[one.fleet].openings, takeoff_s):
                break
            now = replace(now, takeoff_s=takeoff_s, arrive_s=arrive_s)
    return sorted(taken)


def _blocked(limits: Sequence[_Limit], taken: Sequence[Sortie], one: Sortie, every_s: int) -> set[int]:
    """Empty where a sortie has room; else later take-offs worth a try: when something that stands in its way is over."""
    tries = set[int]()
    for limit in limits:
        if one.fleet not in limit.fleets:
            continue
        uses = [limit.use(other) for other in taken if other.fleet in limit.fleets]
        start, end = limit.use(one)
        inside = {start % every_s} | {s % every_s for s, _ in uses if (s - start) % every_s < end - start}
        if any(_at_once([*uses, (start, end)], at, every_s) > limit.at(at) for at in inside):
            tries |= {start + after for _, e in uses if (after := (e - start) % every_s) > 0}
            tries.add(end)  # so that there is always one
    return tries


def _left(problem: Problem, tile: Tile) -> tuple[float, float]:
    """(uncovered time of hard lines, of all by weight) of a tile that follows itself."""
    hard = soft = 0.0
    for index, line in enumerate(problem.lines):
        spans = [(one.arrive_s, one.leave_s) for one in tile.cycle if one.line == index]
        windows = [w for w in demand_windows(replace(line, count_from_s=0), problem.length_s) if w[1] > tile.from_s]
        edges = {edge % tile.every_s for span in (*spans, *windows) for edge in span} | {0}
        missing, order = 0, sorted(edges)
        for at, end in zip(order, [*order[1:], tile.every_s], strict=True):
            known = (at - tile.from_s) % tile.every_s + tile.from_s  # the same instant of the tile, within the plan
            if any(start <= known < stop for start, stop in windows):
                missing += max(0, line.k - _at_once(spans, at, tile.every_s)) * (end - at)
        hard += missing if line.hard else 0
        soft += line.weight * missing
    return hard, soft
