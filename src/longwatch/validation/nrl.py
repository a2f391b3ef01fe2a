"""Sea clutter against Nathanson's tables, to which the NRL model was fitted."""

from __future__ import annotations

import numpy as np

from longwatch.detection.clutter import clutter_cell_m2, sea_clutter_db
from longwatch.detection.radar_path import grazing_rad
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows

_FITTED = {"H": 2.927, "V": 2.644}  # mean |model - table| on the angles that the table here carries
_AT_10_DEG = (-45.52, -39.65, -35.64, -32.57, -30.07, -28.00, -26.23)


def authority() -> Authority:
    """The model's own values, and Nathanson's tables, to which its authors fitted it."""
    return Authority(
        name="Sea clutter, NRL model",
        model="longwatch.detection.clutter.sea_clutter_db",
        source="Gregers-Hansen and Mital 2012 (DTIC ADA559494); tables of Nathanson, Radar Design Principles, 2nd ed. 1991",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="grazing angle, deg",
        y_label="reflectivity of the sea at 9.3 GHz, dB",
        x_log=True,
        limits="0.5 to 35 GHz, 0.1 to 60 deg, sea states 0 to 6; mean over wind directions; refused outside",
        not_validated="the GIT model, which the report prints beside it: not modelled; spikes (the distribution "
        "about the mean), direction of wind and swell, angles below 0.1 deg, where "
        "detection holds the value of 0.1 deg",
    )


def _checks() -> tuple[Check, ...]:
    def db(f_ghz: float, deg: float, state: int, pol: str) -> float:
        return float(sea_clutter_db(f_ghz * 1e9, np.radians(deg), state, pol))

    cases = (("V", 3, -41.58), ("H", 3, -43.75), ("H", 5, -35.26))
    some = [
        Check(f"9.4 GHz, 1 deg, {pol}, sea state {state}", value, db(9.4, 1.0, state, pol), "dB", 0.01, kind="formula")
        for pol, state, value in cases
    ]
    some += [
        Check(f"9.3 GHz, 10 deg, V, sea state {state}", value, db(9.3, 10.0, state, "V"), "dB", 0.01, kind="formula")
        for state, value in enumerate(_AT_10_DEG)
    ]
    psi = grazing_rad(1000.0, 30_000.0)
    cell = clutter_cell_m2(30_000.0, np.radians(2.4), 3.0, psi)
    some.append(Check("grazing angle at 30 km from 1000 m", 1.81, float(np.degrees(psi)), "deg", 0.005, kind="formula"))
    for pol, state, value in (("V", 3, 0.43), ("H", 3, 0.23), ("H", 5, 1.50)):
        area = float(cell * 10.0 ** (sea_clutter_db(9.4e9, psi, state, pol) / 10.0))
        what = f"cross-section of a cell there, 2.4 deg by 3 m, {pol}, sea state {state}"
        some.append(Check(what, value, area, "m2", 0.005, kind="formula"))
    return tuple(some)


def _statistics() -> tuple[Statistic, ...]:
    out: list[Statistic] = []
    for pol, published in _FITTED.items():
        error = _errors(pol)
        out.append(
            Statistic(
                f"mean absolute difference, {pol}", float(np.abs(error).mean()), "dB", published, 0.0005, len(error)
            )
        )
        out.append(Statistic(f"mean difference, {pol}", float(error.mean()), "dB", n=len(error)))
        out.append(Statistic(f"largest difference, {pol}", float(np.abs(error).max()), "dB", n=len(error)))
    return tuple(out)


def _columns(pol: str) -> np.ndarray:
    """Frequency in GHz, grazing angle in degrees, sea state and reflectivity in dB of the rows of one polarisation."""
    names = ("freq_ghz", "grazing_deg", "sea_state", "sigma0_db")
    cells = [[float(row[name]) for name in names] for row in rows("sea_clutter_nathanson.csv") if row["pol"] == pol]
    return np.array(cells).T


def _errors(pol: str) -> np.ndarray:
    f_ghz, deg, state, db = _columns(pol)
    out: np.ndarray = sea_clutter_db(f_ghz * 1e9, np.radians(deg), state, pol) - db
    return out


def _curves() -> tuple[Curve, ...]:
    deg = np.geomspace(0.1, 60.0, 60)
    out = []
    for pol in ("H", "V"):
        f_ghz, at_deg, at_state, db = _columns(pol)
        for state in (1, 5):
            those = (f_ghz == 9.3) & (at_state == state)
            line = sea_clutter_db(9.3e9, np.radians(deg), state, pol)
            out.append(Curve(f"{pol}, sea state {state}", deg, line, at_deg[those], db[those]))
    return tuple(out)
