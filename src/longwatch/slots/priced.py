"""A bound on rosters in slots from prices alone, however rough: no vehicle earns more than its best sequence of sorties.

At prices π of cover and α, β, λ of being airborne, of being busy, of hours, every roster leaves at least
π·required − (limits at their prices) − Σ_g n_g f_g uncovered, f_g what the best sequence of one vehicle of g earns: a longest
path over slots. Those aloft at the start each have a first departure of their own. What such sequences cover too much or too
little says in which direction better prices lie (a subgradient).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from longwatch.slots.model import Floats, Leg, SlotProblem
from longwatch.slots.retask_master import Duals

_NEVER = -1e30
_MARGIN = 1e-7  # of the sums for rounding: far more than there is
_MEMORY = 0.6  # of the last direction that goes into the next: sequences of one kind all jump together
_PATIENCE = 12  # steps without gain before they are halved


def priced_bound(problem: SlotProblem, prices: Duals) -> float:
    """The better of two: vehicles priced slot by slot, or only counted. Prices must not be negative."""
    return max(_priced(problem, prices, busy).value for busy in (False, True))


def improved_bound(problem: SlotProblem, prices: Duals, target: float, steps: int) -> float:
    """The best bound on the way to better prices; target: what some roster leaves uncovered."""
    shares = [_scaled(prices, share) for share in (0.0, 0.05, 0.2, 0.5, 1.0)]
    at = max(shares, key=lambda one: _priced(problem, one, False).value)
    found = _priced(problem, at, False)
    best, base, stretch, idle = found.value, at, 1.0, 0
    direction: tuple[Floats, ...] = tuple(np.zeros_like(one) for one in at.arrays())
    for _ in range(steps):
        direction = tuple(_MEMORY * a + b for a, b in zip(direction, found.slope, strict=True))
        size = sum(float((one * one).sum()) for one in direction)
        if size < 1e-12 or best >= target - 1e-6:
            break
        step = stretch * max(target - found.value, 1e-6) / size
        moved = [np.clip(a + step * b, 0.0, None) for a, b in zip(at.arrays(), direction, strict=True)]
        at = Duals(np.minimum(moved[0], problem.weight[:, None]), *moved[1:])
        found = _priced(problem, at, False)
        idle = 0 if found.value > best + 1e-3 * abs(best) else idle + 1
        if found.value > best:
            best, base = found.value, at
        if idle >= _PATIENCE:  # back to the best prices, with shorter steps
            at, stretch, idle = base, stretch / 2, 0
            found, direction = _priced(problem, at, False), tuple(np.zeros_like(one) for one in direction)
    return best


def _scaled(prices: Duals, share: float) -> Duals:
    return Duals(*(share * one for one in prices.arrays()))


@dataclass(frozen=True, eq=False)
class _Found:
    """A bound, and how it changes with each price (arrays as in `Duals`; busy is left at nought)."""

    value: float
    slope: tuple[Floats, ...]


def _priced(problem: SlotProblem, prices: Duals, busy: bool) -> _Found:
    total, n = prices.value(problem, busy=busy), problem.slots
    size = abs(total) + float((prices.cover * problem.required).sum())
    stands, airborne = np.zeros(prices.cover.shape), np.zeros(prices.airborne.shape)
    for g, group in enumerate(problem.groups):
        paid, mine = prices.of(problem, g, busy=busy), [leg for leg in problem.legs if leg.group == g]
        legs = [_Priced(leg, n, prices.cover[leg.station], paid.airborne, paid.busy) for leg in mine]
        sequence = _Sequence(n, legs)
        out = [one for one in problem.aloft if one.group == g]
        for one in out:
            leg = next(leg for leg in legs if leg.leg.station == one.station)
            arrive = min(one.arrive, n)
            earned, leave = leg.best(arrive, min(one.latest, n), 0)
            total -= earned
            leg.flown(stands, airborne, 0, arrive, leave, 1)
            sequence.flown(stands, airborne, int(leg.ready[leave]), 1)
        number = max(int(group.vehicles.max(initial=0)) - len(out), 0)
        total -= number * sequence.ahead[0]
        sequence.flown(stands, airborne, 0, number)
    return _Found(total - _MARGIN * (1.0 + size), _slope(problem, stands, airborne))


def _slope(problem: SlotProblem, stands: Floats, airborne: Floats) -> tuple[Floats, ...]:
    groups = problem.groups
    over = np.array([airborne[g] - one.airborne_max for g, one in enumerate(groups)]).reshape(airborne.shape)
    pools = [airborne[list(one.groups)].sum(axis=0) - one.airborne_max for one in problem.pools]
    limits = [one.airborne_slots_max for one in groups]
    hours = [0.0 if most is None else float(airborne[g].sum() - most) for g, most in enumerate(limits)]
    cover = problem.required - stands
    return cover, over, np.zeros_like(over), np.array(pools).reshape(len(pools), problem.slots), np.array(hours)


class _Priced:
    """One leg at prices: `worth` of each departure from station, less what is behind at take-off and arrival."""

    def __init__(self, leg: Leg, n: int, cover: Floats, airborne: Floats, busy: Floats) -> None:
        self.leg = leg
        self._gain, self._aloft, self._busy = (
            np.concatenate([[0.0], np.cumsum(one)]) for one in (cover * leg.sees, airborne, busy)
        )
        self.home, self.ready = np.minimum(leg.home, n), np.minimum(leg.ready, n)
        self.home[n] = self.ready[n] = n
        self.worth = np.where(leg.may_leave, self._gain - self._aloft[self.home] - self._busy[self.ready], _NEVER)

    def best(self, arrive: int, latest: int, launch: int) -> tuple[float, int]:
        """Of all departures from `arrive` to `latest`, with what comes after: what it earns, and its slot."""
        worth = self.worth[arrive : latest + 1]
        if not len(worth):
            return _NEVER, arrive
        place = int(worth.argmax())
        return float(worth[place] - self._gain[arrive] + self._aloft[launch] + self._busy[launch]), arrive + place

    def flown(self, stands: Floats, airborne: Floats, launch: int, arrive: int, leave: int, number: int) -> None:
        """Count so many such sorties in."""
        stands[self.leg.station, arrive:leave] += number * self.leg.sees[arrive:leave]
        airborne[self.leg.group, launch : self.home[leave]] += number


class _Sequence:
    """What one vehicle earns from each slot on, and how; each leg is told what comes after each of its departures."""

    def __init__(self, n: int, legs: list[_Priced]) -> None:
        self._legs, self.ahead = legs, np.zeros(n + 1)
        self._next: list[tuple[_Priced, int] | None] = [None] * n
        for t in range(n - 1, -1, -1):
            best = float(self.ahead[t + 1])
            for leg in legs:
                arrive, latest = int(leg.leg.arrive[t]), int(leg.leg.latest[t])
                if leg.leg.may_launch[t] and arrive <= latest and arrive < n:
                    earned, leave = leg.best(arrive, latest, t)
                    if earned > best + 1e-12:
                        best, self._next[t] = earned, (leg, leave)
            self.ahead[t] = best
            for leg in legs:
                leg.worth[t] += self.ahead[leg.ready[t]]

    def flown(self, stands: Floats, airborne: Floats, slot: int, number: int) -> None:
        """Count the best sorties of so many vehicles from a slot on."""
        while slot < len(self._next):
            chosen = self._next[slot]
            if chosen is None:
                slot += 1
                continue
            leg, leave = chosen
            leg.flown(stands, airborne, slot, int(leg.leg.arrive[slot]), leave, number)
            slot = max(int(leg.ready[leave]), slot + 1)
