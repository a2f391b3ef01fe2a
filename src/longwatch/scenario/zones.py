"""For whom an area is closed, open or deep enough: the roles of areas as plain data, the same for every room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from longwatch.catalog.models import Domain, Platform
from longwatch.geo.polygon import Polygon
from longwatch.scenario.models import Area, Fleet, Period
from longwatch.scenario.scenario import Scenario

Areas = Mapping[str, tuple[Polygon, ...]]


@dataclass(frozen=True)
class Permission:
    """Where the vehicles of a fleet may be."""

    over_land: bool
    closed: tuple[tuple[str, tuple[Polygon, ...]], ...]  # keep-out areas by name
    corridors: tuple[Polygon, ...]  # open in spite of them
    deep: tuple[Polygon, ...] | None  # where the water is deep enough; None: depth is not asked
    depth_min_m: float = 0.0


def permission(scenario: Scenario, fleet: Fleet) -> Permission:
    """What a fleet may cross in this scenario.

    A keep-out area with hours counts as closed all the time if it is closed at any time of the period, or within the longest
    endurance of such vehicles before or after it: a sortie has one route, whenever it is flown.
    """
    platform, areas = scenario.platform_of(fleet), scenario.file.area
    longest_s = longest_endurance_s(scenario.platforms, platform.domain)
    need_m = depth_min_m(fleet, platform)
    deep = [
        polygon
        for area in areas
        if area.depth_m is not None and area.depth_m >= need_m
        for polygon in scenario.areas[area.name]
    ]
    asked = need_m > 0.0 and any(area.depth_m is not None for area in areas)
    return Permission(
        over_land=platform.domain == "air",
        closed=closed_areas(platform.domain, areas, scenario.areas, scenario.file.period, longest_s),
        corridors=corridors_of(platform.domain, areas, scenario.areas),
        deep=tuple(deep) if asked else None,
        depth_min_m=need_m,
    )


def closed_areas(
    domain: Domain, areas: Iterable[Area], polygons: Areas, period: Period | None, spare_s: int
) -> tuple[tuple[str, tuple[Polygon, ...]], ...]:
    """The keep-out areas of a domain by name, without those that are never closed; without a period they all count."""
    return tuple(
        (area.name, polygons[area.name])
        for area in areas
        if domain in area.keep_out
        and area.name in polygons
        and (period is None or ever_closed(area, polygons, period, spare_s))
    )


def corridors_of(domain: Domain, areas: Iterable[Area], polygons: Areas) -> tuple[Polygon, ...]:
    """Where a domain may pass through keep-out areas."""
    return tuple(polygon for area in areas if domain in area.corridor for polygon in polygons.get(area.name, ()))


def depth_min_m(fleet: Fleet, platform: Platform) -> float:
    """The least depth of water that vehicles of a fleet need; 0 where none is known."""
    need_m = fleet.depth_min_m if fleet.depth_min_m is not None else platform.depth_min_m
    return 0.0 if need_m is None or platform.domain == "air" else float(need_m)


def longest_endurance_s(platforms: Mapping[str, Platform], domain: Domain) -> int:
    """The longest endurance of the platforms of a domain, in whole seconds."""
    return max((round(float(one.endurance_s)) for one in platforms.values() if one.domain == domain), default=0)


def ever_closed(area: Area, areas: Areas, period: Period, spare_s: int) -> bool:
    """Whether a keep-out area is closed at any time of the period, or up to `spare_s` seconds before or after it."""
    if area.hours is None:
        return True
    from longwatch.scenario.hours import open_intervals  # the sun's arithmetic is loaded only where hours are asked

    ring = areas[area.name][0].outer
    middle = sum(lat for lat, _ in ring) / len(ring), sum(lon for _, lon in ring) / len(ring)
    start_s, length_s = round(period.start.timestamp()), round(float(period.length_s))
    zone = area.zone or period.zone
    return bool(open_intervals(area.hours, zone, start_s, -spare_s, length_s + spare_s, middle))
