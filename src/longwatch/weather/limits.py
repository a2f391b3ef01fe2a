"""The limits that stand in a scenario: what base, platform and sensor bear of wind, sea and sky."""

from __future__ import annotations

from collections import defaultdict

from longwatch.detection.conditions import BINS, RESTS_ON, Conditions
from longwatch.detection.sights import is_modelled
from longwatch.scenario.scenario import Scenario


def class_limits(scenario: Scenario) -> dict[str, tuple[float, ...]]:
    """Every limit by quantity, so that a spell model keeps how often each is crossed.

    Sea limits are not among them: they are degrees of the Douglas scale, whose bounds are classes anyway. Of sensors that a model
    speaks for they are the edges of the bins of all that it rests on.
    """
    found: dict[str, set[float]] = defaultdict(set)
    edges = dict(zip(Conditions._fields, BINS.edges(), strict=True))
    del edges["sea_state"], edges["dark"]

    def add(what: str, limit: float | None) -> None:
        if limit is not None:
            found[what].add(float(limit))

    for base in scenario.bases:
        add("wind_mps", base.wind_limit_mps)
        add("visibility_m", base.visibility_limit_m)
    for fleet in scenario.fleets:
        platform = scenario.platform_of(fleet)
        add("wind_mps", platform.wind_limit_mps)
        add("wind_mps", platform.transit_speed_mps if platform.domain == "air" else None)
        for sensor in scenario.payload_of(fleet).sensors:
            add("visibility_m", sensor.visibility_min_m)
            add("cloud", sensor.cloud_max)
            add("rain_mm_h", sensor.rain_max_mm_h)
            if is_modelled(sensor):
                for what in RESTS_ON[sensor.kind]:
                    for edge in edges.get(what, ()):
                        add(what, edge)
    return {what: tuple(sorted(limits)) for what, limits in found.items()}
