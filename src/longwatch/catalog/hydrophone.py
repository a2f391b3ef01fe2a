"""What listens and what scans the bottom: `[sensors.hydrophone]` and `[sensors.sidescan]` of a payload."""

from __future__ import annotations

from typing import Final

from pydantic import Field, model_validator

from longwatch.origins import assumed
from longwatch.quantities import Angle, Fraction, Frequency, Length, Level, PositiveDuration, PositiveLength, Strict

LOUDNESS_HZ: Final = (20.0, 20e3)  # source levels of ships are known in between


class Hydrophone(Strict):
    """A passive sonar: what it hears of a ship above the noise of the sea, in one band."""

    frequency_hz: Frequency = Field(
        alias="frequency", description="Middle of the band it listens to; all of the band within 20 Hz to 20 kHz"
    )
    bandwidth_hz: Frequency = Field(
        alias="bandwidth", description="Width of that band; source, noise and absorption are added up over it"
    )
    array_gain_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", 0.0, 3.0, "one hydrophone that hears all round"),
        alias="array_gain",
        description="By how much the array lifts a ship out of noise from all round; none: 0 dB (ASSUMED, 0 to 3 dB)",
    )
    threshold_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -5.0, 8.0, "from long averaging of a band to a quick decision"),
        alias="threshold",
        description="Signal to noise in the band at which half the decisions are right; none: 0 dB (ASSUMED, -5 to 8 dB)",
    )
    own_noise_db: Level | None = Field(
        None,
        alias="own_noise",
        description="Noise of its own vehicle and electronics at the hydrophone, per hertz, dB re 1 uPa2/Hz; none: silent",
    )
    integration_s: PositiveDuration = Field(
        default_factory=lambda: assumed(60.0, "s", 10.0, 300.0, "averaging of a band before a decision"),
        alias="integration",
        description="Time that goes into one decision; none: 60 s (ASSUMED, 10 to 300 s)",
    )
    depth_m: Length = Field(
        default_factory=lambda: assumed(50.0, "m", 5.0, 200.0, "below the waves"),
        alias="depth",
        description="How deep it listens; none: 50 m (ASSUMED, 5 to 200 m)",
    )
    recognise_excess_db: Level = Field(
        default_factory=lambda: assumed(10.0, "dB", 5.0, 15.0, "lines of a spectrum must stand out of the noise"),
        alias="recognise_excess",
        description="Signal beyond that of detection needed to tell the class; none: 10 dB (ASSUMED, 5 to 15 dB)",
    )

    @model_validator(mode="after")
    def _band_is_known(self) -> Hydrophone:
        f, half = self.frequency_hz, self.bandwidth_hz.high / 2.0
        low_hz, high_hz = f.low - half, f.high + half  # whatever its figures may be within their ranges
        if low_hz < LOUDNESS_HZ[0] or high_hz > LOUDNESS_HZ[1]:
            raise ValueError(
                f"its band may go from {low_hz:g} to {high_hz:g} Hz; how loud ships are is known from 20 Hz to 20 kHz"
            )
        if self.depth_m.high > 7000.0:
            raise ValueError("a depth of more than 7 km is beyond the model of absorption")
        return self


def band_hz(hydrophone: Hydrophone) -> tuple[float, float]:
    """Lowest and highest frequency it listens to."""
    middle, half = float(hydrophone.frequency_hz), float(hydrophone.bandwidth_hz) / 2.0
    return middle - half, middle + half


class SideScan(Strict):
    """A side-scan sonar: two fans of sound across the track that draw the bottom line by line."""

    range_m: PositiveLength = Field(alias="range", description="To each side, along the slant")
    altitude_m: PositiveLength = Field(
        default_factory=lambda: assumed(15.0, "m", 5.0, 40.0, "a tenth or so of the range is usual practice"),
        alias="altitude",
        description="Over the bottom; none: 15 m (ASSUMED, 5 to 40 m)",
    )
    beam_rad: Angle = Field(
        default_factory=lambda: assumed(0.0087, "rad", 0.0035, 0.0175, "half a degree is usual practice"),
        alias="beam",
        description="Width of the beam along the track; none: 0.5 deg (ASSUMED, 0.2 to 1 deg)",
    )
    pulse_s: PositiveDuration = Field(
        default_factory=lambda: assumed(100e-6, "s", 20e-6, 200e-6, "hundreds of kilohertz, usual practice"),
        alias="pulse",
        description="Length of the pulse, or one over the band of a swept one; none: 100 us (ASSUMED, 20 to 200 us)",
    )
    nadir_rad: Angle = Field(
        default_factory=lambda: assumed(0.7854, "rad", 0.5236, 1.0472, "nothing is told apart straight below"),
        alias="nadir",
        description="Half-angle of the blind strip below, off the vertical; none: 45 deg (ASSUMED, 30 to 60 deg)",
    )
    detect_p: Fraction = Field(
        default_factory=lambda: assumed(0.9, "1", 0.7, 0.98, "clutter of the bottom, UNVERIFIED"),
        alias="detect_p",
        description="That an object well above resolution is told from the bottom in one pass; none: 0.9 (ASSUMED, 0.7 to 0.98)",
    )
