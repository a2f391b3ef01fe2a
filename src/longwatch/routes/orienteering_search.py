"""A search for good tours without any other program: places are taken out and put back again and again.

Ruin and recreate (G. Schrimpf and others, Record breaking optimization results using the ruin and recreate principle, J.
Computational Physics 159, 2000): a few neighbouring places leave their routes, the routes are shortened by turning parts of them
round and by moving single places, then places go in where they cost least for their prize. A tour not much worse than the
one before goes on. Effort is counted in rounds, never in seconds, unless a clock is asked for.
"""

from __future__ import annotations

import math
import time

import numpy as np

from longwatch.routes.orienteering import Orienteering, Route, Tour, Vehicle
from longwatch.slots.lp import Floats

ROUNDS = 400
SPREAD = 0.3  # of the dice that disturb the order in which places go in
RUIN = 0.35  # share of the visited places that leave at the most
WHOLE = 0.05  # of the rounds in which all may leave
GREED = (0.5, 2.0)  # powers of the prize in the order in which places go in
WORSE = 0.03  # share of the score by which a tour may be worse and go on, falling to nothing
RESTART = 150  # rounds without a better tour after which the best goes on
TINY = 1e-9

Rng = np.random.Generator


def search_tour(
    problem: Orienteering,
    begin: Tour | None = None,
    *,
    seed: int = 0,
    rounds: int = ROUNDS,
    seconds: float | None = None,
) -> Tour:
    """A good tour, no worse than the one to begin with; no bound but the sum of all prizes.

    With `seconds` rounds go on until the clock says so, and the answer can't be repeated.
    """
    dice = np.random.default_rng(seed)
    began, done, since = time.perf_counter(), 0, 0
    routes = begin.routes if begin is not None else _filled(problem, tuple(() for _ in problem.vehicles), None)
    best = now = _filled(problem, shortened(problem, routes), None)
    best_worth = now_worth = _worth(problem, best)
    total, usual = float(problem.prizes.sum()), float(problem.prizes.mean())
    while best_worth[0] < total:
        spent = done / rounds if seconds is None else (time.perf_counter() - began) / max(seconds, TINY)
        if spent >= 1.0:
            break
        tried = _filled(problem, _ruined(problem, now, dice), dice)
        tried = _filled(problem, shortened(problem, tried), dice)
        worth = _worth(problem, tried)
        slack = max(WORSE * best_worth[0], usual)
        done, since = done + 1, since + 1
        if worth[0] >= now_worth[0] - slack * (1.0 - spent) * dice.random() ** 2 and tried != now:
            now, now_worth = tried, worth
        if worth > best_worth:
            best, best_worth, since = tried, worth, 0
        elif since > RESTART:
            now, now_worth, since = best, best_worth, 0
    before = f"{begin.method}, then " if begin is not None else ""
    said = f"own search of {done} round{'' if done == 1 else 's'}"
    if not done and best_worth[0] >= total:  # nothing was left to search for
        said = "one tour holds all" if len(problem.vehicles) == 1 else "the first tours hold all"
    return Tour(best, best_worth[0], total, f"{before}{said}")


def _worth(problem: Orienteering, routes: tuple[Route, ...]) -> tuple[float, float]:
    """(score, length saved)."""
    used = [problem.length(v, route) for v, route in zip(problem.vehicles, routes, strict=True) if route]
    return problem.score(routes), -math.fsum(used)


def _ruined(problem: Orienteering, routes: tuple[Route, ...], dice: Rng) -> tuple[Route, ...]:
    """Some places round one that is chosen by chance leave."""
    visited = [place for route in routes for place in route]
    if not visited:
        return routes
    most = max(3, round(RUIN * len(visited))) if dice.random() > WHOLE else len(visited)
    number = int(dice.integers(1, most + 1))
    middle = visited[int(dice.integers(len(visited)))]
    away = problem.cost[middle, visited] * (1.0 + 0.5 * dice.random(len(visited)))
    out = {visited[k] for k in np.argsort(away, kind="stable")[:number]}
    return tuple(tuple(place for place in route if place not in out) for route in routes)


def _filled(problem: Orienteering, routes: tuple[Route, ...], dice: Rng | None) -> tuple[Route, ...]:
    """Places go in one after another, that with most prize for its way first, where it costs least."""
    made = [list(route) for route in routes]
    visited = {place for route in made for place in route}
    free = np.array([i for i in range(problem.n) if i not in visited and problem.prizes[i] > 0.0], np.int64)
    left = [v.budget - (problem.length(v, tuple(r)) if r else 0.0) for v, r in zip(problem.vehicles, made, strict=True)]
    disturb = np.ones(problem.n) if dice is None else 1.0 + SPREAD * (2.0 * dice.random(problem.n) - 1.0)
    greed = 1.0 if dice is None else float(dice.uniform(*GREED))
    appeals = problem.prizes**greed * disturb
    detours = [_detours(problem, v, r, free) for v, r in zip(problem.vehicles, made, strict=True)]
    while len(free):
        extra = np.array([least for least, _ in detours])
        extra = np.where(extra <= np.array(left)[:, None] * (1.0 + TINY) + TINY, extra, np.inf)
        appeal = appeals[free] / (np.maximum(extra, 0.0) + TINY * max(problem.cost.max(), 1.0))
        k, chosen = np.unravel_index(int(np.argmax(appeal)), appeal.shape)
        if not math.isfinite(extra[k, chosen]):
            break
        made[k].insert(int(detours[k][1][chosen]), int(free[chosen]))
        free = np.delete(free, chosen)
        detours = [(np.delete(least, chosen), np.delete(at, chosen)) for least, at in detours]
        vehicle = problem.vehicles[k]
        detours[k] = _detours(problem, vehicle, made[k], free)
        left[k] = vehicle.budget - problem.length(vehicle, tuple(made[k]))
    return tuple(tuple(route) for route in made)


def _detours(problem: Orienteering, vehicle: Vehicle, route: list[int], free: np.ndarray) -> tuple[Floats, np.ndarray]:
    """(least way more that a visit of each costs, where in the route it goes)."""
    cost, stops = problem.cost, [vehicle.start, *route, vehicle.end]
    to, onward = cost[stops[:-1]][:, free], cost[free][:, stops[1:]].T
    between = cost[stops[:-1], stops[1:]][:, None] if route else np.zeros((1, 1))
    extra = to + onward - between
    at = np.argmin(extra, axis=0) if len(free) else np.zeros(0, np.int64)
    return extra[at, np.arange(len(free))], at


def shortened(problem: Orienteering, routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """No part of a route turned round, and no place of it elsewhere in it, makes it shorter."""
    return tuple(_shortened(problem.cost, v, list(r)) for v, r in zip(problem.vehicles, routes, strict=True))


def _shortened(cost: Floats, vehicle: Vehicle, route: list[int]) -> Route:
    for _ in range(len(route) * 4):
        if len(route) < 2:
            break
        stops = np.array([vehicle.start, *route, vehicle.end])
        turn, turn_saves = _best_turn(cost, stops)
        move, move_saves = _best_move(cost, stops)
        saves = max(turn_saves, move_saves)
        if saves <= TINY * float(cost.max()):
            break
        if turn_saves >= move_saves:
            i, j = turn
            route[i - 1 : j] = route[i - 1 : j][::-1]
        else:
            i, j = move
            place = route.pop(i - 1)
            route.insert(j if j < i else j - 1, place)
    return tuple(route)


def _best_turn(cost: Floats, stops: np.ndarray) -> tuple[tuple[int, int], float]:
    """((i, j), saving) of turning round stops i to j, ways of both directions counted."""
    ahead = np.concatenate([[0.0], np.cumsum(cost[stops[:-1], stops[1:]])])
    back = np.concatenate([[0.0], np.cumsum(cost[stops[1:], stops[:-1]])])
    i, j = np.triu_indices(len(stops) - 2, 1)
    i, j = i + 1, j + 1
    before, after = stops[i - 1], stops[j + 1]
    old = ahead[j + 1] - ahead[i - 1]
    new = cost[before, stops[j]] + (back[j] - back[i]) + cost[stops[i], after]
    k = int(np.argmax(old - new))
    return (int(i[k]), int(j[k])), float((old - new)[k])


def _best_move(cost: Floats, stops: np.ndarray) -> tuple[tuple[int, int], float]:
    """((i, j), saving) of taking stop i out and putting it between stops j and j + 1."""
    inner = np.arange(1, len(stops) - 1)
    freed = (
        cost[stops[inner - 1], stops[inner]]
        + cost[stops[inner], stops[inner + 1]]
        - cost[stops[inner - 1], stops[inner + 1]]
    )
    legs = np.arange(len(stops) - 1)
    put = (
        cost[stops[legs]][:, stops[inner]].T
        + cost[stops[inner]][:, stops[legs + 1]]
        - cost[stops[legs], stops[legs + 1]]
    )
    put[inner - 1, inner - 1] = put[inner - 1, inner] = np.inf
    saves = freed[:, None] - put
    i, j = np.unravel_index(int(np.argmax(saves)), saves.shape)
    return (int(i) + 1, int(j)), float(saves[i, j])
