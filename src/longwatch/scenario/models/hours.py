"""Opening hours in local time: "06:00-22:00", "Mon-Fri 08:00-17:00", "22:00-06:00", "day", "night", "always"."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from longwatch.quantities import Strict

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(DAYS)
_RULE = re.compile(rf"^(?:({_DAY})(?:-({_DAY}))?\s+)?(\d\d):(\d\d)-(\d\d):(\d\d)$")
_EXAMPLE = '"06:00-22:00", "Mon-Fri 08:00-17:00", "22:00-06:00", "day", "night" or "always"'


class HourRule(Strict):
    """One stretch of local wall-clock time on some days of the week, or daylight, or the dark.

    It belongs to the day on which it begins. `to_min` above 1440 ends on the next day. Daylight is a sun above the
    horizon (centre at -0.833 degrees) at the place the hours belong to.
    """

    days: tuple[int, ...] = tuple(range(7))  # 0 is Monday
    from_min: int = 0
    to_min: int = 1440
    light: Literal["any", "day", "night"] = "any"


def _hour_rule(text: object) -> HourRule:
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a stretch of hours; write it like {_EXAMPLE}")
    plain = " ".join(text.split())
    if plain == "always":
        return HourRule()
    if plain in ("day", "night"):
        return HourRule(light="day" if plain == "day" else "night")
    match = _RULE.match(plain)
    if match is None:
        raise ValueError(f"{text!r} is not a stretch of hours; write it like {_EXAMPLE}")
    first, last, *clock = match.groups()
    hour0, minute0, hour1, minute1 = (int(part) for part in clock)
    if minute0 > 59 or minute1 > 59 or hour0 > 23 or hour1 > 24 or (hour1 == 24 and minute1):
        raise ValueError(f"{text!r}: there is no such time of day; it runs from 00:00 to 24:00")
    from_min, to_min = 60 * hour0 + minute0, 60 * hour1 + minute1
    if from_min == to_min:
        raise ValueError(f'{text!r} has no length; round the clock is "always"')
    days = tuple(range(7))
    if first is not None:
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days = tuple((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    return HourRule(days=days, from_min=from_min, to_min=to_min if to_min > from_min else to_min + 1440)


def _hours(raw: Any) -> tuple[HourRule, ...]:
    if isinstance(raw, tuple) and all(isinstance(rule, HourRule) for rule in raw):
        return raw
    rules = tuple(_hour_rule(text) for text in (raw if isinstance(raw, list | tuple) else [raw]))
    if not rules:
        raise ValueError(f"an empty list is never open; write hours like {_EXAMPLE}")
    return rules


_TEXT = {"type": "string", "description": f"hours in local time: {_EXAMPLE}"}
Hours: TypeAlias = Annotated[
    tuple[HourRule, ...],
    PlainValidator(_hours),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}),
    Field(description="local time of the period's zone, or of the own `zone`"),
]
