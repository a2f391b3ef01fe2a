"""Barrier patrols: never above the bound, back and forth below the crossover, geometry and simulation agree."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.detection.search_barrier import Patrol, barrier_bound, caught, caught_of, disjoint_lean


@st.composite
def patrols(draw: st.DrawFn) -> Patrol:
    length, v = draw(st.floats(10.0, 200.0)), draw(st.floats(5.0, 100.0))
    width, u = length * draw(st.floats(0.005, 0.3)), v * draw(st.floats(0.05, 3.0))
    return Patrol(length, width, v, u, draw(st.floats(0.0, 0.95)) * min(1.0, v / u), draw(st.floats(0.0, 0.5)) * width)


@settings(deadline=None, max_examples=60)
@given(patrols())
def test_no_patrol_beats_the_bound(patrol):
    bound = barrier_bound(patrol.barrier_m, patrol.sweep_width_m, patrol.searcher_mps, patrol.target_mps)
    # the round cap of a sweep that turns at the very edge adds nothing: water outside the channel does not count
    assert caught(patrol) <= float(bound) * (1.0 + 1e-9)


@settings(deadline=None, max_examples=60)
@given(patrols())
def test_legs_close_and_keep_their_speed(patrol):
    legs = np.diff(patrol.legs_m(), axis=0)
    assert np.abs(legs.sum(axis=0)).max() < 1e-9
    flown_s = np.hypot(*legs.T) / patrol.searcher_mps
    assert flown_s == pytest.approx([patrol.crossing_s, patrol.edge_s] * 2, rel=1e-9, abs=1e-9)
    assert patrol.cycle_s == pytest.approx(flown_s.sum())


@pytest.mark.parametrize("lean", [0.0, 0.2, 0.6])
def test_simulation_meets_geometry(lean):
    patrol = Patrol(50.0, 4.0, 60.0, 20.0, lean, 2.0)
    p, n = caught(patrol), 40_000
    assert abs(caught_of(patrol, n, seed=4) - p) < 3.0 * math.sqrt(p * (1 - p) / n)


@pytest.mark.parametrize(("v", "u"), [(60.0, 20.0), (60.0, 50.0), (40.0, 5.0)])
def test_the_crossover_meets_the_bound_as_the_sweep_narrows(v, u):
    short = []
    for width in (4.0, 1.0, 0.25):
        bound = float(barrier_bound(50.0, width, v, u))
        lean = disjoint_lean(50.0, width, v, u)
        crossover = Patrol(50.0, width, v, u, lean, 0.5 * width)
        if bound == 1.0:
            continue
        best = max(caught(replace(crossover, lean=part * lean)) for part in (0.6, 0.8, 1.0))
        assert best > caught(replace(crossover, lean=0.0))
        short.append(1.0 - caught(crossover) / bound)
    assert short == sorted(short, reverse=True)
    assert short[-1] < 0.005


def test_sweeps_square_to_the_channel_that_touch_let_nobody_pass():
    patrol = Patrol(
        50.0, 10.0, 60.0, 8.0, 1.0, 3.5
    )  # turns near enough to the edge for round turns to reach its corners
    assert disjoint_lean(50.0, 10.0, 60.0, 8.0) == 1.0
    spacing_m = (patrol.target_mps + patrol.searcher_mps) * patrol.edge_s
    assert spacing_m <= patrol.sweep_width_m
    assert caught(patrol) == pytest.approx(1.0, abs=1e-6)


def test_limits_of_the_bound():
    assert float(barrier_bound(50.0, 4.0, 60.0, 0.0)) == 1.0
    assert float(barrier_bound(50.0, 0.0, 60.0, 0.0)) == 0.0
    # who stands still sees who comes within half the sweep width of him
    assert float(barrier_bound(50.0, 4.0, 0.0, 20.0)) == pytest.approx(4.0 / 50.0)
    assert barrier_bound([50.0, 100.0], 4.0, 60.0, 20.0).shape == (2,)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: barrier_bound(0.0, 1.0, 1.0, 1.0),
        lambda: Patrol(50.0, 4.0, 10.0, 20.0, lean=0.5),
        lambda: Patrol(50.0, 4.0, 10.0, 0.0),
        lambda: Patrol(50.0, 4.0, 10.0, 5.0, inset_m=25.0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
