"""A polygon on the sphere as plain data, so that every room, the verifier too, can read it with its own arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]  # (lat_deg, lon_deg) points, closed by itself: the first is not repeated


@dataclass(frozen=True)
class Polygon:
    """Outer ring and holes; longitudes are continuous within a ring (they may pass 180)."""

    outer: Ring
    holes: tuple[Ring, ...] = ()
