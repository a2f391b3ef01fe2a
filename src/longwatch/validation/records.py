"""Record flights: which the model predicts, and to which it is fitted.

A fit that comes out is no evidence. What counts is a flight whose fuel is known; a second flight of an aircraft fitted to another
says a little. The loaded Aksungur comes out by its stand-in load, whose range covers
far more than the error: it is weak evidence.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Platform
from longwatch.physics.breguet import best_glide
from longwatch.physics.flight import Level, Load, airborne_s, fuel_aboard_kg, rated_power_w
from longwatch.physics.shares import aircraft_of, likely, parts_of, record_of
from longwatch.units import FT_M, HOUR_S
from longwatch.validation.authority import Authority, Check, Curve, Statistic

HORSEPOWER_W = 745.7
PREDICTED = 0.15
RATED_BY = "set after looking; 240 hp reads as rounded to ten"
PREDICTED_BY = (
    "class figures of bsfc, drag and propeller, each known to some 10 %; not fixed before the comparison was made"
)
# Twelve outside loads, stand-ins: likely, light and clean, heavy and bluff. Their mass and drag area are ASSUMED.
OUTSIDE = {"likely": (600.0, 0.15), "light": (400.0, 0.08), "heavy": (750.0, 0.30)}


def authority() -> Authority:
    """Every aircraft of the catalog with a known flight."""
    return Authority(
        "Record flights",
        "longwatch.physics.flight.airborne_s",
        "record flights of the makers and the press, by aircraft in the catalog",
        _checks,
        "any aircraft but those predicted, which the table counts: masses, wings and loads of all others are "
        "ASSUMED, their drag is fitted. The P-3K2's more than 15 h on two engines: neither is modelled",
        curves=_curves,
        statistics=_statistics,
        x_label="mass of the load, kg",
        y_label="Aksungur airborne at 20,000 ft, h",
        limits="propeller aircraft at one height; the record's height and speed",
    )


def flown(name: str) -> tuple[Platform, float]:
    """(platform, hours that the model gives for its record)."""
    platform, x = _figures(name)
    load, level, left_kg = record_of(x)
    return platform, airborne_s(aircraft_of(x), load, level, left_kg).item() / HOUR_S


def fitted_names() -> list[str]:
    """Aircraft whose drag is fitted."""
    return _names("fitted")


def predicted_names() -> list[str]:
    """Aircraft whose fuel is sourced and in which nothing is fitted."""
    return _names("predicted")


def _names(by: str) -> list[str]:
    return [one.id for one in load_catalog().platforms.values() if one.flight is not None and one.endurance_by == by]


def loaded_h(mass_kg: float, drag_m2: float, height_ft: float = 20_000.0) -> float:
    """The Aksungur, fitted on its light flight, with an outside load on top of the light one."""
    _, x = _figures("aksungur")
    light, _, _ = record_of(x)
    load = Load(light.mass_kg + mass_kg, light.power_w, light.drag_m2 + drag_m2)
    return airborne_s(aircraft_of(x), load, Level(np.asarray(height_ft * FT_M))).item() / HOUR_S


def _checks() -> tuple[Check, ...]:
    found = []
    for name in predicted_names():
        platform, hours = flown(name)
        found.append(
            Check(
                f"{platform.name}, duration", _known_h(platform), hours, "h", PREDICTED, True, "predicted", PREDICTED_BY
            )
        )
    for what, hours, computed in (
        ("Aksungur, loaded", 28.0, loaded_h(*OUTSIDE["likely"])),
        ("TB2, 2014, at 26,200 ft", 24.57, _tb2_high_h()),
    ):
        found.append(Check(what, hours, computed, "h", PREDICTED, True, "second flight of a fit", PREDICTED_BY))
    at_30_000_ft_w = rated_power_w(aircraft_of(_figures("aksungur")[1]), np.asarray(30_000 * FT_M)).item()
    what = "Aksungur, engines at 30,000 ft"
    found.append(Check(what, 240.0, at_30_000_ft_w / HORSEPOWER_W, "hp", 0.03, True, "consistency", RATED_BY))
    for name in fitted_names():
        platform, hours = flown(name)
        found.append(Check(platform.name, _known_h(platform), hours, "h", 1e-6, True, "fitted"))
    return tuple(found)


def _statistics() -> tuple[Statistic, ...]:
    n = len(predicted_names())
    found = [Statistic("flights whose fuel is sourced, nothing fitted", float(n), n=n)]
    for name in predicted_names():
        platform, x = _figures(name)
        burnt_kg = fuel_aboard_kg(aircraft_of(x), record_of(x)[0]).item() - float(x["record_fuel_left_kg"].item())
        what = f"{platform.name}: mean fuel flow (the same datum as its duration)"
        found.append(Statistic(what, burnt_kg / flown(name)[1], "kg/h", burnt_kg / _known_h(platform)))
    for name in fitted_names():
        platform, x = _figures(name)
        craft, (load, _, _) = aircraft_of(x), record_of(x)
        best = best_glide(craft.cd0 + load.drag_m2 / craft.wing_m2, craft.aspect_ratio, craft.oswald).item()
        found.append(Statistic(f"{platform.name}: best glide ratio that the fit implies", best))
    found += [
        Statistic(
            f"Aksungur with a {word} outside load of {mass:g} kg and {drag:g} m2", loaded_h(mass, drag), "h", 28.0
        )
        for word, (mass, drag) in OUTSIDE.items()
    ]
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    mass_kg = np.linspace(0.0, 750.0, 31)
    published = np.array([OUTSIDE["likely"][0]]), np.array([28.0])
    return tuple(
        Curve(f"drag area {drag:g} m2", mass_kg, np.array([loaded_h(mass, drag) for mass in mass_kg]), *points)
        for drag, points in ((0.15, published), (0.30, (np.zeros(0), np.zeros(0))))
    )


def _figures(name: str) -> tuple[Platform, dict[str, np.ndarray]]:
    catalog = load_catalog()
    platform = catalog.platforms[name]
    return platform, dict(likely(parts_of(platform, catalog.payloads[platform.payloads[0]])))


def _known_h(platform: Platform) -> float:
    return float(platform.endurance_s) / HOUR_S


def _tb2_high_h() -> float:
    """Fitted on the flight of 2019; that of 2014 was higher. Its load is not known: the same is ASSUMED."""
    _, x = _figures("tb2")
    load, level, _ = record_of(x)
    return airborne_s(aircraft_of(x), load, replace(level, height_m=np.asarray(26_200 * FT_M))).item() / HOUR_S
