"""summary.json: what the report says, for programs. Every number sits in an object that carries its origin."""

from __future__ import annotations

import json

from longwatch.origins import USER
from longwatch.reporting.check import check_content
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.first_transit import first_transit_sentence
from longwatch.reporting.summary_explain import explain_json
from longwatch.reporting.summary_numbers import Json, measure_json, number_json
from longwatch.reporting.summary_roster import roster_json, sensor_json
from longwatch.reporting.summary_tables import cost_json, knowledge_json, origins_json, ships_json, year_json
from longwatch.reporting.summary_watch import watch_json
from longwatch.reporting.verdict import beyond_plan, claim_of, claim_sentence, headline, lead_sentence
from longwatch.reporting.wording import local_time

SCHEMA_NAME = "longwatch.summary/1"


def build_summary(content: ReportContent) -> Json:
    """The whole of summary.json, keys in a fixed order. Raises InvariantError when the content breaks a law."""
    check_content(content)
    return {
        "schema": SCHEMA_NAME,
        "scenario": content.settings.scenario_name,
        "marking": content.settings.marking,
        "verdict": _verdict(content),
        "settings": _settings(content.settings),
        "watches": [watch_json(watch, content) for watch in content.watches],
        "roster": roster_json(content.roster) if content.roster else None,
        "events": [measure_json(measure) for measure in content.events],
        "years": [year_json(row) for row in content.years],
        "knowledge": knowledge_json(content.knowledge) if content.knowledge else None,
        "sensors": [sensor_json(one) for one in content.sensors],
        "ships": ships_json(content.ships) if content.ships else None,
        "cost": cost_json(content.cost) if content.cost else None,
        **({"explain": explain_json(content.explanation)} if content.explanation else {}),
        "origins": origins_json(content),
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
        "length": number_json(settings.length_s, "s", USER),
        "warm_up": settings.warm_up,
        "end_rule": settings.end_rule,
        "seed": number_json(settings.seed, "1", USER),
        "trials": number_json(settings.trials, "1", USER),
        "look_trials": number_json(settings.look_trials, "1", USER),
        "confidence": number_json(settings.confidence, "1", USER),
        "version": settings.version,
        "command": settings.command,
        "method": [*settings.method, *settings.fits],
        "assumptions": list(settings.assumptions),
        "policies": list(settings.policies),
        "inputs": [{"file": name, "sha256": sha256} for name, sha256 in settings.inputs],
    }
