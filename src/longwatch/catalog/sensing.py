"""Constants of the detection models that nobody knows well: `[sensing]` of a scenario.

Each is ASSUMED or UNVERIFIED and has a range, so that what they may be off by reaches the interval of knowledge.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from longwatch.origins import Figure, Origin
from longwatch.quantities import Fraction, Level, PositiveDuration, Ratio, Strict


def _assumed(value: float, unit: str, low: float, high: float, why: str) -> Figure:
    return Figure(value, unit, low=low, high=high, origin=Origin("assumed", why))


class Sensing(Strict):
    """What all sensors of a kind share. The likely value is what the models were written down with."""

    rcs_error_db: Level = Field(
        default_factory=lambda: _assumed(
            0.0, "dB", -5.0, 5.0, "cross-sections of ship classes are known by order only"
        ),
        alias="rcs_error",
        description="Radar: by how much every class is easier to see than its likely cross-section",
    )
    clutter_error_db: Level = Field(
        default_factory=lambda: _assumed(0.0, "dB", -3.0, 3.0, "mean error of the NRL model against its own data"),
        alias="clutter_error",
        description="Radar: by how much the sea returns more than the NRL model says",
    )
    cycles_factor: Ratio = Field(
        default_factory=lambda: _assumed(1.0, "1", 0.75, 1.5, "criteria of different authors differ by as much"),
        alias="cycles_factor",
        description="Cameras: cycles on target needed, as a multiple of the criterion",
    )
    search_constant_s: PositiveDuration = Field(
        default_factory=lambda: _assumed(3.4, "s", 2.0, 7.0, "field-of-view search, UNVERIFIED"),
        alias="search_constant",
        description="Cameras: time constant of searching one field of view",
    )
    cloud_factor: Ratio = Field(
        default_factory=lambda: _assumed(1.0, "1", 0.7, 1.3, "constants of cloud-free lines of sight are UNVERIFIED"),
        alias="cloud_factor",
        description="Cameras: how much more than the model says cloud shuts a line of sight",
    )
    source_level_error_db: Level = Field(
        default_factory=lambda: _assumed(0.0, "dB", -5.0, 5.0, "scatter of ships of one class about the model"),
        alias="source_level_error",
        description="Sonar: by how much ships are louder than the model says",
    )
    noise_error_db: Level = Field(
        default_factory=lambda: _assumed(0.0, "dB", -5.0, 5.0, "ambient noise at one place about the model"),
        alias="noise_error",
        description="Sonar: by how much the sea is louder than the model says",
    )
    ais_overlap: Fraction = Field(
        default_factory=lambda: _assumed(0.5, "1", 0.0, 1.0, "excess overlap of slots from path delay, UNVERIFIED"),
        alias="ais_overlap",
        description="AIS: messages that overlap beyond those of one slot, as a share",
    )


SENSING: Final = Sensing()
