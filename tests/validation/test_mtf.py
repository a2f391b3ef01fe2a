"""The modulation transfer function, against closed forms and a slit drawn out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.optics_mtf import mtf, mtf_optics, mtf_smear, resolved_frequency
from longwatch.validation.mtf import authority


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 7
    assert [check for check in checks if not check.holds] == []


@pytest.mark.parametrize("f", [0.1, 0.3, 0.5])
def test_a_circular_aperture_is_the_overlap_of_two_discs(f: float) -> None:
    side = np.linspace(-1.0, 1.0, 2001)  # discs of diameter 1, moved by f of it
    x, y = np.meshgrid(side, side)
    both = (x**2 + y**2 < 0.25) & ((x - f) ** 2 + y**2 < 0.25)
    assert float(mtf_optics(f, 1.0)) == pytest.approx(both.sum() / (x**2 + y**2 < 0.25).sum(), abs=2e-3)


def test_smear_is_the_mean_of_a_wave_along_its_length() -> None:
    along = np.linspace(-1.5, 1.5, 100_001)  # three elements
    assert float(mtf_smear(0.2, 3.0)) == pytest.approx(np.cos(2 * np.pi * 0.2 * along).mean(), abs=1e-4)


@given(st.floats(0.2, 3.0), st.floats(0.0, 2.0))
def test_what_is_resolved_is_kept_to_that_share(q: float, share: float) -> None:
    f = float(resolved_frequency(share, q))
    assert 0.0 <= f <= 0.5
    kept = float(mtf(f, q))
    if share >= 1.0:
        assert f == 0.0
    elif f < 0.5:
        assert kept == pytest.approx(share, abs=2e-6)
    else:
        assert kept >= share - 1e-12


@given(st.floats(0.2, 3.0), st.lists(st.floats(0.0, 1.5), min_size=2, max_size=20))
def test_less_contrast_never_resolves_more(q: float, shares: list[float]) -> None:
    assert (np.diff(resolved_frequency(np.sort(shares), q)) <= 0.0).all()
