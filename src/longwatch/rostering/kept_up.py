"""A roster with names of vehicles and the times kept free for their maintenance; and a problem that leaves more room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from longwatch.errors import InvariantError
from longwatch.rostering.even_hours import even_hours
from longwatch.rostering.maintenance import keep_maintenance, reserve
from longwatch.rostering.problem import Group, Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.tails import match_tails, rows_of, tail_names
from longwatch.scenario.plan import Stint, Work

# Plans made in turn with vehicles kept for maintenance: from what share of the interval on one may go in. Each settles
# about one stay more, the earliest first, because sorties after it move.
ROUNDS = (1.0,) * 16 + (0.85,) * 4 + (0.7,) * 4 + (0.5,) * 4


@dataclass(frozen=True)
class KeptUp:
    """Sorties that are flown, the same with tails, and maintenance; `over_s` is flown beyond hours."""

    sorties: tuple[Sortie, ...]
    stints: tuple[Stint, ...]
    maintenance: tuple[Work, ...]
    over_s: int


def kept_up(problem: Problem, sorties: Sequence[Sortie]) -> KeptUp:
    """Tails for the sorties: with even hours, and with maintenance where a fleet has it."""
    plain = [one for one in sorties if problem.groups[one.fleet].upkeep is None]
    flown, over_s = list(plain), 0
    stints, works = list(even_hours(problem, match_tails(problem, plain))), list[Work]()
    names = tail_names(problem)
    for fleet, group in enumerate(problem.groups):
        if group.upkeep is None:
            continue
        own = _own(fleet, sorties)
        kept = keep_maintenance(group.upkeep, group.count, own, problem.length_s)
        pairs = [(one, names[fleet][tail]) for one, tail in zip(own, kept.tails, strict=True) if tail is not None]
        flown += [one for one, _ in pairs]
        stints += [row for one, tail in pairs for row in rows_of(problem, one, tail)]
        works += [Work(from_s, names[fleet][tail], group.name, to_s) for from_s, to_s, tail in kept.works]
        over_s += kept.over_s
        _check(group, stints, works)
    return KeptUp(tuple(sorted(flown)), tuple(sorted(stints)), tuple(sorted(works)), over_s)


def with_room(problem: Problem, sorties: Sequence[Sortie], due: float) -> Problem:
    """The problem with vehicles kept from flying where these sorties leave no room for maintenance."""
    groups = tuple(
        group if group.upkeep is None
        else replace(group, away=tuple(reserve(group.upkeep, group.count, _own(fleet, sorties), problem.length_s,
                                               due)))
        for fleet, group in enumerate(problem.groups)
    )  # fmt: skip
    return replace(problem, groups=groups)


def _own(fleet: int, sorties: Sequence[Sortie]) -> list[Sortie]:
    return sorted((one for one in sorties if one.fleet == fleet), key=lambda one: (one.takeoff_s, one.ready_s, one))


def _check(group: Group, stints: Sequence[Stint], works: Sequence[Work]) -> None:
    """No vehicle is in two places. InvariantError where one is."""
    assert group.upkeep is not None
    by_tail: dict[str, set[tuple[int, int]]] = {}  # rows of one sortie are one
    for stint in stints:
        if stint.fleet == group.name:
            by_tail.setdefault(stint.tail, set()).add((stint.takeoff_s, stint.ready_s))
    for work in works:
        if work.fleet == group.name:
            by_tail.setdefault(work.tail, set()).add((work.from_s, work.to_s))
    for tail, spans in by_tail.items():
        last_s = -(1 << 60)
        for from_s, to_s in sorted(spans):
            if from_s < last_s:
                raise InvariantError(f"{tail} is in two places at {from_s} s")
            last_s = to_s
