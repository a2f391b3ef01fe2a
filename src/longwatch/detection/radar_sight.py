"""A radar of the catalog and a class: the door to the models of `radar`."""

from __future__ import annotations

from longwatch.catalog.models import Sensor
from longwatch.catalog.radar_set import RadarSet
from longwatch.detection.clutter import SEA_STATE_MAX
from longwatch.detection.conditions import Given
from longwatch.detection.radar import Met, hazard_per_s
from longwatch.detection.radar_rcs import at_frequency
from longwatch.detection.sight import Floats, Sight
from longwatch.detection.targets import TargetClass
from longwatch.geo.horizon import radar_horizon_m


def radar_sight(sensor: Sensor, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """How a radar detects a class from a height over the sea; None for other tasks and in sea states above 6.

    A radar says that something is there, not what. Beyond sea state 6 no clutter is known, so that nothing is promised.
    """
    radar, conditions = sensor.radar, given.conditions
    if radar is None or task != "detect" or conditions.sea_state > SEA_STATE_MAX:
        return None
    met = met_of(radar, target)
    held_s = float(sensor.decorrelation_s or given.sensing.decorrelation_s)

    def hazard(range_m: Floats) -> Floats:
        return hazard_per_s(
            radar,
            range_m,
            conditions.sea_state,
            met,
            height_m,
            rain_mm_h=conditions.rain_mm_h,
            sensing=given.sensing,
            decorrelation_s=held_s,
        )

    return Sight(hazard, float(radar_horizon_m(height_m, met.height_m)))


def met_of(radar: RadarSet, target: TargetClass) -> Met:
    """A class as a radar meets it: a ship's cross-section follows the frequency, that of what flies does not (ASSUMED)."""
    rcs_m2 = float(target.rcs_m2)
    at = rcs_m2 if target.flies else float(at_frequency(rcs_m2, radar.frequency_hz))
    return Met(at, float(target.height_m), target.flies)
