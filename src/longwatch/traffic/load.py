"""The ships of a scenario: every [[traffic]] file read, cleaned and thinned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from longwatch.detection.targets import class_of_length
from longwatch.formats.ships import read_ships
from longwatch.scenario.models import Traffic
from longwatch.scenario.scenario import Scenario
from longwatch.traffic.clean import CleanTracks, clean_tracks
from longwatch.traffic.ships import Ships, join_ships
from longwatch.traffic.thin import thin_tracks, track_offsets

FISHING = 30  # the AIS ship type


def load_traffic(scenario: Scenario) -> Ships | None:
    """All ships of the scenario's [[traffic]] files, or None when it names none.

    Files are looked for beside the scenario. Raises BadInputError for a file that is missing or has a broken header.
    """
    folder = scenario.path.parent if scenario.path else Path()
    parts = [load_ships(folder / traffic.file, traffic, source) for source, traffic in enumerate(scenario.file.traffic)]
    return join_ships(parts) if parts else None


def load_ships(path: Path, traffic: Traffic, source: int = 0) -> Ships:
    """One file of ships. Rows that cannot be read, are not plausible or are not needed are counted in `drops`."""
    reports = read_ships(path, traffic.format)
    thinned = thin_tracks(clean_tracks(reports.frame), float(traffic.thin_error_m))
    drops = reports.drops | thinned.drops
    return ships_of(thinned, source=source, n_reports=reports.n_rows, drops=drops, thin_error_m=traffic.thin_error_m)


def ships_of(tracks: CleanTracks, *, source: int, n_reports: int, drops: dict[str, int], thin_error_m: float) -> Ships:
    """The table of tracks as arrays, with the class of ships where length or type tell it."""
    frame = tracks.frame
    offsets = track_offsets(frame)
    per_ship = (
        frame.group_by("ship", maintain_order=True)
        .agg(
            pl.col("mmsi", "day").first(), pl.col("length_m").median(), pl.col("ship_type").drop_nulls().mode().first()
        )
        .sort("ship")
    )
    lengths = per_ship["length_m"].to_list()
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
    )


def _class(length_m: float | None, ship_type: int | None) -> str | None:
    """Class by length, fishing boats by their AIS type; None where the file says neither."""
    if ship_type == FISHING and (length_m is None or length_m < 100.0):
        return "fishing-boat"
    return None if length_m is None else class_of_length(length_m)
