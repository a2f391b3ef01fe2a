"""Search theory: laws of POD against sums over tracks, quadrature against closed forms and tables, and what no search may do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.detection.hazard import HazardTable, definite, probability
from longwatch.detection.hazard import sweep_width_m as width_of_table_m
from longwatch.detection.pass_table import pass_table
from longwatch.detection.search import (
    coverage_factor,
    coverage_of_spacing,
    definite_range,
    independent_looks,
    inverse_cube,
    mean_time_to_detect_s,
    pod,
    pod_definite,
    pod_inverse_cube,
    pod_parallel,
    pod_random,
    spacing_m,
    sweep_width_m,
)
from longwatch.detection.search_pass import exposure, lateral_range

SPEED_MPS = 60.0
LAWS = ("definite range", "inverse cube", "random")


@st.composite
def steps(draw: st.DrawFn) -> HazardTable:
    widths = draw(st.lists(st.floats(500.0, 30_000.0), min_size=1, max_size=6))
    values = draw(st.lists(st.floats(0.0, 0.02), min_size=len(widths), max_size=len(widths)))
    return HazardTable((0.0, *np.cumsum(widths)), (*values[:-1], values[-1] + 1e-6))


@st.composite
def falling(draw: st.DrawFn):
    """(hazard that falls with range, reach): bells, powers with a blunt tip, and slopes."""
    top, scale_m = draw(st.floats(1e-5, 0.1)), draw(st.floats(1_000.0, 30_000.0))
    kind = draw(st.sampled_from(["bell", "power", "slope"]))
    if kind == "bell":
        return (lambda r: top * np.exp(-((r / scale_m) ** 2))), 6.0 * scale_m
    if kind == "power":
        n = draw(st.floats(2.0, 4.0))
        return (lambda r: top * (1.0 + (r / scale_m) ** 2) ** (-n / 2)), 20.0 * scale_m
    return (lambda r: top * np.maximum(1.0 - r / scale_m, 0.0)), scale_m


def of_steps(table: HazardTable):
    edges, values = np.array(table.range_m), np.array([*table.hazard_per_s, 0.0])
    return lambda r: values[np.searchsorted(edges, r, side="right") - 1]


@settings(deadline=None, max_examples=60)
@given(steps())
def test_quadrature_meets_the_lateral_range_curve_of_steps(table):
    x = np.linspace(0.0, 1.05 * table.reach_m, 101)
    curve = lateral_range(of_steps(table), SPEED_MPS, table.range_m[-1], table.range_m)
    assert np.abs(curve(x) - probability(table, x, SPEED_MPS)).max() < 1e-6


@settings(deadline=None, max_examples=12)
@given(falling(), st.floats(5.0, 300.0))
def test_the_interpolated_table_meets_quadrature_to_its_stated_error(hazard_and_reach, speed_mps):
    hazard, reach_m = hazard_and_reach
    table = pass_table(hazard, reach_m)
    x = np.linspace(0.0, reach_m, 201)
    truth = exposure(hazard, x, speed_mps, reach_m)
    # the stated error is the largest at 512 places: others may lie a hair above it
    assert np.abs(table.exposure(x, speed_mps) - truth).max() <= 1.05 * table.error * truth.max() + 1e-12
    assert table.error < 5e-3


@settings(deadline=None, max_examples=60)
@given(steps())
def test_the_table_of_steps_meets_them_to_its_stated_error(table):
    # the error is a share of the largest exposure, which lies at an edge
    x, made = np.union1d(np.linspace(0.0, 1.05 * table.reach_m, 301), table.range_m), pass_table(table)
    truth = exposure(of_steps(table), x, SPEED_MPS, table.range_m[-1], table.range_m)
    assert np.abs(made.exposure(x, SPEED_MPS) - truth).max() <= 1.05 * made.error * truth.max() + 1e-12


@settings(deadline=None, max_examples=40)
@given(st.floats(100.0, 50_000.0), st.floats(5.0, 300.0))
def test_the_inverse_cube_hazard_gives_koopmans_curve_and_width(width_m, speed_mps):
    k_h = width_m**2 * speed_mps / (8.0 * math.pi)  # W = 2 sqrt(2 pi k h / v)
    x = np.geomspace(0.01, 10.0, 60) * width_m
    # the pass out to 1e5 W leaves 1e-11 of the exposure; r no nearer than what the closest pass meets
    curve = lateral_range(lambda r: k_h / np.maximum(r, 1e-3 * width_m) ** 3, speed_mps, 1e5 * width_m)
    assert np.abs(curve(x) - inverse_cube(width_m)(x)).max() < 1e-6
    reach_m = 1e5 * width_m
    found_m = sweep_width_m(inverse_cube(width_m), reach_m)
    assert found_m + width_m**2 / (2.0 * math.pi * reach_m) == pytest.approx(width_m, rel=1e-8)


@settings(deadline=None, max_examples=6)
@given(steps())
def test_both_ways_to_a_sweep_width_agree(table):
    curve = lateral_range(of_steps(table), SPEED_MPS, table.range_m[-1], table.range_m)
    found = sweep_width_m(curve, table.reach_m, table.range_m, tolerance=1e-7)
    assert found == pytest.approx(width_of_table_m(table, SPEED_MPS), rel=1e-4)
    assert found <= 2.0 * table.reach_m * (1.0 + 1e-9)


def test_a_definite_range_sweeps_twice_itself():
    assert sweep_width_m(definite_range(80_000.0), 60_000.0, [40_000.0]) == pytest.approx(80_000.0, rel=1e-12)
    assert sweep_width_m(definite_range(80_000.0), 60_000.0) == pytest.approx(80_000.0, rel=1e-8)
    assert width_of_table_m(definite(40_000.0), SPEED_MPS) == 80_000.0


@pytest.mark.parametrize("coverage", [0.25, 0.5, 1.0, 1.5, 2.5])
def test_parallel_sweeps_summed_meet_the_closed_laws(coverage):
    summed = pod_parallel(inverse_cube(1.0), 1.0 / coverage, 400.0)
    assert summed == pytest.approx(float(pod_inverse_cube(coverage)), abs=2e-4)  # tracks beyond 400 W: 1e-4
    sure = pod_parallel(definite_range(1.0), 1.0 / coverage, 1.0)
    assert sure == pytest.approx(float(pod_definite(coverage)), abs=2e-3)


@settings(deadline=None, max_examples=30)
@given(falling(), st.floats(0.05, 4.0))
def test_a_sweep_lies_between_random_search_and_a_definite_range(hazard_and_reach, coverage):
    hazard, reach_m = hazard_and_reach
    x = np.linspace(0.0, reach_m, 801)
    p = -np.expm1(-exposure(hazard, x, SPEED_MPS, reach_m, panels=8))
    width_m = 2.0 * float(np.trapezoid(p, x))
    swept = pod_parallel(lambda r: np.interp(r, x, p), width_m / coverage, reach_m)
    assert float(pod_random(coverage)) - 1e-3 <= swept <= float(pod_definite(coverage)) + 1e-3  # of 512 places


def test_the_floor_is_for_curves_that_fall_off():
    """Two bright rings two sweeps apart are swept twice by the same tracks: less than random search finds."""
    curve = lambda x: np.where(np.abs(x - 1000.0) < 100.0, 1.0, 0.0)  # noqa: E731
    width_m = sweep_width_m(curve, 1200.0, [900.0, 1100.0])
    swept = pod_parallel(curve, 1000.0, 1200.0)
    assert width_m == pytest.approx(400.0, rel=1e-9)
    assert swept < float(pod_random(0.4)) - 0.05


@settings(deadline=None)
@given(st.floats(0.0, 30.0), st.floats(0.0, 5.0))
def test_the_laws_rise_and_keep_their_order(coverage, more):
    low, middle, high = (float(pod(coverage, law)) for law in ("random", "inverse cube", "definite range"))
    assert 0.0 <= low <= middle + 1e-15
    assert middle <= high + 1e-15
    assert high <= 1.0
    for law in LAWS:
        assert float(pod(coverage + more, law)) >= float(pod(coverage, law)) - 1e-15


@settings(deadline=None)
@given(st.sampled_from(LAWS), st.floats(0.001, 0.999), st.floats(1.0, 1e5))
def test_spacing_is_the_inverse_of_pod(law, wanted, width_m):
    spacing = spacing_m(width_m, wanted, law)
    assert float(pod(coverage_of_spacing(width_m, spacing), law)) == pytest.approx(wanted, rel=1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8))
def test_looks_on_their_own_are_no_worse_than_the_best_and_no_better_than_their_sum(pods):
    together = float(independent_looks(pods))
    assert max(pods) - 1e-12 <= together <= min(1.0, sum(pods)) + 1e-12


def test_random_search_waits_as_long_as_its_law_says():
    """Mean of 1 - POD over time is A / (W v)."""
    width_m, area_m2 = 18_520.0, 1e4 * 1852.0**2
    mean_s = float(mean_time_to_detect_s(width_m, SPEED_MPS, area_m2))
    t = np.linspace(0.0, 40.0 * mean_s, 400_001)
    assert np.trapezoid(1.0 - pod_random(coverage_factor(width_m, SPEED_MPS, t, area_m2)), t) == pytest.approx(mean_s)
    assert float(mean_time_to_detect_s(0.0, SPEED_MPS, area_m2)) == math.inf


def test_arrays_broadcast():
    spacing = spacing_m([[1.0], [2.0]], [0.5, 0.9])
    assert spacing.shape == (2, 2)
    assert independent_looks(np.full((3, 2), 0.5), axis=0) == pytest.approx([0.875, 0.875])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: coverage_factor(1.0, 1.0, 1.0, 0.0),
        lambda: coverage_factor(-1.0, 1.0, 1.0, 1.0),
        lambda: pod_random(math.nan),
        lambda: spacing_m(1.0, 1.0),
        lambda: independent_looks([0.5, 1.2]),
        lambda: pod_parallel(inverse_cube(1.0), 0.0, 1.0),
        lambda: inverse_cube(0.0),
        lambda: exposure(np.ones_like, 1.0, 0.0, 1.0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
