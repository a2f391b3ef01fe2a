"""Rain: coefficients and attenuations of P.838-3 as another program gives them."""

from __future__ import annotations

import numpy as np

from longwatch.detection.rain import rain_db_per_km
from longwatch.validation.p838 import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 25
    assert [check for check in checks if not check.holds] == []


def test_the_other_polarisation_would_be_noticed() -> None:
    check = next(check for check in authority().checks() if check.what == "10 GHz H, 16 mm/h")
    assert abs(float(rain_db_per_km(10e9, 16.0, "V")) - check.published) > 100.0 * check.allowed


def test_every_curve_passes_its_points() -> None:
    for curve in authority().curves():
        assert np.allclose(
            np.exp(np.interp(np.log(curve.points_x), np.log(curve.x), np.log(curve.y))), curve.points_y, rtol=0.01
        )
