"""A bound on rosters in slots from prices alone, however rough: no vehicle earns more than its best sequence of sorties.

At prices π of cover and α, β, λ of being airborne, of being busy, of hours, every roster leaves at least
π·required − (limits at their prices) − Σ_g n_g f_g uncovered, f_g what the best sequence of one vehicle of g earns: a longest
path over slots. Those aloft at the start each have a first departure of their own. `priced_ascent` finds better prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from longwatch.slots.model import Flags, Floats, Ints, Leg, SlotProblem
from longwatch.slots.retask_master import Duals

_MARGIN = 1e-7  # of the sums for rounding: far more than there is


def priced_bound(problem: SlotProblem, prices: Duals) -> float:
    """The better of two: vehicles priced slot by slot, or only counted. Prices must not be negative."""
    earnings = Earnings(problem)
    return max(earnings.at(prices, busy=busy).value for busy in (False, True))


def no_prices(problem: SlotProblem) -> Duals:
    """All nought."""
    n, groups = problem.slots, len(problem.groups)
    shapes = (problem.required.shape, (groups, n), (groups, n), (len(problem.pools), n), (groups,))
    return Duals(*(np.zeros(shape) for shape in shapes))


@dataclass(frozen=True, eq=False)
class Found:
    """A bound, and how it changes with each price (arrays as in `Duals`; busy is left at nought).

    The slope of cover is what is wanted less what the best sequences cover.
    """

    value: float
    slope: tuple[Floats, ...]


class Earnings:
    """What the vehicles of a problem earn at any prices."""

    def __init__(self, problem: SlotProblem) -> None:
        self._problem = problem
        self._groups = [
            _Group([leg for leg in problem.legs if leg.group == g], problem.slots) for g in range(len(problem.groups))
        ]

    def at(self, prices: Duals, *, busy: bool = False) -> Found:
        """The bound at these prices. busy : whether those of being busy count"""
        problem = self._problem
        total = prices.value(problem, busy=busy)
        size = abs(total) + float((prices.cover * problem.required).sum())
        stands, airborne = np.zeros(prices.cover.shape), np.zeros(prices.airborne.shape)
        for g, group in enumerate(self._groups):
            if group.legs:
                total -= group.earned(problem, g, prices, busy, stands, airborne[g])
        return Found(total - _MARGIN * (1.0 + size), _slope(problem, stands, airborne))


class _Group:
    """The legs of one group side by side: arrays of (legs, slots) and (legs, slots + 1)."""

    def __init__(self, legs: list[Leg], n: int) -> None:
        self.legs, self._n = legs, n

    @cached_property
    def _slots(self) -> tuple[Ints, Ints, Ints, Ints, Flags, Flags]:
        n = self._n
        home, ready = (np.minimum([getattr(leg, name) for leg in self.legs], n) for name in ("home", "ready"))
        home[:, n] = ready[:, n] = n
        return (
            np.minimum([leg.arrive for leg in self.legs], n), np.array([leg.latest for leg in self.legs]), home, ready,
            np.array([leg.may_launch for leg in self.legs]), np.array([leg.may_leave for leg in self.legs]),
        )  # fmt: skip

    @cached_property
    def _station(self) -> Ints:
        return np.array([leg.station for leg in self.legs])

    @cached_property
    def _sees(self) -> Flags:
        return np.array([leg.sees for leg in self.legs])

    def earned(
        self, problem: SlotProblem, g: int, prices: Duals, busy: bool, stands: Floats, airborne: Floats
    ) -> float:
        """By all vehicles of the group, whose sorties are counted in."""
        from longwatch.slots.priced_kernels import best_sequences, fly_sequence  # compiled only where it is needed

        paid, n = prices.of(problem, g, busy=busy), self._n
        arrive, latest, home, ready, may_launch, may_leave = self._slots
        gain = _sums(prices.cover[self._station] * self._sees)
        aloft, held = _sums(paid.airborne), _sums(paid.busy)
        ahead, worth, leg_at, leave_at = best_sequences(
            arrive, latest, home, ready, may_launch, may_leave, gain, aloft, held
        )

        def fly(slot: int, number: int) -> None:
            arrays = (self._station, arrive, home, ready, self._sees, leg_at, leave_at, stands, airborne)
            fly_sequence(slot, number, *arrays)

        total, out = 0.0, [one for one in problem.aloft if one.group == g]
        for one in out:
            leg = int(np.flatnonzero(self._station == one.station)[0])
            first = min(one.arrive, n)
            leaves = worth[leg, first : min(one.latest, n) + 1]
            if not may_leave[
                leg, first : min(one.latest, n) + 1
            ].any():  # no way home: it stands to the end at the best
                total += float(gain[leg, n] - gain[leg, first])
                stands[one.station, first:] += self._sees[leg, first:]
                continue
            leave = first + int(leaves.argmax())
            total += float(worth[leg, leave] - gain[leg, first])
            stands[one.station, first:leave] += self._sees[leg, first:leave]
            airborne[: home[leg, leave]] += 1
            fly(int(ready[leg, leave]), 1)
        number = max(int(problem.groups[g].vehicles.max(initial=0)) - len(out), 0)
        fly(0, number)
        return total + number * float(ahead[0])


def _sums(each: Floats) -> Floats:
    """Running sums along the last axis, from nought on."""
    return np.concatenate([np.zeros((*each.shape[:-1], 1)), np.cumsum(each, axis=-1)], axis=-1)


def _slope(problem: SlotProblem, stands: Floats, airborne: Floats) -> tuple[Floats, ...]:
    groups = problem.groups
    over = np.array([airborne[g] - one.airborne_max for g, one in enumerate(groups)]).reshape(airborne.shape)
    pools = [airborne[list(one.groups)].sum(axis=0) - one.airborne_max for one in problem.pools]
    limits = [one.airborne_slots_max for one in groups]
    hours = [0.0 if most is None else float(airborne[g].sum() - most) for g, most in enumerate(limits)]
    cover = problem.required - stands
    return cover, over, np.zeros_like(over), np.array(pools).reshape(len(pools), problem.slots), np.array(hours)
