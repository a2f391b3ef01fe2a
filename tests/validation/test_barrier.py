"""Barrier patrols: the bound and the simulation of others are met."""

from __future__ import annotations

import math

from longwatch.detection.search_barrier import Patrol, barrier_bound, caught, caught_of
from longwatch.validation.barrier import authority


def test_every_figure_holds() -> None:
    assert len(authority().checks()) == 3
    assert [one for one in (*authority().checks(), *authority().statistics()) if not one.holds] == []


def test_a_hundred_thousand_targets_give_what_others_found_with_twice_as_many() -> None:
    p, n = 0.236, 100_000
    found = caught_of(Patrol(50.0, 4.0, 60.0, 20.0), n, seed=2)
    assert abs(found - p) < 3.0 * math.sqrt(1.5 * p * (1.0 - p) / n)  # both are simulations
    assert found < caught(Patrol(50.0, 4.0, 60.0, 20.0, 0.15, 2.0)) < float(barrier_bound(50.0, 4.0, 60.0, 20.0))


def test_a_speed_that_forgets_the_targets_would_be_noticed() -> None:
    check = authority().checks()[0]
    assert abs(4.0 * 60.0 / (50.0 * 20.0) - check.published) > 10.0 * check.allowed
