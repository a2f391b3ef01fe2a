"""The best roster of a tiny problem by a mixed integer programme over every second: slow, exact, no slot in it.

Of launches and landings at a base those within the period are counted; of reliefs first in, first out, which is less than all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import highspy

from longwatch.rostering.openings import is_open, last_open, limit_at
from longwatch.rostering.problem import Aloft, ConstantTransits, Group, Leg, Problem, demand_windows
from longwatch.scenario.plan import Line

Key = tuple[int, int, int]  # fleet, line, fleet it lands with

NODES = 200  # of the tree: the best roster found by then counts, proved best or not


class Swaying:
    """Transits from a base that sways: whole seconds, and a later take-off never arrives earlier."""

    moves = True

    def __init__(self, dice: Random, longest: int) -> None:
        self.out_mean, self.back_mean = (dice.uniform(1.0, longest) for _ in range(2))
        self.turn = dice.uniform(0.02, 0.3)
        self.sway = [min(dice.uniform(0.0, 0.9) / self.turn, mean - 0.5) for mean in (self.out_mean, self.back_mean)]
        self.phase = [dice.uniform(0.0, 6.3), dice.uniform(0.0, 6.3)]
        self.out_min_s = min(self.out_s(t) for t in range(-400, 800))
        self.back_min_s = min(self.back_s(t) for t in range(-400, 800))

    def out_s(self, takeoff_s: int) -> int:
        return math.ceil(self.out_mean + self.sway[0] * math.sin(self.turn * takeoff_s + self.phase[0]))

    def _back_to(self, land_s: int) -> float:
        return self.back_mean + self.sway[1] * math.sin(self.turn * land_s + self.phase[1])

    def back_s(self, leave_s: int) -> int:
        back = 1
        while back < self._back_to(leave_s + back):
            back += 1
        return back

    def latest_takeoff(self, arrive_s: int) -> int:
        return next(t for t in range(arrive_s + 1, arrive_s - 400, -1) if t + self.out_s(t) <= arrive_s)

    def latest_leave(self, land_s: int) -> int:
        return next(t for t in range(land_s + 1, land_s - 400, -1) if t + self.back_s(t) <= land_s)

    latest_takeoff_lower, latest_leave_lower = latest_takeoff, latest_leave


def tiny_problem(seed: object) -> Problem:
    """A minute or so of seconds: fleets, lines, k, windows after a warm-up, crews, channels, those aloft, swaying bases."""
    dice = Random(f"tiny {seed}")
    length_s = dice.randint(30, 80)
    lines = []
    for n in range(dice.choice([1, 1, 2])):
        cut = dice.randint(5, length_s - 5)
        windows = ((0, length_s),) if dice.random() < 0.7 else ((0, cut), (min(cut + 9, length_s - 1), length_s))
        count_from_s = dice.choice([0, 0, dice.randint(0, 15)])
        lines.append(Line(f"line {n}", f"line {n}", 0, 0, 0, 0, 1, 1, dice.randint(1, 3), windows, count_from_s, 9))
    legs: dict[tuple[int, int], Leg] = {}
    groups = []
    for fleet in range(dice.choice([1, 1, 2])):
        endurance_s, turnaround_s = dice.randint(8, 35), dice.randint(0, 12)
        for line in range(len(lines)):
            longest = max(2, endurance_s // 2)
            times: Any = ConstantTransits.of(dice.randint(0, longest), dice.randint(0, longest))
            if dice.random() < 0.5:
                times = Swaying(dice, longest)
            leg = Leg(fleet, line, endurance_s, turnaround_s, times)
            if leg.stint_max_s > 0:
                legs[fleet, line] = leg
        count = dice.randint(1, 4)
        crews = dice.randint(1, count) if dice.random() < 0.4 else None
        groups.append(Group(f"fleet {fleet}", "craft", count, crews, dice.choice([None, "mast"])))
    channels = {"mast": dice.randint(1, 3)} if any(group.control for group in groups) else {}
    problem = Problem(length_s, tuple(lines), tuple(groups), legs, channels)
    return _with_aloft(problem, dice)


def _with_aloft(problem: Problem, dice: Random) -> Problem:
    groups = list(problem.groups)
    for fleet, group in enumerate(groups):
        up = []
        for leg in problem.legs_of_group(fleet):
            latest = leg.times.latest_takeoff(0)
            first = next(
                (t for t in range(latest, latest - 60, -1) if leg.times.latest_leave(t + leg.endurance_s) < 0), 0
            )
            if dice.random() < 0.5 and first < latest and len(up) < problem.limit_of(fleet):
                takeoff_s = dice.randint(first + 1, latest)
                up.append(Aloft(leg.line, takeoff_s, takeoff_s + leg.times.out_s(takeoff_s)))
        groups[fleet] = Group(group.name, "craft", group.count, group.crew_limit, group.control, 1.0, tuple(up))
        channels = problem.channels
        aloft = sum(len(one.aloft) for one in groups if one.control)
        if any(aloft > limit for limit in channels.values()):
            groups[fleet] = group
    return Problem(problem.length_s, problem.lines, tuple(groups), problem.legs, problem.channels)


@dataclass(frozen=True)
class Best:
    """Uncovered watcher-seconds of the best roster that was found; `proved`: no roster has less."""

    uncovered_s: float
    proved: bool


def least_uncovered(problem: Problem, nodes: int = NODES, *, weighted: bool = False) -> Best:
    """The best roster of the tree, which is cut off after so many nodes: the same answer on every machine.

    weighted : each second by the weight of its line
    """
    highs: Any = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    highs.setOptionValue("mip_max_nodes", nodes)
    t_end = problem.length_s
    up: dict[Key, list[Any]] = {}
    down: dict[Key, list[Any]] = {}
    landed: dict[Key, list[Any]] = {}  # where a base has hours: a landing may wait for its opening
    before: dict[Key, list[tuple[int, Any]]] = {}  # take-offs before the start, and whether each is on this leg
    legs = {leg.key: leg for leg in [*problem.legs.values(), *problem.ferry_legs()]}
    for key, leg in legs.items():
        count = problem.most_vehicles(leg.fleet)
        aloft = sorted(one.takeoff_s for one in problem.groups[leg.fleet].aloft if one.line == leg.line)
        before[key] = [(takeoff_s, highs.addIntegral(0, 1)) for takeoff_s in aloft]
        up[key] = [highs.addIntegral(0, count) for _ in range(t_end)]
        down[key] = [highs.addIntegral(0, 2 * count) for _ in range(t_end)]
        for t in range(t_end):
            if not is_open(problem.groups[leg.fleet].rule_openings, t):
                highs.addConstr(up[key][t] <= 0)
        openings = problem.groups[leg.home].rule_openings
        if openings is not None or problem.groups[leg.home].spacing is not None:
            landed[key] = [highs.addIntegral(0, 2 * count * is_open(openings, t)) for t in range(t_end)]

    def taken_off(key: Key, t: int) -> Any:
        return sum(up[key][: max(t + 1, 0)], sum((here for b, here in before[key] if b <= t), highs.expr(0)))

    def left(key: Key, t: int) -> Any:
        return sum(down[key][: max(t + 1, 0)], highs.expr(0))

    def home(key: Key, t: int) -> Any:
        if key not in landed:
            return left(key, legs[key].times.latest_leave(t))
        return sum(landed[key][: max(t + 1, 0)], highs.expr(0))

    def on_station(key: Key, t: int) -> Any:
        own = [up[key][s] for s in range(t_end) if s + legs[key].times.out_s(s) <= t]
        return sum(own, sum((here for _, here in before[key]), highs.expr(0))) - left(key, t)

    for fleet, line in problem.legs:  # those aloft land with one fleet
        ways = [before[key] for key in legs if key[:2] == (fleet, line)]
        for which in zip(*ways, strict=True):
            highs.addConstr(sum((here for _, here in which), highs.expr(0)) == 1)
    for key, leg in legs.items():
        for t in range(t_end):
            highs.addConstr(on_station(key, t) >= 0)
        for t in [*(b for b, _ in before[key]), *range(t_end)]:
            last = leg.times.latest_leave(t + leg.endurance_s)
            if last < t_end:
                highs.addConstr(left(key, last) - taken_off(key, t) >= 0)
            if (
                key in landed
                and (down_by := last_open(problem.groups[key[2]].rule_openings, t + leg.endurance_s)) < t_end
            ):
                highs.addConstr(home(key, down_by) - taken_off(key, t) >= 0)
        if key in landed:
            for t in range(t_end):
                highs.addConstr(left(key, leg.times.latest_leave(t)) - home(key, t) >= 0)

    def at_most(keys: list[Key], limits: int | list[int], turned: bool, back: list[Key] | None = None) -> None:
        for t in range(t_end):
            limit = limits if isinstance(limits, int) else limits[t]
            busy = highs.expr(0)
            for key in keys:
                busy += taken_off(key, t)
            for key in keys if back is None else back:
                busy -= home(key, t - (legs[key].turnaround_s if turned else 0))
            highs.addConstr(busy <= limit)

    for fleet, group in enumerate(problem.groups):
        own = [key for key in legs if key[0] == fleet]
        at_most(own, group.count, True, [key for key in legs if key[2] == fleet])
        if group.crew_steps is not None:
            at_most(own, [limit_at(group.crew_steps, t) for t in range(t_end)], False)
        elif group.crew_limit is not None:
            at_most(own, group.crew_limit, False)
        for start, end in group.budget.spans if group.budget is not None else ():
            airborne = (taken_off(key, t) - home(key, t) for key in own for t in range(start, end))
            highs.addConstr(sum(airborne, highs.expr(0)) <= group.budget.most_s)
        for start, end in pairwise((*group.daily.days, t_end)) if group.daily is not None else ():
            launches = (up[key][t] for key in own for t in range(start, end))
            highs.addConstr(sum(launches, highs.expr(0)) <= group.daily.most)
    for control, limit in problem.channels.items():
        at_most([key for key in legs if problem.groups[key[0]].control == control], limit, False)
    for base in {group.base for group in problem.groups if group.spacing is not None}:
        spacing = next(group.spacing for group in problem.groups if group.base == base)
        assert spacing is not None
        moves = [
            sum((up[key][t] + landed[key][t] for key in legs if problem.groups[key[0]].base == base), highs.expr(0))
            for t in range(t_end)
        ]
        for t in range(t_end):
            highs.addConstr(sum(moves[t : t + spacing.within_s], highs.expr(0)) <= spacing.most)

    def came_by(key: Key, t: int) -> Any:
        own = [up[key][s] for s in range(t_end) if s + legs[key].times.out_s(s) <= t and t >= 0]
        return sum(own, sum((here for _, here in before[key]), highs.expr(0)))

    many = 2 * sum(problem.most_vehicles(fleet) for fleet in range(len(problem.groups))) * (t_end + 1)
    for index, line in enumerate(problem.lines if problem.overlaps else ()):
        overlap_s, keys = problem.overlap_of(index), [key for key in legs if key[1] == index]
        for begin, end in demand_windows(line, t_end) if overlap_s else ():
            for t in range(begin + 1, end):  # who leaves then is relieved, or leaves a gap
                relieved, gap = highs.addBinary(), highs.addBinary()
                leavers = sum((down[key][t] for key in keys), highs.expr(0))
                highs.addConstr(leavers - many * relieved - many * gap <= 0)
                stay_on = sum((on_station(key, t) for key in keys), highs.expr(0))
                highs.addConstr(stay_on + many * gap <= line.k - 1 + many)
                since = []
                for key in keys:
                    long, any_long = highs.addVariable(0, many), highs.addBinary()
                    highs.addConstr(long - many * any_long <= 0)
                    highs.addConstr(long - came_by(key, t - overlap_s) + left(key, t) + many * any_long <= many)
                    since.append(long)
                highs.addConstr(sum(since, highs.expr(0)) - line.k * relieved >= 0)
    demand, covered = 0.0, []
    for index, line in enumerate(problem.lines):
        for start, end in demand_windows(line, t_end):
            weight = line.weight if weighted else 1.0
            demand += weight * line.k * (end - start)
            for t in range(start, end):
                seen = highs.addVariable(0, line.k)
                own = [on_station(key, t) for key in legs if key[1] == index]
                highs.addConstr(sum(own, highs.expr(0)) - seen >= 0)
                covered.append(weight * seen)
    if not covered or not problem.legs:
        return Best(demand, True)
    highs.maximize(sum(covered, highs.expr(0)))
    status = highs.getModelStatus()
    assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit), status
    assert highs.getInfo().primal_solution_status == 2, "no roster was found in the nodes allowed"
    left_s = demand - highs.getInfo().objective_function_value
    return Best(float(left_s) if weighted else round(left_s), status == highspy.HighsModelStatus.kOptimal)
