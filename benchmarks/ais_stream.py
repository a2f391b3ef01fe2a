"""A huge file of AIS reports streamed into tracks: rows a second and peak memory, one JSON line.

    python benchmarks/ais_stream.py [--rows 100000000] [--format csv|parquet] [--json]

The file is made up piece by piece in a temporary folder (about 47 bytes a row, and as much again while it is sorted) and
removed afterwards: ships sail straight legs of a few hours and report every ten seconds or so, in the order of time, with
doublets and jumps among them. Making it is not in the time; the reading runs in a process of its own, whose peak is told.
Without --rows it is 10^7, or what the free disk allows.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

ROW_BYTES = 47
PIECE_S = 600
START_S = 1_735_689_600  # 1 January 2025
EVERY_S = 10.0
LEG_S = 7200.0

READ = """
import json, sys, time
from pathlib import Path
from longwatch.scenario.models import Traffic
from longwatch.traffic.load import load_ships
path, format_ = Path(sys.argv[1]), sys.argv[2]
began, cpu = time.perf_counter(), time.process_time()
ships = load_ships(path, Traffic(file=path.name, format=format_))
status = Path("/proc/self/status").read_text()  # of this process alone: getrusage would count the parent's too
peak_mb = int(status.partition("VmHWM:")[2].split()[0]) / 1024
told = {"rows": ships.n_reports, "ships": ships.n_ships, "knots": len(ships.t_s), "seconds": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu, "peak_rss_mb": peak_mb,
        "balance": ships.n_reports - len(ships.t_s) - sum(ships.drops.values()),
        "marks": {mark.rule: mark.rows for mark in ships.marks}}
print(json.dumps(told))
"""


def make_pieces(n_rows: int, n_ships: int = 20_000):
    """Frames of reports in the order of time: mmsi, time, lon, lat."""
    rng = np.random.default_rng(1)
    mmsi = np.sort(rng.choice(np.arange(201_000_000, 775_000_000), n_ships, replace=False))
    home = np.stack([rng.uniform(30.0, 60.0, n_ships), rng.uniform(-60.0, -20.0, n_ships)])
    speed_deg = rng.uniform(2.0, 10.0, n_ships) / 111_000.0  # a second
    done, start_s = 0, START_S
    while done < n_rows:
        n = min(int(n_ships * PIECE_S / EVERY_S), n_rows - done)
        t_s = np.sort(rng.integers(0, PIECE_S, n)) + start_s
        ship = rng.integers(0, n_ships, n)
        leg, into_s = np.divmod(t_s - START_S, LEG_S)  # out and back, so that nobody leaves the ocean
        out_s = np.where(leg % 2 == 0, into_s, LEG_S - into_s)
        course = ship * 0.7
        lat = home[0, ship] + speed_deg[ship] * out_s * np.cos(course)
        lon = home[1, ship] + speed_deg[ship] * out_s * np.sin(course) / np.cos(np.radians(home[0, ship]))
        astray = rng.random(n) < 1e-4
        lat[astray] += 3.0
        time_ = pl.from_epoch(pl.Series(t_s), "s")
        yield pl.DataFrame({"mmsi": mmsi[ship], "time": time_, "lon": lon.round(5), "lat": lat.round(5)})
        done, start_s = done + n, start_s + PIECE_S


def write(path: Path, n_rows: int, format_: str) -> None:
    """The file, never more than a piece of it in memory."""
    plain = path.with_suffix(".csv")
    with plain.open("wb") as file:
        for k, piece in enumerate(make_pieces(n_rows)):
            piece.write_csv(file, include_header=k == 0, datetime_format="%Y-%m-%dT%H:%M:%S")
    if format_ == "parquet":
        pl.scan_csv(plain, try_parse_dates=True).sink_parquet(path, row_group_size=1_000_000)
        plain.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--json", action="store_true", help="one JSON line and nothing else")
    args = parser.parse_args()
    room = int(shutil.disk_usage(tempfile.gettempdir()).free * 0.5 / (2 * ROW_BYTES))
    n_rows = args.rows or min(10_000_000, room)
    if n_rows > room:
        sys.exit(
            f"{n_rows:,} rows need {2 * n_rows * ROW_BYTES / 1e9:.0f} GB of {tempfile.gettempdir()}, twice what is free"
        )
    with tempfile.TemporaryDirectory(prefix="longwatch-ais-") as folder:
        path = Path(folder) / f"ships.{args.format}"
        began = time.perf_counter()
        write(path, n_rows, args.format)
        made_s, size = time.perf_counter() - began, path.stat().st_size
        format_ = "parquet" if args.format == "parquet" else "tracks"
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path), format_], capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout)
    row = {"bench": "ais_stream", "format": args.format, "rows": told["rows"], "file_gb": round(size / 1e9, 2),
           "rows_per_s": round(told["rows"] / told["seconds"]), "seconds": round(told["seconds"], 1),
           "cpu_s": round(told["cpu_s"], 1), "peak_rss_mb": round(told["peak_rss_mb"]), "ships": told["ships"],
           "knots": told["knots"], "rows_unaccounted": told["balance"], "marks": told["marks"], "made_s": round(made_s, 1),
           "python": platform.python_version()}  # fmt: skip
    print(json.dumps(row) if args.json else "\n".join(f"{key:18} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
