"""Rows of the bound on what vehicles, crews and channels can do at once, and on their time.

docs/model.md derives them.
"""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.rostering.counts import Cells, reader, slot_of, takeoffs_aloft
from longwatch.rostering.hour_rows import budget_rows, day_rows
from longwatch.rostering.kept_servers import KeptServers
from longwatch.rostering.openings import last_open, limit_at
from longwatch.rostering.problem import Leg, Problem
from longwatch.rostering.servers import Servers, after_s
from longwatch.slots.lp import Model


def _away_rows(
    problem: Problem, legs: Sequence[Leg], model: Model, cells: Cells, h: int, limits: Sequence[int], *, turned: bool,
    back_by: Sequence[Leg] | None = None,
) -> None:  # fmt: skip
    """Vehicles away from base (turned: or in turnaround) at the last second of each slot are at most its limit.

    back_by : legs that give one back, where those are others: a fleet gains who is ferried to it and loses who leaves it
    """
    back = list(legs if back_by is None else back_by)
    out, gives = {leg.key for leg in legs}, {leg.key for leg in back}
    every = [*legs, *(leg for leg in back if leg.key not in out)]
    for j, limit in enumerate(limits):
        terms: list[tuple[int, float]] = []
        constant = 0.0
        for leg in every:
            if leg.key in out:
                more, plus = reader(cells.launched, leg.key, len(takeoffs_aloft(problem, leg)))(j)
                terms += more
                constant += plus
            if leg.key in gives:
                home_s = (j + 1) * h - 1 - (leg.turnaround_s if turned else 0)
                home_s = last_open(problem.groups[leg.home].rule_openings, home_s)
                left = slot_of(leg.times.latest_leave_lower(home_s), h) if home_s >= 0 else -1
                more, _ = reader(cells.departed, leg.key, 0)(min(left, j))
                terms += [(column, -a) for column, a in more]
        if terms:
            model.row(terms, high=limit - constant)


def fleet_rows(problem: Problem, fleet: int, model: Model, cells: Cells, h: int, slots: int) -> None:
    legs = [leg for leg in cells.legs if leg.fleet == fleet]
    if not legs:
        return
    group, back_by = problem.groups[fleet], [leg for leg in cells.legs if leg.home == fleet]
    _away_rows(problem, legs, model, cells, h, [group.count] * slots, turned=True, back_by=back_by)
    linked = problem.linked(fleet)
    among = [leg for leg in cells.legs if leg.fleet in linked]
    if among[0].fleet == fleet:  # time is that of all vehicles of fleets that share them
        count = sum(problem.groups[one].count for one in linked)
        _time_rows(problem, among, model, cells, h, slots, count, turned=True)
    budget_rows(problem, fleet, legs, model, cells, h)
    day_rows(problem, fleet, legs, model, cells, h, slots)
    if group.crew_steps is not None:
        steps = group.crew_steps
        limits = [limit_at(steps, (j + 1) * h - 1) for j in range(slots)]
        _away_rows(problem, legs, model, cells, h, limits, turned=False)
    if group.crew_limit is not None and group.crew_limit < problem.most_vehicles(fleet):
        if group.crew_steps is None:
            _away_rows(problem, legs, model, cells, h, [group.crew_limit] * slots, turned=False)
        _time_rows(problem, legs, model, cells, h, slots, group.crew_limit, turned=False)


def channel_rows(problem: Problem, control: str, model: Model, cells: Cells, h: int, slots: int) -> None:
    fleets = [fleet for fleet, group in enumerate(problem.groups) if group.control == control]
    legs = [leg for fleet in fleets for leg in cells.legs if leg.fleet == fleet]
    limit = problem.channels[control]
    if legs and limit < sum(problem.most_vehicles(fleet) for fleet in fleets):
        _away_rows(problem, legs, model, cells, h, [limit] * slots, turned=False)
        _time_rows(problem, legs, model, cells, h, slots, limit, turned=False)


def _time_rows(
    problem: Problem, every: Sequence[Leg], model: Model, cells: Cells, h: int, slots: int, limit: int, *, turned: bool
) -> None:
    """On-station time up to the end of each slot is at most what `limit` servers can give, on no grid.

    A server (vehicle, crew or channel) needs `away` seconds beside every stint, and a stint has at most S: weighted with
    1 + away/S its on-station seconds are at most its busy time. For equal weights the exact form takes its place.
    """
    legs = [leg for leg in every if leg.stint_max_s > 0]
    if not legs:
        return
    ways = {leg.key[:2]: [one for one in every if one.key[:2] == leg.key[:2]] for leg in every}
    alofts = [(own, one) for own in ways.values() for one in takeoffs_aloft(problem, own[0])]
    weights = [_weight(leg, turned) for leg in legs]
    tail_s = max(after_s(leg, turned) for leg in legs)
    exact = Servers.of(legs, alofts, limit, turned)
    kept = _kept(problem, legs, exact) if turned else None
    previous: list[int] = []
    for j in range(slots):
        upto = min((j + 1) * h, problem.length_s)
        plain_high = exact.most_by(upto)
        if kept is not None:
            plain_high = min(plain_high, kept.most_by(upto))
        weighted_high = limit * (upto + tail_s) + _aloft_credit(alofts, upto, turned)
        plain = model.column(0.0, max(float(plain_high), 0.0))
        weighted = model.column(0.0, max(weighted_high * (1.0 + 1e-12), 0.0)) if len(legs) > 1 else -1
        held = [(cells.held.get((*leg.key, j)), weight) for leg, weight in zip(legs, weights, strict=True)]
        now = [(column, weight) for column, weight in held if column is not None]
        model.row([(plain, -1.0), *((c, 1.0) for c, _ in now), *((c, 1.0) for c in previous[:1])], high=0.0)
        if weighted >= 0:
            model.row([(weighted, -1.0), *now, *((c, 1.0) for c in previous[1:])], high=0.0)
        previous = [plain] if weighted < 0 else [plain, weighted]


def _kept(problem: Problem, legs: Sequence[Leg], exact: Servers) -> KeptServers | None:
    """Where hours between maintenance bind, of the vehicles of one fleet."""
    fleets = {leg.fleet for leg in legs}
    group = problem.groups[legs[0].fleet]
    if group.upkeep is None or not group.upkeep.binding or len(fleets) > 1 or problem.ferries or problem.passages:
        return None
    return KeptServers.of(group, legs, exact.left)


def _weight(leg: Leg, turned: bool) -> float:
    """Busy seconds per on-station second, rounded down."""
    return (1.0 + (leg.times.out_min_s + after_s(leg, turned)) / leg.stint_max_s) * (1.0 - 1e-15)


def _aloft_credit(alofts: Sequence[tuple[Sequence[Leg], int]], upto: int, turned: bool) -> float:
    """Those aloft at the start have their way out behind them: their first stint weighs 1, not 1 + away/S.

    Of one that may land at several bases the best counts.
    """
    return sum(max(_credit(leg, takeoff_s, upto, turned) for leg in ways) for ways, takeoff_s in alofts)


def _credit(leg: Leg, takeoff_s: int, upto: int, turned: bool) -> float:
    left = min(max(takeoff_s + leg.endurance_s - leg.times.back_min_s, 0), upto)
    first = left * (_weight(leg, turned) - 1.0) if left else 0.0
    return first - after_s(leg, turned)
