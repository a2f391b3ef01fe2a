"""Sweep widths of look-outs, as the search manuals table them."""

from __future__ import annotations

import re

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

# wind that stands for the condition of a row: the last that it holds for
_WIND_KT = {
    "wind <=15 kt or seas <=3 ft": 15.0,
    "wind >15 to 25 kt or seas >3 to 5 ft": 25.0,
    "wind >25 kt or seas >5 ft": 26.0,
}


def authority() -> Authority:
    """Copied cells and corrections, some of them where two transcriptions differ; tables beside each other."""
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
        not_validated="Any width: cells and corrections are copied, no trial with look-outs was at hand. Which "
        "object of the tables stands for a class of ships; eyes higher than 3000 ft; cameras. Not modelled: electronic "
        "beacons, the factor of 4 for persons who wear flotation, JP 3-50's earlier steps in seas (2 to 3 ft, 4 ft), "
        "Australia's weather factors, a radar's width as twice its effective range (it follows from its hazard).",
    )


def _checks() -> tuple[Check, ...]:
    checks = []
    for row in rows("iamsar_widths.csv"):
        width = _width_nm(row["platform"], row["object"], float(row["height_ft"] or "0"), float(row["visibility_nm"]))
        what = f"{row['platform'].replace('_', ' ')}, {row['object']}, {row['height_ft'] or '-'} ft, {row['visibility_nm']} NM"
        checks.append(Check(what, float(row["width_nm"]), width, "NM", 1e-9, kind="transcription"))
    raft = "Raft 4 person"
    corrected = (
        _width_nm("fixed_wing", raft, 500.0, 10.0)
        * float(speed_factor("fixed_wing", raft, 210.0 * KT_MPS))
        * float(weather_factor(20.0 * KT_MPS, 0.0, small=True))
    )
    checks.append(Check("raft for 4 at 210 kt in 20 kt of wind, small", 0.81, corrected, "NM", 1e-9, kind="formula"))
    checks += _corrections()
    half_way = _width_nm("fixed_wing", raft, 500.0, 7.5)
    checks.append(Check("half way between 5 and 10 NM (1.3 and 1.8)", 1.55, half_way, "NM", 1e-9, kind="formula"))
    edge = _width_nm("fixed_wing", raft, 500.0, 30.0)
    checks.append(Check("beyond the last column of a raft, 20 NM", 2.2, edge, "NM", 1e-9, kind="transcription"))
    return tuple(checks)


def _corrections() -> list[Check]:
    """Weather and fatigue by the rows of the manuals, and speed of a person in the water, whose factors are the largest."""
    found = []
    for row in rows("iamsar_correction.csv"):
        published, object_, condition = float(row["multiplier"]), row["search_object_class"], row["condition"]
        if row["factor"] == "weather" and condition in _WIND_KT:
            computed = float(weather_factor(_WIND_KT[condition] * KT_MPS, 0.0, small=object_ != "other"))
        elif row["factor"] == "fatigue":
            computed = fatigue_factor(tired=condition != "normal")
        elif row["factor"].startswith("speed_") and object_ == "Person in Water":
            computed = _speed(row)
        else:
            continue
        what = f"{row['factor'].replace('_', ' ')}, {object_.replace('_', ' ')}, {condition}"
        found.append(Check(what, published, computed, "1", 1e-9, kind="transcription"))
    return found


def _speed(row: dict[str, str]) -> float:
    """The model's factor for a row of speed: "ground speed 150 kt"."""
    speed_mps = float(row["condition"].split()[2]) * KT_MPS
    return float(speed_factor(row["factor"].removeprefix("speed_"), row["search_object_class"], speed_mps))


def _misclassed() -> tuple[int, int]:
    """(boats and ships whose weather class the rule by length misses, how many there are), by feet in their names."""
    found = []
    for row in rows("iamsar_weather_class.csv"):
        feet = re.search(r"(\d+)ft", row["search_object"])
        if feet is not None:  # persons and rafts have no length; all are small, and are no classes of targets
            small = float(feet[1]) * FT_M < float(Lookout.model_validate({"from": "fixed wing"}).small_below_m)
            found.append(small != (row["weather_class"] == "small"))
    return sum(found), len(found)


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
    speeds = [
        abs(_speed(r) - float(r["multiplier"])) for r in rows("iamsar_correction.csv") if r["factor"][:6] == "speed_"
    ]
    missed, classed = _misclassed()
    person, raft = (
        [float(speed_factor("fixed_wing", of, kt * KT_MPS)) for kt in (150.0, 210.0)]
        for of in ("Person in Water", "Raft 4 person")
    )
    return (
        Statistic(
            "largest difference of a factor of speed, all rows (transcription)",
            max(speeds),
            "1",
            0.0,
            1e-9,
            len(speeds),
        ),
        Statistic("boats and ships whose weather class the rule of 30 ft misses", float(missed), "", 0.0, 0.0, classed),
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
            "person, factor at 150 kt beside Koopman's sqrt(180 / 150)", person[0], "1", float(np.sqrt(180 / 150))
        ),
        Statistic(
            "raft, factor at 150 kt beside Koopman's sqrt(180 / 150)", raft[0], "1", float(np.sqrt(180 / 150)), 0.05
        ),
        Statistic(
            "raft, factor at 210 kt beside Koopman's sqrt(180 / 210)", raft[1], "1", float(np.sqrt(180 / 210)), 0.05
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
