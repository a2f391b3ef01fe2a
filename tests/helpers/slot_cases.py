"""Random rosters in slots of many shapes, and the best of all rosters of tiny ones, by trying all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from longwatch.slots.files import problem_of_table
from longwatch.slots.model import Leg, Pool, SlotProblem, SlotSortie, cost, loss


def random_table(seed: int, *, slots: int, stations: int, groups: int, endurance: tuple[int, int]) -> dict[str, Any]:
    """A problem as it stands in a file: moving bases, closed slots, hours that bind, legs that nobody can fly."""
    rng = np.random.default_rng(seed)
    closed = float(rng.choice([0.0, 0.1, 0.3, 1.0], p=[0.3, 0.4, 0.25, 0.05]))
    wanted = np.repeat(rng.integers(1, 3, (stations, 1)), slots, axis=1)
    wanted[:, rng.random(slots) < 0.2] = rng.integers(0, 3)
    return {
        "format": "roster_slots/1",
        "slots": slots,
        "slot_h": float(rng.choice([0.5, 1.0])),
        "required": wanted.tolist(),
        "groups": [_group(rng, name, slots, stations, endurance, closed) for name in range(groups)],
    }


def _group(
    rng: np.random.Generator, name: int, slots: int, stations: int, endurance: tuple[int, int], closed: float
) -> dict[str, Any]:
    vehicles, most = int(rng.integers(1, 4)), int(rng.integers(*endurance))
    ways = rng.integers(0, max(most // 2 + 1, 2), (1, stations))  # now and then too far
    if rng.random() < 0.4:
        steps = rng.integers(-1, 2, (slots, stations)) * (rng.random((slots, stations)) < 0.2)
        ways = np.clip(ways + np.cumsum(steps, axis=0), 0, most)
    opened = rng.random(slots) >= closed
    airborne = int(rng.integers(1, vehicles + 1))
    return {
        "name": f"G{name}",
        "vehicles": vehicles,
        "endurance_slots": most if rng.random() < 0.9 else 10 * slots,
        "turnaround_slots": int(rng.integers(0, 4)),
        "sortie_cost": int(rng.integers(1, 9)),
        "airborne_max": airborne,
        "airborne_hours_max": float(rng.choice([0.4, 0.8, 2.0])) * airborne * slots,
        "transit_slots": ways.tolist(),
        "base_open": [bool(one) for one in opened],
    }


def best_of_all(problem: SlotProblem) -> tuple[float, float]:
    """(least weighted loss, least cost of those) over every set of sorties that keeps the rules, one by one and not by counts."""
    choices = _choices(problem)
    best = [(np.inf, np.inf)]

    def go(k: int, taken: list[SlotSortie]) -> None:
        if k == len(choices):
            rows = [*taken]
            found = (round(loss(problem, rows), 9), cost(problem, rows))
            best[0] = min(best[0], found)
            return
        for option in choices[k]:
            rows = taken + option
            if not option or keeps_limits(problem, rows):
                go(k + 1, rows)

    go(0, [])
    return best[0]


def _choices(problem: SlotProblem) -> list[list[list[SlotSortie]]]:
    """What to decide one after another: each of those aloft leaves somewhen; each take-off happens or not."""
    out: list[list[list[SlotSortie]]] = []
    for one in problem.aloft:
        leg = problem.leg(one.group, one.station)
        assert leg is not None
        ends = [d for d in range(one.arrive, problem.slots + 1) if d <= one.latest and leg.may_leave[d]]
        out.append([[SlotSortie(one.launch, one.group, one.station, d)] for d in ends])
    for leg in problem.legs:
        for q in range(problem.slots):
            options = [[SlotSortie(q, leg.group, leg.station, d)] for d in _ends(problem, leg, q)]
            pairs = [one + other for k, one in enumerate(options) for other in options[k:]]  # two of a group together
            if options:
                out.append([[], *options, *(pairs if problem.groups[leg.group].vehicles.max() > 1 else [])])
    return out


def _ends(problem: SlotProblem, leg: Leg, q: int) -> list[int]:
    first = int(leg.arrive[q])
    if not leg.may_launch[q] or first >= problem.slots:
        return []
    first = min(max(first + int(problem.overlap[leg.station]), first + 1), problem.slots)
    return [
        d for d in range(first, problem.slots + 1) if d <= leg.latest[q] and (d == problem.slots or leg.may_leave[d])
    ]


def keeps_limits(problem: SlotProblem, rows: list[SlotSortie]) -> bool:
    """Vehicles, airborne at once, hours and pools, slot by slot."""
    n = problem.slots
    busy, airborne = (np.zeros((len(problem.groups), n), np.int64) for _ in range(2))
    for one in rows:
        leg = problem.leg(one.group, one.station)
        assert leg is not None
        first, stays = max(one.launch, 0), one.leave >= n
        airborne[one.group, first : n if stays else leg.home[one.leave]] += 1
        busy[one.group, first : n if stays else leg.ready[one.leave]] += 1
    for g, group in enumerate(problem.groups):
        if (busy[g] > group.vehicles).any() or (airborne[g] > group.airborne_max).any():
            return False
        if group.airborne_slots_max is not None and airborne[g].sum() > group.airborne_slots_max:
            return False
    return all((airborne[list(pool.groups)].sum(axis=0) <= pool.airborne_max).all() for pool in problem.pools)


def tiny(seed: int) -> SlotProblem:
    """Few enough rosters to try them all; weights, sensors that don't serve, and overlaps now and then."""
    rng = np.random.default_rng(seed)
    table = random_table(seed, slots=6 - seed % 2, stations=1 + seed % 2, groups=1, endurance=(2, 6))
    table["groups"][0]["vehicles"] = min(table["groups"][0]["vehicles"], 2)
    table["groups"][0]["airborne_max"] = min(table["groups"][0]["airborne_max"], 2)
    problem = problem_of_table(table)
    stations = len(problem.required)
    if seed % 3 == 0:
        problem = replace(problem, weight=rng.integers(1, 4, stations).astype(np.float64) / 2)
    if seed % 4 == 0:
        problem = replace(problem, overlap=rng.integers(0, 3, stations))
    if seed % 5 == 0:
        problem = replace(
            problem, legs=tuple(replace(leg, sees=rng.random(problem.slots) < 0.8) for leg in problem.legs)
        )
    return (
        replace(problem, pools=(Pool("channel", (0,), rng.integers(1, 3, problem.slots)),))
        if seed % 7 == 0
        else problem
    )
