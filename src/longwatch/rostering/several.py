"""Rosters whose sorties hold several lines: searched in slots by columns, made exact in seconds, then mended.

`slots.retask_search` plans vehicle by vehicle and window by window over the columns of its bound. Those aloft at the start
stay as they are planned there; overlaps are left out of the slots and kept when times become exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from longwatch.rostering.bound import format_slot
from longwatch.rostering.builder import best_build, score
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.onward import gone_on, reach_s
from longwatch.rostering.openings import NEVER, first_open
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Hold, Resources, Sortie, stays_on
from longwatch.rostering.retime import retime, settle
from longwatch.rostering.slotted import in_slots, named_aloft, slots_of
from longwatch.rostering.steps import Teller
from longwatch.slots.columns import MultiSortie
from longwatch.slots.model import Ints, SlotProblem, SlotSortie
from longwatch.slots.retask_search import retask

MAX_WORK = 6_000_000  # slots x slots x stations of all groups: what one look at all columns costs
LOOKS = 40_000_000  # such places looked at: the larger the problem, the fewer times vehicles are planned anew
MOST_GROUPED = 100  # times that some vehicles are planned anew, for each unit of effort
ITERATIONS = 40  # of the bound of the slots, which only says when to stop
SHORT_S = 900  # nobody goes on to a line for less


def of_several_lines(
    problem: Problem, best: list[Sortie], grids: Sequence[int], is_close: Callable[[list[Sortie]], bool], seed: int,
    effort: int, teller: Teller,
) -> Iterator[tuple[str, list[Sortie]]]:  # fmt: skip
    """Rosters by different methods, begun with the best of those whose sorties hold one line each."""
    teller.say("several lines")
    name, built = best_build(problem)
    for method, one in ((f"several lines, builder ({name})", built), ("several lines, who would go home", best)):
        found = mended(problem, retime(problem, one))
        yield method, found
        best = min(best, found, key=lambda sorties: score(problem, sorties))
    for grid_s in grids:
        if is_close(best):
            return
        teller.say("columns")
        columns = several(problem, best, slot_s=grid_s, seed=seed, effort=effort)
        if columns is not None:
            yield f"several lines, columns ({format_slot(grid_s)} grid)", columns
            best = min(best, columns, key=lambda sorties: score(problem, sorties))


def several(
    problem: Problem, start: Sequence[Sortie], *, slot_s: int, seed: int = 0, effort: int = 1
) -> list[Sortie] | None:
    """A roster by columns, begun with another; None where the problem is too large for it or can't be told in slots."""
    coarse = slots_of(problem, slot_s)
    if coarse is None:
        return None
    work = len(coarse.groups) * coarse.slots**2 * len(coarse.required)
    if work > MAX_WORK:
        return None
    begun = in_slots(coarse, start)
    free, rows = _without_aloft(coarse, begun)
    grouped = int(min(MOST_GROUPED * effort, LOOKS * effort // max(work, 1)))
    found = retask(free, _between(problem, coarse), rows, seed=seed, effort=grouped, iterations=ITERATIONS)
    wished = [_wished(problem, slot_s, one) for one in found.sorties]
    held = named_aloft(problem)
    leaves = {(one.launch, one.group, one.station): one.leave for one in begun if one.launch < 0}
    for row, sortie in held:
        leave_s = min(leaves[row.launch, row.group, row.station] * slot_s, problem.length_s)
        wished.append((sortie.takeoff_s, leave_s, sortie))
    return mended(problem, retime(problem, settle(problem, wished), rounds=3))


def mended(problem: Problem, sorties: Sequence[Sortie], rounds: int = 3) -> list[Sortie]:
    """The same roster with vehicles that go on to where somebody is missing, and better times; never a worse one."""
    best = sorted(sorties)
    for _ in range(rounds):
        again = retime(problem, filled(problem, best))
        if score(problem, again) >= score(problem, best):
            break
        best = again
    return best


def filled(problem: Problem, sorties: Sequence[Sortie]) -> list[Sortie]:
    """Gaps are held, as far as can be, by vehicles that would go home: of all the one that holds most of a gap."""
    now = sorted(sorties)
    for index, line in sorted(enumerate(problem.lines), key=lambda pair: (not pair[1].hard, -pair[1].weight, pair[0])):
        at_s = -1
        while True:
            gaps = cover_line(line, stays_on(index, now), problem.length_s).gaps
            gap = next((one for one in gaps if one[0] > at_s), None)
            if gap is None:
                break
            at_s = gap[0]
            found = _held_on(problem, now, index, *gap)
            if found is not None:
                before, after = found
                now = sorted([*(one for one in now if one is not before), after])
    return now


def _held_on(problem: Problem, now: Sequence[Sortie], index: int, start: int, end: int) -> tuple[Sortie, Sortie] | None:
    """Who goes on to a line in a gap, as planned and as it then is."""
    best: tuple[int, Sortie, Sortie] | None = None
    resources: Resources | None = None
    for one in now:
        arrive_s = reach_s(problem, one.fleet, one.last.line, one.last.leave_s, index)
        if arrive_s >= min(end, NEVER) or one.takeoff_s + problem.legs[one.fleet, one.line].endurance_s <= start:
            continue
        resources = _taken(problem, now) if resources is None else resources
        found = gone_on(problem, resources, one, index, end)
        held_s = 0 if found is None else min(found.last.leave_s, end) - max(found.last.arrive_s, start)
        if found is not None and held_s >= SHORT_S and (best is None or held_s > best[0]):
            best = held_s, one, found
    return None if best is None else best[1:]


def _taken(problem: Problem, sorties: Sequence[Sortie]) -> Resources:
    resources = Resources.of(problem)
    for fleet, group in enumerate(problem.groups):
        for aloft in group.aloft:
            resources.let_home(fleet, aloft)
    for one in sorted(sorties, key=lambda one: (not one.aloft, one.takeoff_s)):
        if one not in problem.under_way:
            resources.take(problem, one)
    return resources


def _between(problem: Problem, coarse: SlotProblem) -> list[Ints]:
    """By group, slots of the longest way from station to station in the period; more than there are where no way leads."""
    stations, never = len(coarse.required), 2 * coarse.slots + 1
    out = [np.full((stations, stations), never, np.int64) for _ in coarse.groups]
    for (fleet, one, other), times in problem.passages.items():
        looks = range(0, problem.length_s, coarse.slot_s) if times.moves else (0,)
        longest_s = max(times.out_s(at) for at in looks)
        out[fleet][one, other] = -(-longest_s // coarse.slot_s)
    return out


def _without_aloft(coarse: SlotProblem, begun: Sequence[SlotSortie]) -> tuple[SlotProblem, list[SlotSortie]]:
    """The problem without those aloft at the start, who stand and take up what they do; and the others' sorties."""
    required, legs = coarse.required.copy(), {(leg.group, leg.station): leg for leg in coarse.legs}
    groups = [replace(one, vehicles=one.vehicles.copy(), airborne_max=one.airborne_max.copy()) for one in coarse.groups]
    pools = [replace(one, airborne_max=one.airborne_max.copy()) for one in coarse.pools]
    for one in begun:
        if one.launch >= 0:
            continue
        leg = legs[one.group, one.station]
        home, ready = int(leg.home[one.leave]), int(leg.ready[one.leave])
        required[one.station, : one.leave] -= 1
        groups[one.group].vehicles[:ready] -= 1
        groups[one.group].airborne_max[:home] -= 1
        for pool in pools:
            if one.group in pool.groups:
                pool.airborne_max[:home] -= 1
        most = groups[one.group].airborne_slots_max
        if most is not None:
            groups[one.group] = replace(groups[one.group], airborne_slots_max=max(most - home, 0))
    for group in groups:
        np.maximum(group.vehicles, 0, out=group.vehicles)
        np.maximum(group.airborne_max, 0, out=group.airborne_max)
    for pool in pools:
        np.maximum(pool.airborne_max, 0, out=pool.airborne_max)
    free = replace(
        coarse, required=np.maximum(required, 0), groups=tuple(groups), pools=tuple(pools), aloft=(),
        overlap=np.zeros_like(coarse.overlap),
    )  # fmt: skip
    return free, [one for one in begun if one.launch >= 0]


def _wished(problem: Problem, h: int, found: MultiSortie) -> tuple[int, int, Sortie]:
    """A sortie in slots as one in seconds, to be settled."""
    takeoff_s = first_open(problem.groups[found.group].openings, found.launch * h)
    holds = [Hold(one.station, one.arrive * h, min(one.leave * h, problem.length_s)) for one in found.stints]
    first = holds[0]
    sortie = Sortie(takeoff_s, found.group, first.line, first.arrive_s, first.leave_s, 0, 0, further=tuple(holds[1:]))
    return takeoff_s, holds[-1].leave_s, sortie
