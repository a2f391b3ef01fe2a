"""Random scenarios whose demand can't be met, each for a reason of a known kind. The same seed gives the same scenario."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from helpers.random_everything import near
from longwatch.units import format_position

Table = dict[str, Any]
KINDS = ("vehicles", "crews", "channels", "closed", "far", "short", "link", "shifts", "weather")
SEAS = ((36.0, -71.5), (25.0, 140.0), (20.0, 179.7), (-17.0, -179.8), (-58.0, -120.0), (0.2, -30.0))
KT_MPS = 1852.0 / 3600.0


def kind_of(seed: int) -> str:
    """What is wrong with the scenario of a seed."""
    return KINDS[seed % len(KINDS)]


def infeasible(seed: int, folder: Path) -> Table:
    """The table of a seed; a file that it names is written into a folder of the caller's."""
    dice, kind = Random(f"infeasible {seed}"), kind_of(seed)
    post = dice.choice(SEAS)
    endurance_h = dice.uniform(8, 11) if kind == "closed" else dice.uniform(9, 26)
    speed_mps = dice.uniform(70, 140) * KT_MPS
    way_h = endurance_h * dice.uniform(0.1, 0.3)
    if kind == "far":
        way_h = endurance_h * dice.uniform(0.52, 0.8)
    if kind == "short":
        endurance_h, way_h = dice.uniform(1.0, 2.0), dice.uniform(1.1, 2.5)
    if kind == "link":
        way_h = max(way_h, 350e3 / speed_mps / 3600)
        endurance_h = max(endurance_h, 4 * way_h)
    turnaround_h, limit_min = dice.uniform(1, 4), dice.randint(5, 40)
    away_m = way_h * 3600 * speed_mps
    base_at = near(dice, post, away_m, away_m)
    stint_h = max(endurance_h - 2 * way_h, 0.1) + limit_min / 60
    needed, aloft = math.ceil((endurance_h + turnaround_h) / stint_h), math.ceil(endurance_h / stint_h)
    k = 2 if dice.random() < 0.2 else 1
    least = math.ceil(k * (endurance_h + turnaround_h) / stint_h)  # vehicles in the long run; two watchers share them
    least_aloft = math.ceil(k * endurance_h / stint_h)
    fleet: Table = {"name": "Main", "platform": "p", "payload": "fit", "base": "Base", "count": k * (needed + 2)}
    base: Table = {"name": "Base", "kind": "airfield", "at": format_position(*base_at), "off_map": True}
    control: Table = {"name": "Station", "at": "Base", "kind": "satellite", "channels": k * (needed + 2)}
    table: Table = {
        "schema": 1,
        "name": f"infeasible {seed}: {kind}",
        "period": {
            "start": "2026-03-01T00:00:00Z",
            "length": f"{dice.choice([48, 60, 72])} h",
            "warm_up": dice.choice(["first-arrival", "first-arrival", "none"]),
        },
        "base": [base],
        "control": [control],
        "area": [_area(0, post)],
        "watch": [_watch(0, k, limit_min)],
        "fleet": [fleet],
        "platform": [_platform(dice, "p", endurance_h, speed_mps, turnaround_h)],
        "payload": [_payload()],
    }
    if kind == "vehicles":
        fleet["count"] = dice.randint(1, least - 1)
    elif kind == "crews":
        fleet |= {"crews": 3 * dice.randint(1, least_aloft - 1), "control": "Station"}
    elif kind == "channels":
        control["channels"] = dice.randint(1, least_aloft - 1)
        fleet["control"] = "Station"
    elif kind == "closed":
        opens = dice.randint(0, 12)
        base["hours"] = f"{opens:02d}:00-{opens + dice.randint(4, 8):02d}:00"
    elif kind == "link":
        control |= {"kind": "line-of-sight", "antenna_height": f"{dice.uniform(5, 20):.1f} m"}
        fleet["control"] = "Station"
    elif kind == "shifts":
        fleet["shifts"] = [
            {"hours": f"{dice.randint(4, 8):02d}:00-{dice.randint(14, 19):02d}:00", "crews": k * (aloft + 1)}
        ]
        fleet["control"] = "Station"
    elif kind == "weather":
        base["wind_limit"] = "20 kt"
        table["weather"] = _storm(dice, seed, folder)
    if kind in ("crews", "channels", "shifts"):
        table["platform"][0]["satellite"] = True  # else the link is what keeps it from the post
    if dice.random() < 0.4:
        _add_another(dice, table, post)
    return table


def _storm(dice: Random, seed: int, folder: Path) -> Table:
    """A gale for some hours of the second day, foreseen, in which nobody takes off."""
    first, lasts = dice.randint(10, 20), dice.randint(30, 60)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        f"{start + timedelta(hours=n):%Y-%m-%dT%H:%M:%SZ},{30 if first <= n < first + lasts else 4}"
        for n in range(24 * 6)
    ]
    path = folder / f"gale_{seed}.csv"
    path.write_text("\n".join(["time [UTC],wind [kt]", *rows]) + "\n", encoding="utf-8")
    forecast = {"horizon": "6 d", "skill": 1.0, "skill_end": 1.0}
    return {"kind": "table", "file": str(path), "forecast": forecast}


def _add_another(dice: Random, table: Table, post: tuple[float, float]) -> None:
    """A second watch with a fleet of its own, which holds it."""
    place = near(dice, post, 30e3, 60e3)
    home = near(dice, place, 20e3, 80e3)
    table["area"].append(_area(1, place))
    table["watch"].append(_watch(1, 1, 45))
    table["base"].append({"name": "Other base", "kind": "airfield", "at": format_position(*home), "off_map": True})
    table["platform"].append(_platform(dice, "q", 20.0, 50.0, 1.0))
    fleet = {"name": "Other", "platform": "q", "payload": "fit", "base": "Other base", "count": 4, "lines": ["watch 1"]}
    table["fleet"].append(fleet)


def _area(number: int, at: tuple[float, float]) -> Table:
    return {"name": f"area {number}", "circle_at": format_position(*at), "circle_radius": "4 km", "sea_only": False}


def _watch(number: int, k: int, limit_min: int) -> Table:
    return {
        "name": f"watch {number}", "area": f"area {number}", "kind": "station", "k": k, "limit": f"{limit_min} min",
        "sees": {"class": "merchant", "task": "detect"}, "hold_radius": "2 km",
    }  # fmt: skip


def _platform(dice: Random, key: str, endurance_h: float, speed_mps: float, turnaround_h: float) -> Table:
    return {
        "id": key, "name": f"Platform {key}", "domain": "air", "endurance": f"{endurance_h:.3f} h", "planning_factor": 1.0,
        "transit_speed": f"{speed_mps:.3f} m/s", "loiter_speed": f"{0.8 * speed_mps:.3f} m/s", "altitude": "1500 m",
        "satellite": dice.random() < 0.7, "turnaround": f"{turnaround_h:.3f} h", "reserve": "0.5 h",
        "preflight_failure": 0.02, "abort_rate": "1 /1000 h", "loss_rate": "1 /100000 h", "repair": "12 h",
        "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025",
        "hour_cost": f"{dice.randint(100, 3000)} USD 2025 /h", "payloads": ["fit"],
    }  # fmt: skip


def _payload() -> Table:
    return {
        "id": "fit", "name": "Fit", "mass": "50 kg", "power": "500 W",
        "sensors": [{"kind": "sonar", "ranges": {"merchant": {"detect": "60 km"}}}],
    }  # fmt: skip
