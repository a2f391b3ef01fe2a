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
from longwatch.rostering.openings import both_open
from longwatch.rostering.problem import Problem, demand_windows
from longwatch.rostering.resources import Sortie, leave_near
from longwatch.scenario.plan import Stint

Stay = tuple[int, int, bool]  # on station from, until, and whether aloft at the start


def handed_over(problem: Problem, sorties: Sequence[Sortie]) -> list[Sortie]:
    """The same sorties, those that would be relieved too hastily sent home before: the gap is commonly a second long.

    A sortie that has then no time on station is left out.
    """
    now = list(sorties)
    for line, overlap_s in enumerate(problem.overlaps):
        while overlap_s and (found := _hasty(problem, line, now)) is not None:
            leaver, complete_s = found
            others = [one for one in now if one is not leaver]
            earlier = _sent_home(problem, leaver, complete_s - 1, others)
            if earlier is None and leaver.aloft:  # it can't leave sooner: who came last comes not
                last = max((one for one in others if one.line == line and one.arrive_s <= leaver.leave_s and not one.aloft),
                           key=lambda one: one.arrive_s)  # fmt: skip
                now = [one for one in now if one is not last]
            else:
                now = others if earlier is None else [*others, earlier]
    return sorted(now)


def _hasty(problem: Problem, line: int, sorties: Sequence[Sortie]) -> tuple[Sortie, int] | None:
    """The first who leaves too soon after a relief arrived, and when k others were first there."""
    k, overlap_s = problem.lines[line].k, problem.overlaps[line]
    own = sorted((one for one in sorties if one.line == line), key=lambda one: (one.leave_s, one.arrive_s))
    windows = demand_windows(problem.lines[line], problem.length_s)
    longest_s = max((one.leave_s - one.arrive_s for one in own), default=0)
    stays = [(one.arrive_s, one.leave_s, one.aloft) for one in own]
    for n, one in enumerate(own):
        near = stays[n + 1 : bisect_right(own, one.leave_s + longest_s, key=_leaves)]
        complete_s = too_late_s(one.leave_s, near, k, overlap_s, windows)
        if complete_s is not None:
            return one, complete_s
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


def _leaves(one: Sortie) -> int:
    return one.leave_s


def _sent_home(problem: Problem, one: Sortie, by_s: int, others: Sequence[Sortie]) -> Sortie | None:
    """The sortie leaving not after an instant, at one from which it can land; None where it would have no time on station."""
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
    low_s = -1 if one.aloft else one.arrive_s
    if by_s <= low_s:
        return None
    leave_s = leave_near(leg, openings, low_s, by_s, by_s)
    if leave_s is None or leave_s <= low_s:
        return None
    land_s = leave_s + leg.times.back_s(leave_s)
    return replace(one, leave_s=leave_s, land_s=land_s, ready_s=land_s + leg.turnaround_s)


def check_overlap(problem: Problem, stints: Sequence[Stint]) -> None:
    """Raises InvariantError that names the first hasty relief."""
    for index, overlap_s in enumerate(problem.overlaps):
        line = problem.lines[index]
        own = [stint for stint in stints if stint.line == line.name and stint.leave_s > stint.arrive_s]
        windows = demand_windows(line, problem.length_s)
        stays = [(one.arrive_s, one.leave_s, one.airborne_at_start) for one in own]
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
