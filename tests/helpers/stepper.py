"""The slow plain twin of the looks: places at every second, distances, in range or not."""

from __future__ import annotations

import numpy as np

from longwatch.sim.tracks import Path


def places(path: Path, t_s: np.ndarray) -> np.ndarray:
    """Where a mover is at times within its path: straight between knots, on a true circle on a hold."""
    xyz = np.stack([np.interp(t_s, path.t_s, path.xyz_m[:, axis]) for axis in range(3)], axis=1)
    for at, hold in path.holds:
        begin, end = path.t_s[at], path.t_s[at + 1]
        on = (t_s >= begin) & (t_s < end)
        angle = 2 * np.pi * hold.laps * (t_s[on] - begin) / (end - begin)
        xyz[on] = hold.centre_m + np.outer(np.cos(angle), hold.north_m) + np.outer(np.sin(angle), hold.east_m)
    return xyz


def distances(vehicle: Path, target: Path, t_s: np.ndarray) -> np.ndarray:
    return np.linalg.norm(places(vehicle, t_s) - places(target, t_s), axis=1)


def common_seconds(vehicle: Path, target: Path) -> np.ndarray:
    """Whole seconds at which both are there."""
    begin = max(vehicle.t_s[0], target.t_s[0])
    end = min(vehicle.t_s[-1], target.t_s[-1])
    return np.arange(np.ceil(begin), end) if end > begin else np.zeros(0)


def inside(enter_s: np.ndarray, leave_s: np.ndarray, t_s: np.ndarray) -> np.ndarray:
    """Which times lie in one of the intervals."""
    out = np.zeros(len(t_s), bool)
    for a, b in zip(enter_s, leave_s, strict=True):
        out |= (t_s >= a) & (t_s <= b)
    return out
