"""When the watch is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from longwatch.origins import Figure
from longwatch.quantities import PositiveDuration, Strict
from longwatch.scenario.models.common import default
from longwatch.units import parse_quantity

WARM_UPS = ("none", "first-arrival", "state")


def _instant(raw: Any) -> Any:
    """A TOML date-time, or the same as a string; a number would be read as a Unix time, so it is refused."""
    example = "write it like 2026-06-01T00:00:00Z"
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"{raw!r} is not a date and time; {example}") from None
    if not isinstance(raw, datetime):
        what = "has no time of day" if isinstance(raw, date) else "is not a date and time"
        raise ValueError(f"{str(raw)!r} {what}; {example}")
    if raw.tzinfo is None:
        raise ValueError(
            f"{raw.isoformat()!r} has no zone, so it is no instant; add Z for UTC, or an offset like +09:00"
        )
    if not 1900 <= raw.year <= 2200:
        raise ValueError(f"the year {raw.year} is outside 1900 to 2200")
    return raw


def _warm_up(raw: Any) -> Any:
    if isinstance(raw, Figure) or raw in WARM_UPS:
        return raw
    try:
        return default("duration", parse_quantity(raw, "duration"))
    except ValueError as error:
        raise ValueError(f'{error}; or "none", "first-arrival" or "state"') from None


Instant: TypeAlias = Annotated[
    datetime, PlainValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
WarmUp: TypeAlias = Annotated[
    Literal["none", "first-arrival", "state"] | Figure,
    PlainValidator(_warm_up),
    WithJsonSchema({"type": "string", "description": '"none", "first-arrival", "state" or a duration'}),
]


class Period(Strict):
    """When the watch is kept, from when gaps count, and how a gap that is open at the end is taken."""

    start: Instant = Field(
        description="First instant, with a zone: `2026-06-01T00:00:00Z`"
    )  # with a zone; `Scenario.start_s` is the same instant as a Unix time
    length_s: PositiveDuration = Field(alias="length", description="How long the watch is kept")
    zone: str = Field("UTC", description="Zone in which hours are meant and times are shown")
    warm_up: WarmUp = Field(
        "none",
        description="Gaps count from the start, from the first possible arrival on each line, after a stated time, or "
        'from the start with those of [state] on station ("state")',
    )
    end: Literal["cut", "optimistic"] = Field(
        "cut", description="An open gap is cut at the end and counted, or left out"
    )
