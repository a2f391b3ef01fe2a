"""When the post of a line sees the cells of its watch, and what the stints leave unseen: the verifier's own arithmetic.

Between points of a path a few kilometres apart a vehicle runs straight, so squared distance to a cell is a quadratic in
time and its roots say when the cell comes into range and leaves it. The range is a straight line from the sensor's height.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.verifier.geodesic import AXIS_MAJOR_M, FLATTENING, Array, direct
from longwatch.verifier.places import Place
from longwatch.verifier.verdict import LimitCover, RevisitCover

PIECE_M: Final = 15_000.0  # a chord of the Earth leaves it by 4 m in its middle
BLOCK: Final = 200_000  # pairs of piece and cell at a time
TOUCHING_S: Final = 1e-6
Window = tuple[int, int]


@dataclass(frozen=True)
class Looks:
    """Looks at cells as columns: which cell, from when, to when."""

    cell: NDArray[np.int64]
    enter_s: Array
    leave_s: Array

    @classmethod
    def joined(cls, parts: Iterable[Looks]) -> Looks:
        listed = list(parts)
        empty = np.empty(0)
        return cls(
            np.concatenate([np.empty(0, np.int64), *(part.cell for part in listed)]),
            np.concatenate([empty, *(part.enter_s for part in listed)]),
            np.concatenate([empty, *(part.leave_s for part in listed)]),
        )


def looks_of_run(place: Place, lat_deg: Array, lon_deg: Array, height_m: float, range_m: float) -> Looks:
    """Looks in one run of a path at points on the sea, from a height with a range."""
    from scipy.spatial import cKDTree  # takes longer to import than most rosters to verify

    times, xyz = _pieces(place, max(height_m, 0.0))
    cells = _ecef(lat_deg, lon_deg, 0.0)
    start, step, took_s = xyz[:-1], np.diff(xyz, axis=0), np.diff(times)
    half = 0.5 * np.sqrt((step**2).sum(axis=1))
    near = cKDTree(cells).query_ball_point(start + 0.5 * step, range_m + half, return_sorted=False)
    counts = np.array([len(found) for found in near], np.int64)
    parts = []
    for first, last in _blocks(counts):
        piece = np.repeat(np.arange(first, last), counts[first:last])
        cell = np.concatenate([np.asarray(found, np.int64) for found in near[first:last]] or [np.empty(0, np.int64)])
        enter, leave = _within(start[piece] - cells[cell], step[piece], range_m)
        seen = leave > enter
        piece, cell = piece[seen], cell[seen]
        begin, took = times[piece], took_s[piece]
        parts.append(Looks(cell, begin + enter[seen] * took, begin + leave[seen] * took))
    return Looks.joined(parts)


def _blocks(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Ranges of pieces with about BLOCK pairs each."""
    ends, cuts = np.cumsum(counts), [0]
    while cuts[-1] < len(counts):
        done = ends[cuts[-1] - 1] if cuts[-1] else 0
        cuts.append(max(int(np.searchsorted(ends, done + BLOCK, side="right")), cuts[-1] + 1))
    return [(a, min(b, len(counts))) for a, b in itertools.pairwise(cuts)]


def _within(off: Array, step: Array, range_m: float) -> tuple[Array, Array]:
    """Shares of each piece at which a point comes within range and leaves it; equal where it never does."""
    a = (step**2).sum(axis=1)
    b = (off * step).sum(axis=1)
    c = (off**2).sum(axis=1) - range_m**2
    room = b**2 - a * c
    root = np.sqrt(np.maximum(room, 0.0))
    size = np.where(a > 0.0, a, 1.0)
    enter = np.clip((-b - root) / size, 0.0, 1.0)
    leave = np.clip((-b + root) / size, 0.0, 1.0)
    moves = a > 1e-6
    inside = c <= 0.0
    never = np.where(moves, room <= 0.0, ~inside)
    enter, leave = np.where(moves, enter, 0.0), np.where(moves, leave, 1.0)
    return np.where(never, 0.0, enter), np.where(never, 0.0, leave)


def _pieces(place: Place, height_m: float) -> tuple[Array, Array]:
    """(times, Earth-centred places) along a path, no two farther apart than a piece."""
    times, lats, lons = [place.time_s[:1]], [place.lat_deg[:1]], [place.lon_deg[:1]]
    for leg, length in enumerate(place.length_m):
        n = max(1, math.ceil(length / PIECE_M))
        share = np.arange(1, n + 1) / n
        lat, lon, _ = direct(place.lat_deg[leg], place.lon_deg[leg], place.azimuth_rad[leg], share * length)
        times.append(place.time_s[leg] + share * (place.time_s[leg + 1] - place.time_s[leg]))
        lats.append(lat)
        lons.append(lon)
    return np.concatenate(times), _ecef(np.concatenate(lats), np.concatenate(lons), height_m)


def _ecef(lat_deg: Array, lon_deg: Array, height_m: float) -> Array:
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    e2 = FLATTENING * (2.0 - FLATTENING)
    normal = AXIS_MAJOR_M / np.sqrt(1.0 - e2 * np.sin(lat) ** 2)
    flat = (normal + height_m) * np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), (normal * (1.0 - e2) + height_m) * np.sin(lat)])


def looks_of_stints(run: Looks, first_s: float, period_s: float, stays: Sequence[tuple[int, int]]) -> Looks:
    """The looks of those on station in `stays`: runs follow one another every `period_s` (0: there is one)."""
    parts = []
    for arrive_s, leave_s in stays:
        if leave_s <= arrive_s:
            continue
        laps = [0]
        if period_s > 0.0:
            laps = list(
                range(math.floor((arrive_s - first_s) / period_s), math.floor((leave_s - first_s) / period_s) + 1)
            )
        shift = np.repeat(np.array(laps, np.float64) * period_s, len(run.cell))
        enter = np.maximum(np.tile(run.enter_s, len(laps)) + shift, arrive_s)
        leave = np.minimum(np.tile(run.leave_s, len(laps)) + shift, leave_s)
        seen = leave > enter
        parts.append(Looks(np.tile(run.cell, len(laps))[seen], enter[seen], leave[seen]))
    return Looks.joined(parts)


def revisit_cover(
    looks: Looks, area_m2: Array, limit_s: float | Array, windows: Sequence[Window], drop_open_gap_at: int | None = None,
    scale_s: float | None = None, classes: Sequence[tuple[str, int]] = (),
) -> RevisitCover:  # fmt: skip
    """Gaps of all cells within each window by itself; a gap is a stretch without a look. Cells weigh by their area.

    `classes` names those that are asked for, with the number of cells of each, one class after another: a cell stands once for
    each. `limit_s` is one for all or each cell's own; `scale_s` is the limit in whose terms the longest gap is told where they
    differ. `drop_open_gap_at` is the period's end where the end rule leaves an open gap out of the gaps; it counts as uncovered
    all the same.
    """
    cell, begin, end = _united(looks)
    limits = np.broadcast_to(np.asarray(limit_s, np.float64), area_m2.shape)
    longest = np.zeros(len(area_m2))
    total_s = weighted_s = weight = late_m2s = 0.0
    for open_s, close_s in windows:
        if close_s <= open_s:
            continue
        total_s += close_s - open_s
        inside = (end > open_s) & (begin < close_s)
        every = np.arange(len(area_m2))
        from_s = np.concatenate([np.full(len(area_m2), float(open_s)), np.minimum(end[inside], close_s)])
        of = np.concatenate([every, cell[inside]])
        order = np.lexsort((from_s, of))
        to_s = np.concatenate([begin[inside], np.full(len(area_m2), float(close_s))])
        to_order = np.lexsort((to_s, np.concatenate([cell[inside], every])))
        of, from_s, to_s = of[order], from_s[order], to_s[to_order]
        gap = np.maximum(to_s - from_s, 0.0)
        late_m2s += float((np.maximum(gap - limits[of], 0.0) * area_m2[of]).sum())
        counts = gap > TOUCHING_S
        if drop_open_gap_at is not None:
            counts &= to_s < drop_open_gap_at
        np.maximum.at(longest, of[counts], gap[counts])
        weighted_s += float((gap * area_m2[of])[counts].sum())
        weight += float(area_m2[of][counts].sum())
    whole = float(area_m2.sum()) * total_s
    scaled = longest if scale_s is None else longest * (scale_s / limits)
    return RevisitCover(
        gap_max_s=float(scaled.max(initial=0.0)),
        gap_mean_s=weighted_s / weight if weight else 0.0,
        covered_fraction=1.0 - late_m2s / whole if whole else 1.0,
        limits=tuple(_by_limit(limits, longest, classes)),
    )


def _by_limit(limits_s: Array, longest_s: Array, classes: Sequence[tuple[str, int]]) -> Iterator[LimitCover]:
    """Of each class and limit, the shortest of a class first; nothing where there is but one."""
    if len(classes) < 2 and len(np.unique(limits_s)) < 2:
        return
    first = 0
    for name, n in classes or [("", len(limits_s))]:
        limit, longest = limits_s[first : first + n], longest_s[first : first + n]
        for one in np.unique(limit):
            mine = limit == one
            class_ = name if len(classes) > 1 else ""
            yield LimitCover(float(one), int(mine.sum()), float(longest[mine].max()), class_)
        first += n


def waits_s(run: Looks, n_cells: int, period_s: float) -> Array:
    """(n_cells,) longest stretch without a look at each cell where runs follow one another for ever; infinite if never seen."""
    longest = np.full(n_cells, np.inf)
    cell, begin, end = _united(run)
    if not len(cell):
        return longest
    first = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    following = np.append(begin[1:], 0.0)
    last = np.append(first[1:] - 1, len(cell) - 1)
    following[last] = begin[first] + period_s
    longest[cell[first]] = np.maximum(np.maximum.reduceat(following - end, first), 0.0)
    return longest


def _united(looks: Looks) -> tuple[NDArray[np.int64], Array, Array]:
    """Looks at each cell that overlap or touch made one; by cell, then time."""
    order = np.lexsort((looks.enter_s, looks.cell))
    cell, begin, end = looks.cell[order], looks.enter_s[order], looks.leave_s[order]
    if not len(cell):
        return cell, begin, end
    span = float(end.max() - begin.min()) + 1.0
    base = cell * span  # cells apart on one axis, so that one running maximum serves all
    so_far = np.maximum.accumulate(end - begin.min() + base)
    fresh = np.concatenate([[True], (begin - begin.min() + base)[1:] > so_far[:-1] + TOUCHING_S])
    last = np.concatenate([np.flatnonzero(fresh)[1:] - 1, [len(cell) - 1]])
    first = np.flatnonzero(fresh)
    return cell[first], begin[first], so_far[last] - base[last] + begin.min()
