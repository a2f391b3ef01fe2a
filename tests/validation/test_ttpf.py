"""The target transfer probability function: SAND2015-6368, equations 2 and 3."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.optics_resolution import ttpf, ttpf_inverse
from longwatch.detection.optics_search import found_by, time_to_find_s
from longwatch.validation.published import rows
from longwatch.validation.ttpf import authority


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 10
    assert [check for check in checks if not check.holds] == []


def test_the_exponent_of_the_later_metric_would_be_told() -> None:
    table = rows("ttpf_check.csv")
    x = np.array([float(row["N_over_N50"]) for row in table])
    other = x ** (1.51 + 0.24 * x) / (1.0 + x ** (1.51 + 0.24 * x))
    assert np.abs(other - [float(row["P"]) for row in table]).max() > 0.05


@given(st.floats(1e-6, 1.0 - 1e-6))
def test_the_inverse_is_one(p: float) -> None:
    assert float(ttpf(ttpf_inverse(p))) == pytest.approx(p, rel=1e-9)


@given(st.lists(st.floats(0.0, 50.0), min_size=2, max_size=30))
def test_it_rises_from_0_to_1(ratios: list[float]) -> None:
    p = ttpf(np.sort(ratios))
    assert (np.diff(p) >= 0.0).all()
    assert ((p >= 0.0) & (p <= 1.0)).all()


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, float("nan")])
def test_certainty_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        ttpf_inverse(p)


@given(st.floats(0.01, 1.0), st.floats(0.0, 0.99), st.floats(0.5, 10.0))
def test_time_and_what_it_finds(p_inf: float, share: float, constant_s: float) -> None:
    time_s = time_to_find_s(p_inf, share, constant_s)
    assert float(found_by(p_inf, time_s, constant_s)) == pytest.approx(share * p_inf, rel=1e-9, abs=1e-15)


def test_nine_tenths_of_a_sure_find_take_eight_seconds() -> None:
    assert float(time_to_find_s(1.0, 0.9, 3.4)) == pytest.approx(3.4 * np.log(10.0))
    with pytest.raises(ValueError, match="p_inf"):
        time_to_find_s(0.0, 0.9, 3.4)
    with pytest.raises(ValueError, match="share"):
        time_to_find_s(0.5, 1.0, 3.4)
