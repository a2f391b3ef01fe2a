"""Gaps between looks at cells: the post of a line sees a cell at the same times of every run, while somebody is there."""

from __future__ import annotations

from math import floor

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel, part
from longwatch.sim.looks_kernels import TOUCHING_S
from longwatch.traffic.ships import Ints


@part
def _run_of(time_s: float, first_s: float, period_s: float) -> int:
    """The number of the run at an instant; all is one run where nothing is run again."""
    return floor((time_s - first_s) / period_s) if period_s > 0.0 else 0


@part
def _looks_of_stream(
    first_s: float, period_s: float, span_from_s: Floats, span_to_s: Floats, a: int, b: int, enter_s: Floats,
    leave_s: Floats, c: int, d: int, begin_s: Floats, end_s: Floats, n: int,
) -> int:  # fmt: skip
    """The looks enter_s[c:d] of every run, cut to the spans a:b in which somebody is there, behind n; the new n."""
    for k in range(a, b):
        last = _run_of(span_to_s[k], first_s, period_s)
        for run in range(_run_of(span_from_s[k], first_s, period_s), last + 1):
            for i in range(c, d):
                from_s = max(enter_s[i] + run * period_s, span_from_s[k])
                to_s = min(leave_s[i] + run * period_s, span_to_s[k])
                if to_s > from_s:
                    begin_s[n], end_s[n] = from_s, to_s
                    n += 1
    return n


@part
def _united(begin_s: Floats, end_s: Floats, head: Ints, tail: Ints, from_s: Floats, to_s: Floats) -> int:
    """Merge streams of looks, each head[k]:tail[k] rising in time, into looks apart from each other; how many."""
    n = 0
    while True:
        least = -1
        for k in range(len(head)):
            if head[k] < tail[k] and (least < 0 or begin_s[head[k]] < begin_s[head[least]]):
                least = k
        if least < 0:
            return n
        at = head[least]
        head[least] += 1
        if n > 0 and begin_s[at] <= to_s[n - 1] + TOUCHING_S:
            to_s[n - 1] = max(to_s[n - 1], end_s[at])
        else:
            from_s[n], to_s[n] = begin_s[at], end_s[at]
            n += 1


@part
def _note_gap(row: Floats, length_s: float, limit_s: float, counts: bool) -> None:
    """Add a gap to a row of `cell_gaps`."""
    row[5] += max(length_s - limit_s, 0.0)
    if counts:
        row[1] += 1.0
        row[2] = max(row[2], length_s)
        row[3] += length_s
        row[4] += length_s * length_s


@part
def _gaps_in_windows(
    from_s: Floats, to_s: Floats, n: int, windows_s: Floats, limit_s: float, last_s: float, row: Floats
) -> None:
    """Looks and gaps of one cell in each window; a gap that is open at last_s or later does not count."""
    k = 0
    for w in range(len(windows_s)):
        until_s, close_s = windows_s[w, 0], windows_s[w, 1]
        while k < n and to_s[k] <= until_s:
            k += 1
        while k < n and from_s[k] < close_s:
            if from_s[k] - until_s > TOUCHING_S:
                _note_gap(row, from_s[k] - until_s, limit_s, True)
            row[0] += 1.0
            until_s = to_s[k]
            if until_s >= close_s:
                break
            k += 1
        if close_s - until_s > TOUCHING_S:
            _note_gap(row, close_s - until_s, limit_s, close_s < last_s)


@kernel
def cell_gaps(
    first_s: Floats, period_s: Floats, span_at: Ints, span_from_s: Floats, span_to_s: Floats, sight_at: Ints,
    enter_s: Floats, leave_s: Floats, windows_s: Floats, limit_s: Floats, last_s: float, out: Floats,
) -> None:  # fmt: skip
    """Looks at every cell by the posts of some lines, in one trial.

    first_s, period_s : of stream s, which is a post seen with one range: its runs begin at first_s + n period_s
    span_at, span_from_s, span_to_s : spans span_at[s]:span_at[s + 1] in which somebody is there, rising and apart
    sight_at, enter_s, leave_s : looks of stream s at cell c in its first run, sight_at[s, c]:sight_at[s, c + 1]
    windows_s : (n, 2), rising; limit_s : of each cell; last_s : the period's end where gaps open then do not count
    out : (n_cells, 6), comes in as zeros: looks, gaps, longest gap, sum of gaps, sum of their squares, time later than
        the limit
    """
    n_streams = len(first_s)
    head, tail = np.empty(n_streams, np.int64), np.empty(n_streams, np.int64)
    begin_s, end_s, from_s, to_s = np.empty(64), np.empty(64), np.empty(64), np.empty(64)
    runs = np.zeros(n_streams, np.int64)
    for s in range(n_streams):
        for k in range(span_at[s], span_at[s + 1]):
            runs[s] += _run_of(span_to_s[k], first_s[s], period_s[s]) + 1
            runs[s] -= _run_of(span_from_s[k], first_s[s], period_s[s])
    for c in range(len(limit_s)):
        room = 0
        for s in range(n_streams):
            room += runs[s] * (sight_at[s, c + 1] - sight_at[s, c])
        if room > len(begin_s):
            begin_s, end_s, from_s, to_s = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
        n = 0
        for s in range(n_streams):
            head[s] = n
            n = _looks_of_stream(
                first_s[s], period_s[s], span_from_s, span_to_s, span_at[s], span_at[s + 1], enter_s, leave_s,
                sight_at[s, c], sight_at[s, c + 1], begin_s, end_s, n,
            )  # fmt: skip
            tail[s] = n
        n = _united(begin_s, end_s, head, tail, from_s, to_s)
        _gaps_in_windows(from_s, to_s, n, windows_s, limit_s[c], last_s, out[c])
