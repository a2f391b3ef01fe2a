"""The rosters of one problem by several methods, the best of them, and the bound beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from longwatch.rostering.bound import Bound, bound_of, format_slot, tightened
from longwatch.rostering.builder import Score, best_build, explore, score
from longwatch.rostering.ferries import ferried
from longwatch.rostering.in_turn import in_turn
from longwatch.rostering.kept_up import ROUNDS, KeptUp, kept_up, with_room
from longwatch.rostering.problem import Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.rostering.search import ANEW, MAX_CELLS, WINDOWS, StoppedSearch, search
from longwatch.rostering.several import of_several_lines
from longwatch.rostering.steps import Teller, demand_s, uncovered_s

CLOSE = 5e-4  # share of the demand within which of the bound a roster is not worth more search
EXPLORE = 30  # runs of the builder with dice
NEAREST_CELLS = 500  # slots x pairings up to which the search also runs with roundings to the nearest slot
FINER = 3  # times the grid is halved at the most
EXPLORE_SORTIES = 6000  # and no more sorties than that in all of them


def best_of(
    problem: Problem, limit: Bound, slot_s: int, seed: int, effort: int, teller: Teller
) -> tuple[str, KeptUp, dict[str, int], bool]:
    """Method, roster with tails, what each method leaves uncovered, whether it was stopped. While vehicles can't keep their
    hours of maintenance the builder plans anew with fewer vehicles where they should be away; the dear methods follow where
    that went best. Least beyond hours wins, then the score.
    """
    uncovered = dict[str, int]()
    found: list[tuple[tuple[int, Score, int], str, KeptUp, Problem]] = []

    def tried(planned: Problem, rosters: Iterator[tuple[str, list[Sortie]]]) -> list[Sortie] | None:
        """The best of some rosters; None where all of it can be flown within hours."""
        says = "" if planned is problem else ", room for maintenance"
        by_method, asked = dict[str, list[Sortie]](), None
        try:
            for method, one in rosters:
                by_method[method + says] = one
                teller.found(one)
        except KeyboardInterrupt as interrupt:
            if not by_method:
                raise
            asked = interrupt
        uncovered.update({method: uncovered_s(problem, one) for method, one in by_method.items()})
        method = min(by_method, key=lambda one: score(problem, by_method[one]))
        kept = kept_up(problem, by_method[method])
        flown = list(kept.sorties)
        found.append(((kept.over_s, score(problem, flown), len(found)), method, kept, planned))
        if asked is not None:
            raise asked
        return by_method[method] if kept.over_s or len(flown) < len(by_method[method]) else None

    stopped = False
    try:
        planned, sorties = problem, tried(problem, _rosters(problem, limit, slot_s, seed, effort, teller))
        for due in ROUNDS:
            if sorties is None:
                break
            again = with_room(problem, sorties, due)
            if again != planned:
                teller.say("maintenance")
                planned = again
                name, built = best_build(planned)
                sorties = tried(planned, iter([(f"builder ({name})", built)]))
        best = min(found, key=lambda one: one[0])
        if best[3] is not problem:
            tried(best[3], _rosters(best[3], limit, slot_s, seed, effort, teller))
        teller.ended(min(found, key=lambda one: one[0])[2].sorties)
    except KeyboardInterrupt:
        if not found:
            raise
        stopped = True
    best = min(found, key=lambda one: one[0])
    uncovered[best[1]] = uncovered_s(problem, list(best[2].sorties))
    return best[1], best[2], uncovered, stopped


def bounded(problem: Problem, slot_s: int, effort: int) -> Bound:
    """The bound; a better one, which takes longer, where the builder's roster is far from it."""
    limit = bound_of(problem, slot_s=slot_s)
    if not effort or problem.ferries:
        return limit
    is_close = _is_close(problem, limit, retime(problem, best_build(problem)[1]))
    return limit if is_close else tightened(problem, limit)


def _rosters(
    problem: Problem, limit: Bound, slot_s: int, seed: int, effort: int, teller: Teller
) -> Iterator[tuple[str, list[Sortie]]]:
    """Rosters by different methods; of fleets that retask first as if they did not."""
    best: list[Sortie] | None = None
    for method, one in _of_single_lines(replace(problem, passages={}), limit, slot_s, seed, effort, teller):
        best = one if best is None else min(best, one, key=lambda sorties: score(problem, sorties))
        yield method, one
    if problem.passages and best is not None and not _is_close(problem, limit, best):
        grids = [max(slot_s // 2**part, 60) for part in range(min(effort, FINER) + 1)] if effort else []
        yield from of_several_lines(
            problem, best, grids, lambda one: _is_close(problem, limit, one), seed, effort, teller
        )


def _of_single_lines(
    problem: Problem, limit: Bound, slot_s: int, seed: int, effort: int, teller: Teller
) -> Iterator[tuple[str, list[Sortie]]]:
    """Rosters by different methods; the dear ones only while the bound leaves something to gain."""
    teller.say("builder")
    name, built = best_build(problem)
    yield f"builder ({name})", built
    best = retime(problem, built)
    yield f"builder ({name}), retimed", best
    best = min(built, best, key=lambda one: score(problem, one))
    if not effort or _is_close(problem, limit, best):
        return
    ferried_best = best
    if problem.ferries:
        teller.say("ferries")
        found = (retime(problem, one) for one in ferried(problem, seed, effort))
        ferried_best = min(found, key=lambda one: score(problem, one), default=best)
        yield "builder with ferries", ferried_best
        if _is_close(problem, limit, ferried_best):
            return
        if ferries := tuple(one for one in ferried_best if one.to_fleet >= 0):
            for method, one in _searched(problem, limit, slot_s, seed, effort, teller, ferried_best, ferries):
                yield method, one
                if _is_close(problem, limit, one):
                    return
    tries = max(0, min(EXPLORE, EXPLORE_SORTIES // max(len(built), 1)))
    if tries:
        teller.say("explore")
        explored = min(
            (retime(problem, one) for one in explore(problem, seed, tries)), key=lambda one: score(problem, one)
        )
        yield f"builder, best of {tries} with dice", explored
        best = min(best, explored, key=lambda one: score(problem, one))
        if _is_close(problem, limit, best):
            return
    yield from _searched(problem, limit, slot_s, seed, effort, teller, best)


def _searched(
    problem: Problem, limit: Bound, slot_s: int, seed: int, effort: int, teller: Teller, best: list[Sortie],
    ferries: tuple[Sortie, ...] = (),
) -> Iterator[tuple[str, list[Sortie]]]:  # fmt: skip
    """Rosters by windows on grids of slots, each from the best before it; ferries stay."""
    begun = best
    for method, found in _in_turn(problem, best, seed, effort, teller):
        yield method, found
        best = min(best, found, key=lambda one: score(problem, one))
        if _is_close(problem, limit, best):
            return
        begun = best
    for grid_s, nearest, anew in _grids(problem, slot_s, effort):
        teller.say("search")
        how = f"{'nearest' if nearest else 'up'}{', anew' if anew else ''}{', ferries kept' if ferries else ''}"
        method = f"search ({format_slot(grid_s)} grid, {how})"
        try:
            searched = search(
                problem, slot_s=grid_s, seed=seed, nearest=nearest, start=() if anew else best, fixed=ferries,
                windows=(ANEW if anew else WINDOWS) * effort, max_cells=MAX_CELLS * effort,
                progress=lambda done, of, on_grid: teller.say("search", done, of, on_grid),
            )  # fmt: skip
        except StoppedSearch as stopped:
            yield method, stopped.sorties
            raise
        if searched is None:
            continue
        yield method, searched
        best = min(best, searched, key=lambda one: score(problem, one))
        ferries = tuple(one for one in best if one.to_fleet >= 0)
        if _is_close(problem, limit, best):
            return
    if best is not begun:
        for method, found in _in_turn(problem, best, seed + 1, effort, teller):
            yield f"{method}, once more", found


def _in_turn(
    problem: Problem, best: list[Sortie], seed: int, effort: int, teller: Teller
) -> Iterator[tuple[str, list[Sortie]]]:
    """The roster made better vehicle by vehicle, where that is possible."""
    teller.say("vehicles in turn")
    found = in_turn(problem, best, seed, effort)
    if found is not None:
        yield "vehicles in turn", found


def _grids(problem: Problem, slot_s: int, effort: int) -> Iterator[tuple[int, bool, bool]]:
    """Slots to search on, whether ways are rounded to the nearest, whether from nothing: finer ones with more effort."""
    yield slot_s, False, True
    yield slot_s, False, False
    if len(problem.legs) * problem.length_s // slot_s <= NEAREST_CELLS:
        yield slot_s, True, False
    for part in range(1, min(effort, FINER) + 1):
        yield max(slot_s // 2**part, 60), False, False


def _is_close(problem: Problem, limit: Bound, sorties: list[Sortie]) -> bool:
    """Whether a roster is so near to the bound, each second by the weight of its line, that more search is not worth it."""
    asked_s = demand_s(problem)
    if not asked_s:
        return uncovered_s(problem, sorties) <= limit.uncovered_s + CLOSE * limit.demand_s
    return score(problem, sorties).uncovered_s <= limit.weighted_uncovered_s + CLOSE * asked_s
