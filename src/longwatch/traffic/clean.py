"""From reports to tracks: what looks wrong is marked, a track ends at a silence and at midnight, stumps are left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.formats.ship_rows import BAD_MMSI, NULL_ISLAND, TOO_FAST
from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats
from longwatch.traffic.clean_kernels import Bools, chain_of_reports, stale_rows
from longwatch.traffic.marks import RULES, Mark
from longwatch.traffic.ships import Ints
from longwatch.traffic.ways import Ways, numbered_ways, ways_of
from longwatch.units import DAY_S, KT_MPS, NM_M

SLACK_M: Final = 100.0  # error of one position, so that two reports a second apart are no jump
SILENCE_S: Final = 1800.0  # after half an hour without a report a ship is unknown
LEAST_REPORTS: Final = 2  # of a track
STILL_M: Final = 0.01 * NM_M  # a ship nearer to its place in the last picture has not moved
MOVING_MPS: Final = 3.0 * KT_MPS  # a ship that says so can't be where it was …
STALE_AFTER_S: Final = 60.0  # … a minute ago


@dataclass(frozen=True)
class Rules:
    """What is plausible: how fast it moves, and whether the file is of pictures that repeat all ships they remember."""

    fastest_mps: float = 60.0 * KT_MPS  # nothing that reports by AIS and matters here is faster
    pictures: bool = False


AIRCRAFT: Final = Rules(fastest_mps=700.0 * KT_MPS)


@dataclass(frozen=True)
class CleanTracks:
    """Reports in order of track and time: columns ship, track (both from 0 on, rising), mmsi, day, t_s (of that day),
    lat_deg, lon_deg, length_m, ship_type, alt_m (null at sea), suspect (of the ship); rows left out by reason; marks."""

    frame: pl.DataFrame
    drops: dict[str, int]
    marks: tuple[Mark, ...] = field(default=())


@dataclass
class _Rows:
    """Arrays of the rows that are still in, sorted by (mmsi, t_s); `row` is their place in the sorted frame."""

    row: Ints
    mmsi: Ints
    t_s: Floats
    xyz_m: Floats

    def without(self, out: Bools) -> _Rows:
        keep = ~out
        return _Rows(self.row[keep], self.mmsi[keep], self.t_s[keep], self.xyz_m[keep])


class _Count:
    """Rows by reason, rows and MMSI by rule, and which (mmsi, day) are suspect for what was set aside."""

    def __init__(self) -> None:
        self.drops: dict[str, int] = {}
        self.marks: dict[str, Mark] = {}
        self.suspect: list[NDArray[np.int64]] = []

    def mark(self, rule: str, mmsi: Ints, day: Ints | None = None) -> None:
        aside, suspect = RULES[rule]
        if not len(mmsi):
            return
        before = self.marks.get(rule, Mark(rule, 0, 0, aside))
        self.marks[rule] = Mark(rule, before.rows + len(mmsi), before.mmsi + len(np.unique(mmsi)), aside)
        if aside:
            self.drops[rule] = self.drops.get(rule, 0) + len(mmsi)
        if aside and suspect and day is not None:
            self.suspect.append(np.unique(np.stack([mmsi, day], axis=1), axis=0))


def clean_tracks(reports: pl.DataFrame, rules: Rules | None = None, first_day: int | None = None) -> CleanTracks:
    """Clean the `frame` of `ShipReports`. Two ways of one MMSI at the same time become two ships.

    All reports of an MMSI must be there. `first_day` is day 0 in days since 1970, by default that of the first report.
    """
    rules = rules or Rules()
    if reports.is_empty():
        return CleanTracks(_empty_frame(), {})
    frame = _filled(reports).sort("mmsi", "time_s", maintain_order=True)
    count = _Count()
    if first_day is None:
        first_day = int(np.floor(float(frame["time_s"].min()) / DAY_S))  # type: ignore[arg-type]
    rows = _plausible(frame, rules, count, first_day)
    chain = chain_of_reports(rows.mmsi, rows.t_s, rows.xyz_m, rules.fastest_mps, SLACK_M, SILENCE_S)
    day = _days(rows.t_s, first_day)
    jump = _stumps_beside(rows, chain)
    count.mark("jump", rows.mmsi[jump], day[jump])
    rows, chain, day = rows.without(jump), chain[~jump], day[~jump]
    order = np.argsort(chain, kind="stable")
    ways = ways_of(chain[order], day[order], rows.mmsi[order], rows.t_s[order])
    short = ways.n < LEAST_REPORTS
    if short.any():
        count.drops["track too short"] = int(ways.n[short].sum())
    ship = numbered_ways(ways, ~short)
    shadow = ~short & (ship < 0)
    _mark_ways("jump", ways, shadow, count)
    return CleanTracks(_tracks(frame, rows.row[order], ways, ship, first_day, count), count.drops, _marks(count))


def _plausible(frame: pl.DataFrame, rules: Rules, count: _Count, first_day: int) -> _Rows:
    """Rows that are a ship's own place at its own time: the rest is set aside."""
    mmsi, t_s = frame["mmsi"].to_numpy(), frame["time_s"].to_numpy()
    bits = frame["marks"].to_numpy()
    rows = _Rows(
        np.arange(len(mmsi)), mmsi, t_s, to_ecef(frame["lat_deg"].to_numpy(), frame["lon_deg"].to_numpy(), 0.0)
    )
    for rule, bit in (("bad MMSI", BAD_MMSI), ("impossible speed", TOO_FAST)):
        count.mark(rule, mmsi[(bits & bit) != 0])
    nowhere = (bits & NULL_ISLAND) != 0
    count.mark("position 0 N 0 E", mmsi[nowhere], _days(t_s[nowhere], first_day))
    if nowhere.any():
        rows = rows.without(nowhere)
    near = np.einsum("ij,ij->i", *[np.diff(rows.xyz_m, axis=0)] * 2) <= SLACK_M**2
    again = np.append(False, (np.diff(rows.mmsi) == 0) & (np.diff(rows.t_s) == 0) & near)[: len(rows.row)]
    count.mark("duplicate", rows.mmsi[again])
    if again.any():
        rows = rows.without(again)
    speed_mps = frame["speed_mps"].to_numpy()[rows.row]
    still_m = STILL_M if rules.pictures else 0.0
    stale = stale_rows(rows.mmsi, rows.t_s, rows.xyz_m, speed_mps, still_m, MOVING_MPS, STALE_AFTER_S)
    count.mark("stale", rows.mmsi[stale])
    return rows.without(stale) if stale.any() else rows


def _stumps_beside(rows: _Rows, chain: Ints) -> Bools:
    """Lone reports beside a longer chain of their MMSI, in time: jumps. One on its own is just too short."""
    if not len(chain):
        return np.zeros(0, np.bool_)
    long = np.bincount(chain)[chain] >= LEAST_REPORTS
    starts = np.flatnonzero(np.append(True, np.diff(rows.mmsi) != 0))
    n_each = np.diff(np.append(starts, len(chain)))
    first_s = np.repeat(np.minimum.reduceat(np.where(long, rows.t_s, np.inf), starts), n_each)
    last_s = np.repeat(np.maximum.reduceat(np.where(long, rows.t_s, -np.inf), starts), n_each)
    return ~long & (rows.t_s >= first_s - SILENCE_S) & (rows.t_s <= last_s + SILENCE_S)


def _tracks(frame: pl.DataFrame, row: Ints, ways: Ways, ship: Ints, first_day: int, count: _Count) -> pl.DataFrame:
    """The rows of numbered ways in order of ship, track and time."""
    twins = _twins(ways, ship)
    _mark_ways("two ships on one MMSI", ways, twins, count)
    wanted = np.flatnonzero(ship >= 0)
    wanted = wanted[np.lexsort((ways.chain[wanted], ship[wanted]))]
    n = ways.n[wanted]
    at = np.repeat(ways.first[wanted] - np.append(0, np.cumsum(n)[:-1]), n) + np.arange(n.sum())
    chosen = frame[row[at]] if len(at) else frame.clear()
    start_s = (ways.day[wanted] + first_day) * DAY_S
    bad = np.zeros(max(int(ship.max(initial=-1)) + 1, 1), np.bool_)
    bad[ship[twins]] = True
    bad[ship[_listed(ways, count.suspect) & (ship >= 0)]] = True
    of_row = np.repeat(ship[wanted], n)
    bad[of_row[(chosen["marks"].to_numpy() & (BAD_MMSI | TOO_FAST)) != 0]] = True
    return chosen.select(
        ship=pl.Series(of_row, dtype=pl.Int64),
        track=pl.Series(np.repeat(np.arange(len(wanted)), n), dtype=pl.Int64),
        mmsi="mmsi",
        day=pl.Series(np.repeat(ways.day[wanted], n), dtype=pl.Int64),
        t_s=pl.col("time_s") - pl.Series(np.repeat(start_s, n)),
        lat_deg="lat_deg",
        lon_deg="lon_deg",
        length_m="length_m",
        ship_type="ship_type",
        alt_m="alt_m",
        suspect=pl.Series(bad[of_row]),
    )


def _twins(ways: Ways, ship: Ints) -> Bools:
    """Ways of an MMSI that was two ships or more on one day."""
    out = np.zeros(len(ship), np.bool_)
    kept = np.flatnonzero(ship >= 0)
    if not len(kept):
        return out
    key = np.stack([ways.mmsi[kept], ways.day[kept]], axis=1)
    _, group = np.unique(key, axis=0, return_inverse=True)
    group = group.reshape(-1)
    low, high = np.full(group.max() + 1, np.iinfo(np.int64).max), np.full(group.max() + 1, -1)
    np.minimum.at(low, group, ship[kept])
    np.maximum.at(high, group, ship[kept])
    out[kept] = (high > low)[group]
    return out


def _listed(ways: Ways, pairs: list[NDArray[np.int64]]) -> Bools:
    """Ways whose (mmsi, day) is among the pairs."""
    if not pairs:
        return np.zeros(len(ways.n), np.bool_)
    known = {(int(mmsi), int(day)) for part in pairs for mmsi, day in part}
    return np.array([key in known for key in zip(ways.mmsi.tolist(), ways.day.tolist(), strict=True)], np.bool_)


def _mark_ways(rule: str, ways: Ways, which: Bools, count: _Count) -> None:
    n = ways.n[which]
    count.mark(rule, np.repeat(ways.mmsi[which], n), np.repeat(ways.day[which], n))


def _marks(count: _Count) -> tuple[Mark, ...]:
    return tuple(count.marks[rule] for rule in RULES if rule in count.marks)


def _days(t_s: Floats, first_day: int) -> Ints:
    return np.floor(t_s / DAY_S).astype(np.int64) - first_day


def _filled(reports: pl.DataFrame) -> pl.DataFrame:
    """Columns that a made-up table may lack."""
    has = reports.columns
    more = {"speed_mps": pl.Float64, "alt_m": pl.Float64}
    frame = reports.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in more.items() if name not in has)
    return frame if "marks" in has else frame.with_columns(marks=pl.lit(0, dtype=pl.UInt8))


def _empty_frame() -> pl.DataFrame:
    whole = ("ship", "track", "mmsi", "day", "ship_type")
    names = ("ship", "track", "mmsi", "day", "t_s", "lat_deg", "lon_deg", "length_m", "ship_type", "alt_m")
    schema = {name: pl.Int64 if name in whole else pl.Float64 for name in names}
    return pl.DataFrame(schema=schema | {"suspect": pl.Boolean})
