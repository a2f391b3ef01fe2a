"""What a report draws on its map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure

Points = tuple[tuple[float, float], ...]  # (lat_deg, lon_deg)


@dataclass(frozen=True)
class MapArea:
    watch: str
    name: str
    polygons: tuple[Polygon, ...]
    unwatched: Figure | None = None  # flown fraction of time with fewer watchers than the watch asks for


@dataclass(frozen=True)
class MapHold:
    line: str
    watch: str
    lat_deg: float
    lon_deg: float
    radius_m: float
    reach_m: float = 0.0  # farthest point of the area that must be seen


@dataclass(frozen=True)
class MapTour:
    """Where the post of a line goes: round and round where it is closed."""

    line: str
    watch: str
    points: Points
    period_s: float  # 0: once


@dataclass(frozen=True)
class MapZone:
    """An area that is not watched but passed: kept out of, opened in spite of that, or ground that hides."""

    name: str
    kind: str  # "keep-out", "corridor" or "ground"
    words: str  # "closed to air vehicles", "rises to 1,434 m"
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class MapCells:
    """The cells of a revisit watch with the longest gap of each in the plan."""

    watch: str
    side_m: float
    limit_s: float
    centres: Points
    gap_max_s: tuple[float, ...]


@dataclass(frozen=True)
class MapBase:
    name: str
    kind: Literal["airfield", "port", "ship"]
    lat_deg: float
    lon_deg: float
    track: Points = ()  # of a ship


@dataclass(frozen=True)
class MapRoute:
    fleet: str
    line: str
    points: Points  # permitted path from the base, or from another line's post, to the post
    from_line: str = ""  # of a way from line to line

    @property
    def title(self) -> str:
        return f"{self.fleet}, {self.from_line} to {self.line}" if self.from_line else f"{self.fleet} to {self.line}"


@dataclass(frozen=True)
class MapReach:
    """How far a fleet reaches: the region it can hold, or one limit of it."""

    title: str
    style: int  # place of the fleet, for its colour
    kind: Literal["region", "endurance", "link"]
    points: Points


@dataclass(frozen=True)
class MapLayers:
    """Everything drawn on the map. Ship tracks are cut where they jump."""

    areas: tuple[MapArea, ...]
    holds: tuple[MapHold, ...]
    bases: tuple[MapBase, ...]
    routes: tuple[MapRoute, ...] = ()
    land: tuple[Polygon, ...] = ()
    ships: tuple[Points, ...] = ()
    tours: tuple[MapTour, ...] = ()
    cells: tuple[MapCells, ...] = ()
    zones: tuple[MapZone, ...] = ()
    reaches: tuple[MapReach, ...] = ()  # drawn by `check` only
    shown: Points = ()  # places that the window must show besides
    ships_note: str = ""  # "742 real ships, 30 June 2020, MarineCadastre"
