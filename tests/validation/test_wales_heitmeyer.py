"""Wales and Heitmeyer 2002, and JOMOPANS-ECHO beside it."""

from __future__ import annotations

from longwatch.validation.wales_heitmeyer import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 7
    assert [check for check in checks if not check.holds] == []


def test_two_models_of_merchant_ships_agree_in_the_mean() -> None:
    mean, worst = authority().statistics()
    assert abs(mean.value) < 2.0
    assert worst.value < 15.0  # at the hump of cargo ships about 50 Hz, which one of them has
