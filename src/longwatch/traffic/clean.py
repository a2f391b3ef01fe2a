"""From reports to tracks: duplicates and jumps out, a track ends at a silence and at midnight, stumps left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from longwatch.geo.ecef import to_ecef
from longwatch.traffic.clean_kernels import chain_of_reports
from longwatch.units import DAY_S, KT_MPS

JUMP_MPS: Final = 60.0 * KT_MPS  # nothing that reports by AIS and matters here is faster
SLACK_M: Final = 100.0  # error of one position, so that two reports a second apart are no jump
SILENCE_S: Final = 1800.0  # after half an hour without a report a ship is unknown
LEAST_REPORTS: Final = 2  # of a track


@dataclass(frozen=True)
class CleanTracks:
    """Reports in order of track and time: columns ship, track (both from 0 on, rising), mmsi, day, t_s (of that day),
    lat_deg, lon_deg, length_m, ship_type; and rows dropped by reason."""

    frame: pl.DataFrame
    drops: dict[str, int]


def clean_tracks(reports: pl.DataFrame) -> CleanTracks:
    """Clean the `frame` of `ShipReports`. Two ways of one MMSI at the same time become two ships."""
    drops: dict[str, int] = {}
    frame = reports.sort("mmsi", "time_s", maintain_order=True)
    frame, drops["duplicate"] = _without(frame, pl.struct("mmsi", "time_s").is_first_distinct())
    first_day = int(np.floor(frame["time_s"].to_numpy() / DAY_S).min(initial=np.inf)) if frame.height else 0
    chain = chain_of_reports(
        frame["mmsi"].to_numpy(),
        frame["time_s"].to_numpy(),
        to_ecef(frame["lat_deg"].to_numpy(), frame["lon_deg"].to_numpy(), 0.0),
        JUMP_MPS,
        SLACK_M,
        SILENCE_S,
    )
    frame = frame.with_columns(
        pl.Series("chain", chain),
        day=(pl.col("time_s") / DAY_S).floor().cast(pl.Int64) - first_day,
        t_s=pl.col("time_s") % DAY_S,
    )
    frame = frame.with_columns(_n=pl.len().over("chain", "day"), _long=pl.len().over("chain") >= LEAST_REPORTS)
    # A stump beside a longer chain of its MMSI is a jump; one on its own is just too short.
    beside = pl.col("time_s").is_between(
        pl.col("time_s").filter("_long").min().over("mmsi") - SILENCE_S,
        pl.col("time_s").filter("_long").max().over("mmsi") + SILENCE_S,
    )
    frame, drops["jump"] = _without(frame, pl.col("_long") | ~beside.fill_null(False))
    frame, drops["track too short"] = _without(frame, pl.col("_n") >= LEAST_REPORTS)
    frame, shadows = _without(_number_ships(frame), pl.col("ship").is_not_null())
    drops["jump"] += shadows
    frame = frame.sort("ship", "chain", "t_s")
    track = pl.struct("ship", "chain").rle_id().cast(pl.Int64).alias("track")
    wanted = ["ship", track, "mmsi", "day", "t_s", "lat_deg", "lon_deg", "length_m", "ship_type"]
    return CleanTracks(frame.select(wanted), {reason: n for reason, n in drops.items() if n})


def _without(frame: pl.DataFrame, keep: pl.Expr) -> tuple[pl.DataFrame, int]:
    kept = frame.filter(keep)
    return kept, frame.height - kept.height


def _number_ships(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `ship`: one for every MMSI and day, another for a way of that MMSI at the same time; null for a jump.

    The longest ways come first. A way beside one of ten times its reports is a faulty receiver, not a second ship.
    """
    ways = (
        frame.group_by("mmsi", "day", "chain")
        .agg(start=pl.col("t_s").min(), end=pl.col("t_s").max(), n=pl.len())
        .sort("mmsi", "day", "n", "chain", descending=[False, False, True, False])
    )
    key, n_ships, numbers = None, 0, []
    ships: list[tuple[int, list[tuple[float, float, int]]]] = []  # of the present MMSI and day, with their ways
    for mmsi, day, _, start, end, n in ways.iter_rows():
        if (mmsi, day) != key:
            key, ships = (mmsi, day), []
        beside = [max((m for a, b, m in taken if a <= end and start <= b), default=0) for _, taken in ships]
        number: int | None
        if 0 in beside:
            number, taken = ships[beside.index(0)]
            taken.append((start, end, n))
        elif beside and n * 10 <= max(beside):
            number = None
        else:
            number, n_ships = n_ships, n_ships + 1
            ships.append((number, [(start, end, n)]))
        numbers.append(number)
    numbered = ways.select("mmsi", "day", "chain", pl.Series("ship", numbers, pl.Int64))
    return frame.join(numbered, on=["mmsi", "day", "chain"])
