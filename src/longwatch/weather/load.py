"""The file of a scenario's weather, read once, with what it lacks filled from the scenario."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from longwatch.formats.conditions import EVERYWHERE, Conditions
from longwatch.physics.douglas import wave_height_m
from longwatch.scenario.models import Weather
from longwatch.scenario.scenario import Scenario
from longwatch.weather.sites import sites_of


def load_series(scenario: Scenario) -> Conditions | None:
    """Conditions over time at places; of kind constant a single step. None for a climatology by month.

    What the file lacks stays at what the scenario says of it, where it says something. Raises BadInputError.
    """
    weather = scenario.file.weather
    if weather.kind == "constant":
        return Conditions(
            scenario.start_s, scenario.length_s, (EVERYWHERE,), {w: np.array([[v]]) for w, v in _said(weather)}
        )
    path = weather_path(scenario)
    stat = path.stat() if path.is_file() else None
    mark = (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)
    if weather.kind == "file":
        series = _grid(path, mark, tuple((site.name, site.lat_deg, site.lon_deg) for site in sites_of(scenario)))
    else:
        series = _table(path, mark, weather.kind == "spells")
    if series is None:
        return None
    shape = (len(series.places), series.n_times)
    given = {what: np.full(shape, value) for what, value in _said(weather) if what not in series.values}
    if "wind_mps" in series.values and "wind_from" not in _keys(weather):
        given.pop("wind_from_rad", None)
    return replace(series, values={**given, **series.values})


def weather_path(scenario: Scenario) -> Path:
    """The file, looked for beside the scenario."""
    assert scenario.file.weather.file is not None  # checked when the scenario was read
    return (scenario.path.parent if scenario.path else Path()) / scenario.file.weather.file


def _said(weather: Weather) -> list[tuple[str, float]]:
    """What the scenario itself says of the conditions. A constant wind, sea state and no icing are said by default."""
    keys, constant = _keys(weather), weather.kind == "constant"
    said = []
    if constant or "wind" in keys:
        said += [("wind_mps", float(weather.wind_mps)), ("wind_from_rad", float(weather.wind_from_rad))]
    elif "wind_from" in keys:
        said.append(("wind_from_rad", float(weather.wind_from_rad)))
    if constant or "sea_state" in keys:
        said.append(("hs_m", float(wave_height_m(weather.sea_state))))
    for what, value in (
        ("visibility_m", weather.visibility_m), ("cloud", weather.cloud), ("rain_mm_h", weather.rain_mm_h),
    ):  # fmt: skip
        if value is not None:
            said.append((what, float(value)))
    if constant or "icing" in keys:
        said.append(("icing", float(weather.icing)))
    return said


def _keys(weather: Weather) -> set[str]:
    """The keys that the file gives, as it spells them."""
    fields = type(weather).model_fields
    return {fields[name].alias or name for name in weather.model_fields_set}


@lru_cache(maxsize=8)
def _table(path: Path, mark: tuple[int, int], leave_gaps: bool) -> Conditions:  # noqa: ARG001  # mark: of a changed file
    from longwatch.formats.weather_table import read_weather_table  # imports polars: not before there is a table

    return read_weather_table(path, leave_gaps=leave_gaps)


@lru_cache(maxsize=8)
def _grid(
    path: Path,
    mark: tuple[int, int],  # noqa: ARG001
    places: tuple[tuple[str, float, float], ...],
) -> Conditions | None:
    from longwatch.formats.weather_grid import read_weather_grid

    return read_weather_grid(path, places)
