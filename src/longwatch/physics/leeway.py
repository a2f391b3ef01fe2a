"""Leeway: how fast wind drives an object through the water, downwind and to one side of it.

    speed = slope x wind at 10 m height + offset, with a Gaussian scatter about that line

A.A. Allen and J.V. Plourde, Review of Leeway, US Coast Guard CG-D-08-99, 1999, and later trials (Allen 2005; Breivik et al. 2011,
2012): 85 objects in `data/leeway.csv`, coefficients as published. The part across the wind is told apart by tack: an object
drifts to the right or to the left of the wind and keeps that tack until it jibes. The table has no rate of jibing.

Limits: fitted in the winds of field trials (refused beyond 40 m/s); an offset is what the line leaves in light winds and means
nothing in a calm, where leeway is taken as 0. Typical error: the scatter, 1 to 25 cm/s by object.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.errors import nearest_name

Floats: TypeAlias = NDArray[np.float64]
SCATTER_WIND_MPS: Final = 10.0  # at which the scatter of an object is the published one; half of it grows with the wind
WIND_MAX_MPS: Final = 40.0  # no trial was made in anything near it: beyond it, refused
_PERCENT: Final = 0.01
_CM_M: Final = 0.01


@dataclass(frozen=True)
class Line:
    """A regression on the wind: slope (m/s of leeway per m/s of wind), offset and standard deviation about it in m/s."""

    slope: float
    offset_mps: float
    std_mps: float

    def speed_mps(self, wind_mps: ArrayLike, scatter: ArrayLike = 0.0) -> Floats:
        """Leeway at a wind; `scatter` is an object's own standard normal number, kept through its whole drift.

        Half of the scatter is of the offset and half of the slope, so that at 10 m/s it is the published one (the rule of Breivik
        and Allen, J. Marine Systems 69, 2008: UNVERIFIED, from memory).
        """
        wind = np.asarray(wind_mps, np.float64)
        return np.asarray(
            self.slope * wind + self.offset_mps + np.asarray(scatter, np.float64) * self.spread_mps(wind), np.float64
        )

    def spread_mps(self, wind_mps: ArrayLike) -> Floats:
        """Standard deviation of leeway over many objects of this kind at a wind."""
        share = 0.5 * (1.0 + np.asarray(wind_mps, np.float64) / SCATTER_WIND_MPS)
        return np.asarray(self.std_mps * share, np.float64)


@dataclass(frozen=True)
class Leeway:
    """An object of the table: downwind, and to the right (positive) of the wind on each tack."""

    key: str  # "LIFE-RAFT-DB-11"
    name: str
    level: int  # 0: a mean over a class; higher: more is known of the object
    downwind: Line
    right: Line  # on the tack to the right
    left: Line  # on the tack to the left: to the right of the wind it is mostly negative
    source: str


@cache
def leeway_objects() -> dict[str, Leeway]:
    """All objects of the table, by key."""
    text = resources.files("longwatch.physics").joinpath("data/leeway.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["key"]: Leeway(
            row["key"], row["object"], int(row["subclass_level"]),
            _line(row, "dw"), _line(row, "right"), _line(row, "left"), row["source"],
        )
        for row in rows
    }  # fmt: skip


def leeway_of(key: str) -> Leeway:
    """The object of a key; a ValueError names the nearest one where there is none."""
    objects = leeway_objects()
    if key in objects:
        return objects[key]
    hint = nearest_name(key.upper(), list(objects))
    raise ValueError(f"no object of the leeway table is called {key!r}{'; ' + hint if hint else ''}")


def leeway_mps(thing: Leeway, wind_mps: ArrayLike, to_right: ArrayLike = True) -> tuple[Floats, Floats]:
    """(downwind, to the right of the wind) of the mean object, m/s; arrays that broadcast.

    Parameters
    ----------
    wind_mps : at 10 m over the sea, 0 to 40
    to_right : the tack
    """
    return drift_mps(thing, wind_mps, to_right, 0.0, 0.0)


def drift_mps(
    thing: Leeway, wind_mps: ArrayLike, to_right: ArrayLike, along_scatter: ArrayLike, across_scatter: ArrayLike
) -> tuple[Floats, Floats]:
    """(downwind, to the right of the wind) of objects with scatters of their own, m/s; 0 in a calm."""
    wind = np.asarray(wind_mps, np.float64)
    if not ((wind >= 0.0) & (wind <= WIND_MAX_MPS)).all():
        raise ValueError(f"leeway is known for winds from 0 to {WIND_MAX_MPS:g} m/s")
    blows = wind > 0.0
    along = np.where(blows, thing.downwind.speed_mps(wind, along_scatter), 0.0)
    right = thing.right.speed_mps(wind, across_scatter)
    left = thing.left.speed_mps(wind, across_scatter)
    return along, np.asarray(np.where(blows, np.where(to_right, right, left), 0.0), np.float64)


def _line(row: dict[str, str], part: str) -> Line:
    return Line(
        float(row[f"{part}_slope_pct"]) * _PERCENT,
        float(row[f"{part}_offset_cms"]) * _CM_M,
        float(row[f"{part}_std_cms"]) * _CM_M,
    )
