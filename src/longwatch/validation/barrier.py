"""Patrols across a channel: the bound, back and forth by simulation, and how near crossovers come."""

from __future__ import annotations

from functools import cache

import numpy as np

from longwatch.detection.search_barrier import Patrol, barrier_bound, caught, caught_of, disjoint_lean
from longwatch.validation.authority import Authority, Check, Curve, Statistic

_L, _W, _V, _U = 50.0, 4.0, 60.0, 20.0
_TARGETS = 20_000
LUCK = "three standard errors of the simulations"


def authority() -> Authority:
    """L = 50, W = 4, v = 60, u = 20, in any units that belong together."""
    return Authority(
        "Barrier patrol",
        "longwatch.detection.search_barrier.barrier_bound",
        "A.R. Washburn, On Patrolling a Channel, Naval Research Logistics Quarterly 29, 1982; Search and Detection, 4th ed.; "
        "back and forth: a simulation of 200,000 targets by others",
        _checks,
        "targets that see the searcher, or do not keep straight down the channel; a patrol with a sensor that is not sure",
        curves=_curves,
        statistics=_statistics,
        x_label="lean of the crossing legs",
        y_label="share of crossers caught",
        limits="definite range; the crossover meets the bound as the sweep narrows (table)",
    )


def _checks() -> tuple[Check, ...]:
    bound = float(barrier_bound(_L, _W, _V, _U))
    to_and_fro = Patrol(_L, _W, _V, _U)
    luck_of_theirs = 3.0 * np.sqrt(0.236 * 0.764 / 200_000)
    luck = 3.0 * np.sqrt(0.236 * 0.764 * (1.0 / 200_000 + 1.0 / _TARGETS))
    return (
        Check("bound", 0.253, bound, "", 1e-3, True, "formula"),
        Check(
            "back and forth, geometry", 0.236, caught(to_and_fro), "", float(luck_of_theirs), kind="oracle", why=LUCK
        ),
        Check(
            "back and forth, simulation",
            0.236,
            caught_of(to_and_fro, _TARGETS, 1),
            "",
            float(luck),
            kind="oracle",
            why=LUCK,
        ),
    )


@cache
def _crossovers() -> tuple[tuple[float, float], ...]:
    """(lean, share caught), turning half a sweep width from the edges."""
    lean = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
    return tuple((k, caught(Patrol(_L, _W, _V, _U, k, 0.5 * _W), 16)) for k in lean)


def _statistics() -> tuple[Statistic, ...]:
    bound = float(barrier_bound(_L, _W, _V, _U))
    found = [Statistic("best crossover over the bound, W / L = 0.08", max(p for _, p in _crossovers()) / bound)]
    for share in (0.02, 0.005):
        width = share * _L
        lean = disjoint_lean(_L, width, _V, _U)
        near = caught(Patrol(_L, width, _V, _U, lean, 0.5 * width), 16) / float(barrier_bound(_L, width, _V, _U))
        found.append(Statistic(f"crossover without overlap over the bound, W / L = {share:g}", near, "", 1.0, 0.003))
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    lean, p = (np.array(x) for x in zip(*_crossovers(), strict=True))
    bound = np.full(2, float(barrier_bound(_L, _W, _V, _U)))
    return (
        Curve("crossover", lean, p),
        Curve("bound", np.array([0.0, 1.0]), bound),
        Curve("back and forth from edge to edge", np.array([0.0]), np.array([caught(Patrol(_L, _W, _V, _U))]),
              np.array([0.0]), np.array([0.236])),
    )  # fmt: skip
