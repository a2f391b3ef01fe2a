"""Light lost in haze: Koschmieder, and Kruse and Kim by wavelength."""

from __future__ import annotations

import numpy as np

from longwatch.detection.optics_air import DB_PER_NEPER, extinction_per_m, haze_extinction_per_m, transmission
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows

COLUMNS = {785e-9: "att_785nm_db_km", 1550e-9: "att_1550nm_db_km"}


def authority() -> Authority:
    """Held to a table worked out from the published law, and to transmissions."""
    return Authority(
        name="Extinction by visibility and wavelength",
        model="longwatch.detection.optics_air.haze_extinction_per_m",
        source="Kim, McArthur and Korevaar, SPIE 4214, 2001, after Kruse 1962; Koschmieder 1924 with 2 % contrast",
        checks=_checks,
        curves=_curves,
        x_label="visibility, km",
        y_label="dB/km",
        x_log=True,
        y_log=True,
        limits="0.5 to 2.4 um. The law leaps at 50 km of visibility.",
        not_validated="Thermal bands: water vapour by one ASSUMED length. Rain by a law recalled (UNVERIFIED). Haze that"
        " thins out with height: ASSUMED. Backgrounds other than the horizon.",
    )


def _checks() -> tuple[Check, ...]:
    checks = [
        Check(f"share left after 10 km, visibility {km} km", share, _left(km), "1", 1e-3, True, "formula")
        for km, share in ((23, 0.1825), (10, 0.0200))
    ]
    for row in rows("visibility_attenuation.csv"):
        km = float(row["visibility_km"])
        for length_m, column in COLUMNS.items():
            what = f"{length_m * 1e9:.0f} nm, visibility {km:g} km"
            printed = float(row[column])
            tolerance = max(5e-4, 1e-4 * printed)  # three decimals, five figures
            checks.append(Check(what, printed, _db_per_km(km, length_m), "dB/km", tolerance, kind="formula"))
    return tuple(checks)


def _curves() -> tuple[Curve, ...]:
    km = np.geomspace(0.2, 49.0, 200)
    table = rows("visibility_attenuation.csv")
    at = np.array([float(row["visibility_km"]) for row in table])
    return tuple(
        Curve(
            f"{length_m * 1e9:.0f} nm",
            km,
            DB_PER_NEPER * 1e3 * haze_extinction_per_m(km * 1e3, length_m),
            at,
            np.array([float(row[column]) for row in table]),
        )
        for length_m, column in COLUMNS.items()
    )


def _left(visibility_km: float) -> float:
    return float(transmission(extinction_per_m(visibility_km * 1e3), 10_000.0))


def _db_per_km(visibility_km: float, length_m: float) -> float:
    return float(DB_PER_NEPER * 1e3 * haze_extinction_per_m(visibility_km * 1e3, length_m))
