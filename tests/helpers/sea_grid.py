"""A slow plain twin of the shortest path by sea: Dijkstra on a fine grid, then the string is pulled tight."""

import numpy as np
import shapely
from scipy.ndimage import binary_dilation
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from longwatch.geo.geodesic import distance_m
from longwatch.geo.land import crosses_land, is_land

MOVES = [(a, b) for a in range(4) for b in range(-3, 4) if np.gcd(a, b) == 1 and (a, b) > (0, 0)]  # 32 directions


def grid_path_m(land, start, end, box, step_deg):
    """Length of a path over water cells of a grid on a box (south, west, north, east), pulled tight; None without one."""
    lats = np.arange(box[0], box[2] + step_deg / 2, step_deg)
    lons = np.arange(box[1], box[3] + step_deg / 2, step_deg)
    lat, lon = (grid.ravel() for grid in np.meshgrid(lats, lons, indexing="ij"))
    water = ~is_land(land, lat, lon)
    rows, columns = len(lats), len(lons)
    coast = binary_dilation(~water.reshape(rows, columns), iterations=6).ravel()
    shore = shapely.union_all([_shape(polygon, (box[1] + box[3]) / 2) for polygon in land])
    shapely.prepare(shore)
    froms, tos, lengths = [], [], []
    row, column = np.divmod(np.arange(rows * columns), columns)
    for dy, dx in MOVES:
        inside = (row + dy >= 0) & (row + dy < rows) & (column + dx >= 0) & (column + dx < columns) & water
        one = np.flatnonzero(inside)
        other = one + dy * columns + dx
        one, other = one[water[other]], other[water[other]]
        near = np.flatnonzero(coast[one])
        lines = shapely.linestrings(
            np.stack([lon[one[near]], lon[other[near]]], 1), np.stack([lat[one[near]], lat[other[near]]], 1)
        )
        free = np.ones(len(one), dtype=bool)
        free[near] = ~shapely.intersects(shore, lines)
        one, other = one[free], other[free]
        froms.append(one)
        tos.append(other)
        lengths.append(_sphere_m(lat[one], lon[one], lat[other], lon[other]))
    n = rows * columns
    graph = coo_matrix((np.concatenate(lengths), (np.concatenate(froms), np.concatenate(tos))), shape=(n, n)).tocsr()
    first = _nearest(lat, lon, water, start)
    last = _nearest(lat, lon, water, end)
    cost, before = dijkstra(graph, directed=False, indices=first, return_predecessors=True)
    if not np.isfinite(cost[last]):
        return None
    order = [last]
    while order[-1] != first:
        order.append(before[order[-1]])
    points = [start, *[(float(lat[k]), float(lon[k])) for k in order[::-1]], end]
    return _pulled_tight_m(land, points)


def _shape(polygon, lon):
    """The polygon in the turn of a longitude."""
    ring = np.array(polygon.outer)[:, ::-1]
    ring[:, 0] += 360.0 * np.round((lon - ring[:, 0].mean()) / 360.0)
    return shapely.Polygon(ring)


def _sphere_m(lat1, lon1, lat2, lon2):
    """Haversine; the weights of the grid need no ellipsoid, the length of the tight string gets one."""
    lat1, lon1, lat2, lon2 = (np.radians(v) for v in (lat1, lon1, lat2, lon2))
    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000.0 * np.arcsin(np.sqrt(a))


def _nearest(lat, lon, water, place):
    away = distance_m(lat, lon, *place)
    return int(np.argmin(np.where(water, away, np.inf)))


def _pulled_tight_m(land, points):
    """From each point on to the farthest one that a free geodesic reaches."""
    at, total = 0, 0.0
    while at < len(points) - 1:
        ahead = at + 1
        for k in range(len(points) - 1, at + 1, -1):
            if not crosses_land(land, *points[at], *points[k]):
                ahead = k
                break
        total += float(distance_m(*points[at], *points[ahead]))
        at = ahead
    return total
