"""Where the vehicles of a fleet may land while their base is shut, and how long they fly there and home again."""

from __future__ import annotations

from longwatch.errors import ImpossibleError
from longwatch.geo.paths import shortest_path
from longwatch.physics.transit import transit_time_s
from longwatch.rostering.routes import obstacles_of
from longwatch.rostering.transit import whole_up_s
from longwatch.scenario.bases import unfit
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.sim.upkeep import Alternate
from longwatch.weather.planning import planning_wind_mps


def alternates_of(scenario: Scenario, fleet: Fleet) -> tuple[Alternate, ...]:
    """Those of its base that its platform can land at and reach by a permitted way, the nearest first."""
    home, platform = scenario.base(fleet.base), scenario.platform_of(fleet)
    found = []
    for name in home.alternates:
        base = scenario.base(name)
        if unfit(platform, base, scenario.platforms.get(base.platform or "")):
            continue
        ways = _ways_s(scenario, fleet, home, base)
        if ways is not None:
            found.append(Alternate(name, *ways))
    return tuple(sorted(found, key=lambda one: (one.to_s, one.base)))


def _ways_s(scenario: Scenario, fleet: Fleet, home: Base, base: Base) -> tuple[int, int] | None:
    """Whole seconds there and back on the shortest permitted way, in the wind that planning reckons with at home."""
    assert home.at is not None  # ships are refused when the scenario is read
    assert base.at is not None
    platform = scenario.platform_of(fleet)
    try:
        points = shortest_path(obstacles_of(scenario, fleet), home.at, base.at).points
    except ImpossibleError:
        return None
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    here = Line(home.name, home.name, *home.at, *home.at, 0.0, 0.0, 1, (), 0, 0)
    wind = planning_wind_mps(scenario, here, height_m) if platform.domain == "air" else (0.0, 0.0)
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    speed_mps = float(platform.transit_speed_mps)
    out_s = transit_time_s(lats, lons, speed_mps, *wind)
    back_s = transit_time_s(lats[::-1], lons[::-1], speed_mps, *wind)
    return max(1, whole_up_s(out_s)), max(1, whole_up_s(back_s))
