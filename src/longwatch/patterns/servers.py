"""What the fleets bring to a revisit watch before any line is laid: sweep width, speed, and how many stay up."""

from __future__ import annotations

import math
from dataclasses import dataclass

from longwatch.errors import BadInputError
from longwatch.geo.geodesic import distance_m
from longwatch.geo.obstacles import Obstacles, zones_of
from longwatch.patterns.seen import ground_range_m
from longwatch.physics.endurance import mission_endurance_s
from longwatch.physics.missions import Mission
from longwatch.scenario.asks import classes_of
from longwatch.scenario.models import Fleet, Watch
from longwatch.scenario.openings import control_at_once, crews_at_once
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.zones import permission
from longwatch.weather.planning import planning_range_m, planning_wind_mps


@dataclass(frozen=True)
class Server:
    """A fleet that may serve a revisit watch."""

    fleet: str
    domain: str
    ranges_m: tuple[
        float, ...
    ]  # straight, at which its payload meets what the watch must see, by class in order of names
    grounds_m: tuple[float, ...]  # the same along the sea, from its height
    hold_mps: float  # through the air or water, on station
    transit_mps: float
    wind_mps: float  # that it feels, whatever the direction
    usable: int
    at_once: int  # that can be airborne at one instant
    obstacles: Obstacles  # where it may not be
    duty: float  # share of a vehicle's time on station over the middle of the area, 0 where it can't stay

    @property
    def ground_m(self) -> float:
        """From where it sees every class along the sea."""
        return min(self.grounds_m)

    @property
    def pattern_mps(self) -> float:
        """Over ground, in every direction, against the wind as well."""
        return max(min(self.hold_mps, self.transit_mps) - self.wind_mps, 0.0)

    @property
    def sustained(self) -> float:
        """Vehicles on station at once for good."""
        return min(self.usable * self.duty, float(self.at_once))


def servers_of(scenario: Scenario, watch: Watch, centre: tuple[float, float]) -> tuple[Server, ...]:
    """Every fleet that the scenario lets serve the watch and whose payload sees what it asks for."""
    found = (_server(scenario, watch, fleet, centre) for fleet in scenario.fleets)
    return tuple(one for one in found if one is not None)


def _server(scenario: Scenario, watch: Watch, fleet: Fleet, centre: tuple[float, float]) -> Server | None:
    platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
    if fleet.lines and watch.name not in fleet.lines:
        return None
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    probe = _probe(watch.name, *centre)
    ranges_m = [planning_range_m(scenario, probe, payload, one, height_m) or 0.0 for one in classes_of(watch)]
    at_once = _at_once(scenario, fleet)
    if any(ground_range_m(range_m, height_m) <= 0.0 for range_m in ranges_m) or at_once < 1:
        return None
    base = scenario.base(fleet.base)
    if platform.domain != "air" and base.kind == "airfield":
        return None
    transit_mps, hold_mps = float(platform.transit_speed_mps), float(platform.loiter_speed_mps)
    from_base = base.track[0].at if base.track else base.at
    away_m = float(distance_m(*from_base, *centre)) if from_base is not None else 0.0
    way_s = away_m / transit_mps
    try:
        endurance_s = mission_endurance_s(platform, payload, Mission(height_m, transit_mps, hold_mps, way_s, way_s))
    except BadInputError:
        return None
    turnaround_s = float(fleet.turnaround_s if fleet.turnaround_s is not None else platform.turnaround_s)
    on_station_s = endurance_s - 2.0 * way_s
    return Server(
        fleet=fleet.name,
        domain=platform.domain,
        ranges_m=tuple(ranges_m),
        grounds_m=tuple(ground_range_m(range_m, height_m) for range_m in ranges_m),
        hold_mps=hold_mps,
        transit_mps=transit_mps,
        wind_mps=_wind_mps(scenario, watch, height_m) if platform.domain == "air" else 0.0,
        usable=scenario.usable_count(fleet),
        at_once=at_once,
        obstacles=_obstacles(scenario, fleet),
        duty=max(on_station_s, 0.0) / max(endurance_s + turnaround_s, 1.0),
    )


def _wind_mps(scenario: Scenario, watch: Watch, height_m: float) -> float:
    """The strongest planning wind over the area: at its middle, and at its outermost cells where wind varies by place."""
    cells = scenario.cells[watch.name]
    order = [cells.lat_deg.index(pick(cells.lat_deg)) for pick in (min, max)]
    order += [cells.lon_deg.index(pick(cells.lon_deg)) for pick in (min, max)]
    places = {(cells.lat_deg[k], cells.lon_deg[k]) for k in (*order, cells.n // 2)}
    winds = [planning_wind_mps(scenario, _probe(watch.name, *place), height_m) for place in sorted(places)]
    return max(math.hypot(*wind) for wind in winds)


def _probe(watch: str, lat_deg: float, lon_deg: float) -> Line:
    """A place of a watch as planning asks for it."""
    place = (lat_deg, lon_deg)
    return Line(watch, watch, *place, *place, 0.0, 0.0, 1, (), 0, 0)


def _obstacles(scenario: Scenario, fleet: Fleet) -> Obstacles:
    allowed = permission(scenario, fleet)
    zones = zones_of(allowed.closed, allowed.corridors, allowed.deep)
    return Obstacles(() if allowed.over_land else scenario.land, zones)


def _at_once(scenario: Scenario, fleet: Fleet) -> int:
    """Vehicles that count, crews and channels let be airborne at one instant."""
    most = scenario.usable_count(fleet)
    if fleet.crews is not None:
        most = min(most, crews_at_once(fleet))
    if fleet.control is not None:
        most = min(most, control_at_once(scenario.control(fleet.control)))
    return most
