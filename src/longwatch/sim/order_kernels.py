"""Numbers put in order of a key: in a few steps each where the keys are spread, never worse than a merge."""

from __future__ import annotations

from typing import Final

from longwatch.geo.geodesic import Floats
from longwatch.jit import part
from longwatch.traffic.ships import Ints

RUN: Final = 16  # so many are put in order by insertion
CROWDED: Final = 64  # no more in one part: a part that holds many holds equals, as a rule


@part
def put_in_order(key: Floats, n: int, order: Ints, spare: Ints) -> None:
    """Fill order[:n] with 0 … n - 1 by rising key; equals stay as they were."""
    spread = n > RUN and _spread(key, n, order, spare)
    if not spread:
        for at in range(n):
            order[at] = at
    if n > RUN and not spread:
        for first in range(0, n, RUN):
            _insert(key, order, first, min(first + RUN, n))
        width = RUN
        while width < n:
            for first in range(0, n - width, 2 * width):
                middle, last = first + width, min(first + 2 * width, n)
                if key[order[middle - 1]] > key[order[middle]]:
                    _merge(key, order, spare, first, middle, last)
            width *= 2
    else:
        _insert(key, order, 0, n)


@part
def _spread(key: Floats, n: int, order: Ints, spare: Ints) -> bool:
    """Number by equal parts of the span of the keys, as many as there are keys; False, and no more, where one is crowded."""
    low, high = key[0], key[0]
    for at in range(1, n):
        low = key[at] if key[at] < low else low
        high = key[at] if key[at] > high else high
    if not high - low < 1e300:
        return False
    per = (n - 1) / (high - low) if high > low else 0.0
    for part_of in range(n):
        spare[part_of] = 0
    for at in range(n):
        spare[int((key[at] - low) * per)] += 1
    before, most = 0, 0
    for part_of in range(n):
        count = spare[part_of]
        spare[part_of] = before
        before += count
        most = count if count > most else most
    if most > CROWDED:
        return False
    for at in range(n):
        part_of = int((key[at] - low) * per)
        order[spare[part_of]] = at
        spare[part_of] += 1
    return True


@part
def _insert(key: Floats, order: Ints, first: int, last: int) -> None:
    for at in range(first + 1, last):
        number = order[at]
        place, value = at, key[number]
        while place > first and key[order[place - 1]] > value:
            order[place] = order[place - 1]
            place -= 1
        order[place] = number


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
