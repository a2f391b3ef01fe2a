"""Small scenarios with a revisit watch: drawn by a seed, over any sea, with every kind of vehicle that can sweep."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from longwatch.geo.geodesic import direct
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario


def position(lat: float, lon: float) -> str:
    lon = (lon + 180.0) % 360.0 - 180.0
    return f"{abs(lat):.5f} {'N' if lat >= 0 else 'S'}, {abs(lon):.5f} {'E' if lon >= 0 else 'W'}"


def star(dice: Random, lat: float, lon: float, radius_m: float, corners: int) -> list[tuple[float, float]]:
    """A polygon seen from its middle in full, seldom convex, clockwise."""
    turns = [360.0 * (k + 0.6 * dice.random()) / corners for k in range(corners)]
    ends = [direct(lat, lon, turn, radius_m * dice.uniform(0.35, 1.0)) for turn in turns]
    return [(float(a), lon + (float(b) - lon + 180.0) % 360.0 - 180.0) for a, b in ends]


# What it sees is typed, so that patterns can be worked out by hand.
TURRET: dict[str, Any] = {
    "id": "typed turret", "name": "Turret", "mass": "40 kg", "power": "0.4 kW", "endurance_factor": 0.95,
    "sensors": [{"kind": "turret", "ranges": {
        "fishing-boat": {"detect": "40 km", "recognise": "10 km"}, "merchant": {"detect": "40 km", "recognise": "40 km"},
    }}],
}  # fmt: skip


def sea_table(watch: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A rectangle of open sea south of Japan and MQ-9Bs at an islet."""
    table: dict[str, Any] = {
        "schema": 1,
        "name": "sea",
        "period": {"start": "2026-06-01T00:00:00Z", "length": "3 d"},
        "base": [{"name": "islet", "kind": "airfield", "at": "30 N, 136 E", "off_map": True}],
        "area": [{"name": "sea", "polygon": ["28 N, 136 E", "28 N, 139 E", "26 N, 139 E", "26 N, 136 E"]}],
        "watch": [
            {"name": "sweep", "area": "sea", "kind": "revisit", "limit": "12 h", "sees": {"class": "fishing-boat"}}
            | (watch or {})
        ],
        "payload": [TURRET],
        "fleet": [{"platform": "tb2", "payload": "typed turret", "base": "islet", "count": 5}],
    }
    return table | changes


def sea_scenario(watch: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    return scenario_from_dict(sea_table(watch, **changes))


def random_sea(seed: int) -> Scenario:
    return scenario_from_dict(random_sea_table(seed))


def random_sea_table(seed: int) -> dict[str, Any]:
    """Open ocean, the date line and high latitudes among its places; aircraft of a field or a ship, sometimes in wind."""
    dice = Random(f"revisit {seed}")
    lat, lon = dice.choice([(25.0, 140.0), (-35.0, 179.5), (12.0, -40.0), (-58.0, -120.0), (74.0, 2.0)])
    lat, lon = lat + dice.uniform(-2, 2), lon + dice.uniform(-2, 2)
    radius_m = dice.uniform(60e3, 350e3)
    polygon = [position(*point) for point in star(dice, lat, lon, radius_m, dice.randint(4, 8))]
    at = direct(lat, lon, dice.uniform(0, 360), radius_m + dice.uniform(50e3, 300e3))
    base: dict[str, Any] = {"name": "home", "kind": "airfield", "at": position(*map(float, at)), "off_map": True}
    platform = dice.choice(["tb2", "mq9b", "heron1", "tb3"])
    if platform == "tb3" and dice.random() < 0.7:
        track = [(float(at[0]), float(at[1]))]
        for _ in range(dice.randint(1, 3)):
            to = direct(*track[-1], dice.uniform(0, 360), dice.uniform(20e3, 300e3))
            track.append((float(to[0]), float(to[1])))
        waypoints = [{"at": position(*place), "time": f"{20 * k} h"} for k, place in enumerate(track)]
        base = {"name": "home", "kind": "ship", "platform": "anadolu", "track": waypoints}
    weather = {"wind": f"{dice.uniform(0, 12):.1f} m/s", "wind_from": f"{dice.uniform(0, 360):.0f} deg"}
    return sea_table(
        {"limit": f"{dice.uniform(1.5, 30):.2f} h", "sees": {"class": dice.choice(["fishing-boat", "merchant"])}},
        period={
            "start": "2026-06-01T00:00:00Z",
            "length": f"{dice.uniform(0.5, 4):.2f} d",
            "warm_up": dice.choice(["none", "first-arrival", "6 h"]),
            "end": dice.choice(["cut", "optimistic"]),
        },
        base=[base],
        area=[
            {"name": "sea", "polygon": polygon, "sea_only": False, "cells": f"{radius_m / dice.uniform(4, 9):.0f} m"}
        ],
        fleet=[{"platform": platform, "base": "home", "count": dice.randint(1, 6)}],
        weather=weather if dice.random() < 0.5 else {},
    )


def nearly(one: float, other: float, share: float) -> bool:
    return math.isclose(one, other, rel_tol=share)
