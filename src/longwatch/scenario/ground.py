"""Areas as plain polygons, the land near them, and what can't be where it is said to be."""

from __future__ import annotations

import math

from longwatch.errors import BadInputError
from longwatch.geo.polygon import Polygon
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Area, Base, Waypoint
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import format_position, parse_position

Point = tuple[float, float]  # (lat_deg, lon_deg)
Land = tuple[Polygon, ...]
Areas = dict[str, Land]

LARGEST_AREA_FILE_BYTES = 20_000_000
MARGIN_DEG = 1.0  # of land round the scenario's places, so that a path may swing round a cape
ASHORE_M = 10_000.0  # the coastline is good to a kilometre, and a quay may reach out
SWAP_FAR_M, SWAP_NEAR_M = 3_000_000.0, 1_000_000.0
ALL_LAND = 0.999
CIRCLE_POINTS = 72
LARGEST_SHARE_OF_EARTH = 0.25
EARTH_M2 = 5.1e14


def areas_of(draft: Draft) -> Areas:
    """Every area that can be made into polygons."""
    found: Areas = {}
    carried = _carried(draft)
    for key, area in draft.each("area"):
        polygons = _polygons(draft, key, area, carried.get(area.name))
        if polygons:
            found[area.name] = polygons
    return found


def _carried(draft: Draft) -> dict[str, Point]:
    """Areas of watches in company with a ship -> where the ship is at the start: a radius alone lies round it."""
    tracks = {base.name: base.track for _, base in draft.each("base") if base.track}
    watches = [watch for _, watch in draft.each("watch") if watch.around in tracks]
    return {watch.area: _at_start(tracks[str(watch.around)]) for watch in watches}


def _at_start(track: tuple[Waypoint, ...]) -> Point:
    from longwatch.geo.track import Track

    return Track.of([(float(point.time_s), *point.at) for point in track]).at(0.0)


def _polygons(draft: Draft, key: Key, area: Area, carried_at: Point | None) -> Land:
    if (
        carried_at is not None
        and area.circle_radius_m is not None
        and not (area.polygon or area.file or area.circle_at)
    ):
        return (_circle(carried_at, area.circle_radius_m),)
    given = [name for name in ("polygon", "file", "circle_at") if getattr(area, name)]
    if len(given) != 1:
        what = f"has {' and '.join(given)}" if given else "has no shape"
        draft.wrong(key, f"the area {shown(area.name)} {what}; give one of polygon, file, circle_at")
        return ()
    if (area.circle_at is None) != (area.circle_radius_m is None):
        draft.wrong((*key, "circle_radius"), "`circle_at` and `circle_radius` belong together")
        return ()
    if area.circle_at is not None and area.circle_radius_m is not None:
        return (_circle(area.circle_at, area.circle_radius_m),)
    if area.file is not None:
        return _from_file(draft, (*key, "file"), area.file)
    return _from_points(draft, (*key, "polygon"), area.polygon)


def _circle(at: Point, radius_m: float) -> Polygon:
    from longwatch.geo.geodesic import direct

    turns = [360.0 * index / CIRCLE_POINTS for index in range(CIRCLE_POINTS)][::-1]
    n = len(turns)
    lat, lon = direct([at[0]] * n, [at[1]] * n, turns, [radius_m] * n)
    lon = lon + 360.0 * ((at[1] - lon) / 360.0).round()  # continuous across 180 degrees
    return Polygon(tuple((float(a), float(b)) for a, b in zip(lat, lon, strict=True)))


def _from_points(draft: Draft, key: Key, points: tuple[Point, ...]) -> Land:
    from longwatch.geo.repair import repair_ring

    try:
        polygons, notes = repair_ring(points, draft.places.where(key))
    except BadInputError as error:
        draft.problems += error.problems
        return ()
    draft.warnings += notes
    return polygons


def _from_file(draft: Draft, key: Key, written: str) -> Land:
    from longwatch.formats.geojson import read_polygons

    name, _, feature = written.partition("#")
    if not draft.note_file(key, name, LARGEST_AREA_FILE_BYTES):
        return ()
    try:
        polygons, notes = read_polygons(draft.folder / name, feature or None)
    except BadInputError as error:
        for problem in error.problems:
            draft.wrong(key, f"{problem.where}: {problem.what}" if problem.where else problem.what, problem.hint)
        return ()
    for note in notes:
        draft.warn(key, note)
    return polygons


# ---- land and what lies on it ---------------------------------------------------------------------------------------


def land_near(draft: Draft, areas: Areas) -> Land:
    """Land in a box round every place of the scenario, with a margin; none if the scenario has no place."""
    from longwatch.geo.land import load_land

    box = box_of(_places(draft, areas))
    return load_land(*box) if box else ()


def _places(draft: Draft, areas: Areas) -> list[Point]:
    places = [point for polygons in areas.values() for polygon in polygons for point in polygon.outer]
    for _, base in draft.each("base"):
        places += _stands_at(base)
    for _, control in draft.each("control"):
        try:
            places.append(parse_position(control.at))
        except ValueError:
            continue  # the name of a base
    places += [watch.post for _, watch in draft.each("watch") if watch.post is not None]
    return places


def _stands_at(base: Base) -> list[Point]:
    return ([base.at] if base.at else []) + [waypoint.at for waypoint in base.track]


def box_of(points: list[Point]) -> tuple[float, float, float, float] | None:
    """(south, west, north, east) round the points with a margin, by the shorter way round the Earth; east may pass 180."""
    if not points:
        return None
    south, north = min(lat for lat, _ in points) - MARGIN_DEG, max(lat for lat, _ in points) + MARGIN_DEG
    lons = sorted({(lon + 180.0) % 360.0 - 180.0 for _, lon in points})
    following = [*lons[1:], lons[0] + 360.0]
    widest, index = max((after - lon, i) for i, (lon, after) in enumerate(zip(lons, following, strict=True)))
    west, width = following[index] % 360.0, 360.0 - widest
    west = west - 360.0 if west > 180.0 else west
    margin = MARGIN_DEG / max(0.1, math.cos(math.radians(min(89.0, max(abs(south), abs(north))))))
    if width + 2 * margin >= 360.0 or max(abs(south), abs(north)) >= 89.0:
        west, width, margin = -180.0, 360.0, 0.0
    return max(-90.0, south), west - margin, min(90.0, north), west + width + margin


def check_ground(draft: Draft, areas: Areas, land: Land) -> None:
    from longwatch.geo.area import area_m2
    from longwatch.geo.land import land_fraction

    bases = [point for _, base in draft.each("base") for point in _stands_at(base)]
    watched = {watch.area for _, watch in draft.each("watch")}
    beams = {control.footprint for _, control in draft.each("control")}
    for key, area in draft.each("area"):
        polygons = areas.get(area.name, ())
        if not polygons:
            continue
        if area_m2(polygons) > LARGEST_SHARE_OF_EARTH * EARTH_M2:
            draft.wrong(key, f"the area {shown(area.name)} covers more than a quarter of the Earth")
            continue
        at_sea = area.sea_only and (area.name in watched or not (_has_role(area) or area.name in beams))
        share = land_fraction(land, polygons) if at_sea else 0.0
        swap = _suspected_swap(polygons, bases)
        if share > ALL_LAND:
            hint = f"it {swap}" if swap else "if it is land that is watched, write sea_only = false"
            draft.wrong(key, f"the area {shown(area.name)} is all land, and sea_only is true", hint)
            continue
        if share > 1 - ALL_LAND:
            draft.warn(key, f"{_part(share)} of the area {area.name} is land; the watch is kept over the whole of it")
        if swap:
            draft.warn(key, f"the area {area.name} {swap}")
    for key, base in draft.each("base"):
        if base.kind != "ship" and base.at is not None and not base.off_map:
            _check_ashore(draft, (*key, "at"), base, land)


def _has_role(area: Area) -> bool:
    """Whether it says where to pass, so that it may lie on land and nobody need watch it."""
    return bool(area.keep_out or area.corridor) or area.depth_m is not None or area.height_m is not None


def _part(share: float) -> str:
    """A share in whole per cent, never rounded to nothing or to all."""
    return "under 1%" if share < 0.01 else "over 99%" if share > 0.99 else f"{share:.0%}"


def _suspected_swap(polygons: Land, bases: list[Point]) -> str:
    """What to say of an area that is far from every base, but near one with latitude and longitude swapped; or nothing."""
    from longwatch.geo.geodesic import distance_m

    lat, lon = polygons[0].outer[0]
    if not bases or abs(lon) > 90.0:
        return ""
    lats, lons = zip(*bases, strict=True)  # a ship has as many places as its track has waypoints
    far_m = float(distance_m(lat, lon, lats, lons).min())
    swapped_m = float(distance_m(lon, lat, lats, lons).min())
    if far_m < SWAP_FAR_M or swapped_m > SWAP_NEAR_M:
        return ""
    words = (
        f"is {far_m / 1000:.0f} km from every base, but {swapped_m / 1000:.0f} km with latitude and longitude swapped"
    )
    return f"{words} (GeoJSON writes longitude first)"


def _check_ashore(draft: Draft, key: Key, base: Base, land: Land) -> None:
    from longwatch.geo.geodesic import direct
    from longwatch.geo.land import is_land

    assert base.at is not None
    lat, lon = base.at
    n = 16
    lats, lons = [lat], [lon]
    for reach_m in (ASHORE_M / 4, ASHORE_M / 2, ASHORE_M):
        ring = direct([lat] * n, [lon] * n, [360.0 * index / n for index in range(n)], [reach_m] * n)
        lats += [float(value) for value in ring[0]]
        lons += [float(value) for value in ring[1]]
    if not is_land(land, lats, lons).any():
        where = format_position(lat, lon)
        hint = "a base at sea is a ship with a track; an islet missing from the packaged land takes off_map = true"
        draft.wrong(key, f"the {base.kind} {shown(base.name)} lies at sea: no land within 10 km of {where}", hint)
