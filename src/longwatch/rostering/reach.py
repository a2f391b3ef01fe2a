"""How far a fleet lets a line lie: sensor, endurance and link against their radii."""

from __future__ import annotations

import math

from longwatch.detection.link import NO_LIMIT_M
from longwatch.geo.track import Track
from longwatch.rostering.link import Link, km
from longwatch.rostering.problem import Leg
from longwatch.rostering.transit import Transits
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M, format_duration

_SAMPLE_S = 1800.0  # how often the places of moving ships are looked at


def reach(
    fleet: Fleet, line: Line, pairing: Pairing, times: Transits, route_m: float, link: Link, far_s: int
) -> Verdict:
    """The verdict on a pairing to whose post a way of `route_m` leads, flown in `times`, linked as `link` says.

    far_s : endurance where all of it is transit. A relay asks for no sensor.
    """
    leg = Leg(0, 0, pairing.endurance_s, pairing.turnaround_s, times)
    on_station = pairing.endurance_s - times.out_s(0) - times.back_s(0) if not times.moves else leg.stint_max_s
    transit_s = times.out_exact_s(0) + times.back_exact_s(0) if not times.moves else leg.away_min_s - leg.turnaround_s
    endurance_m = min(route_m * far_s / transit_s, NO_LIMIT_M) if transit_s else NO_LIMIT_M
    if on_station > 0:  # its reserve is flown at loiter speed: a little farther than transit alone reaches
        endurance_m = max(endurance_m, route_m)
    sensor_m = max(pairing.sensor_range_m - line.hold_radius_m, 0.0) if line.kind != "relay" else math.inf
    radii = {
        "endurance": (endurance_m, route_m),
        "link": (link.reach_m, link.far_m),
        "sensor": (sensor_m, line.reach_m),
    }
    binding, reason = min(("endurance", "link"), key=lambda name: radii[name][0] - radii[name][1]), ""
    if sensor_m < line.reach_m:
        binding = "sensor"
        reason = (
            f"its sensor sees {km(pairing.sensor_range_m)}, so from a hold of {km(line.hold_radius_m)} an area may reach "
            f"{km(sensor_m)} from its centre; this one reaches {km(line.reach_m)}"
        )
    elif on_station <= 0:
        binding = "endurance"
        reason = (
            f"endurance of {format_duration(pairing.endurance_s)} is at most the way out and back of "
            f"{format_duration(transit_s)}: no number of vehicles holds the line; the largest radius that would work is "
            f"{km(endurance_m)} ({endurance_m / NM_M:.0f} NM), the post lies {km(route_m)} away"
        )
    elif link.reason:
        binding, reason = "link", link.reason
    return Verdict(
        fleet=fleet.name,
        line=line.name,
        feasible=not reason,
        reason=reason,
        distance_m=route_m,
        largest_radius_m=radii[binding][0],
        binding=binding,
        transit_out_s=times.out_s(0) if not times.moves else times.out_min_s,
        transit_back_s=times.back_s(0) if not times.moves else times.back_min_s,
        on_station_s=on_station,
        cycle_s=pairing.endurance_s + pairing.turnaround_s,
        needed_radius_m=radii[binding][1],
        endurance_s=pairing.endurance_s,
    )


def instants(scenario: Scenario, track: Track) -> list[float]:
    """Instants of the period at which the places of a moving base are looked at; every waypoint among them."""
    if not track.moves:
        return [0.0]
    grid = [_SAMPLE_S * i for i in range(math.ceil(scenario.length_s / _SAMPLE_S))]
    return sorted({*grid, float(scenario.length_s), *(t for t in track.times_s if 0 <= t <= scenario.length_s)})
