"""GeoJSON (RFC 7946) in and out: areas drawn by a user, and pictures of what the program made.

In files positions are [longitude, latitude]; everywhere else in longwatch latitude comes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.geo.geodesic import direct, distance_m, inverse
from longwatch.geo.plane import all_rings, polygon_parts, shape_of, turned, turns_into
from longwatch.geo.polygon import Polygon
from longwatch.geo.repair import joined, repair_ring, with_holes

__all__ = [
    "feature",
    "line_geometry",
    "point_geometry",
    "polygon_geometry",
    "read_polygons",
    "repair_ring",
    "write_geojson",
]

MAX_BYTES: Final = 16 * 2**20
MAX_BRACKETS: Final = 1_500_000  # a polygon file has one bracket for each position; more would be memory for nothing
BENT_M: Final = 5_000.0
DIGITS: Final = 7  # 0.00001 deg is a metre

Json = Any


def read_polygons(path: Path | str, feature: str | None = None) -> tuple[tuple[Polygon, ...], tuple[str, ...]]:
    """(polygons, warnings) of a GeoJSON file, or of its feature with that name or id.

    Takes Polygon, MultiPolygon, Feature, FeatureCollection and GeometryCollection; without `feature` all polygons of the
    file. Polygons cut at 180 degrees are put together, longitudes beyond 180 are welcome. What has one repair is repaired
    and said in the warnings; all else is in one BadInputError.
    """
    path = Path(path)
    warnings: list[str] = []
    problems: list[Problem] = []
    polygons: list[Polygon] = []
    for geometry, where in _chosen(_load(path), feature, path.name, warnings):
        for rings, place in _ring_lists(geometry, where, warnings, problems):
            try:
                found, notes = _polygon(rings, place)
            except BadInputError as error:
                problems.extend(error.problems)
                continue
            polygons.extend(found)
            warnings.extend(notes)
    if problems:
        raise BadInputError(problems[:50])
    if not polygons:
        raise BadInputError(Problem(path.name, "there is no polygon in it", "draw the area as a Polygon"))
    whole, more = joined(polygons, path.name)
    return whole, (*warnings, *more, *_bent_edges(whole, path.name))


def _load(path: Path) -> Json:
    """The parsed file, its size capped before it is read."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _bad(path.name, f"the file has {size / 2**20:.0f} MB; {MAX_BYTES // 2**20} MB is the most")
        raw = path.read_bytes()
    except OSError as error:
        raise _bad(path.name, f"the file can't be read: {error.strerror or error}") from error
    if raw.count(b"[") + raw.count(b"{") > MAX_BRACKETS:
        raise _bad(path.name, f"more than {MAX_BRACKETS} lists and objects", "simplify the polygons")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise _bad(path.name, "it is nested too deeply to be GeoJSON") from error
    except ValueError as error:
        raise _bad(path.name, f"not valid JSON: {error}") from error


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def _bad(where: str, what: str, hint: str = "") -> BadInputError:
    return BadInputError(Problem(where, what, hint))


def _chosen(data: Json, name: str | None, file: str, warnings: list[str]) -> list[tuple[Json, str]]:
    """The geometries asked for, each with where it stands."""
    if not isinstance(data, dict):
        raise _bad(file, "GeoJSON is an object with a `type`")
    _check_crs(data, file)
    kind = data.get("type")
    if kind == "FeatureCollection":
        entries = data.get("features")
        if not isinstance(entries, list):
            raise _bad(file, "a FeatureCollection has a list `features`")
        features = [(entry, f"{file}: features[{k}]") for k, entry in enumerate(entries)]
    elif kind == "Feature":
        features = [(data, file)]
    elif name is not None:
        raise _bad(file, f"there are no features in it, so none is called '{name}'")
    else:
        return [(data, file)]
    named = [(_geometry(entry, where), _names(entry), where) for entry, where in features]
    if name is None:
        return _only_polygons([(geometry, where) for geometry, _, where in named if geometry is not None], warnings)
    found = [(geometry, where) for geometry, names, where in named if name in names and geometry is not None]
    if not found:
        known = [text for _, names, _ in named for text in names]
        listed = ", ".join(known[:20]) or "no names"
        raise _bad(file, f"no feature is called '{name}'; this file has {listed}", nearest_name(name, known))
    if len(found) > 1:
        raise _bad(file, f"{len(found)} features are called '{name}'", "give each its own name")
    return found


def _check_crs(data: dict[str, Json], file: str) -> None:
    crs = data.get("crs")
    text = json.dumps(crs)
    if crs is not None and not any(known in text for known in ("CRS84", "4326", "4979")):
        raise _bad(file, f"coordinates are in another system: {text[:80]}", "save it as WGS84 longitude and latitude")


def _geometry(entry: Json, where: str) -> Json:
    if not isinstance(entry, dict) or entry.get("type") != "Feature":
        raise _bad(where, "this is not a Feature")
    return entry.get("geometry")


def _names(entry: dict[str, Json]) -> list[str]:
    """Name and ids of a feature, each once."""
    properties = entry.get("properties")
    owners = [properties if isinstance(properties, dict) else {}, entry]
    values = [owner.get(key) for owner in owners for key in ("name", "id")]
    texts = [str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    return list(dict.fromkeys(texts))


def _only_polygons(found: list[tuple[Json, str]], warnings: list[str]) -> list[tuple[Json, str]]:
    """Points and lines beside polygons are left out with a warning."""
    area_kinds = ("Polygon", "MultiPolygon", "GeometryCollection")
    kept = [(g, where) for g, where in found if isinstance(g, dict) and g.get("type") in area_kinds]
    if not kept:
        return found
    dropped = len(found) - len(kept)
    if dropped:
        warnings.append(f"{found[0][1].split(':')[0]}: {dropped} features that are not polygons left out")
    return kept


def _ring_lists(
    geometry: Json, where: str, warnings: list[str], problems: list[Problem], depth: int = 0
) -> list[tuple[list[Json], str]]:
    """The lists of rings of a geometry, one for each polygon."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    key = "geometries" if kind == "GeometryCollection" else "coordinates"
    parts = geometry.get(key) if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon", "GeometryCollection") or depth > 8:
        problems.append(Problem(where, f"{kind!r} is not a polygon", "an area is a Polygon or a MultiPolygon"))
        return []
    if not isinstance(parts, list) or not parts:
        problems.append(Problem(where, f"the {kind} is empty"))
        return []
    if kind == "Polygon":
        return [(parts, where)]
    if kind == "MultiPolygon":
        places = [(part, f"{where}: polygon {k + 1}") for k, part in enumerate(parts)]
        problems.extend(Problem(place, "the polygon is empty") for part, place in places if not _is_full(part))
        return [(part, place) for part, place in places if _is_full(part)]
    return [
        rings
        for k, part in enumerate(parts)
        for rings in _ring_lists(part, f"{where}: geometries[{k}]", warnings, problems, depth + 1)
    ]


def _is_full(part: Json) -> bool:
    return isinstance(part, list) and len(part) > 0


def _polygon(rings: list[Json], where: str) -> tuple[tuple[Polygon, ...], list[str]]:
    """A polygon from its outer ring and holes, repaired where there is one way to do it."""
    warnings: list[str] = []
    problems: list[Problem] = []
    read: list[tuple[Polygon, ...]] = []
    for k, ring in enumerate(rings):
        place = where if k == 0 else f"{where}: hole {k}"
        try:
            points = _points(ring, place)
            polygons, notes = repair_ring(points, place)
        except BadInputError as error:
            problems.extend(error.problems)
            continue
        warnings.extend([*_habits(points, k > 0, place), *notes])
        read.append(polygons)
    if problems:
        raise BadInputError(problems)
    if len(read) == 1:
        return read[0], warnings
    whole, more = with_holes(read[0], [hole for holes in read[1:] for hole in holes], where)
    return whole, [*warnings, *more]


def _points(ring: Json, where: str) -> list[tuple[float, float]]:
    """(lat, lon) of a ring of [lon, lat] or [lon, lat, height] positions."""
    if not isinstance(ring, list) or not ring:
        raise _bad(where, "the ring is empty")
    points = []
    for k, position in enumerate(ring):
        numbers = position if isinstance(position, list) and len(position) >= 2 else [None, None]
        if not all(isinstance(x, int | float) and not isinstance(x, bool) for x in numbers[:2]):
            raise _bad(f"{where}: point {k + 1}", f"{str(position)[:40]} is not a position [longitude, latitude]")
        points.append((_float(numbers[1]), _float(numbers[0])))
    return points


def _float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _habits(points: Sequence[tuple[float, float]], is_hole: bool, where: str) -> list[str]:
    """Warnings for what RFC 7946 wants otherwise and has one reading."""
    notes = []
    if points[0] != points[-1]:
        notes.append(f"{where}: the ring is not closed; it was closed")
    lon = np.unwrap(np.array([lon for _, lon in points]), period=360.0)
    lat = np.array([lat for lat, _ in points])
    jumps = np.abs(np.diff([lon for _, lon in points]))
    if np.any((jumps > 180.0) & (jumps < 360.0)):
        notes.append(f"{where}: a step of more than 180 degrees of longitude was read as one across 180")
    twice_area = float(np.sum(lon * np.roll(lat, -1) - np.roll(lon, -1) * lat))
    if (twice_area < 0.0) != is_hole and twice_area != 0.0:
        notes.append(f"{where}: the ring runs the other way round than RFC 7946 asks; it was turned")
    return notes


def _bent_edges(polygons: Sequence[Polygon], file: str) -> list[str]:
    """A warning when an edge, a geodesic here, lies far from the straight line that RFC 7946 draws."""
    worst_m = 0.0
    for ring in all_rings(polygons):
        lat, lon = np.array(ring).T
        lat2, lon2 = np.roll(lat, -1), np.roll(lon, -1)
        wide = np.abs(lon2 - lon) < 179.0
        azimuth, _, length_m = inverse(lat, lon, lat2, lon2)
        mid = direct(lat, lon, azimuth, length_m / 2.0)
        apart_m = distance_m(*mid, (lat + lat2) / 2.0, (lon + lon2) / 2.0)
        worst_m = max(worst_m, float(np.max(apart_m, where=wide, initial=0.0)))
    if worst_m < BENT_M:
        return []
    return [f"{file}: edges are geodesics; one runs {worst_m / 1000:.0f} km beside the straight line of a map"]


def feature(geometry: Mapping[str, Json], properties: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """A GeoJSON Feature."""
    return {"type": "Feature", "properties": dict(properties or {}), "geometry": dict(geometry)}


def point_geometry(lat_deg: float, lon_deg: float) -> dict[str, Json]:
    """A Point; its longitude is brought to -180 to 180."""
    return _cut(shapely.Point(lon_deg, lat_deg))


def line_geometry(points: Sequence[tuple[float, float]]) -> dict[str, Json]:
    """A LineString through (lat_deg, lon_deg) points, cut at 180 degrees. A step of more than half a turn crosses it."""
    lat_lon = np.asarray(points, dtype=np.float64)
    return _cut(shapely.LineString(np.column_stack([np.unwrap(lat_lon[:, 1], period=360.0), lat_lon[:, 0]])))


def polygon_geometry(polygons: Sequence[Polygon]) -> dict[str, Json]:
    """A Polygon or MultiPolygon, cut at 180 degrees; outer rings counter-clockwise."""
    shapes = [shape_of(polygon, geodesic_edges=False) for polygon in polygons]
    return _cut(shapely.MultiPolygon([part for shape in shapes for part in polygon_parts(shape)]))


def _cut(shape: Any) -> dict[str, Json]:
    """GeoJSON of a shape in continuous longitudes: its pieces between the lines of 180, brought to -180 to 180."""
    west, south, east, north = shapely.bounds(shape)
    if not np.all(np.isfinite([west, south, east, north])):
        raise ValueError("a geometry without coordinates, or with NaN, is not written")
    if shape.geom_type == "Point":
        return _json(shapely.Point((shape.x + 180.0) % 360.0 - 180.0, shape.y))
    pieces: list[Any] = []
    for turn in turns_into([west, east], -180.0, 180.0):
        window = shapely.box(-180.0 - turn, -90.0, 180.0 - turn, 90.0)
        inside = west + turn >= -180.0 and east + turn <= 180.0
        parts = shapely.get_parts(shape if inside else shapely.intersection(shape, window))
        pieces.extend(turned(part, turn) for part in parts if part.geom_type in ("Polygon", "LineString"))
        if inside:
            break  # a shape that ends exactly at 180 would come again as an empty touch on the other side
    many = shapely.MultiPolygon if "Polygon" in shape.geom_type else shapely.MultiLineString
    wanted = [piece for piece in pieces if many is shapely.MultiLineString or piece.geom_type == "Polygon"]
    return _json(wanted[0] if len(wanted) == 1 else many(wanted))


def _json(shape: Any) -> dict[str, Json]:
    rounded = shapely.transform(shapely.orient_polygons(shape), lambda xy: np.round(xy, DIGITS) + 0.0)
    out: dict[str, Json] = json.loads(shapely.to_geojson(rounded))
    return out


def write_geojson(path: Path | str | None, features: Iterable[Mapping[str, Json]]) -> str:
    """The text of a FeatureCollection, written to `path` unless it is None. NaN is refused (ValueError)."""
    data = {"type": "FeatureCollection", "features": [dict(one) for one in features]}
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"
    if path is not None:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    return text
