"""A sea search radar against the one published range that states a cross-section."""

from __future__ import annotations

import numpy as np

from longwatch.detection.radar import Met
from longwatch.units import FT_M
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows
from longwatch.validation.radar_sets import range_at_m, scan_pd, search_set

_LOW_M, _HIGH_M = 2000.0 * FT_M, 20_000.0 * FT_M
_BOAT, _SHIP = Met(5.0, 3.0), Met(3750.0, 10.0)  # heights ASSUMED
FITTED_BY = "a fit of losses to a tenth of a decibel, which is some 0.6 % of range"


def authority() -> Authority:
    """One range, to which the losses are fitted: nothing published is left to hold the set to."""
    return Authority(
        name="Sea search radar, AN/APS-134(V)",
        model="longwatch.detection.radar.echo_ratio",
        source="The mission equipment, Flight International (flightglobal 6288)",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="range, km",
        y_label="probability of detection in a scan from 2,000 ft",
        limits=f"losses ({float(search_set().losses_db):g} dB) fitted to 5 m2 at 95 km from 2,000 ft, taken as pd "
        "0.5 in a scan in sea state 2 of a target 3 m high (all ASSUMED; what other heights ask for stands in the table)",
        not_validated="this set at all: it has no evidence beside the fit. Power, antenna, scan and processing of "
        "the set (ASSUMED, recalled), any sea state, any other airborne set",
    )


def _checks() -> tuple[Check, ...]:
    km = {row["target"]: float(row["range_km"]) for row in rows("radar_published_ranges.csv") if row["range_km"]}
    fitted = range_at_m(search_set(), _BOAT, _LOW_M, 2, pd=0.5) / 1000.0
    return (
        Check(
            "5 m2 from 2,000 ft (fitted)",
            km["5 m2 target"],
            fitted,
            "km",
            0.01,
            relative=True,
            kind="fitted",
            why=FITTED_BY,
        ),
    )


def _statistics() -> tuple[Statistic, ...]:
    from_high = float(scan_pd(search_set(), 280e3, _SHIP, _HIGH_M, 2))
    asked = [(height_m, _asked_db(height_m)) for height_m in (2.0, 3.0, 4.0)]
    steps = [range_at_m(search_set(losses=f"{loss} dB"), _BOAT, _LOW_M, 2, pd=0.5) / 1000.0 for loss in (4, 12)]
    return (
        Statistic(
            "pd in a scan of the ship of 3750 m2 at the full scale, 280 km, from 20,000 ft (not fitted)", from_high, n=1
        ),
        Statistic("range at 5 m2 with losses of 4 dB", steps[0], "km", n=1),
        Statistic("range at 5 m2 with losses of 12 dB", steps[1], "km", n=1),
        *(
            Statistic(f"losses that the fit asks for with a target {height_m:g} m high", db, "dB")
            for height_m, db in asked
        ),
    )


def _asked_db(height_m: float) -> float:
    """Losses with which the published range is met, to a tenth; rising losses never see farther."""
    losses_db = np.arange(0.0, 15.0, 0.1)
    met = Met(_BOAT.rcs_m2, height_m)
    far = [float(scan_pd(search_set(losses=f"{one:.1f} dB"), 95e3, met, _LOW_M, 2)) >= 0.5 for one in losses_db]
    return float(losses_db[far].max(initial=0.0))


def _curves() -> tuple[Curve, ...]:
    km = np.linspace(2.0, 110.0, 217)
    line = scan_pd(search_set(), km * 1000.0, _BOAT, _LOW_M, 2)
    rough = scan_pd(search_set(), km * 1000.0, _BOAT, _LOW_M, 5)
    return (
        Curve("5 m2, sea state 2 (fitted)", km, line, np.array([95.0]), np.array([0.5])),
        Curve("5 m2, sea state 5", km, rough),
    )
