"""Antennas as a planner sees them: of a control station, a relay ship, a relay aircraft; and the ground that may hide."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.geo.between import LatLon, circle_path, dense_path
from longwatch.geo.sight import Ground
from longwatch.geo.track import Track
from longwatch.rostering.track import track_of
from longwatch.scenario.models import Control, Fleet, Watch
from longwatch.scenario.scenario import Scenario
from longwatch.units import parse_position


@dataclass(frozen=True)
class Site:
    """An antenna: anywhere within `round_m` of its track, which stands still at one point for most."""

    name: str
    height_m: float
    track: Track
    round_m: float = 0.0  # of a relay aircraft: it flies a circle
    los_range_m: float | None = None  # of a relay aircraft: reach of its own data link

    def places(self, from_s: float, to_s: float) -> list[LatLon]:
        """Where it is from one instant to another: both ends and the knots between; the way between is geodesic."""
        if not self.track.moves:
            return [self.track.at(0.0)]
        times = [from_s, *(t for t in self.track.times_s if from_s < t < to_s), to_s]
        places = [self.track.at(t) for t in times]
        return [place for k, place in enumerate(places) if k == 0 or place != places[k - 1]]

    def path(self, from_s: float, to_s: float) -> list[LatLon]:
        """The same as a path along which it may be anywhere."""
        places = self.places(from_s, to_s)
        return circle_path(*places[0], self.round_m) if self.round_m > 0.0 else dense_path(places)


def control_site(scenario: Scenario, control: Control) -> Site:
    """A control station: at its base, which may move, or at a position."""
    base = next((base for base in scenario.bases if base.name == control.at), None)
    track = track_of(base) if base is not None else Track.of([(0.0, *parse_position(control.at))])
    return Site(control.name, float(control.antenna_height_m), track)


def relay_site(scenario: Scenario, control: Control, name: str) -> Site | None:
    """A relay of a control station; None where no fleet may hold it.

    A ship or base carries an antenna like the station's own. An aircraft is taken at the lowest working height, and with
    the shortest data link, of all fleets that may hold the relay's line.
    """
    base = next((base for base in scenario.bases if base.name == name), None)
    if base is not None:
        return Site(name, float(control.antenna_height_m), track_of(base))
    watch = scenario.watch(name)
    fleets = [fleet for fleet in scenario.fleets if may_relay(scenario, fleet, watch)]
    if not fleets or watch.post is None:
        return None
    links = [scenario.platform_of(fleet).los_range_m for fleet in fleets]
    return Site(
        name,
        min(working_height_m(scenario, fleet) for fleet in fleets),
        Track.of([(0.0, *watch.post)]),
        float(watch.hold_radius_m),
        min((float(link) for link in links if link is not None), default=None),
    )


def may_relay(scenario: Scenario, fleet: Fleet, watch: Watch) -> bool:
    """Whether a fleet may hold a relay's line: aircraft only, and where the scenario lets it."""
    return scenario.platform_of(fleet).domain == "air" and (not fleet.lines or watch.name in fleet.lines)


def working_height_m(scenario: Scenario, fleet: Fleet) -> float:
    """Of its vehicles over the sea."""
    height_m = fleet.altitude_m if fleet.altitude_m is not None else scenario.platform_of(fleet).altitude_m
    return float(height_m)


def grounds_of(scenario: Scenario) -> tuple[Ground, ...]:
    """All areas whose ground rises to a height."""
    return tuple(
        Ground(area.name, scenario.areas[area.name], float(area.height_m))
        for area in scenario.file.area
        if area.height_m is not None
    )
