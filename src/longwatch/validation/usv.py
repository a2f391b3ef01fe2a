"""Surface vehicles driven by waves, sails and sun: means of published voyages."""

from __future__ import annotations

import re
from typing import Final

from longwatch.catalog.load import load_catalog
from longwatch.physics.usv import fed_by_sun_w, mean_speed_mps
from longwatch.units import DAY_S, KT_MPS, NM_M
from longwatch.validation.authority import Authority, Check, Statistic
from longwatch.validation.published import rows

_WAY: Final = re.compile(r"(\d+) nm in (\d+) d\b")  # "3402 nm in 68 d"


def authority() -> Authority:
    """Mean speeds, and what the panels of a Wave Glider feed."""
    return Authority(
        "Wave and sail vehicles",
        "longwatch.physics.usv.mean_speed_mps",
        "Wave Glider off Pitcairn (Army Recognition, 2016), Saildrone SD1021 across the Atlantic (Boating New Zealand), "
        "SD1 to Hawaii (Fondriest; at least)",
        _checks,
        "speed by sea state and wind: no published case was found, no closed form is accepted; harvest and load of real vehicles",
        statistics=_statistics,
        limits="means over months, calms and detours included",
    )


def _checks() -> tuple[Check, ...]:
    found = []
    for name, way_nm, days, published_kt in _voyages():
        mean_kt = float(mean_speed_mps(way_nm * NM_M, days * DAY_S)) / KT_MPS
        what = f"{name}, {way_nm:g} NM in {days:g} days"
        found.append(Check(what, published_kt, mean_kt, "kt", 0.005, kind="formula"))
    return tuple(found)


def _voyages() -> list[tuple[str, float, float, float]]:
    """(vehicle, way in NM, days, mean speed in kt) of the table; the Wave Glider's way and days stand in rows of their own."""
    table = rows("endurance_facts.csv")
    patrol = {row["unit"]: float(row["value"]) for row in table if row["vehicle"].startswith("Wave Glider (")}
    found = []
    for row in table:
        if row["vehicle"] == "Wave Glider":
            found.append((row["vehicle"], patrol["nm"], patrol["days"], float(row["value"])))
        elif (told := _WAY.search(row["quantity"])) is not None and row["unit"].startswith("kn"):
            found.append((row["vehicle"], float(told[1]), float(told[2]), float(row["value"])))
    return found


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
