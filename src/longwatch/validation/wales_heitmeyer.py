"""Wales and Heitmeyer 2002: the mean merchant ship."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_ships import jomopans_db, ship_kind, wales_heitmeyer_db
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.sound_tables import rows

UNIT = "dB re 1 uPa2 m2/Hz"


def authority() -> Authority:
    """The table, and JOMOPANS-ECHO beside it: two models of the same ships from different measurements."""
    return Authority(
        "Source level of ships, Wales-Heitmeyer",
        "longwatch.physics.sound_ships.wales_heitmeyer_db",
        "Wales and Heitmeyer, J. Acoust. Soc. Am. 111, 2002",
        _checks,
        "held to figures worked out from the formula; the spectra it was fitted to were not at hand",
        curves=_curves,
        statistics=_statistics,
        x_label="frequency, Hz",
        y_label=UNIT,
        limits="30 to 1200 Hz, merchant ships as they go; refuses beyond",
        x_log=True,
    )


def _checks() -> tuple[Check, ...]:
    worked = [(50.0, 169.02), (100.0, 158.45), (400.0, 139.94)]
    table = [(float(row["freq_hz"]), float(row["psd_db"])) for row in rows("wales_heitmeyer")]
    return tuple(
        Check(f"{f:g} Hz", level, float(wales_heitmeyer_db(f)), UNIT, 0.0051, kind="formula")
        for f, level in sorted({*worked, *table})
    )


def _bulker_db(f_hz: np.ndarray) -> np.ndarray:
    return jomopans_db(f_hz, "bulker", ship_kind("bulker").speed_ref_mps, 190.0)


def _statistics() -> tuple[Statistic, ...]:
    f = np.array([float(row["freq_hz"]) for row in rows("wales_heitmeyer")])
    difference = _bulker_db(f) - wales_heitmeyer_db(f)
    return (
        Statistic(
            "mean difference of JOMOPANS-ECHO (bulker, 13.9 kn, 190 m)", float(difference.mean()), "dB", n=f.size
        ),
        Statistic("largest difference", float(np.abs(difference).max()), "dB", n=f.size),
    )


def _curves() -> tuple[Curve, ...]:
    f = np.geomspace(30.0, 1200.0, 200)
    x, y = (np.array([float(row[name]) for row in rows("wales_heitmeyer")]) for name in ("freq_hz", "psd_db"))
    return (Curve("Wales-Heitmeyer", f, wales_heitmeyer_db(f), x, y), Curve("JOMOPANS-ECHO, bulker", f, _bulker_db(f)))
