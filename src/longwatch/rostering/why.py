"""Why a demand is not met: proved impossible, beyond reach, or not found; and what would mend it.

docs/why.md says what each answer means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from longwatch.patterns.lines import lines_of
from longwatch.rostering.bound import slot_for
from longwatch.rostering.clash import Clash, Prover, more_clashes
from longwatch.rostering.demand_model import Demands
from longwatch.rostering.earliest import gap_min_s
from longwatch.rostering.kept import Kept, kept_by, longest_limit_s
from longwatch.rostering.make import Plan
from longwatch.rostering.pairing import feasible, judge
from longwatch.rostering.problem import Problem
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.relaxations import Bench, Relaxation, Reread, relax
from longwatch.rostering.rules_dropped import Opening, Rule, rules_of, with_foreseen
from longwatch.rostering.unreached import unreached
from longwatch.rostering.verdict import Verdict
from longwatch.rostering.warm_up import with_warm_up
from longwatch.scenario.long import as_planned, is_long, planned_part
from longwatch.scenario.long_rules import LONG_S
from longwatch.scenario.openings import base_openings, horizon_s
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.weather.forecast import foreseen_openings

FINER = 4  # the second grid of a proof
FINE_CELLS = 1200  # slots x pairings of that grid, at the most


@dataclass(frozen=True)
class Reason:
    """Why one watch is not met.

    proof : "reach" (no fleet can hold a line of it), "rules" (no roster that keeps the rules can), "forecast" (none that
        also keeps to the foreseen weather can), or "" (none was found; the bound leaves open whether there is one)
    gap_bound_s : no roster has a shorter longest gap; 0 where nothing is proved of it
    """

    kept: Kept
    proof: str
    clashes: tuple[Clash, ...]
    unreached: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    gap_bound_s: int
    relaxations: tuple[Relaxation, ...]
    without_effect: tuple[str, ...]


@dataclass(frozen=True)
class Tight:
    """One vehicle, crew or channel fewer, and it is proved that the demands can't all be met."""

    rule: Rule
    of: int


@dataclass(frozen=True)
class Explanation:
    """All watches of a scenario: those met, those not met and why, and what binds where all are met."""

    kept: tuple[Kept, ...]
    reasons: tuple[Reason, ...]
    tight: tuple[Tight, ...]
    together: tuple[str, ...]  # overrides with which every watch is met, one relaxation of each watch
    n_plans: int
    n_programmes: int
    plan: Plan | None

    @property
    def met(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Case:
    """A scenario as the proofs see it."""

    scenario: Scenario
    lines: tuple[Line, ...]
    verdicts: tuple[Verdict, ...]
    problem: Problem
    demands: Demands

    @property
    def slots_s(self) -> tuple[int, ...]:
        """Of the bound, and a finer one."""
        coarse = slot_for(self.problem, round(float(self.scenario.file.run.slot_s)))
        cells = math.ceil(self.problem.length_s * max(len(self.problem.legs), 1) / FINE_CELLS)
        fine = max(coarse // FINER, cells, 60)
        return (coarse, fine) if fine < coarse else (coarse,)


def case_of(scenario: Scenario) -> Case:
    """Lines, pairings and the problem in numbers. Raises ImpossibleError where a revisit watch can't be swept at all."""
    part = planned_part(scenario, LONG_S) if is_long(scenario) else scenario
    lines = lines_of(part)
    judged = judge(part, lines)
    found: tuple[Pairing, ...] = feasible(judged)
    lines = with_warm_up(part, lines, found)
    problem = problem_of(part, lines, found)
    limits = {one.name: math.floor(longest_limit_s(one)) for one in part.watches if one.kind == "revisit"}
    asked = frozenset(one.name for one in part.watches if one.kind != "relay")
    return Case(part, lines, tuple(verdict for _, verdict in judged), problem, Demands(asked, limits))


def why(
    scenario: Scenario,
    reread: Reread,
    *,
    plan: Plan | None = None,
    say: Callable[[str], None] | None = None,
    begin: Callable[[str], None] | None = None,
    relaxing: bool = True,
) -> Explanation:
    """Explain every watch that the plan does not meet; make the plan where none is handed in.

    reread : the same scenario with these overrides more (``path=value``)
    say, begin : told of each step; of each watch as its explanation begins
    Effort is counted in plans and programmes, not in seconds: the same scenario has the same explanation.
    """
    heard = say or (lambda _: None)
    case = case_of(scenario)
    prover = Prover(case.slots_s, heard)
    bench = Bench(scenario, reread, heard)
    ready = plan if plan is not None else bench.planned(())
    kept = kept_by(scenario, ready.roster)
    reasons = []
    for one in kept.values():
        if one.met:
            continue
        if begin is not None:
            begin(one.watch)
        reason = _reason(case, one, prover)
        if relaxing:
            found, without = relax(bench, case.lines, case.verdicts, kept, one.watch)
            reason = replace(reason, relaxations=found, without_effect=without)
        reasons.append(reason)
    tight = _tight(case, prover) if not reasons else ()
    together = bench.together([one.relaxations for one in reasons], kept)
    return Explanation(tuple(kept.values()), tuple(reasons), tight, together, bench.n_plans, prover.n_programmes, ready)


def _reason(case: Case, kept: Kept, prover: Prover) -> Reason:
    """Proof and clash, strongest first."""
    verdicts = tuple(one for one in case.verdicts if _watch_of(case.lines, one.line) == kept.watch)
    held = {one.line for one in verdicts if one.feasible}
    beyond = [line for line in case.lines if line.watch == kept.watch and line.name not in held]
    if beyond:
        problems = unreached(case.scenario, beyond, verdicts)
        return Reason(kept, "reach", (), tuple(map(str, problems)), verdicts, 0, (), ())
    reachable = frozenset(one for one in case.demands.watches if _is_reached(case, one))
    demands = case.demands.only(reachable)
    rules = case_rules(case)
    for proof, problem in (("rules", case.problem), ("forecast", with_foreseen(case.problem))):
        if proof == "forecast" and problem.groups == case.problem.groups:
            break
        usable = [rule for rule in rules if proof == "forecast" or rule.kind != "weather"]
        clashes = more_clashes(problem, demands, usable, kept.watch, prover)
        if clashes:
            return Reason(
                kept, proof, clashes, (), verdicts, _gap_bound_s(case, problem, kept, clashes[0].slot_s, prover), (), ()
            )
    return Reason(kept, "", (), (), verdicts, 0, (), ())


def case_rules(case: Case) -> tuple[Rule, ...]:
    """The families of rules of a scenario."""
    bases = {fleet.name: fleet.base for fleet in case.scenario.fleets}
    ways_s = {(one.fleet, one.line): one.transit_out_s for one in case.verdicts if one.feasible}
    return rules_of(case.problem, bases, openings_of(case.scenario), ways_s)


def openings_of(scenario: Scenario) -> dict[str, Opening]:
    """Of every base: by its own hours and deck cycle, by the forecast, by both."""
    seed = int(scenario.file.run.seed)
    by_rule = {base.name: base_openings(scenario, base) for base in scenario.bases}
    both = foreseen_openings(scenario, by_rule, seed)
    foreseen = foreseen_openings(scenario, dict.fromkeys(by_rule), seed)
    whole = (horizon_s(scenario),)
    return {
        name: Opening(by_rule[name], None if foreseen[name] == whole else foreseen[name], both[name])
        for name in by_rule
    }


def _watch_of(lines: Sequence[Line], name: str) -> str:
    return next((line.watch for line in lines if line.name == name), "")


def _is_reached(case: Case, watch: str) -> bool:
    held = {one.line for one in case.verdicts if one.feasible}
    return all(line.name in held for line in case.lines if line.watch == watch)


def _gap_bound_s(case: Case, problem: Problem, kept: Kept, slot_s: int, prover: Prover) -> int:
    """The longest gap that is proved to be in every roster, to a minute or 2 %; for one line.

    Never less than what the plan's table says of it, the first possible arrival: the programme only goes on from there.
    """
    if any(line.kind == "tour" for line in case.lines if line.watch == kept.watch):
        return 0
    own = [n for n, line in enumerate(problem.lines) if line.watch == kept.watch]
    first_s = max((gap_min_s(problem, n) for n in own), default=0)
    demands = case.demands.only({kept.watch})

    def proved(limit_s: int) -> bool:
        lines = tuple(replace(line, limit_s=limit_s, required=1.0) for line in problem.lines)
        return prover.impossible_at(replace(problem, lines=lines), demands, slot_s)

    low, high = max(math.floor(kept.limit_s), first_s), math.ceil(kept.gap_max_s)
    if high <= low or not proved(low):
        return first_s if first_s > kept.limit_s else 0
    while high - low > max(60, high // 50):
        middle = (low + high) // 2
        low, high = (middle, high) if proved(middle) else (low, middle)
    return low + 1


def _tight(case: Case, prover: Prover) -> tuple[Tight, ...]:
    """Numbers of which none can be one fewer."""
    found = []
    for rule in case_rules(case):
        fewer = _one_fewer(case.problem, rule)
        if fewer is not None and prover.impossible(fewer[0], case.demands):
            found.append(Tight(rule, fewer[1]))
    return tuple(found)


def _one_fewer(problem: Problem, rule: Rule) -> tuple[Problem, int] | None:
    """The problem with one vehicle, crew at once or channel fewer, and how many there are; None where it is no number."""
    if rule.kind == "channels":
        n = problem.channels[rule.name]
        return replace(problem, channels={**problem.channels, rule.name: n - 1}), n
    at = next((n for n, group in enumerate(problem.groups) if group.name == rule.name), None)
    if at is None or rule.kind not in ("vehicles", "crews"):
        return None
    group = problem.groups[at]
    if rule.kind == "crews" and (group.crew_steps is not None or group.crew_limit is None):
        return None
    n = group.count if rule.kind == "vehicles" else group.crew_limit or 0
    if len(group.aloft) >= n:
        return None  # they are in the air already
    less = replace(group, count=n - 1) if rule.kind == "vehicles" else replace(group, crew_limit=n - 1)
    return replace(problem, groups=(*problem.groups[:at], less, *problem.groups[at + 1 :])), n


__all__ = ["Case", "Explanation", "Reason", "Tight", "as_planned", "case_of", "why"]
