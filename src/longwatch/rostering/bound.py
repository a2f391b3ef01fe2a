"""What no roster of this fleet can beat: a linear programme over cumulative counts, with every rounding on the safe side.

docs/rostering.md derives the rows. Vehicles of a fleet are counted, not named: CL counts take-offs, CD departures from
station, in slots of h seconds. A slot that is partly held counts as held; rows on time, which know no grid, take most of
that slack away again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from longwatch.rostering.lp import Model, Solver, safe_bound
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.servers import Servers, after_s
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario

MAX_CELLS = 6000  # slots x pairings: a longer plan gets longer slots
MIN_SLOTS = 48
_MAX_ITERATIONS = 200


@dataclass(frozen=True)
class Bound:
    """`uncovered_s` (watcher-seconds) and gaps are at least this, `covered_fraction` at most, in every roster."""

    name: str
    covered_fraction: float
    uncovered_s: float
    demand_s: int
    per_line: dict[str, float]  # uncovered watcher-seconds of each line taken alone
    gap_min_s: dict[str, int]
    slot_s: int
    n_rows: int
    n_columns: int
    iterations: int
    optimal: bool


def bound(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> Bound:
    """The bound on every roster of a scenario's fleet in which a sortie serves one line."""
    return bound_of(problem_of(scenario, lines, pairings), slot_s=round(float(scenario.file.run.slot_s)))


def bound_of(problem: Problem, *, slot_s: int = 3600) -> Bound:
    """The same from the problem in numbers. The slot is refined for short periods, and made coarser for long ones."""
    h = slot_for(problem, slot_s)
    demand = {line.name: _demand_s(line, problem.length_s) for line in problem.lines}
    total = sum(demand.values())
    whole = _least_uncovered(problem, h, total)
    per_line = {
        line.name: _least_uncovered(_alone(problem, index), h, demand[line.name]).uncovered_s
        if len(problem.lines) > 1
        else whole.uncovered_s
        for index, line in enumerate(problem.lines)
    }
    uncovered = max(whole.uncovered_s, math.fsum(per_line.values()))
    return Bound(
        name=f"LP over {format_slot(h)} slots, safe for every roster in seconds, one line per sortie",
        covered_fraction=1.0 - uncovered / total if total else 1.0,
        uncovered_s=uncovered,
        demand_s=total,
        per_line=per_line,
        gap_min_s={line.name: gap_min_s(problem, index) for index, line in enumerate(problem.lines)},
        slot_s=h,
        n_rows=whole.n_rows,
        n_columns=whole.n_columns,
        iterations=whole.iterations,
        optimal=whole.optimal,
    )


@dataclass(frozen=True)
class _Solved:
    uncovered_s: float
    n_rows: int
    n_columns: int
    iterations: int
    optimal: bool


def _least_uncovered(problem: Problem, h: int, demand_s: int) -> _Solved:
    """One linear programme; interior point without crossover, because any dual will do."""
    model, _ = _model(problem, h)
    if not model.n_rows:
        return _Solved(float(demand_s), 0, 0, 0, True)
    found = Solver(model, solver="ipm", run_crossover="off", ipm_iteration_limit=_MAX_ITERATIONS).solve()
    uncovered = _uncovered(safe_bound(model, found.duals) + demand_s, demand_s)
    return _Solved(uncovered, model.n_rows, model.n_columns, found.iterations, found.optimal)


def _alone(problem: Problem, index: int) -> Problem:
    """Every vehicle for one line only. Those aloft elsewhere stand ready at their base: more than they could do."""
    groups = tuple(
        replace(group, aloft=tuple(replace(one, line=0) for one in group.aloft if one.line == index))
        for group in problem.groups
    )
    legs = {(leg.fleet, 0): replace(leg, line=0) for leg in problem.legs_of_line(index)}
    return Problem(problem.length_s, (problem.lines[index],), groups, legs, problem.channels)


def slot_for(problem: Problem, slot_s: int) -> int:
    """Slot of the bound: not longer than asked unless the model would grow beyond MAX_CELLS."""
    h = min(slot_s, max(60, problem.length_s // MIN_SLOTS))
    return max(h, math.ceil(problem.length_s * max(len(problem.legs), 1) / MAX_CELLS))


def format_slot(slot_s: int) -> str:
    """ "1 h", "45 min", "90 s"."""
    if slot_s % 3600 == 0:
        return f"{slot_s // 3600} h"
    return f"{slot_s // 60} min" if slot_s % 60 == 0 else f"{slot_s} s"


def gap_min_s(problem: Problem, index: int) -> int:
    """A gap that no roster avoids: from the first demand to the earliest instant at which k vehicles can be there."""
    line = problem.lines[index]
    windows = demand_windows(line, problem.length_s)
    if not windows:
        return 0
    arrivals = first_arrivals(problem, index, line.k)
    start, end = windows[0]
    full = arrivals[line.k - 1] if len(arrivals) >= line.k else None
    if full is None:
        return max(b - a for a, b in windows)
    return max(0, min(full, end) - start)


def first_arrivals(problem: Problem, index: int, count: int) -> list[int]:
    """The earliest instants, sorted, at which one, two, ... `count` vehicles can be on a line (fewer if fewer can)."""
    times: list[int] = []
    for leg in problem.legs_of_line(index):
        group, limit = problem.groups[leg.fleet], problem.limit_of(leg.fleet)
        aloft = sum(1 for one in group.aloft if one.line == index)
        times += [0] * min(aloft, count)
        first = _earliest(leg)
        if leg.stint_max_s > 0 and first < problem.length_s:
            times += [first] * min(limit, count)  # those aloft elsewhere could be back no sooner
    return sorted(times)[:count]


def _earliest(leg: Leg) -> int:
    """First second at which a vehicle that takes off at 0 or later can be on station."""
    low, high = 0, leg.endurance_s + 1
    while low < high:  # the least arrival whose latest take-off is not before the start
        middle = (low + high) // 2
        if leg.times.latest_takeoff_lower(middle) >= 0:
            high = middle
        else:
            low = middle + 1
    return low


def _demand_s(line: Line, length_s: int) -> int:
    return line.k * sum(end - start for start, end in demand_windows(line, length_s))


def _uncovered(safe_s: float, demand_s: int) -> float:
    """Uncovered time is whole seconds in every roster, so a bound may be rounded up."""
    return float(min(max(math.ceil(safe_s - 1e-9), 0), demand_s))


@dataclass
class _Cells:
    """Numbers of the model's variables."""

    covered: dict[tuple[int, int], int] = field(default_factory=dict)  # (line, slot)
    launched: dict[tuple[int, int, int], int] = field(default_factory=dict)  # (fleet, line, slot)
    departed: dict[tuple[int, int, int], int] = field(default_factory=dict)
    held: dict[tuple[int, int, int], int] = field(default_factory=dict)  # seconds on station


def _model(problem: Problem, h: int) -> tuple[Model, _Cells]:
    """Minimise minus the covered seconds."""
    model, cells = Model(), _Cells()
    slots = math.ceil(problem.length_s / h)
    for index, line in enumerate(problem.lines):
        arrivals = first_arrivals(problem, index, line.k)
        after = [demand_by_slot(line, problem.length_s, h, from_s=arrival) for arrival in arrivals]
        for j in range(slots):
            seconds = sum(slot[j] for slot in after)  # no n-th watcher before the n-th can be there
            if seconds:
                cells.covered[index, j] = model.column(0.0, float(seconds), -1.0)
    for leg in problem.legs.values():
        if leg.stint_max_s > 0 and problem.limit_of(leg.fleet) > 0:
            _leg_rows(problem, leg, model, cells, h, slots)
    for (index, j), column in cells.covered.items():
        held = [
            (cells.held[leg.fleet, index, j], -1.0)
            for leg in problem.legs_of_line(index)
            if (leg.fleet, index, j) in cells.held
        ]
        model.row([(column, 1.0), *held], high=0.0)
    for fleet in range(len(problem.groups)):
        _fleet_rows(problem, fleet, model, cells, h, slots)
    for control in problem.channels:
        _channel_rows(problem, control, model, cells, h, slots)
    return model, cells


def demand_by_slot(line: Line, length_s: int, h: int, *, from_s: int = 0) -> list[int]:
    """Seconds of each slot in which the line is demanded, after `from_s`."""
    windows = demand_windows(line, length_s)
    return [
        sum(max(0, min(end, (j + 1) * h, length_s) - max(start, j * h, from_s)) for start, end in windows)
        for j in range(math.ceil(length_s / h))
    ]


def _leg_rows(problem: Problem, leg: Leg, model: Model, cells: _Cells, h: int, slots: int) -> None:
    """Counts of one fleet on one line: order, flight out, endurance, presence."""
    aloft = _aloft(problem, leg)
    count, key = len(aloft), (leg.fleet, leg.line)
    sorties_a_second = problem.groups[leg.fleet].count / max(leg.away_min_s + 1, 1)
    for j in range(slots):
        most = count + problem.groups[leg.fleet].count + math.ceil((j + 1) * h * sorties_a_second)
        cells.launched[*key, j] = model.column(float(count), float(most))
        cells.departed[*key, j] = model.column(0.0, float(most))
    launched, departed = _reader(cells.launched, key, count), _reader(cells.departed, key, 0)
    for j in range(slots):
        if j:
            _at_least(model, launched(j), launched(j - 1))
            _at_least(model, departed(j), departed(j - 1))
        out = _slot(leg.times.latest_takeoff_lower((j + 1) * h - 1), h)
        _at_least(model, launched(min(out, j)), departed(j))  # nobody leaves a station before arriving
        last = _slot(leg.times.latest_leave_lower((j + 1) * h - 1 + leg.endurance_s), h)
        if last < slots:
            _at_least(model, departed(max(last, 0)), launched(j))
    for takeoff_s in sorted({one.takeoff_s for one in aloft}):
        last = _slot(leg.times.latest_leave_lower(takeoff_s + leg.endurance_s), h)
        if last < slots:
            due = sum(1 for one in aloft if one.takeoff_s <= takeoff_s)
            _at_least(model, departed(max(last, 0)), ([], float(due)))
    first = 0 if aloft else _earliest(leg)
    line = problem.lines[leg.line]
    most_on = min(problem.limit_of(leg.fleet), line.k)
    for j, seconds in enumerate(demand_by_slot(line, problem.length_s, h, from_s=first)):
        if seconds:
            held = cells.held[*key, j] = model.column(0.0, float(most_on * seconds))
            out = min(_slot(leg.times.latest_takeoff_lower((j + 1) * h - 1), h), j)
            terms, constant = _minus(launched(out), departed(j - 1))
            model.row([(held, 1.0), *((column, -seconds * a) for column, a in terms)], high=seconds * constant)


Counts = tuple[list[tuple[int, float]], float]  # sum of terms, and a constant


def _reader(columns: dict[tuple[int, int, int], int], key: tuple[int, int], before: int) -> Callable[[int], Counts]:
    """Cumulative count up to and with a slot; before the first slot it is what the period starts with."""

    def read(j: int) -> Counts:
        return ([(columns[*key, j], 1.0)], 0.0) if j >= 0 else ([], float(before))

    return read


def _minus(one: Counts, other: Counts) -> Counts:
    return [*one[0], *((column, -a) for column, a in other[0])], one[1] - other[1]


def _at_least(model: Model, one: Counts, other: Counts) -> None:
    terms, constant = _minus(one, other)
    if terms:
        model.row(terms, low=-constant)


def _slot(second: int, h: int) -> int:
    return second // h


def _aloft(problem: Problem, leg: Leg) -> list[_AloftTimes]:
    group = problem.groups[leg.fleet]
    return [_AloftTimes(one.takeoff_s) for one in group.aloft if one.line == leg.line]


@dataclass(frozen=True)
class _AloftTimes:
    takeoff_s: int


def _legs_in_model(problem: Problem, fleet: int, cells: _Cells) -> list[Leg]:
    return [leg for leg in problem.legs_of_group(fleet) if (fleet, leg.line, 0) in cells.launched]


def _away_rows(
    problem: Problem, legs: Sequence[Leg], model: Model, cells: _Cells, h: int, slots: int, limit: int, *, turned: bool
) -> None:
    """Vehicles away from base (turned: or in turnaround) at the last second of each slot are at most `limit`."""
    for j in range(slots):
        terms: list[tuple[int, float]] = []
        constant = 0.0
        for leg in legs:
            key = (leg.fleet, leg.line)
            home_s = (j + 1) * h - 1 - (leg.turnaround_s if turned else 0)
            gone = _reader(cells.launched, key, len(_aloft(problem, leg)))(j)
            back = _reader(cells.departed, key, 0)(min(_slot(leg.times.latest_leave_lower(home_s), h), j))
            more, plus = _minus(gone, back)
            terms += more
            constant += plus
        if terms:
            model.row(terms, high=limit - constant)


def _fleet_rows(problem: Problem, fleet: int, model: Model, cells: _Cells, h: int, slots: int) -> None:
    legs = _legs_in_model(problem, fleet, cells)
    if not legs:
        return
    group = problem.groups[fleet]
    _away_rows(problem, legs, model, cells, h, slots, group.count, turned=True)
    _time_rows(problem, legs, model, cells, h, slots, group.count, turned=True)
    if group.crew_limit is not None and group.crew_limit < group.count:
        _away_rows(problem, legs, model, cells, h, slots, group.crew_limit, turned=False)
        _time_rows(problem, legs, model, cells, h, slots, group.crew_limit, turned=False)


def _channel_rows(problem: Problem, control: str, model: Model, cells: _Cells, h: int, slots: int) -> None:
    fleets = [fleet for fleet, group in enumerate(problem.groups) if group.control == control]
    legs = [leg for fleet in fleets for leg in _legs_in_model(problem, fleet, cells)]
    limit = problem.channels[control]
    if legs and limit < sum(problem.groups[fleet].count for fleet in fleets):
        _away_rows(problem, legs, model, cells, h, slots, limit, turned=False)
        _time_rows(problem, legs, model, cells, h, slots, limit, turned=False)


def _time_rows(
    problem: Problem, legs: Sequence[Leg], model: Model, cells: _Cells, h: int, slots: int, limit: int, *, turned: bool
) -> None:
    """On-station time up to the end of each slot is at most what `limit` servers can give, on no grid.

    A server (vehicle, crew or channel) needs `away` seconds beside every stint, and a stint has at most S: weighted with
    1 + away/S its on-station seconds are at most its busy time. For equal weights the exact form takes its place.
    """
    alofts = [(leg, one.takeoff_s) for leg in legs for one in _aloft(problem, leg)]
    weights = [_weight(leg, turned) for leg in legs]
    tail_s = max(after_s(leg, turned) for leg in legs)
    exact = Servers.of(legs, alofts, limit, turned)
    previous: list[int] = []
    for j in range(slots):
        upto = min((j + 1) * h, problem.length_s)
        plain_high = exact.most_by(upto)
        weighted_high = limit * (upto + tail_s) + _aloft_credit(alofts, weights, legs, upto, turned)
        plain = model.column(0.0, max(float(plain_high), 0.0))
        weighted = model.column(0.0, max(weighted_high * (1.0 + 1e-12), 0.0)) if len(legs) > 1 else -1
        held = [(cells.held.get((leg.fleet, leg.line, j)), weight) for leg, weight in zip(legs, weights, strict=True)]
        now = [(column, weight) for column, weight in held if column is not None]
        model.row([(plain, -1.0), *((c, 1.0) for c, _ in now), *((c, 1.0) for c in previous[:1])], high=0.0)
        if weighted >= 0:
            model.row([(weighted, -1.0), *now, *((c, 1.0) for c in previous[1:])], high=0.0)
        previous = [plain] if weighted < 0 else [plain, weighted]


def _weight(leg: Leg, turned: bool) -> float:
    """Busy seconds per on-station second, rounded down."""
    return (1.0 + (leg.times.out_min_s + after_s(leg, turned)) / leg.stint_max_s) * (1.0 - 1e-15)


def _aloft_credit(
    alofts: Sequence[tuple[Leg, int]], weights: Sequence[float], legs: Sequence[Leg], upto: int, turned: bool
) -> float:
    """Those aloft at the start have their way out behind them: their first stint weighs 1, not 1 + away/S."""
    by_leg = dict(zip(((leg.fleet, leg.line) for leg in legs), weights, strict=True))
    credit = 0.0
    for leg, takeoff_s in alofts:
        left = min(max(takeoff_s + leg.endurance_s - leg.times.back_min_s, 0), upto)
        credit += left * (by_leg[leg.fleet, leg.line] - 1.0) - after_s(leg, turned)
    return credit
