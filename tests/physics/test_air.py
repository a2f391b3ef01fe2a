"""The standard atmosphere: laws that hold at any height."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.physics.air import G0_MPS2, density_kg_m3, pressure_pa, temperature_k

HEIGHTS = st.floats(-1000.0, 20_000.0)


@given(HEIGHTS, HEIGHTS)
def test_density_and_pressure_fall_with_height(one_m: float, other_m: float) -> None:
    low, high = sorted((one_m, other_m))
    assert pressure_pa(low) >= pressure_pa(high) > 0.0
    assert density_kg_m3(low) >= density_kg_m3(high) > 0.0


@given(st.floats(-990.0, 19_990.0))
def test_pressure_carries_the_air_above(height_m: float) -> None:
    """dp/dh = -rho g."""
    slope = (pressure_pa(height_m + 5.0) - pressure_pa(height_m - 5.0)) / 10.0
    assert float(slope) == pytest.approx(-float(density_kg_m3(height_m)) * G0_MPS2, rel=2e-5)


@given(HEIGHTS, st.floats(0.1, 40.0))
def test_warm_air_is_thinner_by_the_gas_law(height_m: float, offset_k: float) -> None:
    warm = density_kg_m3(height_m, offset_k) * temperature_k(height_m, offset_k)
    assert float(warm) == pytest.approx(float(density_kg_m3(height_m) * temperature_k(height_m)), rel=1e-12)


def test_arrays_in_arrays_out_and_refused_beyond() -> None:
    assert density_kg_m3(np.array([[0.0, 5000.0], [11_000.0, 20_000.0]])).shape == (2, 2)
    for height_m in (-1001.0, 20_001.0, np.nan):
        with pytest.raises(ValueError, match="-1000 to 20000 m"):
            density_kg_m3(height_m)
