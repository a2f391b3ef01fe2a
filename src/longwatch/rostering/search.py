"""The search: the problem in slots, windows of it solved anew from the best roster so far, and the grid taken out again.

Effort is counted in windows, never in seconds, so the same scenario gives the same roster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from longwatch.rostering.fixed import without_fixed
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.slotted import in_seconds, in_slots, slots_of
from longwatch.slots.counts import admitted
from longwatch.slots.model import SlotProblem, SlotSortie
from longwatch.slots.progress import Progress as Told
from longwatch.slots.roster import counts_of
from longwatch.slots.search import solve

WINDOWS = 12  # of a search that begins with a roster
ANEW = 30  # of one that begins with nothing
MAX_CELLS = 2500  # slots x pairings; beyond this the builder's roster stands alone

Progress = Callable[[int, int, float | None], None]


class StoppedSearch(KeyboardInterrupt):
    """Somebody ended the search; `sorties` is what it had come to."""

    def __init__(self, sorties: list[Sortie]) -> None:
        super().__init__()
        self.sorties = sorties


def search(
    problem: Problem,
    *,
    slot_s: int = 3600,
    seed: int = 0,
    nearest: bool = False,
    start: Sequence[Sortie] = (),
    fixed: Sequence[Sortie] = (),
    windows: int = WINDOWS,
    max_cells: int = MAX_CELLS,
    progress: Progress | None = None,
) -> list[Sortie] | None:
    """A roster from window search; None where the problem is too large for it, or holds nobody on this grid.

    nearest : rounds ways to the nearest slot instead of up: tighter on paper, paid for when times become exact
    start : a roster to begin with; it is put on the grid first, which may cost some of it
    fixed : ferries, which stay as they are
    progress : called with windows so far, windows in all, share of the demand covered in slots (None where lines differ in
        weight)
    Raises StoppedSearch, which has the best roster so far, on Ctrl-C or where `progress` raises KeyboardInterrupt.
    """
    if not problem.legs or len(problem.legs) * (problem.length_s // slot_s) > max_cells:
        return None
    coarse = slots_of(problem, slot_s, nearest=nearest)
    if coarse is None:
        return None
    coarse = without_fixed(coarse, fixed)
    alike = len(set(coarse.weight)) == 1

    def told(now: Told) -> None:
        if progress is not None:
            progress(now.windows, windows, now.covered / now.wanted if alike and now.wanted else None)

    found = solve(coarse, seed=seed, effort=windows, start=_begin(coarse, start, fixed), progress=told)
    sorties = in_seconds(problem, slot_s, found.sorties, fixed)
    if not found.reproducible:  # no clock is set, so somebody asked for it to end
        raise StoppedSearch(sorties)
    return sorties


def _begin(coarse: SlotProblem, start: Sequence[Sortie], fixed: Sequence[Sortie]) -> list[SlotSortie] | None:
    """The roster on the grid; None where first in, first out does not hold for it there."""
    found = in_slots(coarse, [one for one in start if one not in fixed])
    return None if not start or counts_of(admitted(coarse), found).broken() else found
