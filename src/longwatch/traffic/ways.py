"""Ways: what one MMSI sailed in one chain of reports on one day, and which of them are one ship's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.traffic.clean_kernels import Bools
from longwatch.traffic.ships import Ints

FAINT = 10  # a way beside one of so many times its reports is a faulty receiver, not a second ship


class Ways(NamedTuple):
    """One entry per way; its rows are first .. first + n - 1 of rows sorted by (chain, time)."""

    first: Ints
    n: Ints
    mmsi: Ints
    day: Ints
    chain: Ints
    start_s: Floats
    end_s: Floats


def ways_of(chain: Ints, day: Ints, mmsi: Ints, t_s: Floats) -> Ways:
    """Ways of rows that are sorted by (chain, time)."""
    if not len(chain):
        none = np.zeros(0, np.int64)
        return Ways(none, none, none, none, none, np.zeros(0), np.zeros(0))
    first = np.flatnonzero(np.append(True, (np.diff(chain) != 0) | (np.diff(day) != 0)))
    n = np.diff(np.append(first, len(chain)))
    return Ways(first, n, mmsi[first], day[first], chain[first], t_s[first], t_s[first + n - 1])


def numbered_ways(ways: Ways, wanted: Bools) -> Ints:
    """The ship of every wanted way, rising with (mmsi, day); -1 for those not wanted and for faulty receivers.

    One ship for every MMSI and day, another for a way of that MMSI at the same time. The longest ways come first.
    """
    ship = np.full(len(ways.n), -1, np.int64)
    own = np.flatnonzero(wanted)
    own = own[np.lexsort((ways.chain[own], -ways.n[own], ways.day[own], ways.mmsi[own]))]
    if not len(own):
        return ship
    begins = np.flatnonzero(np.append(True, (np.diff(ways.mmsi[own]) != 0) | (np.diff(ways.day[own]) != 0)))
    n_ways = np.diff(np.append(begins, len(own)))
    local, n_ships = np.zeros(len(own), np.int64), np.ones(len(begins), np.int64)
    for group in np.flatnonzero(n_ways > 1):
        at = slice(begins[group], begins[group] + n_ways[group])
        local[at], n_ships[group] = _side_by_side(ways, own[at])
    before = np.repeat(np.cumsum(n_ships) - n_ships, n_ways)
    ship[own] = np.where(local >= 0, local + before, -1)
    return ship


def _side_by_side(ways: Ways, own: Ints) -> tuple[list[int], int]:
    """Number the ways of one MMSI on one day, longest first: (ship of each or -1, how many ships)."""
    ships: list[list[tuple[float, float, int]]] = []
    out = []
    for way in own:
        start, end, n = float(ways.start_s[way]), float(ways.end_s[way]), int(ways.n[way])
        beside = [max((m for a, b, m in taken if a <= end and start <= b), default=0) for taken in ships]
        if 0 in beside:
            out.append(beside.index(0))
            ships[out[-1]].append((start, end, n))
        elif beside and n * FAINT <= max(beside):
            out.append(-1)
        else:
            out.append(len(ships))
            ships.append([(start, end, n)])
    return out, len(ships)
