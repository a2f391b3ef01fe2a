"""Reliefs that overlap: whoever leaves a line hands it over to watchers who have been there for a while.

At a departure within the demand at which k others stay on, k of those must have been on station for `overlap` seconds, those
aloft at the start always. Where fewer than k stay on it is a gap, and counts as one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from longwatch.errors import InvariantError
from longwatch.rostering.limits import DeckUse
from longwatch.rostering.moves import flyable
from longwatch.rostering.openings import both_open
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.resources import Hold, Sortie, leave_near
from longwatch.scenario.plan import Stint

Stay = tuple[int, int, bool]  # on station from, until, and whether aloft at the start


def handed_over(problem: Problem, sorties: Sequence[Sortie]) -> list[Sortie]:
    """The same sorties, those that would be relieved too hastily gone before: the gap is commonly a second long.

    A sortie that has then no time on station is left out; one of several lines goes on to the next of them as planned.
    """
    now = _handed_over(problem, sorties)
    while problem.ferries and len(rest := flyable(problem, now)) < len(now):
        now = _handed_over(problem, rest)
    return now


def _handed_over(problem: Problem, sorties: Sequence[Sortie]) -> list[Sortie]:
    now = list(sorties)
    for line, overlap_s in enumerate(problem.overlaps):
        while overlap_s and (found := _hasty(problem, line, now)) is not None:
            (leaver, place), complete_s = found
            others = [one for one in now if one is not leaver]
            earlier = _sent_away(problem, leaver, place, complete_s - 1, others)
            if earlier is None and leaver.aloft and not place:  # it can't leave sooner: who came last comes not
                leave_s = leaver.leave_s
                last, at = max(
                    (
                        (one, n)
                        for one, n in _on(line, others)
                        if one.holds[n].arrive_s <= leave_s and (n or not one.aloft)
                    ),
                    key=lambda pair: pair[0].holds[pair[1]].arrive_s,
                )
                cut = _without(problem, last, at, [one for one in now if one is not last])
                now = [one for one in now if one is not last] + ([] if cut is None else [cut])
            else:
                now = others if earlier is None else [*others, earlier]
    return sorted(now)


def is_hasty(problem: Problem, line: int, sorties: Sequence[Sortie]) -> bool:
    """Whether somebody leaves a line too soon after the relief arrived."""
    return _hasty(problem, line, sorties) is not None


def _on(line: int, sorties: Sequence[Sortie]) -> list[tuple[Sortie, int]]:
    """Who holds a line, and as the how-manieth of its own."""
    return [(one, n) for one in sorties for n, hold in enumerate(one.holds) if hold.line == line]


def _hasty(problem: Problem, line: int, sorties: Sequence[Sortie]) -> tuple[tuple[Sortie, int], int] | None:
    """The first who leaves too soon after a relief arrived, and when k others were first there."""
    k, overlap_s = problem.lines[line].k, problem.overlaps[line]
    own = [(one.holds[n], one, n) for one, n in _on(line, sorties)]
    own.sort(key=lambda stay: (stay[0].leave_s, stay[0].arrive_s))
    windows = demand_windows(problem.lines[line], problem.length_s)
    longest_s = max((hold.leave_s - hold.arrive_s for hold, _, _ in own), default=0)
    stays = [(hold.arrive_s, hold.leave_s, one.aloft and not n) for hold, one, n in own]
    for place, (hold, one, n) in enumerate(own):
        near = stays[place + 1 : bisect_right(own, hold.leave_s + longest_s, key=_leaves)]
        complete_s = too_late_s(hold.leave_s, near, k, overlap_s, windows)
        if complete_s is not None:
            return (one, n), complete_s
    return None


def too_late_s(
    at_s: int, stays: Iterable[Stay], k: int, overlap_s: int, windows: Sequence[tuple[int, int]]
) -> int | None:
    """When k of those who stay on were first there, if that is too soon before a departure; None where the relief is sound.

    stays : of others on the line; windows : in which it is demanded. With fewer than k there is a gap, no hasty relief.
    """
    if not any(start < at_s < end for start, end in windows):
        return None
    came = sorted(-1 if aloft else arrive_s for arrive_s, leave_s, aloft in stays if arrive_s <= at_s < leave_s)
    return came[k - 1] if len(came) >= k and came[k - 1] > max(at_s - overlap_s, -1) else None


def _leaves(stay: tuple[Hold, Sortie, int]) -> int:
    return stay[0].leave_s


def _sent_away(problem: Problem, one: Sortie, place: int, by_s: int, others: Sequence[Sortie]) -> Sortie | None:
    """The sortie leaving a line not after an instant, for home at one from which it can land; None where nothing is left."""
    hold = one.holds[place]
    low_s = -1 if one.aloft and not place else hold.arrive_s
    if by_s <= low_s:
        return _without(problem, one, place, others)
    if place < len(one.further):
        return _with(one, (*one.holds[:place], replace(hold, leave_s=by_s), *one.holds[place + 1 :]))
    return _home(problem, one, by_s, others) or _without(problem, one, place, others)


def _without(problem: Problem, one: Sortie, place: int, others: Sequence[Sortie]) -> Sortie | None:
    """The sortie going home before it comes to a line."""
    if place == 0:
        return None
    left = _with(one, one.holds[:place])
    return _home(problem, left, left.last.leave_s, others)


def _with(one: Sortie, holds: tuple[Hold, ...]) -> Sortie:
    return replace(one, leave_s=holds[0].leave_s, further=holds[1:])


def _home(problem: Problem, one: Sortie, by_s: int, others: Sequence[Sortie]) -> Sortie | None:
    """The sortie leaving its last line not after an instant, at one from which it can land; None where it has no time there."""
    leg, group = problem.leg_of(one), problem.groups[one.home]
    openings = group.openings
    if group.spacing is not None:
        deck = DeckUse(group.spacing)
        for other in others:
            if problem.groups[other.home].base == group.base:
                deck.add(other.land_s)
            if problem.groups[other.fleet].base == group.base and other.takeoff_s >= 0:
                deck.add(other.takeoff_s)
        if one.takeoff_s >= 0 and problem.groups[one.fleet].base == group.base:
            deck.add(one.takeoff_s)
        openings = both_open(openings, deck.open_within(one.takeoff_s, one.land_s + 1))
    low_s = -1 if one.aloft and not one.further else one.last.arrive_s
    if by_s <= low_s:
        return None
    leave_s = leave_near(leg, openings, low_s, by_s, by_s)
    if leave_s is None or leave_s <= low_s:
        return None
    land_s = leave_s + leg.times.back_s(leave_s)
    holds = (*one.holds[:-1], replace(one.last, leave_s=leave_s))
    return replace(_with(one, holds), land_s=land_s, ready_s=land_s + leg.turnaround_s)


def check_overlap(problem: Problem, stints: Sequence[Stint]) -> None:
    """Raises InvariantError that names the first hasty relief."""
    for index, overlap_s in enumerate(problem.overlaps):
        line = problem.lines[index]
        own = [stint for stint in stints if stint.line == line.name and stint.leave_s > stint.arrive_s]
        windows = demand_windows(line, problem.length_s)
        stays = [(one.arrive_s, one.leave_s, one.airborne_at_start and one.arrive_s <= 0) for one in own]
        for stint in own if overlap_s else ():
            if too_late_s(stint.leave_s, stays, line.k, overlap_s, windows) is not None:
                raise InvariantError(
                    f"{stint.tail} leaves {line.name} at {stint.leave_s} s, too soon after its relief arrived"
                )


def need_after(overlap_s: int, windows: Sequence[tuple[int, int]], leave_s: int, need_s: int) -> int:
    """When the next must be on station where one leaves who was needed since an instant.

    Sooner by the overlap where the demand goes on, unless stays are so short that reliefs would hardly get ahead.
    """
    goes_on = any(start < leave_s < end for start, end in windows)
    return leave_s - overlap_s if goes_on and leave_s - need_s > 2 * overlap_s else leave_s
