"""What the parts of a scenario file share: names, switches, counts, and defaults that know they are defaults."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from longwatch.origins import Figure, Origin
from longwatch.units import HOUR_S, SI_UNIT, YEAR_S


def _plain_name(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise ValueError(f"the name {text!r} has blanks at its ends or characters that can't be printed")
    return text


def above_zero(figure: Figure) -> Figure:
    if figure <= 0:
        raise ValueError("must be above zero")
    return figure


Name: TypeAlias = Annotated[str, Field(strict=True, min_length=1, max_length=100), AfterValidator(_plain_name)]
Switch: TypeAlias = Annotated[bool, Field(strict=True)]
Whole: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000)]
SeaState: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=9)]  # Douglas scale


def default(dimension: str, value: float) -> Figure:
    return Figure(value, SI_UNIT[dimension], origin=Origin("assumed", "default of the scenario file"))


def metres(value: float) -> Figure:
    return default("length", value)


def hours(value: float) -> Figure:
    return default("duration", value * HOUR_S)


def ratio(value: float) -> Figure:
    return default("fraction", value)


def count(value: float) -> Figure:
    return default("count", value)


def speed(value: float) -> Figure:
    return default("speed", value)


def angle(value: float) -> Figure:
    return default("angle", value)


def per_year(value: float) -> Figure:
    return default("rate", value / YEAR_S)
