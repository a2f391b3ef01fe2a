"""Relative speed against moving targets: bounds, closed limits, and luck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.search import pod_random
from longwatch.detection.search_motion import dynamic_enhancement, mean_over_speeds_mps, mean_relative_speed_mps

speeds = st.just(0.0) | st.floats(1e-6, 500.0)


@given(speeds, speeds)
def test_the_mean_lies_between_the_faster_one_and_the_hypotenuse(v, u):
    mean = float(mean_relative_speed_mps(v, u))
    assert max(u, v) * (1 - 1e-12) <= mean <= math.hypot(u, v) * (1 + 1e-12)
    assert mean == pytest.approx(float(mean_relative_speed_mps(u, v)), rel=1e-12)


@pytest.mark.parametrize(("v", "u"), [(10.0, 10.0), (60.0, 20.0), (5.0, 50.0)])
def test_random_courses_meet_the_closed_form(v, u):
    course = np.random.default_rng(5).uniform(0.0, 2.0 * np.pi, 400_000)
    drawn = np.sqrt(v * v + u * u - 2.0 * u * v * np.cos(course))
    assert abs(drawn.mean() - float(mean_relative_speed_mps(v, u))) < 3.0 * drawn.std() / math.sqrt(len(drawn))


def test_several_speeds_meet_random_courses_and_their_own_limits():
    u, share = np.array([0.0, 5.0, 15.0]), np.array([1.0, 2.0, 1.0])
    mean = float(mean_over_speeds_mps(20.0, u, share))
    rng = np.random.default_rng(6)
    target, course = rng.choice(u, 400_000, p=share / share.sum()), rng.uniform(0.0, 2.0 * np.pi, 400_000)
    drawn = np.hypot(20.0 - target * np.cos(course), target * np.sin(course))
    assert abs(drawn.mean() - mean) < 3.0 * drawn.std() / math.sqrt(len(drawn))
    assert float(mean_over_speeds_mps(20.0, [7.0], [3.0])) == pytest.approx(float(mean_relative_speed_mps(20.0, 7.0)))


def test_random_search_for_movers_is_enhanced_as_much_as_simulation_says():
    """Targets on straight courses past a still circle of the searcher's frame: detections per second = W x mean speed / A."""
    rng, side_m, half_m, v, u, n = np.random.default_rng(7), 60_000.0, 500.0, 30.0, 20.0, 60_000
    duration_s = 200.0
    place = rng.uniform(-0.5, 0.5, (n, 2)) * side_m
    course = rng.uniform(0.0, 2.0 * np.pi, n)
    go = np.stack([u * np.cos(course) - v, u * np.sin(course)], axis=1)
    # whose straight way meets the circle within the time; those in it at the start count as well
    t = np.clip(-(place * go).sum(axis=1) / (go**2).sum(axis=1), 0.0, duration_s)
    seen = np.hypot(*(place + go * t[:, None]).T) < half_m
    swept = (2.0 * half_m * float(mean_relative_speed_mps(v, u)) * duration_s + math.pi * half_m**2) / side_m**2
    assert abs(seen.mean() - swept) < 3.0 * math.sqrt(swept * (1.0 - swept) / n)
    assert float(pod_random(swept)) == pytest.approx(swept, rel=0.01)  # a small C: the law is its first term


@given(st.floats(0.1, 500.0), speeds)
def test_motion_never_lowers_the_rate(v, u):
    assert float(dynamic_enhancement(v, u)) >= 1.0 - 1e-12


def test_nonsense_is_refused_and_standing_still_is_not():
    assert float(mean_relative_speed_mps(0.0, 0.0)) == 0.0
    assert mean_relative_speed_mps(np.ones((3, 1)), np.ones(2)).shape == (3, 2)
    for wrong in (
        lambda: mean_relative_speed_mps(-1.0, 1.0),
        lambda: dynamic_enhancement(0.0, 1.0),
        lambda: mean_over_speeds_mps(1.0, [1.0], [0.0]),
    ):
        with pytest.raises(ValueError):
            wrong()
