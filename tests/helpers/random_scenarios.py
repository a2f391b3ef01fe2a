"""Random scenarios, small but crooked: some across the date line, some near the pole, ships on tracks, wind, crews,
channels, vehicles airborne at the start. The same seed gives the same scenario.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_position

Rng = np.random.Generator
Point = tuple[float, float]

# Centres of open sea; the land of Hatteras and of the Aegean is near enough to matter to vessels.
SEAS: tuple[Point, ...] = (
    (36.0, -72.5), (38.6, 25.2), (20.0, 179.6), (-17.0, -179.7), (58.0, 178.5), (74.0, 3.0), (81.5, 10.0),
    (-60.0, 20.0), (0.3, -30.0),
)  # fmt: skip


def random_scenario(seed: int) -> Scenario:
    """The scenario of a seed."""
    return scenario_from_dict(random_table(seed))


def random_table(seed: int) -> dict[str, Any]:
    """The same as the table that a TOML file would give."""
    rng = np.random.default_rng([734, seed])
    centre = SEAS[rng.integers(len(SEAS))]
    n_lines, n_fleets = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    hours = int(rng.integers(24, 121)) if rng.random() < 0.8 else int(rng.integers(24, 49))
    posts = [_near(rng, centre, 20e3, 350e3) for _ in range(n_lines)]
    bases = [_base(rng, number, centre, hours) for number in range(int(rng.integers(1, 4)))]
    controls = [_control(rng, number, bases) for number in range(int(rng.integers(1, 3)))]
    platforms = [_platform(rng, number) for number in range(int(rng.integers(1, 4)))]
    watches = [_watch(rng, number) for number in range(n_lines)]
    if any(platform["domain"] == "surface" for platform in platforms):
        bases.append(_base(rng, 8, _near(rng, posts[0], 20e3, 60e3), hours, "port"))
    fleets = [_fleet(rng, number, platforms, bases, controls, watches) for number in range(n_fleets)]
    table: dict[str, Any] = {
        "schema": 1,
        "name": f"random {seed}",
        "period": {
            "start": "2026-03-01T00:00:00Z",
            "length": f"{hours} h",
            "warm_up": str(rng.choice(["none", "first-arrival", "3 h"])),
            "end": str(rng.choice(["cut", "optimistic"])),
        },
        "base": bases,
        "control": controls,
        "area": [_area(rng, number, post) for number, post in enumerate(posts)],
        "watch": watches,
        "fleet": fleets,
        "platform": platforms,
        "payload": [_payload(rng)],
    }
    if rng.random() < 0.7:
        table["weather"] = {"wind": f"{rng.uniform(0, 35):.1f} kt", "wind_from": f"{rng.uniform(0, 360):.1f} deg"}
    if rng.random() < 0.35:
        _put_one_aloft(rng, table, posts)
    return table


def _put_one_aloft(rng: Rng, table: dict[str, Any], posts: list[Point]) -> None:
    """A vehicle of a fleet of its own is on station at the start: from a base near the post, with fuel to get home."""
    at = _near(rng, posts[0], 20e3, 60e3)
    table["base"].append({"name": "Near", "kind": "airfield", "at": format_position(*at), "off_map": True})
    long = _platform(rng, 9) | {"domain": "air", "endurance": "30 h", "transit_speed": "110 kt"}
    table["platform"].append(long)
    fleet = {
        "name": "aloft",
        "platform": long["id"],
        "payload": "fit",
        "base": "Near",
        "count": int(rng.integers(1, 4)),
    }
    table["fleet"].append(fleet)
    flown = f"{rng.uniform(0, 8):.3f} h"
    entry = {"fleet": "aloft", "watch": table["watch"][0]["name"], "count": 1, "flown": flown}
    table["state"] = {"airborne": [entry]}


def _near(rng: Rng, centre: Point, least_m: float, most_m: float) -> Point:
    """A point at a distance on a sphere, any way."""
    away, course = rng.uniform(least_m, most_m) / 6_371_000.0, rng.uniform(0, 2 * math.pi)
    lat0, lon0 = math.radians(centre[0]), math.radians(centre[1])
    sine = math.sin(lat0) * math.cos(away) + math.cos(lat0) * math.sin(away) * math.cos(course)
    turn = math.atan2(math.sin(course) * math.sin(away) * math.cos(lat0), math.cos(away) - math.sin(lat0) * sine)
    lon = math.degrees(lon0 + turn)
    return round(math.degrees(math.asin(sine)), 3), round((lon + 180.0) % 360.0 - 180.0, 3)


def _base(rng: Rng, number: int, centre: Point, hours: int, kind: str = "") -> dict[str, Any]:
    kind = kind or str(rng.choice(["airfield", "port", "ship"]))
    base: dict[str, Any] = {"name": f"{kind} {number}", "kind": kind}
    at = _near(rng, centre, 0.0, 350e3 if number < 8 else 10e3)
    if kind != "ship":
        return base | {"at": format_position(*at), "off_map": True}
    track, time = [], float(rng.uniform(0, 6))
    while len(track) < 8 and time < 1.2 * hours:
        track.append({"at": format_position(*at), "time": f"{time:.2f} h"})
        lasts = float(rng.uniform(3, 24))
        at = _near(rng, at, 0.0, lasts * 3600 * 9.0)  # at most 9 m/s
        time += lasts
    return base | {"track": track, "deck": "250 m"}


def _control(rng: Rng, number: int, bases: list[dict[str, Any]]) -> dict[str, Any]:
    kind = "satellite" if rng.random() < 0.5 else "line-of-sight"
    out = {"name": f"{kind} {number}", "at": bases[rng.integers(len(bases))]["name"], "kind": kind}
    return out | {"antenna_height": f"{rng.uniform(10, 60):.1f} m", "channels": int(rng.integers(1, 6))}


def _platform(rng: Rng, number: int) -> dict[str, Any]:
    vessel = number < 9 and rng.random() < 0.25
    slow, fast, hours = (4.0, 12.0, (72.0, 400.0)) if vessel else (50.0, 160.0, (8.0, 36.0))
    out = {
        "id": f"p{number}", "name": f"Platform {number}", "domain": "surface" if vessel else "air",
        "endurance": f"{rng.uniform(*hours):.3f} h", "planning_factor": round(float(rng.uniform(0.7, 1.0)), 3),
        "transit_speed": f"{rng.uniform(slow, fast):.2f} kt", "loiter_speed": f"{slow:.1f} kt",
        "altitude": f"{rng.uniform(4, 20):.1f} m" if vessel else f"{rng.uniform(1000, 6000):.1f} m",
        "ship_capable": True, "satellite": True, "turnaround": f"{rng.uniform(0.5, 6):.3f} h",
        "reserve": f"{rng.uniform(0.2, 1):.3f} h", "preflight_failure": 0.02, "abort_rate": "1 /1000 h",
        "loss_rate": "1 /100000 h", "repair": "12 h", "replacement": "300 d", "crew_people": 2,
        "price": "5e6 USD 2025", "hour_cost": f"{rng.integers(100, 3000)} USD 2025 /h", "payloads": ["fit"],
    }  # fmt: skip
    if rng.random() < 0.3 and not vessel:
        out["los_range"] = f"{rng.uniform(150, 300):.1f} km"
    return out


def _payload(rng: Rng) -> dict[str, Any]:
    ranges = {"small-boat": {"detect": "28 km"}, "merchant": {"detect": f"{rng.uniform(60, 120):.1f} km"}}
    return {
        "id": "fit", "name": "Fit", "mass": "50 kg", "power": "500 W",
        "endurance_factor": round(float(rng.uniform(0.8, 1.0)), 3),
        "sensors": [{"kind": "sonar", "ranges": ranges}],  # no horizon, so that vessels serve too
    }  # fmt: skip


def _watch(rng: Rng, number: int) -> dict[str, Any]:
    return {
        "name": f"watch {number}",
        "area": f"area {number}",
        "kind": "station",
        "sees": {"class": str(rng.choice(["small-boat", "merchant"])), "task": "detect"},
        "k": 2 if rng.random() < 0.2 else 1,
        "limit": f"{rng.uniform(1, 120):.1f} min",
        "weight": round(float(rng.uniform(0.5, 3)), 2),
        "hold_radius": f"{rng.uniform(1, 6):.2f} km",
    }


def _area(rng: Rng, number: int, post: Point) -> dict[str, Any]:
    """A box of a few kilometres; the watch can see all of it."""
    tall = rng.uniform(2e3, 12e3) / 111_000.0
    wide = rng.uniform(2e3, 12e3) / (111_000.0 * math.cos(math.radians(post[0])))
    corners = [(tall, -wide), (tall, wide), (-tall, wide), (-tall, -wide)]
    points = [(post[0] + dy, (post[1] + dx + 180.0) % 360.0 - 180.0) for dy, dx in corners]
    return {"name": f"area {number}", "polygon": [format_position(*point) for point in points], "sea_only": False}


def _fleet(
    rng: Rng, number: int, platforms: list[Any], bases: list[Any], controls: list[Any], watches: list[Any]
) -> dict[str, Any]:
    platform = platforms[rng.integers(len(platforms))]
    ports = [base for base in bases if base["kind"] == "port"]
    fit = ports if platform["domain"] == "surface" else bases
    base, count = fit[rng.integers(len(fit))], int(rng.integers(1, 5))
    fleet: dict[str, Any] = {
        "name": f"fleet {number}",
        "platform": platform["id"],
        "base": base["name"],
        "count": count,
    }
    if rng.random() < 0.6:
        fleet["control"] = controls[rng.integers(len(controls))]["name"]
        if rng.random() < 0.6:
            fleet |= {"crews": int(rng.integers(2, 10)), "crew_duty": f"{rng.choice([8, 10, 12])} h"}
    if rng.random() < 0.2:
        fleet["lines"] = [watches[rng.integers(len(watches))]["name"]]
    if rng.random() < 0.2:
        fleet["turnaround"] = f"{rng.uniform(0.5, 5):.3f} h"
    if rng.random() < 0.2:
        fleet["availability"] = {
            "share": min(round(float(rng.uniform(1.0 / count, 1.0)) + 0.005, 2), 1.0),
            "definition": "ready",
        }
    return fleet
