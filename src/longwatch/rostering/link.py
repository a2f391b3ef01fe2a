"""Whether a fleet's vehicles are linked on a line and on the way to it: by their control station, or through a relay.

A link must hold wherever the vehicle may be while the antenna is wherever it may be at that time: on the circle of a hold or
the whole path of a line that moves, and on the ways of unmanned aircraft. What is refused here may work at some lucky
hour; what is accepted works at every one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from longwatch.detection.link import link_reach_m
from longwatch.geo.between import LatLon, circle_path, dense_path, first_hidden
from longwatch.geo.geodesic import distance_m, inverse
from longwatch.geo.sight import Ground, clear_reach_m
from longwatch.geo.track import Track
from longwatch.geo.within import stays_within
from longwatch.rostering.sites import Site, control_site, grounds_of, relay_site
from longwatch.rostering.track import track_of, track_of_line
from longwatch.rostering.transit import Transits
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.plan import Line, Pairing
from longwatch.scenario.scenario import Scenario
from longwatch.units import NM_M, format_position

BLOCK_S = 1800.0  # what moves is looked at in stretches of this length
WAY = "the way there"
WAY_STEP_M = 5_000.0  # a way that changes hands is looked at in legs of this length


@dataclass(frozen=True)
class Link:
    """How a fleet is linked on a line: `reason` says why not, the radii how far it reaches and how far it would have to."""

    reach_m: float = math.inf
    far_m: float = 0.0
    relay: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Piece:
    """Part of where a vehicle may be, anywhere within `round_m` or `pad_m` of a path, from one instant to another."""

    from_s: float
    to_s: float
    points: Sequence[LatLon]  # ends of geodesic legs
    where: str  # "the hold", "the way"
    round_m: float = 0.0  # a circle round a single point
    pad_m: float = 0.0


@dataclass(frozen=True)
class Short:
    """Where a link ends too soon: how far it reaches, how far it would have to, what stands in between."""

    reach_m: float
    far_m: float
    where: str
    ground: Ground | None = None
    at: LatLon | None = None


def link_of(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, times: Transits) -> Link:
    """How a fleet is linked on a line; directly where that is possible, else through the first relay that does."""
    if fleet.control is None:
        return Link()
    control, platform = scenario.control(fleet.control), scenario.platform_of(fleet)
    if control.kind == "satellite":
        return _in_the_beam(scenario, control, line)
    los_range_m = None if platform.los_range_m is None else float(platform.los_range_m)
    sight = _Sight(pairing.height_m, los_range_m, grounds_of(scenario))
    station = control_site(scenario, control)
    flies = platform.domain == "air" and platform.unmanned

    def pieces(site: Site, step_m: float | None = None) -> Iterator[Piece]:
        yield from hold_pieces(line, scenario.length_s, site.track.moves)
        if flies:
            yield from way_pieces(scenario, fleet, line, pairing, times, step_m)

    short = next((found for piece in pieces(station) if (found := sight.short(station, piece))), None)
    if short is None:
        return Link(sight.reach_m(station), _far_m(scenario, station, line))
    reasons = [_told(f"control station {control.name!r}", short)]
    for name in control.relays if line.kind != "relay" else ():
        relay = relay_site(scenario, control, name)
        if relay is None:
            reasons.append(f"no fleet of aircraft may hold the relay {name!r}")
            continue
        short_of_relay = _not_in_sight(scenario, station, relay, sight.grounds)
        if short_of_relay is not None:
            reasons.append(_told(f"control station {control.name!r}", short_of_relay))
            continue
        lost = next(
            (found for piece in pieces(relay, WAY_STEP_M) if (found := sight.short_of((station, relay), piece))), None
        )
        if lost is None:
            return Link(sight.reach_m(relay), _far_m(scenario, relay, line), name)
        reasons.append(_told(f"the relay {name!r}", lost))
    return Link(short.reach_m, short.far_m, reason="; ".join(reasons))


def reaches(scenario: Scenario, fleet: Fleet, pairing: Pairing, pieces: Sequence[Piece]) -> bool:
    """Whether a fleet's control station, or the relay of a pairing, has all pieces of a way in reach at all times."""
    if fleet.control is None or scenario.control(fleet.control).kind == "satellite":
        return True
    control, platform = scenario.control(fleet.control), scenario.platform_of(fleet)
    los_range_m = None if platform.los_range_m is None else float(platform.los_range_m)
    sight, station = _Sight(pairing.height_m, los_range_m, grounds_of(scenario)), control_site(scenario, control)
    if not pairing.relay:
        return all(sight.short(station, piece) is None for piece in pieces)
    relay = relay_site(scenario, control, pairing.relay)
    legs = [replace(piece, points=leg) for piece in pieces for leg in pairwise(dense_path(piece.points, WAY_STEP_M))]
    return relay is not None and all(sight.short_of((station, relay), leg) is None for leg in legs)


@dataclass(frozen=True)
class _Sight:
    """What decides whether a vehicle of this height and data link is in reach of a site."""

    height_m: float
    los_range_m: float | None
    grounds: tuple[Ground, ...]

    def reach_m(self, site: Site) -> float:
        return float(link_reach_m("line-of-sight", site.height_m, self.los_range_m, self.height_m))

    def short(self, site: Site, piece: Piece) -> Short | None:
        """How a site falls short of a piece; None where it reaches all of it at all times."""
        places = site.places(piece.from_s, piece.to_s)
        reach_m = self.reach_m(site)
        lats, lons = ([[point[k]] for point in piece.points] for k in (0, 1))
        off_m = distance_m(lats, lons, [[place[0] for place in places]], [[place[1] for place in places]])
        far_m = float(off_m.max()) + piece.round_m + piece.pad_m + site.round_m
        if far_m > reach_m:
            return Short(reach_m, far_m, piece.where)
        if not self.grounds:
            return None
        vehicle = circle_path(*piece.points[0], piece.round_m) if piece.round_m > 0.0 else dense_path(piece.points)
        path = site.path(piece.from_s, piece.to_s)
        hidden = first_hidden(path, site.height_m, vehicle, self.height_m, self.grounds, 60.0 + piece.pad_m)
        if hidden is None:
            return None
        azimuth, _, length_m = inverse(*hidden.antenna, *hidden.vehicle)
        (clear_m,) = clear_reach_m(*hidden.antenna, site.height_m, self.height_m, [azimuth], [hidden.ground])
        return Short(
            min(float(clear_m), reach_m, float(length_m)), float(length_m), piece.where, hidden.ground, hidden.vehicle
        )

    def short_of(self, sites: Sequence[Site], piece: Piece) -> Short | None:
        """The same where any of several sites will do for the piece; what the last one lacks."""
        found = None
        for site in sites:
            found = self.short(site, piece)
            if found is None:
                return None
        return found


def hold_pieces(line: Line, length_s: float, with_moving: bool) -> Iterator[Piece]:
    """Where those on station may be over the period; in short stretches of time where antenna and line both move."""
    if not line.moves:
        yield Piece(0.0, length_s, [(line.lat_deg, line.lon_deg)], "the far side of the hold", line.hold_radius_m)
        return
    track = track_of_line(line)
    what = "the far end of the path"
    if not with_moving:
        yield Piece(0.0, length_s, list(zip(track.lats_deg, track.lons_deg, strict=True)), what)
        return
    for begin, end in _blocks(0.0, length_s):
        yield Piece(begin, end, _places(track, begin, end), what)


def way_pieces(
    scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, times: Transits, step_m: float | None
) -> Iterator[Piece]:
    """The ways out and back, cut into legs of `step_m` where that is asked."""
    for piece in _whole_ways(scenario, fleet, line, pairing, times):
        if step_m is None:
            yield piece
            continue
        for leg in pairwise(dense_path(piece.points, step_m)):
            yield Piece(piece.from_s, piece.to_s, leg, piece.where, pad_m=piece.pad_m)


def _whole_ways(scenario: Scenario, fleet: Fleet, line: Line, pairing: Pairing, times: Transits) -> Iterator[Piece]:
    base, away_s = track_of(scenario.base(fleet.base)), float(pairing.endurance_s)
    last_s = scenario.length_s + away_s
    if not base.moves:
        first = (line.post_lat_deg, line.post_lon_deg)
        path = [(lat, lon) for _, lat, lon in line.path]
        yield Piece(-away_s, last_s, [*(pairing.route or [base.at(0.0), first]), *path[1:]], WAY)
        for post in dense_path(path, WAY_STEP_M) if line.moves and not pairing.route else ():
            yield Piece(-away_s, last_s, [base.at(0.0), post], WAY, pad_m=WAY_STEP_M / 2)
        return
    posts, still = track_of_line(line), False
    for begin, end in _blocks(0.0, last_s):
        one, two = base.at(begin), base.at(end)
        if still and one == two and not line.moves:
            continue  # its ship lies still, as in the stretch before
        still = one == two
        at = (int(begin), int(end))
        took_s = 1.2 * max(*(times.out_exact_s(t) for t in at), *(times.back_exact_s(t) for t in at)) + 60.0
        ends = {place for way_s in (took_s, -took_s) for place in _places(posts, begin + way_s, end + way_s)}
        aside_m = 0.5 * (float(distance_m(*one, *two)) + posts.speed_max_mps * (end - begin + took_s))
        for post in sorted(ends):
            yield Piece(begin - took_s, end + took_s, [base.at(0.5 * (begin + end)), post], WAY, pad_m=aside_m)


def _not_in_sight(scenario: Scenario, station: Site, relay: Site, grounds: tuple[Ground, ...]) -> Short | None:
    """How a control station falls short of its relay at some time; None where it has it in sight at all times."""
    sight = _Sight(relay.height_m, relay.los_range_m, grounds)
    what = f"its relay {relay.name!r}"
    if relay.round_m > 0.0:
        return sight.short(station, Piece(0.0, scenario.length_s, relay.places(0.0, 0.0), what, relay.round_m))
    both = station.track.moves and relay.track.moves
    for begin, end in _blocks(0.0, scenario.length_s) if both else [(0.0, float(scenario.length_s))]:
        short = sight.short(station, Piece(begin, end, relay.places(begin, end), what))
        if short is not None:
            return short
    return None


def in_sight_of(scenario: Scenario, station: Site, relay: Site) -> bool:
    """Whether a control station has its relay in sight at all times."""
    return _not_in_sight(scenario, station, relay, grounds_of(scenario)) is None


def _far_m(scenario: Scenario, site: Site, line: Line) -> float:
    """The farthest that those on station are ever from a site."""
    return max(
        float(distance_m(*place, *point)) + piece.round_m + site.round_m
        for piece in hold_pieces(line, scenario.length_s, site.track.moves)
        for place in site.places(piece.from_s, piece.to_s)
        for point in piece.points
    )


def _in_the_beam(scenario: Scenario, control: Control, line: Line) -> Link:
    """A satellite reaches whatever lies in its footprint."""
    if control.footprint is None:
        return Link()
    path = [(lat, lon) for _, lat, lon in line.path]
    held = dense_path(path) if line.moves else circle_path(line.lat_deg, line.lon_deg, line.hold_radius_m)
    if stays_within(scenario.areas[control.footprint], held):
        return Link()
    what = "path" if line.moves else "hold"
    return Link(
        0.0, 0.0, reason=f"the {what} leaves the footprint {control.footprint!r} of the satellite {control.name!r}"
    )


def _told(what: str, short: Short) -> str:
    radius = f"{km(short.reach_m)} ({short.reach_m / NM_M:.0f} NM)"
    if short.ground is None:
        return f"{what} reaches {radius}, {short.where} lies {km(short.far_m)} away"
    assert short.at is not None
    rises = f"{short.ground.name!r} rises to {short.ground.height_m:.0f} m"
    return (
        f"{what} reaches {radius} where {rises} in between: {short.where} is hidden at "
        f"{format_position(*short.at)}, {km(short.far_m)} away"
    )


def _blocks(from_s: float, to_s: float) -> Iterator[tuple[float, float]]:
    n = max(1, math.ceil((to_s - from_s) / BLOCK_S))
    yield from ((from_s + k * BLOCK_S, min(from_s + (k + 1) * BLOCK_S, to_s)) for k in range(n))


def _places(track: Track, from_s: float, to_s: float) -> list[LatLon]:
    """Where something on a track is from one instant to another: both ends and every knot between."""
    if not track.moves:
        return [track.at(0.0)]
    runs = [0]
    if track.period_s > 0.0:
        first, last = (math.floor((t - track.times_s[0]) / track.period_s) for t in (from_s, to_s))
        runs = list(range(first, last + 1))
    knots = (t + run * track.period_s for run in runs for t in track.times_s)
    return [track.at(t) for t in sorted({from_s, to_s, *(t for t in knots if from_s < t < to_s)})]


def km(length_m: float) -> str:
    """ "12.3 km"."""
    return f"{length_m / 1000:.1f} km"
