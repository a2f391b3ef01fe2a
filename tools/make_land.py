"""Make src/longwatch/geo/data/land.npz from the npm package world-atlas 2.0.2 (Natural Earth 4.1.0, 1:10 million).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_land.py package/land-10m.json src/longwatch/geo/data/land.npz

The rings stay on the integer grid of the source (0.0036 deg of longitude by 0.00169 deg of latitude), so nothing is
simplified. Three things change: rings that the source cut or wrapped at 180 degrees get continuous longitudes, the
ring round the South Pole is closed along the pole, and rings that cross or touch themselves on the grid are made valid.
The greatest displacement of the coastline by that last step is printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

Ring = NDArray[np.int64]  # (n, 2) grid steps east and north
POLE_STEP = 30_000  # grid steps between the points laid along the pole: a step must fit in 16 bits


def decode(topology: dict) -> list[list[Ring]]:
    """Polygons of rings in grid steps, from the arcs of a TopoJSON topology."""
    arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]

    def ring(indices: list[int]) -> Ring:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    (geometry,) = topology["objects"]["land"]["geometries"]
    return [[ring(indices) for indices in polygon] for polygon in geometry["arcs"]]


def unwrap(ring: Ring, turn: int, pole_y: int) -> Ring:
    """The ring with continuous longitudes; one that goes round the pole is closed along the pole."""
    steps = np.diff(ring[:, 0])
    steps -= turn * np.round(steps / turn).astype(np.int64)
    x = np.concatenate([ring[:1, 0], ring[0, 0] + np.cumsum(steps)])
    out = np.column_stack([x, ring[:, 1]])
    if x[-1] == x[0]:
        return out
    n = -(-abs(int(x[-1] - x[0])) // POLE_STEP)
    along = np.linspace(x[-1], x[0], n + 1).round().astype(np.int64)
    pole = np.column_stack([along, np.full(n + 1, pole_y)])
    return np.concatenate([out, pole, out[:1]])


def in_turn(ring: Ring, turn: int) -> Ring:
    """The ring moved by whole turns so that its middle lies in -180 to 180: the hole of a polygon then lies in it."""
    west, east = ring[:, 0].min(), ring[:, 0].max()
    return ring - [turn * int((west + east) // (2 * turn)), 0]


def valid_polygons(polygons: list[list[Ring]]) -> tuple[list[shapely.Polygon], float, int]:
    """Valid polygons on the grid, the greatest displacement in grid steps, and how many islets had no area left."""
    out: list[shapely.Polygon] = []
    greatest, lost = 0.0, 0
    for rings in polygons:
        if len(rings[0]) < 4:
            lost += 1
            continue
        raw = shapely.Polygon(rings[0], rings[1:])
        fine = raw
        if not raw.is_valid:
            fine = shapely.set_precision(shapely.make_valid(raw), 1.0)
            edges = shapely.union_all([shapely.LinearRing(ring) for ring in rings])
            greatest = max(greatest, shapely.hausdorff_distance(edges, fine.boundary))
        parts = [
            part for part in shapely.get_parts(shapely.get_parts(fine)) if part.geom_type == "Polygon" and part.area > 0
        ]
        lost += not parts
        out.extend(parts)
    return out, greatest, lost


def pack(polygons: list[shapely.Polygon]) -> dict[str, NDArray]:
    """Rings as first points and 16-bit steps; a hole follows the outer ring it lies in."""
    rings, is_hole = [], []
    for polygon in sorted(polygons, key=lambda p: -p.area):
        whole = shapely.geometry.polygon.orient(polygon)
        for k, ring in enumerate([whole.exterior, *whole.interiors]):
            rings.append(np.asarray(ring.coords)[:-1].round().astype(np.int64))
            is_hole.append(k > 0)
    steps = np.concatenate([np.diff(ring, axis=0, prepend=ring[:1]) for ring in rings])
    assert np.abs(steps).max() < 2**15, "a step does not fit in 16 bits"
    return {
        "first": np.array([ring[0] for ring in rings], dtype=np.int32),
        "step": np.ascontiguousarray(steps.T.astype(np.int16)),
        "n_points": np.array([len(ring) for ring in rings], dtype=np.int32),
        "is_hole": np.array(is_hole, dtype=np.bool_),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    topology = json.loads(args.source.read_text())
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    turn = round(360.0 / scale[0])
    pole_y = int(np.floor((-90.0 - translate[1]) / scale[1]))
    raw = [[in_turn(unwrap(ring, turn, pole_y), turn) for ring in polygon] for polygon in decode(topology)]
    polygons, greatest, lost = valid_polygons(raw)
    null_island = shapely.Point(-translate[0] / scale[0], -translate[1] / scale[1])  # 0 N 0 E: the source's joke
    polygons = [polygon for polygon in polygons if not polygon.contains(null_island)]
    packed = pack(polygons)
    np.savez_compressed(args.target, scale=np.array(scale), translate=np.array(translate), **packed)
    print(f"{len(raw)} polygons with {sum(len(r) for p in raw for r in p)} points read")
    print(f"{len(polygons)} polygons with {packed['step'].shape[1]} points kept; {lost} had no area on the grid")
    print(f"greatest displacement {greatest:.2f} grid steps, one is at most {scale[0] * 111.32:.3f} km")
    print(f"{args.target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
