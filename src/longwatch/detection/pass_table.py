"""The exposure of straight passes, worked out once: the integral of a hazard by miss distance and place along the track.

A sensor with hazard h(r) per second passes a target in a straight line with relative speed v. Its exposure between two
places of the track is (T(miss, x1) - T(miss, x0)) / v, T being the integral of h along the track from the far end, so that
parts of a pass add. Any hazard by range is first cut into shells in which it is constant. By miss distance the table is
interpolated between nodes that lie even in sqrt(outer^2 - miss^2) of each shell: half the chord of the outer edge is
linear in it, so the kink at which a pass begins to cross a shell costs nothing. Along the track, between two shells, it
is linear, as the integral of a constant is. T therefore is continuous, rises along the track, and has an exact inverse.

B.O. Koopman, Search and Screening, 1946, chapter 2: exposures are his sighting potential.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import heapify, heappush, heapreplace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.detection.hazard import HazardTable
from longwatch.detection.pass_table_kernels import Floats, integrals, places

Hazard = Callable[[Floats], Floats]
Ints = NDArray[np.int64]
ENDLESS_PER_S: Final = 1e6  # a definite range in a table: detected within microseconds of coming into it
NODES: Final = 16  # miss distances to a shell
SHELLS: Final = 128  # into which a hazard that is no table is cut


@dataclass(frozen=True)
class PassTable:
    """Made by `pass_table`."""

    edge_m: Floats  # (n + 1,) from 0 to the reach
    hazard_per_s: Floats  # (n,) constant in each shell: what a target without relative motion meets
    book: Floats  # for kernels: see `pass_table_kernels`
    exact: Hazard | None = None  # what was cut into shells; None where steps are what was meant

    @cached_property
    def error(self) -> float:
        """The largest error of T that can be found, as a share of the largest T."""
        return _error(self, self.exact)

    @property
    def reach_m(self) -> float:
        return float(self.edge_m[-1])

    def still(self, range_m: ArrayLike) -> Floats:
        """Hazard per second at a range: for a target with no relative motion."""
        shell = np.searchsorted(self.edge_m, np.asarray(range_m, float), side="right") - 1
        return np.asarray(np.append(self.hazard_per_s, 0.0)[np.minimum(shell, len(self.hazard_per_s))], np.float64)

    def exposure(
        self, miss_m: ArrayLike, speed_mps: float, from_m: ArrayLike = -np.inf, to_m: ArrayLike = np.inf
    ) -> Floats:
        """Exposure of passes, or of the parts of them between two places along the track from the closest point."""
        miss, begin, end = (np.array(a, np.float64) for a in np.broadcast_arrays(miss_m, from_m, to_m))
        out = np.empty(miss.size)
        reach = self.reach_m
        from_to = [np.clip(a, -reach, reach).ravel() for a in (begin, end)]
        integrals(self.book, 0, np.abs(miss).ravel(), from_to[0], from_to[1], out)
        return (out / speed_mps).reshape(miss.shape)

    def probability(self, miss_m: ArrayLike, speed_mps: float) -> Floats:
        """The lateral-range curve: probability of detection over a whole pass."""
        return np.asarray(-np.expm1(-self.exposure(miss_m, speed_mps)), np.float64)

    def place_m(self, miss_m: ArrayLike, speed_mps: float, exposure: ArrayLike, from_m: ArrayLike = -np.inf) -> Floats:
        """How far along the track an exposure is reached; infinite where it never is."""
        miss, wanted, begin = (np.array(a, np.float64) for a in np.broadcast_arrays(miss_m, exposure, from_m))
        out = np.empty(miss.size)
        start = np.maximum(begin, -self.reach_m).ravel()
        places(self.book, 0, np.abs(miss).ravel(), start, wanted.ravel() * speed_mps, out)
        return out.reshape(miss.shape)


def pass_table(hazard: HazardTable | Hazard, reach_m: float | None = None, *, shells: int = SHELLS) -> PassTable:
    """The table of a hazard: of steps, which stay what they are, or of any function of arrays of range.

    Parameters
    ----------
    hazard : steps of range, or hazard per second by range in metres; not negative
    reach_m : of a function only: beyond this range it is taken as 0
    shells : into how many constant parts a function is cut, finest where it changes most
    """
    if isinstance(hazard, HazardTable):
        return _of_steps(hazard)
    if reach_m is None or reach_m <= 0.0:
        raise ValueError("a hazard that is a function needs the range beyond which it is taken as 0")
    edge_m = _cut(hazard, reach_m, shells)
    return _made(edge_m, _shell_means(hazard, edge_m), hazard)


@cache
def _of_steps(steps: HazardTable) -> PassTable:
    edges, values = list(steps.range_m), list(steps.hazard_per_s)
    if edges and edges[0] > 0.0:
        edges, values = [0.0, *edges], [0.0, *values]
    sure_m = steps.definite_range_m
    if sure_m > 0.0:
        kept = [(edge, value) for edge, value in zip(edges[1:], values, strict=True) if edge > sure_m]
        edges, values = [0.0, sure_m, *(edge for edge, _ in kept)], [ENDLESS_PER_S, *(value for _, value in kept)]
    if not values:
        raise ValueError("a hazard table without a range sees nothing")
    return _made(np.array(edges), np.array(values), None)


def joined(tables: Sequence[PassTable]) -> tuple[Floats, Ints]:
    """(one book of many tables, for kernels; where in it each begins)."""
    at = np.cumsum([0, *(len(one.book) for one in tables)], dtype=np.int64)
    return np.concatenate([np.zeros(0), *(one.book for one in tables)]), at[:-1].copy()


def _cut(hazard: Hazard, reach_m: float, shells: int) -> Floats:
    """Edges: the shell that matters most is halved, until there are enough."""
    edges = np.linspace(0.0, reach_m, 9)
    at = _finite(hazard, edges)
    parts = [_part(*one) for one in zip(edges[:-1], edges[1:], at[:-1], at[1:], strict=True)]
    heapify(parts)
    while len(parts) < shells:
        _, a, b, h0, h1 = parts[0]
        middle = 0.5 * (a + b)
        h = float(_finite(hazard, np.array([middle]))[0])
        heapreplace(parts, _part(a, middle, h0, h))
        heappush(parts, _part(middle, b, h, h1))
    return np.array([0.0, *sorted(part[2] for part in parts)])


def _part(a: float, b: float, h0: float, h1: float) -> tuple[float, float, float, float, float]:
    """(minus its weight, edges, hazards there): the change across it times its longest half chord, over the root of what

    a pass this far off is worth, h r: half way between an even error at all miss distances and an even relative one.
    """
    weight = abs(h0 - h1) * np.sqrt(b * b - a * a) / np.sqrt(max(h0, h1) * b + 1e-300)
    return -float(weight), float(a), float(b), float(h0), float(h1)


def _finite(hazard: Hazard, range_m: Floats) -> Floats:
    values = np.asarray(hazard(range_m), np.float64)
    if not (np.isfinite(values).all() and (values >= 0.0).all()):
        raise ValueError("a hazard is finite and not negative at every range from 0 to its reach")
    return values


def _shell_means(hazard: Hazard, edge_m: Floats) -> Floats:
    """Mean over each shell, by Gauss and Legendre at eight places."""
    place, weight = _gauss(8)
    middle, half = 0.5 * (edge_m[1:] + edge_m[:-1]), 0.5 * np.diff(edge_m)
    values = _finite(hazard, middle[:, None] + half[:, None] * place)
    return np.asarray(values @ weight / 2.0, np.float64)


def _made(edge_m: Floats, hazard_per_s: Floats, exact: Hazard | None) -> PassTable:
    e2 = edge_m**2
    share2 = (np.arange(NODES + 1) / NODES) ** 2
    miss2 = (e2[1:, None] - share2 * (e2[1:] - e2[:-1])[:, None]).ravel()
    ahead = _ahead(e2, hazard_per_s, miss2)
    head = [float(len(edge_m)), float(NODES)]
    book = np.concatenate([head, e2, np.append(hazard_per_s, 0.0), ahead.ravel()])
    return PassTable(edge_m, hazard_per_s, book, exact)


def _ahead(e2: Floats, hazard_per_s: Floats, miss2: Floats) -> Floats:
    """(misses, edges) the integral from each edge out to the reach; an edge within the miss distance is its closest point."""
    half = np.sqrt(np.maximum(e2[None, :] - miss2[:, None], 0.0))
    shells = np.diff(half, axis=1) * hazard_per_s
    behind = np.zeros_like(half)
    behind[:, :-1] = np.cumsum(shells[:, ::-1], axis=1)[:, ::-1]
    return behind


@cache
def _gauss(n: int) -> tuple[Floats, Floats]:
    """Places and weights of Gauss and Legendre; hundreds of them take a while to find."""
    place, weight = np.polynomial.legendre.leggauss(n)
    return np.asarray(place, np.float64), np.asarray(weight, np.float64)


def _error(table: PassTable, exact: Hazard | None) -> float:
    """Of steps against the closed form, half way between nodes; of a function against quadrature, at and between edges."""
    e2 = table.edge_m**2
    if exact is None:
        share2 = ((np.arange(NODES) + 0.5) / NODES) ** 2
        miss2 = (e2[1:, None] - share2 * (e2[1:] - e2[:-1])[:, None]).ravel()
        truth = _ahead(e2, table.hazard_per_s, miss2)[:, 0]
        miss = np.sqrt(miss2)
    else:
        part = np.arange(4) / 4.0  # the worst lies at edges of shells, where the steps stand off the function most
        miss = np.sqrt(e2[:-1, None] + part * np.diff(e2)[:, None]).ravel()
        place, weight = _gauss(400)
        along = 0.5 * (place + 1.0)  # 0 to 1; its cube crowds places at the closest point, where a hazard may peak
        half = np.sqrt(table.reach_m**2 - miss**2)[:, None]
        values = np.asarray(exact(np.hypot(miss[:, None], half * along**3)), np.float64)
        truth = (values * 3.0 * along**2 * half * 0.5) @ weight
    found = 0.5 * table.exposure(miss, 1.0)
    return float(np.max(np.abs(found - truth)) / max(float(np.max(truth)), 1e-300))
