"""Passages of synthetic lanes have the spread that was asked for, and a fit finds the figures that ships were made with."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from scipy import stats

from longwatch.geo.beside import line_beside
from longwatch.geo.geodesic import distance_m, inverse
from longwatch.scenario.models import Traffic
from longwatch.traffic.fit import fit_lanes
from longwatch.traffic.load import load_ships
from longwatch.traffic.passages import N_PASSAGES, synthetic_ships, triangular
from longwatch.traffic.told import is_synthetic, source_sentence
from longwatch.units import DAY_S, KT_MPS

LANE = {"name": "main", "points": ["34 N, 70 W", "36 N, 68 W"], "width": "20 km", "arrivals": "24 /d"}


def traffic(**changes):
    table = {"format": "synthetic", "lanes": [LANE], "mix": {"merchant": 0.75, "fishing-boat": 0.25}} | changes
    return Traffic.model_validate(table, by_alias=True, by_name=False)


def speeds_mps(ships):
    first, last = ships.offsets[:-1], ships.offsets[1:] - 1
    way_m = distance_m(ships.lat_deg[first], ships.lon_deg[first], ships.lat_deg[last], ships.lon_deg[last])
    return way_m / ships.t_s[last]


def test_speeds_are_triangular_and_offsets_normal_across_the_width():
    ships = synthetic_ships(traffic(speed={"low": "8 kt", "likely": "12 kt", "high": "20 kt"}), None)
    assert ships.n_ships == N_PASSAGES
    likely = (12.0 - 8.0) / (20.0 - 8.0)
    law = stats.triang(likely, 8.0, 12.0)
    assert stats.kstest(speeds_mps(ships) / KT_MPS, law.cdf).statistic < 0.02
    middle = ships.offsets[:-1][::2]  # ships of one way; their first knots lie across the lane's first point
    off_m = distance_m(34.0, -70.0, ships.lat_deg[middle], ships.lon_deg[middle])
    assert off_m.max() <= 20_000.0 * 1.001
    assert np.sqrt(np.mean(off_m**2)) == pytest.approx(10_000.0 * 0.88, rel=0.03)  # a normal cut at two deviations
    assert np.isfinite(ships.t_s).all()
    assert (ships.t_s >= 0.0).all()


def test_half_sail_each_way_or_all_one_way():
    def northbound(ships):
        first, last = ships.offsets[:-1], ships.offsets[1:] - 1
        return (ships.lat_deg[last] > ships.lat_deg[first]).mean()

    assert northbound(synthetic_ships(traffic(), None)) == 0.5
    assert northbound(synthetic_ships(traffic(lanes=[LANE | {"both_ways": False}]), None)) == 1.0


def test_the_mix_is_met_and_everything_is_called_synthetic():
    ships = synthetic_ships(traffic(), None)
    assert np.mean([name == "merchant" for name in ships.class_]) == pytest.approx(0.75, abs=0.01)
    assert ships.kinds == ("synthetic",)
    assert is_synthetic(ships)
    assert source_sentence(ships).startswith("SYNTHETIC")
    assert all("SYNTHETIC" in note for note in ships.notes)
    assert set(ships.mmsi.tolist()) == {0}


def test_a_line_beside_another_keeps_its_distance_round_a_bend():
    line = [(35.0, -70.0), (35.5, -70.0), (35.5, -69.0)]
    moved = line_beside(line, 5_000.0)
    for (a, b), leg in zip(pairwise(line), pairwise(moved), strict=True):
        course = float(inverse(*a, *b)[0])
        for point in leg:
            azimuth, _, way_m = inverse(*a, *point)
            assert way_m * np.sin(np.radians(azimuth - course)) == pytest.approx(5_000.0, rel=0.01)


@pytest.mark.parametrize("quantile", [0.0, 0.1, 1 / 3, 0.5, 0.9, 1.0])
def test_triangular_quantiles(quantile):
    assert triangular(quantile, 8.0, 12.0, 20.0) == pytest.approx(stats.triang(1 / 3, 8.0, 12.0).ppf(quantile))
    assert triangular(quantile, 9.0, 9.0, 9.0) == 9.0


def recorded(tmp_path, ships, n_days, per_day, seed=3):
    """Ships that sail the passages of a lane for some days, as a MarineCadastre file with a report every five minutes."""
    rng = np.random.default_rng(seed)
    rows, start_s = [], 1_741_996_800
    lengths = {"merchant": 180.0, "fishing-boat": 20.0}
    for k in range(rng.poisson(n_days * per_day)):
        one = int(rng.integers(ships.n_ships))
        own = slice(ships.offsets[one], ships.offsets[one + 1])
        t_s = np.arange(0.0, ships.t_s[own][-1], 300.0)
        at_s = start_s + rng.uniform(0.0, n_days * DAY_S) + t_s
        lat = np.interp(t_s, ships.t_s[own], ships.lat_deg[own])
        lon = np.interp(t_s, ships.t_s[own], ships.lon_deg[own])
        rows += [(366_000_000 + k, t, y, x, 30 if ships.class_[one] == "fishing-boat" else 70, lengths[ships.class_[one]])
                 for t, y, x in zip(at_s, lat, lon, strict=True) if t < start_s + n_days * DAY_S]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["MMSI", "BaseDateTime", "LAT", "LON", "VesselType", "Length"], orient="row")
    stamped = frame.with_columns(pl.from_epoch(pl.col("BaseDateTime").cast(pl.Int64), "s"))
    stamped.write_csv(tmp_path / "real.csv", datetime_format="%Y-%m-%dT%H:%M:%S")
    return load_ships(tmp_path / "real.csv", Traffic(file="real.csv", format="marinecadastre"))


def test_a_fit_recovers_arrivals_mix_and_speeds(tmp_path):
    true = synthetic_ships(traffic(speed={"low": "8 kt", "likely": "12 kt", "high": "20 kt"}), None)
    ships = recorded(tmp_path, true, n_days=12, per_day=24)
    fit = fit_lanes(traffic(), ships)
    n = fit.arrivals_per_s[0] * 12 * DAY_S
    assert abs(n - 12 * 24) < 4.0 * np.sqrt(12 * 24)  # Poisson
    assert fit.mix["merchant"] == pytest.approx(0.75, abs=0.08)
    assert np.median(fit.speeds_mps) == pytest.approx(np.median(speeds_mps(true)), rel=0.05)
    again = synthetic_ships(traffic(mix={}, lanes=[{k: v for k, v in LANE.items() if k != "arrivals"}]), ships)
    assert again.flows[0].arrivals_per_s == pytest.approx(fit.arrivals_per_s[0])
    assert np.median(speeds_mps(again)) == pytest.approx(np.median(speeds_mps(true)), rel=0.05)
    assert any("Fitted" in note for note in again.notes)


def test_where_nobody_passes_all_are_shared_and_it_is_said(tmp_path):
    ships = recorded(tmp_path, synthetic_ships(traffic(), None), n_days=2, per_day=24)
    far = traffic(
        lanes=[
            {"name": "far", "points": ["10 S, 70 E", "12 S, 72 E"]},
            {"name": "off", "points": ["10 S, 80 E", "12 S, 82 E"]},
        ]
    )
    fit = fit_lanes(far, ships)
    assert fit.crossings == (0, 0)
    assert fit.arrivals_per_s[0] == fit.arrivals_per_s[1] > 0.0
    assert "shared evenly" in fit.told[1]
