"""The standard atmosphere against its printed table."""

from __future__ import annotations

import numpy as np

from longwatch.physics.air import TROPOPAUSE_M, density_kg_m3
from longwatch.validation.isa import TABLE, authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 21
    assert [check for check in checks if not check.holds] == []


def test_an_exponential_atmosphere_would_be_noticed() -> None:
    heights, printed = np.array(TABLE)[:, 0], np.array(TABLE)[:, 3]
    exponential = 1.225 * np.exp(-heights / 8500.0)
    assert np.max(np.abs(exponential / printed - 1.0)) > 0.05


def test_the_two_layers_meet() -> None:
    below, above = density_kg_m3([TROPOPAUSE_M - 1e-6, TROPOPAUSE_M + 1e-6])
    assert abs(below / above - 1.0) < 1e-8
