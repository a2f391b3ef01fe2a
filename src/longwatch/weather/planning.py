"""The wind a sortie is planned with: stated, or the mean of what the period may bring at the line."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S
from longwatch.weather.load import weather_path
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
