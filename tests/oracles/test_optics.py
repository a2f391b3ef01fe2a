"""Image quality and modulation transfer against pyBSM."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.detection.optics_giqe import mean_edge_response, niirs
from longwatch.detection.optics_mtf import mtf_detector, mtf_jitter, mtf_optics, mtf_smear

pytestmark = pytest.mark.oracle
LUCK = np.random.default_rng(6)
PITCH_RAD = 25e-6


def test_giqe_5_is_that_of_pybsm() -> None:
    metrics = pytest.importorskip("pybsm.metrics.functional")
    for _ in range(300):
        across, along = LUCK.uniform(0.25, 1.0, 2)
        along = min(across, along)  # they count the smaller one twice, which is the one along the smear
        gsd_m, snr, elevation = LUCK.uniform(0.05, 2.0), LUCK.uniform(5.0, 200.0), LUCK.uniform(0.3, np.pi / 2)
        theirs, _, _ = metrics.giqe5(rer_1=across, rer_2=along, gsd=gsd_m, snr=snr, elev_angle=elevation)
        ours = niirs(gsd_m, mean_edge_response(across, along), snr, elevation)
        assert float(ours) == pytest.approx(theirs, abs=1e-9)


def test_modulation_transfer_is_that_of_pybsm() -> None:
    otf = pytest.importorskip("pybsm.otf.functional")
    f = np.linspace(0.01, 0.99, 60)  # cycles per element
    u = np.tile(f / PITCH_RAD, (2, 1))  # cycles per radian, two equal rows: pyBSM wants a plane
    v = np.zeros_like(u)
    for q in (0.5, 1.0, 1.7):
        wave_m = 1.06e-6
        theirs = otf.circular_aperture_OTF(u=u, v=v, lambda0=wave_m, D=wave_m / (q * PITCH_RAD), eta=0.0)
        assert mtf_optics(f, q) == pytest.approx(np.real(theirs)[0], abs=1e-9)
    focal_m = 1.0
    theirs = otf.detector_OTF(u=u, v=v, w_x=PITCH_RAD * focal_m, w_y=PITCH_RAD * focal_m, f=focal_m)
    assert np.abs(mtf_detector(f)) == pytest.approx(np.abs(theirs)[0], abs=1e-9)
    for elements in (0.3, 1.0):
        jitter = otf.jitter_OTF(u=u, v=v, s_x=elements * PITCH_RAD, s_y=elements * PITCH_RAD)
        assert mtf_jitter(f, elements) == pytest.approx(np.real(jitter)[0], abs=1e-9)
        smear = otf.drift_OTF(u=u, v=v, a_x=elements * PITCH_RAD, a_y=0.0)
        assert np.abs(mtf_smear(f, elements)) == pytest.approx(np.abs(smear)[0], abs=1e-9)
