"""What listens and what scans the bottom: `[sensors.hydrophone]` and `[sensors.sidescan]` of a payload."""

from __future__ import annotations

from pydantic import Field

from longwatch.quantities import Frequency, PositiveLength, Strict


class Hydrophone(Strict):
    """A passive sonar."""

    frequency_hz: Frequency = Field(alias="frequency", description="Middle of the band it listens to")


class SideScan(Strict):
    """A side-scan sonar."""

    range_m: PositiveLength = Field(alias="range", description="To each side")
