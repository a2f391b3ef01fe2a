"""Sound under water against uwacan (ships), arlpy (absorption) and TEOS-10 by gsw (speed of sound)."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.physics.sound_absorption import francois_garrison_db_km
from longwatch.physics.sound_paths import sound_speed_mps
from longwatch.physics.sound_ships import jomopans_db, ship_kinds, wales_heitmeyer_db
from longwatch.units import KT_MPS

pytestmark = pytest.mark.oracle
LUCK = np.random.default_rng(7)
GSW_MPS = 0.3  # between Mackenzie's nine terms and TEOS-10, in water that is as cold at depth as the sea's


@pytest.mark.parametrize("kind", sorted({*ship_kinds()} - {"government"}))  # theirs has one name for it and research
def test_ships_are_as_loud_as_uwacan_says(kind: str) -> None:
    models = pytest.importorskip("uwacan.source_models")
    f_hz = 10.0 ** LUCK.uniform(np.log10(20.0), np.log10(20e3), 100)
    for speed_kt, length_m in zip(LUCK.uniform(2.0, 30.0, 5), LUCK.uniform(8.0, 300.0, 5), strict=True):
        theirs = np.array([float(models.jomopans_echo(f, kind, speed_kt, length_m)) for f in f_hz])
        ours = jomopans_db(f_hz, kind, speed_kt * KT_MPS, length_m)
        assert ours == pytest.approx(theirs, abs=1e-4)  # 300 ft in metres is rounded there


def test_wales_and_heitmeyer_are_those_of_uwacan() -> None:
    models = pytest.importorskip("uwacan.source_models")
    f_hz = LUCK.uniform(30.0, 1200.0, 200)
    assert wales_heitmeyer_db(f_hz) == pytest.approx(models.wales_heitmeyer(f_hz), abs=1e-9)


def test_absorption_is_that_of_arlpy() -> None:
    uwa = pytest.importorskip("arlpy.uwa")
    for _ in range(200):
        f_hz, t, s = 10.0 ** LUCK.uniform(3.0, 5.5), LUCK.uniform(0.0, 30.0), LUCK.uniform(30.0, 35.0)
        depth_m, ph = LUCK.uniform(0.0, 500.0), LUCK.uniform(7.7, 8.3)
        theirs = -20.0 * np.log10(uwa.absorption(f_hz, 1000.0, t, s, depth_m, ph))
        ours = float(francois_garrison_db_km(f_hz, t, s, depth_m, ph))
        assert ours == pytest.approx(theirs, rel=2e-3, abs=1e-3)


def test_the_speed_of_sound_is_near_that_of_teos_10() -> None:
    gsw = pytest.importorskip("gsw")
    s, depth_m = LUCK.uniform(30.0, 40.0, 2000), LUCK.uniform(0.0, 4000.0, 2000)
    t = 2.0 + 28.0 * np.exp(-depth_m / 800.0) * LUCK.uniform(0.0, 1.0, 2000)
    pressure = gsw.p_from_z(-depth_m, 40.0)
    absolute = gsw.SA_from_SP(s, pressure, -150.0, 40.0)
    theirs = gsw.sound_speed(absolute, gsw.CT_from_t(absolute, t, pressure), pressure)
    apart = np.abs(sound_speed_mps(t, s, depth_m) - theirs)
    assert np.max(apart) < GSW_MPS
    assert np.mean(apart) < GSW_MPS / 3.0
