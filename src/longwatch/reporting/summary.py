"""summary.json: what the report says, for programs. Every number sits in an object that carries its origin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from longwatch.origins import USER, Figure, Money, Origin, computed
from longwatch.reporting.check import check_content
from longwatch.reporting.content import (
    CostReport,
    KnowledgeReport,
    Measure,
    ReportContent,
    RevisitReport,
    RosterReport,
    SensorReport,
    Settings,
    ShipReport,
    ThreeNumbers,
    UseRow,
    WatchReport,
    YearRow,
)
from longwatch.reporting.first_transit import first_transit_sentence
from longwatch.reporting.origin_shares import shares_by_kind
from longwatch.reporting.verdict import beyond_plan, claim_of, claim_sentence, headline, lead_sentence
from longwatch.reporting.wording import local_time
from longwatch.scenario.plan import sorties_of, wholes_of

SCHEMA_NAME = "longwatch.summary/1"
GAP_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_TRIALS = Origin("computed", "trials of this run", of=("roster", "faults", "weather", "seed"))
_SCENARIO = Origin("user", "scenario")
_ROSTER = Origin("computed", "roster of this run", of=("scenario", "bound", "builder"))
Json = dict[str, Any]


def build_summary(content: ReportContent) -> Json:
    """The whole of summary.json, keys in a fixed order. Raises InvariantError when the content breaks a law."""
    check_content(content)
    return {
        "schema": SCHEMA_NAME,
        "scenario": content.settings.scenario_name,
        "marking": content.settings.marking,
        "verdict": _verdict(content),
        "settings": _settings(content.settings),
        "watches": [_watch(watch, content) for watch in content.watches],
        "roster": _roster(content.roster) if content.roster else None,
        "events": [_measure(measure) for measure in content.events],
        "years": [_year(row) for row in content.years],
        "knowledge": _knowledge(content.knowledge) if content.knowledge else None,
        "sensors": [_sensor(one) for one in content.sensors],
        "ships": _ships(content.ships) if content.ships else None,
        "cost": _cost(content.cost) if content.cost else None,
        "origins": _origins(content),
        "catalog_changes": [
            {"item": c.item, "quantity": c.quantity, "catalog": c.catalog_value, "scenario": c.scenario_value}
            for c in content.changes
        ],
        "warnings": list(content.warnings),
        "files": dict(sorted(content.files.items())),
    }


def summary_text(content: ReportContent) -> str:
    """summary.json as text: the same content gives the same bytes."""
    return json.dumps(build_summary(content), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _figure(figure: Figure | None) -> Json | None:
    if figure is None:
        return None
    out = figure.to_json()
    if isinstance(figure, Money):
        out["unit"] = figure.unit
    return {key: _plain(value) if key in ("value", "low", "high") else value for key, value in out.items()}


def _plain(value: float) -> float | int:
    """Whole numbers without a decimal point, as a reader expects of counts and seconds."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _number(value: float, unit: str, origin: Origin) -> Json:
    return {"value": value if isinstance(value, int) else _plain(value), "unit": unit, "origin": origin.to_json()}


def _series(values: Sequence[float | None], unit: str, origin: Origin) -> Json:
    rounded = [None if value is None else _plain(round(value, 6)) for value in values]
    return {"values": rounded, "unit": unit, "origin": origin.to_json()}


def _measure(measure: Measure) -> Json:
    return {"name": measure.name, "figure": _figure(measure.figure)}


def _verdict(content: ReportContent) -> Json:
    return {
        "headline": headline(content),
        "lead": lead_sentence(content),
        "watches": [
            {
                "watch": watch.name,
                "claim": claim_of(watch, content),
                "sentence": claim_sentence(watch, content),
                "beyond_plan": beyond_plan(watch, content.settings),
                "first_transit": first_transit_sentence(watch, content),
            }
            for watch in content.watches
        ],
    }


def _settings(settings: Settings) -> Json:
    start = local_time(settings.start_s, 0, settings.zone).isoformat()
    return {
        "start": start,
        "zone": settings.zone,
        "length": _number(settings.length_s, "s", USER),
        "warm_up": settings.warm_up,
        "end_rule": settings.end_rule,
        "seed": _number(settings.seed, "1", USER),
        "trials": _number(settings.trials, "1", USER),
        "look_trials": _number(settings.look_trials, "1", USER),
        "confidence": _number(settings.confidence, "1", USER),
        "version": settings.version,
        "command": settings.command,
        "method": [*settings.method, *settings.fits],
        "assumptions": list(settings.assumptions),
        "policies": list(settings.policies),
        "inputs": [{"file": name, "sha256": sha256} for name, sha256 in settings.inputs],
    }


def _watch(watch: WatchReport, content: ReportContent) -> Json:
    gaps = [*watch.planned_gaps, *watch.sample_gaps]
    return {
        "name": watch.name,
        "kind": watch.kind,
        "sees": watch.sees,
        "k": _number(watch.k, "1", _SCENARIO),
        "limit": _number(watch.limit_s, "s", _SCENARIO),
        "required": _number(watch.required, "1", _SCENARIO),
        "hard": watch.hard,
        "claim": claim_of(watch, content),
        "covered": _three(watch.covered),
        "gap_max": _three(watch.gap_max),
        "p_no_long_gap": _figure(watch.p_no_long_gap),
        "n_no_long_gap": _number(watch.n_no_long_gap, "1", _TRIALS),
        "no_longer_than": {
            "g": _series([g_s for g_s, _ in watch.gap_curve], "s", Origin("computed", "chosen lengths")),
            "p": [_figure(p) for _, p in watch.gap_curve],
        },
        "causes": [{"cause": cause.name, "unwatched": _figure(cause.unwatched_s)} for cause in watch.causes],
        "hourly_unwatched": _series(watch.hourly_unwatched, "1", _TRIALS),
        "gap_max_quantiles": _quantiles(watch.gap_max_by_trial_s),
        "gaps": {
            "trial": _series([gap.trial for gap in gaps], "1", _TRIALS),  # null: in the plan
            "from": _series([gap.from_s for gap in gaps], "s", _TRIALS),
            "to": _series([gap.to_s for gap in gaps], "s", _TRIALS),
            "cause": [gap.cause for gap in gaps],
            "line": [gap.line or watch.name for gap in gaps],
        },
        "measures": [_measure(measure) for measure in watch.measures],
        "lines": list(watch.lines or (watch.name,)),
        "trials": _number(watch.trials_of(content.settings), "1", USER if watch.revisit is None else _TRIALS),
        "revisit": _revisit(watch.revisit) if watch.revisit else None,
    }


def _year(row: YearRow) -> Json:
    figures = {
        "covered": row.covered, "longest_gap": row.longest_gap_s, "gaps": row.gaps, "flown": row.flown_s,
        "launches": row.launches, "losses": row.losses, "vehicles": row.vehicles,
    }  # fmt: skip
    return {
        "year": _number(row.year, "1", Origin("computed", "count")),
        **{name: _figure(figure) for name, figure in figures.items()},
        "lines": [{"line": name, "covered": _figure(covered)} for name, covered in row.covered_of],
    }


def _knowledge(found: KnowledgeReport) -> Json:
    origin = Origin("user", "scenario")
    return {
        "sets": _number(found.n_sets, "1", origin),
        "trials_of_each": _number(found.n_trials, "1", origin),
        "inputs": [_measure(one) for one in found.inputs],
        "idle": list(found.idle),
        "measures": [
            {
                "measure": row.name,
                "words": row.words,
                "luck": _figure(row.likely),
                "knowledge": _figure(row.known),
                "mean": _figure(row.mean),
                "luck_share": _figure(row.luck),
                "shares": None if row.shares is None else [_figure(one) for one in row.shares],
                "together": _figure(row.together),
            }
            for row in found.rows
        ],
    }


def _revisit(revisit: RevisitReport) -> Json:
    return {
        "formula": revisit.formula,
        "formula_gap": _figure(revisit.formula_gap_s),
        "cells_late": _figure(revisit.cells_late),
        "facts": [_measure(measure) for measure in revisit.facts],
    }


def _three(three: ThreeNumbers) -> Json:
    return {
        "bound": _figure(three.bound),
        "bound_name": three.bound_name,
        "planned": _figure(three.planned),
        "flown": _figure(three.flown),
        "flown_name": three.flown_name,
    }


def _quantiles(gaps_s: Sequence[float]) -> Json:
    """Least value that at least a share p of the trials does not exceed."""
    ordered = sorted(gaps_s)
    chosen = [ordered[max(0, -int(-p * len(ordered) // 1) - 1)] for p in GAP_QUANTILES] if ordered else []
    return {
        "p": _series(GAP_QUANTILES if ordered else (), "1", Origin("computed", "levels of the quantiles")),
        "gap": _series(chosen, "s", _TRIALS),
    }


def _roster(roster: RosterReport) -> Json:
    return {
        "method": roster.method,
        "verified": roster.verified,
        "violations": list(roster.violations),
        "stints": _number(len(roster.stints), "1", _ROSTER),
        "sorties": _number(len(sorties_of(roster.stints)), "1", _ROSTER),
        "ferries": _number(sum(bool(one.to_fleet) for one in wholes_of(roster.stints)), "1", _ROSTER),
        "tails": _number(len({stint.tail for stint in roster.stints}), "1", _ROSTER),
        "fleets": [
            {
                "name": fleet.name,
                "platform": fleet.platform,
                "payload": fleet.payload,
                "base": fleet.base,
                "count": _number(fleet.count, "1", _SCENARIO),
                "usable": _number(fleet.usable, "1", _SCENARIO),
                "endurance_by": fleet.endurance_by,
                "measures": [_measure(measure) for measure in fleet.measures],
                "flown": {one.name: _figure(one.figure) for one in fleet.flown} or None,
            }
            for fleet in roster.fleets
        ],
        "vehicle_use": [_use(row) for row in roster.vehicle_use],
        "crew_use": [_use(row) for row in roster.crew_use],
        "crew_warnings": list(roster.crew_warnings),
        "maintenance": [
            {
                "tail": one.tail,
                "fleet": one.fleet,
                "from": _number(one.from_s, "s", _ROSTER),
                "to": _number(one.to_s, "s", _ROSTER),
            }
            for one in roster.maintenance
        ],
    }


def _use(row: UseRow) -> Json:
    return {"name": row.name, "measures": [_measure(measure) for measure in row.measures]}


def _sensor(one: SensorReport) -> Json:
    model = Origin("computed", one.by, of=tuple(each.name for each in one.inputs))
    lengths = [float(figure) for _, figure in one.by_condition]
    return {
        "fleet": one.fleet,
        "watch": one.watch,
        "lines": list(one.lines),
        "sees": one.sees,
        "sensor": one.sensor,
        "by": one.by,
        "height": _figure(one.height),
        "range": _figure(one.planned),
        "conditions": one.conditions,
        "plan_share": _figure(one.plan_share),
        "reaches_less": None if one.less is None else [_measure(each) for each in one.less],
        "by_condition": {
            "condition": one.axis,
            "at": [at for at, _ in one.by_condition],
            "range": _series(lengths, "m", model),
        },
        "binned": None if one.binned_m is None else _series(one.binned_m, "m", model),
        "inputs": [_measure(each) for each in one.inputs],
        "moves": [
            {"input": each.name, "range": _series((each.at_low_m, each.at_high_m), "m", model)} for each in one.moves
        ],
    }


def _ships(ships: ShipReport) -> Json:
    return {
        "source": ships.source,
        "classes": [
            {
                "name": row.name,
                "dark": row.dark,
                "ships": _figure(row.n_ships),
                "seen": _figure(row.seen),
                "first_look": _figure(row.first_look_s),
                "first_report": _figure(row.first_report_s),
                "identified": _figure(row.identified),
                "identify_wait": _figure(row.identify_wait_s),
                "detected": _figure(row.detected),
                "first_detection": _figure(row.first_detection_s),
                "detections": _figure(row.detections),
            }
            for row in ships.rows
        ],
        "unknown": _figure(ships.unknown),
        "turrets_busy": _figure(ships.turrets_busy),
        "notes": list(ships.notes),
    }


def _cost(cost: CostReport) -> Json:
    return {
        "currency": cost.currency,
        "base_year": _number(cost.base_year, "year", _SCENARIO),
        "years": _number(cost.years, "year", _SCENARIO),
        "discount": _figure(cost.discount),
        "rates": [_measure(rate) for rate in cost.rates],
        "per_on_station_hour_all_in": _figure(cost.per_on_station_h_all_in),
        "per_on_station_hour_marginal": _figure(cost.per_on_station_h_marginal),
        "on_station_hours_year": _figure(cost.on_station_h_year),
        "tree": [
            {
                "name": row.name,
                "path": path,
                "constant": _figure(row.constant),
                "discounted": _figure(row.discounted),
                "note": row.note,
            }
            for row, path in zip(cost.rows, _paths(cost), strict=True)
        ],
        "notes": list(cost.notes),
    }


def _paths(cost: CostReport) -> Iterable[list[str]]:
    path: list[str] = []
    for row in cost.rows:
        path = [*path[: row.depth], row.name]
        yield path


def _origins(content: ReportContent) -> Json:
    rests_on = {}
    for part in ("watch", "cost"):
        of = [one for one in content.inputs if one.part == part]
        names = ("figures of the scenario",) if part == "watch" else ("money resting on each figure",)
        rests_on[part] = {
            "figures": _number(len(of), "1", Origin("computed", "count")),
            "shares": {kind: _figure(computed(value, "1", names)) for kind, value in shares_by_kind(of).items()},
        }
    assumed = [one for one in content.inputs if one.figure.origin.is_assumed]
    return {
        "rests_on": rests_on,
        "assumed": [{"name": one.name, "part": one.part, "figure": _figure(one.figure)} for one in assumed],
    }
