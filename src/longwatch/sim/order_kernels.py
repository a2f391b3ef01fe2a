"""Numbers put in order of a key that is nearly in order already."""

from __future__ import annotations

from typing import Final

from longwatch.geo.geodesic import Floats
from longwatch.jit import part
from longwatch.traffic.ships import Ints

RUN: Final = 32  # so many are put in order by insertion


@part
def put_in_order(key: Floats, n: int, order: Ints, spare: Ints) -> None:
    """Fill order[:n] with 0 … n - 1 by rising key; equals stay as they were. Halves already in order are not merged."""
    for first in range(0, n, RUN):
        for at in range(first, min(first + RUN, n)):
            place = at
            while place > first and key[order[place - 1]] > key[at]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = at
    width = RUN
    while width < n:
        for first in range(0, n - width, 2 * width):
            middle, last = first + width, min(first + 2 * width, n)
            if key[order[middle - 1]] > key[order[middle]]:
                _merge(key, order, spare, first, middle, last)
        width *= 2


@part
def _merge(key: Floats, order: Ints, spare: Ints, first: int, middle: int, last: int) -> None:
    n_left = middle - first
    for k in range(n_left):
        spare[k] = order[first + k]
    left, right, to = 0, middle, first
    while left < n_left and right < last:
        if key[order[right]] < key[spare[left]]:
            order[to] = order[right]
            right += 1
        else:
            order[to] = spare[left]
            left += 1
        to += 1
    while left < n_left:
        order[to] = spare[left]
        left, to = left + 1, to + 1
