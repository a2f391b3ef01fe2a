"""Probabilities of detection: closed forms where there are any, quadrature of the steady case over the fluctuation elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from longwatch.detection.radar_pulses import swerling_pd
from longwatch.validation.swerling import authority


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []
    assert [one for one in authority().statistics() if not one.holds] == []


@pytest.mark.parametrize("case", [1, 2, 3, 4])
@pytest.mark.parametrize("n", [2, 20])
def test_fluctuation_is_the_steady_case_averaged(case: int, n: int) -> None:
    """The sum of n pulses has a gamma variable for its energy: of shape 1, n, 2, 2n."""
    shape = {1: 1, 2: n, 3: 2, 4: 2 * n}[case]
    share = (np.arange(4000) + 0.5) / 4000
    of_mean = stats.gamma.ppf(share, shape) / shape
    for snr in (0.3, 1.0, 4.0):
        averaged = float(swerling_pd(0, snr * of_mean, 1e-5, n).mean())
        assert float(swerling_pd(case, snr, 1e-5, n)) == pytest.approx(averaged, abs=2e-4)


def test_another_case_would_be_noticed() -> None:
    assert abs(float(swerling_pd(3, 100.0, 1e-6, 1)) - 1e-6 ** (1.0 / 101.0)) > 0.05
