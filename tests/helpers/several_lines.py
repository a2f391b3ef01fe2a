"""The best roster of a tiny problem whose sorties may hold several lines: a mixed integer programme over every second.

Vehicles are counted by take-off, line and second, so endurance of the whole is exact. One endurance for each fleet.
"""

from __future__ import annotations

from random import Random
from typing import Any

import highspy

from longwatch.rostering.problem import Aloft, ConstantTransits, Group, Leg, Problem, demand_windows
from longwatch.scenario.plan import Line

NODES = 100


def tiny_retask(seed: object) -> Problem:
    """Some tens of seconds: two or three lines near to each other, one or two fleets that retask or not, those aloft."""
    dice = Random(f"retask {seed}")
    length_s, lines = dice.randint(20, 36), []
    for n in range(dice.choice([2, 2, 3])):
        cut = dice.randint(4, length_s - 6)
        windows = dice.choice([((0, length_s),), ((0, cut),), ((cut, length_s),), ((0, cut), (cut + 4, length_s))])
        lines.append(Line(f"line {n}", f"line {n}", 0, 0, 0, 0, 1, 1, dice.choice([1, 1, 2]), windows, 0, 5))
    legs: dict[tuple[int, int], Leg] = {}
    passages: dict[tuple[int, int, int], ConstantTransits] = {}
    groups = []
    for fleet in range(dice.choice([1, 1, 2])):
        endurance_s, turnaround_s = dice.randint(8, 20), dice.randint(0, 8)
        for line in range(len(lines)):
            times = ConstantTransits.of(dice.randint(0, endurance_s // 3), dice.randint(0, endurance_s // 3))
            legs[fleet, line] = Leg(fleet, line, endurance_s, turnaround_s, times)
        if fleet == 0 or dice.random() < 0.5:
            for one in range(len(lines)):
                for other in range(len(lines)):
                    way_s = dice.randint(0, 5)
                    if one != other and dice.random() < 0.9:
                        passages[fleet, one, other] = ConstantTransits.of(way_s, way_s)
        count = dice.randint(1, 2)
        aloft = ()
        if dice.random() < 0.3:
            line = dice.randrange(len(lines))
            out_s = legs[fleet, line].times.out_s(0)
            takeoff_s = -out_s - dice.randint(1, 2)
            if takeoff_s + endurance_s > legs[fleet, line].times.back_s(0):
                aloft = (Aloft(line, takeoff_s, takeoff_s + out_s),)
        crews = dice.choice([None, None, 1])
        groups.append(Group(f"fleet {fleet}", "craft", count, crews, dice.choice([None, "mast"]), 1.0, aloft))
    channels = {"mast": 2} if any(group.control for group in groups) else {}
    return Problem(length_s, tuple(lines), tuple(groups), legs, channels, passages=passages)


def least_uncovered(problem: Problem) -> int:
    """Uncovered watcher-seconds of the best roster that is found in so many nodes."""
    highs: Any = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_max_nodes", NODES)):
        highs.setOptionValue(name, value)
    t_end, lines = problem.length_s, range(len(problem.lines))
    there: dict[tuple[int, int], list[Any]] = {(line, t): [] for line in lines for t in range(t_end)}
    airborne: dict[int, list[Any]] = {}
    for fleet, group in enumerate(problem.groups):
        alofts = [(one.takeoff_s, one.line) for one in group.aloft]
        uses = [_class(highs, problem, fleet, takeoff_s, line, there)
                for takeoff_s, line in [*alofts, *((t, None) for t in range(t_end))]]  # fmt: skip
        airborne[fleet] = [sum((one[0][t] for one in uses), highs.expr(0)) for t in range(t_end)]
        for t in range(t_end):
            highs.addConstr(sum((one[1][t] for one in uses), highs.expr(0)) <= group.count)
            if group.crew_limit is not None:
                highs.addConstr(airborne[fleet][t] <= group.crew_limit)
    for control, limit in problem.channels.items():
        own = [fleet for fleet, group in enumerate(problem.groups) if group.control == control]
        for t in range(t_end):
            highs.addConstr(sum((airborne[fleet][t] for fleet in own), highs.expr(0)) <= limit)
    demand, covered = 0, []
    for index, line in enumerate(problem.lines):
        for start, end in demand_windows(line, t_end):
            demand += line.k * (end - start)
            for t in range(start, end):
                seen = highs.addVariable(0, line.k)
                highs.addConstr(sum(there[index, t], highs.expr(0)) - seen >= 0)
                covered.append(seen)
    highs.maximize(sum(covered, highs.expr(0)))
    assert highs.getInfo().primal_solution_status == 2, "no roster was found in the nodes allowed"
    return round(demand - highs.getInfo().objective_function_value)


def _class(
    highs: Any, problem: Problem, fleet: int, takeoff_s: int, line: int | None, there: dict[tuple[int, int], list[Any]]
) -> tuple[list[Any], list[Any]]:
    """All vehicles of one take-off: (airborne, busy) in each second, as expressions."""
    t_end, legs = problem.length_s, {leg.line: leg for leg in problem.legs_of_group(fleet)}
    count = problem.groups[fleet].count
    land_by = takeoff_s + next(iter(legs.values())).endurance_s
    arrive: dict[tuple[int, int], list[Any]] = {(one, t): [] for one in legs for t in range(t_end + 1)}
    if line is None:
        starts = {one: highs.addIntegral(0, count) for one in legs}
        for one, start in starts.items():
            at = takeoff_s + legs[one].times.out_s(takeoff_s)
            if at < t_end:
                arrive[one, at].append(start)
        out = sum(starts.values(), highs.expr(0))
    else:
        arrive[line, 0].append(highs.expr(1))
        out = highs.expr(1)
    landed: dict[int, list[Any]] = {}
    turned: dict[int, list[Any]] = {}
    present = {one: highs.expr(0) for one in legs}
    for t in range(max(takeoff_s, 0), t_end):
        for one, leg in legs.items():
            last = t + 1 + leg.times.back_s(t + 1) <= land_by  # it may still be there in this second
            ways = [other for other in legs if (fleet, one, other) in problem.passages]
            home = highs.addIntegral(0, count if t + leg.times.back_s(t) <= land_by else 0)
            on = {other: highs.addIntegral(0, count) for other in ways}
            stays = highs.addIntegral(0, count if last else 0)
            came = sum(arrive[one, t], highs.expr(0))
            highs.addConstr(present[one] + came - home - sum(on.values(), highs.expr(0)) - stays == 0)
            for other, many in on.items():
                at = t + problem.passages[fleet, one, other].out_s(t)
                if at == t:
                    _at_once(arrive, other, t, many, one)
                elif at < t_end:
                    arrive[other, at].append(many)
            landed.setdefault(t + leg.times.back_s(t), []).append(home)
            turned.setdefault(t + leg.times.back_s(t) + leg.turnaround_s, []).append(home)
            there[one, t].append(stays)
            present[one] = highs.expr(0) + stays
    airborne, busy = [], []
    down, ready = highs.expr(0), highs.expr(0)
    for t in range(t_end):
        down = sum(landed.get(t, ()), down)
        ready = sum(turned.get(t, ()), ready)
        is_out = t >= takeoff_s
        airborne.append(out - down if is_out else highs.expr(0))
        busy.append(out - ready if is_out else highs.expr(0))
    return airborne, busy


def _at_once(arrive: dict[tuple[int, int], list[Any]], other: int, t: int, many: Any, one: int) -> None:
    """A way that takes no time leads to lines that come later in order; to others a second later."""
    arrive[other, t if other > one else t + 1].append(many)
