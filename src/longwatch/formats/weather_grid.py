"""Weather from a grid of a NetCDF file, read with xarray: conditions at places, bilinear between the grid's points.

Variables go by their CF standard names or by the names common services give them. The packages xarray and netCDF4 come
with the extra `grids`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.formats.conditions import QUANTITIES, Conditions, Floats
from longwatch.formats.gaps import fill_gaps
from longwatch.formats.grid_axes import LONGEST_FILL_S, Axes, axes_of, open_grid, steps_of, weights_at
from longwatch.units import DIMENSIONS, KT_MPS

Place = tuple[str, float, float]  # name, lat_deg, lon_deg

# quantity -> (CF standard names, names it goes by; the first found is taken)
VARIABLES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "east": (("eastward_wind",), ("u10", "10u", "u10m", "uwnd", "u")),
    "north": (("northward_wind",), ("v10", "10v", "v10m", "vwnd", "v")),
    "wind_mps": (("wind_speed",), ("si10", "ws", "wspd", "wind_speed", "wind")),
    "wind_from_rad": (("wind_from_direction",), ("wdir", "dwi", "wind_direction")),
    "hs_m": (("sea_surface_wave_significant_height",), ("swh", "hs", "vhm0")),
    "visibility_m": (("visibility_in_air",), ("vis", "visibility")),
    "cloud": (("cloud_area_fraction",), ("tcc", "clt", "cloud", "cloud_cover")),
    "rain_mm_h": (
        ("rainfall_flux", "precipitation_flux", "lwe_precipitation_rate", "rainfall_rate"),
        ("tp", "mtpr", "avg_tprate", "pr", "rain", "precipitation"),
    ),
    "icing": ((), ("icing",)),
}
_SPEED = {"m s-1": 1.0, "m/s": 1.0, "kt": KT_MPS, "knot": KT_MPS, "knots": KT_MPS, "km/h": 1 / 3.6}
# per accumulation step where it is a depth of water, see `_factor`
_DEPTH = {"m": 1000.0, "mm": 1.0, "kg m-2": 1.0}
UNITS: Final[dict[str, dict[str, float]]] = {
    "east": _SPEED,
    "north": _SPEED,
    "wind_mps": _SPEED,
    "wind_from_rad": {"degree": np.pi / 180, "degrees": np.pi / 180, "deg": np.pi / 180, "rad": 1.0, "radian": 1.0},
    "hs_m": {"m": 1.0, "metre": 1.0, "meter": 1.0, "ft": DIMENSIONS["length"]["ft"]},
    "visibility_m": {"m": 1.0, "km": 1000.0},
    "cloud": {"1": 1.0, "(0 - 1)": 1.0, "": 1.0, "%": 0.01, "percent": 0.01, "okta": 0.125},
    "rain_mm_h": {"kg m-2 s-1": 3600.0, "mm/h": 1.0, "mm h-1": 1.0, "mm s-1": 3600.0, "m s-1": 3.6e6, **_DEPTH},
    "icing": {"1": 1.0, "": 1.0},
}


def read_weather_grid(path: Path, places: Sequence[Place]) -> Conditions | None:
    """The conditions at places; None for a climatology by month, which holds means of wind and no weather.

    Raises BadInputError: xarray or netCDF4 missing, no such file, no usable variable, an unknown unit, a place off the grid or
    without values, times backwards, uneven or with gaps over 6 h.
    """
    with open_grid(path) as data:
        axes = axes_of(data, path.name)
        found = find_variables(data, path.name)
        if axes.time is None:
            return None
        start_s, step_s, at, n_times = steps_of(data, axes, path.name)
        values: dict[str, Floats] = {}
        for what, name in found.items():
            factor = _factor(data[name], what, step_s, path.name)
            sampled = [at_place(data[name], axes, place, path.name) for place in places]
            values[what] = np.full((len(places), n_times), np.nan)
            values[what][:, at] = np.array(sampled) * factor
    values = _winds(values)
    _check(values, places, path.name)
    names = tuple(name for name, _, _ in places)
    filled, warnings = fill_gaps(
        values, step_s, longest_s=LONGEST_FILL_S, leave=False, start_s=start_s, file=path.name, places=names
    )
    return Conditions(start_s, step_s, names, filled, tuple(warnings))


def find_variables(data: Any, file: str) -> dict[str, str]:
    """Quantity -> name of its variable. Raises BadInputError where none is there, or half a wind vector."""
    found = {}
    for what, (standard, names) in VARIABLES.items():
        by_lower = {str(name).lower(): str(name) for name in data.data_vars}
        wanted = [by_lower[name] for name in names if name in by_lower]
        wanted += [str(name) for name, one in data.data_vars.items() if one.attrs.get("standard_name") in standard]
        if wanted:
            found[what] = wanted[0]
    if ("east" in found) != ("north" in found):
        here, gone = ("east", "north") if "east" in found else ("north", "east")
        what = f"has {found[here]!r}, the {here}ward wind, but no variable of the {gone}ward wind"
        raise BadInputError(Problem(file, what, f"such as {VARIABLES[gone][1][0]}"))
    if not set(found) - {"wind_from_rad"}:
        listed = ", ".join(map(str, data.data_vars)) or "none"
        known = ", ".join(names[0] for _, names in VARIABLES.values())
        raise BadInputError(
            Problem(file, f"has no variable of weather; it has {listed}", f"known are {known} and others")
        )
    return found


def at_place(variable: Any, axes: Axes, place: Place, file: str) -> Floats:
    """Values over time at a place: bilinear; where a corner has no value (land), the nearest of those that have one."""
    name, lat_deg, lon_deg = place
    (i, lat_weights), (j, lon_weights) = weights_at(axes, name, lat_deg, lon_deg, file)
    box = variable
    for extra in [dim for dim in variable.dims if dim not in (axes.time, axes.lat, axes.lon)]:
        if variable.sizes[extra] > 1:
            what = f"{variable.name!r} has {variable.sizes[extra]} values along {extra!r}"
            raise BadInputError(Problem(file, what, "weather at the surface has one; select it and save the file anew"))
        box = box.isel({extra: 0})
    box = box.isel({axes.lat: i, axes.lon: j}).transpose(axes.time, axes.lat, axes.lon)
    corners = np.asarray(box.values, np.float64).reshape(box.shape[0], -1)
    weights = np.outer(lat_weights, lon_weights).ravel()
    known = np.isfinite(corners).any(axis=0)
    if not known.any():
        raise BadInputError(Problem(file, f"{variable.name!r} has no value near {name} ({lat_deg:.3f}, {lon_deg:.3f})"))
    if (weights > 0)[~known].any():
        nearest = int(np.flatnonzero(known)[np.argmax(weights[known])])
        weights = np.where(np.arange(weights.size) == nearest, 1.0, 0.0)
    return np.asarray((np.where(weights > 0, corners, 0.0) * weights).sum(axis=1))


def _factor(variable: Any, what: str, step_s: int, file: str) -> float:
    """To the unit of the quantity. Rain given as a depth of water fell in the step before, as services accumulate it."""
    unit = str(variable.attrs.get("units", "")).replace("**", "").replace("^", "").strip()
    if unit not in UNITS[what]:
        allowed = ", ".join(unit or "(none)" for unit in UNITS[what])
        told = f"the unit {unit!r} of {variable.name!r} is not known; allowed are {allowed}"
        raise BadInputError(Problem(file, told))
    return UNITS[what][unit] * (3600.0 / step_s if what == "rain_mm_h" and unit in _DEPTH else 1.0)


def _winds(values: dict[str, Floats]) -> dict[str, Floats]:
    """East and north into speed and direction; what a packed number makes slightly negative is nothing."""
    out = {what: series for what, series in values.items() if what not in ("east", "north")}
    if "east" in values:
        out["wind_mps"] = np.hypot(values["east"], values["north"])
        out["wind_from_rad"] = np.arctan2(-values["east"], -values["north"]) % (2 * np.pi)
    for what in ("cloud", "rain_mm_h", "hs_m"):
        if what in out:
            out[what] = np.where(np.abs(out[what]) < 1e-3, np.maximum(out[what], 0.0), out[what])
    if "cloud" in out:
        out["cloud"] = np.where(np.abs(out["cloud"] - 1.0) < 1e-3, np.minimum(out["cloud"], 1.0), out["cloud"])
    return out


def _check(values: dict[str, Floats], places: Sequence[Place], file: str) -> None:
    problems = []
    for what, series in values.items():
        name, least, most = QUANTITIES[what]
        wrong = np.argwhere((series < least) | (series > most) | np.isinf(series))
        if wrong.size:
            row, step = wrong[0]
            told = f"{name} at {places[row][0]} is {series[row, step]:g} in step {step}: it can't be"
            problems.append(Problem(file, told))
    if problems:
        raise BadInputError(problems)
