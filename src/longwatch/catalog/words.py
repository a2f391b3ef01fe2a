"""Figures of the catalog as people read them: in the unit they were written in, with their range."""

from __future__ import annotations

from typing import Any

from longwatch.catalog.models import Sensor
from longwatch.origins import Figure, Money
from longwatch.units import DIMENSIONS

# SI unit -> (from this value on, unit shown): for figures that carry no text of their own
SHOWN = {
    "s": ((0.0, "s"), (1e-6, "us"), (1e-3, "ms"), (1.0, "s"), (120.0, "min"), (7200.0, "h")),
    "m": ((0.0, "m"), (1000.0, "km")), "Hz": ((0.0, "Hz"), (1e3, "kHz"), (1e6, "MHz"), (1e9, "GHz")),
    "rad": ((0.0, "urad"), (1e-3, "mrad"), (0.01, "deg")), "m/s": ((0.0, "m/s"), (5.0, "kt")),
    "W": ((0.0, "W"), (1e3, "kW")),
}  # fmt: skip


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
    shown = _unit_by_size(figure)
    return f"{_plain(value / _factor(shown))} {shown}".strip()


def readable(figure: Figure) -> Figure:
    """The figure with a text in a unit that suits its size, where its author wrote none."""
    if figure.text or figure.unit not in SHOWN:
        return figure
    text = figure_text(figure)
    return Figure(figure, figure.unit, low=figure.low, high=figure.high, origin=figure.origin, text=text)


def _unit_by_size(figure: Figure) -> str:
    """ "min" for 300 s; its own unit where nothing is said of it, and nothing for a bare number."""
    fitting = [unit for least, unit in SHOWN.get(figure.unit, ()) if abs(float(figure)) >= least]
    return fitting[-1] if fitting else "" if figure.unit == "1" else figure.unit


def _factor(unit: str) -> float:
    """Of a unit that `SHOWN` names; 1 for any other, whose figure is in it already."""
    named = {unit for sizes in SHOWN.values() for _, unit in sizes}
    return next((units[unit] for units in DIMENSIONS.values() if unit in units), 1.0) if unit in named else 1.0


def _plain(value: float) -> str:
    """Five digits, never an exponent for what people count: 20000, 34.55, 0.005."""
    return f"{value:.5g}" if abs(value) < 99999.5 else f"{value:.0f}"
