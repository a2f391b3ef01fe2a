"""Why demands are not met, with a price on what would mend it: what `plan --explain` prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from longwatch.cost.price import price_plan
from longwatch.cost.use import use_from_roster
from longwatch.errors import BadInputError
from longwatch.reporting.wording import amount
from longwatch.rostering.dials import ASKS_LESS, NOT_PRICED, ORDER
from longwatch.rostering.make import Plan
from longwatch.rostering.relaxations import Relaxation
from longwatch.rostering.why import Explanation, Reason, why
from longwatch.rostering.why_words import explanation_lines, members, shortfall
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class Explained:
    """Text lines, and the same as JSON holds it."""

    lines: tuple[str, ...]
    facts: dict[str, Any]
    met: bool


def explain_path(
    path: Path, overrides: tuple[str, ...] = (), *, plan: Plan | None = None, progress: Callable[[str, int, int], None]
) -> Explained:
    """The explanation of a scenario file; `plan` is its plan where one was made."""
    scenario = read_scenario(path, overrides)
    steps = _Steps(progress)
    found = why(
        scenario,
        lambda more: read_scenario(path, (*overrides, *more)),
        plan=plan,
        say=lambda _: steps.step(),
        begin=lambda watch: steps.begin(f"explaining {watch}"),
    )
    steps.end()
    return priced(scenario, found)


class _Steps:
    """Plans and programmes counted, watch by watch; nobody knows beforehand how many there will be."""

    def __init__(self, progress: Callable[[str, int, int], None]) -> None:
        self._progress, self._stage, self._done = progress, "explaining", 0

    def begin(self, stage: str) -> None:
        self.end()
        self._stage, self._done = stage, 0

    def step(self) -> None:
        self._done += 1
        self._progress(self._stage, self._done, self._done + 1)

    def end(self) -> None:
        if self._done:
            self._progress(self._stage, self._done, self._done)


def priced(scenario: Scenario, found: Explanation) -> Explained:
    """The same with what each change costs a year, the cheapest first; then those that ask for less, last what has no price.

    A plan that comes out cheaper has no price told: its saving is that others fly less, not that the change is free.
    """
    now = _yearly(scenario, found.plan) if found.plan is not None else None
    prices = {
        one.overrides: None if one.kind in (*ASKS_LESS, *NOT_PRICED) else _more(now, _yearly(one.scenario, one.plan))
        for reason in found.reasons
        for one in reason.relaxations
    }
    ordered = replace(found, reasons=tuple(_ordered(reason, prices) for reason in found.reasons))
    currency = scenario.file.money.currency

    def cost(one: Relaxation) -> str:
        more = prices[one.overrides]
        return f"{amount(more, currency)} a year more" if more is not None and more > 0 else ""

    return Explained(tuple(explanation_lines(scenario, ordered, cost)), _facts(scenario, ordered, prices), found.met)


def _yearly(scenario: Scenario, plan: Plan) -> float | None:
    """Purchase and use over the years of use, a year; None where something has no price."""
    try:
        tree = price_plan(scenario, use_from_roster(scenario, plan.roster))
    except BadInputError:
        return None
    return tree.root.amount / max(tree.years, 1)


def _more(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else then - now


def _ordered(reason: Reason, prices: dict[tuple[str, ...], float | None]) -> Reason:
    def key(one: Relaxation) -> tuple[bool, bool, bool, float, int]:
        more = prices[one.overrides]
        return one.kind in NOT_PRICED, one.kind in ASKS_LESS, more is None, max(more or 0.0, 0.0), ORDER.index(one.kind)

    return replace(reason, relaxations=tuple(sorted(reason.relaxations, key=key)))


def _facts(scenario: Scenario, found: Explanation, prices: dict[tuple[str, ...], float | None]) -> dict[str, Any]:
    return {
        "met": found.met,
        "watches": [vars(one) for one in found.kept],
        "unmet": [_reason_facts(scenario, reason, prices) for reason in found.reasons],
        "tight": [{"kind": one.rule.kind, "name": one.rule.name, "now": one.of} for one in found.tight],
        "together": list(found.together),
        "effort": {"plans": found.n_plans, "programmes": found.n_programmes},
    }


def _reason_facts(scenario: Scenario, reason: Reason, prices: dict[tuple[str, ...], float | None]) -> dict[str, Any]:
    return {
        "watch": reason.kept.watch,
        "short": shortfall(scenario, reason.kept),
        "proof": reason.proof or None,
        "gap_bound_s": reason.gap_bound_s or None,
        "clashes": [
            {
                "members": members(clash),
                "watches": list(clash.watches),
                "rules": [{"kind": rule.kind, "name": rule.name} for rule in clash.rules],
                "from_s": clash.from_s,
                "to_s": clash.to_s,
                "slot_s": clash.slot_s,
            }
            for clash in reason.clashes
        ],
        "unreached": list(reason.unreached),
        "fleets": [
            {"fleet": one.fleet, "line": one.line, "can_hold": one.feasible, "binding": one.binding, "reason": one.reason,
             "largest_radius_m": _finite(one.largest_radius_m), "needed_radius_m": _finite(one.needed_radius_m)}
            for one in reason.verdicts
        ],
        "relaxations": [
            {"kind": one.kind, "words": one.words, "set": list(one.overrides), "more_a_year": prices[one.overrides]}
            for one in reason.relaxations
        ],
        "without_effect": list(reason.without_effect),
    }  # fmt: skip


def _finite(value: float) -> float | None:
    return value if abs(value) < 1e9 else None
