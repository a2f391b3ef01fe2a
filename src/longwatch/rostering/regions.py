"""How far each fleet reaches round its base, whatever the lines: by endurance and by link, and which of them binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from longwatch.detection.link import NO_LIMIT_M
from longwatch.geo.between import LatLon
from longwatch.geo.geodesic import Floats, direct
from longwatch.geo.polygon import Polygon
from longwatch.geo.sight import clear_reach_m, plane_edges
from longwatch.physics.endurance import mission_endurance_s
from longwatch.physics.missions import Mission
from longwatch.physics.transit import ground_speed_mps
from longwatch.rostering.link import in_sight_of, km
from longwatch.rostering.sites import Site, control_site, grounds_of, relay_site, working_height_m
from longwatch.rostering.track import track_of
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M
from longwatch.weather.planning import planning_wind_mps

AZIMUTHS_DEG: Final[Floats] = np.arange(0.0, 360.0, 1.0)


@dataclass(frozen=True)
class Outline:
    """Where one antenna, or the beam of a satellite, reaches a vehicle of the fleet."""

    name: str
    kind: str  # "control", "relay", "footprint"
    ring: tuple[LatLon, ...]
    least_m: float  # how far that is from the antenna; 0 for a footprint
    greatest_m: float


@dataclass(frozen=True, eq=False)
class Region:
    """Where a fleet can hold a post, by azimuth from its base (of a ship: from where it is at the start)."""

    fleet: Fleet
    at: LatLon
    endurance_m: Floats  # (360,): half the endurance out and half back, in the planning wind
    link_m: Floats  # (360,): how far a vehicle that sets out stays linked; NO_LIMIT_M where nothing limits it
    outlines: tuple[Outline, ...]

    @property
    def radius_m(self) -> Floats:
        return np.minimum(self.endurance_m, self.link_m)

    @property
    def binding(self) -> str:
        """What binds in most directions."""
        return "link" if self.link_share > 0.5 else "endurance"

    @property
    def link_share(self) -> float:
        """Share of directions in which the link binds."""
        return float((self.link_m < self.endurance_m).mean())

    def ring(self, radius_m: Floats) -> list[LatLon]:
        """Places at these distances, by azimuth; a distance beyond a quarter of the Earth is cut there."""
        lat, lon = direct(*self.at, AZIMUTHS_DEG, np.minimum(radius_m, NO_LIMIT_M / 2))
        return list(zip(lat.tolist(), lon.tolist(), strict=True))


def regions_of(scenario: Scenario, lines: tuple[Line, ...]) -> tuple[Region, ...]:
    """One for each fleet. Land, keep-out areas and sensors are not looked at: they depend on the line."""
    return tuple(_region(scenario, fleet, lines) for fleet in scenario.fleets)


def _region(scenario: Scenario, fleet: Fleet, lines: tuple[Line, ...]) -> Region:
    at = track_of(scenario.base(fleet.base)).at(0.0)
    control = scenario.control(fleet.control) if fleet.control is not None else None
    outlines = _outlines(scenario, fleet, control) if control is not None else None
    no_limit = np.full(AZIMUTHS_DEG.shape, NO_LIMIT_M)
    link_m = no_limit if outlines is None else _inside_m(at, outlines)
    return Region(fleet, at, _endurance_m(scenario, fleet, lines), link_m, outlines or ())


def _endurance_m(scenario: Scenario, fleet: Fleet, lines: tuple[Line, ...]) -> Floats:
    """Out and back on one course: endurance / (1 / ground speed out + 1 / ground speed back)."""
    platform = scenario.platform_of(fleet)
    course, speed = np.radians(AZIMUTHS_DEG), float(platform.transit_speed_mps)
    all_transit = Mission(working_height_m(scenario, fleet), speed, float(platform.loiter_speed_mps), np.inf, np.inf)
    endurance_s = mission_endurance_s(platform, scenario.payload_of(fleet), all_transit)
    winds = {(0.0, 0.0)}
    if platform.domain == "air":
        winds = {planning_wind_mps(scenario, line, working_height_m(scenario, fleet)) for line in lines}
    rings = []
    for wind in winds:
        out, back = (np.nan_to_num(ground_speed_mps(speed, way, *wind)) for way in (course, course + np.pi))
        flies = (out > 0.0) & (back > 0.0)
        pace = 1.0 / np.where(flies, out, 1.0) + 1.0 / np.where(flies, back, 1.0)
        rings.append(np.where(flies, endurance_s / pace, 0.0))
    least: Floats = np.min(rings, axis=0)
    return np.minimum(least, NO_LIMIT_M)


def _outlines(scenario: Scenario, fleet: Fleet, control: Control) -> tuple[Outline, ...] | None:
    """What links the fleet, at the start of the period; None where it is linked everywhere."""
    if control.kind == "satellite":
        if not scenario.platform_of(fleet).satellite:
            return ()
        if control.footprint is None:
            return None
        beams = scenario.areas[control.footprint]
        return tuple(Outline(control.footprint, "footprint", polygon.outer, 0.0, 0.0) for polygon in beams)
    station = control_site(scenario, control)
    found = [_outline(scenario, fleet, station, "control")]
    only_relays = bool(fleet.lines) and all(scenario.watch(name).kind == "relay" for name in fleet.lines)
    for name in control.relays if not only_relays else ():  # no relay of a relay
        relay = relay_site(scenario, control, name)
        if relay is not None and in_sight_of(scenario, station, relay):
            found.append(_outline(scenario, fleet, relay, "relay"))
    return tuple(found)


def _outline(scenario: Scenario, fleet: Fleet, site: Site, kind: str) -> Outline:
    """By azimuth the distance at which ground, horizon or data link first ends it; of a relay aircraft less its circle."""
    at, height_m = site.track.at(0.0), working_height_m(scenario, fleet)
    link_m = scenario.platform_of(fleet).los_range_m
    clear_m = clear_reach_m(*at, site.height_m, height_m, AZIMUTHS_DEG, grounds_of(scenario))
    reach_m = np.minimum(clear_m, np.inf if link_m is None else float(link_m))
    reach_m = np.maximum(reach_m - site.round_m, 1.0)
    lat, lon = direct(*at, AZIMUTHS_DEG, reach_m)
    ring = tuple(zip(lat.tolist(), lon.tolist(), strict=True))
    return Outline(site.name, kind, ring, float(reach_m.min()), float(reach_m.max()))


def _inside_m(at: LatLon, outlines: tuple[Outline, ...]) -> Floats:
    """How far from a place one may go by each azimuth without leaving the union of outlines."""
    whole = shapely.union_all([_in_plane(at, outline.ring) for outline in outlines])
    far_m = 1.1 * max((float(np.hypot(*xy)) for xy in shapely.get_coordinates(whole)), default=1.0)
    out = np.zeros(AZIMUTHS_DEG.shape)
    if not shapely.intersects(whole, shapely.Point(0.0, 0.0).buffer(1.0)):
        return out
    for k, azimuth in enumerate(np.radians(AZIMUTHS_DEG)):
        ray = shapely.LineString([(0.0, 0.0), (far_m * np.sin(azimuth), far_m * np.cos(azimuth))])
        first = min(shapely.get_parts(shapely.intersection(whole, ray)), key=_from_start_m, default=None)
        if first is not None and _from_start_m(first) < 1.0:
            out[k] = max(float(np.hypot(*xy)) for xy in shapely.get_coordinates(first))
    return out


def _in_plane(at: LatLon, ring: tuple[LatLon, ...]) -> Any:
    """A ring in the plane of azimuth and distance from a place."""
    shape = shapely.Polygon(plane_edges(*at, Polygon(ring))[:, :2])
    return shape if shape.is_valid else shapely.make_valid(shape)


def _from_start_m(part: Any) -> float:
    return float(np.hypot(*shapely.get_coordinates(part).T).min())


def radius_text(region: Region) -> str:
    """ "1304.0 km (704 NM)", or the least and the greatest where it differs by direction."""
    least_m, greatest_m = float(region.radius_m.min()), float(region.radius_m.max())
    if greatest_m - least_m < 500.0:
        return f"{km(greatest_m)} ({greatest_m / NM_M:.0f} NM)"
    return f"{least_m / 1000:.0f} to {greatest_m / 1000:.0f} km ({least_m / NM_M:.0f} to {greatest_m / NM_M:.0f} NM)"


def binding_text(region: Region) -> str:
    """What binds, and in how many directions where that differs."""
    share = region.link_share
    if share in (0.0, 1.0):
        return region.binding
    return f"{region.binding} ({max(share, 1.0 - share):.0%} of directions)"
