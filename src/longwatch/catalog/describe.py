"""What the catalog says of one platform or payload, line by line, for `longwatch catalog tb3` and the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from longwatch.catalog.load import Catalog
from longwatch.catalog.merge import file_names
from longwatch.catalog.models import Payload, Platform, Sensor
from longwatch.catalog.words import as_text, figure_text, range_text
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.origins import Figure
from longwatch.quantities import Strict

ENDURANCE_BY = {
    "predicted": "by physics with sourced fuel or energy; nothing is fitted to the endurance",
    "fitted": "by physics; one figure is fitted so that the known endurance comes out",
    "assumed": "by physics; nothing is fitted, but fuel or energy is ASSUMED",
    "stated": "no physics: the endurance factor of the payload",
}
SKIPPED = ("id", "others", "sensors")


@dataclass(frozen=True)
class Row:
    """One figure: what, how much with its unit, the range, and where it comes from."""

    quantity: str
    value: str
    range: str = ""
    kind: str = ""
    source: str = ""
    date: str = ""
    note: str = ""

    def to_json(self) -> dict[str, str]:
        return {key: value for key, value in vars(self).items() if value}


def describe(catalog: Catalog, name: str) -> list[Row]:
    """Every figure used for a platform or a payload. Raises BadInputError with the nearest name."""
    return [row for row, _ in _figures(find(catalog, name))]


def describe_others(catalog: Catalog, name: str) -> list[Row]:
    """What other sources give for the same or related quantities; kept and not used."""
    others = find(catalog, name).others
    return [Row(one.quantity, one.value, "", one.kind, one.source, one.date, one.note) for one in others]


def describe_json(catalog: Catalog, name: str) -> dict[str, Any]:
    """The same for machines: figures also in SI, with low and high."""
    item = find(catalog, name)
    figures = [row.to_json() | _si(figure) for row, figure in _figures(item)]
    others = [row.to_json() for row in describe_others(catalog, name)]
    kind = "platform" if isinstance(item, Platform) else "payload"
    return {"id": item.id, "is": kind, "name": item.name, "figures": figures, "others": others}


def list_rows(catalog: Catalog) -> list[Row]:
    """One line for each platform and payload: id, name and, as the note, what it is."""
    platforms = [Row(one.id, one.name, kind=one.domain, note=one.note) for one in catalog.platforms.values()]
    payloads = [Row(one.id, one.name, kind="payload", note=one.note) for one in catalog.payloads.values()]
    return [*platforms, *payloads]


def list_json(catalog: Catalog) -> list[dict[str, str]]:
    """The same for machines; what "is" a platform has a domain."""
    platforms = [
        {"id": one.id, "is": "platform", "name": one.name, "domain": one.domain, "maker": one.maker,
         "country": one.country, "note": one.note}
        for one in catalog.platforms.values()
    ]  # fmt: skip
    payloads = [
        {"id": one.id, "is": "payload", "name": one.name, "note": one.note} for one in catalog.payloads.values()
    ]
    return [*platforms, *payloads]


def find(catalog: Catalog, name: str) -> Platform | Payload:
    """A platform or payload by its id; dashes are underscores."""
    id_ = name.strip().lower().replace("-", "_")
    if id_ in catalog.platforms:
        return catalog.platforms[id_]
    if id_ in catalog.payloads:
        return catalog.payloads[id_]
    known = [*catalog.platforms, *catalog.payloads]
    what = f"the catalog has no {name!r}; it has {', '.join(known)}"
    raise BadInputError(Problem("catalog", what, nearest_name(name, known)))


def _figures(item: Platform | Payload) -> list[tuple[Row, Figure | None]]:
    rows: list[tuple[Row, Figure | None]] = []
    for name, attribute in file_names(type(item)).items():
        value = getattr(item, attribute)
        if name in SKIPPED or value is None or value in ("", ()):
            continue
        if isinstance(value, Figure):
            rows.append((figure_row(name, value), value))
        elif isinstance(value, Strict):
            rows += _of_block(name, value)
        else:
            rows.append((Row(name, as_text(value)), None))
    if isinstance(item, Platform):
        rows.append((Row("endurance with a payload", item.endurance_by, note=ENDURANCE_BY[item.endurance_by]), None))
    for sensor in item.sensors if isinstance(item, Payload) else ():
        rows += _of_sensor(sensor)
    return rows


def _of_block(name: str, block: Strict) -> list[tuple[Row, Figure | None]]:
    """What a table of a platform or sensor holds, and the tables inside it; ASSUMED defaults count like what is written."""
    rows: list[tuple[Row, Figure | None]] = []
    for key, info in type(block).model_fields.items():
        value, what = getattr(block, key), f"{name}, {(info.alias or key).replace('_', ' ')}"
        if isinstance(value, Figure):
            rows.append((figure_row(what, value), value))
        elif isinstance(value, Strict):
            rows += _of_block(what, value)
        elif isinstance(value, dict):
            rows += [(figure_row(f"{what}, {part}", figure), figure) for part, figure in value.items()]
        elif value is not None and not isinstance(value, tuple):
            rows.append((Row(what, as_text(value)), None))
    return rows


def _of_sensor(sensor: Sensor) -> list[tuple[Row, Figure | None]]:
    name = sensor.name or sensor.kind
    rows: list[tuple[Row, Figure | None]] = [(Row(name, sensor.kind), None)]
    for key, attribute in file_names(Sensor).items():
        value, what = getattr(sensor, attribute), f"{name}, {key.replace('_', ' ')}"
        if isinstance(value, Figure):
            rows.append((figure_row(what, value), value))
        elif isinstance(value, bool) and value:
            rows.append((Row(what, as_text(value)), None))
        elif isinstance(value, Strict):
            rows += _of_block(what, value)
    for class_, tasks in sensor.ranges.items():
        rows += [(figure_row(f"{name}, {task} {class_}", figure), figure) for task, figure in tasks.items()]
    for class_, by_task in sensor.hazard.items():
        for task, steps in by_task.items():
            of = f"{name}, rate at which it can {task} a {class_}, to"
            rows += [(figure_row(f"{of} {figure_text(step.to_m)}", step.rate_per_s), step.rate_per_s) for step in steps]
    return rows


def figure_row(quantity: str, figure: Figure) -> Row:
    """A figure with its range and where it comes from; ASSUMED stands in the place of a kind."""
    origin = figure.origin
    source, note = (origin.source, origin.note) if not origin.is_assumed else ("", origin.source)
    kind = "ASSUMED" if origin.is_assumed else origin.kind
    return Row(quantity, figure_text(figure), range_text(figure), kind, source, origin.date, note)


def _si(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {}
    return {"si": float(figure), "unit": figure.unit, "low": figure.low, "high": figure.high}
