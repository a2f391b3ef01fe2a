"""The axes of a gridded file: time, latitude, longitude and pressure, and where a place lies between their points."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from longwatch.errors import BadInputError, Problem
from longwatch.units import format_duration

LONGEST_FILL_S: Final = 6 * 3600
_LAT, _LON = ("latitude", "lat"), ("longitude", "lon")
_LEVELS = ("level", "pressure_level", "plev", "isobaricinhpa")
_TIMES = ("time", "valid_time")


@dataclass(frozen=True)
class Axes:
    """Names of the dimensions and the values along them. `lons_deg` goes round the Earth where `wraps`."""

    lat: str
    lon: str
    time: str | None
    month: str | None
    level: str | None
    lats_deg: NDArray[np.float64]
    lons_deg: NDArray[np.float64]
    wraps: bool


def open_grid(path: Path) -> Any:
    """The file as an xarray Dataset, read as needed; closed by the caller. Raises BadInputError."""
    try:
        import netCDF4  # noqa: F401  # what reads the file for xarray
        import xarray
    except ImportError as error:
        what = f"gridded weather needs the package {error.name}, which is not installed"
        raise BadInputError(Problem(path.name, what, "install longwatch with its extra: longwatch[grids]")) from error
    if not path.is_file():
        raise BadInputError(Problem(path.name, "there is no such file"))
    try:
        return xarray.open_dataset(path, engine="netcdf4")
    except (OSError, ValueError) as error:
        first = str(error).partition("\n")[0]
        raise BadInputError(Problem(path.name, f"cannot be read as NetCDF: {first}")) from error


def axes_of(data: Any, file: str) -> Axes:
    """Raises BadInputError where latitude and longitude are no axes, or neither time nor month is one."""
    dims = {str(dim).lower(): str(dim) for dim in data.dims}

    def named(names: tuple[str, ...]) -> str | None:
        return next((dims[name] for name in names if name in dims), None)

    lat, lon = named(_LAT), named(_LON)
    time, month = named(_TIMES), named(("month",))
    listed = ", ".join(dims.values()) or "none"
    if lat is None or lon is None or lat not in data.coords or lon not in data.coords:
        what = f"is not on a grid of latitude and longitude; its axes are {listed}"
        raise BadInputError(Problem(file, what, "interpolate it to such a grid first"))
    if time is None and month is None:
        raise BadInputError(Problem(file, f"has no axis of time or month; its axes are {listed}"))
    lats, lons = (np.asarray(data[name].values, np.float64) for name in (lat, lon))
    for name, values in ((lat, lats), (lon, lons)):
        steps = np.diff(values)
        if values.size < 2 or not np.isfinite(values).all() or not ((steps > 0).all() or (steps < 0).all()):
            raise BadInputError(
                Problem(file, f"the axis {name!r} does not rise or fall all along with two values at least")
            )
    step_deg = float(np.abs(np.diff(lons)).max())
    wraps = float(np.ptp(lons)) + step_deg > 359.99
    return Axes(lat, lon, time, month if time is None else None, named(_LEVELS), lats, lons, wraps)


def steps_of(data: Any, axes: Axes, file: str) -> tuple[int, int, NDArray[np.int64], int]:
    """(first Unix time, step in s, place of each time on the even grid, length of that grid)."""
    times = np.asarray(data[axes.time].values)
    if not np.issubdtype(times.dtype, np.datetime64):
        raise BadInputError(Problem(file, "its times are not of the standard calendar", "convert it first"))
    unix_s = times.astype("datetime64[s]").astype(np.int64)
    differences = np.diff(unix_s)
    if differences.size == 0:
        raise BadInputError(Problem(file, "has a single time; conditions over time need two at least"))
    if (differences <= 0).any():
        raise BadInputError(Problem(file, f"its times do not rise (at place {int(np.argmax(differences <= 0)) + 2})"))
    values, counts = np.unique(differences, return_counts=True)
    step_s = int(values[np.argmax(counts)])
    at, off = np.divmod(unix_s - unix_s[0], step_s)
    if off.any():
        raise BadInputError(Problem(file, f"its times do not keep their step of {format_duration(step_s)}"))
    return int(unix_s[0]), step_s, at, int(at[-1]) + 1


Weights = tuple[NDArray[np.int64], NDArray[np.float64]]


def weights_at(axes: Axes, name: str, lat_deg: float, lon_deg: float, file: str) -> tuple[Weights, Weights]:
    """Places along latitude and longitude with their weights. Up to half a step beyond the grid its edge holds."""
    lats, lons = axes.lats_deg, axes.lons_deg
    i = _between(lats, lat_deg, period=0.0)
    j = _between(lons, lons.min() + (lon_deg - lons.min()) % 360.0, period=360.0 if axes.wraps else 0.0)
    if j is None:  # just west of the western edge
        j = _between(lons, lons.min() + (lon_deg - lons.min()) % 360.0 - 360.0, period=0.0)
    if i is None or j is None:
        what = f"{name} ({lat_deg:.2f}, {lon_deg:.2f}) lies off its grid: latitude {lats.min():g} to {lats.max():g}, "
        raise BadInputError(Problem(file, what + f"longitude {lons.min():g} to {lons.max():g}"))
    return i, j


def _between(values: NDArray[np.float64], at: float, period: float) -> Weights | None:
    """The two places around a value and their weights, or None beyond half a step from the ends."""
    order = np.argsort(values)
    rising = values[order]
    n = rising.size
    k = int(np.searchsorted(rising, at, side="right")) - 1
    if period > 0.0 and (k == n - 1 or k < 0):  # between the last and the first, round the Earth
        width = rising[0] + period - rising[-1]
        share = ((at - rising[-1]) % period) / width if width > 0 else 0.0
        return order[[n - 1, 0]], np.array([1.0 - share, share])
    if k < 0:
        return (order[[0]], np.array([1.0])) if rising[0] - at <= (rising[1] - rising[0]) / 2 else None
    if k == n - 1:
        return (order[[n - 1]], np.array([1.0])) if at - rising[-1] <= (rising[-1] - rising[-2]) / 2 else None
    share = (at - rising[k]) / (rising[k + 1] - rising[k])
    return order[[k, k + 1]], np.array([1.0 - share, share])
