"""Surface vehicles driven by waves, sails and sun: means of published voyages."""

from __future__ import annotations

from longwatch.catalog.load import load_catalog
from longwatch.physics.usv import fed_by_sun_w, mean_speed_mps
from longwatch.units import DAY_S, KT_MPS, NM_M
from longwatch.validation.authority import Authority, Check, Statistic


def authority() -> Authority:
    """Mean speeds, and what the panels of a Wave Glider feed."""
    return Authority(
        "Wave and sail vehicles",
        "longwatch.physics.usv.mean_speed_mps",
        "Wave Glider off Pitcairn (Army Recognition, 2016), Saildrone across the Atlantic (Boating New Zealand)",
        _checks,
        "speed by sea state and wind: no published case was found, no closed form is accepted; harvest and load of real vehicles",
        statistics=_statistics,
        limits="means over months, calms and detours included",
    )


def _checks() -> tuple[Check, ...]:
    wave, sail = (float(mean_speed_mps(way * NM_M, days * DAY_S)) / KT_MPS for way, days in ((7205, 213), (3402, 68)))
    return (
        Check("Wave Glider, 7,205 NM in 213 days", 1.41, wave, "kt", 0.005, kind="formula"),
        Check("Saildrone, 3,402 NM in 68 days", 2.08, sail, "kt", 0.005, kind="formula"),
    )


def _statistics() -> tuple[Statistic, ...]:
    hull = load_catalog().platforms["waveglider"].hull
    assert hull is not None
    assert hull.panel_w is not None
    assert hull.store_j is not None
    fed_w = float(fed_by_sun_w(hull.panel_w, hull.sun_s, hull.store_j, hull.night_s))
    return (
        Statistic(
            "Wave Glider SV2: load that 2 x 43 W and 665 Wh feed day and night (sun and night ASSUMED)", fed_w, "W"
        ),
    )
