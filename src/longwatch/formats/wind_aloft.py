"""Mean wind at working height from a grid with pressure levels: a climatology by month, or a series over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.formats.conditions import Floats
from longwatch.formats.grid_axes import Axes, axes_of, open_grid, weights_at
from longwatch.formats.weather_grid import UNITS, find_variables

_TO_HPA: Final = {"hPa": 1.0, "millibars": 1.0, "mbar": 1.0, "mb": 1.0, "Pa": 0.01, "": 1.0}


def standard_pressure_hpa(height_m: float) -> float:
    """Pressure of the International Standard Atmosphere (ISO 2533), up to 20 km."""
    if height_m <= 11_000.0:
        return float(1013.25 * (1.0 - 2.25577e-5 * height_m) ** 5.25588)
    return 226.321 * float(np.exp(-(height_m - 11_000.0) / 6341.62))


def wind_aloft_mps(
    path: Path, name: str, lat_deg: float, lon_deg: float, height_m: float, months: dict[int, float]
) -> tuple[float, float]:
    """(east, north) mean wind in m/s at a place and height, of a climatology by month.

    Between levels linear in the logarithm of pressure, beyond them the nearest; between places bilinear; a month that the
    file lacks lies on the straight line between its neighbours round the year.

    months : month 1 to 12 -> share of the period that lies in it
    """
    with open_grid(path) as data:
        axes = axes_of(data, path.name)
        found = find_variables(data, path.name)
        if axes.month is None or "east" not in found:
            raise BadInputError(Problem(path.name, "holds no wind by month"))
        vectors = [_profile(data[found[w]], axes, name, lat_deg, lon_deg, path.name) for w in ("east", "north")]
        factors = [_factor(data[found[w]], path.name) for w in ("east", "north")]
        known = np.asarray(data[axes.month].values, np.int64)
        weights = _level_weights(data, axes, height_m)
    east, north = (
        sum(share * _of_month(known, profile @ weights, month) for month, share in months.items()) * factor
        for profile, factor in zip(vectors, factors, strict=True)
    )
    return float(east), float(north)


def _profile(variable: Any, axes: Axes, name: str, lat_deg: float, lon_deg: float, file: str) -> Floats:
    """(n_months, n_levels) at a place."""
    (i, lat_weights), (j, lon_weights) = weights_at(axes, name, lat_deg, lon_deg, file)
    box = variable.isel({axes.lat: i, axes.lon: j})
    if axes.level is None or axes.level not in box.dims:
        box = box.expand_dims({"one level": 1})
    level = axes.level if axes.level in box.dims else "one level"
    values = np.asarray(box.transpose(axes.month, level, axes.lat, axes.lon).values, np.float64)
    profile = np.asarray(np.einsum("mlij,i,j->ml", values, lat_weights, lon_weights))
    if not np.isfinite(profile).all():
        raise BadInputError(Problem(file, f"{variable.name!r} has missing values near {name}"))
    return profile


def _factor(variable: Any, file: str) -> float:
    unit = str(variable.attrs.get("units", "")).replace("**", "").replace("^", "").strip()
    if unit not in UNITS["east"]:
        raise BadInputError(Problem(file, f"the unit {unit!r} of {variable.name!r} is not one of speed"))
    return UNITS["east"][unit]


def _level_weights(data: Any, axes: Axes, height_m: float) -> Floats:
    if axes.level is None:
        return np.ones(1)
    factor = _TO_HPA.get(str(data[axes.level].attrs.get("units", "")), 1.0)
    log_p = np.log(np.asarray(data[axes.level].values, np.float64) * factor)
    order = np.argsort(log_p)
    position = np.interp(np.log(standard_pressure_hpa(height_m)), log_p[order], np.arange(log_p.size))
    weights = np.zeros(log_p.size)
    below = int(np.floor(position))
    weights[order[below]] = 1.0 - (position - below)
    if position > below:
        weights[order[below + 1]] = position - below
    return weights


def _of_month(known: np.ndarray, values: Floats, month: int) -> float:
    return float(np.interp(month, known, values, period=12))
