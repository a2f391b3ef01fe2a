"""What a radar is, as its range equation asks: `[sensors.radar]` of a payload."""

from __future__ import annotations

from math import pi
from typing import Final, Literal

from pydantic import Field, PositiveInt, model_validator

from longwatch.origins import Figure, assumed
from longwatch.quantities import Angle, Fraction, Frequency, Level, PositiveDuration, PositiveLength, Power, Strict

FREQUENCY_HZ: Final = (0.5e9, 35e9)  # between which sea clutter is known
PFA: Final = (1e-12, 0.5)  # between which detection in a scan is exact
PULSES_MAX: Final = 8096  # and up to how many pulses of one sweep


class RadarSet(Strict):
    """A pulsed search radar that turns its antenna: five keys must be given, the others have ASSUMED values with ranges."""

    frequency_hz: Frequency = Field(alias="frequency", description="Of the carrier, 0.5 to 35 GHz")
    peak_power_w: Power = Field(alias="peak_power", description="Of the transmitter, while a pulse lasts")
    gain_db: Level = Field(alias="gain", description="Of the antenna, one way, on its axis")
    pulse_s: PositiveDuration = Field(
        alias="pulse", description="Length of a pulse as it is sent: with the peak power, its energy"
    )
    azimuth_beamwidth_rad: Angle = Field(alias="azimuth_beamwidth", description="Between half-power points, one way")
    elevation_beamwidth_rad: Angle | None = Field(
        None, alias="elevation_beamwidth", description="The same upward; none: from the gain, 26 000 square degrees"
    )
    range_resolution_m: PositiveLength | None = Field(
        None, alias="range_resolution", description="After compression; none: that of the pulse as it is sent"
    )
    polarisation: Literal["H", "V"] = Field("H", description="H or V, sent and received")
    prf_hz: Frequency = Field(
        default_factory=lambda: assumed(1000.0, "Hz", 500.0, 2000.0, "customary for search at sea"),
        alias="prf",
        description="Pulses sent per second; those of one sweep over a target are integrated",
    )
    scan_time_s: PositiveDuration = Field(
        default_factory=lambda: assumed(2.5, "s", 1.2, 10.0, "24 turns a minute; search sets turn 6 to 50 times"),
        alias="scan_time",
        description="Of one turn of the antenna",
    )
    noise_figure_db: Level = Field(
        default_factory=lambda: assumed(4.0, "dB", 2.0, 7.0, "customary for receivers of this kind"),
        alias="noise_figure",
        description="Of the receiver, at 290 K",
    )
    losses_db: Level = Field(
        default_factory=lambda: assumed(8.0, "dB", 4.0, 14.0, "wave guide, beam shape, filter, threshold and display"),
        alias="losses",
        description="Of the set altogether, there and back",
    )
    pfa: Fraction = Field(
        default_factory=lambda: assumed(1e-4, "1", 1e-6, 1e-4, "test of ships' radars, IMO MSC.192(79)"),
        alias="pfa",
        description="Probability of a false alarm in one cell and scan",
    )
    confirm_hits: PositiveInt = Field(8, strict=True, description="A contact needs so many scans with a detection …")
    confirm_scans: PositiveInt = Field(10, strict=True, description="… among so many")
    fluctuation: Literal[0, 1, 2, 3, 4] = Field(
        1, description="Swerling case: 0 steady; 1, 3 from scan to scan; 2, 4 from pulse to pulse"
    )
    clutter_suppression_db: Level = Field(
        default_factory=lambda: assumed(0.0, "dB", -15.0, 10.0, "spikes count against it, agility and scans for it"),
        alias="clutter_suppression",
        description="By how much sea clutter hurts less than noise of its power; negative where spikes hurt more",
    )
    flying_suppression_db: Level = Field(
        default_factory=lambda: assumed(10.0, "dB", 0.0, 30.0, "by Doppler; sets without it have none"),
        alias="flying_suppression",
        description="By how much more sea clutter is suppressed against a target that flies",
    )

    @model_validator(mode="after")
    def _can_be(self) -> RadarSet:
        if not _within(self.frequency_hz, FREQUENCY_HZ):
            raise ValueError("its frequency may lie outside 0.5 to 35 GHz: no sea clutter is known there")
        if self.confirm_hits > self.confirm_scans:
            raise ValueError(f"{self.confirm_hits} scans of {self.confirm_scans} cannot be met")
        if not _within(self.pfa, PFA):
            raise ValueError(f"pfa lies between {PFA[0]:g} and {PFA[1]:g}, low and high too")
        widths = (self.azimuth_beamwidth_rad, self.elevation_beamwidth_rad)
        if any(width is not None and not 0.0 < width.low <= width.high < 3.2 for width in widths):
            raise ValueError("a beamwidth lies between 0 and 180 deg, low and high too")
        pulses = self.prf_hz.high * self.scan_time_s.high * self.azimuth_beamwidth_rad.high / (2.0 * pi)
        if pulses > PULSES_MAX:
            raise ValueError(
                f"up to {pulses:.0f} pulses fall on a target in one sweep (prf x scan_time x azimuth_beamwidth / 360 deg); "
                f"no more than {PULSES_MAX} can be added up"
            )
        return self


def _within(figure: Figure, ends: tuple[float, float]) -> bool:
    """Whether a figure lies between two ends whatever it is within its range."""
    return ends[0] <= figure.low <= figure.high <= ends[1]
