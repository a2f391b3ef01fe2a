"""Tracks with fewer knots, true to a stated error at every report that was left out."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import polars as pl

from longwatch.geo.ecef import to_ecef
from longwatch.traffic.clean import CleanTracks
from longwatch.traffic.thin_kernels import knots_to_keep
from longwatch.units import KT_MPS

STILL_MPS: Final = 0.5 * KT_MPS  # slower than this is called stationary jitter in the count


def thin_tracks(tracks: CleanTracks, error_m: float, most_s: float = math.inf) -> CleanTracks:
    """Leave out reports that lie within `error_m` of the thinned track at their own time.

    What goes is counted as "stationary" where the ship lay still between the kept knots, else as "on course". More knots
    than that shape are kept only where two would lie more than `most_s` apart in time.
    """
    frame = tracks.frame
    if frame.is_empty():
        return tracks
    height_m = frame["alt_m"].fill_null(0.0).to_numpy() if "alt_m" in frame.columns else 0.0
    t_s, xyz_m = frame["t_s"].to_numpy(), to_ecef(frame["lat_deg"].to_numpy(), frame["lon_deg"].to_numpy(), height_m)
    keep = knots_to_keep(track_offsets(frame), t_s, xyz_m, error_m, most_s)
    kept = np.flatnonzero(keep)
    leg_mps = np.linalg.norm(np.diff(xyz_m[kept], axis=0), axis=1) / np.maximum(np.diff(t_s[kept]), 1e-9)
    speed_mps = leg_mps[np.searchsorted(kept, np.flatnonzero(~keep)) - 1]  # of the leg that spans each report left out
    still = int(np.sum(speed_mps < STILL_MPS))
    counted = {"stationary": still, "on course": int(len(speed_mps) - still)}
    drops = tracks.drops | {reason: n for reason, n in counted.items() if n}
    return CleanTracks(frame.filter(pl.Series(keep)), drops, tracks.marks)


def track_offsets(frame: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where each track begins, and the end: (n_tracks + 1,)."""
    starts = np.flatnonzero(np.diff(frame["track"].to_numpy(), prepend=-1))
    return np.append(starts, frame.height).astype(np.int64)
