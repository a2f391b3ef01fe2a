"""The standard atmosphere against ambiance, which is written in geometric heights."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.physics.air import density_kg_m3, pressure_pa, temperature_k

pytestmark = pytest.mark.oracle


def test_the_air_is_that_of_ambiance() -> None:
    ambiance = pytest.importorskip("ambiance")
    height_m = np.linspace(0.0, 20_000.0, 401)
    air = ambiance.Atmosphere(ambiance.Atmosphere.geop2geom_height(height_m))
    assert temperature_k(height_m) == pytest.approx(air.temperature, rel=1e-6)
    assert pressure_pa(height_m) == pytest.approx(air.pressure, rel=1e-4)
    assert density_kg_m3(height_m) == pytest.approx(air.density, rel=1e-4)
