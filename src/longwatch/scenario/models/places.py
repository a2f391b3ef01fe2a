"""Where things are: bases and ships, control stations, areas and what an area may mean for those who pass."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from longwatch.catalog.models import Domain
from longwatch.quantities import (
    Angle,
    Duration,
    Length,
    Position,
    PositiveDuration,
    PositiveLength,
    PositiveSpeed,
    Speed,
    Strict,
)
from longwatch.scenario.models.common import Name, SeaState, Switch, Whole, hours, metres
from longwatch.scenario.models.hours import Hours


class Waypoint(Strict):
    """Where a ship is at a time after the start of the period."""

    at: Position = Field(description="Where")
    time_s: Duration = Field(alias="time", description="After the start of the period")


class DeckCycle(Strict):
    """A deck that works in cycles: launches and landings only in the first part of each."""

    every_s: PositiveDuration = Field(alias="every", description="Length of a cycle")
    open_s: PositiveDuration = Field(alias="open", description="How long launches and landings are made in each")
    first_s: Duration = Field(
        alias="first", default_factory=lambda: hours(0.0), description="start of a cycle after the period's start"
    )


class Movements(Strict):
    """Launches and landings that follow one another too closely for a deck or runway."""

    most: Whole = Field(1, description="Launches and landings together")
    within_s: PositiveDuration = Field(
        alias="within", description="in any stretch of this length; with `most` of 1 the least time between two"
    )


class Base(Strict):
    """An airfield, a port, or a ship on a track."""

    name: Name = Field(description="What fleets and control stations call it")
    kind: Literal["airfield", "port", "ship"] = Field(description="What it is; a ship may move")
    at: Position | None = Field(None, description="Where an airfield or port lies")
    track: tuple[Waypoint, ...] = Field(
        (),
        description="Of a ship: waypoints, or a CSV with the columns time and at; straight between, still before and after",
    )
    track_file: str | None = Field(None, description="of a ship: AIS tracks in a file; `mmsi` says which ship")
    mmsi: int | None = Field(None, strict=True, ge=1, le=999_999_999, description="Which ship of `track_file` it is")
    patrol_box: str | None = Field(None, description="of a ship: it sails round the rim of this area")
    patrol_speed_mps: PositiveSpeed | None = Field(
        None,
        alias="patrol_speed",
        description="How fast it sails round its box; default the loiter speed of its platform",
    )
    platform: str | None = Field(None, description="Of a ship: its entry in the catalog (deck, speed, cost)")
    runway_m: PositiveLength | None = Field(None, alias="runway", description="Length of the runway")
    runway_heading_rad: Angle | None = Field(None, alias="runway_heading", description="true; for crosswind")
    deck_m: PositiveLength | None = Field(
        None, alias="deck", description="Length of the deck; default that of the platform"
    )
    deck_cycle: DeckCycle | None = Field(None, description="Launches and landings only at the beginning of each cycle")
    movements: Movements | None = Field(
        None, description="How many launches and landings a plan makes there in a short time, all fleets together"
    )
    hours: Hours | None = Field(None, description="Launches and landings only then")
    zone: str | None = Field(None, description="Zone of its hours; default the period's")
    wind_limit_mps: Speed | None = Field(None, alias="wind_limit", description="of a ship: wind over deck")
    crosswind_limit_mps: Speed | None = Field(
        None, alias="crosswind_limit", description="Most wind across the runway; needs `runway_heading`"
    )
    sea_limit: SeaState | None = Field(None, description="Highest sea state in which a ship or port works")
    visibility_limit_m: PositiveLength | None = Field(
        None, alias="visibility_limit", description="Least visibility in which it launches"
    )
    alternates: tuple[str, ...] = Field(
        (),
        description="Bases where its vehicles land while weather shuts it, the nearest that is open; none given: a shut "
        "base still takes landings",
    )
    off_map: Switch = Field(False, description="It stands on an islet that the packaged land does not have")


class Control(Strict):
    """A ground or ship control station: line of sight or satellite channels, each flies one vehicle at a time."""

    name: Name = Field(description="What fleets call it")
    at: str = Field(description="the base it stands at, or a position")
    kind: Literal["line-of-sight", "satellite"] = Field(description="How it reaches its vehicles")
    antenna_height_m: Length = Field(
        alias="antenna_height", default_factory=lambda: metres(20.0), description="Over the sea"
    )
    channels: Whole = Field(1, description="Vehicles it can fly at once")
    crews: Whole | None = Field(
        None,
        description="Crews that all fleets it flies share, instead of `crews` of each; each flies one vehicle at a time",
    )
    crew_names: tuple[Name, ...] = Field((), description="Names of these crews; none given: numbered")
    crew_duty_s: PositiveDuration = Field(
        alias="crew_duty", default_factory=lambda: hours(8.0), description="Hours one of its crews works in a day"
    )
    crew_rest_s: PositiveDuration | None = Field(
        None, alias="crew_rest", description="Rest after a duty, as of a fleet's crews; trials then follow each crew"
    )
    relays: tuple[str, ...] = Field((), description="bases (ships) and watches through which it reaches farther")
    footprint: str | None = Field(None, description="of a satellite: the area in which its beam is received")
    delay_s: Duration = Field(
        alias="delay", default_factory=lambda: hours(0.0), description="From a look to the report of it, by this link"
    )


class Area(Strict):
    """A polygon on the sphere, given in place or in a GeoJSON file ("areas.geojson#north"). What it is for:
    watches name it; or vehicles keep out of it; or they may pass through a keep-out area in it; or its water has a
    least depth; or its ground rises to a height.
    """

    name: Name = Field(description="What watches call it")
    polygon: tuple[Position, ...] = Field((), description="Its corners, joined by geodesics")
    file: str | None = Field(None, description="A GeoJSON file, and after # the feature in it")
    circle_at: Position | None = Field(None, description="Centre of a circle")
    circle_radius_m: PositiveLength | None = Field(None, alias="circle_radius", description="Radius of a circle")
    sea_only: Switch = Field(True, description="An area all on land is a mistake")
    cells_m: PositiveLength | None = Field(None, alias="cells", description="Side of the cells of a revisit watch")
    keep_out: tuple[Domain, ...] = Field((), description="Vehicles of these domains do not pass")
    corridor: tuple[Domain, ...] = Field((), description="Vehicles of these domains pass here through keep-out areas")
    depth_m: Length | None = Field(None, alias="depth", description="The water is at least this deep everywhere in it")
    height_m: Length | None = Field(
        None, alias="height", description="Its ground rises to this height and hides what lies behind"
    )
    hours: Hours | None = Field(None, description="A keep-out area is closed only then")
    zone: str | None = Field(None, description="Zone of its hours; default the period's")
