"""Why demands are not met, with a price on what would mend it: what `plan --explain` prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from longwatch.cost.price import price_plan
from longwatch.cost.use import use_from_roster
from longwatch.errors import BadInputError
from longwatch.reporting.explanation import ExplainReport
from longwatch.reporting.wording import amount
from longwatch.rostering.dials import ASKS_LESS, NOT_PRICED, ORDER
from longwatch.rostering.make import Plan
from longwatch.rostering.relaxations import Relaxation, Reread
from longwatch.rostering.why import Explanation, Reason, why
from longwatch.rostering.why_words import explanation_lines
from longwatch.runs.why_report import Prices, report_of
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario


def explain_path(
    path: Path, overrides: tuple[str, ...] = (), *, plan: Plan | None = None, progress: Callable[[str, int, int], None]
) -> ExplainReport:
    """The explanation of a scenario file; `plan` is its plan where one was made."""
    scenario = read_scenario(path, overrides)
    return explain_read(scenario, lambda more: read_scenario(path, (*overrides, *more)), plan=plan, progress=progress)


def explain_read(
    scenario: Scenario, reread: Reread, *, plan: Plan | None = None, progress: Callable[[str, int, int], None]
) -> ExplainReport:
    """The same of a scenario that is read, with `reread` for changed ones."""
    steps = _Steps(progress)
    found = why(
        scenario,
        reread,
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


def priced(scenario: Scenario, found: Explanation) -> ExplainReport:
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

    return report_of(scenario, ordered, prices, tuple(explanation_lines(scenario, ordered, cost)))


def _yearly(scenario: Scenario, plan: Plan) -> float | None:
    """Purchase and use over the years of use, a year; None where something has no price."""
    try:
        tree = price_plan(scenario, use_from_roster(scenario, plan.roster))
    except BadInputError:
        return None
    return tree.root.amount / max(tree.years, 1)


def _more(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else then - now


def _ordered(reason: Reason, prices: Prices) -> Reason:
    def key(one: Relaxation) -> tuple[bool, bool, bool, float, int]:
        more = prices[one.overrides]
        return one.kind in NOT_PRICED, one.kind in ASKS_LESS, more is None, max(more or 0.0, 0.0), ORDER.index(one.kind)

    return replace(reason, relaxations=tuple(sorted(reason.relaxations, key=key)))
