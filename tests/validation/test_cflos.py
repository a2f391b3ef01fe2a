"""Lines of sight free of cloud: the UNVERIFIED formula, worked out by others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.cloud import cloud_free, zenith_rad
from longwatch.validation.cflos import authority


def test_every_figure_is_met_and_called_unverified() -> None:
    checks = authority().checks()
    assert len(checks) == 36
    assert [check for check in checks if not check.holds] == []
    assert {check.kind for check in checks} == {"UNVERIFIED"}
    assert "UNVERIFIED" in authority().source


@pytest.mark.parametrize("factor", [0.3, 0.7, 1.0, 1.3, 3.0])
def test_a_clear_sky_and_a_closed_one(factor: float) -> None:
    assert (cloud_free(0.0, np.radians([0.0, 45.0, 89.0]), factor) == 1.0).all()
    assert (cloud_free(1.0, np.radians([0.0, 45.0, 89.0]), factor) == 0.0).all()
    assert (cloud_free(0.5, 0.5, 1.1 * factor) < cloud_free(0.5, 0.5, factor)).all()


@given(
    st.lists(st.floats(0.0, 1.0), min_size=2, max_size=10),
    st.lists(st.floats(0.0, 1.57), min_size=2, max_size=10),
    st.floats(0.5, 2.0),
)
def test_more_cloud_and_a_flatter_line_hide_more(cover: list[float], angle: list[float], factor: float) -> None:
    p = cloud_free(np.sort(cover)[:, None], np.sort(angle), factor)
    assert ((p >= 0.0) & (p <= 1.0)).all()
    assert (np.diff(p, axis=0) <= 1e-12).all()
    assert (np.diff(p, axis=1) <= 1e-12).all()


def test_beyond_80_degrees_it_is_level() -> None:
    assert float(cloud_free(0.5, np.radians(80.0))) == float(cloud_free(0.5, np.radians(89.0)))


@pytest.mark.parametrize(("cover", "angle"), [(-0.1, 0.0), (1.1, 0.0), (0.5, -0.1), (0.5, 2.0), (float("nan"), 0.0)])
def test_what_is_no_sky_is_refused(cover: float, angle: float) -> None:
    with pytest.raises(ValueError, match="lies between 0 and"):
        cloud_free(cover, angle)


def test_the_angle_of_a_slant_range() -> None:
    assert float(zenith_rad(1000.0, 2000.0)) == pytest.approx(np.radians(60.0))
    assert float(zenith_rad(1000.0, 500.0)) == 0.0
