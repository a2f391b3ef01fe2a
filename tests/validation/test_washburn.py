"""Random search and moving targets: printed figures hold, and the wrong parameter of E would be noticed."""

from __future__ import annotations

import numpy as np
from scipy.special import ellipe

from longwatch.validation.washburn import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 10
    assert [one for one in (*checks, *authority().statistics()) if not one.holds] == []


def test_the_modulus_for_the_parameter_would_be_noticed() -> None:
    check = next(one for one in authority().checks() if one.what == "speeds 20 and 5")
    m = 4.0 * 20.0 * 5.0 / 25.0**2
    wrong = 2.0 / np.pi * 25.0 * ellipe(np.sqrt(m))
    assert abs(wrong - check.published) > 10.0 * check.allowed
