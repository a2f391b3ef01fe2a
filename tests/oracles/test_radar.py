"""Radar against other people's programs: sdr (steady targets) and itur (rain)."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.detection.radar_pulses import albersheim_db, swerling_pd
from longwatch.detection.rain import rain_db_per_km

pytestmark = pytest.mark.oracle
LUCK = np.random.default_rng(5)


def test_albersheim_is_that_of_sdr() -> None:
    sdr = pytest.importorskip("sdr")
    pd, pfa = LUCK.uniform(0.1, 0.9, 200), 10.0 ** LUCK.uniform(-7.0, -3.0, 200)
    n = np.unique(np.r_[1, np.rint(10.0 ** LUCK.uniform(0.0, 3.9, 199))]).astype(int)
    for one_pd, one_pfa, pulses in zip(pd, pfa, n, strict=False):
        theirs = float(sdr.albersheim(one_pd, one_pfa, int(pulses)))
        assert albersheim_db(float(one_pd), float(one_pfa), int(pulses)) == pytest.approx(theirs, abs=1e-9)


def test_a_steady_target_is_detected_as_sdr_says() -> None:
    sdr = pytest.importorskip("sdr")
    for pulses in (1, 2, 5, 20):
        for pfa in (1e-6, 1e-4, 1e-2):
            level_db = LUCK.uniform(-5.0, 15.0, 25)
            theirs = np.array([float(sdr.p_d(level, pfa, detector="square-law", n_nc=pulses)) for level in level_db])
            ours = swerling_pd(0, 10.0 ** (level_db / 10.0), pfa, pulses)
            assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize(("polarisation", "tilt_deg"), [("H", 0.0), ("V", 90.0)])
def test_rain_takes_what_itur_says(polarisation: str, tilt_deg: float) -> None:
    rain = pytest.importorskip("itur.models.itu838")
    for f_ghz, rate in zip(10.0 ** LUCK.uniform(0.0, 2.0, 200), LUCK.uniform(0.1, 150.0, 200), strict=True):
        theirs = float(rain.rain_specific_attenuation(rate, f_ghz, 0.0, tilt_deg).value)
        ours = float(rain_db_per_km(1e9 * f_ghz, rate, polarisation))
        assert ours == pytest.approx(theirs, rel=1e-3)
