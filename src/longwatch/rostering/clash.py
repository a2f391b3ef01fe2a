"""Why no roster can: a set of rules and demands that clash, of which none can be left out (deletion filtering).

J. W. Chinneck, Feasibility and Infeasibility in Optimization, 2008, chapter 6: leave one member out after the other, and
put back only those without which the proof is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from longwatch.rostering.demand_model import Demands, impossible
from longwatch.rostering.problem import Problem
from longwatch.rostering.rules_dropped import Rule
from longwatch.scenario.plan import Line

_NARROWING = 7  # halvings of each end of the stretch in which the clash lies
MOST_CLASHES = 4


@dataclass(frozen=True)
class Clash:
    """Together these can't be: leave any one out, and the proof is gone.

    [from_s, to_s) : the demand of this part of the period alone is impossible already
    """

    watches: tuple[str, ...]
    rules: tuple[Rule, ...]
    from_s: int
    to_s: int
    slot_s: int  # of the programme that proves it

    @property
    def size(self) -> int:
        return len(self.watches) + len(self.rules)


class Prover:
    """Asks the programme, and counts how often. Of `slots_s` a finer one is tried only where a coarser one says nothing."""

    def __init__(self, slots_s: Sequence[int], say: Callable[[str], None]) -> None:
        self._slots_s = tuple(slots_s)
        self._say = say
        self.n_programmes = 0

    def impossible(self, problem: Problem, demands: Demands) -> bool:
        return any(self.impossible_at(problem, demands, h) for h in self._slots_s)

    def slot_for(self, problem: Problem, demands: Demands) -> int | None:
        """The coarsest slot that proves it; None where none does."""
        return next((h for h in self._slots_s if self.impossible_at(problem, demands, h)), None)

    def impossible_at(self, problem: Problem, demands: Demands, h: int) -> bool:
        self.n_programmes += 1
        self._say("proof")
        kept = only(problem, demands.watches)
        return impossible(kept, demands, h)


def only(problem: Problem, watches: frozenset[str]) -> Problem:
    """The lines of these watches alone. Vehicles aloft on others stand ready at their base: more than they could do."""
    places = {n: at for at, n in enumerate(n for n, line in enumerate(problem.lines) if line.watch in watches)}
    if len(places) == len(problem.lines):
        return problem
    if problem.ferries or problem.passages:  # these lead over the others, on which nobody is asked for
        empty = (line if n in places else replace(line, windows=()) for n, line in enumerate(problem.lines))
        return replace(problem, lines=tuple(empty))
    groups = tuple(
        replace(group, aloft=tuple(replace(one, line=places[one.line]) for one in group.aloft if one.line in places))
        for group in problem.groups
    )
    legs = {
        (leg.fleet, places[leg.line]): replace(leg, line=places[leg.line])
        for leg in problem.legs.values()
        if leg.line in places
    }
    overlaps = tuple(problem.overlaps[n] for n in places) if problem.overlaps else ()
    lines = tuple(problem.lines[n] for n in places)
    return replace(problem, lines=lines, groups=groups, legs=legs, overlaps=overlaps)


def find_clash(problem: Problem, demands: Demands, rules: Sequence[Rule], watch: str, prover: Prover) -> Clash | None:
    """A minimal clash of which the demand of `watch` is part; None where nothing is proved."""
    h = prover.slot_for(problem, demands.only({watch}))
    asked = frozenset({watch})
    if h is None:
        alone = {one for one in demands.watches if one != watch and prover.impossible(problem, demands.only({one}))}
        asked = demands.watches - alone
        h = prover.slot_for(problem, demands.only(asked)) if len(asked) > 1 else None
    while h is not None:
        asked = _needed(problem, demands, asked, watch, h, prover)
        if watch in asked:
            break
        others = demands.watches - {min(asked)}  # a clash of others: without one of them, is there one with this?
        demands, asked = demands.only(others), others
        h = prover.slot_for(problem, demands.only(asked)) if watch in asked and len(asked) > 1 else None
    if h is None:
        return None
    left, without = list(rules), problem
    for rule in rules:
        lighter = rule.without(without)
        if prover.impossible_at(lighter, demands.only(asked), h):
            without = lighter
            left.remove(rule)
    from_s, to_s = _narrowed(without, demands.only(asked), h, prover)
    return Clash(
        tuple(one for one in dict.fromkeys(line.watch for line in problem.lines) if one in asked),
        tuple(left),
        from_s,
        to_s,
        h,
    )


def more_clashes(
    problem: Problem, demands: Demands, rules: Sequence[Rule], watch: str, prover: Prover
) -> tuple[Clash, ...]:
    """One clash after the other, each with the rules of those before it mended; the stretch of the first alone is narrow."""
    found: list[Clash] = []
    left = list(rules)
    while left and len(found) < MOST_CLASHES:
        clash = find_clash(problem, demands, left, watch, prover)
        if clash is None:
            break
        found.append(clash)
        mended = [rule for rule in clash.rules if rule.kind in MENDED] or list(clash.rules)
        for rule in mended:
            problem = rule.without(problem)
            left.remove(rule)
        if not clash.rules:
            break
    return tuple(found)


MENDED = ("vehicles", "crews", "channels", "hours", "weather")  # what a planner can change, before what a platform is


def _needed(
    problem: Problem, demands: Demands, asked: frozenset[str], watch: str, h: int, prover: Prover
) -> frozenset[str]:
    """The demands that clash; that of `watch` is left out last."""
    for one in (*sorted(asked - {watch}), watch):
        if len(asked) > 1 and one in asked and prover.impossible_at(problem, demands.only(asked - {one}), h):
            asked -= {one}
    return asked


def _narrowed(problem: Problem, demands: Demands, h: int, prover: Prover) -> tuple[int, int]:
    """The least end, and with it the latest beginning, of a stretch whose demand alone is impossible, in whole slots."""
    problem = only(problem, demands.watches)
    last = -(-problem.length_s // h)

    def proved(first: int, end: int) -> bool:
        return prover.impossible_at(within(problem, first * h, min(end * h, problem.length_s)), demands, h)

    low, high = 0, last
    for _ in range(_NARROWING):
        if high - low <= 1:
            break
        middle = (low + high) // 2
        low, high = (low, middle) if proved(0, middle) else (middle, high)
    end, low, high = high, 0, high
    for _ in range(_NARROWING):
        if high - low <= 1:
            break
        middle = (low + high) // 2
        low, high = (middle, high) if proved(middle, end) else (low, middle)
    return low * h, min(end * h, problem.length_s)


def within(problem: Problem, from_s: int, to_s: int) -> Problem:
    """The same with the demand of [from_s, to_s) alone; a gap that reaches its end is one.

    A share that is required of the whole period is not required of a part of it.
    """
    lines = tuple(_cut(line, from_s, to_s) for line in problem.lines)
    ends = problem.length_s if to_s >= problem.length_s else to_s + 1
    return replace(problem, lines=lines, length_s=ends)


def _cut(line: Line, from_s: int, to_s: int) -> Line:
    windows = tuple((max(a, from_s), min(b, to_s)) for a, b in line.windows if a < to_s and b > from_s)
    return replace(line, windows=windows, count_from_s=max(line.count_from_s, from_s), required=1.0)
