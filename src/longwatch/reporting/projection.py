"""From the sphere to the sheet: Mercator round the middle of what is shown, so circles stay circles. For drawing only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

EARTH_M = 6_371_008.8
LAT_LIMIT_DEG = 84.0


@dataclass(frozen=True)
class Sheet:
    """A window of width x height pixels on the map; `lon0_deg` is the middle, so the date line is nowhere special."""

    lon0_deg: float
    x0: float  # Mercator radians of the left and upper edge
    y0: float
    scale: float  # pixels per Mercator radian
    width: float
    height: float

    def at(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        return self.unwrapped(lat_deg, around(lon_deg, self.lon0_deg))

    def unwrapped(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        """For rings and tracks whose longitudes are continuous already."""
        x = math.radians(lon_deg - self.lon0_deg)
        return (x - self.x0) * self.scale, (self.y0 - _mercator(lat_deg)) * self.scale

    def path(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """A ring or track, kept in one piece over the date line."""
        lons = continuous([lon for _, lon in points])
        shift = around(lons[0], self.lon0_deg) - lons[0] if lons else 0.0
        return [self.unwrapped(lat, lon + shift) for (lat, _), lon in zip(points, lons, strict=True)]

    def paths(self, lat_lon_deg: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """`path` for an array of shape (n, 2), n at least 1: pixels of the same shape."""
        lat = np.radians(np.clip(lat_lon_deg[:, 0], -LAT_LIMIT_DEG, LAT_LIMIT_DEG))
        lon = np.unwrap(lat_lon_deg[:, 1], period=360.0)
        lon = lon + (around(float(lon[0]), self.lon0_deg) - lon[0])
        x = (np.radians(lon - self.lon0_deg) - self.x0) * self.scale
        return np.column_stack([x, (self.y0 - np.arcsinh(np.tan(lat))) * self.scale])

    def back(self, x: float, y: float) -> tuple[float, float]:
        """(lat_deg, lon_deg) of a pixel; the longitude may pass 180."""
        mercator = self.y0 - y / self.scale
        return math.degrees(math.atan(math.sinh(mercator))), math.degrees(x / self.scale + self.x0) + self.lon0_deg

    def metres_per_pixel(self, lat_deg: float | None = None) -> float:
        """At a latitude; default at mid-height."""
        lat = lat_deg if lat_deg is not None else self.back(0, self.height / 2)[0]
        return EARTH_M * math.cos(math.radians(lat)) / self.scale


def fit_sheet(points: Iterable[tuple[float, float]], width: float, height: float, margin: float = 0.1) -> Sheet:
    """The smallest window of that shape that shows all the points, with a margin."""
    points = list(points) or [(0.0, 0.0)]
    lons = continuous_set([lon for _, lon in points])
    lon0 = (min(lons) + max(lons)) / 2
    ys = [_mercator(lat) for lat, _ in points]
    span_x = max(math.radians(max(lons) - min(lons)), 0.002)
    span_y = max(max(ys) - min(ys), 0.002)
    scale = min(width / span_x, height / span_y) / (1 + 2 * margin)
    middle_y = (min(ys) + max(ys)) / 2
    return Sheet(lon0, -width / scale / 2, middle_y + height / scale / 2, scale, width, height)


def circle(lat_deg: float, lon_deg: float, radius_m: float, n: int = 72) -> list[tuple[float, float]]:
    """Points (lat_deg, lon_deg) at a distance from a centre, on a sphere; longitudes continuous."""
    lat, arc = math.radians(lat_deg), radius_m / EARTH_M
    points = []
    for i in range(n):
        bearing = 2 * math.pi * i / n
        sin_lat = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing)
        dlon = math.atan2(math.sin(bearing) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * sin_lat)
        points.append((math.degrees(math.asin(max(-1.0, min(1.0, sin_lat)))), lon_deg + math.degrees(dlon)))
    return points


def around(lon_deg: float, middle_deg: float) -> float:
    """The same longitude within 180 degrees of the middle."""
    return middle_deg + (lon_deg - middle_deg + 180.0) % 360.0 - 180.0


def continuous(lons_deg: Sequence[float]) -> list[float]:
    """Longitudes of a path without the jump at 180."""
    out: list[float] = []
    for lon in lons_deg:
        out.append(around(lon, out[-1]) if out else lon)
    return out


def continuous_set(lons_deg: Sequence[float]) -> list[float]:
    """Longitudes of a scatter, cut at their widest empty stretch."""
    ordered = sorted(lon % 360.0 for lon in lons_deg)
    if not ordered:
        return []
    gaps = [(ordered[(i + 1) % len(ordered)] - lon) % 360.0 for i, lon in enumerate(ordered)]
    if len(ordered) == 1:
        return [around(ordered[0], 0.0)]
    first = (max(range(len(gaps)), key=gaps.__getitem__) + 1) % len(ordered)
    start = around(ordered[first], 0.0)
    return [start + (lon - ordered[first]) % 360.0 for lon in ordered]


def _mercator(lat_deg: float) -> float:
    lat = math.radians(max(-LAT_LIMIT_DEG, min(LAT_LIMIT_DEG, lat_deg)))
    return math.asinh(math.tan(lat))
