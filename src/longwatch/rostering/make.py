"""From a scenario to its roster, with the bound beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from longwatch.errors import InvariantError
from longwatch.patterns.lines import lines_of
from longwatch.rostering.bound import Bound, bound_of, format_slot, tightened
from longwatch.rostering.builder import Score, best_build, explore, score
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import LineCover, cover
from longwatch.rostering.ferries import ferried
from longwatch.rostering.in_turn import in_turn
from longwatch.rostering.kept_up import ROUNDS, KeptUp, kept_up, with_room
from longwatch.rostering.pairing import feasible, judge
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.resources import Sortie
from longwatch.rostering.retime import retime
from longwatch.rostering.search import ANEW, MAX_CELLS, WINDOWS, StoppedSearch, search
from longwatch.rostering.several import of_several_lines
from longwatch.rostering.steps import Listener, Step, Teller, demand_s, uncovered_s, unheard
from longwatch.rostering.tails import match_tails
from longwatch.rostering.tiles import Tile, make_tile, planned_s
from longwatch.rostering.unreached import require_reached
from longwatch.rostering.verdict import Verdict
from longwatch.rostering.warm_up import with_warm_up
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import is_long, planned_part
from longwatch.scenario.long_rules import LONG_S
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario

STOPPED = "stopped by hand before the search was at its end: planning again may come to another roster"
CLOSE = 5e-4  # share of the demand within which of the bound a roster is not worth more search
EXPLORE = 30  # runs of the builder with dice
NEAREST_CELLS = 500  # slots x pairings up to which the search also runs with roundings to the nearest slot
FINER = 3  # times the grid is halved at the most
EXPLORE_SORTIES = 6000  # and no more sorties than that in all of them


@dataclass(frozen=True)
class Plan:
    """A verified roster, the bound beside it, and what was tried. Times are watcher-seconds."""

    roster: Roster
    bound: Bound
    verdicts: tuple[Verdict, ...]
    covered_fraction: float
    uncovered_s: int
    demand_s: int
    per_line: dict[str, LineCover]
    gap_max_s: dict[str, int]
    candidates: dict[str, int]  # method -> uncovered_s

    @property
    def stopped(self) -> bool:
        """Whether somebody ended the search; the same scenario and seed may then come to another roster."""
        return STOPPED in self.roster.notes


def make_roster(
    scenario: Scenario, *, seed: int = 0, progress: Listener = unheard, allow_unreached: bool = False
) -> Plan:
    """The better roster of builder and search: least uncovered time of hard lines, then of all by weight, then cost.

    Raises ImpossibleError where a line lies beyond every fleet's reach or link (with `allow_unreached` it is left
    uncovered instead), InvariantError where a roster of our own breaks a rule. The same scenario and seed give the same
    plan. Ctrl-C (or a `progress` that raises KeyboardInterrupt) ends the search: the best roster so far is the plan, its
    `stopped` is true; where there is no roster yet it goes on to the caller.
    """
    if is_long(scenario):
        return _make_repeating(scenario, progress, allow_unreached)
    lines, verdicts, found, problem = prepared(scenario, allow_unreached=allow_unreached)
    progress(Step("bound"))
    slot_s = round(float(scenario.file.run.slot_s))
    limit = _bounded(problem, slot_s, scenario.file.run.effort)
    teller = Teller(problem, limit, progress)
    method, kept, uncovered, stopped = _best(problem, limit, slot_s, seed, scenario.file.run.effort, teller)
    roster = Roster(
        scenario_name=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        start_s=scenario.start_s,
        length_s=scenario.length_s,
        method=method + (", stopped by hand" if stopped else ""),
        lines=lines,
        pairings=found,
        stints=kept.stints,
        notes=(STOPPED,) if stopped else (),
        maintenance=kept.maintenance,
        passages=problem.routes,
    )
    check_stints(problem, roster.stints)
    _verify(scenario, roster)
    return plan_of(roster, limit, verdicts, uncovered)


def prepared(
    scenario: Scenario, *, allow_unreached: bool = False
) -> tuple[tuple[Line, ...], tuple[Verdict, ...], tuple[Pairing, ...], Problem]:
    """Lines, what each fleet can do on each, those that can hold one, and the problem in numbers."""
    lines = lines_of(scenario)
    judged = judge(scenario, lines)
    verdicts = tuple(verdict for _, verdict in judged)
    if not allow_unreached:
        require_reached(scenario, lines, verdicts)
    found = feasible(judged)
    lines = with_warm_up(scenario, lines, found)
    return lines, verdicts, found, problem_of(scenario, lines, found)


def _make_repeating(scenario: Scenario, say: Listener, allow_unreached: bool) -> Plan:
    """The plan of a period of years: run-in and one tile, which repeats. The bound is of the same time."""
    lines = lines_of(planned_part(scenario, LONG_S))
    judged = judge(scenario, lines)
    verdicts = tuple(verdict for _, verdict in judged)
    if not allow_unreached:
        require_reached(scenario, lines, verdicts)
    found = feasible(judged)
    say(Step("builder"))
    whole = planned_part(scenario, planned_s(found))
    tile = make_tile(problem_of(whole, lines_of(whole), found))
    part, twice = (planned_part(scenario, tile.from_s + n * tile.every_s) for n in (1, 2))
    roster = _repeating(scenario, part, tile, found)
    _check_whole(twice, replace(_repeating(scenario, twice, tile, found), tile_from_s=0, tile_s=0))
    _check_whole(part, roster)
    say(Step("bound"))
    limit = bound_of(problem_of(part, roster.lines, found), slot_s=round(float(scenario.file.run.slot_s)))
    return plan_of(roster, limit, verdicts)


def _repeating(scenario: Scenario, part: Scenario, tile: Tile, found: tuple[Pairing, ...]) -> Roster:
    """The roster of the first part of the period."""
    lines = with_warm_up(part, lines_of(part), found)
    stints = match_tails(problem_of(part, lines, found), tile.until(part.length_s))
    return Roster(
        scenario_name=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        start_s=scenario.start_s,
        length_s=part.length_s,
        method=tile.method,
        lines=lines,
        pairings=found,
        stints=tuple(one for one in stints if one.arrive_s < part.length_s),  # others are of the next tile
        tile_from_s=tile.from_s,
        tile_s=tile.every_s,
        period_s=scenario.length_s,
    )


def _check_whole(part: Scenario, roster: Roster) -> None:
    check_stints(problem_of(part, roster.lines, roster.pairings), roster.stints)
    _verify(part, roster)


def plan_of(
    roster: Roster, limit: Bound, verdicts: tuple[Verdict, ...], candidates: dict[str, int] | None = None
) -> Plan:
    """The plan with what it covers. Raises InvariantError where it is better than its bound."""
    found = cover(roster.lines, roster.stints, roster.length_s, roster.pairings)
    per_line = {one.line: one for one in found}
    total, missing = sum(c.demand_s for c in found), sum(c.uncovered_s for c in found)
    if missing < limit.uncovered_s:
        raise InvariantError(f"the roster leaves {missing} s uncovered, less than the bound of {limit.uncovered_s} s")
    weighted_s = math.fsum(line.weight * per_line[line.name].uncovered_s for line in roster.lines)
    if weighted_s < limit.weighted_uncovered_s * (1.0 - 1e-9):
        least_s = limit.weighted_uncovered_s
        raise InvariantError(
            f"the roster leaves {weighted_s:g} s uncovered by weight, less than the bound of {least_s:g} s"
        )
    return Plan(
        roster=roster,
        bound=limit,
        verdicts=verdicts,
        covered_fraction=1.0 - missing / total if total else 1.0,
        uncovered_s=missing,
        demand_s=total,
        per_line=per_line,
        gap_max_s={line: one.gap_max_s for line, one in per_line.items()},
        candidates={roster.method: missing} if candidates is None else candidates,
    )


def _best(
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
    except KeyboardInterrupt:
        if not found:
            raise
        stopped = True
    best = min(found, key=lambda one: one[0])
    uncovered[best[1]] = uncovered_s(problem, list(best[2].sorties))
    return best[1], best[2], uncovered, stopped


def _bounded(problem: Problem, slot_s: int, effort: int) -> Bound:
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
    teller.found(best)
    if not effort or _is_close(problem, limit, best):
        return
    ferried_best = best
    if problem.ferries:
        teller.say("ferries")
        found = (retime(problem, one) for one in ferried(problem, seed, effort))
        ferried_best = min(found, key=lambda one: score(problem, one), default=best)
        yield "builder with ferries", ferried_best
        teller.found(min(best, ferried_best, key=lambda one: score(problem, one)))
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
        teller.found(best)
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
        teller.found(best)
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
        teller.found(best)
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


def _verify(scenario: Scenario, roster: Roster) -> None:
    """Every roster that leaves the program has passed the verifier."""
    from longwatch.verifier import verify_roster

    verdict = verify_roster(scenario, roster)
    if not verdict.ok:
        raise InvariantError("the verifier refuses our own roster: " + "; ".join(str(v) for v in verdict.violations))
