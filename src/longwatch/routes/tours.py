"""Short closed tours through all of some places: insertion, then 2-opt and Or-opt, again from disturbed tours.

No bound: that is `routes.walk_exact`. One seed, one tour; effort is counted in rounds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.slots.lp import Floats

ROUNDS = 40
LONGEST = 3  # places that move together
TINY = 1e-9

Order = NDArray[np.int64]


def tour_length(between: Floats, order: Order) -> float:
    return float(between[order, np.roll(order, -1)].sum())


def short_tour(between: Floats, *, rounds: int = ROUNDS, seed: int = 0) -> Order:
    """An order of all places. between : (n, n), the same both ways; rounds : tours begun anew from disturbed ones"""
    dice = np.random.default_rng(seed)
    best = shortened(between, inserted(between))
    length = tour_length(between, best)
    for _ in range(rounds if len(best) >= 8 else 0):
        tried = shortened(between, _disturbed(best, dice))
        found = tour_length(between, tried)
        if found < length - TINY * (1.0 + length):
            best, length = tried, found
    return best


def inserted(between: Floats) -> Order:
    """The place farthest from the tour goes in next, where it adds least."""
    n = len(between)
    order, near = np.zeros(1, np.int64), between[0].copy()
    for _ in range(n - 1):
        near[order] = -1.0
        place = int(near.argmax())
        after = np.roll(order, -1)
        more = between[order, place] + between[place, after] - between[order, after]
        order = np.insert(order, int(more.argmin()) + 1, place)
        near = np.minimum(near, between[place])
    return order


def shortened(between: Floats, order: Order) -> Order:
    """The same once neither turning a part round nor moving up to three places makes it shorter."""
    n = len(order)
    if n < 4:
        return order
    slack = TINY * (1.0 + float(between.max()))
    while True:
        turned, gain = _turn(between, order)
        moved, other = _move(between, order) if gain < slack else (order, 0.0)
        if max(gain, other) < slack:
            return order
        order = turned if gain >= other else moved


def _turn(between: Floats, order: Order) -> tuple[Order, float]:
    """2-opt: the best part to turn round."""
    a, b = order, np.roll(order, -1)
    own = between[a, b]
    more = between[np.ix_(a, a)] + between[np.ix_(b, b)] - own[:, None] - own[None, :]
    more[np.tril_indices(len(order))] = 0.0
    i, j = divmod(int(more.argmin()), len(order))
    return np.concatenate([order[: i + 1], order[i + 1 : j + 1][::-1], order[j + 1 :]]), -float(more[i, j])


def _move(between: Floats, order: Order) -> tuple[Order, float]:
    """Or-opt: the best part of up to three places to go elsewhere, either way round."""
    n, best = len(order), (order, 0.0)
    a, b = order, np.roll(order, -1)
    own = between[a, b]
    for size in range(1, min(LONGEST, n - 3) + 1):
        last, before, after = np.roll(order, 1 - size), np.roll(order, 1), np.roll(order, -size)
        saved = between[before, order] + between[last, after] - between[before, after]
        on = between[np.ix_(order, a)] + between[np.ix_(last, b)]
        back = between[np.ix_(last, a)] + between[np.ix_(order, b)]
        more = np.minimum(on, back) - own[None, :] - saved[:, None]
        k = np.arange(n)
        for off in range(-1, size):
            more[k, (k + off) % n] = 0.0
        i, j = divmod(int(more.argmin()), n)
        if -float(more[i, j]) > best[1]:
            left = np.roll(order, -i)[size:]
            part = np.roll(order, -i)[:size]
            part = part if on[i, j] <= back[i, j] else part[::-1]
            best = np.insert(left, (j - i) % n - size + 1, part), -float(more[i, j])
    return best


def _disturbed(order: Order, dice: np.random.Generator) -> Order:
    """Two neighbouring parts change places."""
    i, j, k = np.sort(dice.choice(np.arange(1, len(order)), 3, replace=False))
    return np.concatenate([order[:i], order[j:k], order[i:j], order[k:]])
