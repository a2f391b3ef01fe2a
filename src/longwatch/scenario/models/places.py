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

    at: Position
    time_s: Duration = Field(alias="time")


class DeckCycle(Strict):
    """A deck that works in cycles: launches and landings only in the first part of each."""

    every_s: PositiveDuration = Field(alias="every")
    open_s: PositiveDuration = Field(alias="open")
    first_s: Duration = Field(
        alias="first", default_factory=lambda: hours(0.0), description="start of a cycle after the period's start"
    )


class Base(Strict):
    """An airfield, a port, or a ship on a track."""

    name: Name
    kind: Literal["airfield", "port", "ship"]
    at: Position | None = None
    track: tuple[Waypoint, ...] = ()  # of a ship; straight (geodesic) between waypoints, still before and after
    track_file: str | None = Field(None, description="of a ship: AIS tracks in a file; `mmsi` says which ship")
    mmsi: int | None = Field(None, strict=True, ge=1, le=999_999_999)
    patrol_box: str | None = Field(None, description="of a ship: it sails round the rim of this area")
    patrol_speed_mps: PositiveSpeed | None = Field(None, alias="patrol_speed")
    platform: str | None = None  # of a ship: its catalog entry (deck, speed, cost)
    runway_m: PositiveLength | None = Field(None, alias="runway")
    runway_heading_rad: Angle | None = Field(None, alias="runway_heading", description="true; for crosswind")
    deck_m: PositiveLength | None = Field(None, alias="deck")
    deck_cycle: DeckCycle | None = None
    hours: Hours | None = Field(None, description="Launches and landings only then")
    zone: str | None = Field(None, description="Zone of its hours; default the period's")
    wind_limit_mps: Speed | None = Field(None, alias="wind_limit", description="of a ship: wind over deck")
    crosswind_limit_mps: Speed | None = Field(None, alias="crosswind_limit")
    sea_limit: SeaState | None = Field(None, description="Highest sea state in which a ship or port works")
    visibility_limit_m: PositiveLength | None = Field(None, alias="visibility_limit")
    off_map: Switch = Field(False, description="It stands on an islet that the packaged land does not have")


class Control(Strict):
    """A ground or ship control station: line of sight or satellite channels, each flies one vehicle at a time."""

    name: Name
    at: str = Field(description="the base it stands at, or a position")
    kind: Literal["line-of-sight", "satellite"]
    antenna_height_m: Length = Field(alias="antenna_height", default_factory=lambda: metres(20.0))
    channels: Whole = 1
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

    name: Name
    polygon: tuple[Position, ...] = ()
    file: str | None = None
    circle_at: Position | None = None
    circle_radius_m: PositiveLength | None = Field(None, alias="circle_radius")
    sea_only: Switch = True
    cells_m: PositiveLength | None = Field(None, alias="cells", description="Side of the cells of a revisit watch")
    keep_out: tuple[Domain, ...] = Field((), description="Vehicles of these domains do not pass")
    corridor: tuple[Domain, ...] = Field((), description="Vehicles of these domains pass here through keep-out areas")
    depth_m: Length | None = Field(None, alias="depth", description="The water is at least this deep everywhere in it")
    height_m: Length | None = Field(
        None, alias="height", description="Its ground rises to this height and hides what lies behind"
    )
    hours: Hours | None = Field(None, description="A keep-out area is closed only then")
    zone: str | None = Field(None, description="Zone of its hours; default the period's")
