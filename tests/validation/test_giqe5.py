"""GIQE 5: NGA report of 16 September 2015."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.detection.optics_giqe import INCH_M, SIGMA_NIIRS, mean_edge_response, niirs
from longwatch.validation.giqe5 import authority


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 10
    assert [check for check in checks if not check.holds] == []
    assert SIGMA_NIIRS == 0.35


def test_a_smear_that_counted_once_would_be_told() -> None:
    wrong = np.sqrt(0.329 * 0.169)  # the mean of both ways, not (across x along^2)^(1/3)
    loss = float(niirs(20.8 * INCH_M, wrong, 50.0) - niirs(20.8 * INCH_M, 0.329, 50.0))
    assert abs(loss + 0.332) > 0.05


def test_half_the_sample_is_one_more() -> None:
    gain = niirs(0.5, 0.5, 50.0) - niirs(1.0, 0.5, 50.0)
    assert float(gain) == pytest.approx(3.32 * np.log10(2.0))


def test_a_slant_look_is_worth_less() -> None:
    by_elevation = niirs(0.5, 0.5, 50.0, np.radians([90.0, 60.0, 30.0, 10.0]))
    assert (np.diff(by_elevation) < 0.0).all()
    # sin(30 deg)^-0.25 is a sample 1.19 times as large
    assert float(by_elevation[0] - by_elevation[2]) == pytest.approx(3.32 * 0.25 * np.log10(2.0))


@pytest.mark.parametrize("q", [0.99, 2.01])
def test_optics_that_it_was_not_fitted_to_are_refused(q: float) -> None:
    with pytest.raises(ValueError, match="from 1 to 2"):
        niirs(0.5, 0.5, 50.0, q=q)


@pytest.mark.parametrize(
    ("sample", "response", "snr", "elevation"), [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)]
)
def test_nothing_is_refused(sample: float, response: float, snr: float, elevation: float) -> None:
    with pytest.raises(ValueError, match="above"):
        niirs(sample, response, snr, elevation)


def test_edges_equal_both_ways_have_that_mean() -> None:
    assert float(mean_edge_response(0.4, 0.4)) == pytest.approx(0.4)
