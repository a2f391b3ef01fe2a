"""The hazard table against Koopman's closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.detection.hazard import HazardTable, definite, probability, sweep_width_m
from longwatch.units import NM_M

SPEED_MPS = 60.0


def inverse_cube(k_h: float) -> HazardTable:
    """Koopman's look from the air: hazard k h / r^3, each bin with its mean over range."""
    edges = np.geomspace(50.0, 400_000.0, 6000)
    mean = k_h * (edges[:-1] ** -2 - edges[1:] ** -2) / (2 * np.diff(edges))
    return HazardTable(tuple(edges), tuple(mean))


# SENSORS.md section 1: p(x) = 1 - exp(-W^2 / (4 pi x^2)); W = 1 at x = 0.25, 0.5, 1.
@pytest.mark.parametrize(("x", "expected"), [(0.25, 0.7201), (0.5, 0.2726), (1.0, 0.0765)])
def test_inverse_cube_meets_koopman(x, expected):
    width_m = NM_M * 10
    k_h = width_m**2 * SPEED_MPS / (8 * math.pi)  # W = 2 sqrt(2 pi k h / v)
    table = inverse_cube(k_h)
    assert probability(table, x * width_m, SPEED_MPS) == pytest.approx(expected, abs=1e-3)
    assert probability(table, x * width_m, SPEED_MPS) == pytest.approx(-math.expm1(-1 / (4 * math.pi * x**2)), rel=2e-3)


def test_definite_range_is_sure_inside_and_blind_outside():
    table = definite(40_000.0)
    assert probability(table, [0.0, 39_999.0, 40_001.0], SPEED_MPS).tolist() == [1.0, 1.0, 0.0]
    assert sweep_width_m(table, SPEED_MPS) == 80_000.0
    assert table.reach_m == 40_000.0


def test_a_definite_range_needs_the_part_that_lies_inside():
    table = definite(40_000.0)
    assert probability(table, 0.0, SPEED_MPS, from_m=41_000.0, to_m=90_000.0) == 0.0
    assert probability(table, 0.0, SPEED_MPS, from_m=-90_000.0, to_m=-39_000.0) == 1.0


@settings(deadline=None)
@given(st.floats(0, 60_000), st.floats(-80_000, 80_000))
def test_two_halves_of_a_pass_multiply(lateral_m, cut_m):
    table = HazardTable((0.0, 10_000.0, 30_000.0, 50_000.0), (0.004, 0.001, 0.0002))
    whole = probability(table, lateral_m, SPEED_MPS)
    first = probability(table, lateral_m, SPEED_MPS, to_m=cut_m)
    second = probability(table, lateral_m, SPEED_MPS, from_m=cut_m)
    assert 1 - whole == pytest.approx((1 - first) * (1 - second), abs=1e-12)


def test_quadrature_meets_the_closed_integral():
    table = HazardTable((0.0, 10_000.0, 30_000.0), (0.004, 0.001))
    along = (np.arange(2_000_000) + 0.5) / 1e6 * 30_000.0 - 30_000.0
    ranges = np.hypot(along, 7_000.0)
    hazard = np.where(ranges < 10_000.0, 0.004, np.where(ranges < 30_000.0, 0.001, 0.0))
    integral = hazard.sum() * 0.03 / SPEED_MPS
    assert probability(table, 7_000.0, SPEED_MPS) == pytest.approx(-math.expm1(-integral), abs=1e-6)


@pytest.mark.parametrize(
    ("edges", "values"),
    [
        ((0.0, 1.0), ()),
        ((1.0, 0.5), (0.1,)),
        ((0.0, 1.0), (-0.1,)),
        ((0.0, math.inf), (0.1,)),
        ((0.0, 1.0), (math.nan,)),
    ],
)
def test_a_broken_table_is_refused(edges, values):
    with pytest.raises(ValueError, match="hazard"):
        HazardTable(edges, values)
