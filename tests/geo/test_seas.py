"""Ways of vessels in real seas with random keep-out areas: none crosses land or enters an area, none is longer than need be.

What is crossed is asked of the verifier's arithmetic, which shares nothing with the planner's; the length of a fine-grid twin.
"""

from dataclasses import dataclass, field

import numpy as np
import pytest

from helpers.sea_grid import SeaGrid
from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import direct
from longwatch.geo.land import is_land, load_land
from longwatch.geo.obstacles import Obstacles, zones_of
from longwatch.geo.paths import SNAP_M, shortest_path
from longwatch.geo.polygon import Polygon
from longwatch.verifier.land import ashore, of_rings
from longwatch.verifier.zones import Ground, closed_stretch

SEAS = {  # south, west, north, east, step of the twin's grid
    "Sagami and Izu": (33.9, 138.5, 36.0, 141.5, 0.0125),
    "Aegean": (36.0, 23.0, 40.2, 27.6, 0.0125),
    "Dardanelles and Marmara": (39.8, 25.5, 41.2, 29.5, 0.006),
    "Tsugaru": (40.6, 139.3, 42.4, 142.0, 0.0125),
}
PAIRS_OF_A_DRAW = 17
NEAR_COAST_M = 4_000.0


def ragged(rng, lat, lon, radius_m, n=14):
    lats, lons = direct(lat, lon, np.arange(n) * (-360.0 / n), radius_m * rng.uniform(0.5, 1.2, n))
    return Polygon(tuple(zip(lats.tolist(), lons.tolist(), strict=True)))


@dataclass
class Tally:
    pairs: int = 0
    routed: int = 0
    closed: int = 0  # an end in a keep-out area, or no water near it
    shut_in: int = 0  # no way; the twin finds none either
    narrow: int = 0  # more than 1 % shorter than the twin, whose grid has no room in a channel
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def draw(rng, box):
    """Keep-out areas, a corridor through the first of them, and places to go between, some of them ashore near the sea."""
    south, west, north, east = box
    closed = tuple(
        (f"area {k}", (ragged(rng, rng.uniform(south, north), rng.uniform(west, east), rng.uniform(3e3, 22e3)),))
        for k in range(int(rng.integers(3, 12)))
    )
    lat, lon = np.mean(closed[0][1][0].outer, axis=0)
    lane = Polygon(tuple((float(lat) + a, float(lon) + b) for a, b in ((-1, -0.03), (-1, 0.03), (1, 0.03), (1, -0.03))))
    return closed, (lane,)


def place(rng, land, box):
    while True:
        at = float(rng.uniform(box[0] + 0.1, box[2] - 0.1)), float(rng.uniform(box[1] + 0.1, box[3] - 0.1))
        if not is_land(land, *at):
            return at
        lat, lon = direct(*at, np.arange(0.0, 360.0, 45.0), NEAR_COAST_M)
        if not is_land(land, lat, lon).all():
            return at


def check_draw(name, seed, tally, n_pairs=PAIRS_OF_A_DRAW):
    box, step_deg = SEAS[name][:4], SEAS[name][4]
    rng = np.random.default_rng([seed, list(SEAS).index(name)])
    land = load_land(box[0] - 1.0, box[1] - 1.0, box[2] + 1.0, box[3] + 1.0)
    closed, corridors = draw(rng, box)
    obstacles = Obstacles(land, zones_of(closed, corridors))
    grid = SeaGrid(land, box, step_deg, [p for _, area in closed for p in area], corridors)
    ground = Ground(outlines(land), tuple((area, outlines(p)) for area, p in closed), outlines(corridors), None)
    for _ in range(n_pairs):
        check_pair(obstacles, grid, ground, place(rng, land, box), place(rng, land, box), tally)


def outlines(polygons):
    return tuple(of_rings([np.array(r)[:, ::-1] for r in (p.outer, *p.holes)]) for p in polygons)


def check_pair(obstacles, grid, ground, start, end, tally):
    tally.pairs += 1
    try:
        path = shortest_path(obstacles, start, end)
    except ImpossibleError as error:
        if "no way" not in str(error):
            tally.closed += 1
        elif grid.path_m(start, end) is not None and not any(obstacles.block(*at) for at in (start, end)):
            tally.wrong.append(f"{start} to {end}: the twin finds a way")
        else:
            tally.shut_in += 1
        return
    tally.routed += 1
    lat, lon = np.array(path.points).T
    in_area, inside_m = closed_stretch(ground, lat, lon)
    first, last = (SNAP_M + 100.0 if is_land(obstacles.land, *at) else 0.0 for at in (start, end))
    dry = [min(b, path.length_m - last) - max(a, first) for a, b in ashore(ground.land, lat, lon)]
    if in_area or max(dry, default=0.0) > 1.0:
        tally.wrong.append(
            f"{start} to {end}: {inside_m:.0f} m in {in_area!r}, {max(dry, default=0.0):.0f} m over land"
        )
    twin_m = grid.path_m(start, end)
    if twin_m is None or any(is_land(obstacles.land, *at) for at in (start, end)):
        return  # a harbour on land is left by another water than the twin's, so lengths say nothing
    tally.longest = max(tally.longest, path.length_m / twin_m - 1.0)
    tally.narrow += path.length_m < 0.99 * twin_m


def check(seeds, n_pairs=PAIRS_OF_A_DRAW):
    tally = Tally()
    for name in SEAS:
        for seed in seeds:
            check_draw(name, seed, tally, n_pairs)
    assert tally.wrong == []
    assert tally.longest < 0.01
    assert tally.routed > 0.7 * tally.pairs
    assert tally.narrow <= 0.05 * tally.pairs
    return tally


def test_ways_in_four_seas_cross_nothing_and_are_as_short_as_the_fine_grid_finds():
    check(range(1), n_pairs=6)


@pytest.mark.soak
def test_ways_of_2000_pairs_in_four_seas_cross_nothing_and_are_as_short_as_the_fine_grid_finds():
    tally = check(range(40))
    assert tally.routed >= 2_000
