"""People who look out of a vehicle: `[sensors.lookout]` of a payload, by the published sweep widths."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from longwatch.quantities import Strict


class Lookout(Strict):
    """Eyes aboard a crewed aircraft or vessel."""

    looks_from: Literal["fixed wing", "helicopter", "small boat", "ship"] = Field(
        alias="from", description="From what they look"
    )
