"""One sortie may serve several stations in turn: a bound that holds for every such roster, by column generation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longwatch.slots.columns import Best, MultiSortie, Network, best_sorties, network
from longwatch.slots.model import Ints, SlotProblem
from longwatch.slots.retask_master import Duals, Master, Rows

SMOOTH = 0.6  # share of the best prices so far in those that are tried: prices of a degenerate programme jump


@dataclass(frozen=True, eq=False)
class Relaxed:
    """bound : no roster leaves less uncovered, rounded up where weights are whole; value : of the last master programme;
    closed : the two meet; columns, amount : the sorties found and how much of each the programme takes."""

    bound: float
    value: float
    closed: bool
    iterations: int
    columns: list[MultiSortie]
    amount: list[float]
    prices: Duals


def assumed_between(problem: SlotProblem, share: float = 0.0) -> list[Ints]:
    """By group, slots of the way from station to station where nobody states them: an assumption.

    From the difference of the two ways out (share 0: both on one bearing, the least it can be) to their sum (share 1: they lie
    on opposite sides of the base), at least one slot; for a base afloat the longest over the period.
    """
    out = []
    for group in range(len(problem.groups)):
        ways = np.zeros((len(problem.required), problem.slots), np.int64)
        for leg in problem.legs:
            if leg.group == group:
                ways[leg.station] = leg.arrive - np.arange(problem.slots)
        least = np.abs(ways[:, None] - ways[None]).max(axis=2)
        most = (ways[:, None] + ways[None]).max(axis=2)
        out.append(np.maximum(np.ceil(least + share * (most - least)).astype(np.int64), 1))
    return out


def relax(
    problem: SlotProblem, between: Sequence[Ints], start: Sequence[MultiSortie] = (), *, iterations: int = 300
) -> Relaxed:
    """Column generation from the sorties of a roster; stops when bound and value meet, or after so many iterations."""
    nets = [network(problem, group, between[group]) for group in range(len(problem.groups))]
    master = Master(problem, Rows(problem, nets))
    master.add(start)
    value, duals, amount = master.solve()
    center, bound, count = duals, -math.inf, 0
    for count in range(1, iterations + 1):
        tried = center.mixed(duals, SMOOTH) if count > 1 else duals
        new, here = _priced(problem, nets, tried)
        if here > bound:
            bound, center = here, tried
        n_new = master.add(new)
        if n_new == 0 and tried is not duals:
            new, here = _priced(problem, nets, duals)
            bound, center = max(bound, here), duals
            n_new = master.add(new)
        if _rounded(problem, bound) >= value - 1e-6 or n_new == 0:
            break
        value, duals, amount = master.solve()
    whole = _rounded(problem, bound)
    return Relaxed(max(whole, 0.0), value, whole >= value - 1e-6, count, master.columns, list(amount), center)


def _rounded(problem: SlotProblem, bound: float) -> float:
    """Less what rounding may have added; up to a whole number where every roster's figure is one."""
    safe = bound - 1e-6 * max(1.0, abs(bound))
    return float(math.ceil(safe)) if (problem.weight == np.floor(problem.weight)).all() else safe


def _priced(problem: SlotProblem, nets: Sequence[Network], duals: Duals) -> tuple[list[MultiSortie], float]:
    """(sorties worth more than they cost, a bound) at some prices.

    Any roster is a set of sequences, one for each vehicle, so for any prices it leaves at least uncovered what the prices of the
    demand come to, less those of all limits, less for each vehicle the best sequence there is. Rows of vehicles are
    implied by that, so their price may count or not: the better of the two.
    """
    new: list[MultiSortie] = []
    with_busy, without = duals.value(problem), duals.value(problem, busy=False)
    for group, net in enumerate(nets):
        prices, most = duals.of(problem, group), int(problem.groups[group].vehicles.max(initial=0))
        new += _worthwhile(best_sorties(net, prices))
        with_busy -= most * best_sorties(net, prices, chained=True).chain
        chained = best_sorties(net, duals.of(problem, group, busy=False), chained=True)
        without -= most * chained.chain
        new += chained.sequence()
    return new, max(with_busy, without)


def _worthwhile(best: Best) -> list[MultiSortie]:
    """The best sortie of each take-off and first station that is worth more than it costs."""
    return [best.sortie(int(launch), int(station)) for launch, station in np.argwhere(best.value > 1e-7)]
