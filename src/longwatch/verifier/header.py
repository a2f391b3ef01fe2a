"""The header of a roster against the scenario: lines are the watches, and no planning figure is better than allowed."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from longwatch.scenario.plan import Line, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.geodesic import direct, distance_m
from longwatch.verifier.hours import check_windows, first_takeoff_s
from longwatch.verifier.links import horizon_m
from longwatch.verifier.patrol import check_company, check_keeps_up, check_tour
from longwatch.verifier.served import Served
from longwatch.verifier.verdict import Violation
from longwatch.verifier.ways import way_out_s

PLACE_TOLERANCE_M: Final = 5.0
REACH_TOLERANCE_M: Final = 50.0
# what a table of a sensor can be modelled to do, and how far a sonar can be modelled to hear
MODELLED: Final = {
    "radar": ("detect",), "camera": ("detect", "recognise", "identify"), "lookout": ("detect", "recognise", "identify"),
    "hydrophone": ("detect", "recognise"), "sidescan": (),
}  # fmt: skip
HEARD_M: Final = 60_000.0
TARGET_HEIGHT_M: Final = 60.0  # no target class stands higher over the sea
WIND_MAX_MPS: Final = 80.0  # a planning wind is a mean; none is stronger
_EPS: Final = 1e-6
MEETING_MARGIN_S: Final = 0.01  # two sound arithmetics may differ in the third decimal
MOST_ROUNDS: Final = 3000


def check_period(scenario: Scenario, roster: Roster) -> list[Violation]:
    """The roster is for this period."""
    out = []
    if roster.start_s != scenario.start_s:
        late_s = roster.start_s - scenario.start_s
        out.append(Violation("period", "header", f"starts {late_s} s after the scenario does", abs(late_s), "s"))
    if roster.length_s != scenario.length_s:
        less_s = scenario.length_s - roster.length_s
        out.append(Violation("period", "header", f"is {less_s} s shorter than the scenario's period", abs(less_s), "s"))
    return out


def check_lines(scenario: Scenario, roster: Roster) -> list[Violation]:
    """Every watch has its line, with its own numbers, and the reach of the area is not understated."""
    out = []
    watches = {watch.name for watch in scenario.watches}
    served = {line.watch for line in roster.lines}
    out += [Violation("line", f"watch {name}", "has no line in the header") for name in sorted(watches - served)]
    for line in roster.lines:
        if line.watch not in watches:
            out.append(Violation("name", f"line {line.name}", f"the scenario has no watch called {line.watch!r}"))
            continue
        out += _check_line(scenario, line)
    return out


def _check_line(scenario: Scenario, line: Line) -> list[Violation]:
    watch = scenario.watch(line.watch)
    where, is_tour = f"line {line.name}", watch.kind == "revisit"
    out = []
    wanted = {
        "k": (line.k, 1 if is_tour else watch.k),
        "limit in s": (line.limit_s, line.limit_s if is_tour else _whole(line.limit_s, float(watch.limit_s))),
        "weight": (line.weight, float(watch.weight)),
        "required fraction": (line.required, float(watch.required)),
        "hard": (line.hard, watch.hard),
        "hold radius in m": (line.hold_radius_m, 0.0 if is_tour else float(watch.hold_radius_m)),
    }
    for name, (has, wants) in wanted.items():
        if abs(has - wants) > _EPS:
            out.append(Violation("line", where, f"{name} is {has:g}, the watch asks {wants:g}", abs(has - wants)))
    out += check_windows(scenario, watch, line.windows, where)
    if is_tour:
        return out + check_tour(watch, line)
    if watch.around is not None:
        return out + check_company(scenario, watch, line)
    if line.moves:
        out.append(Violation("pattern", where, "its post moves, and the watch is kept from a post that stays"))
    post = direct(line.lat_deg, line.lon_deg, 0.0, line.hold_radius_m)
    off_m = float(distance_m(post[0], post[1], line.post_lat_deg, line.post_lon_deg))
    if off_m > PLACE_TOLERANCE_M:
        out.append(Violation("line", where, f"its post lies {off_m:.0f} m from the north of its hold", off_m, "m"))
    if watch.post is not None:
        off_m = float(distance_m(*watch.post, line.lat_deg, line.lon_deg))
        if off_m > PLACE_TOLERANCE_M:
            out.append(Violation("line", where, f"its hold lies {off_m:.0f} m from the watch's post", off_m, "m"))
    return out + _check_reach(scenario, line, watch.area)


def _whole(has_s: int, wants_s: float) -> float:
    """What is asked, as whole seconds: rounded either way is meant."""
    return has_s if abs(has_s - wants_s) < 1.0 else wants_s


def _check_reach(scenario: Scenario, line: Line, area: str) -> list[Violation]:
    points = np.array([point for polygon in scenario.areas[area] for point in polygon.outer])
    farthest_m = float(distance_m(line.lat_deg, line.lon_deg, points[:, 0], points[:, 1]).max())
    over_m = farthest_m - line.reach_m
    if over_m <= REACH_TOLERANCE_M:
        return []
    what = f"the area reaches {farthest_m / 1000:.2f} km from the hold, the header says {line.reach_m / 1000:.2f} km"
    return [Violation("reach", f"line {line.name}", what, over_m, "m")]


def check_warm_up(scenario: Scenario, line: Line, served: list[Served]) -> list[Violation]:
    """`count_from_s` is not later than the warm-up rule allows."""
    latest_s = latest_count_s(scenario, line, served)
    over_s = line.count_from_s - latest_s
    if over_s <= 1.0:
        return []
    what = f"gaps count from {format_duration(line.count_from_s)}, the rule says {format_duration(latest_s)}"
    return [Violation("warm-up", f"line {line.name}", what, over_s, "s")]


def latest_count_s(scenario: Scenario, line: Line, served: list[Served]) -> float:
    """From when gaps count at the latest: 0, a stated time, or the first possible arrival on the line.

    The first possible arrival is taken over the pairings of the header; it is 0 where a vehicle is on station at the
    start, and where no fleet can come at all: then the whole period is a gap, not a time that does not count.
    """
    rule = scenario.file.period.warm_up
    if rule in ("none", "state"):
        return 0.0
    if rule != "first-arrival":
        return float(rule)
    if any(entry.watch == line.watch for entry in scenario.file.state.airborne):
        return 0.0
    ways_s = [_first_arrival_s(scenario, pair) for pair in served]
    return min((way_s for way_s in ways_s if math.isfinite(way_s)), default=-1.0) + 1.0


def _first_arrival_s(scenario: Scenario, pair: Served) -> float:
    """When a vehicle can first be on station that takes off as soon as base and crews let it."""
    first_s = first_takeoff_s(scenario, pair.fleet, pair.base)
    if first_s >= scenario.length_s:
        return math.inf
    takeoff_s = np.full(1, first_s)
    arrive_s = first_s + float(way_out_s(pair, takeoff_s)[0])
    if not pair.line.moves or not math.isfinite(arrive_s):
        return arrive_s
    arrive_s = float(math.ceil(arrive_s))  # a post that runs away as fast is met in whole seconds only where it turns
    for _ in range(MOST_ROUNDS):
        if arrive_s - first_s >= float(way_out_s(pair, takeoff_s, np.full(1, arrive_s))[0]) + MEETING_MARGIN_S:
            break
        arrive_s += 1.0
    return arrive_s


def check_pairing(scenario: Scenario, pair: Served) -> list[Violation]:
    """The figures of one pairing are no better than the scenario allows."""
    platform, pairing = scenario.platform_of(pair.fleet), pair.pairing
    turnaround_s = platform.turnaround_s if pair.fleet.turnaround_s is None else pair.fleet.turnaround_s
    height_m = platform.altitude_m if pair.fleet.altitude_m is None else pair.fleet.altitude_m
    fastest_mps = float(platform.transit_speed_mps)
    out = _above("figures", pair.where, "airspeed in transit", pairing.airspeed_mps, fastest_mps, "m/s")
    hold_mps = max(fastest_mps, float(platform.loiter_speed_mps))
    out += _above("figures", pair.where, "speed in the hold", pairing.hold_speed_mps, hold_mps, "m/s")
    out += _above("figures", pair.where, "height", pairing.height_m, float(height_m), "m")
    out += _above("figures", pair.where, "reserve", pairing.reserve_s, float(platform.reserve_s), "s")
    short_s = float(turnaround_s) - pairing.turnaround_s
    if short_s > _EPS:
        what = f"turnaround is {pairing.turnaround_s} s, the scenario asks {float(turnaround_s):g} s"
        out.append(Violation("figures", pair.where, what, short_s, "s"))
    out += _check_reporting(scenario, pair)
    if pair.fleet.lines and pair.line.watch not in pair.fleet.lines:
        allowed = ", ".join(pair.fleet.lines)
        out.append(Violation("lines-of-fleet", pair.where, f"the fleet may serve only {allowed}"))
    out += [*_check_endurance(scenario, pair), *_check_wind(scenario, pair), *_check_sensor(scenario, pair)]
    return out + check_keeps_up(pair)


def _check_reporting(scenario: Scenario, pair: Served) -> list[Violation]:
    """A look is not reported sooner than the link and the platform allow."""
    platform, out = scenario.platform_of(pair.fleet), []
    delay_s = float(pair.control.delay_s) if pair.control is not None else 0.0
    every_s = float(platform.report_every_s or 0.0) if platform.domain == "underwater" else 0.0
    for name, has_s, wants_s in (
        ("delay of reports", pair.pairing.report_delay_s, delay_s),
        ("time between reports", pair.pairing.report_every_s, every_s),
    ):
        if has_s < wants_s - _EPS:
            what = f"the {name} is {has_s} s, the scenario says {wants_s:g} s"
            out.append(Violation("figures", pair.where, what, wants_s - has_s, "s"))
    return out


def _above(rule: str, where: str, name: str, has: float, most: float, unit: str) -> list[Violation]:
    if has <= most * (1 + 1e-9) + _EPS:
        return []
    return [Violation(rule, where, f"{name} is {has:g} {unit}, at most {most:g} is allowed", has - most, unit)]


def _check_endurance(scenario: Scenario, pair: Served) -> list[Violation]:
    platform, payload = scenario.platform_of(pair.fleet), scenario.payload_of(pair.fleet)
    left = (
        1.0 if payload.share_is_modelled(platform) else float(payload.endurance_factor)
    )  # physics: the record at most
    share = float(platform.planning_factor) * left
    most_s = math.floor(float(platform.endurance_s) * share - float(platform.reserve_s) + _EPS)
    return _above("endurance-figure", pair.where, "endurance", pair.pairing.endurance_s, most_s, "s")


def _check_wind(scenario: Scenario, pair: Served) -> list[Violation]:
    """Aircraft feel the scenario's wind; vessels feel none, as no current is given.

    Where the weather varies, the wind of the header is a planning figure: any that can blow will do.
    """
    weather, in_air = scenario.file.weather, scenario.platform_of(pair.fleet).domain == "air"
    if in_air and weather.kind != "constant":
        speed = math.hypot(pair.pairing.wind_east_mps, pair.pairing.wind_north_mps)
        if speed < WIND_MAX_MPS:
            return []
        what = f"wind is {speed:g} m/s; no plan is made with {WIND_MAX_MPS:g} m/s or more"
        return [Violation("wind", pair.where, what, speed - WIND_MAX_MPS, "m/s")]
    speed = float(weather.wind_mps) if in_air else 0.0
    east, north = (-speed * trig(float(weather.wind_from_rad)) for trig in (math.sin, math.cos))
    off_mps = math.hypot(pair.pairing.wind_east_mps - east, pair.pairing.wind_north_mps - north)
    if off_mps <= _EPS:
        return []
    what = (
        f"wind is {pair.pairing.wind_east_mps:.2f} m/s east, {pair.pairing.wind_north_mps:.2f} m/s north; "
        f"the scenario's is {east:.2f}, {north:.2f}"
    )
    return [Violation("wind", pair.where, what, off_mps, "m/s")]


def _check_sensor(scenario: Scenario, pair: Served) -> list[Violation]:
    """The range in the header is one the payload can have, and it covers the area from every point of the hold.

    A relay watches nothing, so its sensor does not matter.
    """
    pairing, line = pair.pairing, pair.line
    if line.kind == "relay" and scenario.watch(line.watch).kind == "relay":
        return []
    most_m = _longest_range_m(scenario, pair)
    out = _above("sensor", pair.where, "sensor range", pairing.sensor_range_m, most_m, "m")
    for class_, range_m in pairing.class_ranges_m:
        out += _above("sensor", pair.where, f"sensor range for a {class_}", range_m, most_m, "m")
    short_m = line.reach_m + line.hold_radius_m - pairing.sensor_range_m
    if short_m > 1.0:
        what = (
            f"the sensor sees {pairing.sensor_range_m / 1000:.2f} km; the area's farthest point lies "
            f"{(line.reach_m + line.hold_radius_m) / 1000:.2f} km from the far side of the hold"
        )
        out.append(Violation("sensor", pair.where, what, short_m, "m"))
    return out


def _longest_range_m(scenario: Scenario, pair: Served) -> float:
    """An upper bound: the longest range of any sensor, any class, for this task or a harder one, cut at the horizon.

    What a model of a sensor says is not worked out again here: its scale, the horizon and the end of hearing bound it.
    """
    tasks = ("detect", "recognise", "identify")
    harder = tasks[tasks.index(scenario.watch(pair.line.watch).sees.task) :]
    sensors = [sensor for sensor in scenario.payload_of(pair.fleet).sensors if sensor.kind != "ais"]
    return max((_bound_of(sensor, harder, pair.pairing.height_m) for sensor in sensors), default=0.0)


def _bound_of(sensor: Any, tasks: tuple[str, ...], height_m: float) -> float:
    known = [float(by_task[task]) for by_task in sensor.ranges.values() for task in tasks if task in by_task]
    known += [float(step.to_m) for by_task in sensor.hazard.values() for steps in by_task.values() for step in steps]
    if any(getattr(sensor, name) is not None and {*done} & {*tasks} for name, done in MODELLED.items()):
        known.append(HEARD_M if sensor.kind == "sonar" else math.inf)
    caps = [] if sensor.instrumented_range_m is None else [float(sensor.instrumented_range_m)]
    caps += [] if sensor.kind == "sonar" else [horizon_m(height_m, TARGET_HEIGHT_M)]
    return min(max(known, default=0.0), *caps, math.inf)
