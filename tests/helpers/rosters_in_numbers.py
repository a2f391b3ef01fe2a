"""Small planning problems without geography, and the rules of a roster written down a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from longwatch.rostering.problem import Aloft, ConstantTransits, Group, Leg, Problem
from longwatch.scenario.plan import Line, Stint


def make_line(name: str, length_s: int, *, k: int = 1, count_from_s: int = 0, weight: float = 1.0) -> Line:
    return Line(name, name, 0.0, 0.0, 0.0, 0.0, 5000.0, 1e4, k, ((0, length_s),), count_from_s, 1800, weight)


def one_line(
    n: int, out_s: int, back_s: int, stint_s: int, turnaround_s: int, length_s: int, *, k: int = 1,
    count_from_s: int = 0,
) -> Problem:  # fmt: skip
    """One fleet of n on one line."""
    leg = Leg(0, 0, out_s + stint_s + back_s, turnaround_s, ConstantTransits.of(out_s, back_s))
    line = make_line("line", length_s, k=k, count_from_s=count_from_s)
    return Problem(length_s, (line,), (Group("fleet", "craft", n),), {(0, 0): leg})


def random_problem(
    seed: object, *, hours: tuple[float, float] = (6, 20), lines: int = 2, fleets: int = 2, count: int = 3,
    k: int = 2, endurance_h: tuple[float, float] = (1, 8), aloft: bool = True, limits: bool = True,
) -> Problem:  # fmt: skip
    """Any mixture of fleets, lines, crews, channels and vehicles aloft; all times off any grid."""
    dice = Random(f"problem {seed}")
    length_s = int(dice.uniform(*hours) * 3600)
    watches = tuple(
        make_line(f"line {n}", length_s, k=dice.randint(1, k), count_from_s=dice.choice([0, 0, dice.randint(0, 4000)]))
        for n in range(dice.randint(1, lines))
    )
    n_fleets = dice.randint(1, fleets)
    legs: dict[tuple[int, int], Leg] = {}
    groups = []
    for fleet in range(n_fleets):
        endurance_s = int(dice.uniform(*endurance_h) * 3600)
        turnaround_s = dice.randint(0, 3 * 3600)
        for line in range(len(watches)):
            out_s, back_s = (dice.randint(60, max(61, int(0.45 * endurance_s))) for _ in range(2))
            if dice.random() < 0.9 and endurance_s - out_s - back_s > 60:
                legs[fleet, line] = Leg(fleet, line, endurance_s, turnaround_s, ConstantTransits.of(out_s, back_s))
        n = dice.randint(1, count)
        crews = dice.randint(1, n) if limits and dice.random() < 0.4 else None
        control = "mast" if limits and dice.random() < 0.4 else None
        own = [leg for leg in legs.values() if leg.fleet == fleet]
        up = ()
        if aloft and own and dice.random() < 0.4 and control is None:
            leg = dice.choice(own)
            flown = dice.randint(leg.times.out_min_s, leg.endurance_s - leg.times.back_min_s)
            up = (Aloft(leg.line, -flown, -flown + leg.times.out_min_s),)
        groups.append(Group(f"fleet {fleet}", "craft", n, crews, control, 100.0 * dice.random() + 1.0, up))
    channels = {"mast": dice.randint(1, 2)} if any(group.control for group in groups) else {}
    return Problem(length_s, watches, tuple(groups), legs, channels)


def broken_rules(problem: Problem, stints: Sequence[Stint]) -> list[str]:
    """Every planned rule of docs/architecture.md that these stints break, second by second where need be."""
    found = []
    fleets = {group.name: n for n, group in enumerate(problem.groups)}
    lines = {line.name: n for n, line in enumerate(problem.lines)}
    tails: dict[str, list[Stint]] = defaultdict(list)
    for stint in stints:
        leg = problem.legs[fleets[stint.fleet], lines[stint.line]]
        tails[stint.tail].append(stint)
        times = [stint.takeoff_s, stint.arrive_s, stint.leave_s, stint.land_s, stint.ready_s]
        out_s, back_s = leg.times.out_s(stint.takeoff_s), leg.times.back_s(stint.leave_s)
        found += ["order"] * (times != sorted(times))
        found += ["out"] * (stint.arrive_s - stint.takeoff_s < out_s)
        found += ["back"] * (stint.land_s - stint.leave_s < back_s)
        found += ["endurance"] * (stint.land_s - stint.takeoff_s > leg.endurance_s)
        found += ["turnaround"] * (stint.ready_s - stint.land_s < leg.turnaround_s)
        found += ["start"] * (stint.airborne_at_start != (stint.takeoff_s < 0) or stint.takeoff_s >= problem.length_s)
    for own in tails.values():
        own.sort(key=lambda stint: stint.takeoff_s)
        found += ["two places"] * any(b.takeoff_s < a.ready_s for a, b in pairwise(own))
        found += ["two fleets"] * (len({stint.fleet for stint in own}) > 1)
    for group in problem.groups:
        own = [stint for stint in stints if stint.fleet == group.name]
        found += ["tails"] * (len({stint.tail for stint in own}) > group.count)
        found += ["crews"] * (group.crew_limit is not None and _most(own) > group.crew_limit)
        found += ["aloft"] * (sum(stint.airborne_at_start for stint in own) != len(group.aloft))
    for control, channels in problem.channels.items():
        names = {group.name for group in problem.groups if group.control == control}
        found += ["channels"] * (_most([stint for stint in stints if stint.fleet in names]) > channels)
    return found


def _most(stints: Sequence[Stint]) -> int:
    """Airborne at once: looked at the instants at which somebody takes off."""
    return max((sum(a.takeoff_s <= b.takeoff_s < a.land_s for a in stints) for b in stints), default=0)
