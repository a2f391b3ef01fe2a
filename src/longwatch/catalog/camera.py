"""What a camera in a turret is, as the models of resolution ask: `[sensors.camera]` of a payload."""

from __future__ import annotations

from pydantic import Field

from longwatch.quantities import Angle, Strict


class Camera(Strict):
    """A camera behind a turret's window."""

    ifov_rad: Angle = Field(alias="ifov", description="Angle that one detector element sees")
