"""Spreading, absorption and the passive sonar equation put together."""

from __future__ import annotations

import numpy as np

from longwatch.detection.sonar import signal_excess_db
from longwatch.physics.sound_absorption import thorp_db_km
from longwatch.physics.sound_noise import coates_db
from longwatch.physics.sound_paths import transmission_loss_db
from longwatch.physics.sound_ships import jomopans_db
from longwatch.units import KT_MPS
from longwatch.validation.authority import Authority, Check, Curve


def authority() -> Authority:
    """Loss at three points, and a whole chain from a fishing boat to a signal excess."""
    return Authority(
        "Transmission loss and signal excess",
        "longwatch.physics.sound_paths.transmission_loss_db",
        "Urick, Principles of Underwater Sound",
        _checks,
        "no measured range at which a ship was heard: loss by spreading alone differs from a real sea by 10 dB and more; the "
        "fluctuation of 6 to 8 dB, its time and the range at which spreading changes are ASSUMED",
        curves=_curves,
        x_label="range, km",
        y_label="dB",
        limits="no refraction, shadow, bottom or image in the surface; nothing counts beyond 60 km",
        x_log=True,
    )


def _excess_db(range_m: object) -> np.ndarray:
    source = jomopans_db(250.0, "fishing", 8.0 * KT_MPS, 20.0)
    loss = transmission_loss_db(np.asarray(range_m, np.float64), thorp_db_km(250.0))
    return signal_excess_db(source, loss, coates_db(250.0, 5.0, 0.5))


def _checks() -> tuple[Check, ...]:
    a = thorp_db_km(1000.0)
    loss = ((1000.0, np.inf, 60.07), (10_000.0, np.inf, 80.69), (10_000.0, 200.0, 63.70))
    found = [
        Check(
            f"loss at {r / 1000:g} km, 1 kHz, " + (f"cylindrical from {r0:g} m" if np.isfinite(r0) else "spherical"),
            printed, float(transmission_loss_db(r, a, r0)), "dB", 0.0051, kind="formula",
        )
        for r, r0, printed in loss
    ]  # fmt: skip
    source = float(jomopans_db(250.0, "fishing", 8.0 * KT_MPS, 20.0))
    found += [
        Check(
            "fishing boat 8 kn 20 m, 250 Hz: source level", 134.5, source, "dB re 1 uPa2 m2/Hz", 0.051, kind="formula"
        ),
        Check("noise at 5 m/s, 250 Hz", 63.5, float(coates_db(250.0, 5.0)), "dB re 1 uPa2/Hz", 0.051, kind="formula"),
    ]
    for r, printed in ((1000.0, 11.0), (5000.0, -3.0)):
        found.append(
            Check(f"its signal excess at {r / 1000:g} km", printed, float(_excess_db(r)), "dB", 0.051, kind="formula")
        )
    return tuple(found)


def _curves() -> tuple[Curve, ...]:
    r = np.geomspace(100.0, 50e3, 200)
    excess = Curve(
        "signal excess of the fishing boat", r / 1000.0, _excess_db(r), np.array([1.0, 5.0]), np.array([11.0, -3.0])
    )
    a = thorp_db_km(1000.0)
    return (
        excess,
        Curve(
            "loss, spherical", r / 1000.0, transmission_loss_db(r, a), np.array([1.0, 10.0]), np.array([60.07, 80.69])
        ),
        Curve(
            "loss, cylindrical from 200 m",
            r / 1000.0,
            transmission_loss_db(r, a, 200.0),
            np.array([10.0]),
            np.array([63.70]),
        ),
    )
