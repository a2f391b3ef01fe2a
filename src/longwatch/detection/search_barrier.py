"""A patrol to and fro across a channel that targets pass through: what it can catch at most, and what patrols catch.

Seen from the targets, which move down the channel with speed u, a searcher of speed v sweeps with the relative speed. It may not
fall behind on average, so the mean relative speed is at most sqrt(u^2 + v^2), and of the area L u per second that flows into the
barrier no more than

    P <= min(1, W sqrt(u^2 + v^2) / (L u))

is swept (A.R. Washburn, On Patrolling a Channel, Naval Research Logistics Quarterly 29, 1982; Search and Detection, 4th ed.).
Plain back and forth sweeps some water twice at each turn. A *symmetric crossover* (Koopman 1946: the bow tie) lets the legs lean
down the channel and wins the way back along the edges: with enough lean no water is swept twice but in the corners, though its
relative speed is less even. Both meet the bound as W / L goes to 0, the crossover sooner: for L = 50, W = 4, v = 60, u = 20 a
bound of 0.2530, 0.2513 to 0.2515 by crossovers, 0.2370 back and forth from edge to edge. Limits: definite range W / 2, targets
evenly spread in place and time, straight down the channel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from longwatch.detection.search import Floats


def barrier_bound(
    barrier_m: ArrayLike, sweep_width_m: ArrayLike, searcher_mps: ArrayLike, target_mps: ArrayLike
) -> Floats:
    """The largest share of crossers that any patrol of one searcher catches; 1 against targets that do not move."""
    length, width, v, u = (np.asarray(x, np.float64) for x in (barrier_m, sweep_width_m, searcher_mps, target_mps))
    if not ((length > 0.0).all() and (width >= 0.0).all() and (v >= 0.0).all() and (u >= 0.0).all()):
        raise ValueError("a barrier is longer than 0; widths and speeds are not negative")
    flow = length * u
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.where(flow > 0.0, width * np.hypot(u, v) / flow, np.where(width * v > 0.0, np.inf, 0.0))
    return np.asarray(np.minimum(1.0, bound), np.float64)


@dataclass(frozen=True)
class Patrol:
    """A symmetric crossover; with no lean it is plain back and forth along one line.

    lean : speed down the channel on the crossing legs as a share of the targets' speed. 0 is back and forth; 1 keeps abreast of
        the targets, so that the sweeps are parallel and square to the channel in the water they share.
    inset_m : how far from the edges it turns; half the sweep width loses nothing outside the channel
    """

    barrier_m: float
    sweep_width_m: float
    searcher_mps: float
    target_mps: float
    lean: float = 0.0
    inset_m: float = 0.0

    def __post_init__(self) -> None:
        if not (
            self.barrier_m > 0.0 and self.sweep_width_m > 0.0 and self.searcher_mps > 0.0 and self.target_mps > 0.0
        ):
            raise ValueError("a patrol has a barrier, a sweep width and speeds above zero")
        if not (self.lean >= 0.0 and self.lean * self.target_mps < self.searcher_mps):
            raise ValueError("the lean of a crossing leg takes less than the searcher's speed")
        if not 0.0 <= self.inset_m < 0.5 * self.barrier_m:
            raise ValueError("a patrol turns between the edge and the middle of the channel")

    @property
    def crossing_s(self) -> float:
        """Duration of one crossing leg."""
        down_mps = self.lean * self.target_mps
        return (self.barrier_m - 2.0 * self.inset_m) / math.sqrt(self.searcher_mps**2 - down_mps**2)

    @property
    def edge_s(self) -> float:
        """Duration of one leg up the channel along an edge, which wins back what a crossing has lost."""
        return self.lean * self.target_mps * self.crossing_s / self.searcher_mps

    @property
    def cycle_s(self) -> float:
        """Two crossings and two edge legs, back to the start."""
        return 2.0 * (self.crossing_s + self.edge_s)

    def legs_m(self) -> Floats:
        """(5, 2) corners of one cycle over ground, across and up the channel: the bow tie."""
        left, right = self.inset_m, self.barrier_m - self.inset_m
        down = self.lean * self.target_mps * self.crossing_s
        return np.array([[left, 0.0], [right, -down], [right, 0.0], [left, -down], [left, 0.0]])

    def sweeps_m(self, cycles: int) -> Floats:
        """(4 cycles + 1, 2) corners in the water that moves along with the targets, across and up the channel."""
        over = np.tile(np.diff(self.legs_m(), axis=0), (cycles, 1))
        lasts = np.tile([self.crossing_s, self.edge_s], 2 * cycles)
        over[:, 1] += self.target_mps * lasts
        return np.cumsum(np.vstack([[[self.inset_m, 0.0]], over]), axis=0)


def caught(patrol: Patrol, round_off: int = 32) -> float:
    """Share of crossers caught: the swept part of one cycle's water, exact but for circles of 4 x `round_off` sides (1e-4)."""
    import shapely

    period_m = patrol.target_mps * patrol.cycle_s
    around = 1 + math.ceil(patrol.sweep_width_m / period_m)  # cycles before and after that reach into this one
    path = shapely.LineString(patrol.sweeps_m(2 * around + 1))
    water = shapely.box(0.0, around * period_m, patrol.barrier_m, (around + 1) * period_m)
    swept = shapely.intersection(shapely.buffer(path, 0.5 * patrol.sweep_width_m, quad_segs=round_off), water)
    return float(min(1.0, shapely.area(swept) / (patrol.barrier_m * period_m)))


def caught_of(patrol: Patrol, targets: int, seed: int) -> float:
    """The same by simulation: the share of targets at random places and times that come within half the sweep width."""
    import shapely

    rng = np.random.Generator(np.random.Philox(key=np.array([seed, targets], np.uint64)))
    period_m = patrol.target_mps * patrol.cycle_s
    around = 1 + math.ceil(patrol.sweep_width_m / period_m)
    low, high = (0.0, around * period_m), (patrol.barrier_m, (around + 1) * period_m)
    place = rng.uniform(low, high, (targets, 2))
    path = patrol.sweeps_m(2 * around + 1)
    nearest = np.full(targets, np.inf)
    points = shapely.points(place)
    for a, b in pairwise(path):
        nearest = np.minimum(nearest, shapely.distance(points, shapely.LineString([a, b])))
    return float(np.mean(nearest <= 0.5 * patrol.sweep_width_m))


def disjoint_lean(barrier_m: float, sweep_width_m: float, searcher_mps: float, target_mps: float) -> float:
    """The least lean at which crossings that follow each other sweep no water twice, turning half a sweep width from the edges.

    The condition, in the targets' water: the edge leg, lean u t (u + v) / v, is as long as the sweep measured along the channel,
    W sqrt(1 + slope^2), slope = (1 - lean) u t / (L - W), t the duration of a crossing. 1 where even legs square to the channel
    overlap: then nobody passes (turning within 0.35 W of the edges). A searcher slower than its targets cannot lean that far:
    just below v / u. The lean that catches most lies near this one, mostly a little below.
    """
    from scipy.optimize import brentq

    def spare_m(lean: float) -> float:
        patrol = Patrol(barrier_m, sweep_width_m, searcher_mps, target_mps, lean, 0.5 * sweep_width_m)
        edge_m = patrol.edge_s * (target_mps + searcher_mps)
        slope = (1.0 - lean) * target_mps * patrol.crossing_s / (barrier_m - sweep_width_m)
        return edge_m - sweep_width_m * math.hypot(1.0, slope)

    most = min(1.0, 0.999 * searcher_mps / target_mps)
    return most if spare_m(most) <= 0.0 else float(brentq(spare_m, 0.0, most, xtol=1e-12))
