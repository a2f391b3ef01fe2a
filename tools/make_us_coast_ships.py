"""Make examples/us-coast/ships.csv.gz: one day of real ships, cleaned and thinned in space-time to a stated error.

    pip download --no-deps tracktable-data==1.7.3.1      # 70 MB, BSD-2-Clause; unzip it
    python tools/make_us_coast_ships.py tracktable_data/python_example_data/US_coastal_2020_06_30.traj

Vessels whose median longitude is east of 90 W are taken, all others are left out. No position is moved.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from longwatch.formats.ships import read_ships
from longwatch.traffic.clean import SILENCE_S, clean_tracks
from longwatch.traffic.thin import thin_tracks

ERROR_M = 15.0
EAST_OF_DEG = -90.0
TARGET = Path(__file__).parents[1] / "examples" / "us-coast" / "ships.csv.gz"


def reports_of(traj: Path) -> Iterator[tuple[int, str, str, str, str]]:
    """(track, mmsi, time, lon, lat) of a Tracktable .traj file: a line is a header of 12 fields, then four per report."""
    for number, line in enumerate(traj.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.strip().split(",")
        start = fields.index("*P*") + 6
        for k in range(start, len(fields) - 3, 4):
            yield (number, *fields[k : k + 4])  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("traj", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    raw = pl.DataFrame(list(reports_of(args.traj)), schema=["track", "mmsi", "time", "lon", "lat"], orient="row")
    east = pl.col("lon").cast(pl.Float64).median().over("mmsi") > EAST_OF_DEG
    table = args.out.with_suffix(".tmp.csv")
    raw.filter(east).write_csv(table)
    reports = read_ships(table, "tracks")
    table.unlink()
    thinned = thin_tracks(clean_tracks(reports.frame), ERROR_M, SILENCE_S)
    midnight_s = int(reports.frame["time_s"].to_numpy().min()) // 86400 * 86400
    day = pl.from_epoch((pl.col("t_s") + midnight_s).cast(pl.Int64))
    rows = thinned.frame.select(
        pl.col("track") + 1,
        "mmsi",
        time=day.dt.strftime("%Y-%m-%d %H:%M:%S"),
        lon=pl.col("lon_deg").round(5),
        lat=pl.col("lat_deg").round(5),
    )
    args.out.write_bytes(gzip.compress(rows.write_csv().encode(), 9, mtime=0))
    size = args.out.stat().st_size
    print(
        f"{reports.n_rows} reports of {reports.frame['mmsi'].n_unique()} MMSI; left out: {reports.drops | thinned.drops}"
    )
    print(f"{rows.height} reports, {rows['track'].n_unique()} tracks, {rows['mmsi'].n_unique()} MMSI, {size} bytes")


if __name__ == "__main__":
    main()
