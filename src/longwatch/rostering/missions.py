"""What the sorties of a pairing fly: its endurance rests on its way, speeds and height."""

from __future__ import annotations

import math

import numpy as np

from longwatch.catalog.models import Payload, Platform
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.physics.endurance import longest_planned_s, mission_endurance_s, mission_left_s
from longwatch.physics.missions import Mission, knows_missions, slowest_at_mps
from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.way import Way
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import FT_M, KT_MPS, format_duration

_PLACES = 257  # instants at which the places of a moving base or post are looked at, besides its waypoints


def endurance_of(scenario: Scenario, pairing: Pairing, line: Line, aboard: bool = False) -> int:
    """Planned seconds from take-off to landing on the way of a pairing, whose own endurance is not looked at.

    A payload that is `aboard` already is not asked whether it fits. Raises BadInputError where it does not fit, and where the
    reserve leaves nothing.
    """
    return (mission_left_s if aboard else mission_endurance_s)(
        *_aboard(scenario, pairing), _mission(scenario, pairing, line)
    )


def transit_endurance_of(scenario: Scenario, pairing: Pairing) -> int:
    """The same of a sortie that is all transit: how far it could go."""
    mission = Mission(pairing.height_m, pairing.airspeed_mps, pairing.hold_speed_mps, math.inf, math.inf)
    return mission_left_s(*_aboard(scenario, pairing), mission)


def endurance_words(scenario: Scenario, pairing: Pairing, line: Line) -> str:
    """What the endurance of a pairing rests on; "" where its way does not matter."""
    platform, payload = _aboard(scenario, pairing)
    if not knows_missions(platform, payload):
        return ""
    mission = _mission(scenario, pairing, line)
    transit = format_duration(round(mission.out_s + mission.back_s))
    words = f"{transit} transit at {_kt(mission.transit_mps)}, the rest at {_kt(mission.loiter_mps)}"
    if platform.flight is not None:
        words += f", {mission.height_m / FT_M:.0f} ft"
    slowest_mps = slowest_at_mps(platform, payload, mission.height_m)
    if slowest_mps > min(mission.transit_mps, mission.loiter_mps) * 1.01:
        words += f"; fuel as if no slower than {_kt(slowest_mps)} while heavy"
    return words + ("; no more than its record" if pairing.endurance_s == longest_planned_s(platform, payload) else "")


def farthest_ways_s(base: Track, line: Line, pairing: Pairing, length_s: float) -> tuple[float, float]:
    """(out, back) in the planning wind; where base or post moves, while they are farthest from each other.

    Of the places at waypoints and some 250 instants of the period, or of one run of a path that is run again and again.
    """
    post = track_of_line(line)
    wind = pairing.wind_east_mps, pairing.wind_north_mps
    place = (line.post_lat_deg, line.post_lon_deg)
    way = Way(base, place, pairing.route, pairing.airspeed_mps, *wind, post if line.moves else None)
    if not base.moves and not post.moves:
        return way.out_s(0.0, 0.0), way.back_s(0.0, 0.0)
    end_s = length_s if base.moves or post.period_s <= 0.0 else post.period_s
    knots = [t for track in (base, post) for t in track.times_s if 0.0 <= t <= end_s]
    times = np.array([*np.linspace(0.0, end_s, _PLACES), *knots])
    far_s = float(times[np.argmax(distance_m(*base.at_many(times), *post.at_many(times)))])
    return way.out_s(far_s, far_s), way.back_s(far_s, far_s)


def _mission(scenario: Scenario, pairing: Pairing, line: Line) -> Mission:
    ways_s = (0.0, 0.0)
    if knows_missions(*_aboard(scenario, pairing)):
        base = track_of(scenario.base(scenario.fleet(pairing.fleet).base))
        ways_s = farthest_ways_s(base, line, pairing, float(scenario.length_s))
    return Mission(pairing.height_m, pairing.airspeed_mps, pairing.hold_speed_mps, *ways_s)


def _aboard(scenario: Scenario, pairing: Pairing) -> tuple[Platform, Payload]:
    fleet = scenario.fleet(pairing.fleet)
    return scenario.platform_of(fleet), scenario.payload_of(fleet)


def _kt(speed_mps: float) -> str:
    return f"{speed_mps / KT_MPS:.3g} kt"
