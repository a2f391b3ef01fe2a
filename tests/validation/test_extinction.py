"""Koschmieder, Kruse and Kim: against the published law, worked out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection import optics_air as air
from longwatch.validation.extinction import authority
from longwatch.validation.published import rows


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 16
    assert [check for check in checks if not check.holds] == []


def test_kruse_alone_would_be_told_in_fog() -> None:
    row = next(row for row in rows("visibility_attenuation.csv") if float(row["visibility_km"]) == 0.5)
    kruse = 0.585 * 0.5 ** (1 / 3)  # his exponent below 6 km
    db_per_km = air.DB_PER_NEPER * 3.912 / 0.5 * (1.55 / 0.55) ** -kruse
    assert abs(db_per_km - float(row["att_1550nm_db_km"])) > 5.0


@pytest.mark.parametrize("edge_m", [500.0, 1000.0, 6000.0])
def test_it_is_continuous_where_its_parts_meet(edge_m: float) -> None:
    left, right = air.kruse_exponent([edge_m * (1 - 1e-12), edge_m * (1 + 1e-12)])
    assert left == pytest.approx(right, abs=1e-9)


@given(st.floats(0.55e-6, 2.4e-6), st.lists(st.floats(50.0, 100_000.0), min_size=2, max_size=20))
def test_clearer_air_takes_less(length_m: float, visibility_m: list[float]) -> None:
    assert (np.diff(air.haze_extinction_per_m(np.sort(visibility_m), length_m)) <= 1e-18).all()


@pytest.mark.parametrize("length_m", [0.4e-6, 4e-6, 10e-6])
def test_light_outside_the_law_is_refused(length_m: float) -> None:
    with pytest.raises(ValueError, match=r"0.5 to 2.4 um"):
        air.haze_extinction_per_m(10_000.0, length_m)


@pytest.mark.parametrize("visibility_m", [0.0, -1.0, float("nan")])
def test_no_visibility_is_refused(visibility_m: float) -> None:
    with pytest.raises(ValueError, match="visibility is above zero"):
        air.extinction_per_m(visibility_m)


def test_fog_shuts_thermal_light_as_it_does_green_light() -> None:
    fog = float(air.extinction_per_m(300.0))
    for band in ("mwir", "lwir"):
        assert float(air.thermal_extinction_per_m(300.0, air.BANDS_M[band], 1e9)) == pytest.approx(fog, rel=1e-6)  # type: ignore[arg-type]
        assert float(air.thermal_extinction_per_m(20_000.0, air.BANDS_M[band], 1e9)) < 0.2 * float(
            air.extinction_per_m(20_000.0)
        )  # type: ignore[arg-type]


@given(st.floats(0.0, 15_000.0), st.floats(300.0, 4000.0))
def test_the_mean_of_thinning_haze_is_its_integral(height_m: float, scale_m: float) -> None:
    z = np.linspace(0.0, max(height_m, 1e-3), 4001)
    assert float(air.share_in_haze(height_m, scale_m)) == pytest.approx(
        np.trapezoid(np.exp(-z / scale_m), z) / z[-1], abs=2e-5
    )


def test_rain() -> None:
    # 10 mm/h: 1.076 x 10^0.67 = 5.03 dB/km, a visibility of 3.4 km
    assert float(air.rain_extinction_per_m(10.0)) * 1e3 * air.DB_PER_NEPER == pytest.approx(5.033, abs=1e-3)
    assert float(air.rain_extinction_per_m(0.0)) == 0.0
    assert float(air.rain_extinction_per_m(10.0, 2.0)) == 2.0 * float(air.rain_extinction_per_m(10.0))
    assert float(air.share_in_rain(500.0, 1000.0)) == 1.0
    assert float(air.share_in_rain(4000.0, 1000.0)) == 0.25
