"""The curves of POD against coverage factor that search manuals print: ideal and normal conditions, and a definite range."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from longwatch.detection.search import Law, pod
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows

_HALF_A_DIGIT = 0.501e-4  # four are printed
CELLS_BY = "both figures read as rounded to 5 points: 2 points in what follows from the one, 2.5 in the other"
_COLUMNS: dict[Law, str] = {
    "definite range": "pod_definite_range",
    "inverse cube": "pod_inverse_cube_parallel",
    "random": "pod_random_exponential",
}


def authority() -> Authority:
    """Three laws, C from 0 to 3, and one printed table of another manual."""
    return Authority(
        "POD against coverage factor",
        "longwatch.detection.search.pod",
        "International Aeronautical and Maritime SAR Manual, vol. II: curves of ideal (inverse cube) and normal (random) "
        "conditions; table worked out from the closed forms; Civil Air Patrol, Mission Aircrew "
        "Reference Text, vol. II, table 6-2 (1000 ft, 4 miles)",
        _checks,
        "which law a search by a crew or a sensor follows",
        curves=_curves,
        statistics=_statistics,
        x_label="coverage factor",
        y_label="probability of detection",
        limits="targets evenly spread, many tracks, an area many sweep widths wide",
    )


def _printed() -> Check:
    """POD at half the spacing, by random search, from the sweep width that the POD of the other cell asks for."""
    spacing_nm, pod_there, closer_nm, published = 1.0, 0.60, 0.5, 85.0
    width_nm = brentq(lambda width: float(pod(width / spacing_nm, "random")) - pod_there, 0.01, 10.0)
    computed = 100.0 * float(pod(width_nm / closer_nm, "random"))
    what = "random, tracks of 0.5 NM where those of 1 NM have 60 %"
    return Check(what, published, computed, "%", 4.0, why=CELLS_BY)


def _checks() -> tuple[Check, ...]:
    return (_printed(), *_worked_out())


def _worked_out() -> tuple[Check, ...]:
    return tuple(
        Check(
            f"{law}, C = {row['coverage_C=W/S']}", float(row[column]), _pod(row, law), "", _HALF_A_DIGIT, kind="formula"
        )
        for law, column in _COLUMNS.items()
        for row in rows("pod_curve.csv")[10::10]
    )


def _statistics() -> tuple[Statistic, ...]:
    """The whole table."""
    found = []
    for law, column in _COLUMNS.items():
        errors = [abs(_pod(row, law) - float(row[column])) for row in rows("pod_curve.csv")]
        found.append(Statistic(f"largest error, {law}", max(errors), "", 0.0, _HALF_A_DIGIT, len(errors)))
    return tuple(found)


def _pod(row: dict[str, str], law: Law) -> float:
    return float(pod(float(row["coverage_C=W/S"]), law))


def _curves() -> tuple[Curve, ...]:
    c = np.linspace(0.0, 3.0, 121)
    table = rows("pod_curve.csv")[::5]
    at = np.array([float(row["coverage_C=W/S"]) for row in table])
    return tuple(
        Curve(law, c, pod(c, law), at, np.array([float(row[column]) for row in table]))
        for law, column in _COLUMNS.items()
    )
