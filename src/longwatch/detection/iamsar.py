"""Sweep widths of the search manuals: how broad a strip of sea a look-out sweeps, by object, height and visibility.

W = W0(object, height, visibility) x weather x speed x fatigue. The tables of the USCG Addendum to the National SAR Supplement,
COMDTINST M16130.2F, appendix H (2013), and of IAMSAR for merchant ships, as carried by the data package marine-sweep-width-data
0.2.0 (public domain). Straight lines between tabulated visibilities and heights. Below 1 nautical mile of visibility and above
the highest height nothing is tabulated and nothing is said; beyond the last visibility the last width holds.

These are widths of human eyes, by day, from crewed vehicles; scatter between crews is large and not stated by the manuals.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.units import FT_M, KT_MPS, NM_M

Floats = NDArray[np.float64]
VISIBILITIES_NM: Final = (1, 3, 5, 10, 15, 20, 30)
PLATFORMS: Final = ("fixed_wing", "helicopter", "small_boat", "merchant_ship_bridge")
FATIGUE: Final = 0.9
# wind (kt) and seas (ft) above which the second and the third step of the weather factor hold
WIND_STEPS_KT: Final = (15.0, 25.0)
SEAS_STEPS_FT: Final = (3.0, 5.0)
WEATHER: Final = {True: (1.0, 0.5, 0.25), False: (1.0, 0.9, 0.9)}  # of small objects, of others


class Table(NamedTuple):
    """Widths in metres of one object from one kind of vehicle; heights (m), visibilities (m) as far as they are tabulated."""

    heights_m: Floats  # (n,); empty where the table has no heights
    visibility_m: Floats  # (v,)
    width_m: Floats  # (max(n, 1), v)


def sweep_width_m(platform: str, search_object: str, height_m: ArrayLike, visibility_m: ArrayLike) -> Floats:
    """Uncorrected width from a height in a visibility; arrays that broadcast.

    ValueError below 1 nm of visibility (3 nm from merchant ships), and outside the heights tabulated. The last visibility
    tabulated (20 or 30 nm, by object) speaks for all beyond. The height does not count for merchant ships.
    """
    table = _table(platform, search_object)
    height, far = np.broadcast_arrays(np.asarray(height_m, np.float64), np.asarray(visibility_m, np.float64))
    least_m = table.visibility_m[0]
    if not (far >= least_m * (1.0 - 1e-12)).all():
        raise ValueError(f"no width is published below {least_m / NM_M:g} NM of visibility")
    if table.heights_m.size == 0:
        return np.asarray(np.interp(far, table.visibility_m, table.width_m[0]))
    low_m, high_m = table.heights_m[0], table.heights_m[-1]
    if not ((height >= low_m * (1.0 - 1e-12)) & (height <= high_m * (1.0 + 1e-12))).all():
        raise ValueError(f"widths are published from {low_m:.4g} to {high_m:.4g} m over the sea")
    by_height = np.array([np.interp(far, table.visibility_m, row) for row in table.width_m])
    place = np.clip(np.searchsorted(table.heights_m, height, side="right") - 1, 0, table.heights_m.size - 2)
    below, above = table.heights_m[place], table.heights_m[place + 1]
    share = np.clip((height - below) / (above - below), 0.0, 1.0)
    lower = np.take_along_axis(by_height, place[None], 0)[0]
    upper = np.take_along_axis(by_height, place[None] + 1, 0)[0]
    return np.asarray(lower + share * (upper - lower))


def weather_factor(wind_mps: ArrayLike, seas_m: ArrayLike, *, small: bool) -> Floats:
    """In steps: wind to 15 kt and seas to 3 ft; to 25 kt and 5 ft; above. The worse of the two counts."""
    wind = np.searchsorted(WIND_STEPS_KT, np.round(np.asarray(wind_mps, np.float64) / KT_MPS, 9), side="left")
    seas = np.searchsorted(SEAS_STEPS_FT, np.round(np.asarray(seas_m, np.float64) / FT_M, 9), side="left")
    return np.asarray(WEATHER[small])[np.maximum(wind, seas)]


def speed_factor(platform: str, search_object: str, speed_mps: ArrayLike) -> Floats:
    """By straight lines between the speeds tabulated for aircraft, level beyond them; 1 for vessels, which have no table."""
    found = _speeds().get((platform, search_object))
    if found is None:
        _table(platform, search_object)
        return np.ones(np.shape(speed_mps))
    return np.asarray(np.interp(np.asarray(speed_mps, np.float64) / KT_MPS, found[0], found[1]))


def fatigue_factor(*, tired: bool) -> float:
    """0.9 for crews excessively fatigued."""
    return FATIGUE if tired else 1.0


def heights_m(platform: str, search_object: str) -> Floats:
    """Heights that are tabulated, rising."""
    return _table(platform, search_object).heights_m


def least_visibility_m(platform: str, search_object: str) -> float:
    """The first visibility that is tabulated."""
    return float(_table(platform, search_object).visibility_m[0])


def objects(platform: str) -> tuple[str, ...]:
    """What the table of a platform knows."""
    return tuple(name for of, name in _tables() if of == platform)


def _table(platform: str, search_object: str) -> Table:
    found = _tables().get((platform, search_object))
    if found is None:
        known = objects(platform)
        said = ", ".join(known) if known else f"platforms {', '.join(PLATFORMS)}"
        raise ValueError(f"no width of {search_object!r} from {platform!r} is published; there are {said}")
    return found


@cache
def _tables() -> dict[tuple[str, str], Table]:
    rows: dict[tuple[str, str], dict[float, list[float]]] = {}
    for row in _read("iamsar_sweep_width.csv"):
        key = (row["platform"], row["object"])
        # a column left empty is not tabulated
        rows.setdefault(key, {})[float(row["height_ft"] or "nan")] = [
            float(row[f"{v} nm"] or "nan") for v in VISIBILITIES_NM
        ]
    return {key: _assembled(by_height) for key, by_height in rows.items()}


def _assembled(by_height: dict[float, list[float]]) -> Table:
    feet = np.array(sorted(by_height))
    width = np.array([by_height[ft] for ft in sorted(by_height)])
    given = np.isfinite(width).all(axis=0)
    assert (np.isfinite(width).any(axis=0) == given).all()  # every height of an object has the same columns
    return Table(feet[np.isfinite(feet)] * FT_M, np.array(VISIBILITIES_NM, float)[given] * NM_M, width[:, given] * NM_M)


@cache
def _speeds() -> dict[tuple[str, str], tuple[list[float], list[float]]]:
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in _read("iamsar_speed.csv"):
        found.setdefault((row["platform"], row["object"]), []).append((float(row["speed_kt"]), float(row["factor"])))
    return {key: ([kt for kt, _ in sorted(all_)], [f for _, f in sorted(all_)]) for key, all_ in found.items()}


def _read(name: str) -> list[dict[str, str]]:
    text = files("longwatch.detection").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
