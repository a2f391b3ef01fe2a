"""Which sites cover most demand: the maximal covering location problem, solved to the proof.

With y_j = 1 where a site is opened and z_i the share of demand i that is covered:

    max sum_i w_i z_i,  z_i <= sum over the sites j that reach i of y_j,  sum_j y_j <= p,  0 <= z_i <= 1, y_j whole

(R.L. Church and C.S. ReVelle, The maximal covering location problem, Papers of the Regional Science Association 32, 1974).
Demands that the same sites reach are one. Among answers that cover as much, the one with most backup is taken: demand that two
of its sites reach (K. Hogan and C. ReVelle, Concepts and applications of backup coverage, Management Science 32, 1986).
A merit of the sites decides among those, and may outweigh a thousandth of all demand in backup, never cover.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from longwatch.routes.programme import Programme
from longwatch.slots.lp import Floats, Model

MERIT = 1e-3  # of all demand: what merit may outweigh in backup
Bools = NDArray[np.bool_]
MAX_NODES = 200_000  # of the search tree: thousands of sites take fewer than a hundred
CLOSE = 1e-9  # relative, of weights that are not whole: what is left between cover and bound where a choice is proved
TOTAL = 1e5  # to which weights that are not whole are scaled: HiGHS overlooks what is less than a millionth
SLACK = 1e-7  # relative: by how much the row that keeps the cover is loosened, for presolve may lose what it keeps by a hair
TRIES = 30  # choices with more backup that turn out to cover less, before the first choice stands


@dataclass(frozen=True)
class Cover:
    """The sites to open (indices, rising), the weight they cover, a bound on any choice, and what two of them cover."""

    sites: tuple[int, ...]
    covered: float
    bound: float
    backup: float
    by_site: tuple[float, ...]  # weight that each of them reaches, alone or not
    whole: bool = False  # whether every weight is a whole number

    @property
    def proved(self) -> bool:
        return self.bound - self.covered <= (0.5 if self.whole else CLOSE * self.covered)


def best_cover(
    reaches: Bools,
    weights: Floats,
    n_sites: int,
    *,
    kept: tuple[int, ...] = (),
    backup: bool = True,
    merit: Floats | None = None,
) -> Cover:
    """The best choice of at most `n_sites` sites.

    reaches : (sites, demands) True where a site reaches a demand; weights : (demands,), none negative
    kept : sites that stand already, to be among those chosen; merit : (sites,) from 0 to 1
    backup : whether that and merit decide among answers that cover as much
    """
    groups, sums = _grouped(reaches, weights)
    whole = bool(np.all(sums == np.round(sums)))
    if not len(sums):
        return Cover(kept, 0.0, 0.0, 0.0, tuple(0.0 for _ in kept), whole)
    total = math.fsum(sums)
    scale = 1.0 if whole else TOTAL / total
    model, _ = _model(groups, sums * scale, n_sites, kept)
    solved = Programme(model, **_options(whole)).whole()
    assert solved is not None, "to open the sites that are kept is always possible"
    values, least = solved
    sites = _opened(values, len(reaches))
    most = -least / scale
    bound = min(math.floor(most + 1e-6 + CLOSE * total) if whole else most, total)
    if backup:
        sites = _with_backup(groups, sums * scale, n_sites, kept, sites, merit, whole)
    reached = reaches[list(sites)]
    covered = math.fsum(weights[reached.any(axis=0)])
    return Cover(
        sites,
        covered,
        float(max(bound, covered)),
        math.fsum(weights[reached.sum(axis=0) >= 2]),
        tuple(math.fsum(weights[row]) for row in reached),
        whole,
    )


def _grouped(reaches: Bools, weights: Floats) -> tuple[Bools, Floats]:
    """((groups, sites), weight of each group): demands that nobody reaches are left out."""
    wanted = reaches.any(axis=0) & (weights > 0.0)
    if not wanted.any():
        return np.zeros((0, len(reaches)), np.bool_), np.zeros(0)
    groups, of = np.unique(reaches.T[wanted], axis=0, return_inverse=True)
    sums: Floats = np.asarray(np.bincount(of.ravel(), weights[wanted]), np.float64)
    return groups, sums


def _options(whole: bool) -> dict[str, float | int]:
    gap = 0.5 if whole else 0.0
    return {"mip_rel_gap": 0.0, "mip_abs_gap": gap, "mip_max_nodes": MAX_NODES, "random_seed": 0}


def _model(groups: Bools, sums: Floats, n_sites: int, kept: tuple[int, ...]) -> tuple[Model, list[int]]:
    """The programme above, minimising; and the columns z."""
    model = Model()
    for site in range(groups.shape[1]):
        model.column(1.0 if site in kept else 0.0, 1.0 if site in kept or groups[:, site].any() else 0.0, integer=True)
    model.row([(site, 1.0) for site in range(groups.shape[1])], high=float(max(n_sites, len(kept))))
    covered = []
    for group, weight in zip(groups, sums, strict=True):
        z = model.column(0.0, 1.0, -float(weight))
        model.row([(z, -1.0), *((int(site), 1.0) for site in np.flatnonzero(group))], low=0.0)
        covered.append(z)
    return model, covered


def _with_backup(
    groups: Bools,
    sums: Floats,
    n_sites: int,
    kept: tuple[int, ...],
    sites: tuple[int, ...],
    merit: Floats | None,
    whole: bool,
) -> tuple[int, ...]:
    """Sites that cover no less than those given and have most backup, then merit; those given where none are found.

    HiGHS keeps the row of the cover to its tolerance only, so every choice is counted anew, and ruled out where it covers less.
    """
    covered = _covered(groups, sums, sites)
    model, once = _model(groups, sums, n_sites, kept)
    low = covered - 0.5 if whole else covered * (1.0 - SLACK)
    model.row([(z, float(w)) for z, w in zip(once, sums, strict=True)], low=low)
    for z, group, weight in zip(once, groups, sums, strict=True):
        model.cost[z] = 0.0
        twice = model.column(0.0, 1.0, -float(weight))
        model.row([(twice, -1.0), (z, -1.0), *((int(site), 1.0) for site in np.flatnonzero(group))], low=0.0)
    if merit is not None:
        for site in range(groups.shape[1]):
            model.cost[site] = -MERIT * float(sums.sum()) / n_sites * float(merit[site])
    programme = Programme(model, **(_options(whole=False) | {"mip_rel_gap": 1e-6}))
    for _ in range(TRIES):
        solved = programme.whole()
        if solved is None:
            break
        found = _opened(solved[0], groups.shape[1])
        if _covered(groups, sums, found) >= covered:
            return found
        programme.add(
            [(site, 1.0 if site in found else -1.0) for site in range(groups.shape[1])], high=len(found) - 1.0
        )
    return sites


def _covered(groups: Bools, sums: Floats, sites: tuple[int, ...]) -> float:
    """The weight that sites cover; the same for the same groups, in whatever order."""
    return math.fsum(sums[groups[:, list(sites)].any(axis=1)])


def _opened(values: Floats, n: int) -> tuple[int, ...]:
    return tuple(int(site) for site in np.flatnonzero(values[:n] > 0.5))
