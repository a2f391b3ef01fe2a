"""Ships' radars against the least detection ranges that IMO asks of them, one loss fitted to one row."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from longwatch.detection.radar import Met
from longwatch.units import NM_M
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows
from longwatch.validation.radar_sets import range_at_m, ship_set

_ANTENNA_M = 15.0
FITTED_BY = "set after looking: what a loss rounded to a decibel leaves"
SET_BY = "set after looking, above the largest error; 25 % of range is some 4 dB of echo"
# target -> cross-section at X and S band in m2, whether it is a point (steady) or a ship (Swerling 1), whether it was read
_TARGETS = {
    "Small vessel with IMO radar reflector": (7.5, 0.5, True, True),
    "Typical navigation buoy": (5.0, 0.5, True, False),
    "Navigation buoy with corner reflector": (10.0, 1.0, True, False),
    "Small vessel 10 m, no reflector": (2.5, 1.4, False, False),
    "SOLAS ship >500 GT": (1800.0, 1000.0, False, False),
    "SOLAS ship >5000 GT": (50_000.0, 30_000.0, False, False),
}


def authority() -> Authority:
    """Twelve rows: one fitted, one published whose reflector was read, and ten on recalled cross-sections."""
    return Authority(
        name="Ships' radars, IMO MSC.192(79)",
        model="longwatch.detection.radar.echo_ratio",
        source="IMO Resolution MSC.192(79) (2004) Table 2; reflector: MSC.164(78); other cross-sections recalled, UNVERIFIED",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="published range, NM",
        y_label="range of the model, NM",
        limits="pd 0.8 in a scan, pfa 1e-4, antenna at 15 m, no clutter; losses "
        f"({float(ship_set('X').losses_db):g} dB) fitted to the reflector at X band, "
        "nothing fitted at S band, power and antenna of a least set ASSUMED",
        not_validated="all but IMO's reflector at S band: it is the only radar range of this page that was not fitted and whose "
        "cross-section was read; shorelines, real sets (the table is a least requirement), ducts; ships of more "
        "than 500 GT are held to "
        "less than the horizon in the table, for reasons that it does not give",
    )


@cache
def _compared(ships: int = 1) -> tuple[tuple[str, str, float, float, bool], ...]:
    """(target, band, published, computed in NM, whether the cross-section was read) for every row that has one."""
    published_rows = {row["target"]: row for row in rows("imo_radar_detection.csv")}
    out = []
    for name, (x_m2, s_m2, point, read) in _TARGETS.items():
        height_m = float(published_rows[name]["height_m"])
        for band, rcs_m2, column in (("X", x_m2, "min_range_x_nm"), ("S", s_m2, "min_range_s_nm")):
            radar = ship_set(band, fluctuation=0 if point else ships)
            range_m = range_at_m(radar, Met(rcs_m2, height_m), _ANTENNA_M, 0, pd=0.8, clear=True)
            out.append((name, band, float(published_rows[name][column]), range_m / NM_M, read))
    return tuple(out)


def _checks() -> tuple[Check, ...]:
    out = []
    for name, band, published, computed, read in _compared():
        fitted = read and band == "X"
        what = f"{name}, {band} band" + (" (fitted)" if fitted else "")
        tolerance, kind = (0.01 if fitted else 0.25), ("fitted" if fitted else "published" if read else "UNVERIFIED")
        why = FITTED_BY if fitted else SET_BY
        out.append(Check(what, published, computed, "NM", tolerance, relative=True, kind=kind, why=why))
    return tuple(out)


def _statistics() -> tuple[Statistic, ...]:
    steady = np.array([computed / published - 1.0 for _, _, published, computed, _ in _compared(0)][1:])
    free = [(computed / published - 1.0) for _, _, published, computed, _ in _compared()][1:]
    ratio: NDArray[np.float64] = np.array(free)
    read = sum(check.kind == "published" for check in _checks())
    return (
        Statistic("radar ranges that are not fitted and whose cross-section was read", float(read), n=read),
        Statistic(
            "root mean square error of rows that are not fitted",
            100.0 * float(np.sqrt((ratio**2).mean())),
            "%",
            n=len(ratio),
        ),
        Statistic(
            "the same with ships taken as steady", 100.0 * float(np.sqrt((steady**2).mean())), "%", n=len(steady)
        ),
        Statistic("mean error of rows that are not fitted", 100.0 * float(ratio.mean()), "%", n=len(ratio)),
    )


def _curves() -> tuple[Curve, ...]:
    line = np.array([2.0, 12.0])
    out = []
    for band in ("X", "S"):
        some = [(published, computed) for _, of, published, computed, _ in _compared() if of == band]
        points = np.array(some).T
        out.append(Curve(f"{band} band; line: equal", line, line, points[0], points[1]))
    return tuple(out)
