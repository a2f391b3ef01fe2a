"""The tables of summary.json: years, what is not known, ships, costs, origins."""

from __future__ import annotations

from collections.abc import Iterable

from longwatch.origins import Origin, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import CostReport, KnowledgeReport, ShipReport, YearRow
from longwatch.reporting.origin_shares import shares_by_kind
from longwatch.reporting.summary_numbers import SCENARIO, Json, figure_json, measure_json, number_json


def year_json(row: YearRow) -> Json:
    figures = {
        "covered": row.covered, "longest_gap": row.longest_gap_s, "gaps": row.gaps, "flown": row.flown_s,
        "launches": row.launches, "losses": row.losses, "vehicles": row.vehicles,
    }  # fmt: skip
    return {
        "year": number_json(row.year, "1", Origin("computed", "count")),
        **{name: figure_json(figure) for name, figure in figures.items()},
        "lines": [{"line": name, "covered": figure_json(covered)} for name, covered in row.covered_of],
    }


def knowledge_json(found: KnowledgeReport) -> Json:
    origin = Origin("user", "scenario")
    return {
        "sets": number_json(found.n_sets, "1", origin),
        "trials_of_each": number_json(found.n_trials, "1", origin),
        "inputs": [measure_json(one) for one in found.inputs],
        "idle": list(found.idle),
        "measures": [
            {
                "measure": row.name,
                "words": row.words,
                "luck": figure_json(row.likely),
                "knowledge": figure_json(row.known),
                "mean": figure_json(row.mean),
                "luck_share": figure_json(row.luck),
                "shares": None if row.shares is None else [figure_json(one) for one in row.shares],
                "together": figure_json(row.together),
            }
            for row in found.rows
        ],
    }


def ships_json(ships: ShipReport) -> Json:
    return {
        "source": ships.source,
        "classes": [
            {
                "name": row.name,
                "dark": row.dark,
                "ships": figure_json(row.n_ships),
                "seen": figure_json(row.seen),
                "first_look": figure_json(row.first_look_s),
                "first_report": figure_json(row.first_report_s),
                "identified": figure_json(row.identified),
                "identify_wait": figure_json(row.identify_wait_s),
                "detected": figure_json(row.detected),
                "first_detection": figure_json(row.first_detection_s),
                "detections": figure_json(row.detections),
            }
            for row in ships.rows
        ],
        "unknown": figure_json(ships.unknown),
        "turrets_busy": figure_json(ships.turrets_busy),
        "notes": list(ships.notes),
    }


def cost_json(cost: CostReport) -> Json:
    return {
        "currency": cost.currency,
        "base_year": number_json(cost.base_year, "year", SCENARIO),
        "years": number_json(cost.years, "year", SCENARIO),
        "discount": figure_json(cost.discount),
        "rates": [measure_json(rate) for rate in cost.rates],
        "per_on_station_hour_all_in": figure_json(cost.per_on_station_h_all_in),
        "per_on_station_hour_marginal": figure_json(cost.per_on_station_h_marginal),
        "on_station_hours_year": figure_json(cost.on_station_h_year),
        "tree": [
            {
                "name": row.name,
                "path": path,
                "constant": figure_json(row.constant),
                "discounted": figure_json(row.discounted),
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


def origins_json(content: ReportContent) -> Json:
    rests_on = {}
    for part in ("watch", "cost"):
        of = [one for one in content.inputs if one.part == part]
        names = ("figures of the scenario",) if part == "watch" else ("money resting on each figure",)
        rests_on[part] = {
            "figures": number_json(len(of), "1", Origin("computed", "count")),
            "shares": {kind: figure_json(computed(value, "1", names)) for kind, value in shares_by_kind(of).items()},
        }
    assumed = [one for one in content.inputs if one.figure.origin.is_assumed]
    return {
        "rests_on": rests_on,
        "assumed": [{"name": one.name, "part": one.part, "figure": figure_json(one.figure)} for one in assumed],
    }
