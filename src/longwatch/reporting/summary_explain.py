"""The section `explain` of summary.json, and of what `plan --explain --json` prints; each number with its origin."""

from __future__ import annotations

from longwatch.origins import Origin
from longwatch.reporting.explanation import Change, ClashReport, ExplainReport, FleetReach, KeptReport, UnmetReport
from longwatch.reporting.summary_numbers import SCENARIO, Json, number_json

_PLAN = Origin("computed", "the roster, derived anew by the verifier", of=("roster",))
_CHANGED = Origin("computed", "the plan with these entries, derived anew by the verifier", of=("scenario", "set"))
_PROOF = Origin("computed", "safe dual value of a linear programme", of=("scenario",))
_REACH = Origin("computed", "endurance, wind, link and sensor of the fleet", of=("scenario", "catalog"))
_PRICE = Origin("computed", "price of the changed plan less that of this one", of=("cost",))
_EFFORT = Origin("computed", "count")


def explain_json(found: ExplainReport) -> Json:
    """Every number in an object with value, unit and origin; null where there is none."""
    return {
        "met": not found.unmet,
        "watches": [_kept(one) for one in found.watches],
        "unmet": [_unmet(one, f"{found.currency} {found.base_year}/year") for one in found.unmet],
        "tight": [{"kind": one.kind, "name": one.name, "now": _figure(one.now, "1", SCENARIO)} for one in found.tight],
        "together": list(found.together),
        "effort": {
            "plans": _figure(found.n_plans, "1", _EFFORT),
            "programmes": _figure(found.n_programmes, "1", _EFFORT),
        },
    }


def _figure(value: float | None, unit: str, origin: Origin) -> Json | None:
    return None if value is None else number_json(value, unit, origin)


def _kept(one: KeptReport) -> Json:
    return {
        "watch": one.watch,
        "met": one.met,
        "gap_max": _figure(one.gap_max_s, "s", _PLAN),
        "gap_from": _figure(one.gap_from_s, "s", _PLAN),
        "limit": _figure(one.limit_s, "s", SCENARIO),
        "covered": _figure(one.covered_fraction, "1", _PLAN),
        "required": _figure(one.required, "1", SCENARIO),
        "uncovered": _figure(one.uncovered_s, "s", _PLAN),
        "demand": _figure(one.demand_s, "s", SCENARIO),
    }


def _unmet(one: UnmetReport, money: str) -> Json:
    return {
        "watch": one.watch,
        "short": one.short,
        "proof": one.proof or None,
        "gap_bound": _figure(one.gap_bound_s, "s", _PROOF),
        "clashes": [_clash(clash) for clash in one.clashes],
        "unreached": list(one.unreached),
        "fleets": [_reach(fleet) for fleet in one.fleets],
        "relaxations": [_change(change, money) for change in one.changes],
        "without_effect": list(one.without_effect),
    }


def _clash(clash: ClashReport) -> Json:
    return {
        "members": list(clash.members),
        "watches": list(clash.watches),
        "rules": [{"kind": kind, "name": name} for kind, name in clash.rules],
        "from": _figure(clash.from_s, "s", _PROOF),
        "to": _figure(clash.to_s, "s", _PROOF),
        "slot": _figure(clash.slot_s, "s", _PROOF),
    }


def _reach(one: FleetReach) -> Json:
    return {
        "fleet": one.fleet,
        "line": one.line,
        "can_hold": one.can_hold,
        "binding": one.binding,
        "reason": one.reason,
        "largest_radius": _figure(one.largest_radius_m, "m", _REACH),
        "needed_radius": _figure(one.needed_radius_m, "m", _REACH),
    }


def _change(one: Change, money: str) -> Json:
    return {
        "kind": one.kind,
        "words": one.words,
        "set": list(one.overrides),
        "more_a_year": _figure(one.more_a_year, money, _PRICE),
        "gap_max": _figure(one.gap_max_s, "s", _CHANGED),
        "covered": _figure(one.covered_fraction, "1", _CHANGED),
    }
