"""What a camera in a turret is, as the models of resolution ask: `[sensors.camera]` of a payload.

One figure is needed, the angle that an element of its detector sees; every other has an ASSUMED default with a range.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from longwatch.origins import assumed
from longwatch.quantities import Angle, PositiveDuration, Ratio, Strict

Band = Literal["visible", "swir", "mwir", "lwir"]
Criteria = Literal["acquire", "johnson"]


class Camera(Strict):
    """A camera behind a turret's window, and the thermal one beside it where there is one."""

    ifov_rad: Angle = Field(
        alias="ifov", description="Angle that one detector element sees, in the narrowest field of view"
    )
    band: Band = Field(
        "visible", description="Light it works with; visible and short-wave infrared (swir) light is there by day only"
    )
    thermal_ifov_rad: Angle | None = Field(
        None, alias="thermal_ifov", description="The same of a thermal camera in the same turret; none: there is none"
    )
    thermal_band: Literal["mwir", "lwir"] = Field("mwir", description="Light that the thermal camera works with")
    criteria: Criteria = Field(
        "acquire",
        description="Cycles needed: of ACQUIRE, on the square root of the presented area, or of Johnson, on the smaller side",
    )
    cycles: dict[Literal["detect", "recognise", "identify"], Ratio] = Field(
        default_factory=dict, description="task -> cycles on target for p = 0.5; none: those of the criteria"
    )
    optics_q: Ratio = Field(
        default_factory=lambda: assumed(1.0, "1", 0.3, 2.0, "sharpness of the optics; no source for a turret"),
        alias="optics_q",
        description="Wavelength x f-number / pitch of the detector: below 1 the detector blurs more than the optics",
    )
    contrast: Ratio = Field(
        default_factory=lambda: assumed(0.3, "1", 0.1, 0.6, "hulls against the sea; no source"),
        alias="contrast",
        description="Of a ship against the sea before air takes from it, as a share of the brightness shown",
    )
    contrast_threshold: Ratio = Field(
        default_factory=lambda: assumed(
            0.03, "1", 0.02, 0.06, "2 % is the eye's on large objects; a display adds to it"
        ),
        alias="contrast_threshold",
        description="Least contrast at which anything can be told on the display",
    )
    search_fov_rad: Angle = Field(
        default_factory=lambda: assumed(0.262, "rad", 0.087, 0.7, "15 deg, 5 to 40: a turret zooms; no source"),
        alias="search_fov",
        description="Width of the field of view it searches with",
    )
    search_pixels: Ratio = Field(
        default_factory=lambda: assumed(1280.0, "1", 640.0, 1920.0, "formats on the market"),
        alias="search_pixels",
        description="Detector elements across that field",
    )
    search_dwell_s: PositiveDuration = Field(
        default_factory=lambda: assumed(5.0, "s", 2.0, 15.0, "no source found"),
        alias="search_dwell",
        description="Time on one field of view in a search, with the turn to the next",
    )

    @model_validator(mode="after")
    def _sees_something(self) -> Camera:
        angles = {"ifov": self.ifov_rad, "thermal_ifov": self.thermal_ifov_rad, "search_fov": self.search_fov_rad}
        for name, angle in angles.items():
            if angle is not None and not 0.0 < float(angle.low) <= float(angle.high) < 3.2:
                raise ValueError(f"{name} is an angle above zero and below half a turn")
        if self.band in ("mwir", "lwir") and self.thermal_ifov_rad is not None:
            raise ValueError(
                "a thermal camera has no second one beside it: thermal_ifov is of a turret with daylight too"
            )
        return self
