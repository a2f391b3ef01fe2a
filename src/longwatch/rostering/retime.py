"""The best times for a roster whose order is settled: who follows whom on each line, tail, crew and channel.

With the order fixed every rule is a difference of two times (take-off and departure of sorties), so the least uncovered
time is a small linear programme whose matrix is totally unimodular: its optimum is in whole seconds. For a moving base
transits are taken at their present times; `settle` then makes every figure exact again. Take-offs and landings stay in the
openings in which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from longwatch.rostering.builder import score
from longwatch.rostering.onward import flown, flown_aloft
from longwatch.rostering.openings import NEVER, Openings, stretch_at
from longwatch.rostering.overlap import handed_over
from longwatch.rostering.problem import Aloft, Problem, demand_windows
from longwatch.rostering.resources import Resources, Sortie
from longwatch.rostering.retime_rows import Stay, leaving, overlap_rows, shared_rows, stays_of
from longwatch.slots.lp import Model, Solver

_FLIGHT_COST = 1e-5  # per second flown, against 1 per second uncovered


def retime(problem: Problem, sorties: Sequence[Sortie], rounds: int = 2) -> list[Sortie]:
    """The same sorties at better times (less uncovered, then less flown), or as they were if none are found."""
    best = now = sorted(sorties)
    for _ in range(rounds):
        again = settle(problem, _solve(problem, now))
        again = handed_over(problem, again) if problem.overlaps else again
        if again == now:
            break
        now = again
        best = min(best, now, key=lambda one: score(problem, one))
    return best


def settle(problem: Problem, wished: Sequence[tuple[int, int, Sortie]]) -> list[Sortie]:
    """Sorties made exact: each takes off when wished or as soon as vehicle, crew and channel are free.

    `wished` are (take-off, departure, sortie). A sortie that no longer reaches its line is left out.
    """
    resources, out = Resources.of(problem), []
    for takeoff_s, leave_s, sortie in sorted(wished, key=lambda w: (not w[2].aloft, w[0], w[1])):
        if sortie.further:
            several = _settled(problem, resources, takeoff_s, leave_s, sortie)
            if several is not None:
                resources.take(problem, several)
                out.append(several)
            if several is not None or not sortie.aloft:
                continue
        leg = problem.leg_of(sortie)
        end = max((until for _, until in problem.lines[sortie.line].windows), default=0)
        if sortie.aloft:
            takeoff, arrive = sortie.takeoff_s, sortie.arrive_s
            aloft = Aloft(sortie.line, takeoff, arrive)
            leave: int | None = resources.leave_aloft(problem, leg, aloft, min(leave_s, end))
        else:
            earliest = max(takeoff_s, resources.earliest(problem, sortie.fleet), 0)
            takeoff = resources.first_takeoff(problem, sortie.fleet, earliest)
            if takeoff >= problem.length_s:
                continue
            arrive = takeoff + leg.times.out_s(takeoff)
            leave = resources.leave(problem, leg, takeoff, arrive, min(leave_s, end))
        if leave is None:
            continue
        land = leave + leg.times.back_s(leave)
        done = Sortie(takeoff, sortie.fleet, sortie.line, arrive, leave, land, land + leg.turnaround_s, sortie.aloft,
                      sortie.to_fleet)  # fmt: skip
        resources.take(problem, done)
        out.append(done)
    return sorted(out)


def _settled(problem: Problem, resources: Resources, takeoff_s: int, leave_s: int, sortie: Sortie) -> Sortie | None:
    """One of several lines, which leaves all but the last as it wishes and the last at an instant; None where it can't be."""
    ends = [max((until for _, until in problem.lines[hold.line].windows), default=0) for hold in sortie.holds]
    course = [(hold.line, min(hold.leave_s, end)) for hold, end in zip(sortie.holds, ends, strict=True)]
    course[-1] = course[-1][0], min(leave_s, ends[-1])
    if sortie.aloft:
        aloft = Aloft(sortie.line, sortie.takeoff_s, sortie.arrive_s)
        home_s = resources.let_home(sortie.fleet, aloft)
        found = flown_aloft(problem, resources, sortie.fleet, aloft, course)
        if found is None and home_s is not None:
            resources.keep_home(sortie.fleet, aloft, home_s)
        return found
    takeoff_s = resources.first_takeoff(
        problem, sortie.fleet, max(takeoff_s, resources.earliest(problem, sortie.fleet), 0)
    )
    return flown(problem, resources, sortie.fleet, takeoff_s, course) if takeoff_s < problem.length_s else None


def _solve(problem: Problem, sorties: list[Sortie]) -> list[tuple[int, int, Sortie]]:
    """(take-off, last departure, sortie) at the best times for the present order."""
    model = Model()
    takeoff, leave, stays, leaves = list[int](), list[int](), list[Stay](), list[list[int]]()
    for one in sorties:
        a, own = _columns(problem, one, model)
        takeoff.append(a)
        leave.append(own[-1])
        leaves.append(own)
        stays += stays_of(one, a, own)
    for before, after, rest_s in _orders(problem, sorties):
        one = sorties[before]
        model.row([(takeoff[after], 1.0), (leave[before], -1.0)], low=float(one.land_s - one.last.leave_s + rest_s))
    for fleet in range(len(problem.groups)):
        group = problem.groups[fleet]
        for steps, free_s in ((group.crew_steps, _landed), (group.vehicle_steps, _ready)):
            if steps is not None:
                _shift_rows(steps, fleet, free_s, sorties, model, takeoff, leave)
    shared_rows(problem, sorties, model, takeoff, leave)
    for index in range(len(problem.lines)):
        _gap_rows(problem, index, stays, model)
    values = Solver(model, simplex_iteration_limit=200_000).solve().values
    if len(values) != model.n_columns:
        return [(one.takeoff_s, one.last.leave_s, one) for one in sorties]
    return [
        (round(values[a]), round(values[own[-1]]), leaving(one, [round(values[column]) for column in own[:-1]]))
        for a, own, one in zip(takeoff, leaves, sorties, strict=True)
    ]


def _columns(problem: Problem, one: Sortie, model: Model) -> tuple[int, list[int]]:
    """Columns of a sortie's take-off and departures, with the rows between them."""
    leg = problem.leg_of(one)
    out_s, back_s = one.arrive_s - one.takeoff_s, one.land_s - one.last.leave_s
    openings, landings = problem.groups[one.fleet].openings, problem.groups[one.home].openings
    daily = problem.groups[one.fleet].daily
    low, high = (one.takeoff_s, one.takeoff_s) if one.aloft else _within(openings, one.takeoff_s, problem.length_s)
    if daily is not None and not one.aloft:
        day = _within(tuple(pairwise((*daily.days, NEVER))), one.takeoff_s, problem.length_s)
        low, high = max(low, day[0]), min(high, day[1])
    first, last = _within(landings, one.land_s, problem.length_s + leg.endurance_s + back_s)
    a = model.column(float(low), float(high), -_FLIGHT_COST)
    leaves = [model.column(0.0, float(last - back_s)) for _ in one.further]
    b = model.column(float(max(first - back_s, 0)), float(last - back_s), _FLIGHT_COST)
    leaves.append(b)
    most_s = float(leg.endurance_s - back_s)
    if not one.further:
        model.row([(b, 1.0), (a, -1.0)], low=0.0 if one.aloft else float(out_s), high=most_s)
        return a, leaves
    model.row([(b, 1.0), (a, -1.0)], high=most_s)
    for stay in stays_of(one, a, leaves):
        model.row([(stay.leave, 1.0), (stay.follows, -1.0)], low=0.0 if stay.aloft else float(stay.by_s))
    return a, leaves


def _within(openings: Openings, at: int, latest: int) -> tuple[int, int]:
    """First and last second of the opening that holds an instant."""
    stretch = stretch_at(openings, at) if openings is not None else None
    return (0, latest) if stretch is None else (max(stretch[0], 0), min(stretch[1] - 1, max(latest, at)))


def _landed(one: Sortie) -> int:
    return one.land_s


def _ready(one: Sortie) -> int:
    return one.ready_s


def _shift_rows(
    steps: Sequence[tuple[int, int]], fleet: int, free_s: Callable[[Sortie], int], sorties: list[Sortie], model: Model,
    takeoff: list[int], leave: list[int],
) -> None:  # fmt: skip
    """Crews or vehicles whose number changes: as many as at the best time, some of them taken by absences at fixed times."""
    most = max(limit for _, limit in steps)
    edges = [*steps, (NEVER, most)]
    absent = [
        Sortie(start, fleet, -1, start, end, end, end)
        for level in range(1, most + 1)
        for start, end in _stretches([(a, b) for (a, limit), (b, _) in pairwise(edges) if limit < level])
    ]
    every = [*sorties, *absent]
    own = [i for i, one in enumerate(every) if one.fleet == fleet]
    for before, after in _follow(every, own, most, free_s):
        one = every[before]
        if before < len(sorties) and after < len(sorties):
            model.row([(takeoff[after], 1.0), (leave[before], -1.0)], low=float(free_s(one) - one.last.leave_s))
        elif before < len(sorties):
            model.row([(leave[before], 1.0)], high=float(every[after].takeoff_s - (free_s(one) - one.last.leave_s)))
        elif after < len(sorties):
            model.row([(takeoff[after], 1.0)], low=float(free_s(one)))


def _stretches(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that touch become one."""
    found: list[tuple[int, int]] = []
    for start, end in parts:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _gap_rows(problem: Problem, index: int, stays: Sequence[Stay], model: Model) -> None:
    """A gap between two watchers in a row, before the first and after the last, is at least arrival less departure."""
    line = problem.lines[index]
    windows = demand_windows(line, problem.length_s)
    for start, end in windows:
        for chain in _chains(stays, index, line.k, *((start, end) if len(windows) > 1 else (-NEVER, NEVER))):
            weight = line.weight * (1000.0 if line.hard else 1.0)
            for before, after in zip([None, *chain], [*chain, None], strict=True):
                gap = model.column(0.0, float(end), weight)
                terms, constant = [(gap, 1.0)], 0.0
                if after is None:
                    constant += end
                else:
                    terms.append((after.follows, -1.0))
                    constant += after.by_s
                if before is None or (before.leave_s < start and after is not None):
                    constant -= start
                else:
                    terms.append((before.leave, 1.0))
                model.row(terms, low=float(constant))
                if problem.overlaps and before is not None and after is not None:
                    overlap_rows(problem.overlap_of(index), before, after, model)


def _chains(stays: Sequence[Stay], index: int, k: int, start: int, end: int) -> list[list[Stay]]:
    """The watchers of a line between two instants: each stay follows the one that ended first."""
    chains: list[list[Stay]] = [[] for _ in range(k)]
    own = [one for one in stays if one.line == index and one.arrive_s < end and one.leave_s > start]
    for one in sorted(own, key=lambda one: (one.arrive_s, one.leave_s)):
        min(chains, key=lambda c: c[-1].leave_s if c else -1).append(one)
    return chains


def _orders(problem: Problem, sorties: list[Sortie]) -> list[tuple[int, int, int]]:
    """(before, after, rest after landing) for tails, crews and channels, each first in, first out."""
    found: list[tuple[int, int, int]] = []
    for fleet, group in enumerate(problem.groups):
        own = [i for i, one in enumerate(sorties) if one.fleet == fleet]
        landed = [i for i, one in enumerate(sorties) if one.home == fleet]
        found += [
            (i, j, problem.leg_of(sorties[i]).turnaround_s)
            for i, j in _follow(sorties, own, group.count, lambda one: one.ready_s, landed)
        ]
        if (
            group.crew_limit is not None
            and group.crew_limit < problem.most_vehicles(fleet)
            and group.crew_steps is None
        ):
            found += [(i, j, 0) for i, j in _follow(sorties, own, group.crew_limit, lambda one: one.land_s)]
    for control, channels in problem.channels.items():
        own = [i for i, one in enumerate(sorties) if problem.groups[one.fleet].control == control]
        found += [(i, j, 0) for i, j in _follow(sorties, own, channels, lambda one: one.land_s)]
    return found


def _follow(
    sorties: list[Sortie], own: list[int], servers: int, free_s: Callable[[Sortie], int],
    given_back: list[int] | None = None,
) -> list[tuple[int, int]]:  # fmt: skip
    """Who takes over whose server: the n-th from the end of those that came free. `given_back`: by whom, if not by all
    that took one.
    """
    order = sorted(own, key=lambda i: (sorties[i].takeoff_s, i))
    back = own if given_back is None else given_back
    by_end = sorted(back, key=lambda i: (free_s(sorties[i]), sorties[i].takeoff_s, i))
    pairs = []
    for before, after in zip(by_end, order[servers:], strict=False):
        if (sorties[before].takeoff_s, before) < (sorties[after].takeoff_s, after):
            pairs.append((before, after))
    return pairs
