"""What a vehicle may not cross: land, closed areas but for their corridors, and water that is too shallow.

Land has edges straight in longitude and latitude, all other areas geodesic edges, drawn to half a metre. To touch land or a
closed area is to cross it; deep water counts with its edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from longwatch.geo.geodesic import Floats
from longwatch.geo.land import ready
from longwatch.geo.plane import geodesic_line, polygon_parts, shape_of, turned
from longwatch.geo.polygon import Polygon
from longwatch.geo.prepared import covers, intersects

LatLon = tuple[float, float]
Named = tuple[str, tuple[Polygon, ...]]

THIN_M: Final = 0.01  # a hull no wider than about this is a line: as an area it would be mended into nothing
ERROR_M: Final = 0.5  # by which edges and ways in the plane leave their geodesics
GRAIN_DEG: Final = 1e-7  # a centimetre: between areas drawn side by side is no slit
FARTHEST_M: Final = 30_000_000.0  # on a gnomonic chart: 78 degrees from its middle
TURNS_DEG: Final = (-360.0, 0.0, 360.0)


@dataclass(frozen=True, eq=False)
class Zones:
    """Closed areas and deep water as prepared shapes of the plane, each drawn in three turns; None where there is none."""

    closed: Any = None
    deep: Any = None
    each: tuple[tuple[str, Any], ...] = ()  # every closed area by name: what its corridors leave of it

    def close_all(self, polygons: Iterable[Polygon]) -> bool:
        """Whether nothing of polygons with geodesic edges is open."""
        shapes = [_in_turn(shape_of(polygon, geodesic_edges=True, error_m=ERROR_M)) for polygon in polygons]
        return self.closed is not None and all(bool(covers(self.closed, shape)) for shape in shapes)


@lru_cache(maxsize=64)
def zones_of(
    closed: tuple[Named, ...] = (), corridors: tuple[Polygon, ...] = (), deep: tuple[Polygon, ...] | None = None
) -> Zones:
    """Shapes from plain polygons; `deep` is None where depth is not asked, and () where no water is deep enough."""
    ways = _strip(corridors)
    cut = [(name, shapely.difference(_strip(polygons), ways)) for name, polygons in closed]
    each = tuple((name, shape) for name, shape in cut if not shape.is_empty)
    whole = shapely.union_all([shape for _, shape in each]) if each else None
    water = _strip(deep) if deep is not None else None
    for shape in (whole, water, *(shape for _, shape in each)):
        if shape is not None:
            shapely.prepare(shape)
    return Zones(whole, water, each)


def _strip(polygons: Iterable[Polygon]) -> Any:
    """The union of polygons in three turns, a centimetre wider, so that neighbours meet."""
    shapes = [_in_turn(shape_of(polygon, geodesic_edges=True, error_m=ERROR_M)) for polygon in polygons]
    wide = [shapely.buffer(shape, GRAIN_DEG, join_style="mitre") for shape in shapes]
    return shapely.union_all([turned(shape, turn) for shape in wide for turn in TURNS_DEG])


def _in_turn(shape: Any) -> Any:
    """The shape in the turn that brings its middle into -180 to 180."""
    if shape.is_empty:
        return shape
    west, _, east, _ = shape.bounds
    return turned(shape, -360.0 * round((west + east) / 720.0))


@dataclass(frozen=True, eq=False)
class Obstacles:
    """All that is in the way of one kind of vehicle. Longitudes are asked in any turn."""

    land: Sequence[Polygon] = ()
    zones: Zones = field(default_factory=Zones)

    @property
    def none(self) -> bool:
        """Whether nothing at all is in the way."""
        return not self.land and self.zones.closed is None and self.zones.deep is None

    def block(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> NDArray[np.bool_]:
        """Whether points lie where the vehicle may not be; boolean of the points' shape."""
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
        found = ready(self.land).cover(lat, lon) if self.land else np.zeros(lat.shape, dtype=np.bool_)
        points = shapely.points(lon - 360.0 * np.round(lon / 360.0), lat)
        if self.zones.closed is not None:
            found = found | intersects(self.zones.closed, points)
        if self.zones.deep is not None:
            found = found | ~intersects(self.zones.deep, points)
        return np.asarray(found)

    def cross(self, one: LatLon, other: LatLon) -> bool:
        """Whether anything is in the way along the geodesic between two (lat_deg, lon_deg) points."""
        return not self.none and self._meet(geodesic_line(one, other, ERROR_M))

    def cross_any(self, points: Sequence[LatLon]) -> bool:
        """The same for geodesic legs through points."""
        return not self.none and any(self.cross(a, b) for a, b in pairwise(points))

    def meet_hull(self, points: Sequence[LatLon]) -> bool:
        """Whether anything is in the way in the geodesic hull of one or more points.

        All geodesics between them run in it. Points that lie farther apart than 8,600 km from their
        middle are taken to have all of the Earth between them.
        """
        return not self.none and self._meet(hull(points))

    def _meet(self, shape: Any) -> bool:
        return bool(
            (self.land and ready(self.land).meet(shape))
            or (self.zones.closed is not None and intersects(self.zones.closed, _in_turn(shape)))
            or (self.zones.deep is not None and not covers(self.zones.deep, _in_turn(shape)))
        )

    def closed_at(self, place: LatLon) -> str:
        """In words the closed area in which a place lies; "" where none does."""
        point = shapely.Point(place[1] - 360.0 * round(place[1] / 360.0), place[0])
        return next((_area(name) for name, shape in self.zones.each if intersects(shape, point)), "")

    def what(self, points: Sequence[LatLon], *, inside: bool = False) -> str:
        """In words what is in the way on geodesic legs through points, or of the points' hull."""
        shapes = (
            [hull(points)]
            if inside or len(points) == 1
            else [geodesic_line(a, b, ERROR_M) for a, b in pairwise(points)]
        )
        for shape in shapes:
            if self.land and ready(self.land).meet(shape):
                return "land"
            for name, closed in self.zones.each:
                if intersects(closed, _in_turn(shape)):
                    return _area(name)
            if self.zones.deep is not None and not covers(self.zones.deep, _in_turn(shape)):
                return "water that is not known to be deep enough"
        return "nothing"


def _area(name: str) -> str:
    return f"the keep-out area {name!r}"


def hull(points: Sequence[LatLon]) -> Any:
    """The geodesic hull of (lat_deg, lon_deg) points as a shape of the plane: a point, a line or a polygon."""
    from pyproj import Proj

    lat, lon = np.array(points, np.float64).T
    if len(lat) == 1:
        return shapely.Point(lon[0], lat[0])
    if len(lat) == 2:
        return geodesic_line(points[0], points[1], ERROR_M)
    mid_lat, mid_lon = _middle(lat, lon)
    gnomonic = Proj(f"+proj=gnom +lat_0={mid_lat!r} +lon_0={mid_lon!r} +ellps=WGS84")
    x, y = gnomonic(lon, lat)
    if not np.all(np.isfinite(x) & (np.hypot(x, y) < FARTHEST_M)):
        return shapely.box(-180.0, -90.0, 180.0, 90.0)  # more than such a chart holds: all of it may be in the way
    drawn = shapely.convex_hull(shapely.multipoints(np.column_stack([x, y])))
    if drawn.area <= THIN_M * drawn.length:  # all on one geodesic, but for the last digits
        first = _farthest(x, y, 0)
        last = _farthest(x, y, first)
        return geodesic_line(points[first], points[last], ERROR_M)
    xy = shapely.get_coordinates(shapely.orient_polygons(drawn))[:-1]
    ring_lon, ring_lat = gnomonic(xy[:, 0], xy[:, 1], inverse=True)
    ring_lon = np.unwrap(ring_lon, period=360.0)
    ring = tuple(zip(np.asarray(ring_lat).tolist(), np.asarray(ring_lon).tolist(), strict=True))
    shape = shape_of(Polygon(ring), geodesic_edges=True, error_m=ERROR_M)
    return shapely.MultiPolygon(polygon_parts(shape))


def _farthest(x_m: Floats, y_m: Floats, of: int) -> int:
    """Index of the point that lies farthest from one of them."""
    return int(np.argmax(np.hypot(x_m - x_m[of], y_m - y_m[of])))


def _middle(lat_deg: Floats, lon_deg: Floats) -> LatLon:
    """The direction of the mean of unit vectors."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    x, y, z = (np.cos(lat) * np.cos(lon)).sum(), (np.cos(lat) * np.sin(lon)).sum(), np.sin(lat).sum()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))
