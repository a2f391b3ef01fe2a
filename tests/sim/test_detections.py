"""Detections: against a plain stepping twin on the same luck, against theory, and that nothing hangs on the order."""

from __future__ import annotations

import math

import numpy as np
import pytest

from helpers.stepper import distances
from longwatch.detection.hazard import HazardTable, definite, probability
from longwatch.detection.pass_table import pass_table
from longwatch.geo.ecef import to_ecef
from longwatch.scenario.plan import Line
from longwatch.sim.detectable_kernels import DETECTABILITY, DETECTION, entity_of
from longwatch.sim.hazard import encounters, laws_of_tables
from longwatch.sim.passes import Passes, passes
from longwatch.sim.streams import PROCESSES, philox4x32
from longwatch.sim.tracks import Path, hold_of, knots_of, straight_knots

RINGS = HazardTable((0.0, 10_000.0, 30_000.0), (0.004, 0.001))
STEP_S = 0.5


def one_law(hazard, n_vehicles=1, look_p=0.7, decorrelation_s=600.0):
    return laws_of_tables(
        np.zeros((n_vehicles, 1, 1), np.int64), [look_p], [decorrelation_s], [pass_table(hazard)]
    )  # fmt: skip


def met(vehicles, targets, laws, reach_m, asked=0.5, *, seed=7, trial=3, whole=True, **more):
    v, s = knots_of(vehicles), knots_of(targets)
    rows = passes(v, s, np.full((len(vehicles), 1), reach_m))
    return encounters(v, s, rows, laws, np.full(len(vehicles), asked), seed=seed, trial=trial, whole=whole, **more)


def hazard_at(table, range_m):
    edges, values = np.asarray(table.range_m), np.append(table.hazard_per_s, 0.0)
    return values[np.clip(np.searchsorted(edges, range_m, side="right") - 1, 0, len(values) - 1)]


def words_of(seed, trial, process, entity, index):
    return philox4x32(*(np.uint64(k) for k in (index, entity, process, trial, seed & 0xFFFFFFFF, seed >> 32)))


def seen_in(seed, trial, entity, began, block, chance):
    """The plain reading of the streams: words 1 to 3 of the encounter that began the blocks, then words of their own."""
    place = block + 1
    if place < 4:
        words = words_of(seed, trial, DETECTION, entity, began)
    else:
        words = words_of(seed, trial, DETECTABILITY, entity, began * 262144 + place // 4)
    return int(words[place % 4]) < chance * 2.0**32


def stepped(vehicle, target, table, enter_s, leave_s, *, asked, chance, tau_s, luck, origin_s, run, number):
    """(look, detection, probability) of one encounter by the rule, in steps."""
    seed, trial, entity = luck
    t = np.arange(enter_s, leave_s, STEP_S) + 0.5 * STEP_S
    more = hazard_at(table, distances(vehicle, target, t)) * STEP_S
    block = np.floor((t - origin_s) / tau_s).astype(int)
    threshold = -math.log((int(words_of(seed, trial, DETECTION, entity, number)[0]) + 0.5) / 2.0**32)
    missed, used, look_s, detect_s, survival = 1.0, 0.0, math.inf, math.inf, 1.0
    for b in np.unique(block):
        own = block == b
        run_up = np.cumsum(more[own])
        missed = survival * (1.0 - chance * -np.expm1(-run_up))
        if math.isinf(look_s) and (1.0 - missed >= asked).any():
            look_s = t[own][np.argmax(1.0 - missed >= asked)]
        if math.isinf(detect_s) and seen_in(seed, trial, entity, run, int(b), chance):
            if (used + run_up >= threshold).any():
                detect_s = t[own][np.argmax(used + run_up >= threshold)]
            used += run_up[-1]
        survival = missed[-1]
    return look_s, detect_s, 1.0 - survival


def tracks(rng, n, n_knots, spread_m, speed_mps):
    """Straight legs that turn at random times, in a plane."""
    paths = []
    for _ in range(n):
        t = np.concatenate([[0.0], np.sort(rng.uniform(600.0, 19_000.0, n_knots - 2)), [20_000.0]])
        course = rng.uniform(0.0, 2.0 * math.pi, n_knots - 1)
        step = np.diff(t)[:, None] * speed_mps * np.stack([np.cos(course), np.sin(course)], axis=1)
        xy = np.concatenate([[[0.0, 0.0]], np.cumsum(step, axis=0)]) + rng.uniform(-spread_m, spread_m, 2)
        paths.append(Path(t, np.column_stack([xy, np.zeros(n_knots)])))
    return paths


@pytest.mark.parametrize("tau_s", [400.0, 3_000.0])
def test_straight_legs_meet_the_stepping_twin(tau_s):
    rng = np.random.default_rng(2)
    vehicles, targets = tracks(rng, 3, 10, 30e3, 50.0), tracks(rng, 15, 5, 30e3, 6.0)
    laws, chance = one_law(RINGS, 3, 0.7, tau_s), 0.7
    found = met(vehicles, targets, laws, 30_000.0)
    twins, run = [], {}
    for k, (i, j) in enumerate(zip(found.vehicle.tolist(), found.target.tolist(), strict=True)):
        number, begun, origin_s, last_s = run.get((i, j), (0, 0, 0.0, -math.inf))
        if found.enter_s[k] >= origin_s + (math.floor((last_s - origin_s) / tau_s) + 1.0) * tau_s if number else True:
            begun, origin_s = number + 1, found.enter_s[k]
        run[i, j] = (number + 1, begun, origin_s, found.leave_s[k])
        twins.append(
            stepped(
                vehicles[i], targets[j], RINGS, found.enter_s[k], found.leave_s[k], asked=0.5, chance=chance,
                tau_s=tau_s, luck=(7, 3, entity_of(j, i, 0)), origin_s=origin_s, run=begun, number=number + 1,
            )
        )  # fmt: skip
    look_s, detect_s, p = (np.array(column) for column in zip(*twins, strict=True))
    assert len(found.enter_s) > 15
    assert found.probability == pytest.approx(p, abs=3e-3)
    for ours, theirs in ((found.look_s, look_s), (found.detect_s, detect_s)):
        assert (np.isfinite(ours) != np.isfinite(theirs)).sum() <= 1  # one may lie on the edge
        both = np.isfinite(ours) & np.isfinite(theirs)
        assert both.sum() > 5
        assert np.median(np.abs(ours[both] - theirs[both])) < 2.0
        assert np.abs(ours[both] - theirs[both]).max() < 20.0  # where little hazard is met, small errors take long


def test_a_hold_meets_the_stepping_twin():
    """Chords of 10 m at the most against the true circle: shells that the circle touches and shells it does not."""
    hold = hold_of(Line("", "", 30.0, 130.0, 30.0, 130.0, 5000.0, 0.0, 1, (), 0, 0), 3000.0, 30)
    post = hold.centre_m + hold.north_m
    vehicle = Path(np.array([0.0, 20_000.0]), np.stack([post, post]), ((0, hold),))
    rng = np.random.default_rng(4)
    targets = []
    for _ in range(8):
        lat, lon = 30.0 + rng.uniform(-0.3, 0.3, 2), 130.0 + rng.uniform(-0.3, 0.3, 2)
        targets.append(Path(np.array([0.0, 20_000.0]), to_ecef(lat, lon, 0.0)))
    still = Path(np.array([0.0, 20_000.0]), to_ecef(np.array([30.1, 30.1]), np.array([130.0, 130.0]), 0.0))
    found = met([vehicle], [*targets, still], one_law(RINGS, 1, 1.0, 1e9), 30_000.0)
    for k, j in enumerate(found.target.tolist()):
        target = [*targets, still][j]
        t = np.arange(found.enter_s[k], found.leave_s[k], STEP_S) + 0.5 * STEP_S
        exposure = float(hazard_at(RINGS, distances(vehicle, target, t)).sum() * STEP_S)
        assert found.probability[k] == pytest.approx(-math.expm1(-exposure), abs=2e-3)
    assert set(found.target.tolist()) == set(range(9))


def crossing(miss_m, speed_mps=60.0, half_m=100_000.0, n=1, cuts=()):
    """A vehicle that passes n targets which stay at a miss distance, in one leg or cut into several."""
    x = np.array([-half_m, *cuts, half_m])
    vehicle = Path((x + half_m) / speed_mps, np.column_stack([x, np.zeros_like(x), np.zeros_like(x)]))
    end_s = 2.0 * half_m / speed_mps
    place = np.array([[0.0, miss_m, 0.0], [0.0, miss_m, 0.0]])
    return [vehicle], [Path(np.array([0.0, end_s]), place) for _ in range(n)]


def test_a_pass_has_the_lateral_range_of_its_hazard_however_it_is_cut():
    for miss_m in (0.0, 4_000.0, 15_000.0, 29_000.0):
        p = float(probability(RINGS, miss_m, 60.0))
        for cuts in ((), (-12_345.0, 0.0, 7_000.0)):
            found = met(*crossing(miss_m, cuts=cuts), one_law(RINGS, 1, 1.0, 1e9), 30_000.0)
            assert len(found.enter_s) == 1
            assert found.probability[0] == pytest.approx(p, abs=1e-9)


def test_parallel_sweeps_detect_what_the_integral_of_the_lateral_range_says():
    """Targets spread evenly between tracks a spacing apart: the share detected is the mean of the lateral-range curve."""
    spacing_m, n = 25_000.0, 4_000
    miss = (
        np.abs((np.arange(n) + 0.5) / n - 0.5) * spacing_m
    )  # from the one track; the next are too far off to count twice
    law = HazardTable((0.0, 4_000.0, 12_000.0), (0.01, 0.003))
    vehicle = crossing(0.0)[0]
    targets = [Path(np.array([0.0, 3_000.0]), np.array([[0.0, m, 0.0]] * 2)) for m in miss]
    found = met(vehicle, targets, one_law(law, 1, 1.0, 1e9), 12_000.0)
    curve = pass_table(law).probability(miss, 60.0)
    share = np.isfinite(found.detect_s).sum() / n
    assert abs(share - curve.mean()) < 3.0 * math.sqrt((curve * (1.0 - curve)).mean() / n)
    width_m = 2.0 * float(
        np.trapezoid(pass_table(law).probability(np.linspace(0, 12e3, 4001), 60.0), np.linspace(0, 12e3, 4001))
    )
    assert curve.mean() == pytest.approx(width_m / spacing_m, rel=1e-3)


def test_times_of_detection_are_poisson():
    """Under constant hazard the wait is exponential: share detected by t within 3 standard errors at several t."""
    n, rate = 4_000, 0.001
    law = HazardTable((0.0, 50_000.0), (rate,))
    x = np.zeros((2, 3))
    vehicle = Path(np.array([0.0, 5_000.0]), x)
    targets = [Path(np.array([0.0, 5_000.0]), x + np.array([1_000.0, 0.0, 0.0]))] * n
    found = met([vehicle], targets, one_law(law, 1, 1.0, 1e9), 50_000.0)
    for t in (100.0, 700.0, 2_000.0, 4_500.0):
        p = -math.expm1(-rate * t)
        assert abs((found.detect_s <= t).mean() - p) < 3.0 * math.sqrt(p * (1.0 - p) / n)


def test_the_inverse_cube_law_is_met_by_draws():
    width_m, n = 18_520.0, 3_000
    k_h = width_m**2 * 60.0 / (8.0 * math.pi)
    table = pass_table(lambda r: k_h / np.maximum(r, 500.0) ** 3, 100_000.0, shells=256)
    laws = laws_of_tables(np.zeros((1, 1, 1), np.int64), [1.0], [1e9], [table])
    for x in (0.25, 0.5, 1.0):
        p = -math.expm1(-1.0 / (4.0 * math.pi * x**2))
        found = met(*crossing(x * width_m, n=n, half_m=200_000.0), laws, 100_000.0)
        share = np.isfinite(found.detect_s).mean()
        assert abs(share - p) < 3.0 * math.sqrt(p * (1.0 - p) / n) + 0.01 * p


def test_a_long_stare_is_not_a_sure_look():
    """A target in definite range for n blocks is detected with 1 - (1 - q)^n, at the start of a block."""
    q, tau_s, n = 0.3, 600.0, 3_000
    x = np.zeros((2, 3))
    for blocks in (1, 2, 5):
        end_s = blocks * tau_s - 1.0
        vehicle = Path(np.array([0.0, end_s]), x)
        found = met([vehicle], [Path(np.array([0.0, end_s]), x)] * n, one_law(definite(9_000.0), 1, q, tau_s), 9_000.0)
        p = 1.0 - (1.0 - q) ** blocks
        assert found.probability == pytest.approx(np.full(n, p), abs=1e-12)
        assert abs(np.isfinite(found.detect_s).mean() - p) < 3.0 * math.sqrt(p * (1.0 - p) / n)
        late_s = found.detect_s[np.isfinite(found.detect_s)] % tau_s
        assert late_s.max() < 1e-3


def test_a_definite_range_with_a_sure_look_detects_who_comes_into_it_and_nobody_else():
    laws = one_law(definite(20_000.0), 1, 1.0)
    inside, outside = crossing(19_999.0), crossing(20_001.0)
    found = met(*inside, laws, 20_000.0)
    assert found.detect_s == pytest.approx(found.enter_s, abs=1e-3)
    assert found.look_s == pytest.approx(found.enter_s, abs=1e-3)
    assert len(met(*outside, laws, 20_000.0).enter_s) == 0


def test_no_chance_grows_by_coming_and_going():
    """A target on the edge of the range, in and out within one decorrelation time, has one draw and not ten."""
    x = np.array([[0.0, 0.0, 0.0], [2_000.0, 0.0, 0.0]] * 10)
    vehicle = Path(np.arange(20) * 10.0, x)  # 2 km to and fro in 10 s
    target = Path(np.array([0.0, 190.0]), np.array([[11_000.0, 0.0, 0.0]] * 2))
    found = met([vehicle], [target] * 2_000, one_law(definite(10_000.0), 1, 0.4), 10_000.0)
    assert len(found.enter_s) == 20_000
    ever = np.bincount(found.target[np.isfinite(found.detect_s)], minlength=2_000) > 0
    assert abs(ever.mean() - 0.4) < 3.0 * math.sqrt(0.24 / 2_000)


def test_a_look_begins_when_the_computed_probability_reaches_what_is_asked():
    rate, q, tau_s = 0.002, 0.8, 1_000.0
    x = np.zeros((2, 3))
    still = [Path(np.array([0.0, 5_000.0]), x)]
    laws = one_law(HazardTable((0.0, 5_000.0), (rate,)), 1, q, tau_s)
    first = met(still, still, laws, 5_000.0, asked=0.5)
    assert first.look_s[0] == pytest.approx(-math.log(1.0 - 0.5 / q) / rate, abs=1e-6)
    block = 1.0 - q * -math.expm1(-rate * tau_s)
    second = met(still, still, laws, 5_000.0, asked=0.85)  # more than one block can give
    wanted = (1.0 - 0.15 / block) / q
    assert second.look_s[0] == pytest.approx(tau_s - math.log(1.0 - wanted) / rate, abs=1e-6)
    assert met(still, still, laws, 5_000.0, asked=0.9999).look_s[0] == math.inf


def test_luck_hangs_on_the_pair_and_not_on_who_else_is_there():
    rng = np.random.default_rng(9)
    vehicles, targets = tracks(rng, 4, 6, 20e3, 50.0), tracks(rng, 10, 4, 20e3, 6.0)
    every = met(vehicles, targets, one_law(RINGS, 4), 30_000.0)
    some_v, some_t = [3, 1], [7, 2, 5]
    few = met(
        [vehicles[i] for i in some_v], [targets[j] for j in some_t], one_law(RINGS, 2), 30_000.0,
        vehicle_id=np.array(some_v), ship_id=np.array(some_t),
    )  # fmt: skip
    rows = {(i, j, round(a, 3)): (d, p) for i, j, a, d, p in zip(
        every.vehicle.tolist(), every.target.tolist(), every.enter_s, every.detect_s, every.probability, strict=True
    )}  # fmt: skip
    assert len(few.enter_s) > 5
    for k in range(len(few.enter_s)):
        key = (some_v[few.vehicle[k]], some_t[few.target[k]], round(float(few.enter_s[k]), 3))
        assert rows[key] == (few.detect_s[k], few.probability[k])


def test_rows_of_several_vehicles_may_be_mixed():
    """Only the order in time of each pair counts."""
    rng = np.random.default_rng(10)
    vehicles, targets = tracks(rng, 3, 6, 20e3, 50.0), tracks(rng, 4, 4, 20e3, 6.0)
    v, s = knots_of(vehicles), knots_of(targets)
    rows = passes(v, s, np.full((3, 1), 30_000.0))
    mixed = Passes(*(column[np.lexsort((rows.enter_s, rows.target))] for column in rows))
    laws, asked = one_law(RINGS, 3), np.full(3, 0.5)
    a, b = (encounters(v, s, one, laws, asked, seed=1, trial=0, whole=True) for one in (rows, mixed))
    assert sorted(zip(*(x.tolist() for x in a), strict=True)) == sorted(zip(*(x.tolist() for x in b), strict=True))


def test_several_sensors_miss_together_with_the_product():
    of = np.array([[[0, 1]]])
    both = laws_of_tables(of, [0.6, 0.9], [1e9, 1e9], [pass_table(definite(12_000.0)), pass_table(RINGS)])
    found = met(*crossing(5_000.0, n=3_000), both, 30_000.0)
    p = 1.0 - (1.0 - 0.6) * (1.0 - 0.9 * float(probability(RINGS, 5_000.0, 60.0)))
    assert found.probability == pytest.approx(np.full(3_000, p), abs=1e-9)
    assert abs(np.isfinite(found.detect_s).mean() - p) < 3.0 * math.sqrt(p * (1.0 - p) / 3_000)


@pytest.mark.parametrize(("ship_mps", "searcher_mps"), [(8.0, 40.0), (12.0, 25.0)])
def test_a_back_and_forth_barrier_never_beats_its_bound(ship_mps, searcher_mps):
    """Ships cross a channel of width L; a searcher with definite range R goes to and fro across it, at right angles.

    Relative to the ships it sweeps W = 2 R to its sides at no more than sqrt(v^2 + u^2), so of the strip L u that comes in
    each second it looks at no more than the share (W / L) sqrt(1 + (v / u)^2): A.R. Washburn, Search and Detection, crossing
    barriers. Ships near the walls are met twice or not at all, so what is drawn must stay below the bound.
    """
    channel_m, range_m, n = 80_000.0, 6_000.0, 1_500
    rng = np.random.default_rng(int(ship_mps))
    leg_s = channel_m / searcher_mps
    n_legs = 40
    y = np.where(np.arange(n_legs + 1) % 2 == 0, 0.0, channel_m)
    searcher = Path(np.arange(n_legs + 1) * leg_s, np.column_stack([np.zeros(n_legs + 1), y, np.zeros(n_legs + 1)]))
    targets = []
    for lane_m, at_s in zip(rng.uniform(0.0, channel_m, n), rng.uniform(0.3, 0.7, n) * n_legs * leg_s, strict=True):
        ways_s = 4.0 * range_m / ship_mps
        x = np.array([-4.0 * range_m, 4.0 * range_m])
        targets.append(Path(at_s + np.array([-ways_s, ways_s]), np.column_stack([x, [lane_m] * 2, [0.0] * 2])))
    bound = min(1.0, 2.0 * range_m / channel_m * math.sqrt(1.0 + (searcher_mps / ship_mps) ** 2))
    for q in (1.0, 0.6):
        found = met([searcher], targets, one_law(definite(range_m), 1, q, 1e6), range_m)
        detected = np.unique(found.target[np.isfinite(found.detect_s)])
        assert len(detected) / n <= q * bound + 3.0 * math.sqrt(0.25 / n) * (q < 1.0)
        assert len(detected) / n > 0.6 * q * bound  # and the bound is no idle one


def test_the_streams_are_those_of_the_list():
    assert (PROCESSES["detectability"], PROCESSES["detection"]) == (DETECTABILITY, DETECTION)
    entities = {entity_of(ship, vehicle, sensor) for ship in range(40) for vehicle in range(40) for sensor in range(3)}
    assert len(entities) == 4800
    assert max(entities) < 2**32


def test_what_is_not_wanted_changes_nothing_of_the_rest():
    """Without the whole probability, and without looks, the same detections come out sooner."""
    rng = np.random.default_rng(12)
    vehicles, targets = tracks(rng, 3, 10, 30e3, 50.0), tracks(rng, 15, 5, 30e3, 6.0)
    of = np.broadcast_to(np.array([0, 1, 2]), (3, 1, 3))
    tables = [pass_table(one) for one in (definite(9_000.0), RINGS, HazardTable((0.0, 30_000.0), (0.0007,)))]
    laws = laws_of_tables(of, [0.3, 0.6, 0.8], [300.0, 900.0, 700.0], tables)
    whole = met(vehicles, targets, laws, 30_000.0)
    short, bare = (
        met(vehicles, targets, laws, 30_000.0, whole=False),
        met(vehicles, targets, laws, 30_000.0, 0.0, whole=False),
    )
    assert np.isfinite(whole.detect_s).sum() > 10
    assert (short.detect_s == whole.detect_s).all()
    assert (short.look_s == whole.look_s).all()
    assert (bare.detect_s == whole.detect_s).all()
    assert np.isnan(short.probability).all()


def test_no_passes_no_encounters():
    nothing = straight_knots([0], np.zeros(0), np.zeros((0, 3)))
    rows = Passes(*(np.zeros(0, kind) for kind in (np.int64, np.int64, float, float, np.int64, np.int64)))
    laws = laws_of_tables(np.zeros((0, 1, 0), np.int64), [], [], [])
    assert len(encounters(nothing, nothing, rows, laws, np.zeros(0), seed=1, trial=0).enter_s) == 0
