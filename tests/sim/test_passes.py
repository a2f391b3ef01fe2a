"""Passes of legs against a slow plain twin in NumPy, whichever way they are found."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.plain_passes import plain_passes
from longwatch.sim.looks_kernels import TOUCHING_S
from longwatch.sim.passes import passes, sight, watched
from longwatch.sim.tracks import straight_knots


def movers(rng, n_most, n_legs_most):
    """Movers on a coarse lattice of places and times: shared knots, legs without length or time, equal velocities, grazes."""
    offsets, t_s, xyz_m = [0], [], []
    for _ in range(rng.integers(1, n_most + 1)):
        n = rng.integers(2, n_legs_most + 2)
        steps_s = rng.choice([0.0, 0.5, 100.0, 100.0, 250.0, 4000.0], n)
        t_s.append(rng.integers(0, 9) * 50.0 + np.cumsum(steps_s))
        xyz_m.append(rng.integers(-6, 7, (n, 3)) * [1000.0, 1000.0, 500.0])
        offsets.append(offsets[-1] + n)
    return straight_knots(offsets, np.concatenate(t_s), np.concatenate(xyz_m))


def rows_of(found):
    return list(zip(*(column.tolist() for column in found), strict=True))


def same(found, twin, least_s=1e-5):
    """The same passes, but for those too short to be told from a graze."""
    own = {(i, j, a, b): (e, x) for i, j, e, x, a, b in rows_of(found)}
    assert len(own) == len(found.enter_s)  # one row a pair of legs
    for key, (enter_s, leave_s) in twin.items():
        if leave_s - enter_s > least_s:
            assert own[key] == pytest.approx((enter_s, leave_s), abs=1e-5)
    for key, (enter_s, leave_s) in own.items():
        assert leave_s > enter_s
        assert key in twin or leave_s - enter_s <= least_s


def check_lattice(seed):
    """Whether targets have longer legs than vehicles, and go in blocks, or shorter ones."""
    rng = np.random.default_rng(seed)
    vehicles, targets, range_m = movers(rng, 5, 6), movers(rng, 4, 4), rng.choice([1000.0, 3000.0, 5000.0, 0.0])
    for one, other in ((vehicles, targets), (targets, vehicles)):
        ranges = np.full((len(one.offsets) - 1, 1), range_m)
        same(passes(one, other, ranges), plain_passes(one, other, ranges))


@pytest.mark.parametrize("seed", range(40))
def test_passes_meet_the_plain_twin(seed):
    check_lattice(seed)


@pytest.mark.soak
def test_passes_meet_the_plain_twin_over_and_over():
    for seed in range(100, 4100):
        check_lattice(seed)


def wander(rng, n, n_legs, length_s, spread_m):
    t_s = np.sort(rng.uniform(0, length_s, (n, n_legs + 1)), axis=1)
    xyz_m = rng.uniform(-spread_m, spread_m, (n, n_legs + 1, 3)) * [1, 1, 0.02]
    return straight_knots(np.arange(n + 1) * (n_legs + 1), t_s.ravel(), xyz_m.reshape(-1, 3))


@pytest.mark.parametrize(("vehicle_legs", "target_legs"), [(40, 2), (2, 40), (12, 12), (300, 3)])
def test_many_legs_meet_the_plain_twin(vehicle_legs, target_legs):
    rng = np.random.default_rng(5)
    vehicles, targets = wander(rng, 6, vehicle_legs, 9e4, 2e5), wander(rng, 9, target_legs, 9e4, 2e5)
    ranges = np.array([[4e4, 2e4, 0.0]] * 5 + [[1e4, 0.0, 6e4]])
    ask = {
        "kind": np.arange(9) % 3,
        "shift_s": rng.uniform(-2e4, 2e4, 9),
        "from_s": rng.uniform(0, 3e4, 9),
        "to_s": rng.uniform(5e4, 1e5, 9),
    }
    found = passes(vehicles, targets, ranges, **ask)
    twin = plain_passes(vehicles, targets, ranges, **ask)
    assert len(twin) > 30
    same(found, twin)
    assert np.array_equal(np.lexsort((found.enter_s, found.target)), np.arange(len(found.target)))


@pytest.mark.parametrize("target_legs", [3, 40])
def test_both_ways_lead_to_the_same_passes(target_legs):
    """A vehicle far away with many short legs, or with one long, turns the choice of the way; it sees nobody."""
    rng = np.random.default_rng(9)
    near, targets = wander(rng, 5, 20, 9e4, 1e5), wander(rng, 8, target_legs, 9e4, 1e5)
    found = []
    for n_legs in (1, 4000):
        t_s, far_m = np.linspace(0.0, 9e6, n_legs + 1), np.zeros((n_legs + 1, 3)) + 9e6
        fleet = straight_knots(
            [*near.offsets, near.offsets[-1] + n_legs + 1],
            np.concatenate([near.t_s, t_s / (100.0 if n_legs > 1 else 1.0)]),
            np.concatenate([near.xyz_m, far_m]),
        )
        rows = passes(fleet, targets, np.full((6, 1), 4e4))
        order = np.lexsort((rows.enter_s, rows.vehicle, rows.target))
        found.append([column[order] for column in rows])
    assert len(found[0][0]) > 50
    for one, other in zip(*found, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def test_looks_are_passes_that_touch():
    rng = np.random.default_rng(6)
    vehicles, targets = wander(rng, 5, 30, 9e4, 1e5), wander(rng, 20, 4, 9e4, 1e5)
    ranges = np.full((5, 1), 3e4)
    rows, looks = passes(vehicles, targets, ranges), sight(vehicles, targets, ranges)
    assert len(looks.enter_s) < len(rows.enter_s)
    for i in range(5):
        for j in range(20):
            own = (rows.vehicle == i) & (rows.target == j)
            enter, leave = rows.enter_s[own], rows.leave_s[own]
            starts = np.append(True, enter[1:] > leave[:-1] + TOUCHING_S)[: len(enter)]
            told = (looks.vehicle == i) & (looks.target == j)
            assert np.array_equal(looks.enter_s[told], enter[starts])
            assert np.array_equal(looks.leave_s[told], leave[np.append(starts[1:], True)[: len(enter)]])


def test_watched_is_the_union_of_the_looks():
    rng = np.random.default_rng(7)
    vehicles, targets = wander(rng, 6, 30, 9e4, 1e5), wander(rng, 30, 3, 9e4, 1e5)
    ship = np.repeat(np.arange(15), 2)
    looks, totals = (
        sight(vehicles, targets, np.full((6, 1), 4e4)),
        watched(vehicles, targets, np.full((6, 1), 4e4), ship=ship),
    )
    for m in range(15):
        watched_s, longest_s, n, first_s, span_s = 0.0, 0.0, 0, np.inf, 0.0
        for j in (2 * m, 2 * m + 1):
            until_s, end_s = targets.t_s[targets.offsets[j]], targets.t_s[targets.offsets[j + 1] - 1]
            span_s += end_s - until_s
            own = looks.target == j
            n_before = n
            for enter, leave in sorted(zip(looks.enter_s[own], looks.leave_s[own], strict=True)):
                n += enter > until_s or n == n_before
                longest_s = max(longest_s, enter - until_s)
                watched_s += max(leave - max(enter, until_s), 0.0)
                first_s, until_s = min(first_s, enter), max(until_s, leave)
            longest_s = max(longest_s, end_s - until_s)
        assert totals.span_s[m] == pytest.approx(span_s)
        assert totals.watched_s[m] == pytest.approx(watched_s)
        assert totals.longest_s[m] == pytest.approx(longest_s)
        assert (totals.looks[m], totals.first_s[m]) == (n, first_s)


def test_the_order_of_vehicles_does_not_matter():
    """Nor does who else flies: the same bytes for every pair."""
    rng = np.random.default_rng(8)
    vehicles, targets = wander(rng, 7, 30, 9e4, 1e5), wander(rng, 12, 3, 9e4, 1e5)
    size = 31
    turned = straight_knots(
        vehicles.offsets,
        vehicles.t_s.reshape(-1, size)[::-1].ravel(),
        vehicles.xyz_m.reshape(-1, size, 3)[::-1].reshape(-1, 3),
    )
    alone = straight_knots([0, size], vehicles.t_s[:size], vehicles.xyz_m[:size])
    forward, backward = sight(vehicles, targets, np.full((7, 1), 4e4)), sight(turned, targets, np.full((7, 1), 4e4))
    assert {row[1:] for row in rows_of(forward._replace(vehicle=forward.vehicle))} == {
        row[1:] for row in rows_of(backward)
    }
    assert {(6 - i, *rest) for i, *rest in rows_of(backward)} == set(rows_of(forward))
    assert rows_of(sight(alone, targets, np.array([[4e4]]))) == [row for row in rows_of(forward) if row[0] == 0]
    a, b = (watched(one, targets, np.full((7, 1), 4e4)) for one in (vehicles, turned))
    assert [column.tobytes() for column in a] == [column.tobytes() for column in b]


def test_nobody_flies_and_nobody_sails():
    nobody = straight_knots([0], np.zeros(0), np.zeros((0, 3)))
    ship = straight_knots([0, 2], np.array([0.0, 10.0]), np.zeros((2, 3)))
    assert len(passes(nobody, ship, np.zeros((0, 1))).enter_s) == 0
    assert len(passes(ship, nobody, np.ones((1, 1))).enter_s) == 0
    assert watched(nobody, ship, np.zeros((0, 1))).longest_s.tolist() == [10.0]


def test_in_company_all_along():
    """Equal velocities, in blocks and side by side: in range for good, or never."""
    t_s = np.array([0.0, 100.0, 1000.0])
    xyz_m = np.array([[0.0, 0.0, 0.0], [1000.0, 0.0, 0.0], [10_000.0, 0.0, 0.0]])
    beside_m = np.array([0.0, 500.0, 0.0])
    lead, tail = straight_knots([0, 3], t_s, xyz_m), straight_knots([0, 2], t_s[::2], xyz_m[::2] + beside_m)
    for one, other in ((lead, tail), (tail, lead)):
        near = sight(one, other, np.array([[500.001]]))
        assert (near.enter_s.tolist(), near.leave_s.tolist()) == ([0.0], [1000.0])
        assert len(sight(one, other, np.array([[499.999]])).enter_s) == 0
