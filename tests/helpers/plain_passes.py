"""The slow plain twin of the passes: every pair of legs, its quadratic, its roots by NumPy."""

from __future__ import annotations

import numpy as np

from longwatch.sim.looks_kernels import Knots


def legs_of(knots: Knots, mover: int) -> list[int]:
    return [k for k in range(knots.offsets[mover], knots.offsets[mover + 1] - 1) if knots.t_s[k + 1] > knots.t_s[k]]


def plain_passes(vehicles, targets, range_m, kind=None, shift_s=None, from_s=None, to_s=None):
    """{(vehicle, target, leg, target leg): (enter_s, leave_s)} of straight movers."""
    found = {}
    for j in range(len(targets.offsets) - 1):
        shift = 0.0 if shift_s is None else shift_s[j]
        low, high = (-np.inf if from_s is None else from_s[j]), (np.inf if to_s is None else to_s[j])
        for i in range(len(vehicles.offsets) - 1):
            reach_m = range_m[i, 0 if kind is None else kind[j]]
            if reach_m <= 0.0:
                continue
            for b in legs_of(targets, j):
                for a in legs_of(vehicles, i):
                    begin_s = max(vehicles.t_s[a], targets.t_s[b] + shift, low)
                    end_s = min(vehicles.t_s[a + 1], targets.t_s[b + 1] + shift, high)
                    if end_s > begin_s:
                        inside = _inside(vehicles, a, targets, b, shift, begin_s, end_s, reach_m)
                        if inside is not None:
                            found[i, j, a, b] = inside
    return found


def _place(knots, k, t_s):
    part = (t_s - knots.t_s[k]) / (knots.t_s[k + 1] - knots.t_s[k])
    return knots.xyz_m[k] * (1.0 - part) + knots.xyz_m[k + 1] * part


def _inside(vehicles, a, targets, b, shift, begin_s, end_s, reach_m):
    """The part of a window in which the squared distance, a quadratic through both ends, is below the squared range."""
    at_begin = _place(targets, b, begin_s - shift) - _place(vehicles, a, begin_s)
    at_end = _place(targets, b, end_s - shift) - _place(vehicles, a, end_s)
    way = at_end - at_begin
    square, double, rest = way @ way, 2.0 * (at_begin @ way), at_begin @ at_begin - reach_m**2
    if square < 1e-6:
        return (begin_s, end_s) if rest <= 0.0 else None
    roots = np.roots([square, double, rest])
    if np.iscomplex(roots).any():
        return None
    low, high = np.clip(np.sort(roots.real), 0.0, 1.0)
    return (begin_s + low * (end_s - begin_s), begin_s + high * (end_s - begin_s)) if high > low else None
