"""From a scenario to its roster, with the bound beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from longwatch.errors import InvariantError
from longwatch.patterns.station import lines_of
from longwatch.rostering.bound import Bound, bound_of
from longwatch.rostering.builder import Sortie, best_build, score
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import LineCover, cover
from longwatch.rostering.pairing import Verdict, explain, pairings, require_feasible, with_warm_up
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.tails import match_tails
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario

Progress = Callable[[str], None]


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


def make_roster(scenario: Scenario, *, seed: int = 0, progress: Progress | None = None) -> Plan:
    """The better roster of builder and search: least uncovered time of hard lines, then of all by weight, then cost.

    Raises ImpossibleError where a hard line lies beyond every fleet's reach, InvariantError where a roster of our own
    breaks a rule. The same scenario and seed give the same plan.
    """
    say = progress or _quiet
    lines = lines_of(scenario)
    require_feasible(scenario, lines)
    found = pairings(scenario, lines)
    lines = with_warm_up(scenario, lines, found)
    problem = problem_of(scenario, lines, found)
    say("bound")
    limit = bound_of(problem, slot_s=round(float(scenario.file.run.slot_s)))
    say("builder")
    name, sorties = best_build(problem)
    tried = {f"builder ({name})": sorties}
    uncovered = {method: _uncovered_s(problem, one) for method, one in tried.items()}
    method = min(tried, key=lambda one: score(problem, tried[one]))
    roster = Roster(
        scenario_name=scenario.name,
        scenario_sha256=scenario_sha256(scenario),
        start_s=scenario.start_s,
        length_s=scenario.length_s,
        method=method,
        lines=lines,
        pairings=found,
        stints=match_tails(problem, tried[method]),
    )
    check_stints(problem, roster.stints)
    _verify(scenario, roster)
    per_line = {one.line: one for one in cover(lines, roster.stints, scenario.length_s)}
    total, missing = sum(c.demand_s for c in per_line.values()), sum(c.uncovered_s for c in per_line.values())
    if missing < limit.uncovered_s:
        raise InvariantError(f"the roster leaves {missing} s uncovered, less than the bound of {limit.uncovered_s} s")
    return Plan(
        roster=roster,
        bound=limit,
        verdicts=explain(scenario, lines),
        covered_fraction=1.0 - missing / total if total else 1.0,
        uncovered_s=missing,
        demand_s=total,
        per_line=per_line,
        gap_max_s={line: one.gap_max_s for line, one in per_line.items()},
        candidates=uncovered,
    )


def _quiet(text: str) -> None:
    """Nobody listens."""


def scenario_sha256(scenario: Scenario) -> str:
    """What a roster was made for: the hash of the scenario as it was resolved."""
    text = scenario.file.model_dump_json(by_alias=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _uncovered_s(problem: Problem, sorties: list[Sortie]) -> int:
    from longwatch.rostering.coverage import cover_line

    return sum(
        cover_line(line, [(s.arrive_s, s.leave_s) for s in sorties if s.line == index], problem.length_s).uncovered_s
        for index, line in enumerate(problem.lines)
    )


def _verify(scenario: Scenario, roster: Roster) -> None:
    """Every roster that leaves the program has passed the verifier."""
    from longwatch.verifier import verify_roster

    verdict = verify_roster(scenario, roster)
    if not verdict.ok:
        raise InvariantError("the verifier refuses our own roster: " + "; ".join(str(v) for v in verdict.violations))
