"""The ships of a scenario: every [[traffic]] file read, marked and thinned, and synthetic ones on their lanes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from longwatch.detection.targets import class_of_length
from longwatch.formats.ships import stream_ships
from longwatch.scenario.models import Traffic
from longwatch.scenario.scenario import Scenario
from longwatch.traffic.buckets import Seen, by_mmsi
from longwatch.traffic.clean import AIRCRAFT, CleanTracks, Rules, clean_tracks
from longwatch.traffic.marks import add_marks
from longwatch.traffic.on_land import mark_on_land
from longwatch.traffic.passages import synthetic_ships
from longwatch.traffic.ships import KIND_OF, Kind, Ships, in_order, join_ships
from longwatch.traffic.thin import thin_tracks, track_offsets

FISHING: Final = 30  # the AIS ship type
AT_ONCE: Final = 2  # groups of MMSI that are cleaned side by side


def load_traffic(scenario: Scenario) -> Ships | None:
    """All ships of the scenario's [[traffic]], or None when it names none.

    Files are looked for beside the scenario. Raises BadInputError for a file that is missing or has a broken header.
    """
    folder = scenario.path.parent if scenario.path else Path()
    parts = [_of_source(folder, traffic, source) for source, traffic in enumerate(scenario.file.traffic)]
    if not parts:
        return None
    return replace(join_ships(parts), kinds=tuple(kind_of(traffic) for traffic in scenario.file.traffic))


def kind_of(traffic: Traffic) -> Kind:
    """Whether a source is of recorded ships, of recorded aircraft, or made up."""
    return KIND_OF.get(traffic.format, "recorded")


def _of_source(folder: Path, traffic: Traffic, source: int) -> Ships:
    if traffic.format != "synthetic":
        return load_ships(folder / traffic.file, traffic, source)
    fitted = load_ships(folder / traffic.fitted_to, _fitted(traffic)) if traffic.fitted_to else None
    return synthetic_ships(traffic, fitted, source)


def _fitted(traffic: Traffic) -> Traffic:
    return Traffic(file=traffic.fitted_to or "", format=traffic.fitted_format, thin_error_m=traffic.thin_error_m)


def load_ships(path: Path, traffic: Traffic, source: int = 0) -> Ships:
    """One file of ships, of any size. Rows that can't be read, look wrong or are not needed are counted, `n_reports` in all:
    those in `drops` and the knots of the tracks."""
    seen = Seen()
    parts = list(_parts(by_mmsi(stream_ships(path, traffic.format), seen, path), seen, traffic))
    empty = ships_of(clean_tracks(pl.DataFrame()), source=0, n_reports=0, drops={}, thin_error_m=0.0)
    ships = join_ships(parts) if parts else empty
    drops = dict(seen.drops)
    for reason, n in ships.drops.items():
        drops[reason] = drops.get(reason, 0) + n
    order = np.lexsort((np.arange(ships.n_ships), ships.day, ships.mmsi))  # buckets come in no order of their own
    whole = replace(
        in_order(ships, order),
        n_reports=seen.n_rows,
        drops=drops,
        thin_error_m=float(traffic.thin_error_m),
        source=np.full(ships.n_ships, source, np.int64),
        kinds=(kind_of(traffic),),
    )
    return whole if traffic.format == "air-tracks" else mark_on_land(whole)


def _parts(frames: Iterable[pl.DataFrame], seen: Seen, traffic: Traffic) -> Iterator[Ships]:
    """The ships of each group of MMSI, in order; a few are worked on side by side while the next is read."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: deque[Future[Ships]] = deque()
        for frame in frames:
            waiting.append(pool.submit(_part, frame, seen, traffic))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _part(frame: pl.DataFrame, seen: Seen, traffic: Traffic) -> Ships:
    of_air = traffic.format == "air-tracks"
    rules = AIRCRAFT if of_air else Rules(pictures=seen.is_of_pictures)
    tracks = clean_tracks(frame, rules, seen.first_day)
    if of_air:
        tracks = _with_heights(tracks, None if traffic.altitude_m is None else float(traffic.altitude_m))
    thinned = thin_tracks(tracks, float(traffic.thin_error_m))
    return ships_of(thinned, source=0, n_reports=0, drops=thinned.drops, thin_error_m=float(traffic.thin_error_m))


def _with_heights(tracks: CleanTracks, default_m: float | None) -> CleanTracks:
    """Heights between reports that tell them, evenly in time; tracks without any fly at the default, or are left out."""
    height = (
        pl.col("alt_m")
        .interpolate_by("t_s")
        .forward_fill()
        .backward_fill()
        .over("track")
        .fill_null(pl.lit(default_m, pl.Float64))
    )
    frame = tracks.frame.with_columns(alt_m=height)
    known = frame.filter(pl.col("alt_m").is_not_null())
    lost = frame.height - known.height
    if not lost:
        return CleanTracks(frame, tracks.drops, tracks.marks)
    ship = pl.col("ship").rle_id().cast(pl.Int64)
    known = known.with_columns(ship=ship, track=pl.struct("ship", "track").rle_id().cast(pl.Int64))
    return CleanTracks(known, tracks.drops | {"altitude is missing": lost}, tracks.marks)


def ships_of(tracks: CleanTracks, *, source: int, n_reports: int, drops: dict[str, int], thin_error_m: float) -> Ships:
    """The table of tracks as arrays, with the class of ships where length or type tell it."""
    frame = tracks.frame
    offsets = track_offsets(frame)
    per_ship = (
        frame.group_by("ship", maintain_order=True)
        .agg(
            pl.col("mmsi", "day", "suspect").first(),
            pl.col("length_m").median(),
            pl.col("ship_type").drop_nulls().mode().sort().first(),
        )
        .sort("ship")
    )
    lengths = per_ship["length_m"].to_list()
    flies = frame["alt_m"].null_count() < frame.height
    return Ships(
        offsets=offsets,
        t_s=frame["t_s"].to_numpy(),
        lat_deg=frame["lat_deg"].to_numpy(),
        lon_deg=frame["lon_deg"].to_numpy(),
        ship=frame["ship"].to_numpy()[offsets[:-1]],
        mmsi=per_ship["mmsi"].to_numpy(),
        day=per_ship["day"].to_numpy(),
        source=np.full(per_ship.height, source, np.int64),
        length_m=tuple(lengths),
        class_=tuple(_class(*row) for row in zip(lengths, per_ship["ship_type"], strict=True)),
        n_reports=n_reports,
        drops=drops,
        thin_error_m=float(thin_error_m),
        alt_m=frame["alt_m"].to_numpy() if flies else None,
        suspect=per_ship["suspect"].to_numpy(),
        marks=add_marks([tracks.marks]),
    )


def _class(length_m: float | None, ship_type: int | None) -> str | None:
    """Class by length, fishing boats by their AIS type; None where the file says neither."""
    if ship_type == FISHING and (length_m is None or length_m < 100.0):
        return "fishing-boat"
    return None if length_m is None else class_of_length(length_m)
