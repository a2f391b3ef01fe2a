"""People who look out of a vehicle: `[sensors.lookout]` of a payload, by the published sweep widths."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from longwatch.origins import assumed
from longwatch.quantities import Angle, PositiveLength, PositiveSpeed, Strict

From = Literal["fixed wing", "helicopter", "small boat", "ship"]


class Lookout(Strict):
    """Eyes aboard a crewed aircraft or vessel."""

    looks_from: From = Field(alias="from", description="From what they look")
    speed_mps: PositiveSpeed | None = Field(
        None,
        alias="speed",
        description="Speed in a search; none: that of the tables, 180 kt, 90 kt and for vessels 15 kt",
    )
    tired: bool = Field(False, strict=True, description="Crews excessively fatigued: widths x 0.9")
    small_below_m: PositiveLength = Field(
        default_factory=lambda: assumed(
            9.144, "m", 6.1, 10.1, "30 ft in the manual of 1991; a public data set of the same tables has 20 ft"
        ),
        alias="small_below",
        description="Boats shorter than this lose more in wind and sea: widths x 0.5 and 0.25 in place of 0.9",
    )
    acuity_rad: Angle = Field(
        default_factory=lambda: assumed(
            2.9e-4, "rad", 5e-5, 4e-4, "one minute of arc; binoculars see finer; no source for look-outs"
        ),
        alias="acuity",
        description="Angle that they tell apart, for recognising and identifying, which the tables do not know",
    )

    @model_validator(mode="after")
    def _tells_apart(self) -> Lookout:
        if not 0.0 < float(self.acuity_rad.low) <= float(self.acuity_rad.high) < 3.2:
            raise ValueError("acuity is an angle above zero and below half a turn")
        return self
