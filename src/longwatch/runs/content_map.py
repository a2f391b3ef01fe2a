"""The layers of the report's map, from the scenario, the plan and the ships."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians

from longwatch.geo.land import outline
from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure
from longwatch.reporting.content_map import (
    MapArea,
    MapBase,
    MapCells,
    MapHold,
    MapLayers,
    MapRoute,
    MapTour,
    MapZone,
    Points,
)
from longwatch.rostering.make import Plan
from longwatch.scenario.models import Base
from longwatch.scenario.plan import sorties_of
from longwatch.scenario.scenario import Scenario
from longwatch.traffic.ships import Ships
from longwatch.traffic.told import is_synthetic, short_name

MARGIN_DEG = 1.2
PASSAGES = 60  # of synthetic ships that are drawn
ASPECT = 2.0  # width over height of the widest map drawn, with some to spare


def map_layers(
    scenario: Scenario,
    plan: Plan,
    land: tuple[Polygon, ...],
    ships: Ships | None,
    unwatched: dict[str, Figure] | None,
    cells: tuple[MapCells, ...] = (),
) -> MapLayers:
    """Areas, holds, tours, cells, bases, the ways flown between them, and the ships' real tracks."""
    roster = plan.roster
    sorties = sorties_of(roster.stints)
    used = {(stint.fleet, stint.line) for stint in roster.stints}
    used |= {(rows[-1].lands_with, rows[-1].line) for rows in sorties}
    onward = {(one.fleet, one.line, other.line) for rows in sorties for one, other in pairwise(rows)}
    posts = {line.name: (line.post_lat_deg, line.post_lon_deg) for line in roster.lines}
    return MapLayers(
        areas=tuple(
            MapArea(watch.name, watch.area, scenario.areas[watch.area], (unwatched or {}).get(watch.name))
            for watch in scenario.watches
            if watch.area
        ),
        holds=tuple(
            MapHold(line.name, line.watch, line.lat_deg, line.lon_deg, line.hold_radius_m, line.reach_m)
            for line in roster.lines
            if not line.moves
        ),
        tours=tuple(
            MapTour(line.name, line.watch, tuple((lat, lon) for _, lat, lon in line.path), line.period_s)
            for line in roster.lines
            if line.moves
        ),
        cells=cells,
        zones=tuple(_zones(scenario)),
        bases=tuple(_base(base) for base in scenario.bases),
        routes=tuple(
            MapRoute(
                pairing.fleet, pairing.line, pairing.route or _from_ship(scenario, plan, pairing.fleet, pairing.line)
            )
            for pairing in roster.pairings
            if (pairing.fleet, pairing.line) in used
        )
        + tuple(
            MapRoute(
                one.fleet,
                one.to_line,
                one.route or tuple(posts[name] for name in (one.from_line, one.to_line)),
                one.from_line,
            )
            for one in roster.passages
            if (one.fleet, one.from_line, one.to_line) in onward
        ),
        land=land,
        ships=_tracks(ships, scenario) if ships else (),
        ships_note=_note(scenario, ships),
    )


def land_around(scenario: Scenario, plan: Plan) -> tuple[Polygon, ...]:
    """Land simplified for drawing, with a margin round every place of the scenario."""
    places = [(line.lat_deg, line.lon_deg) for line in plan.roster.lines]
    places += [(lat, lon) for line in plan.roster.lines for _, lat, lon in line.path]
    places += _watched_corners(scenario)
    for base in scenario.bases:
        places += [at.at for at in base.track] or ([base.at] if base.at else [])
    south, north = min(p[0] for p in places) - MARGIN_DEG, max(p[0] for p in places) + MARGIN_DEG
    first = places[0][1]
    east_of = [(p[1] - first + 180.0) % 360.0 - 180.0 for p in places]  # continuous across the date line
    west, east = first + min(east_of) - MARGIN_DEG, first + max(east_of) + MARGIN_DEG
    missing = ASPECT * (north - south) / max(cos(radians((north + south) / 2)), 0.1) - (east - west)
    if missing > 0:  # the map is wider than these places: no sea where there is land
        west, east = west - missing / 2, east + missing / 2
    return outline(max(south, -89.9), west, min(north, 89.9), east, 0.01)


def _watched_corners(scenario: Scenario) -> list[tuple[float, float]]:
    """Corners of the areas that are watched; a satellite's beam or a keep-out area does not widen the map."""
    watched = {watch.area for watch in scenario.watches if watch.area}
    return [point for name in sorted(watched) for polygon in scenario.areas[name] for point in polygon.outer]


def _zones(scenario: Scenario) -> Iterator[MapZone]:
    for area in scenario.file.area:
        polygons = scenario.areas[area.name]
        if area.height_m is not None:
            yield MapZone(area.name, "ground", f"rises to {area.height_m:,.0f} m", polygons)
        if area.keep_out:
            hours = " at some hours" if area.hours else ""
            yield MapZone(area.name, "keep-out", f"closed to {_listed(area.keep_out)}{hours}", polygons)
        if area.corridor:
            yield MapZone(area.name, "corridor", f"open to {_listed(area.corridor)}", polygons)


def _listed(domains: tuple[str, ...]) -> str:
    words = {"air": "aircraft", "surface": "vessels", "underwater": "underwater vehicles", "ship": "ships"}
    return ", ".join(words[domain] for domain in domains)


def _base(base: Base) -> MapBase:
    track = tuple(waypoint.at for waypoint in base.track)
    at = base.at or track[0]
    return MapBase(base.name, base.kind, at[0], at[1], track)


def _from_ship(scenario: Scenario, plan: Plan, fleet: str, line: str) -> Points:
    """A straight way from where the ship starts: one of many, drawn to show who serves what."""
    base = _base(scenario.base(scenario.fleet(fleet).base))
    post = plan.roster.line(line)
    return ((base.lat_deg, base.lon_deg), (post.post_lat_deg, post.post_lon_deg))


def _tracks(ships: Ships, scenario: Scenario) -> tuple[Points, ...]:
    """Tracks that pass near the scenario's places; the report thins what it draws."""
    places = _watched_corners(scenario)
    places += [at.at for base in scenario.bases for at in base.track] + [b.at for b in scenario.bases if b.at]
    south, north = min(p[0] for p in places) - MARGIN_DEG, max(p[0] for p in places) + MARGIN_DEG
    west, east = min(p[1] for p in places) - MARGIN_DEG, max(p[1] for p in places) + MARGIN_DEG
    tracks: list[Points] = []
    for i in _drawn(ships):
        part = slice(int(ships.offsets[i]), int(ships.offsets[i + 1]))
        lat, lon = ships.lat_deg[part], ships.lon_deg[part]
        if ((lat > south) & (lat < north) & (lon > west) & (lon < east)).any():
            tracks.append(tuple(zip(lat.tolist(), lon.tolist(), strict=True)))
    return tuple(tracks)


def _drawn(ships: Ships) -> list[int]:
    """Tracks to draw: all recorded ones, but only some of the many passages that a synthetic lane draws from."""
    kinds = ships.kind
    made_up = [i for i, ship in enumerate(ships.ship.tolist()) if kinds[ship] == "synthetic"]
    passed_over = set(made_up) - set(made_up[:: max(1, len(made_up) // PASSAGES)])
    return [i for i in range(ships.n_tracks) if i not in passed_over]


def _note(scenario: Scenario, ships: Ships | None) -> str:
    if ships is None:
        return ""
    names = ", ".join(traffic.name or traffic.file or "lanes" for traffic in scenario.file.traffic)
    if is_synthetic(ships):
        return f"{short_name(ships)} ({names}): made up by this program, drawn on passages of their lanes"
    return f"{ships.n_ships:,} real ships ({names}), drawn where they were; trials shift them in time only"
