"""From a scenario to its roster, with the bound beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from longwatch.errors import InvariantError
from longwatch.patterns.lines import lines_of
from longwatch.rostering.bound import Bound, bound_of
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import LineCover, cover
from longwatch.rostering.methods import best_of, bounded
from longwatch.rostering.pairing import feasible, judge
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.steps import Listener, Step, Teller, unheard
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
    limit = bounded(problem, slot_s, scenario.file.run.effort)
    teller = Teller(problem, limit, progress)
    method, kept, uncovered, stopped = best_of(problem, limit, slot_s, seed, scenario.file.run.effort, teller)
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


def _verify(scenario: Scenario, roster: Roster) -> None:
    """Every roster that leaves the program has passed the verifier."""
    from longwatch.verifier import verify_roster

    verdict = verify_roster(scenario, roster)
    if not verdict.ok:
        raise InvariantError("the verifier refuses our own roster: " + "; ".join(str(v) for v in verdict.violations))
