"""Numbers of summary.json: each in an object that carries its unit and its origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from longwatch.origins import Figure, Money, Origin
from longwatch.reporting.content_watch import Measure

Json = dict[str, Any]
TRIALS = Origin("computed", "trials of this run", of=("roster", "faults", "weather", "seed"))
SCENARIO = Origin("user", "scenario")
ROSTER = Origin("computed", "roster of this run", of=("scenario", "bound", "builder"))


def figure_json(figure: Figure | None) -> Json | None:
    if figure is None:
        return None
    out = figure.to_json()
    if isinstance(figure, Money):
        out["unit"] = figure.unit
    return {key: _plain(value) if key in ("value", "low", "high") else value for key, value in out.items()}


def _plain(value: float) -> float | int:
    """Whole numbers without a decimal point, as a reader expects of counts and seconds."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def number_json(value: float, unit: str, origin: Origin) -> Json:
    return {"value": value if isinstance(value, int) else _plain(value), "unit": unit, "origin": origin.to_json()}


def series_json(values: Sequence[float | None], unit: str, origin: Origin) -> Json:
    rounded = [None if value is None else _plain(round(value, 6)) for value in values]
    return {"values": rounded, "unit": unit, "origin": origin.to_json()}


def measure_json(measure: Measure) -> Json:
    return {"name": measure.name, "figure": figure_json(measure.figure)}
