"""Random scenarios with all that a scenario can say, short and small, so that one is planned and flown in a moment.

The same seed gives the same table; the files it names are written into a folder of the caller's.
"""

from __future__ import annotations

import math
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from helpers.random_hours import HOURS, ZONES
from longwatch.units import format_position

Point = tuple[float, float]
Table = dict[str, Any]

SEAS: tuple[Point, ...] = (
    (36.0, -71.5), (25.0, 140.0), (20.0, 179.7), (-17.0, -179.8), (62.5, 2.0), (81.5, 10.0), (-58.0, -120.0), (0.2, -30.0),
    (38.6, 25.2),
)  # fmt: skip
STARTS = ("2026-03-07T12:00:00Z", "2026-03-29T00:00:00Z", "2026-06-21T18:00:00+09:00", "2026-12-20T03:00:00Z")
AIR, DECK_AIR = ("tb2", "mq9b", "heron1", "hermes900", "scaneagle", "p8"), ("tb3", "s100", "vbat", "scaneagle")
VESSELS = ("bluebottle", "saildrone_explorer", "waveglider", "ozz5", "remus620", "slocum_g3")
CLASSES = ("small-boat", "fishing-boat", "coaster", "merchant", "merchant")


def everything(seed: int, folder: Path) -> Table:
    """The table of a seed, as its TOML would give it."""
    dice = Random(f"everything {seed}")
    sea = dice.choice(SEAS)
    reach_m = dice.choice([30e3, 80e3, 150e3])
    n_watches = dice.choice([1, 1, 1, 2, 2, 3])
    table: Table = {
        "schema": 1,
        "name": f"everything {seed}",
        "period": _period(dice),
        "base": [_base(dice, number, sea, reach_m) for number in range(dice.randint(1, 3))],
        "area": [_area(dice, number, sea, reach_m) for number in range(n_watches)],
    }
    if dice.random() < 0.2:
        table["marking"] = "for exercise only"
    _add_roles(dice, table, sea, reach_m)
    _add_ships_on_boxes(dice, table, sea, folder)
    table["watch"] = [_watch(dice, number, table) for number in range(n_watches)]
    _add_controls(dice, table, sea, reach_m)
    table["platform"], table["payload"] = _own(dice), [_payload(dice)]
    table["fleet"] = [_fleet(dice, number, table) for number in range(dice.choice([1, 1, 2, 2, 3]))]
    _add_upkeep(dice, table)
    table["weather"] = _weather(dice, table, folder)
    table["faults"], table["policy"] = _faults(dice, table), _policy(dice)
    _add_state(dice, table, folder)
    table["traffic"] = [_traffic(dice, n, sea, reach_m, folder) for n in range(dice.choice([0, 1, 1, 2]))]
    table["money"], table["run"] = _money(dice), _run(dice)
    _add_ways(Random(f"ways {seed}"), table)
    return table


def near(dice: Random, centre: Point, least_m: float, most_m: float) -> Point:
    """A point at a distance on a sphere, any way."""
    away, course = dice.uniform(least_m, most_m) / 6_371_000.0, dice.uniform(0, 2 * math.pi)
    lat0, lon0 = math.radians(centre[0]), math.radians(centre[1])
    sine = math.sin(lat0) * math.cos(away) + math.cos(lat0) * math.sin(away) * math.cos(course)
    turn = math.atan2(math.sin(course) * math.sin(away) * math.cos(lat0), math.cos(away) - math.sin(lat0) * sine)
    lon = math.degrees(lon0 + turn)
    return round(math.degrees(math.asin(sine)), 4), round((lon + 180.0) % 360.0 - 180.0, 4)


def _at(dice: Random, centre: Point, least_m: float, most_m: float) -> str:
    return format_position(*near(dice, centre, least_m, most_m))


def _period(dice: Random) -> Table:
    hours = dice.choice([6, 24, 24, 30, 36, 48])
    period = {"start": dice.choice(STARTS), "length": f"{hours} h"}
    if dice.random() < 0.5:
        period["zone"] = dice.choice(ZONES)
    if dice.random() < 0.6:
        period["warm_up"] = dice.choice(["none", "first-arrival", "2 h", "state"])
    if dice.random() < 0.4:
        period["end"] = dice.choice(["cut", "optimistic"])
    return period


def _hours(dice: Random) -> Any:
    return HOURS[dice.randrange(len(HOURS))]


def _base(dice: Random, number: int, sea: Point, reach_m: float) -> Table:
    kind = dice.choice(["airfield", "airfield", "port", "ship"])
    base: Table = {"name": f"{kind} {number}", "kind": kind}
    if dice.random() < 0.2:
        base["hours"] = _hours(dice)
        if dice.random() < 0.5:
            base["zone"] = dice.choice(ZONES)
    if dice.random() < 0.2:
        base["visibility_limit"] = f"{dice.uniform(0.5, 5):.1f} km"
    if kind == "airfield":
        base |= {"at": _at(dice, sea, 0.0, reach_m), "off_map": True}
        if dice.random() < 0.3:
            base |= {"runway": "2500 m", "runway_heading": f"{dice.randrange(360)} deg", "crosswind_limit": "15 kt"}
        return base
    if dice.random() < 0.3:
        base |= {"sea_limit": dice.randint(2, 7)}
    if kind == "port":
        return base | {"at": _at(dice, sea, 0.0, 0.5 * reach_m), "off_map": True}
    base |= {"deck": "250 m"} if dice.random() < 0.5 else {"platform": dice.choice(["anadolu", "izumo", "patrol_ship"])}
    if dice.random() < 0.3:
        base["wind_limit"] = f"{dice.randint(15, 40)} kt"
    if dice.random() < 0.3:
        every = dice.uniform(0.5, 4)
        base["deck_cycle"] = {"every": f"{every:.3f} h", "open": f"{every * dice.uniform(0.2, 0.9):.3f} h"}
        if dice.random() < 0.5:
            base["deck_cycle"]["first"] = f"{dice.uniform(0, 5):.2f} h"
    base["track"] = _track(dice, sea, reach_m)
    return base


def _track(dice: Random, sea: Point, reach_m: float) -> list[Table]:
    at, time_h = near(dice, sea, 0.0, reach_m), dice.uniform(0, 3)
    track = []
    for _ in range(dice.randint(1, 4)):
        track.append({"at": format_position(*at), "time": f"{time_h:.2f} h"})
        lasts_h = dice.uniform(3, 18)
        at, time_h = near(dice, at, 0.0, lasts_h * 3600 * 7.0), time_h + lasts_h
    return track


def _ring(dice: Random, centre: Point, radius_m: float) -> list[str]:
    """A polygon round a point, seldom convex."""
    n = dice.randint(3, 7)
    ring = []
    for k in range(n):
        away_m, course = radius_m * dice.uniform(0.5, 1.0), 2 * math.pi * (k + 0.6 * dice.random()) / n
        lat = centre[0] + away_m * math.cos(course) / 111_000.0
        lon = centre[1] + away_m * math.sin(course) / (111_000.0 * math.cos(math.radians(centre[0])))
        ring.append(format_position(round(lat, 4), round((lon + 180.0) % 360.0 - 180.0, 4)))
    return ring


def _area(dice: Random, number: int, sea: Point, reach_m: float) -> Table:
    area: Table = {"name": f"area {number}", "sea_only": False}
    at, radius_m = near(dice, sea, 0.0, 0.7 * reach_m), dice.uniform(2e3, 7e3)
    if dice.random() < 0.4:
        return area | {"circle_at": format_position(*at), "circle_radius": f"{radius_m:.0f} m"}
    return area | {"polygon": _ring(dice, at, radius_m)}


def _add_roles(dice: Random, table: Table, sea: Point, reach_m: float) -> None:
    """Areas that are closed, let pass, are deep, or rise."""
    for number in range(dice.choice([0, 0, 1, 2])):
        area: Table = {
            "name": f"closed {number}",
            "polygon": _ring(dice, near(dice, sea, 0, reach_m), dice.uniform(3e3, 25e3)),
        }
        area |= {"sea_only": False, "keep_out": dice.sample(["air", "surface", "underwater"], dice.randint(1, 3))}
        if dice.random() < 0.4:
            area |= {"hours": _hours(dice)} | ({"zone": dice.choice(ZONES)} if dice.random() < 0.5 else {})
        table["area"].append(area)
        if dice.random() < 0.4:
            ring = _ring(dice, near(dice, sea, 0, reach_m), dice.uniform(3e3, 25e3))
            table["area"].append(
                {"name": f"lane {number}", "polygon": ring, "sea_only": False, "corridor": ["surface", "air"]}
            )
    if dice.random() < 0.25:
        ring = _ring(dice, sea, 2.5 * reach_m)
        table["area"].append({"name": "deep", "polygon": ring, "sea_only": False, "depth": f"{dice.randint(5, 300)} m"})
    if dice.random() < 0.25:
        ring = _ring(dice, near(dice, sea, 0, reach_m), dice.uniform(1e3, 8e3))
        table["area"].append(
            {"name": "rock", "polygon": ring, "sea_only": False, "height": f"{dice.randint(50, 1500)} m"}
        )


def _add_ships_on_boxes(dice: Random, table: Table, sea: Point, folder: Path) -> None:
    """A ship round the rim of an area, and one as AIS heard it."""
    if dice.random() < 0.15:
        box = dice.choice(table["area"])["name"]
        ship: Table = {"name": "rounder", "kind": "ship", "deck": "220 m", "patrol_box": box}
        table["base"].append(ship | ({"patrol_speed": "9 kt"} if dice.random() < 0.8 else {"platform": "patrol_ship"}))
    if dice.random() < 0.1:
        path = folder / "recorded.csv"
        write_ships(dice, path, "tracks", sea, 40e3, table["period"]["start"][:10], n_ships=2)
        ship = {"name": "recorded", "kind": "ship", "deck": "220 m", "track_file": path.name, "mmsi": 211000001}
        table["base"].append(ship)


def _watch(dice: Random, number: int, table: Table) -> Table:
    area = table["area"][number]
    watch: Table = {"name": f"watch {number}", "area": area["name"], "kind": "station"}
    watch["sees"] = {"class": dice.choice(CLASSES)}
    if dice.random() < 0.2:
        watch["sees"] |= {"task": dice.choice(["detect", "detect", "identify"]), "p": round(dice.uniform(0.5, 1), 2)}
    if dice.random() < 0.3:
        watch["hours"] = _hours(dice)
    for key, value in (
        ("weight", round(dice.uniform(0, 3), 2)), ("required", round(dice.uniform(0.3, 1), 2)), ("hard", dice.random() < 0.3),
    ):  # fmt: skip
        if dice.random() < 0.25:
            watch[key] = value
    if dice.random() < 0.3:
        area["cells"] = f"{dice.uniform(3, 8):.1f} km"
        watch |= {"kind": "revisit", "limit": f"{dice.uniform(0.5, 12):.2f} h"}
        if dice.random() < 0.5:
            given = {
                "zones": dice.randint(1, 3),
                "spacing": "5 km",
                "heading": f"{dice.randrange(360)} deg",
                "speed": "60 kt",
            }
            watch["pattern"] = {key: given[key] for key in dice.sample(sorted(given), dice.randint(1, 3))}
        return watch
    watch["limit"] = f"{dice.uniform(0, 90):.1f} min"
    if dice.random() < 0.2:
        watch["k"] = 2
    if dice.random() < 0.8:
        watch["hold_radius"] = f"{dice.uniform(0.5, 3):.1f} km"
    ships = [base["name"] for base in table["base"] if base["kind"] == "ship"]
    if ships and dice.random() < 0.3:
        watch["around"] = dice.choice(ships)
        if dice.random() < 0.5:
            del area["circle_at" if "circle_at" in area else "polygon"]
            area["circle_radius"] = f"{dice.uniform(3, 10):.1f} km"
    elif dice.random() < 0.2:
        watch["post"] = area["circle_at"] if "circle_at" in area else area["polygon"][0]
    return watch


def _add_controls(dice: Random, table: Table, sea: Point, reach_m: float) -> None:
    relays = [base["name"] for base in table["base"] if base["kind"] == "ship"]
    if dice.random() < 0.2:
        post = _at(dice, sea, 0.0, 0.5 * reach_m)
        table["watch"].append({"name": "bridge", "kind": "relay", "post": post, "limit": "15 min"})
        relays.append("bridge")
    table["control"] = []
    for number in range(dice.randint(0, 2)):
        at = dice.choice(table["base"])["name"] if dice.random() < 0.8 else _at(dice, sea, 0.0, reach_m)
        kind = dice.choice(["line-of-sight", "satellite"])
        control: Table = {"name": f"station {number}", "at": at, "kind": kind, "channels": dice.randint(1, 5)}
        if dice.random() < 0.6:
            control["antenna_height"] = f"{dice.uniform(5, 80):.0f} m"
        if dice.random() < 0.3:
            control["delay"] = f"{dice.uniform(0, 300):.0f} s"
        if kind == "line-of-sight" and relays and dice.random() < 0.6:
            control["relays"] = dice.sample(relays, dice.randint(1, len(relays)))
        if kind == "satellite" and dice.random() < 0.3:
            name = f"beam {number}"
            table["area"].append({"name": name, "polygon": _ring(dice, sea, 3 * reach_m), "sea_only": False})
            control["footprint"] = name
        if dice.random() < 0.25:
            control |= {"crews": dice.randint(3, 9), "crew_duty": "10 h"}
            if dice.random() < 0.5:
                control["crew_rest"] = f"{dice.randint(6, 14)} h"
        table["control"].append(control)


def _own(dice: Random) -> list[Table]:
    """A platform of each domain that is all new, with limits of its own; sometimes a changed one of the catalog."""
    common = {
        "planning_factor": round(dice.uniform(0.7, 1), 2), "turnaround": f"{dice.uniform(0.5, 4):.2f} h", "reserve": "30 min",
        "preflight_failure": "3 %", "abort_rate": "2 /1000 h", "loss_rate": "1 /100000 h", "repair": "10 h",
        "replacement": "200 d", "crew_people": 2, "price": "3e6 USD 2025", "hour_cost": "500 USD 2025 /h",
        "payloads": ["fit"], "ship_capable": True, "satellite": True,
    }  # fmt: skip
    kite = {"id": "kite", "name": "Kite", "domain": "air", "endurance": f"{dice.uniform(5, 30):.2f} h"}
    kite |= {"transit_speed": f"{dice.randint(50, 150)} kt", "loiter_speed": "50 kt", "altitude": "3000 m"}
    boat = {"id": "boat", "name": "Boat", "domain": "surface", "endurance": f"{dice.uniform(15, 40):.1f} h"}
    boat |= {"transit_speed": "12 kt", "loiter_speed": "5 kt", "altitude": f"{dice.randint(4, 15)} m"}
    fish = {"id": "fish", "name": "Fish", "domain": "underwater", "endurance": "30 h", "transit_speed": "5 kt"}
    fish |= {"loiter_speed": "3 kt", "altitude": "1 m", "report_every": f"{dice.uniform(0.5, 8):.2f} h"}
    if dice.random() < 0.4:
        kite |= {"wind_limit": "30 kt", "crosswind_limit": "18 kt", "sea_limit": 5, "icing_ok": dice.random() < 0.5}
    if dice.random() < 0.4:
        boat |= {"sea_limit": dice.randint(3, 7), "depth_min": f"{dice.randint(1, 20)} m"}
    own = [one | common for one in (kite, boat, fish)]
    if dice.random() < 0.3:
        endurance = {"value": "20 h", "low": "15 h", "high": "24 h", "kind": "user", "source": "own trial"}
        own.append({"id": "tb2", "endurance": endurance, "los_range": "200 km"})
    return own


def _payload(dice: Random) -> Table:
    ranges = {
        "small-boat": {"detect": "25 km", "identify": "6 km"},
        "merchant": {"detect": f"{dice.randint(40, 120)} km"},
    }
    sensor: Table = {"kind": dice.choice(["sonar", "radar", "turret", "eyes"]), "ranges": ranges}
    limits = {"sea_state_max": 5, "visibility_min": "2 km", "cloud_max": 0.8, "rain_max": "4 mm/h", "needs_light": True}
    sensor |= {key: limits[key] for key in limits if dice.random() < 0.2}
    if dice.random() < 0.3:
        sides = [{"from": "30 deg", "to": "150 deg"}, {"from": "-150 deg", "to": "-30 deg"}]
        sensor |= {"range_min": f"{dice.uniform(0.1, 3):.1f} km", "sectors": dice.choice([sides, sides[:1]])}
    if dice.random() < 0.3:
        sensor |= {"look_p": dice.choice([0.95, 0.7]), "decorrelation": f"{dice.randint(2, 40)} min"}
    if dice.random() < 0.3:
        steps = [
            {"to": f"{dice.randint(3, 9)} NM", "rate": "0.02 /s"},
            {"to": f"{dice.randint(10, 60)} NM", "rate": "20 /h"},
        ]
        sensor |= {"hazard": {dice.choice(["coaster", "merchant"]): {"detect": steps}}}
        for class_ in sensor["hazard"]:
            sensor.get("ranges", {}).pop(class_, None)
    if sensor["kind"] == "turret" and dice.random() < 0.5:
        sensor |= {
            "slew": "8 s",
            "dwell": f"{dice.randint(15, 200)} s",
            "order": dice.choice(["leaves first", "oldest first"]),
        }
    aside = Random(repr(sensor))  # a dice of its own: what comes after stays as it was
    if aside.random() < 0.3:
        sensor["false_contacts"] = aside.choice(["0.5 /h", "20 /h"])
    if sensor["kind"] in ("turret", "eyes") and aside.random() < 0.3:
        sensor["wrong_identification"] = "4 %"
    return {
        "id": "fit", "name": "Fit", "mass": "40 kg", "power": "400 W", "endurance_factor": 0.95, "price": "4e5 USD 2025",
        "sensors": [sensor, {"kind": "ais", "instrumented_range": "90 km"}],
    }  # fmt: skip


def _fleet(dice: Random, number: int, table: Table) -> Table:
    base = dice.choice(table["base"])
    fit = {"airfield": ("kite", *AIR), "port": ("kite", "boat", "fish", *VESSELS)}.get(
        base["kind"], ("kite", *(() if base["name"] == "rounder" else ("boat",)), *DECK_AIR)
    )
    platform = dice.choice([fit[0], dice.choice(fit)])
    fleet: Table = {"name": f"fleet {number}", "platform": platform, "base": base["name"], "count": dice.randint(1, 4)}
    if table["control"] and dice.random() < 0.7:
        control = dice.choice(table["control"])
        fleet["control"] = control["name"]
        if "crews" in control:
            pass
        elif dice.random() < 0.4:
            fleet |= {"crews": dice.randint(2, 9), "crew_duty": f"{dice.choice([8, 10, 12])} h"}
        elif dice.random() < 0.4:
            fleet["shifts"] = [{"hours": _hours(dice), "crews": dice.randint(1, 3)} for _ in range(dice.randint(1, 2))]
    if dice.random() < 0.15:
        fleet["lines"] = [dice.choice(table["watch"])["name"]]
    if dice.random() < 0.2:
        fleet["turnaround"] = f"{dice.uniform(0.3, 4):.2f} h"
    if dice.random() < 0.15:
        fleet["availability"] = {"share": 1.0, "definition": dice.choice(["depot", "ready"])}
    if platform in ("boat", "fish", *VESSELS):
        if dice.random() < 0.3:
            fleet["depth_min"] = f"{dice.randint(1, 30)} m"
    elif dice.random() < 0.2:
        fleet["altitude"] = f"{dice.randint(800, 4000)} m"
    if platform in ("kite", "boat", "fish") and dice.random() < 0.2:
        fleet["payload"] = "fit"
    return fleet


def _add_upkeep(dice: Random, table: Table) -> None:
    """What fleets need from time to time, and other bases to land at."""
    for fleet in table["fleet"]:
        if dice.random() < 0.3:
            fleet["maintenance"] = {"every": f"{dice.uniform(3, 30):.1f} h", "lasts": f"{dice.uniform(1, 9):.1f} h"}
            if dice.random() < 0.5:
                fleet["maintenance"] |= {"places": dice.randint(1, 2), "tolerance": f"{dice.uniform(0, 9):.1f} h"}
                fleet["maintenance"]["binding"] = fleet["count"] > 2
        if "crews" in fleet and dice.random() < 0.5:
            fleet["crew_rest"] = f"{dice.uniform(6, 16):.1f} h"
        if fleet["count"] > 2 and dice.random() < 0.4:
            fleet["delivery"] = [{"after": f"{dice.uniform(1, 20):.1f} h"}]
    _add_limits(Random(f"limits {table['name']}"), table)
    fixed = [base["name"] for base in table["base"] if base["kind"] == "airfield"]
    for base in table["base"]:
        if base["kind"] == "airfield" and len(fixed) > 1 and dice.random() < 0.5:
            base["alternates"] = [name for name in fixed if name != base["name"]]


def _add_limits(dice: Random, table: Table) -> None:
    """Hours, sorties a day and movements; luck of their own, so that other keys keep theirs."""
    for fleet in table["fleet"]:
        if dice.random() < 0.15:
            fleet["flight_hours"] = {"most": f"{dice.uniform(20, 90):.1f} h"}
            if dice.random() < 0.5:
                fleet["flight_hours"]["every"] = f"{dice.uniform(12, 30):.1f} h"
        if dice.random() < 0.15:
            fleet["sorties_per_day"] = dice.randint(1, 5)
    for watch in table["watch"]:
        if dice.random() < 0.15:
            watch["overlap"] = f"{dice.uniform(1, 90):.1f} min"
    for base in table["base"]:
        if dice.random() < 0.15:
            base["movements"] = {"within": f"{dice.uniform(2, 40):.1f} min", "most": dice.randint(1, 3)}


def _add_ways(dice: Random, table: Table) -> None:
    """Limits by class and part, sorties of several lines, ferries; luck of their own, so that other keys keep theirs."""
    for watch in table["watch"]:
        if watch["kind"] == "revisit" and dice.random() < 0.5:
            watch["limits"] = [_cell_limit(dice, watch) for _ in range(dice.randint(1, 2))]
    if "reroster" in table["policy"] and dice.random() < 0.9:  # refused together
        return
    for fleet in table["fleet"]:
        if dice.random() < 0.2:
            fleet["retask"] = True
    if dice.random() < 0.2:
        _add_ferry(dice, table, dice.choice(table["fleet"]))


def _cell_limit(dice: Random, watch: Table) -> Table:
    others = sorted({*CLASSES} - {watch["sees"]["class"]})
    limit = {"class": dice.choice(others), "limit": f"{dice.uniform(1, 20):.2f} h"}
    return limit | ({"area": watch["area"]} if dice.random() < 0.3 else {})


def _add_ferry(dice: Random, table: Table, fleet: Table) -> None:
    """A fleet like another one at a base of the same kind, made where there is none; vehicles go there, or both ways."""
    kind = next(base["kind"] for base in table["base"] if base["name"] == fleet["base"])
    bases = [base["name"] for base in table["base"] if base["kind"] == kind and base["name"] != fleet["base"]]
    if not bases:
        return
    other = deepcopy(fleet) | {
        "name": f"beyond {fleet['name']}",
        "base": dice.choice(bases),
        "count": dice.randint(1, 2),
    }
    other.pop("delivery", None)
    for one in (fleet, other):
        one.get("maintenance", {}).pop("binding", None)
        one.get("maintenance", {}).pop("tolerance", None)
    fleet["ferry_to"] = [other["name"]]
    if dice.random() < 0.5:
        other["ferry_to"] = [fleet["name"]]
    table["fleet"].append(other)


def _weather(dice: Random, table: Table, folder: Path) -> Table:
    weather: Table = {}
    if dice.random() < 0.6:
        weather |= {"wind": f"{dice.uniform(0, 25):.1f} kt", "wind_from": f"{dice.randrange(360)} deg"}
    if dice.random() < 0.2:
        weather["light"] = True
    plan = Random(f"{table['period']}")  # luck of its own: other keys keep theirs
    if plan.random() < 0.3:
        weather["plan_share"] = f"{plan.randrange(50, 100)} %"
    if dice.random() < 0.3:
        of = dice.choice(["*", table["watch"][0]["name"], table["base"][0]["name"]])
        weather["closure"] = [
            {"of": of, "rate": f"{dice.uniform(0.2, 4):.2f} /day", "mean_length": f"{dice.uniform(0.2, 6):.2f} h"}
        ]
    if dice.random() < 0.2:
        weather["forecast"] = {
            "horizon": f"{dice.randint(1, 60)} h",
            "skill": 0.9,
            "skill_end": round(dice.uniform(0, 0.9), 2),
        }
    kind = dice.choice(["constant", "constant", "table", "spells"])
    if kind == "constant":
        given = {
            "sea_state": dice.randint(0, 6), "visibility": f"{dice.uniform(0.5, 30):.1f} km", "cloud": round(dice.random(), 2),
            "rain": f"{dice.uniform(0, 5):.1f} mm/h", "icing": dice.random() < 0.2,
        }  # fmt: skip
        return weather | {key: given[key] for key in given if dice.random() < 0.3}
    path = folder / "sky.csv"
    _write_sky(dice, path, table["period"]["start"][:10], days=4 if kind == "table" else 12)
    weather |= {"kind": kind, "file": path.name}
    if dice.random() < 0.3:
        weather["borrowed_from"] = "another sea"
    return weather


def _write_sky(dice: Random, path: Path, day: str, days: int) -> None:
    """Hourly rows that wander, from a day before the start."""
    ranges = {"wind [kt]": 45.0, "wind from [deg]": 359.0, "hs [m]": 6.0, "visibility [km]": 25.0, "cloud": 1.0}
    ranges |= {"rain [mm/h]": 7.0, "icing": 1.0}
    names = ["wind [kt]", *(name for name in list(ranges)[1:] if dice.random() < 0.5)]
    x = {name: dice.random() for name in names}
    rows = [",".join(["time", *names])]
    year, month, first = (int(part) for part in day.split("-"))
    from datetime import datetime, timedelta

    for hour in range(24 * days):
        for name in names:
            x[name] = min(max(x[name] + dice.uniform(-0.2, 0.2), 0.0), 1.0)
        values = [str(round(x[name]) if name == "icing" else round(x[name] * ranges[name], 2)) for name in names]
        stamp = datetime(year, month, first) + timedelta(hours=hour - 24)
        rows.append(",".join([stamp.strftime("%Y-%m-%dT%H:%MZ"), *values]))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _faults(dice: Random, table: Table) -> Table:
    if dice.random() < 0.2:
        return {"none": True}
    given: Table = {
        "late": "20 %", "late_mean": "40 min", "grounding_rate": "20 /year", "grounding_mean": "10 h",
        "link_loss_rate": "1 /day", "link_loss_mean": "20 min",
    }  # fmt: skip
    faults = {key: given[key] for key in given if dice.random() < 0.3}
    if dice.random() < 0.4:
        faults["sensor_failure_rate"] = {"radar": "50 /1000 h", "turret": "20 /1000 h"}
    own: Table = {"preflight_failure": "10 %", "abort_rate": "20 /1000 h", "loss_rate": "1 /1000 h", "repair": "5 h"}
    if dice.random() < 0.4:
        name = dice.choice(table["fleet"])["platform"]
        faults["platform"] = {name: {key: own[key] for key in own if dice.random() < 0.6} | {"replacement": "9 d"}}
    return faults


def _policy(dice: Random) -> Table:
    given: Table = {
        "hold": dice.random() < 0.5,
        "hold_limit": f"{dice.uniform(0, 3):.2f} h",
        "spare": dice.choice([True, False, "at once", "when due"]),
        "late_limit": f"{dice.uniform(0, 12):.1f} h",
        "retask": {
            "contacts": dice.choice(["dark", "all"]),
            "task": dice.choice(["recognise", "identify"]),
            "farthest": f"{dice.randint(10, 150)} km",
            "dwell": "5 min",
            "search": f"{dice.randint(0, 20)} min",
            "leave_line": dice.random() < 0.7,
            "error": "2 km",
            "error_growth": f"{dice.randint(0, 9)} kt",
        },
    }
    kept = {key: given[key] for key in given if dice.random() < 0.3}
    return kept | _plans(Random(f"{given}"))


def _plans(dice: Random) -> Table:
    """What becomes of the plan, of luck of its own: scenarios drawn before these keys came stay as they were."""
    given: Table = {
        "shift": dice.random() < 0.5,
        "shift_limit": f"{dice.uniform(0, 12):.1f} h",
        "reroster": dice.choice(["daily", f"{dice.uniform(2, 40):.1f} h"]),
        "reroster_horizon": f"{dice.uniform(1, 90):.1f} h",
    }
    return {key: given[key] for key in given if dice.random() < 0.3}


def _add_state(dice: Random, table: Table, folder: Path) -> None:
    state: Table = {}
    fleet, watch = dice.choice(table["fleet"]), dice.choice(table["watch"])
    aloft: Table = {"fleet": fleet["name"], "watch": watch["name"]}
    since = {"flown": f"{dice.uniform(0, 3):.2f} h"} if dice.random() < 0.5 else {"fuel": f"{dice.randint(40, 100)} %"}
    if dice.random() < 0.25:
        if dice.random() < 0.3:
            entry = {**aloft, "count": 1} | since
            text = ",".join(entry) + "\n" + ",".join(map(str, entry.values())) + "\n"
            (folder / "aloft.csv").write_text(text, encoding="utf-8")
            state["file"] = "aloft.csv"
        else:
            state["airborne"] = [aloft | since]
    elif table["period"].get("warm_up") == "state":
        del table["period"]["warm_up"]
    if ("crews" in fleet or "shifts" in fleet) and dice.random() < 0.5:
        state["crews"] = [{"fleet": fleet["name"], "count": 1, "rest": f"{dice.uniform(0.5, 12):.1f} h"}]
    if state:
        table["state"] = state


def _traffic(dice: Random, number: int, sea: Point, reach_m: float, folder: Path) -> Table:
    form = dice.choice(["synthetic", "synthetic", "tracks", "marinecadastre", "dma", "air-tracks"])
    traffic: Table = {"name": f"ships {number}", "format": form}
    if dice.random() < 0.3:
        traffic["mix"] = {"merchant": 0.6, "fishing-boat": 0.4} if form != "air-tracks" else {"helicopter": 1.0}
    if dice.random() < 0.2 and form != "air-tracks":
        traffic["dark"] = f"{dice.randint(0, 100)} %"
    if dice.random() < 0.2 and form != "air-tracks":
        traffic["reaction"] = {"share": "50 %", "does": dice.choice(["goes-dark", "turns-back"]), "after": "10 min"}
    if form == "synthetic":
        points = [_at(dice, sea, 0.2 * reach_m, 1.5 * reach_m) for _ in range(dice.randint(2, 3))]
        lane: Table = {"name": "lane", "points": points, "arrivals": f"{dice.uniform(0.2, 3):.2f} /h"}
        traffic["lanes"] = [lane | ({"width": "2 km", "both_ways": False} if dice.random() < 0.4 else {})]
        if dice.random() < 0.7:
            traffic["speed"] = {"low": "8 kt", "likely": "12 kt", "high": "18 kt"} if dice.random() < 0.5 else "11 kt"
        else:
            traffic["fitted_to"] = f"fitted {number}.csv"
            write_ships(dice, folder / traffic["fitted_to"], "tracks", sea, reach_m, "2026-03-01", n_ships=12)
        return traffic
    traffic["file"] = f"ships {number}.csv"
    write_ships(dice, folder / traffic["file"], form, sea, reach_m, "2026-03-01")
    for key, value in (("repeat", "once"), ("repeat", "daily"), ("shift", "30 min"), ("thin_error", "50 m")):
        if dice.random() < 0.2:
            traffic[key] = value
    if form == "air-tracks":
        traffic["altitude"] = "1500 m"
    return traffic


HEADERS = {
    "tracks": "mmsi,time,lon,lat", "marinecadastre": "mmsi,base_date_time,longitude,latitude",
    "dma": "# Timestamp,Type of mobile,MMSI,Latitude,Longitude", "air-tracks": "id,time,lon,lat",
}  # fmt: skip


def write_ships(dice: Random, path: Path, form: str, sea: Point, reach_m: float, day: str, *, n_ships: int = 4) -> None:
    """Straight ways of a few ships on one day, a report every ten minutes."""
    year, month, first = day.split("-")
    rows = [HEADERS[form]]
    for ship in range(n_ships):
        lat, lon = near(dice, sea, 0.0, reach_m)
        north, east = dice.uniform(-0.02, 0.02), dice.uniform(-0.02, 0.02) / math.cos(math.radians(lat))
        begin = dice.randrange(0, 900, 10)
        for n in range(40):
            minute, y = begin + 10 * n // 2, round(lat + north * n, 5)
            x, clock = round((lon + east * n + 180.0) % 360.0 - 180.0, 5), f"{minute // 60:02d}:{minute % 60:02d}:00"
            who = 211000001 + ship
            if form == "dma":
                rows.append(f"{first}/{month}/{year} {clock},Class A,{who},{y},{x}")
            else:
                rows.append(f"{who},{day}T{clock},{x},{y}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _money(dice: Random) -> Table:
    given: Table = {
        "currency": "USD",
        "base_year": 2025,
        "years": dice.randint(1, 20),
        "discount": 0.02,
        "crew_year_cost": "90000 USD 2025 /year",
    }
    return {key: given[key] for key in given if dice.random() < 0.3}


def _run(dice: Random) -> Table:
    run: Table = {"trials": 2, "look_trials": 1, "seed": dice.randrange(1000)}
    if dice.random() < 0.3:
        run["slot"] = dice.choice(["30 min", "1 h", "3 h"])
    if dice.random() < 0.2:
        run["confidence"] = dice.choice([0.8, 0.99])
    if dice.random() < 0.1:
        run |= {"samples": 3, "sample_trials": 2}
    if dice.random() < 0.1:
        run["stop"] = {"covered": "2 %", "longest_gap": "20 min"}
    return run
