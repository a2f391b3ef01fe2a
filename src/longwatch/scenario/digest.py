"""One hash for all that a scenario's answer depends on, save the package itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from longwatch.origins import Figure
from longwatch.quantities import Strict
from longwatch.scenario.scenario import Scenario

LEFT_OUT = {"extends", "catalog"}  # what they brought in stands in the scenario itself


def scenario_digest(scenario: Scenario) -> str:
    """sha256, as hex, of the scenario after `extends` and `--set`: its figures in SI with range and origin, what the
    catalog gave, the polygons of its areas, and the files of ships and weather by their own
    hashes. Comments and layout don't count.
    """
    table = {
        "file": _plain(scenario.file),
        "fleets": _plain(scenario.fleets),
        "platforms": _plain(scenario.platforms),
        "payloads": _plain(scenario.payloads),
        "areas": _plain(scenario.areas),
        "ships": [scenario.inputs.get(traffic.file, "") for traffic in scenario.file.traffic],
    }
    if any(traffic.fitted_to for traffic in scenario.file.traffic):
        table["fitted"] = [scenario.inputs.get(traffic.fitted_to or "", "") for traffic in scenario.file.traffic]
    if any(base.track_file for base in scenario.file.base):
        table["tracks"] = [scenario.inputs.get(base.track_file or "", "") for base in scenario.file.base]
    if scenario.file.weather.file is not None:
        table["weather"] = scenario.inputs.get(scenario.file.weather.file, "")
    if scenario.file.policy.file is not None:
        table["policy"] = scenario.policy_text
    text = json.dumps(table, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> Any:
    """Any part of a scenario as JSON can hold it; floats by their shortest exact form."""
    if isinstance(value, Figure):
        return [float(value), value.unit, value.low, value.high, value.origin.to_json()]
    if isinstance(value, Strict):
        names = sorted(set(type(value).model_fields) - LEFT_OUT)
        return {name: _plain(getattr(value, name)) for name in names}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.timestamp()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
