"""What a radar is, as its range equation asks: `[sensors.radar]` of a payload."""

from __future__ import annotations

from pydantic import Field

from longwatch.quantities import Frequency, Strict


class RadarSet(Strict):
    """A pulsed search radar."""

    frequency_hz: Frequency = Field(alias="frequency", description="Of the carrier")
