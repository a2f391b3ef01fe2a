"""Knudsen 1948, and Coates beside it."""

from __future__ import annotations

from longwatch.validation.knudsen import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 13
    assert [check for check in checks if not check.holds] == []


def test_coates_meets_it_to_two_decibels_without_a_bias() -> None:
    mean, worst = authority().statistics()
    assert abs(mean.value) < 0.5
    assert worst.value < 2.0
    assert worst.n == 6
