"""Who keeps the watch."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from longwatch.quantities import Duration, Fraction, Length, PositiveDuration, Strict
from longwatch.scenario.models.common import Name, Whole, hours
from longwatch.scenario.models.hours import Hours
from longwatch.scenario.models.time import Instant


class Availability(Strict):
    """Share of the fleet a planner may count on, with the definition that makes it comparable."""

    share: Fraction = Field(description="Of the fleet")
    definition: Literal["depot", "ready"] = Field(
        description="depot: share not in depot or storage; ready: share fit to fly when asked, faults included"
    )


class Shift(Strict):
    """Crews on duty in some hours, by local time."""

    hours: Hours
    crews: int = Field(strict=True, ge=0, le=10_000, description="Vehicles flown at once in these hours")


class Maintenance(Strict):
    """Planned work on each vehicle after so many hours flown; what it costs is part of the cost of an hour."""

    every_s: PositiveDuration = Field(alias="every", description="Time flown from one to the next")
    lasts_s: PositiveDuration = Field(alias="lasts", description="How long a vehicle is away for it")
    places: Whole = Field(1, description="Vehicles of the fleet that can be worked on at once; others wait")
    tolerance_s: Duration = Field(
        alias="tolerance",
        default_factory=lambda: hours(0.0),
        description="Time it may fly beyond that while no place is free",
    )
    binding: bool = Field(
        False, description="Whether a roster that flies a vehicle beyond that breaks a rule; else it is a warning"
    )


class FlightHours(Strict):
    """Hours that a fleet may fly, all its vehicles together; time in the air counts, way out and back included."""

    most_s: PositiveDuration = Field(alias="most", description="Time airborne of all its vehicles in each span")
    every_s: PositiveDuration | None = Field(
        None, alias="every", description="Length of a span, the first from the start on; default the whole period"
    )


class Delivery(Strict):
    """Vehicles of a fleet that come later: at an instant, or so long after the start."""

    date: Instant | None = Field(None, description="When they come; before the start of the period: they are there")
    after_s: PositiveDuration | None = Field(None, alias="after", description="or how long after the start")
    count: Whole = Field(1, description="Vehicles that come, of those that the fleet counts")


class Fleet(Strict):
    """Vehicles of one platform kept at one base."""

    name: str = Field("", description="What it is called; default platform@base")
    platform: str = Field(description="A key of the catalog, like tb3")
    payload: str | None = Field(
        None, description="A key of the catalog; default the first usual payload of the platform"
    )
    base: str = Field(description="Where it lives")
    control: str | None = Field(None, description="The control station of its crews; none for a vehicle on its own")
    count: Whole = Field(description="Vehicles that are bought")
    tails: tuple[Name, ...] = Field((), description="Names of the vehicles; none given: numbered after their platform")
    crews: Whole | None = Field(None, description="Crews that it has; each flies one vehicle at a time")
    crew_names: tuple[Name, ...] = Field((), description="Names of the crews; none given: numbered")
    crew_duty_s: PositiveDuration = Field(
        alias="crew_duty", default_factory=lambda: hours(8.0), description="Hours a crew works in a day"
    )
    crew_rest_s: PositiveDuration | None = Field(
        None,
        alias="crew_rest",
        description="Rest after a duty, before the next; trials then follow each crew. Default: none is followed, and "
        "crews x duty / 24 h fly at once",
    )
    shifts: tuple[Shift, ...] = Field(
        (), description="Vehicles its crews can fly at once, by local hour; instead of `crews`"
    )
    availability: Availability | None = Field(None, description="Share of the vehicles a plan may count on")
    standby: int = Field(
        0, strict=True, ge=0, le=10_000, description="Vehicles that a plan keeps back for what goes wrong in trials"
    )
    maintenance: Maintenance | None = Field(None, description="Planned work after hours flown")
    flight_hours: FlightHours | None = Field(None, description="Hours a plan may fly it")
    sorties_per_day: Whole | None = Field(
        None, description="Take-offs a plan may give it in a calendar day of the period's zone"
    )
    delivery: tuple[Delivery, ...] = Field((), description="Vehicles of `count` that are not there from the start")
    lines: tuple[str, ...] = Field((), description="Watches it may serve; none given: any")
    retask: bool = Field(False, description="Whether one sortie may hold several lines, one after another")
    ferry_to: tuple[str, ...] = Field(
        (),
        description="Fleets of the same platform at other bases: a vehicle may land there after a sortie and goes on as "
        "one of them",
    )
    turnaround_s: Duration | None = Field(
        None, alias="turnaround", description="Landing to next take-off; default that of the platform"
    )
    altitude_m: Length | None = Field(
        None, alias="altitude", description="Working height; default that of the platform"
    )
    depth_min_m: Length | None = Field(None, alias="depth_min", description="Least depth of water it needs")
