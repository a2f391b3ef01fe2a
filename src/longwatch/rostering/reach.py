"""How far a fleet lets a line lie: sensor, endurance and link against their radii."""

from __future__ import annotations

import math

from longwatch.detection.link import NO_LIMIT_M, link_reach_m
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.rostering.problem import Leg
from longwatch.rostering.track import track_of
from longwatch.rostering.transit import Transits
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M, format_duration, parse_position

_SAMPLE_S = 1800.0  # how often the places of moving ships are looked at


def reach(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, times: Transits, route_m: float) -> Verdict:
    """The verdict on a pairing to whose post a way of `route_m` leads, flown in `times`."""
    leg = Leg(0, 0, pairing.endurance_s, pairing.turnaround_s, times)
    on_station = pairing.endurance_s - times.out_s(0) - times.back_s(0) if not times.moves else leg.stint_max_s
    transit_s = times.out_exact_s(0) + times.back_exact_s(0) if not times.moves else leg.away_min_s - leg.turnaround_s
    endurance_m = min(route_m * pairing.endurance_s / transit_s, NO_LIMIT_M) if transit_s else NO_LIMIT_M
    sensor_m = max(pairing.sensor_range_m - line.hold_radius_m, 0.0)
    link_m, far_m = _link(scenario, fleet, line, pairing)
    radii = {"endurance": (endurance_m, route_m), "link": (link_m, far_m), "sensor": (sensor_m, line.reach_m)}
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
    elif link_m < far_m:
        binding = "link"
        reason = (
            f"control station {fleet.control!r} reaches {km(link_m)} ({link_m / NM_M:.0f} NM), the far side of the hold "
            f"lies {km(far_m)} away"
        )
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
    )


def _link(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing) -> tuple[float, float]:
    """(reach of the link, farthest distance from the control station to the hold over the period), in metres."""
    if fleet.control is None:
        return math.inf, 0.0
    control, platform = scenario.control(fleet.control), scenario.platform_of(fleet)
    if control.kind == "satellite":
        return math.inf, 0.0
    reach_m = link_reach_m(
        control.kind,
        float(control.antenna_height_m),
        None if platform.los_range_m is None else float(platform.los_range_m),
        pairing.height_m,
    )
    track = _control_track(scenario, control)
    far_m = max(float(distance_m(*track.at(t), line.lat_deg, line.lon_deg)) for t in instants(scenario, track))
    slack_m = 0.5 * _SAMPLE_S * track.speed_max_mps if len(track.times_s) > 2 else 0.0
    return float(reach_m), far_m + line.hold_radius_m + slack_m


def _control_track(scenario: Scenario, control: Control) -> Track:
    """Where a control station is: at its base, which may move, or at a position."""
    base = next((base for base in scenario.bases if base.name == control.at), None)
    return track_of(base) if base is not None else Track.of([(0.0, *parse_position(control.at))])


def instants(scenario: Scenario, track: Track) -> list[float]:
    """Instants of the period at which the places of a moving base are looked at; every waypoint among them."""
    if not track.moves:
        return [0.0]
    grid = [_SAMPLE_S * i for i in range(math.ceil(scenario.length_s / _SAMPLE_S))]
    return sorted({*grid, float(scenario.length_s), *(t for t in track.times_s if 0 <= t <= scenario.length_s)})


def km(length_m: float) -> str:
    """ "12.3 km"."""
    return f"{length_m / 1000:.1f} km"
