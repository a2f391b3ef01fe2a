"""The scenario file as JSON Schema (2020-12), for editors and other programs; made from the models, so it can't drift."""

from __future__ import annotations

from typing import Any

from longwatch.catalog.models import Payload, Platform
from longwatch.scenario.later import LATER_KEYS, LATER_VALUES
from longwatch.scenario.models import ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/"


def json_schema() -> dict[str, Any]:
    """The schema. Keys that come later stand in it with `not: {}`, so that they are known and refused, as in `check`."""
    schema = ScenarioFile.model_json_schema(by_alias=True)
    for section, model in (("platform", Platform), ("payload", Payload)):
        _add_own(schema, section, model)
    track = schema["$defs"]["Base"]["properties"]["track"]
    schema["$defs"]["Base"]["properties"]["track"] = {
        "anyOf": [track, {"type": "string", "description": "a CSV file with the columns time and at"}]
    }
    for pattern, words in LATER_KEYS.items():
        holder = _holder(schema, pattern)
        holder.setdefault("properties", {})[pattern[-1]] = {"not": {}, "description": f"not yet: {words}"}
    for pattern, values in LATER_VALUES.items():
        entry = _holder(schema, pattern)["properties"][pattern[-1]]
        entry["description"] = (entry.get("description", "") + f" Not yet: {', '.join(values)}.").strip()
    return {"$schema": DIALECT, **schema, "title": "longwatch scenario"}


def _add_own(schema: dict[str, Any], section: str, model: type[Platform] | type[Payload]) -> None:
    """Own entries: any part of the catalog's model over what the catalog has, or over the one named by `base`."""
    own = model.model_json_schema(by_alias=True)
    schema["$defs"].update(own.pop("$defs", {}))
    own["required"] = ["id"]
    own["properties"]["base"] = {"type": "string", "description": "start from this one of the catalog"}
    schema["$defs"][model.__name__] = own
    schema["properties"][section] = {"type": "array", "items": {"$ref": _REF + model.__name__}}


def _holder(schema: dict[str, Any], pattern: tuple[str, ...]) -> dict[str, Any]:
    """The schema of the table in which the last part of a pattern stands."""
    here = schema
    for part in pattern[:-1]:
        here = here["items"] if part == "*" else here["properties"][part]
        if "$ref" in here:
            here = schema["$defs"][here["$ref"].removeprefix(_REF)]
    return here
