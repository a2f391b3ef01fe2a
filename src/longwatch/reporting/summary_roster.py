"""The roster in summary.json: its fleets, how vehicles and crews are used, what sensors reach."""

from __future__ import annotations

from longwatch.origins import Origin
from longwatch.reporting.content_fleet import RosterReport, SensorReport, UseRow
from longwatch.reporting.summary_numbers import (
    ROSTER,
    SCENARIO,
    Json,
    figure_json,
    measure_json,
    number_json,
    series_json,
)
from longwatch.scenario.plan import sorties_of, wholes_of


def roster_json(roster: RosterReport) -> Json:
    return {
        "method": roster.method,
        "verified": roster.verified,
        "violations": list(roster.violations),
        "stints": number_json(len(roster.stints), "1", ROSTER),
        "sorties": number_json(len(sorties_of(roster.stints)), "1", ROSTER),
        "ferries": number_json(sum(bool(one.to_fleet) for one in wholes_of(roster.stints)), "1", ROSTER),
        "tails": number_json(len({stint.tail for stint in roster.stints}), "1", ROSTER),
        "fleets": [
            {
                "name": fleet.name,
                "platform": fleet.platform,
                "payload": fleet.payload,
                "base": fleet.base,
                "count": number_json(fleet.count, "1", SCENARIO),
                "usable": number_json(fleet.usable, "1", SCENARIO),
                "endurance_by": fleet.endurance_by,
                "measures": [measure_json(measure) for measure in fleet.measures],
                "flown": {one.name: figure_json(one.figure) for one in fleet.flown} or None,
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
                "from": number_json(one.from_s, "s", ROSTER),
                "to": number_json(one.to_s, "s", ROSTER),
            }
            for one in roster.maintenance
        ],
    }


def _use(row: UseRow) -> Json:
    return {"name": row.name, "measures": [measure_json(measure) for measure in row.measures]}


def sensor_json(one: SensorReport) -> Json:
    model = Origin("computed", one.by, of=tuple(each.name for each in one.inputs))
    lengths = [float(figure) for _, figure in one.by_condition]
    return {
        "fleet": one.fleet,
        "watch": one.watch,
        "lines": list(one.lines),
        "sees": one.sees,
        "sensor": one.sensor,
        "by": one.by,
        "height": figure_json(one.height),
        "range": figure_json(one.planned),
        "conditions": one.conditions,
        "plan_share": figure_json(one.plan_share),
        "reaches_less": None if one.less is None else [measure_json(each) for each in one.less],
        "by_condition": {
            "condition": one.axis,
            "at": [at for at, _ in one.by_condition],
            "range": series_json(lengths, "m", model),
        },
        "binned": None if one.binned_m is None else series_json(one.binned_m, "m", model),
        "inputs": [measure_json(each) for each in one.inputs],
        "moves": [
            {"input": each.name, "range": series_json((each.at_low_m, each.at_high_m), "m", model)}
            for each in one.moves
        ],
    }
