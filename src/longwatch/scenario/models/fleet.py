"""Who keeps the watch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from longwatch.quantities import Duration, Fraction, Length, PositiveDuration, Strict
from longwatch.scenario.models.common import Whole, hours
from longwatch.scenario.models.hours import Hours


class Availability(Strict):
    """Share of the fleet a planner may count on, with the definition that makes it comparable."""

    share: Fraction
    definition: Literal["depot", "ready"] = Field(
        description="depot: share not in depot or storage; ready: share fit to fly when asked, faults included"
    )


class Shift(Strict):
    """Crews on duty in some hours, by local time."""

    hours: Hours
    crews: int = Field(strict=True, ge=0, le=10_000)


class Fleet(Strict):
    """Vehicles of one platform kept at one base."""

    name: str = ""  # default "<platform>@<base>"
    platform: str
    payload: str | None = None  # default: the platform's first usual payload
    base: str
    control: str | None = None  # None: no remote crew is needed (a vehicle on its own)
    count: Whole
    crews: Whole | None = None
    crew_duty_s: PositiveDuration = Field(alias="crew_duty", default_factory=lambda: hours(8.0))
    shifts: tuple[Shift, ...] = Field(
        (), description="Vehicles its crews can fly at once, by local hour; instead of `crews`"
    )
    availability: Availability | None = None
    lines: tuple[str, ...] = ()  # watches it may serve; empty: any
    turnaround_s: Duration | None = Field(None, alias="turnaround")
    altitude_m: Length | None = Field(None, alias="altitude")
    depth_min_m: Length | None = Field(None, alias="depth_min", description="Least depth of water it needs")
