"""A roster in slots to begin with: one vehicle after another takes the sequence of sorties worth most, some rounds long."""

from __future__ import annotations

from collections.abc import Callable

from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.reroster_chain import Load, best_chain, candidates
from longwatch.slots.reroster_tails import NamedSortie, tail_names

_PRICE = 0.5  # station-slots that a sortie must be worth twice


def greedy_roster(problem: SlotProblem, rounds: int = 4, stop: Callable[[], bool] = lambda: False) -> list[NamedSortie]:
    """A roster of a problem with nobody aloft; each row by name. Overlaps are not looked at.

    In each round every vehicle is planned anew around all others; later rounds mend what the first ones took.
    stop : asked before each vehicle; the others have no sorties then, or those of the round before
    """
    load, chains = Load(problem), dict[str, list[SlotSortie]]()
    found = [candidates(problem, group) for group in range(len(problem.groups))]
    for _ in range(rounds):
        before = load.missing()
        for group in range(len(problem.groups)):
            for tail in tail_names(problem, group):
                if stop():
                    return _rows(chains)
                for one in chains.get(tail, ()):
                    load.put(one, -1)
                chain = best_chain(problem, found[group], load, group, 0, None, (), _PRICE) or []
                for one in chain:
                    load.put(one)
                chains[tail] = chain
        if load.missing() == before:
            break
    return _rows(chains)


def _rows(chains: dict[str, list[SlotSortie]]) -> list[NamedSortie]:
    return sorted(NamedSortie(one, tail) for tail, chain in chains.items() for one in chain)
