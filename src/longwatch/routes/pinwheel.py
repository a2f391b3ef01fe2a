"""Sequences in time slots: one watcher for many tasks (revisit), or many vehicles for one post (relay).

*Revisit* (pinwheel scheduling): one task a slot, task i at least once in any a_i slots in a row. With density d = sum 1/a_i
there is a schedule whenever d <= 5/6 (A. Kawamura, Proof of the density threshold conjecture for pinwheel scheduling, STOC
2024) and never when d > 1.

*Relay* (pinwheel covering): somebody serves in every slot, vehicle i at most once in any a_i slots in a row. There is a
schedule whenever d >= 1.264... = sum over k >= 0 of 1 / (2^k + 1) (A. Kawamura, Y. Kobayashi, on pinwheel covering, 2025),
none when d < 1.

Between the bounds a schedule is made by rounding or folding, or found, or excluded, by a search that sees every state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from longwatch.routes.pinwheel_rounding import folded, rounded
from longwatch.routes.pinwheel_search import searched

Kind = Literal["revisit", "relay"]
REVISIT_ALWAYS: Final = Fraction(5, 6)
RELAY_ALWAYS: Final = Fraction(
    12645, 10000
)  # the constant is 1.26449978...: rounded up, so that what is said stays true
MOST_STATES: Final = 200_000
_FOLDED_TO: Final = (4, 5, 6, 7, 8, 9)  # tasks left when others were put together
_FIRST_STATES: Final = 3_000  # of a search, before other means are tried


@dataclass(frozen=True)
class Answer:
    """The answer for one kind and its periods."""

    schedulable: bool | None  # None: the search ended before it knew
    cycle: tuple[int, ...]  # who is served or serves in each slot, again and again; empty where none was made
    proof: str  # in words
    states: int = 0  # seen by the search


def density(periods: Sequence[int]) -> Fraction:
    return sum((Fraction(1, a) for a in periods), Fraction(0))


def by_theorem(kind: Kind, periods: Sequence[int]) -> bool | None:
    """What density alone says; None where it says nothing."""
    d = density(periods)
    if kind == "revisit":
        return True if d <= REVISIT_ALWAYS else False if d > 1 else None
    return True if d >= RELAY_ALWAYS else False if d < 1 else None


def sequence(kind: Kind, periods: Sequence[int], most_states: int = MOST_STATES) -> Answer:
    """A cyclic schedule, or why there is none. Periods are whole and at least 1.

    Cheap means first: the theorem, rounding to x 2^j or x 3^j, a short search, then one with the slowest tasks put together
    (which can prove a schedule but not that there is none), then the whole search.
    """
    if any(a < 1 for a in periods):
        raise ValueError("periods are at least one slot")
    said = by_theorem(kind, periods)
    if said is False:
        return Answer(False, (), "density above 1" if kind == "revisit" else "density below 1")
    if not periods:
        return Answer(True, (), "nothing to do")
    certain = _theorem_words(kind) + "; " if said else ""
    made = rounded(kind, periods)
    if made is not None:
        return Answer(True, made[0], f"{certain}{made[1]}")
    found = searched(kind, periods, min(most_states, _FIRST_STATES))
    states = found.states
    if found.schedulable is None:
        together = _together(kind, periods)
        if together:
            return Answer(True, together, f"{certain}schedule found with tasks put together", states)
        if most_states > _FIRST_STATES:
            found = searched(kind, periods, most_states)
            states += found.states
    if found.schedulable:
        return Answer(True, found.cycle, f"{certain}schedule found in {found.states} states", states)
    if found.schedulable is False:
        assert not said, "a theorem and a search disagree"
        return Answer(False, (), f"all {found.states} states lead to a miss", states)
    return Answer(True, (), f"by theorem: {_theorem_words(kind)}", states) if said else Answer(None, (), "", states)


def _together(kind: Kind, periods: Sequence[int]) -> tuple[int, ...]:
    """A cycle for fewer tasks, the slowest put together, written out for all; () where none was found."""
    for left in _FOLDED_TO:
        fewer = folded(kind, periods, left)
        if fewer is not None and by_theorem(kind, fewer.periods) is not False:
            found = searched(kind, fewer.periods, _FIRST_STATES)
            if found.cycle:
                return fewer.unfolded(found.cycle)
    return ()


def _theorem_words(kind: Kind) -> str:
    return "density at most 5/6" if kind == "revisit" else "density at least 1.2645"


def broken_window(kind: Kind, periods: Sequence[int], cycle: Sequence[int]) -> str:
    """What a cyclic schedule breaks, "" if nothing: every window is looked at, those across the end of the cycle too.

    Shares no code with what makes schedules.
    """
    if not cycle:
        return "the cycle is empty"
    if any(not 0 <= who < len(periods) for who in cycle):
        return "somebody unknown is in it"
    twice = [*cycle, *cycle]
    for who, period in enumerate(periods):
        slots = [slot for slot, one in enumerate(twice) if one == who]
        if kind == "relay":
            close = [(a, b) for a, b in pairwise(slots) if b - a < period]
            if close:
                return f"{who} serves in slots {close[0][0]} and {close[0][1]}, less than {period} apart"
            continue
        if not slots:
            return f"{who} is never served"
        far = [(a, b) for a, b in pairwise(slots) if b - a > period]
        if far:
            return f"{who} is not served between slots {far[0][0]} and {far[0][1]}, more than {period} apart"
    return ""
