"""Sorties with the vehicle that flies each: first in, first out, and names that stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from longwatch.slots.model import SlotProblem, SlotSortie


@dataclass(frozen=True, order=True)
class NamedSortie:
    """One row of a roster: who flies which sortie."""

    sortie: SlotSortie
    tail: str


def tail_names(problem: SlotProblem, group: int) -> list[str]:
    """One name for each vehicle that is ever in service."""
    one = problem.groups[group]
    return [f"{one.name}-{k + 1}" for k in range(int(one.vehicles.max(initial=0)))]


def name_tails(problem: SlotProblem, sorties: Iterable[SlotSortie]) -> list[NamedSortie]:
    """Each sortie to the vehicle of its group that has been ready longest.

    Sorties are intervals, so as many vehicles are enough as are ever busy at once. Raises ValueError where there are fewer.
    """
    legs = {(leg.group, leg.station): leg for leg in problem.legs}
    ready = {group: dict.fromkeys(tail_names(problem, group), -problem.slots) for group in range(len(problem.groups))}
    named = []
    for one in sorted(sorties):
        tails = ready[one.group]
        tail = min(tails, key=lambda name: (tails[name], name), default=None)
        if tail is None or (tails[tail] > one.launch and one.launch >= 0) or tails[tail] > 0 > one.launch:
            raise ValueError(f"{one}: no vehicle of {problem.groups[one.group].name} is ready")
        tails[tail] = int(legs[one.group, one.station].ready[one.leave])
        named.append(NamedSortie(one, tail))
    return named
