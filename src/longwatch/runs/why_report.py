"""An explanation as the plain data that the report, summary.json and a run folder hold."""

from __future__ import annotations

from collections.abc import Mapping

from longwatch.reporting.explanation import (
    Change,
    ClashReport,
    ExplainReport,
    FleetReach,
    KeptReport,
    TightReport,
    UnmetReport,
)
from longwatch.rostering.kept import kept_by
from longwatch.rostering.relaxations import Relaxation
from longwatch.rostering.verdict import Verdict
from longwatch.rostering.why import Explanation, Reason
from longwatch.rostering.why_words import clash_head, lead, members, shortfall
from longwatch.scenario.scenario import Scenario

NO_RADIUS_M = 1e9  # from here on none is meant
Prices = Mapping[tuple[str, ...], float | None]  # what a change costs a year, by its overrides


def report_of(scenario: Scenario, found: Explanation, prices: Prices, lines: tuple[str, ...]) -> ExplainReport:
    """`found` in the order in which it is to be told, `lines` the same in words."""
    return ExplainReport(
        watches=tuple(KeptReport(**vars(one)) for one in found.kept),
        unmet=tuple(_unmet(scenario, reason, prices) for reason in found.reasons),
        tight=tuple(TightReport(one.rule.kind, one.rule.name, one.rule.words, one.of) for one in found.tight),
        together=found.together,
        n_plans=found.n_plans,
        n_programmes=found.n_programmes,
        currency=scenario.file.money.currency,
        base_year=scenario.file.money.base_year,
        lines=lines,
    )


def _unmet(scenario: Scenario, reason: Reason, prices: Prices) -> UnmetReport:
    return UnmetReport(
        watch=reason.kept.watch,
        short=shortfall(scenario, reason.kept),
        proof=reason.proof,
        lead=lead(reason),
        gap_bound_s=reason.gap_bound_s or None,
        clashes=tuple(_clash(scenario, reason, n) for n in range(len(reason.clashes))),
        unreached=reason.unreached,
        fleets=tuple(_reach(one) for one in reason.verdicts),
        changes=tuple(_change(one, reason.kept.watch, prices[one.overrides]) for one in reason.relaxations),
        without_effect=reason.without_effect,
    )


def _clash(scenario: Scenario, reason: Reason, n: int) -> ClashReport:
    clash = reason.clashes[n]
    return ClashReport(
        head=clash_head(scenario, reason, n),
        members=tuple(members(clash)),
        watches=clash.watches,
        rules=tuple((rule.kind, rule.name) for rule in clash.rules),
        from_s=clash.from_s,
        to_s=clash.to_s,
        slot_s=clash.slot_s,
    )


def _reach(one: Verdict) -> FleetReach:
    return FleetReach(
        fleet=one.fleet,
        line=one.line,
        can_hold=one.feasible,
        binding=one.binding,
        reason=one.reason,
        largest_radius_m=_radius_m(one.largest_radius_m),
        needed_radius_m=_radius_m(one.needed_radius_m),
    )


def _radius_m(value: float) -> float | None:
    return float(value) if 0.0 < value < NO_RADIUS_M else None


def _change(one: Relaxation, watch: str, more_a_year: float | None) -> Change:
    """With what its plan reaches. One that comes out cheaper has no price: others fly less in it."""
    then = kept_by(one.scenario, one.plan.roster)[watch]
    told = more_a_year if more_a_year is not None and more_a_year > 0 else None
    return Change(one.kind, one.words, one.overrides, told, then.gap_max_s, then.covered_fraction)
