"""Drift: closed forms hold, and how often ellipses hold three drogued drifters of the western Baltic in spring 2023.

The drifters (GEOMAR, mechanical_drifters; MIT) are read where they lie beside the repository. No wind or current comes with them,
so the current is what other drifters say: nothing but how fast it usually is (model A), or their own motion hour by hour, as a
search uses marker buoys (model B). Every figure of a model is taken from the other two drifters.
"""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from longwatch.physics.drift import LastKnown, Unresolved, degree_m, drift
from longwatch.physics.drift_fields import Series, series
from longwatch.physics.drift_map import ellipse
from longwatch.validation.drift import authority

FILE = Path(__file__).parents[2] / ".." / "shared" / "data" / "drifters_baltic_2023" / "science_1min.csv.gz"
HOUR_S = 3600.0
NAMES = ("298", "300", "302")


def test_every_figure_holds() -> None:
    assert len(authority().checks()) == 8
    assert [one for one in authority().checks() if not one.holds] == []


def test_a_random_walk_would_be_noticed() -> None:
    """Spread that grows with the root of time from the start on is far off in the first hour."""
    check = authority().checks()[0]
    walk = np.sqrt(2.0 * 0.15**2 * 3.0 * HOUR_S * HOUR_S) / 1e3
    assert abs(walk - check.published) > 10.0 * check.allowed


@cache
def tracks() -> dict[str, np.ndarray]:
    """Drifter -> (3, hours) time_s, lat_deg, lon_deg on the hour."""
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in NAMES}
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["time"].endswith(":00:00"):
                when = (datetime.fromisoformat(row["time"]) - datetime(2023, 4, 24)).total_seconds()
                found[row["drifter"]].append((when, float(row["lat"]), float(row["lon"])))
    return {name: np.array(rows).T for name, rows in found.items()}


def velocity_mps(track: np.ndarray) -> np.ndarray:
    """(2, hours - 1) east and north."""
    lasts_s = np.diff(track[0])
    east_deg_m, north_deg_m = degree_m(track[1, :-1])
    return np.stack([np.diff(track[2]) * east_deg_m, np.diff(track[1]) * north_deg_m]) / lasts_s


def lasts_s(names: list[str]) -> float:
    """Mean time after which a current has forgotten all but 1 / e of itself."""
    found = []
    for name in names:
        for v in velocity_mps(tracks()[name]):
            v = v - v.mean()
            kept = [float(np.corrcoef(v[k:], v[:-k])[0, 1]) for k in range(1, 25)]
            found.append(next((k + 1 for k, c in enumerate(kept) if c < np.exp(-1.0)), 24) * HOUR_S)
    return float(np.mean(found))


def model_a(others: list[str]) -> tuple[Series | None, Unresolved]:
    """No current known: as fast as the others' usually is."""
    square = np.mean([np.mean(velocity_mps(tracks()[name]) ** 2) for name in others])
    return None, Unresolved(float(np.sqrt(square)), lasts_s(others))


def model_b(others: list[str]) -> tuple[Series | None, Unresolved]:
    """The mean of the others' motion hour by hour, off by as much as they differ from each other."""
    by_hour: dict[float, list[np.ndarray]] = {}
    for name in others:
        for when, v in zip(tracks()[name][0], velocity_mps(tracks()[name]).T, strict=False):
            by_hour.setdefault(float(when), []).append(v)
    mean = np.array([np.mean(v, axis=0) for v in by_hour.values()])
    order = np.argsort(list(by_hour))
    apart = np.array([v[0] - v[1] for v in by_hour.values() if len(v) == 2])
    return series(np.array(list(by_hour))[order], *mean[order].T), Unresolved(float(apart.std()), lasts_s(others))


@cache
def held(model, hours: int) -> dict[float, tuple[float, float, int]]:
    """Share asked for -> (share inside, median radius in km of a circle as large, cases), from every sixth hour on."""
    found: dict[float, list[tuple[bool, float]]] = {0.5: [], 0.9: []}
    for name in NAMES:
        current, unresolved = model([other for other in NAMES if other != name])
        t, lat, lon = tracks()[name]
        for k in range(0, len(t) - 25, 6):
            lkp = LastKnown(lat[k], lon[k], t[k], position_std_m=100.0)
            out = drift(None, lkp, [t[k + hours]], current=current, unresolved=unresolved, n=400, seed=k, step_s=HOUR_S)
            for share, cases in found.items():
                one = ellipse(out.lat_deg[-1], out.lon_deg[-1], share)
                inside = bool(one.contains(lat[k + hours], lon[k + hours]))
                cases.append((inside, float(np.sqrt(one.major_m * one.minor_m)) / 1e3))
    return {
        share: (float(np.mean([i for i, _ in cases])), float(np.median([r for _, r in cases])), len(cases))
        for share, cases in found.items()
    }


@pytest.mark.skipif(not FILE.exists(), reason="the drifters are not here")
@pytest.mark.parametrize(
    ("model", "hours", "share", "low", "high"),
    [
        # Cases overlap and come from three drifters set out together, some ten that tell anything new: 0.9 is good to about 0.1.
        (model_a, 6, 0.9, 0.80, 0.96),
        (model_a, 24, 0.9, 0.76, 0.96),
        (model_a, 24, 0.5, 0.40, 0.70),
        # Short of what is asked: drifters part by fronts and eddies, not by a Gaussian that is the same everywhere.
        (model_b, 24, 0.9, 0.55, 0.80),
    ],
    ids=["A-6h-90", "A-24h-90", "A-24h-50", "B-24h-90"],
)
def test_ellipses_hold_drifters(model, hours, share, low, high) -> None:
    inside, _, n = held(model, hours)[share]
    assert n > 90
    assert low <= inside <= high


@pytest.mark.skipif(not FILE.exists(), reason="the drifters are not here")
def test_marker_buoys_make_the_search_area_a_tenth_as_large() -> None:
    # at a price: see above
    usual, marked = held(model_a, 24)[0.9][1], held(model_b, 24)[0.9][1]
    assert (marked / usual) ** 2 < 0.15
