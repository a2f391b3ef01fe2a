"""A slow plain twin of the shortest path: Dijkstra on a fine grid, then the string is pulled tight."""

import numpy as np
import shapely
from pyproj import Proj
from scipy.ndimage import binary_dilation
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from longwatch.geo.geodesic import distance_m

MOVES = [(a, b) for a in range(4) for b in range(-3, 4) if np.gcd(a, b) == 1 and (a, b) > (0, 0)]  # 32 directions


class SeaGrid:
    """Open cells of a grid on a box (south, west, north, east): neither land nor closed, edges straight in the plane."""

    def __init__(self, land, box, step_deg, closed=(), corridors=(), deep=None):
        lats = np.arange(box[0], box[2] + step_deg / 2, step_deg)
        lons = np.arange(box[1], box[3] + step_deg / 2, step_deg)
        self.lat, self.lon = (grid.ravel() for grid in np.meshgrid(lats, lons, indexing="ij"))
        middle = (box[1] + box[3]) / 2

        def drawn(polygons):
            return shapely.union_all([_shape(polygon, middle) for polygon in polygons])

        self.blocked = shapely.union_all([drawn(land), shapely.difference(drawn(closed), drawn(corridors))])
        if deep is not None:
            wide = shapely.box(box[1] - 2.0, box[0] - 2.0, box[3] + 2.0, box[2] + 2.0)
            self.blocked = shapely.union_all([self.blocked, shapely.difference(wide, drawn(deep))])
        shapely.prepare(self.blocked)
        # On this chart geodesics within a few hundred kilometres of its middle are straight, to a metre.
        self.chart = Proj(f"+proj=gnom +lat_0={(box[0] + box[2]) / 2} +lon_0={middle} +ellps=WGS84")
        near = shapely.intersection(self.blocked, shapely.box(box[1] - 2.0, box[0] - 2.0, box[3] + 2.0, box[2] + 2.0))
        fine = shapely.segmentize(near, 0.1)
        self.drawn = shapely.transform(fine, lambda xy: np.column_stack(self.chart(xy[:, 0], xy[:, 1])))
        self.drawn = shapely.make_valid(self.drawn)
        shapely.prepare(self.drawn)
        self.water = ~shapely.intersects_xy(self.blocked, self.lon, self.lat)
        self.graph = self._graph(len(lats), len(lons))

    def _graph(self, rows, columns):
        near_shore = binary_dilation(~self.water.reshape(rows, columns), iterations=6).ravel()
        froms, tos, lengths = [], [], []
        row, column = np.divmod(np.arange(rows * columns), columns)
        lat, lon = self.lat, self.lon
        for dy, dx in MOVES:
            inside = (row + dy >= 0) & (row + dy < rows) & (column + dx >= 0) & (column + dx < columns) & self.water
            one = np.flatnonzero(inside)
            other = one + dy * columns + dx
            one, other = one[self.water[other]], other[self.water[other]]
            near = np.flatnonzero(near_shore[one])
            lines = shapely.linestrings(
                np.stack([lon[one[near]], lon[other[near]]], 1), np.stack([lat[one[near]], lat[other[near]]], 1)
            )
            free = np.ones(len(one), dtype=bool)
            free[near] = ~shapely.intersects(self.blocked, lines)
            one, other = one[free], other[free]
            froms.append(one)
            tos.append(other)
            lengths.append(_sphere_m(lat[one], lon[one], lat[other], lon[other]))
        n = rows * columns
        return coo_matrix((np.concatenate(lengths), (np.concatenate(froms), np.concatenate(tos))), shape=(n, n)).tocsr()

    def path_m(self, start, end):
        """Length of a path over open cells, pulled tight; None without one."""
        first, last = self._nearest(start), self._nearest(end)
        cost, before = dijkstra(self.graph, directed=False, indices=first, return_predecessors=True)
        if not np.isfinite(cost[last]):
            return None
        order = [last]
        while order[-1] != first:
            order.append(before[order[-1]])
        points = [(float(self.lat[k]), float(self.lon[k])) for k in order[::-1]]
        return self._pulled_tight_m([start, *points, end])

    def _nearest(self, place):
        away = _sphere_m(self.lat, self.lon, *place)
        return int(np.argmin(np.where(self.water, away, np.inf)))

    def _pulled_tight_m(self, points):
        """From each point on to the farthest one that a free geodesic reaches."""
        lat, lon = np.array(points).T
        xy = np.column_stack(self.chart(lon, lat))
        at, total = 0, 0.0
        while at < len(points) - 1:
            ahead = np.arange(at + 2, len(points))
            lines = shapely.linestrings(np.stack([np.broadcast_to(xy[at], (len(ahead), 2)), xy[ahead]], axis=1))
            free = ahead[~shapely.intersects(self.drawn, lines)]
            after = int(free[-1]) if len(free) else at + 1
            total += float(distance_m(lat[at], lon[at], lat[after], lon[after]))
            at = after
        return total


def grid_path_m(land, start, end, box, step_deg):
    """The twin for one pair."""
    return SeaGrid(land, box, step_deg).path_m(start, end)


def _shape(polygon, lon):
    """The polygon in the turn of a longitude."""
    outer, *holes = [np.array(ring)[:, ::-1] for ring in (polygon.outer, *polygon.holes)]
    turn = np.array([360.0 * np.round((lon - outer[:, 0].mean()) / 360.0), 0.0])
    return shapely.make_valid(shapely.Polygon(outer + turn, [hole + turn for hole in holes]))


def _sphere_m(lat1, lon1, lat2, lon2):
    """Haversine; the weights of the grid need no ellipsoid, the length of the tight string gets one."""
    lat1, lon1, lat2, lon2 = (np.radians(v) for v in (lat1, lon1, lat2, lon2))
    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000.0 * np.arcsin(np.sqrt(a))
