"""Figures of the catalog as people read them: in the unit they were written in, with their range."""

from __future__ import annotations

from typing import Any

from longwatch.catalog.models import Sensor
from longwatch.origins import Figure, Money
from longwatch.units import DIMENSIONS

# SI unit -> (unit shown, factor): for figures that carry no text of their own
SHOWN = {"s": ("h", 3600.0), "m": ("km", 1000.0), "m/s": ("kt", DIMENSIONS["speed"]["kt"]), "1": ("", 1.0)}


def as_text(value: Any) -> str:
    """Any field of a platform or payload in words; "" for what isn't given."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return figure_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(sensor_text(one) if isinstance(one, Sensor) else str(one) for one in value)
    return str(value)


def figure_text(figure: Figure) -> str:
    """As it was written ("32 h"), or in a unit of the field; money always with its thousands set apart."""
    return (figure.text if not isinstance(figure, Money) else "") or _in_unit_of(figure, float(figure), "")


def range_text(figure: Figure) -> str:
    """ "24 h to 32 h" in the unit of the figure, or "" where there is no range."""
    if not figure.has_range:
        return ""
    return f"{_in_unit_of(figure, figure.low, figure.text)} to {_in_unit_of(figure, figure.high, figure.text)}"


def sensor_text(sensor: Sensor) -> str:
    """ "radar: small-boat detect 34.6 km, …" """
    parts = [
        f"{class_} {task} {figure_text(figure)}"
        for class_, tasks in sensor.ranges.items()
        for task, figure in tasks.items()
    ]
    parts += [
        f"{class_} {task} {figure_text(step.rate_per_s)} to {figure_text(step.to_m)}"
        for class_, by_task in sensor.hazard.items()
        for task, steps in by_task.items()
        for step in steps
    ]
    return f"{sensor.kind}: {', '.join(parts)}" if parts else sensor.kind


def _in_unit_of(figure: Figure, value: float, text: str) -> str:
    """A value of the same dimension as a figure, shown in the unit that its text uses."""
    if isinstance(figure, Money):
        per = f" /{figure.per}" if figure.per else ""
        year = f" {figure.year}" if figure.year else ""
        return f"{value:,.10g} {figure.currency}{year}{per}"
    unit = text.lstrip("+-0123456789._eE ").strip()
    for units in DIMENSIONS.values():
        if unit and unit in units:
            return f"{_plain(value / units[unit])} {unit}"
    shown, factor = SHOWN.get(figure.unit, (figure.unit, 1.0))
    return f"{_plain(value / factor)} {shown}".strip()


def _plain(value: float) -> str:
    """Five digits, never an exponent for what people count: 20000, 34.55, 0.005."""
    return f"{value:.5g}" if abs(value) < 99999.5 else f"{value:.0f}"
