"""Vehicles brought from base to base: when, from which fleet to which, found by building again and again.

A move says no more than that a vehicle goes: the builder makes its next sortie land there, or flies it there over a line
whose watch it does not take over. Moves are added, one kind or a there and back at a time, while the roster gets better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from longwatch.rostering.builder import Preference, Score, build, candidates, score
from longwatch.rostering.moves import Move
from longwatch.rostering.openings import Openings
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.resources import Sortie

RUNS = 500  # of the builder, for each step of effort
RUN_SORTIES = 250_000  # and no more sorties than that in all of them
GRID = 12  # instants spread over the period at which a vehicle may be sent, beside those at which something changes
PREFERENCES = 3  # the best orders of preference without ferries are tried with them
DICE = 40  # runs with the moves that were found and dice thrown in

Moves = tuple[Move, ...]


@dataclass
class _Bench:
    """Rosters built with moves; `left` runs may still be made."""

    problem: Problem
    preferences: Sequence[Preference]
    left: int

    def best(self, moves: Moves, preference: Preference) -> tuple[Score, list[Sortie]]:
        self.left -= 1
        sorties = build(self.problem, preference, moves)
        return score(self.problem, sorties), sorties


def ferried(problem: Problem, seed: int, effort: int) -> Iterator[list[Sortie]]:
    """Rosters with ferries, the best first; none where no ferry is worth it. The same for one seed."""
    legs = problem.ferry_legs()
    if not legs or not effort:
        return
    runs = sorted(
        (score(problem, built), n, preference, len(built)) for n, (preference, built) in enumerate(candidates(problem))
    )
    if not runs:
        return
    n_runs = max(min(RUNS, RUN_SORTIES // max(runs[0][3], 1)), 60) * effort
    bench = _Bench(problem, [one[2] for one in runs[:PREFERENCES]], n_runs)
    found = [
        _added(bench, preference, before) for before, _, preference, _ in runs[:PREFERENCES]
    ]  # each with a third of the runs
    best = min(found, key=lambda one: one[0])
    if not best[1]:
        return
    yield best[3]
    for n in range(DICE):
        chance = Random(f"ferries {seed} {n}")
        yield build(problem, replace(best[2], chance=chance), best[1])


def _added(bench: _Bench, preference: Preference, before: Score) -> tuple[Score, Moves, Preference, list[Sortie]]:
    """Moves added while the score gets better: of all that may be added the best each time."""
    best, moves, roster = before, Moves(), list[Sortie]()
    stop = bench.left - bench.left // len(bench.preferences)
    steps = list(_steps(bench.problem))
    while bench.left > stop:
        tried = []
        for n, step in enumerate(steps):
            if bench.left <= stop:
                break
            now, sorties = bench.best(tuple(sorted((*moves, *step))), preference)
            tried.append((now, n, sorties))
        now, n, sorties = min(tried, default=(best, 0, roster), key=lambda one: one[:2])
        if now >= best:
            break
        best, moves, roster = now, tuple(sorted((*moves, *steps[n]))), sorties
    for move in moves:  # one that later ones made needless
        if bench.left > 0:
            fewer = _without(moves, move)
            now, sorties = bench.best(fewer, preference)
            if now <= best:
                best, moves, roster = now, fewer, sorties
    return best, moves, preference, roster


def _without(moves: Moves, move: Move) -> Moves:
    at = moves.index(move)
    return (*moves[:at], *moves[at + 1 :])


def _steps(problem: Problem) -> Iterator[Moves]:
    """What may be added at once: one vehicle or all of a fleet, there, or there and back later."""
    legs = problem.ferry_legs()
    pairs = list(dict.fromkeys((leg.fleet, leg.home) for leg in legs))
    changes, every = _times(problem)
    for fleet, home in pairs:
        many = problem.groups[fleet].count
        over = [leg.line for leg in legs if (leg.fleet, leg.home) == (fleet, home)]
        for n in dict.fromkeys((1, 2, many)):
            if n > many:
                continue
            for line in (-1, *over):
                for at in every if line < 0 else changes:
                    yield tuple(Move(at, fleet, home, line) for _ in range(n))
            if (home, fleet) in pairs:
                for at, then in combinations(changes, 2):
                    yield tuple(one for _ in range(n) for one in (Move(at, fleet, home), Move(then, home, fleet)))


def _times(problem: Problem) -> tuple[list[int], list[int]]:
    """When a vehicle may be sent: so that it is there when demand or a base changes, and at any time of a grid."""
    edges = {0}
    for line in problem.lines:
        edges |= {at for window in demand_windows(line, problem.length_s) for at in window}
    for group in problem.groups:
        edges |= _edges(group.openings, problem.length_s)
        edges |= {at for at, _ in group.crew_steps or ()}
    longest_s = max(leg.endurance_s + leg.turnaround_s for leg in problem.legs.values())
    ways_s = max(leg.away_min_s for leg in problem.ferry_legs())
    changes = {at - before for at in edges for before in (0, ways_s, longest_s)}
    changes = _spread({max(at, 0) for at in changes if at < problem.length_s}, GRID)
    grid = {problem.length_s * n // GRID for n in range(GRID)}
    return sorted(changes), sorted(changes | grid)


def _edges(openings: Openings, length_s: int) -> set[int]:
    return {at for stretch in openings or () for at in stretch if 0 <= at < length_s}


def _spread(times: set[int], most: int) -> set[int]:
    """No more than so many of them, evenly."""
    every = sorted(times)
    return set(every) if len(every) <= most else {every[n * len(every) // most] for n in range(most)}
