"""Dimensional values as pydantic types: what stands in a file becomes a `Figure` in SI units, checked at the door.

Every one of them may be written in three ways:
    endurance = "24 h"
    endurance = { low = "20 h", likely = "24 h", high = "27 h" }
    endurance = { value = "24 h", kind = "press", source = "where it was read", date = "2023" }
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema

from longwatch.origins import KINDS, USER, Figure, Money, Origin
from longwatch.units import DIMENSIONS, SI_UNIT, parse_money, parse_position, parse_quantity

_FIGURE_KEYS = {"value", "low", "likely", "high", "kind", "source", "date", "note"}


class Strict(BaseModel):
    """Frozen; unknown keys are refused; attributes end in their unit, files use the alias without it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )


def _origin(table: dict[str, Any]) -> Origin:
    kind = table.get("kind", "user" if "source" not in table else "estimate")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of source; allowed are {', '.join(KINDS)}")
    source, note = str(table.get("source", "")), str(table.get("note", ""))
    return Origin(kind, source or note, str(table.get("date", "")), note=note if source else "")


def _read(raw: Any, parse_one: Callable[[Any], float], make: Callable[..., Figure]) -> Figure:
    """A figure from one of its three forms; `parse_one` gives the SI value of a single entry."""
    if isinstance(raw, Figure):
        return raw
    if not isinstance(raw, dict):
        return make(parse_one(raw), origin=USER, text=str(raw))
    unknown = sorted(set(raw) - _FIGURE_KEYS)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; a figure has {', '.join(sorted(_FIGURE_KEYS))}")
    likely = raw.get("likely", raw.get("value"))
    if likely is None:
        raise ValueError("a figure given as a table needs `value` or `likely`")
    value = parse_one(likely)
    low = parse_one(raw["low"]) if "low" in raw else value
    high = parse_one(raw["high"]) if "high" in raw else value
    if not low <= value <= high:
        raise ValueError(
            f"low, likely and high must not fall: {raw.get('low', likely)}, {likely}, {raw.get('high', likely)}"
        )
    return make(value, low=low, high=high, origin=_origin(raw), text=str(likely))


def _quantity(dimension: str, rule: str) -> Any:
    """The validator, serialiser and JSON schema of one dimension; rule is "any", "not negative", "positive" or "sea state"."""

    def one(raw: Any) -> float:
        value = parse_quantity(raw, dimension)
        if rule == "positive" and value <= 0:
            raise ValueError(f"{raw!r} must be above zero")
        if rule == "not negative" and value < 0:
            raise ValueError(f"{raw!r} must not be negative")
        if dimension == "fraction" and not 0 <= value <= 1:
            raise ValueError(f"{raw!r} must lie between 0 and 1 (or 0 % and 100 %)")
        if rule == "sea state" and value not in range(10):
            raise ValueError(f"{raw!r} is not a sea state: a whole number from 0 to 9 (Douglas)")
        return value

    def read(raw: Any) -> Figure:
        return _read(raw, one, lambda value, **more: Figure(value, SI_UNIT[dimension], **more))

    units = [unit for unit in DIMENSIONS[dimension] if unit]
    single: dict[str, Any] = {"type": "string", "description": f"a {dimension}; units: {', '.join(units)}"}
    if "" in DIMENSIONS[dimension]:
        single = {"anyOf": [{"type": "number"}, single]}
    schema = _figure_schema(single, rule if rule == "sea state" else dimension)
    return (PlainValidator(read), PlainSerializer(_as_written), WithJsonSchema(schema))


def _as_written(figure: Figure) -> Any:
    text = figure.text or f"{float(figure):g} {figure.unit}"
    return text if not figure.has_range else {"low": figure.low, "likely": text, "high": figure.high}


def _figure_schema(single: dict[str, Any], what: str) -> dict[str, Any]:
    words = {key: {"type": "string"} for key in ("source", "date", "note")}
    ranged = {"value": single, "low": single, "likely": single, "high": single, "kind": {"enum": list(KINDS)}, **words}
    return {"anyOf": [single, {"type": "object", "properties": ranged, "additionalProperties": False}], "title": what}


def _money(raw: Any) -> Money:
    found: dict[str, Any] = {}

    def one(text: Any) -> float:
        amount, currency, year, per = parse_money(text)
        if amount < 0:
            raise ValueError(f"{text!r}: a price is not negative")
        this = {"currency": currency, "year": year, "per": per or ""}
        if found and found != this:
            raise ValueError("low, likely and high must be in one currency, price year and time")
        found.update(this)
        return amount

    def make(value: float, **more: Any) -> Money:
        return Money(value, found["currency"], found["year"], per=found["per"], **more)

    figure = _read(raw, one, make)
    if not isinstance(figure, Money):
        raise ValueError("money needs a currency")
    return figure


def _position(raw: Any) -> tuple[float, float]:
    if isinstance(raw, tuple) and len(raw) == 2:
        return float(raw[0]), float(raw[1])
    return parse_position(raw)


_MONEY_SCHEMA = {"type": "string", "description": 'amount, currency and price year: "9e6 USD 2025", "5000 USD 2020 /h"'}
_POSITION_SCHEMA = {"type": "string", "description": 'a position: "36.85 N, 75.98 W"'}

Duration: TypeAlias = Annotated[Figure, *_quantity("duration", "not negative")]
PositiveDuration: TypeAlias = Annotated[Figure, *_quantity("duration", "positive")]
Length: TypeAlias = Annotated[Figure, *_quantity("length", "not negative")]
PositiveLength: TypeAlias = Annotated[Figure, *_quantity("length", "positive")]
Speed: TypeAlias = Annotated[Figure, *_quantity("speed", "not negative")]
PositiveSpeed: TypeAlias = Annotated[Figure, *_quantity("speed", "positive")]
Angle: TypeAlias = Annotated[Figure, *_quantity("angle", "any")]
Mass: TypeAlias = Annotated[Figure, *_quantity("mass", "not negative")]
Power: TypeAlias = Annotated[Figure, *_quantity("power", "not negative")]
CrossSection: TypeAlias = Annotated[Figure, *_quantity("area", "positive")]
DragArea: TypeAlias = Annotated[Figure, *_quantity("area", "not negative")]
FuelConsumption: TypeAlias = Annotated[Figure, *_quantity("fuel consumption", "positive")]
Rate: TypeAlias = Annotated[Figure, *_quantity("rate", "not negative")]
RainRate: TypeAlias = Annotated[Figure, *_quantity("rain rate", "not negative")]
Fraction: TypeAlias = Annotated[Figure, *_quantity("fraction", "not negative")]
Number: TypeAlias = Annotated[Figure, *_quantity("count", "not negative")]
Frequency: TypeAlias = Annotated[Figure, *_quantity("frequency", "positive")]
Level: TypeAlias = Annotated[Figure, *_quantity("level", "any")]  # decibels
Energy: TypeAlias = Annotated[Figure, *_quantity("energy", "positive")]
Ratio: TypeAlias = Annotated[Figure, *_quantity("number", "positive")]
SeaDegree: TypeAlias = Annotated[Figure, *_quantity("count", "sea state")]  # of the Douglas scale
Price: TypeAlias = Annotated[
    Money, PlainValidator(_money), PlainSerializer(_as_written), WithJsonSchema(_figure_schema(_MONEY_SCHEMA, "money"))
]
Position: TypeAlias = Annotated[tuple[float, float], PlainValidator(_position), WithJsonSchema(_POSITION_SCHEMA)]
