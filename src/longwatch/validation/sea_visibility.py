"""Ships' radars in a sea: classes of visibility by cross-section and sea state, one constant fitted."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import NamedTuple

import numpy as np

from longwatch.detection.radar import Met, n_pulses
from longwatch.units import NM_M
from longwatch.validation.albersheim import needed_db
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows
from longwatch.validation.radar_sets import echo_db, scan_pd, ship_set

SET_BY = "set after looking, above the largest residue of the fit"
_ANTENNA_M, _TARGET_M = 15.0, 3.5  # ASSUMED: as in the test of IMO MSC.192(79), a navigation buoy
# class of the source (visible is pd 0.8, marginal 0.5, less is not visible) -> between which pd it is taken to lie
_PD = {"V": (0.8, 1.0), "V-M": (0.5, 0.8), "M-NV": (0.1, 0.5), "NV (blank in source)": (0.0, 0.5)}


def authority() -> Authority:
    """Classes of visibility in a sea: all rows went into one constant, so none is evidence."""
    return Authority(
        name="Ships' radars in a sea, IMO SN.1/Circ.271",
        model="longwatch.detection.radar.echo_ratio",
        source="JRC JMA-932B manual, tables 6.2 and 6.3 (after IMO SN.1/Circ.271)",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="sea state",
        y_label="probability of detection in a scan, X band, 0.7 NM",
        limits="sea states are the source's (3: 1.2 m of waves, 5: 3 m), whose 1 and 2 are a 3 on the Douglas scale of the "
        "rest of the program; 0.4 NM (S) and 0.7 NM (X), antenna at 15 m, target at 3.5 m (ASSUMED); clutter suppression of "
        f"{float(ship_set('X').clutter_suppression_db):g} dB fitted to all rows, so that none is foretold; pulse of "
        f"0.25 us ASSUMED (a shorter one asks for more)",
        not_validated="any other range, height of antenna or band; airborne sets; how much of the suppression is "
        "spikes, correlation "
        "of pulses, waves that hide the target",
    )


class _Row(NamedTuple):
    band: str
    rcs_m2: float
    state: float  # middle of its row
    pd: tuple[float, float]  # as published
    off_db: float  # by how much the echo of the model is above (+) or below (-) what gives that pd; 0 within


@cache
def _compared() -> tuple[_Row, ...]:
    out = []
    for row in rows("radar_seastate_visibility.csv"):
        radar, rcs_m2 = ship_set(row["band"], fluctuation=0), float(row["rcs_m2"])
        state = float(np.mean([float(part) for part in row["sea_state"].split("-")]))
        pd = next(_PD[value] for key, value in row.items() if key.startswith("class"))
        level = float(echo_db(radar, float(row["range_nm"]) * NM_M, Met(rcs_m2, _TARGET_M), _ANTENNA_M, state))
        low, high = (_needed_db(one, n_pulses(radar)) for one in pd)
        out.append(_Row(row["band"], rcs_m2, state, pd, level - min(max(level, low), high)))
    return tuple(out)


@cache
def _needed_db(pd: float, n: int) -> float:
    return -inf if pd <= 0.0 else inf if pd >= 1.0 else needed_db(0, pd, 1e-4, n)


def _checks() -> tuple[Check, ...]:
    """Echo over clutter against what the class of each row asks; 8 dB was set by hand, above the largest residue."""
    return tuple(
        Check(
            f"{row.band} band, {row.rcs_m2:g} m2, sea state {row.state:g}: off the class by",
            0.0,
            row.off_db,
            "dB",
            8.0,
            kind="fitted",
            why=SET_BY,
        )
        for row in _compared()
    )


def _statistics() -> tuple[Statistic, ...]:
    off = np.array([row.off_db for row in _compared()])
    return (
        Statistic("rows within their class", 100.0 * float((off == 0.0).mean()), "%", n=len(off)),
        Statistic("mean distance from the class", float(np.abs(off).mean()), "dB", n=len(off)),
        Statistic("mean difference", float(off.mean()), "dB", n=len(off)),
    )


def _curves() -> tuple[Curve, ...]:
    states = np.linspace(0.0, 6.0, 61)
    out = []
    for rcs_m2 in (1.0, 5.0, 10.0):
        radar = ship_set("X", fluctuation=0)
        line = np.array(
            [float(scan_pd(radar, 0.7 * NM_M, Met(rcs_m2, _TARGET_M), _ANTENNA_M, state)) for state in states]
        )
        seen = [(row.state, float(np.mean(row.pd))) for row in _compared() if row.band == "X" and row.rcs_m2 == rcs_m2]
        points = np.array(seen).T
        out.append(Curve(f"{rcs_m2:g} m2; points: middle of the class", states, line, points[0], points[1]))
    return tuple(out)
