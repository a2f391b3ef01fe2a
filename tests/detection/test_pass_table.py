"""The table of passes against quadrature, the closed form of steps, Koopman's laws, and its own rules."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.detection.hazard import HazardTable, definite, probability, sweep_width_m
from longwatch.detection.pass_table import joined, pass_table
from longwatch.units import NM_M

RINGS = HazardTable((0.0, 10_000.0, 30_000.0), (0.004, 0.001))
FAR_INSIDE = HazardTable((5_000.0, 12_000.0, 20_000.0, 60_000.0), (0.003, 0.0, 0.0005))
SPEED_MPS = 60.0


def slope(range_m):
    """A hazard that falls smoothly: half its value at 25 km."""
    return 0.002 / (1.0 + np.exp((range_m - 25_000.0) / 3_000.0))


SMOOTH = pass_table(slope, 60_000.0)
TABLES = {"rings": pass_table(RINGS), "far inside": pass_table(FAR_INSIDE), "smooth": SMOOTH}


def quadrature(hazard, miss_m, from_m, to_m, n=400_001):
    """Trapezoids along the track: the plain twin."""
    x = np.linspace(from_m, to_m, n)
    return float(np.trapezoid(hazard(np.hypot(miss_m, x)), x))


def steps(table):
    return lambda r: np.append(table.hazard_per_s, 0.0)[
        np.clip(np.searchsorted(table.range_m, r, side="right") - 1, -1, len(table.hazard_per_s))
    ]


@pytest.mark.parametrize("steps_", [RINGS, FAR_INSIDE])
def test_whole_passes_meet_the_closed_form_of_steps(steps_):
    table = pass_table(steps_)
    miss = np.linspace(0.0, 70_000.0, 4001)
    closed = -np.log1p(-probability(steps_, miss, SPEED_MPS))
    largest = closed.max()
    assert np.abs(table.exposure(miss, SPEED_MPS) - closed).max() <= max(1.5 * table.error, 1e-12) * largest
    assert table.error < 2e-4  # the figure that docs/detection.md states


@pytest.mark.parametrize("steps_", [RINGS, FAR_INSIDE])
def test_parts_of_passes_meet_the_closed_form(steps_):
    table, rng = pass_table(steps_), np.random.default_rng(3)
    largest = float(table.exposure(0.0, SPEED_MPS))
    for miss, a, b in rng.uniform([0, -70e3, -70e3], [62e3, 70e3, 70e3], (200, 3)):
        a, b = min(a, b), max(a, b)
        closed = -math.log1p(-float(probability(steps_, miss, SPEED_MPS, a, b)))
        assert float(table.exposure(miss, SPEED_MPS, a, b)) == pytest.approx(closed, abs=4e-4 * largest)


def test_a_smooth_hazard_meets_quadrature_within_its_stated_error():
    rng = np.random.default_rng(5)
    largest = float(SMOOTH.exposure(0.0, 1.0))
    for miss, a, b in rng.uniform([0, -60e3, -60e3], [55e3, 60e3, 60e3], (60, 3)):
        a, b = min(a, b), max(a, b)
        truth = quadrature(lambda r: slope(r) * (r <= 60_000.0), miss, a, b)
        assert abs(float(SMOOTH.exposure(miss, 1.0, a, b)) - truth) <= 3.0 * SMOOTH.error * largest
    assert SMOOTH.error < 1e-3


@settings(deadline=None)
@given(
    st.sampled_from(list(TABLES)), st.floats(0, 65_000), st.floats(-70_000, 70_000), st.floats(-70_000, 70_000)
)  # fmt: skip
def test_parts_add_and_nothing_falls_along_the_track(name, miss_m, a_m, b_m):
    table, (a_m, b_m) = TABLES[name], sorted((a_m, b_m))
    first, second = table.exposure(miss_m, SPEED_MPS, to_m=a_m), table.exposure(miss_m, SPEED_MPS, a_m, b_m)
    third, whole = table.exposure(miss_m, SPEED_MPS, from_m=b_m), table.exposure(miss_m, SPEED_MPS)
    assert first + second + third == pytest.approx(float(whole), abs=1e-12)
    assert min(first, second, third) >= 0.0


@settings(deadline=None)
@given(st.sampled_from(list(TABLES)), st.floats(0, 65_000), st.floats(-65_000, 65_000))
def test_the_table_has_no_jumps(name, miss_m, x_m):
    """A metre further, or a metre off: no more than the hazard times what the chords change."""
    table = TABLES[name]
    largest = float(table.hazard_per_s.max())
    here = float(table.exposure(miss_m, 1.0, to_m=x_m))
    assert abs(float(table.exposure(miss_m, 1.0, to_m=x_m + 1.0)) - here) <= largest * 1.5 + 1e-9
    grazing_m = 4.0 * len(table.edge_m) * math.sqrt(2.0 * table.reach_m)  # half chords change most where they begin
    assert abs(float(table.exposure(miss_m + 1.0, 1.0, to_m=x_m)) - here) <= largest * grazing_m


@settings(deadline=None)
@given(
    st.sampled_from(list(TABLES)), st.floats(0, 59_000), st.floats(-60_000, 30_000), st.floats(0.001, 0.999)
)  # fmt: skip
def test_the_inverse_is_exact(name, miss_m, from_m, share):
    table = TABLES[name]
    whole = float(table.exposure(miss_m, SPEED_MPS, from_m))
    if whole > 1e-6:
        at_m = float(table.place_m(miss_m, SPEED_MPS, share * whole, from_m))
        assert float(table.exposure(miss_m, SPEED_MPS, from_m, at_m)) == pytest.approx(share * whole, abs=1e-9)
    assert table.place_m(miss_m, SPEED_MPS, whole * 1.001 + 1e-9, from_m) == math.inf


def test_without_relative_motion_the_hazard_of_the_range_counts():
    table = TABLES["rings"]
    assert table.still([0.0, 9_999.0, 10_001.0, 29_999.0, 30_001.0]).tolist() == [0.004, 0.004, 0.001, 0.001, 0.0]
    slow = float(table.exposure(5_000.0, 1e-3, -1e-3, 1e-3))  # two seconds at a millimetre a second
    assert slow == pytest.approx(2.0 * 0.004, rel=1e-8)
    assert SMOOTH.still(25_000.0) == pytest.approx(0.001, rel=0.05)


def test_a_definite_range_is_the_limit_of_an_endless_hazard():
    table = pass_table(definite(40_000.0))
    assert table.reach_m == 40_000.0
    assert table.probability([0.0, 39_999.0, 40_001.0], SPEED_MPS).tolist() == [1.0, 1.0, 0.0]
    assert float(table.place_m(0.0, SPEED_MPS, 20.0)) == pytest.approx(-40_000.0, abs=0.01)
    both = pass_table(HazardTable((0.0, 10_000.0, 30_000.0), (0.004, 0.001), definite_range_m=20_000.0))
    shown = HazardTable((0.0, 10_000.0, 30_000.0), (0.004, 0.001), definite_range_m=20_000.0)
    miss = np.linspace(0.0, 31_000.0, 63)
    assert both.probability(miss, SPEED_MPS) == pytest.approx(probability(shown, miss, SPEED_MPS), abs=1e-4)


def test_lateral_range_and_sweep_width_meet_those_of_the_steps():
    table = TABLES["rings"]
    miss = np.linspace(0.0, 30_000.0, 20_001)
    width_m = 2.0 * float(np.trapezoid(table.probability(miss, SPEED_MPS), miss))
    assert width_m == pytest.approx(sweep_width_m(RINGS, SPEED_MPS), rel=1e-4)


def test_the_inverse_cube_law_comes_out_of_the_table():
    """Koopman's look from the air: hazard k h / r^3, lateral range 1 - exp(-2 k h / (v x^2)); r no nearer than 500 m."""
    width_m = 10.0 * NM_M
    k_h = width_m**2 * SPEED_MPS / (8.0 * math.pi)
    table = pass_table(lambda r: k_h / np.maximum(r, 500.0) ** 3, 400_000.0, shells=512)
    for x in (0.25, 0.5, 1.0):
        expected = -math.expm1(-1.0 / (4.0 * math.pi * x**2))
        assert float(table.probability(x * width_m, SPEED_MPS)) == pytest.approx(expected, rel=5e-3)
    miss = np.geomspace(1.0, 400_000.0, 20_001)
    assert 2.0 * float(np.trapezoid(table.probability(miss, SPEED_MPS), miss)) == pytest.approx(width_m, rel=2e-2)


def test_random_search_over_an_area_follows_the_exponential_law():
    """Tracks laid at random over an area A: P = 1 - exp(-W L / A), Koopman 1946. W is integrated from the table."""
    rng, table = np.random.default_rng(11), TABLES["rings"]
    side_m, n_tracks = 400_000.0, 30
    miss = np.abs(rng.uniform(-0.5, 0.5, (4000, n_tracks)) * side_m)  # of long tracks across a strip as wide as `side`
    p = -np.expm1(-table.exposure(miss, SPEED_MPS).sum(axis=1))
    along = np.linspace(0.0, 30_000.0, 20_001)
    width_m = 2.0 * float(np.trapezoid(table.probability(along, SPEED_MPS), along))
    law = 1.0 - (1.0 - width_m / side_m) ** n_tracks  # tends to 1 - exp(-W n / side)
    error = p.std(ddof=1) / math.sqrt(len(p))
    assert abs(p.mean() - law) < 3.0 * error
    assert law == pytest.approx(-math.expm1(-width_m * n_tracks / side_m), abs=0.02)


def test_joined_tables_answer_as_they_did_alone():
    from longwatch.detection.pass_table_kernels import integrals

    own = [TABLES["rings"], TABLES["far inside"], pass_table(definite(7_000.0))]
    book, at = joined(own)
    miss = np.linspace(0.0, 65_000.0, 50)
    for k, one in enumerate(own):
        out = np.empty(50)
        integrals(book, at[k], miss, np.full(50, -one.reach_m), np.full(50, 4_000.0), out)
        assert (out == one.exposure(miss, 1.0, to_m=4_000.0)).all()


@pytest.mark.parametrize(
    ("hazard", "reach_m"),
    [(slope, None), (slope, 0.0), (lambda r: r * np.nan, 1e4), (lambda r: -r, 1e4), (HazardTable(), None)],
)
def test_a_hazard_that_is_none_is_refused(hazard, reach_m):
    with pytest.raises(ValueError, match="hazard"):
        pass_table(hazard, reach_m)
