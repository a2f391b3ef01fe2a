"""Where a ship sails that no waypoints are written for: round the rim of an area, or as its AIS reports say."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError
from longwatch.geo.geodesic import distance_m
from longwatch.geo.polygon import Polygon, Ring
from longwatch.origins import Figure, Origin
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Base, Waypoint
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import DAY_S, KT_MPS, format_duration

Areas = dict[str, tuple[Polygon, ...]]
Knots = list[tuple[float, float, float]]  # (time_s, lat_deg, lon_deg)
LARGEST_TRACK_BYTES = 20_000_000_000  # it is streamed
FASTEST_MPS = 60.0 * KT_MPS
MOST_JUMPS = 0.1  # share of reports
MOST_KNOTS = 500
MOST_ROUNDS_KNOTS = 20_000
THIN_M = 200.0
_SHOWN_SHIPS = 8


def fill_tracks(draft: Draft, stock: Stock, areas: Areas) -> None:
    """Put waypoints into the bases of the draft (not of its file) that have a patrol box or a recorded track."""
    filled = []
    for key, base in draft.each("base"):
        _check_keys(draft, key, base)
        knots: Knots = []
        if base.kind == "ship" and not base.track:
            if base.patrol_box is not None:
                knots = _patrol(draft, key, base, stock, areas)
            elif base.track_file is not None:
                knots = _recorded(draft, key, base, stock)
        how = "round " + shown(base.patrol_box) if base.patrol_box is not None else f"from {base.track_file}"
        filled.append((key, base.model_copy(update={"track": _waypoints(knots, how)}) if knots else base))
    draft.parts["base"] = filled


def has_track_of_its_own(base: Base) -> bool:
    return base.patrol_box is not None or base.track_file is not None


def _waypoints(knots: Knots, how: str) -> tuple[Waypoint, ...]:
    origin = Origin("computed", how)
    return tuple(
        Waypoint.model_construct(at=(lat, lon), time_s=Figure(time_s, "s", origin=origin)) for time_s, lat, lon in knots
    )


def _check_keys(draft: Draft, key: Key, base: Base) -> None:
    own = [name for name in ("track", "track_file", "patrol_box") if getattr(base, name)]
    if base.kind != "ship":
        for name in ("track_file", "patrol_box"):
            if getattr(base, name) is not None:
                draft.wrong((*key, name), f'belongs to a ship; this base is of kind "{base.kind}"')
    elif len(own) > 1:
        draft.wrong(
            (*key, own[1]), f"and `{own[0]}` both say where the ship {shown(base.name)} sails: keep one of them"
        )
    if base.mmsi is not None and base.track_file is None:
        draft.wrong((*key, "mmsi"), "is of no use without `track_file`")
    if base.patrol_speed_mps is not None and base.patrol_box is None:
        draft.wrong((*key, "patrol_speed"), "is of no use without `patrol_box`")


def _horizon_s(draft: Draft, stock: Stock) -> float:
    """Until the last landing of any trial that took off from there."""
    period = draft.one("period")
    longest_s = max((float(one.endurance_s) for one in stock.platforms.values()), default=0.0)
    fleets = [stock.platforms[fleet.platform] for _, fleet in draft.each("fleet") if fleet.platform in stock.platforms]
    longest_s = max((float(one.endurance_s) for one in fleets), default=longest_s)
    return (float(period.length_s) if period is not None else 0.0) + 2 * longest_s


def _patrol(draft: Draft, key: Key, base: Base, stock: Stock, areas: Areas) -> Knots:
    """Round the rim, clockwise from the northernmost corner, at constant speed, until well after the period."""
    here = (*key, "patrol_box")
    polygons = areas.get(base.patrol_box or "")
    if polygons is None:
        if base.patrol_box not in draft.names("area"):
            draft.unknown(here, "area", base.patrol_box or "", draft.names("area"))
        return []
    if len(polygons) != 1:
        what = f"the area {shown(base.patrol_box)} is in {len(polygons)} pieces: a ship can't sail round it"
        draft.wrong(here, what, "draw a box on open water")
        return []
    ship = stock.platforms.get(base.platform or "")
    speed = base.patrol_speed_mps if base.patrol_speed_mps is not None else ship.loiter_speed_mps if ship else None
    if speed is None:
        draft.wrong(
            (*key, "patrol_speed"), f"is missing: neither it nor a platform says how fast {shown(base.name)} sails"
        )
        return []
    rim = clockwise_from_north(polygons[0].outer)
    legs_m = [float(distance_m(*one, *other)) for one, other in pairwise([*rim, rim[0]])]
    lap_s, until_s = sum(legs_m) / float(speed), _horizon_s(draft, stock)
    if math.ceil(until_s / lap_s) * len(rim) > MOST_ROUNDS_KNOTS:
        lap = format_duration(lap_s)
        draft.wrong(
            here,
            f"a lap takes {lap} at {float(speed) / KT_MPS:.0f} kt: too many laps to write down",
            "draw a larger box",
        )
        return []
    knots, time_s, corner = [(0.0, *rim[0])], 0.0, 0
    while time_s < until_s:
        time_s += legs_m[corner % len(rim)] / float(speed)
        corner += 1
        knots.append((time_s, *rim[corner % len(rim)]))
    return knots


def clockwise_from_north(ring: Ring) -> list[tuple[float, float]]:
    """The corners of a ring from the northernmost on (the westernmost of several), clockwise as seen from above."""
    area = sum(lon0 * lat1 - lon1 * lat0 for (lat0, lon0), (lat1, lon1) in zip(ring, (*ring[1:], ring[0]), strict=True))
    corners = list(ring) if area < 0 else list(ring)[::-1]
    first = max(range(len(corners)), key=lambda n: (corners[n][0], -corners[n][1]))
    return [(lat, (lon + 180.0) % 360.0 - 180.0) for lat, lon in corners[first:] + corners[:first]]


def _recorded(draft: Draft, key: Key, base: Base, stock: Stock) -> Knots:
    """The reports of one ship, as times after the start, without jumps, thinned."""
    here, name = (*key, "track_file"), base.track_file or ""
    period = draft.one("period")
    if period is None or not draft.note_file(here, name, LARGEST_TRACK_BYTES):
        return []
    try:
        reports, ships = _reports(draft.folder / name, base.mmsi)
    except BadInputError as error:
        for problem in error.problems:
            draft.wrong(here, f"{shown(name)}: {problem.what}", problem.hint)
        return []
    if base.mmsi is None and len(ships) > 1:
        some = ", ".join(str(ship) for ship in ships[:_SHOWN_SHIPS]) + (", …" if len(ships) > _SHOWN_SHIPS else "")
        draft.wrong((*key, "mmsi"), f"is missing: {shown(name)} holds {len(ships)} ships ({some})")
        return []
    start_s, until_s = period.start.timestamp(), _horizon_s(draft, stock)
    knots = [(at_s - start_s, lat, lon) for at_s, lat, lon in reports if -DAY_S <= at_s - start_s <= until_s]
    if not knots:
        which = f"of {base.mmsi} " if base.mmsi is not None else ""
        has = "no report" if not reports else f"{len(reports)} reports"
        draft.wrong(here, f"{shown(name)} has {has} {which}and none of them within the period")
        return []
    kept = without_jumps(knots)
    if (lost := len(knots) - len(kept)) > MOST_JUMPS * len(knots):
        draft.wrong(
            here, f"{lost} of {len(knots)} reports would need more than {FASTEST_MPS / KT_MPS:.0f} kt: not one ship"
        )
        return []
    if lost:
        draft.warn(here, f"{lost} of {len(knots)} reports are left out: the ship would have jumped there")
    thin, within_m = thinned(kept)
    if within_m > THIN_M:
        draft.warn(here, f"the track is thinned to {len(thin)} waypoints within {within_m:.0f} m of its reports")
    if thin[0][0] > 0.0:
        draft.warn(
            here,
            f"begins {format_duration(thin[0][0])} after the start: until then the ship stays where it was first seen",
        )
    return thin


def _reports(path: Path, mmsi: int | None) -> tuple[Knots, list[int]]:
    """(Unix time, lat, lon) in order of time of one ship, or of all, and the ships there are. Streamed."""
    import polars as pl

    from longwatch.formats.ships import stream_ships

    parts: list[pl.DataFrame] = []
    ships: set[int] = set()
    for batch in stream_ships(path, _format_of(path)):
        frame = batch.frame.select("mmsi", "time_s", "lat_deg", "lon_deg")
        ships |= set(frame["mmsi"].unique().to_list()) if len(ships) <= _SHOWN_SHIPS else set()
        parts.append(frame.filter(pl.col("mmsi") == mmsi) if mmsi is not None else frame)
        if mmsi is None and len(ships) > 1:
            break
    if not parts:
        return [], []
    frame = pl.concat(parts).select("time_s", "lat_deg", "lon_deg").sort("time_s").unique("time_s", maintain_order=True)
    return list(frame.iter_rows()), sorted(ships)


def _format_of(path: Path) -> str:
    """What a file of ship reports is, by its ending or its header."""
    from longwatch.formats.blocks import first_line
    from longwatch.formats.ship_columns import header_of, layout_of

    endings = [suffix.lower() for suffix in path.suffixes]
    if ".parquet" in endings:
        return "parquet"
    if endings and endings[0] in (".nmea", ".txt", ".log"):
        return "nmea"
    try:
        header, separator = header_of(first_line(path).decode("utf-8", errors="replace"))
    except csv.Error:
        return "tracks"
    return next(
        (one for one in ("tracks", "dma", "marinecadastre") if not layout_of(header, one, separator)[1]), "tracks"
    )


def without_jumps(knots: Knots) -> Knots:
    """Reports in order of time, those left out that no ship could sail to from the one before."""
    kept = knots[:1]
    for time_s, lat, lon in knots[1:]:
        before_s, lat0, lon0 = kept[-1]
        if float(distance_m(lat0, lon0, lat, lon)) <= FASTEST_MPS * (time_s - before_s):
            kept.append((time_s, lat, lon))
    return kept


def thinned(knots: Knots) -> tuple[Knots, float]:
    """At most MOST_KNOTS of the knots, and how far the ship is at any report from where they say: THIN_M or more.

    D.H. Douglas, T.K. Peucker, Algorithms for the reduction of the number of points, Cartographica 10 (1973), with the
    distance taken at equal times.
    """
    within_m = THIN_M
    found = _thinned(knots, within_m)
    while len(found) > MOST_KNOTS:
        within_m *= 1.5
        found = _thinned(knots, within_m)
    return found, within_m


def _thinned(knots: Knots, within_m: float) -> Knots:
    import numpy as np

    from longwatch.geo.geodesic import direct, inverse

    rows: Any = np.array(knots)
    keep = {0, len(knots) - 1}
    stack = [(0, len(knots) - 1)]
    while stack and len(keep) <= MOST_KNOTS:  # with more of them it is in vain
        first, last = stack.pop()
        if last - first < 2:
            continue
        (t0, lat0, lon0), (t1, lat1, lon1) = rows[first], rows[last]
        azimuth, _, length = inverse(lat0, lon0, lat1, lon1)
        between = rows[first + 1 : last]
        run_m = float(length) * (between[:, 0] - t0) / (t1 - t0)
        n = len(between)
        lat, lon = direct(np.full(n, lat0), np.full(n, lon0), np.full(n, float(azimuth)), run_m)
        off_m = np.asarray(distance_m(lat, lon, between[:, 1], between[:, 2]))
        worst = int(off_m.argmax())
        if off_m[worst] > within_m:
            keep.add(first + 1 + worst)
            stack += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return [knots[n] for n in sorted(keep)]
