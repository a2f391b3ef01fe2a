"""How soon a receiver in the air hears a ship that transmits: slots collide the more, the more ships are in view.

Messages fall into slots as if by chance (Poisson): one is clear with q = exp(-(1 + s) N / (37.5 c dT)) for N ships that report
every dT seconds on c channels of 2250 slots a minute; s is the excess of overlapping slots from path delay. After T seconds a
ship is heard with P = 1 - (1 - q)^(T / dT). The form is that of studies of reception from space (G. K. Hoye, FFI-report
2006/02495; ITU-R M.2084), put together from texts not readable in full: UNVERIFIED constant by constant. Ships in one cell
arrange their slots and do not collide, so for a low aircraft P is a lower bound.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from math import inf, log1p, nan
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.bounds import above, within
from longwatch.detection.conditions import Given
from longwatch.detection.heard import ships_heard
from longwatch.detection.targets import TargetClass
from longwatch.geo.horizon import radar_horizon_m
from longwatch.units import KT_MPS, NM_M

Floats = NDArray[np.float64]

SLOTS_PER_S: Final = 37.5  # 2250 a minute and channel
N_CHANNELS: Final = 2
CELL_M: Final = 200.0 * NM_M  # ships nearer than this fit their slots to each other whatever the path delay
VIEW_HEIGHT_M: Final = 3000.0  # height that `ais_ships_in_view` is stated for
SHIP_ANTENNA_M: Final = 15.0  # fixed by choice, of the ships in view: how many they are is in more doubt
SUREST_P: Final = 1.0 - 1e-6  # of one report, so that a ship alone has a finite hazard
OTHERS_INTERVAL_S: Final = (
    10.0  # fixed by choice: ships under way; only ships / interval counts, and the ships are in doubt
)


class Report(NamedTuple):
    """One row of the table of reporting intervals; speeds in metres per second."""

    station: str
    state: str
    above_mps: float
    to_mps: float
    interval_s: float


@cache
def reports() -> tuple[Report, ...]:
    """The reporting intervals (ITU-R M.1371, standard values from memory: UNVERIFIED)."""
    text = files("longwatch.detection").joinpath("data/ais_reporting.csv").read_text(encoding="utf-8")
    return tuple(
        Report(
            row["station"],
            row["state"],
            float(row["speed_above_kn"]) * KT_MPS,
            float(row["speed_to_kn"]) * KT_MPS if row["speed_to_kn"] else inf,
            float(row["interval_s"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def reporting_interval_s(station: str, speed_mps: ArrayLike, state: str = "under way") -> Floats:
    """How often a station of class "A" or "B-CS" reports, "under way", "turning" or "at anchor", at a speed.

    ValueError for what the table lacks, like "at anchor" at more than 3 kn.
    """
    speed = np.asarray(speed_mps, np.float64)
    out = np.full(speed.shape, nan)
    for row in reports():
        if (row.station, row.state) == (station, state):
            reaches = (speed > row.above_mps) | ((speed == 0.0) & (row.above_mps == 0.0))
            out = np.where(reaches & (speed <= row.to_mps * (1.0 + 1e-12)) & np.isnan(out), row.interval_s, out)
    if np.isnan(out).any():
        raise ValueError(f"no reporting interval is known for a station {station!r} {state} at such a speed")
    return out


def clear_slot_p(
    n_ships: ArrayLike, interval_s: ArrayLike, overlap: ArrayLike = 0.0, n_channels: int = N_CHANNELS
) -> Floats:
    """That no other message falls into the slot of one: N ships, each reporting every `interval_s`; overlap from 0 to 1."""
    n, interval, s = (np.asarray(part, np.float64) for part in (n_ships, interval_s, overlap))
    if not ((n >= 0.0).all() and (interval > 0.0).all() and ((s >= 0.0) & (s <= 1.0)).all()):
        raise ValueError("ships in view must not be negative, intervals be positive, an overlap lie between 0 and 1")
    out: Floats = np.exp(-(1.0 + s) * n / (SLOTS_PER_S * n_channels * interval))
    return out


def reception(
    n_ships: ArrayLike,
    interval_s: ArrayLike,
    time_s: ArrayLike,
    overlap: ArrayLike = 0.0,
    *,
    own_interval_s: ArrayLike | None = None,
    n_channels: int = N_CHANNELS,
) -> Floats:
    """That a ship in view is heard at least once within `time_s`; a dark ship never is, and is not to be asked for.

    `interval_s` is that of all ships in view, `own_interval_s` that of the one that is listened for, where it differs.
    """
    own = above("an interval", interval_s if own_interval_s is None else own_interval_s, unit="s")
    missed = 1.0 - clear_slot_p(n_ships, interval_s, overlap, n_channels)
    out: Floats = 1.0 - missed ** (within("a time", time_s, 0.0, unit="s") / own)
    return out


def ships_in_view(height_m: ArrayLike, from_view_height: ArrayLike) -> Floats:
    """Ships within the radio horizon of a height, from those within that of 3000 m: by the area in view."""
    share = radar_horizon_m(height_m, SHIP_ANTENNA_M) / radar_horizon_m(VIEW_HEIGHT_M, SHIP_ANTENNA_M)
    out: Floats = np.asarray(from_view_height, np.float64) * share**2
    return out


def overlap_seen(height_m: ArrayLike, overlap: ArrayLike) -> Floats:
    """The overlap that counts at a height: of ships beyond 200 NM, whose messages come late, by their share of all."""
    horizon_m = radar_horizon_m(height_m, SHIP_ANTENNA_M)
    out: Floats = np.asarray(overlap, np.float64) * (1.0 - (CELL_M / np.maximum(horizon_m, CELL_M)) ** 2)
    return out


def ais_hazard_per_s(height_m: float, target: TargetClass, n_ships: float | None = None, *, given: Given) -> float:
    """First messages per second of a ship of a class that transmits and is within the horizon of a receiver at a height.

    Constant out to the radio horizon (`ranges.reach_of_receiver`), where it ends: the margin of VHF is not the limit below some
    9 km of height. 0 for what flies; a dark ship has none, which is for the caller to know. `n_ships` are those in view of
    the receiver; None takes `ais_ships_in_view` of what is given, scaled to the height. Its use: a law with this hazard out to
    the reach in place of a definite range, so that in crowded seas a high aircraft waits for a clear slot.
    """
    heard = ships_heard().get(target.id)
    if target.flies or heard is None:
        return 0.0
    if n_ships is None:
        n_ships = float(ships_in_view(height_m, float(given.sensing.ais_ships_in_view)))
    overlap = overlap_seen(height_m, float(given.sensing.ais_overlap))
    own_s = float(reporting_interval_s(heard.ais_station, heard.speed_mps))
    clear = float(clear_slot_p(n_ships, OTHERS_INTERVAL_S, overlap))
    return -log1p(-min(clear, SUREST_P)) / own_s
