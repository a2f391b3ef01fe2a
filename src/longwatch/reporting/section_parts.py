"""What the sections of the report are put together from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from longwatch.origins import Figure
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_watch import Gap, Measure
from longwatch.reporting.markup import Child, Html, join, table, tag
from longwatch.reporting.shades import NAMES
from longwatch.reporting.wording import (
    count,
    duration,
    instant,
    quantity,
)
from longwatch.units import format_duration

WIDE, NARROW = 1040, 388


def section(name: str, title: str, *body: Child, long: bool = False) -> Html:
    heading = tag("h2", title, id=f"{name}-title")
    return tag("section", heading, body, id=name, aria_labelledby=f"{name}-title", class_="long" if long else None)


def both(draw: Callable[[int, str], Html], name: str, wide: int = WIDE) -> Html:
    """The same picture drawn for a wide and for a narrow screen; only one of them is shown."""
    return join(
        tag("div", draw(wide, f"{name}-w"), class_="wide"), tag("div", draw(NARROW, f"{name}-n"), class_="narrow")
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def with_note(text: str, note: str) -> Html:
    return tag("span", text, tag("small", note) if note else None)


def interval(figure: Figure | None, show: Callable[[float], str]) -> str:
    return "" if figure is None or not figure.has_range else f"{show(figure.low)} to {show(figure.high)}"


def measure_table(caption: str, measures: Sequence[Measure]) -> Html:
    rows = [[m.name, with_note(quantity(m.figure), _range(m))] for m in measures]
    return table(caption, ["Measure", "Figure"], rows, numeric={1})


def _range(measure: Measure) -> str:
    figure = measure.figure
    if figure is None or not figure.has_range:
        return ""
    show = duration if figure.unit == "s" else count
    return interval(figure, show)


def key(d: str, class_: str, name: str) -> Html:
    return tag("li", tag("svg", tag("path", d=d, class_=class_), width=22, height=13, aria_hidden="true"), name)


def shade_legend() -> Html:
    items = []
    for i, name in enumerate(NAMES):
        cell = tag("rect", width=20, height=11, rx=2, class_=f"cell h{i}")
        items.append(tag("li", tag("svg", cell, width=20, height=11, class_="swatch", aria_hidden="true"), name))
    return tag("ul", items, class_="legend")


def when(offset_s: float, settings: Settings) -> str:
    return instant(settings.start_s, offset_s, settings.zone)


def length_of(gap: Gap) -> str:
    return format_duration(gap.to_s - gap.from_s)
