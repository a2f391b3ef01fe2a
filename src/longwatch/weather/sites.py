"""Where weather is asked for: every base and every watch; ships take the weather of the site they are nearest to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from longwatch.geo.area import best_centre
from longwatch.geo.polygon import Polygon
from longwatch.geo.track import Track
from longwatch.scenario.models import Base, Watch
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class Site:
    """A base that stays, or the centre of what a watch watches."""

    name: str
    kind: str  # "base" or "watch"
    lat_deg: float
    lon_deg: float


def sites_of(scenario: Scenario) -> tuple[Site, ...]:
    """All places that do not move, bases first. Where everything moves, the first places of the ships' tracks."""
    bases = [Site(base.name, "base", *base.at) for base in scenario.bases if base.at is not None and not base.track]
    watches = [Site(w.name, "watch", *at) for w in scenario.watches if (at := _centre(scenario, w)) is not None]
    sites = (*bases, *watches)
    return sites or tuple(Site(base.name, "base", *base.track[0].at) for base in scenario.bases if base.track)


def track_of(base: Base) -> Track:
    """Where a base is over time; a fixed one has a single point."""
    if base.track:
        return Track.of([(float(point.time_s), *point.at) for point in base.track])
    assert base.at is not None  # checked when the scenario was read
    return Track.of([(0.0, *base.at)])


def _centre(scenario: Scenario, watch: Watch) -> tuple[float, float] | None:
    """The post of a watch or the centre of its area; None of one that has no place of its own."""
    if watch.post is not None:
        return watch.post
    polygons = scenario.areas.get(watch.area)
    return _middle(polygons) if polygons else None


@lru_cache(maxsize=256)
def _middle(polygons: tuple[Polygon, ...]) -> tuple[float, float]:
    lat_deg, lon_deg, _ = best_centre(polygons)
    return lat_deg, lon_deg
