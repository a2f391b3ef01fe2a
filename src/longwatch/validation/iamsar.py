"""Sweep widths of look-outs, as the search manuals table them."""

from __future__ import annotations

import numpy as np

from longwatch.catalog.lookout import Lookout
from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.iamsar import (
    VISIBILITIES_NM,
    fatigue_factor,
    speed_factor,
    sweep_width_m,
    weather_factor,
)
from longwatch.detection.lookout_sight import POSTS, lookout_sight, lookout_width_m
from longwatch.detection.targets import target_classes
from longwatch.units import FT_M, KT_MPS, NM_M
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.published import rows


def authority() -> Authority:
    """Held to single cells, among them those in which two transcriptions differ, to corrections, and between tables."""
    return Authority(
        name="Sweep widths of look-outs, IAMSAR and USCG",
        model="longwatch.detection.iamsar.sweep_width_m",
        source="USCG Addendum to the National SAR Supplement, COMDTINST M16130.2F, appendix H, 2013; IAMSAR, merchant ships",
        checks=_checks,
        statistics=_statistics,
        curves=_curves,
        x_label="visibility, NM",
        y_label="sweep width, NM",
        limits="Human eyes by day, crewed vehicles up to 3000 ft; 1 NM of visibility and more; level beyond the last column.",
        not_validated="Which object of the tables stands for a class of ships; eyes higher than 3000 ft; cameras.",
    )


def _checks() -> tuple[Check, ...]:
    checks = []
    for row in rows("iamsar_widths.csv"):
        width = _width_nm(row["platform"], row["object"], float(row["height_ft"] or "0"), float(row["visibility_nm"]))
        what = f"{row['platform'].replace('_', ' ')}, {row['object']}, {row['height_ft'] or '-'} ft, {row['visibility_nm']} NM"
        checks.append(Check(what, float(row["width_nm"]), width, "NM", 1e-9))
    raft = "Raft 4 person"
    corrected = (
        _width_nm("fixed_wing", raft, 500.0, 10.0)
        * float(speed_factor("fixed_wing", raft, 210.0 * KT_MPS))
        * float(weather_factor(20.0 * KT_MPS, 0.0, small=True))
    )
    checks.append(Check("raft for 4 at 210 kt in 20 kt of wind, small", 0.81, corrected, "NM", 1e-9))
    checks.append(Check("excessive fatigue", 0.9, fatigue_factor(tired=True), "1", 0.0))
    half_way = _width_nm("fixed_wing", raft, 500.0, 7.5)
    checks.append(Check("half way between 5 and 10 NM (1.3 and 1.8)", 1.55, half_way, "NM", 1e-9, kind="formula"))
    edge = _width_nm("fixed_wing", raft, 500.0, 30.0)
    checks.append(Check("beyond the last column of a raft, 20 NM", 2.2, edge, "NM", 1e-9))
    return tuple(checks)


def _statistics() -> tuple[Statistic, ...]:
    """A merchant ship's table against that of a 14 ft eye; widths that the hazard gives back; speeds by Koopman's law."""
    pairs = (
        ("Boat <5 m (17 ft)", "Power Boat <= 15ft"),
        ("Boat 7 m (23 ft)", "Power Boat 20ft"),
        ("Boat 24 m (79 ft)", "Power Boat 78ft"),
    )
    apart = [
        abs(_width_nm("merchant_ship_bridge", bridge, 0.0, nm) - _width_nm("small_boat", eye, 14.0, nm))
        for bridge, eye in pairs
        for nm in (3.0, 5.0, 10.0, 15.0, 20.0)
    ]
    swept = [
        _swept_again(class_, height_ft * FT_M, nm * NM_M)
        for class_ in ("small-boat", "merchant")
        for height_ft in (300.0, 1000.0, 3000.0)
        for nm in (3.0, 10.0, 20.0)
    ]
    return (
        Statistic(
            "largest difference of a merchant ship's table to a 14 ft eye's, boats",
            max(apart),
            "NM",
            0.0,
            0.11,
            len(apart),
        ),
        Statistic(
            "least share of a width that the hazard gives back, horizon and all", min(swept), "1", 1.0, 5e-3, len(swept)
        ),
        Statistic(
            "Koopman's factor at 150 kt, sqrt(180 / 150), beside 1.1", float(np.sqrt(180 / 150)), "1", 1.1, 0.05, 1
        ),
        Statistic(
            "Koopman's factor at 210 kt, sqrt(180 / 210), beside 0.9", float(np.sqrt(180 / 210)), "1", 0.9, 0.05, 1
        ),
    )


def _curves() -> tuple[Curve, ...]:
    curves, nm = [], np.linspace(1.0, 30.0, 117)
    for name in ("Power Boat 20ft", "Power Boat 53ft", "Ship 120ft", "Ship >= 300ft"):
        points = np.array(VISIBILITIES_NM, float)[: 7 if name[-4:] != "20ft" or name[0] == "S" else 6]
        curves.append(
            Curve(
                f"{name} from 1000 ft",
                nm,
                sweep_width_m("fixed_wing", name, 1000.0 * FT_M, nm * NM_M) / NM_M,
                points,
                sweep_width_m("fixed_wing", name, 1000.0 * FT_M, points * NM_M) / NM_M,
            )
        )
    return tuple(curves)


def _width_nm(platform: str, search_object: str, height_ft: float, visibility_nm: float) -> float:
    return float(sweep_width_m(platform, search_object, height_ft * FT_M, visibility_nm * NM_M)) / NM_M


def _swept_again(class_: str, height_m: float, visibility_m: float) -> float:
    """Width of straight passes by the hazard, by quadrature, over the width that it was made from."""
    sensor = Sensor(kind="eyes", lookout=Lookout.model_validate({"from": "fixed wing"}))
    target, given = target_classes()[class_], Given(Conditions(visibility_m=visibility_m, wind_mps=5.0))
    width_m = lookout_width_m(sensor.lookout, target, given, height_m) if sensor.lookout else None
    sight = lookout_sight(sensor, target, "detect", given, height_m)
    assert width_m is not None
    assert sight is not None
    assert sight.hazard_per_s is not None
    side_m = np.sinh(np.linspace(0.0, np.arcsinh(sight.reach_m / height_m), 400)) * height_m
    track_m = np.sinh(np.linspace(0.0, np.arcsinh(sight.reach_m / height_m), 1200)) * height_m
    slant_m = np.sqrt(side_m[:, None] ** 2 + track_m**2 + height_m**2)
    exposure = 2.0 * np.trapezoid(sight.hazard_per_s(slant_m), track_m, axis=1) / POSTS["fixed wing"].speed_mps
    return float(2.0 * np.trapezoid(-np.expm1(-exposure), side_m) / width_m)
