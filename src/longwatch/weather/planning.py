"""The wind and the conditions a sortie is planned with: stated, or from what the period may bring at the line."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np

from longwatch.catalog.models import Payload
from longwatch.detection.conditions import FAIR, Conditions, Given
from longwatch.detection.ranges import sensor_range
from longwatch.detection.sights import is_modelled
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S
from longwatch.weather.load import weather_path
from longwatch.weather.reaches import dark_share, reaches_for
from longwatch.weather.sky import Sky, mean_wind_mps, sky_of


def planning_wind_mps(scenario: Scenario, line: Line, height_m: float) -> tuple[float, float]:
    """(east, north) components of where the wind blows to, in m/s, for a line at a working height.

    Constant weather and a stated `wind`: that wind. Else the mean vector over what stands for the period at the line's site;
    of a climatology by month the mean at the height. Zero where the weather knows no wind or no direction (`wind_words`).
    """
    weather = scenario.file.weather
    if _is_stated(scenario):
        speed, from_rad = float(weather.wind_mps), float(weather.wind_from_rad)
        return (0.0, 0.0) if speed == 0.0 else (-speed * math.sin(from_rad), -speed * math.cos(from_rad))
    sky = sky_of(scenario)
    if sky.truth == "none":
        return _aloft(scenario, line, height_m)
    return mean_wind_mps(sky, sky.place_of(line.watch, "watch", line.lat_deg, line.lon_deg)) or (0.0, 0.0)


def planning_conditions(
    scenario: Scenario, line: Line, payload: Payload, class_: str, task: str, p: float, height_m: float
) -> Conditions:
    """The conditions in which a plan takes a payload's range for a class, task and probability at a line.

    Those of the range that is reached or exceeded at least `weather.plan_share` of the time, over what stands for the period at
    the line's site; of constant weather its own. Fair ones for a payload that no model speaks for. Where nothing sees in the
    dark but what needs light, by day only: the weather shuts it at night.
    """
    if not any(is_modelled(sensor) for sensor in payload.sensors):
        return FAIR
    sky = sky_of(scenario)
    place = sky.place_of(line.watch, "watch", line.lat_deg, line.lon_deg) if sky.has else 0
    reaches = reaches_for(scenario, sky, place, payload, class_, task, p, height_m)
    if len(reaches.range_m) == 1:
        return reaches.best
    share = reaches.share_of_states(sky, dark_share(scenario, line))
    range_m = np.stack([reaches.range_m, reaches.in_the_dark_m])
    if not range_m[1][share[1] > 0.0].any():
        share = share[:1] / max(float(share[0].sum()), 1e-12)
        range_m = range_m[:1]
    state = np.tile(np.arange(len(reaches.range_m)), len(share))
    order = np.argsort(-range_m.ravel(), kind="stable")
    reached = np.cumsum(share.ravel()[order])
    at = min(int(np.searchsorted(reached, float(scenario.file.weather.plan_share) - 1e-9)), len(order) - 1)
    return reaches.states.given[int(state[order[at]])].conditions


def planning_range_m(scenario: Scenario, line: Line, payload: Payload, class_: str, height_m: float) -> float | None:
    """How far a plan takes a payload to meet the watch of a line for a class, horizon included; None: not at all."""
    sees = scenario.watch(line.watch).sees
    asked = (payload, class_, sees.task, float(sees.p), height_m)
    range_m = sensor_range(*asked, given=Given(planning_conditions(scenario, line, *asked), scenario.file.sensing))
    return None if range_m is None else float(range_m)


def wind_words(scenario: Scenario, sky: Sky) -> str:
    """What the planning wind is, in words for the report."""
    if _is_stated(scenario):
        return "planning wind: as the scenario states it"
    if sky.truth == "none":
        return "planning wind: mean of the period's months at working height, from a climatology"
    if not {"wind_mps", "wind_from_rad"} <= sky.has:
        return "planning wind: none, as the weather has no wind with a direction"
    stands = {"the period itself": "over the period", "spells": "over the months of the period in the series"}
    return f"planning wind: mean vector at each line {stands.get(sky.truth, 'over the stretches that stand for the period')}"


def months_of_period(scenario: Scenario) -> dict[int, float]:
    """Month 1 to 12 -> share of the period's days in it."""

    n_days = max(1, math.ceil(scenario.length_s / DAY_S))
    shares: dict[int, float] = {}
    for day in range(n_days):
        month = datetime.fromtimestamp(scenario.start_s + day * DAY_S, UTC).month
        shares[month] = shares.get(month, 0.0) + 1.0 / n_days
    return shares


def _is_stated(scenario: Scenario) -> bool:
    weather = scenario.file.weather
    return weather.kind == "constant" or "wind_mps" in weather.model_fields_set


def _aloft(scenario: Scenario, line: Line, height_m: float) -> tuple[float, float]:
    from longwatch.formats.wind_aloft import wind_aloft_mps

    path, months = weather_path(scenario), months_of_period(scenario)
    return wind_aloft_mps(path, line.name, line.lat_deg, line.lon_deg, height_m, months)
