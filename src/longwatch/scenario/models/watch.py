"""What must be watched."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from longwatch.catalog.models import Task
from longwatch.quantities import (
    Angle,
    Duration,
    Fraction,
    Number,
    Position,
    PositiveDuration,
    PositiveLength,
    PositiveSpeed,
    Strict,
)
from longwatch.scenario.models.common import Name, Switch, Whole, above_zero, count, hours, metres, ratio
from longwatch.scenario.models.hours import Hours


class Sees(Strict):
    """What the watch must see."""

    class_: str = Field(alias="class", description="target class, like small-boat, fishing-boat, coaster, merchant")
    task: Task = Field("detect", description="Detect, recognise or identify")
    p: Annotated[Fraction, AfterValidator(above_zero)] = Field(
        alias="p", default_factory=lambda: ratio(0.9), description="Least probability of it"
    )


class Pattern(Strict):
    """How a revisit watch is swept; what is not given is chosen."""

    zones: Whole | None = Field(None, description="Parts of the area, each swept by one vehicle at a time")
    spacing_m: PositiveLength | None = Field(None, alias="spacing", description="Between parallel tracks")
    heading_rad: Angle | None = Field(None, alias="heading", description="True course of the tracks")
    speed_mps: PositiveSpeed | None = Field(None, alias="speed", description="Over ground along the tracks")


class CellLimit(Strict):
    """A part of a revisit watch, or another target class, with a limit of its own."""

    area: str = Field(
        "",
        description="Cells whose centre lies in this area; in several of them the shortest limit counts; default, with a "
        "`class`: all that lie in no area named for it",
    )
    class_: str | None = Field(
        None,
        alias="class",
        description="Target class that each look must be near enough for; default what the watch sees",
    )
    limit_s: PositiveDuration = Field(alias="limit", description="Longest time between looks at them")


class Watch(Strict):
    """A demand: on-station hours of one line at a range, at a required fraction."""

    name: Name = Field(description="What it is called")
    area: str = Field("", description="what is watched; a relay has none")
    kind: Literal["station", "revisit", "relay"] = Field(
        description="Stand over an area, sweep its cells, or carry a link"
    )  # barrier, search, survey, custody: not yet
    sees: Sees = Field(
        default_factory=lambda: Sees.model_validate({"class": "merchant"}, by_alias=True),
        description="What it must see",
    )
    k: Whole = Field(1, description="Watchers at every instant")
    limit_s: Duration = Field(
        alias="limit",
        description="Longest gap g that still counts as uninterrupted; of a revisit watch: between looks at a cell",
    )
    limits: tuple[CellLimit, ...] = Field(
        (), description="Parts of a revisit watch, or other target classes, with limits of their own"
    )
    required: Annotated[Fraction, AfterValidator(above_zero)] = Field(
        alias="required",
        default_factory=lambda: ratio(1.0),
        description="Share of the demanded time that must be covered",
    )
    weight: Number = Field(
        alias="weight", default_factory=lambda: count(1.0), description="Of its unwatched time against that of others"
    )
    hard: Switch = Field(False, description="If it can not be met there is no plan (exit code 3)")
    hours: Hours | None = Field(None, description="It is kept only then")
    overlap_s: Duration = Field(
        alias="overlap",
        default_factory=lambda: hours(0.0),
        description="How long a successor is on station before its predecessor leaves, where no gap is planned there",
    )
    around: str | None = Field(None, description="A ship (base) that the line keeps company with")
    post: Position | None = Field(
        None, description="Centre of the hold; default a point of the area from which all of it is nearest"
    )
    hold_radius_m: PositiveLength = Field(
        alias="hold_radius", default_factory=lambda: metres(5000.0), description="Of the circle flown round the post"
    )
    pattern: Pattern = Field(default_factory=Pattern, description="Of a revisit watch: how it is swept")
