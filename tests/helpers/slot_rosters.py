"""Rosters in slots for tests: one vehicle after another takes the sorties worth most, some rounds long."""

from __future__ import annotations

from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.reroster_chain import Load, best_chain, candidates
from longwatch.slots.reroster_tails import NamedSortie, tail_names


def greedy_roster(problem: SlotProblem, rounds: int = 4) -> list[NamedSortie]:
    """A roster of a problem with nobody aloft; each row by name."""
    load, chains = Load(problem), {}
    found = [candidates(problem, group) for group in range(len(problem.groups))]
    for _ in range(rounds):
        for group in range(len(problem.groups)):
            for tail in tail_names(problem, group):
                for one in chains.get(tail, ()):
                    load.put(one, -1)
                chain: list[SlotSortie] = best_chain(problem, found[group], load, group, 0, None, (), 0.5) or []
                for one in chain:
                    load.put(one)
                chains[tail] = chain
    return sorted(NamedSortie(one, tail) for tail, chain in chains.items() for one in chain)
