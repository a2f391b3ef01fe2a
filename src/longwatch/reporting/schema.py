"""The JSON Schema (2020-12) of summary.json."""

from __future__ import annotations

from typing import Any

from longwatch.origins import KINDS
from longwatch.reporting.summary import SCHEMA_NAME

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
FLAG: Json = {"type": "boolean"}
FLOWN = ("launches", "flown", "on_station", "losses", "aborts", "preflight_failures", "cancelled", "maintenances", "diverts",
         "forced_landings", "sensor_failures", "hand_overs", "duty_overruns", "duty_overrun", "airborne_most")  # fmt: skip


def summary_schema() -> Json:
    """Every number of summary.json stands in a `figure` or a `series`, each with its unit and origin."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "longwatch summary",
        "description": "What a run found: verdict, bound / planned / flown per watch, gaps, ships, cost, origins.",
        **_object(
            schema={"const": SCHEMA_NAME},
            scenario=TEXT,
            marking=TEXT,
            verdict=_verdict(),
            settings=_settings(),
            watches=_list(_watch()),
            roster=_or_null(_roster()),
            events=_list(_ref("measure")),
            years=_list(_year()),
            knowledge=_or_null(_knowledge()),
            sensors=_list(_sensor()),
            ships=_or_null(_ships()),
            cost=_or_null(_cost()),
            explain=_explain(),
            origins=_origins(),
            catalog_changes=_list(_object(item=TEXT, quantity=TEXT, catalog=TEXT, scenario=TEXT)),
            warnings=TEXTS,
            files={"type": "object", "additionalProperties": TEXT},
        ),
        "$defs": _definitions(),
    }
    schema["required"].remove("explain")  # there where somebody asked
    return schema


def _year() -> Json:
    names = ("year", "covered", "longest_gap", "gaps", "flown", "launches", "losses", "vehicles")
    lines = _list(_object(line=TEXT, covered=_ref("figure")))
    return _object(**{name: _ref("figure") for name in names}, lines=lines)


def _definitions() -> Json:
    origin = _object(kind={"enum": list(KINDS)}, source=TEXT, date=TEXT, of=TEXTS, note=TEXT)
    figure = _object(
        value={"type": "number"}, unit=TEXT, origin=_ref("origin"), low={"type": "number"}, high={"type": "number"}
    )
    series = _object(values=_list({"type": ["number", "null"]}), unit=TEXT, origin=_ref("origin"))
    return {
        "origin": {**origin, "required": ["kind"], "description": "Where a figure comes from."},
        "figure": {
            **figure,
            "required": ["value", "unit", "origin"],
            "description": "SI units; low and high: its interval.",
        },
        "series": {**series, "description": "Figures of one unit and origin; null where there is none."},
        "measure": _object(name=TEXT, figure=_figure_or_null()),
        "three": _object(
            bound=_figure_or_null(),
            bound_name=TEXT,
            planned=_figure_or_null(),
            flown=_figure_or_null(),
            flown_name=TEXT,
        ),
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _object(**properties: Json) -> Json:
    """All properties required, no others allowed."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _figure_or_null() -> Json:
    return _or_null(_ref("figure"))


CLAIM: Json = {"enum": ["uninterrupted", "planned", "interrupted", "broken"]}


def _verdict() -> Json:
    one = _object(watch=TEXT, claim=CLAIM, sentence=TEXT, beyond_plan=TEXT, first_transit=TEXT)
    return _object(headline=TEXT, lead=TEXT, watches=_list(one))


def _settings() -> Json:
    figures = {name: _ref("figure") for name in ("length", "seed", "trials", "look_trials", "confidence")}
    words = dict.fromkeys(("start", "zone", "warm_up", "end_rule", "version", "command"), TEXT)
    lists = dict.fromkeys(("method", "assumptions", "policies"), TEXTS)
    return _object(**words, **figures, **lists, inputs=_list(_object(file=TEXT, sha256=TEXT)))


def _watch() -> Json:
    limit = _object(
        **{"class": TEXT, "limit": _ref("figure")},
        cells=_ref("figure"),
        gap_max=_ref("three"),
        p_kept=_figure_or_null(),
    )
    return _object(
        name=TEXT,
        kind=TEXT,
        sees=TEXT,
        k=_ref("figure"),
        limit=_ref("figure"),
        required=_ref("figure"),
        hard=FLAG,
        claim=CLAIM,
        covered=_ref("three"),
        gap_max=_ref("three"),
        gaps_scaled=FLAG,
        p_no_long_gap=_figure_or_null(),
        n_no_long_gap=_ref("figure"),
        no_longer_than=_object(g=_ref("series"), p=_list(_ref("figure"))),
        causes=_list(_object(cause=TEXT, unwatched=_ref("figure"))),
        hourly_unwatched=_ref("series"),
        gap_max_quantiles=_object(p=_ref("series"), gap=_ref("series")),
        gaps=_object(
            **{"trial": _ref("series"), "from": _ref("series"), "to": _ref("series"), "cause": TEXTS, "line": TEXTS}
        ),
        measures=_list(_ref("measure")),
        lines=TEXTS,
        trials=_ref("figure"),
        revisit=_or_null(
            _object(
                formula=TEXT,
                formula_gap=_figure_or_null(),
                cells_late=_figure_or_null(),
                facts=_list(_ref("measure")),
                limits=_list(limit),
            )
        ),
    )


def _knowledge() -> Json:
    row = _object(
        measure=TEXT, words=TEXT, luck=_ref("figure"), knowledge=_ref("figure"), mean=_ref("figure"),
        luck_share=_figure_or_null(), shares=_or_null(_list(_ref("figure"))), together=_figure_or_null(),
    )  # fmt: skip
    return _object(
        sets=_ref("figure"),
        trials_of_each=_ref("figure"),
        inputs=_list(_ref("measure")),
        idle=TEXTS,
        measures=_list(row),
    )


def _roster() -> Json:
    fleet = _object(
        name=TEXT, platform=TEXT, payload=TEXT, base=TEXT, count=_ref("figure"), usable=_ref("figure"),

        endurance_by={"enum": ["", "predicted", "fitted", "assumed", "stated"]}, measures=_list(_ref("measure")),
        flown=_or_null(_object(**{name: _ref("figure") for name in FLOWN})),
    )  # fmt: skip
    use = _object(name=TEXT, measures=_list(_ref("measure")))
    return _object(
        method=TEXT, verified=FLAG, violations=TEXTS, fleets=_list(fleet), vehicle_use=_list(use), crew_use=_list(use),
        **{name: _ref("figure") for name in ("stints", "sorties", "ferries", "tails")}, crew_warnings=TEXTS,
        maintenance=_list(_object(tail=TEXT, fleet=TEXT, **{"from": _ref("figure"), "to": _ref("figure")})),
    )  # fmt: skip


def _sensor() -> Json:
    words = dict.fromkeys(("fleet", "watch", "sees", "sensor", "by", "conditions"), TEXT)
    return _object(
        **words,
        lines=TEXTS,
        height=_ref("figure"),
        range=_ref("figure"),
        plan_share=_figure_or_null(),
        reaches_less=_or_null(_list(_ref("measure"))),
        by_condition=_object(condition=TEXT, at=TEXTS, range=_ref("series")),
        binned=_or_null(_ref("series")),
        inputs=_list(_ref("measure")),
        moves=_list(_object(input=TEXT, range=_ref("series"))),
    )


def _ships() -> Json:
    row = _object(name=TEXT, dark=FLAG, ships=_figure_or_null(), seen=_figure_or_null(), first_look=_figure_or_null(),
                  first_report=_figure_or_null(), identified=_figure_or_null(),
                  identify_wait=_figure_or_null(), detected=_figure_or_null(), first_detection=_figure_or_null(),
                  detections=_figure_or_null())  # fmt: skip
    return _object(
        source=TEXT, classes=_list(row), unknown=_figure_or_null(), turrets_busy=_figure_or_null(), notes=TEXTS
    )


def _cost() -> Json:
    row = _object(name=TEXT, path=TEXTS, constant=_ref("figure"), discounted=_figure_or_null(), note=TEXT)
    return _object(
        currency=TEXT,
        base_year=_ref("figure"),
        years=_ref("figure"),
        discount=_ref("figure"),
        rates=_list(_ref("measure")),
        per_on_station_hour_all_in=_figure_or_null(),
        per_on_station_hour_marginal=_figure_or_null(),
        on_station_hours_year=_figure_or_null(),
        tree=_list(row),
        notes=TEXTS,
    )


def _explain() -> Json:
    kept = {name: _ref("figure") for name in ("gap_max", "limit", "covered", "required", "uncovered", "demand")}
    rule = _object(kind=TEXT, name=TEXT)
    clash = _object(
        members=TEXTS, watches=TEXTS, rules=_list(rule), **{name: _ref("figure") for name in ("from", "to", "slot")}
    )
    fleet = _object(
        fleet=TEXT, line=TEXT, can_hold=FLAG, binding=TEXT, reason=TEXT, largest_radius=_figure_or_null(),
        needed_radius=_figure_or_null(),
    )  # fmt: skip
    change = _object(
        kind=TEXT, words=TEXT, set=TEXTS, more_a_year=_figure_or_null(), gap_max=_ref("figure"), covered=_ref("figure")
    )
    unmet = _object(
        watch=TEXT, short=TEXT, proof={"enum": ["reach", "rules", "forecast", None]}, gap_bound=_figure_or_null(),
        clashes=_list(clash), unreached=TEXTS, fleets=_list(fleet), relaxations=_list(change), without_effect=TEXTS,
    )  # fmt: skip
    return _object(
        met=FLAG,
        watches=_list(_object(watch=TEXT, met=FLAG, gap_from=_figure_or_null(), **kept)),
        unmet=_list(unmet),
        tight=_list(_object(kind=TEXT, name=TEXT, now=_ref("figure"))),
        together=TEXTS,
        effort=_object(plans=_ref("figure"), programmes=_ref("figure")),
    )


def _origins() -> Json:
    shares: Json = {
        "type": "object",
        "properties": {kind: _ref("figure") for kind in KINDS},
        "additionalProperties": False,
    }
    part = _object(figures=_ref("figure"), shares=shares)
    return _object(
        rests_on=_object(watch=part, cost=part),
        assumed=_list(_object(name=TEXT, part={"enum": ["watch", "cost"]}, figure=_ref("figure"))),
    )
