"""Reception of AIS where slots collide: worked figures, and the one published case."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from longwatch.detection.ais import clear_slot_p, reception
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.sound_tables import rows

SET_BY = "set after looking: the overlap is ASSUMED, and the published probability has two places"


def authority() -> Authority:
    """Eight worked figures; the overlap that the published case asks for."""
    return Authority(
        "AIS reception from the air",
        "longwatch.detection.ais.reception",
        "Hoye, FFI-report 2006/02495; ITU-R M.2084; ITU-R M.1371 for reporting intervals",
        _checks,
        "the form is put together from texts not readable in full, UNVERIFIED constant by constant; reporting intervals are "
        "standard values from memory; two of the three published cases lack an interval or a time; no count of "
        "ships heard by an aircraft was at hand, for which it is a lower bound",
        curves=_curves,
        statistics=_statistics,
        x_label="ships in view",
        y_label="P of a message in 60 s",
        limits="slots as if by chance: ships within one cell arrange theirs and are heard better",
        x_log=True,
    )


def _published() -> tuple[float, float, float, float]:
    """(ships, interval, time, P) of the case that states all four."""
    whole = [row for row in rows("ais_published") if row["reporting_interval_s"] and row["published_P"]]
    assert len(whole) == 1
    n, interval_s, time_s, p = (
        float(whole[0][name]) for name in ("ships", "reporting_interval_s", "observation_s", "published_P")
    )
    return n, interval_s, time_s, p


def calibrated_overlap() -> float:
    """The overlap with which the formula gives the published probability."""
    n, interval_s, time_s, p = _published()
    return float(brentq(lambda s: float(reception(n, interval_s, time_s, s)) - p, 0.0, 1.0, xtol=1e-9))


def _checks() -> tuple[Check, ...]:
    worked = ((100.0, 0.8752, 1.0), (500.0, 0.5134, 0.9867), (1000.0, 0.2636, 0.8405), (3000.0, 0.0183, 0.1050))
    found = []
    for n, q, p in worked:
        found.append(
            Check(f"{n:g} ships, 10 s: clear slot", q, float(clear_slot_p(n, 10.0)), "", 0.6e-4, kind="formula")
        )
        found.append(
            Check(f"{n:g} ships, 10 s: heard in 60 s", p, float(reception(n, 10.0, 60.0)), "", 0.6e-4, kind="formula")
        )
    n, interval_s, time_s, p = _published()
    for s, computed, tolerance in ((0.0, 0.9993, 0.6e-4), (0.69, 0.990, 0.6e-3), (1.0, 0.979, 0.6e-3)):
        heard = float(reception(n, interval_s, time_s, s))
        found.append(Check(f"FFI case, overlap {s:g}", computed, heard, "", tolerance, kind="formula"))
    found.append(Check("FFI case: overlap for P 0.99", 0.69, calibrated_overlap(), "", 0.005, kind="formula"))
    likely = float(reception(n, interval_s, time_s, 0.5))
    found.append(Check("FFI case, overlap 0.5 as assumed", p, likely, "", 0.01, kind="UNVERIFIED", why=SET_BY))
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    return (Statistic("overlap that gives the published P", calibrated_overlap(), "", n=1),)


def _curves() -> tuple[Curve, ...]:
    n = np.geomspace(10.0, 10_000.0, 200)
    x, y = np.array([100.0, 500.0, 1000.0, 3000.0]), np.array([1.0, 0.9867, 0.8405, 0.1050])
    return (
        Curve("no overlap, report every 10 s", n, reception(n, 10.0, 60.0), x, y),
        Curve("overlap 1", n, reception(n, 10.0, 60.0, 1.0)),
    )
