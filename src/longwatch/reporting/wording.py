"""Figures in words: one way to print a share, a time, an amount or an instant, everywhere in the report."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from longwatch.origins import Figure
from longwatch.units import DAY_S, HOUR_S, format_duration

MONEY_UNIT = re.compile(r"^([A-Z]{3})(?: (\d{4}))?(?:/(\w+))?$")
NUMBER = re.compile(r"^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
DASH = "–"  # no figure is known
KIND_WORDS = {
    "measured": "measured",
    "maker": "maker's figure",
    "press": "press",
    "estimate": "estimate",
    "user": "user's input",
    "assumed": "ASSUMED",
    "computed": "computed",
}


KIND_PHRASES = {
    "measured": "measured",
    "maker": "from makers",
    "press": "from the press",
    "estimate": "estimated",
    "user": "set by the user",
    "assumed": "ASSUMED",
    "computed": "computed",
}


def share(value: float | None, digits: int = 1) -> str:
    """A fraction in per cent. Never rounds to 0 % or 100 % what is neither."""
    if value is None:
        return DASH
    text = f"{100 * value:.{digits}f}"
    least = 10**-digits
    if float(text) == 0 and value > 0:
        return f"< {least:g} %"
    if float(text) == 100 and value < 1:
        return f"> {100 - least:g} %"
    return f"{text} %"


def per_cent(value: float) -> str:
    """A share that somebody set: "95 %", "99.5 %"."""
    return f"{100 * value:.10g} %"


def duration(value: float | None) -> str:
    return DASH if value is None else ("none" if value == 0 else format_duration(value))


def count(value: float | None) -> str:
    if value is None:
        return DASH
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.3g}"


def amount(value: float | None, currency: str) -> str:
    """Money with three significant digits: "JPY 12.3 bn", "JPY 85,400"; small change as it is."""
    if value is None:
        return DASH
    size = abs(value)
    for limit, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "M")):
        if size >= limit:
            digits = 2 if size / limit < 10 else 1 if size / limit < 100 else 0
            return f"{currency} {value / limit:,.{digits}f} {name}"
    if size >= 1000:
        return f"{currency} {float(f'{value:.3g}'):,.0f}"
    return f"{currency} {value:,.0f}" if size >= 100 or value == round(value) else f"{currency} {value:,.2f}"


def quantity(figure: Figure | None) -> str:
    """Any figure in its reader's unit."""
    if figure is None:
        return DASH
    value = float(figure)
    if money := MONEY_UNIT.match(figure.unit):
        currency, year, per = money.groups()
        return amount(value, currency) + (f" ({year})" if year else "") + (f" /{per}" if per else "")
    if figure.unit == "s":
        return duration(value)
    if figure.unit == "%":
        return share(value / 100)
    if figure.unit == "1/s":
        return f"{value * HOUR_S:.3g} /h"
    if figure.unit == "m":
        return f"{value / 1000:,.3g} km" if abs(value) >= 1000 else f"{value:,.3g} m"
    return count(value) + ("" if figure.unit in ("1", "") else f" {figure.unit}")


def hours(figure: Figure | None) -> str:
    """Any figure, times in hours: what is added up over vehicles is counted in hours."""
    if figure is not None and figure.unit == "s":
        return f"{float(figure) / HOUR_S:,.0f} h" if figure >= 10 * HOUR_S else f"{float(figure) / HOUR_S:.2g} h"
    return quantity(figure)


def as_written(figure: Figure) -> str:
    """An input as its author wrote it with its range in the same unit, "2 /1000 h (0.5 to 5)"; else in a reader's unit."""
    if money := MONEY_UNIT.match(figure.unit):
        price, ends = amount(figure, money[1]), [amount(end, money[1])[4:] for end in (figure.low, figure.high)]
        return f"{price} ({ends[0]} to {ends[1]})" if figure.has_range else price
    text = figure.text or quantity(figure)
    if not figure.has_range:
        return text
    number = NUMBER.match(figure.text)
    if number and float(number[0]) and float(figure):
        factor = float(figure) / float(number[0])
        low, high = (f"{float(f'{end / factor:.4g}'):,g}" for end in (figure.low, figure.high))
    else:
        low, high = (quantity(Figure(end, figure.unit)) for end in (figure.low, figure.high))
    return f"{text} ({low} to {high})"


def periods(length_s: float, n: int = 2) -> str:
    """What a trial is called: "weeks", "days", "periods of 10 d"; singular for n = 1."""
    names = {DAY_S: "day", 7 * DAY_S: "week", 365 * DAY_S: "year"}
    if length_s in names:
        return names[length_s] + ("" if n == 1 else "s")
    return f"period{'' if n == 1 else 's'} of {format_duration(length_s)}"


def local_time(start_s: float, offset_s: float, zone: str) -> datetime:
    """The instant `offset_s` after the start, on the clock of the period's zone."""
    epoch = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
    return (epoch + timedelta(seconds=start_s + offset_s)).astimezone(ZoneInfo(zone))


def instant(start_s: float, offset_s: float, zone: str) -> str:
    clock = local_time(start_s, offset_s, zone)
    return f"{clock:%a} {clock.day} {clock:%b} {clock:%H:%M}"


def full_instant(start_s: float, offset_s: float, zone: str) -> str:
    """With the year and the zone's short name: "Mon 29 Jun 2020 20:00 EDT"."""
    clock = local_time(start_s, offset_s, zone)
    return f"{clock:%a} {clock.day} {clock:%b %Y %H:%M %Z}"


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
