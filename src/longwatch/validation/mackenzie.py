"""Mackenzie 1981: the speed of sound in the sea."""

from __future__ import annotations

import numpy as np

from longwatch.physics.sound_paths import sound_speed_mps
from longwatch.validation.authority import Authority, Check, Curve


def authority() -> Authority:
    """One worked figure."""
    return Authority(
        "Speed of sound, Mackenzie",
        "longwatch.physics.sound_paths.sound_speed_mps",
        "Mackenzie, J. Acoust. Soc. Am. 70, 1981",
        lambda: (
            Check(
                "25 deg C, 35 psu, 1000 m",
                1550.74,
                float(sound_speed_mps(25.0, 35.0, 1000.0)),
                "m/s",
                0.005,
                kind="formula",
            ),
        ),
        "held to one figure worked out from the formula",
        curves=_curves,
        x_label="depth, m",
        y_label="speed, m/s",
        limits="-2 to 30 degrees, 25 to 40 psu, to 8 km; refuses beyond",
    )


def _curves() -> tuple[Curve, ...]:
    depth = np.linspace(0.0, 4000.0, 100)
    return tuple(Curve(f"{t:g} deg C", depth, sound_speed_mps(t, 35.0, depth)) for t in (4.0, 25.0))
