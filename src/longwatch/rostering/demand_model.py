"""Can any roster meet the demands as they stand? The rows of the bound, and rows that say what a demand asks of its counts.

A demand is met when no stretch with fewer than k watchers is longer than the limit g, and where a share is required, when
that is covered. Every roster that meets it keeps these rows (docs/why.md derives them); each may be broken by the share w
of its demand, and the sum of the w is minimised. A safe dual value above zero proves that no roster meets all demands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from longwatch.rostering.bound_model import model_with_cells
from longwatch.rostering.counts import Cells, Counts, demand_by_slot, minus, reader, slot_of, takeoffs_aloft
from longwatch.rostering.earliest import gap_min_s
from longwatch.rostering.pooled import ANY_LINE, with_ways_over
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.scenario.plan import Line
from longwatch.slots.lp import Model, Solver, safe_bound

PROVED = 1e-6  # least share of a demand that must be given up before we speak of a proof
_MAX_ITERATIONS = 200


@dataclass(frozen=True)
class Demands:
    """Watches whose demands are asked for; of revisit watches the longest limit of any cell."""

    watches: frozenset[str]
    revisit_limit_s: Mapping[str, int]

    def only(self, watches: Collection[str]) -> Demands:
        return Demands(frozenset(watches), self.revisit_limit_s)


def impossible(problem: Problem, demands: Demands, h: int) -> bool:
    """Whether it is proved that no roster meets all these demands. False: the bound leaves it open."""
    asked = [(n, line) for n, line in enumerate(problem.lines) if line.watch in demands.watches]
    if any(line.kind in _JUDGED_ALONE and gap_min_s(problem, n) > line.limit_s for n, line in asked):
        return True
    model, cells = model_with_cells(problem, h)
    model.cost = [0.0] * model.n_columns
    shares = {watch: model.column(0.0, 1.0, 1.0) for watch in sorted({line.watch for _, line in asked})}
    for index, line in asked:
        if line.kind in _JUDGED_ALONE:
            _presence(problem, [index], line.limit_s, line.k, shares[line.watch], model, cells, h)
            if not any(problem.retasks(leg.fleet) for leg in problem.legs_of_line(index)):
                _allowance(problem, index, shares[line.watch], model, cells, h)  # of pools departures are not of a line
            _share(problem, index, shares[line.watch], model, cells, h)
    for watch in sorted(shares):
        zones = [n for n, line in asked if line.watch == watch and line.kind == "tour"]
        if zones and watch in demands.revisit_limit_s:
            _presence(problem, zones, demands.revisit_limit_s[watch], 1, shares[watch], model, cells, h)
    if not model.n_rows:
        return False
    found = Solver(model, solver="ipm", run_crossover="off", ipm_iteration_limit=_MAX_ITERATIONS).solve()
    return safe_bound(model, found.duals) > PROVED


_JUDGED_ALONE = ("station", "company")  # by their own gaps; tours by their cells, relays by those they link


def _counted(problem: Problem, line: Line) -> list[tuple[int, int]]:
    """Windows in which a gap counts wherever it lies."""
    windows = demand_windows(line, problem.length_s)
    return [(a, b) for a, b in windows if problem.open_end_counts or b < problem.length_s]


def _legs(index: int, cells: Cells) -> list[Leg]:
    return [leg for leg in cells.legs if leg.line == index]


def _pools(problem: Problem, lines: list[int], cells: Cells) -> list[Leg]:
    """Pools of fleets that can hold one of some lines, each once."""
    out = []
    for pool in (leg for leg in cells.legs if leg.line == ANY_LINE):
        own = [problem.legs[pool.fleet, index] for index in lines if (pool.fleet, index) in problem.legs]
        if len(own) == 1:  # it counts in the pool, by the ways of its line
            out.append(replace(with_ways_over(problem, own[0]), line=ANY_LINE, to_fleet=pool.to_fleet))
        elif own:
            out.append(pool)
    return out


def _presence(
    problem: Problem, lines: list[int], limit_s: int, k: int, share: int, model: Model, cells: Cells, h: int
) -> None:
    """k watchers at some instant of every stretch of limit + 1 seconds: so many have come by its end and not left before it.

    Of a pool whoever is out may be on the line, and of several lines on one at a time.
    """
    legs = [leg for index in lines for leg in _legs(index, cells)] + _pools(problem, lines, cells)
    for first, last in sorted(_stretches(_counted(problem, problem.lines[lines[0]]), limit_s, h)):
        terms, constant = [(share, float(k))], 0.0
        for leg in legs:
            more, plus = minus(_come_by(problem, leg, cells, last, h), _left_by(leg, cells, first - 1))
            terms, constant = terms + more, constant + plus
        model.row(terms, low=k - constant)


def _stretches(windows: list[tuple[int, int]], limit_s: int, h: int) -> set[tuple[int, int]]:
    """(first slot, last slot) of stretches of limit + 1 seconds: those that begin or end with a slot or a window.

    Those that hold another one say nothing more.
    """
    found = set()
    for begin, end in windows:
        last_start = end - limit_s - 1
        starts = {begin, last_start}
        starts |= set(range((begin // h + 1) * h, last_start + 1, h))
        starts |= {edge - limit_s - 1 for edge in range((begin // h + 1) * h, end, h)}
        found |= {(at // h, (at + limit_s) // h) for at in starts if begin <= at <= last_start}
    return {one for one in found if not any(one != two and one[0] <= two[0] and two[1] <= one[1] for two in found)}


def _come_by(problem: Problem, leg: Leg, cells: Cells, slot: int, h: int) -> Counts:
    """Those who may have come to the station by the end of a slot."""
    launched = reader(cells.launched, leg.key, len(takeoffs_aloft(problem, leg)))
    return launched(min(slot_of(leg.times.latest_takeoff_lower((slot + 1) * h - 1), h), slot))


def _left_by(leg: Leg, cells: Cells, slot: int) -> Counts:
    return reader(cells.departed, leg.key, 0)(slot)


def _allowance(problem: Problem, index: int, share: int, model: Model, cells: Cells, h: int) -> None:
    """Every gap begins with a window or a departure and lasts no longer than the limit: so much may be uncovered by then."""
    counted = _counted(problem, problem.lines[index])
    line, legs = replace(problem.lines[index], windows=tuple(counted)), _legs(index, cells)
    allowed, asked, so_far = float(line.k * line.limit_s), 0.0, -1
    for j, seconds in enumerate(demand_by_slot(line, problem.length_s, h)):
        if not seconds:
            continue
        asked += line.k * seconds
        covered = model.column(0.0, asked)
        now = [(cells.covered[index, j], -1.0)] if (index, j) in cells.covered else []
        before = [(so_far, -1.0)] if so_far >= 0 else []
        model.row([(covered, 1.0), *now, *before], high=0.0)
        so_far = covered
        windows = sum(1 for begin, _ in counted if begin < (j + 1) * h)
        if asked > allowed * windows:
            left = [(column, allowed * a) for leg in legs for column, a in _left_by(leg, cells, j)[0]]
            model.row([(covered, 1.0), (share, asked), *left], low=asked - allowed * windows)


def _share(problem: Problem, index: int, share: int, model: Model, cells: Cells, h: int) -> None:
    """The required share of the demanded time, where less than all of it is required."""
    line = problem.lines[index]
    if line.required >= 1.0:
        return
    least = line.required * line.k * sum(demand_by_slot(line, problem.length_s, h))
    covered = [(column, 1.0) for (n, _), column in sorted(cells.covered.items()) if n == index]
    model.row([*covered, (share, least)], low=least * (1.0 - 1e-12))
