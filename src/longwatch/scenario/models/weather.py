"""Wind, sea and sky: constant, from a table or a grid of a file, or spells fitted to a series."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from longwatch.quantities import Angle, Duration, Fraction, Length, PositiveDuration, RainRate, Rate, Speed, Strict
from longwatch.scenario.models.common import SeaState, Switch, angle, hours, ratio, speed


class Closure(Strict):
    """A base or line that weather shuts now and then: exponential times between and lengths, in calendar time."""

    of: str = Field(description='name of a base or a watch, or "*" for every one, each on its own')
    rate_per_s: Rate = Field(alias="rate", description="How often it shuts while it is open")
    mean_length_s: PositiveDuration = Field(alias="mean_length", description="Mean time that it stays shut")


class Forecast(Strict):
    """What the planner knows of the weather: the truth up to a horizon with a skill that falls, climatology beyond."""

    horizon_s: Duration = Field(
        alias="horizon", default_factory=lambda: hours(72.0), description="How far the forecast reaches"
    )
    skill: Fraction = Field(
        alias="skill",
        default_factory=lambda: ratio(0.9),
        description="Heidke skill at the start: how often it is known, else guessed by the climate",
    )
    skill_end: Fraction = Field(
        alias="skill_end", default_factory=lambda: ratio(0.6), description="the same at the horizon; linear between"
    )


class Weather(Strict):
    """The conditions of the period; trials draw the truth, the planner sees the forecast."""

    kind: Literal["constant", "table", "spells", "file"] = Field(
        "constant", description="Where the conditions come from"
    )
    wind_mps: Speed = Field(
        alias="wind", default_factory=lambda: speed(0.0), description="Planning wind; of kind constant also the truth"
    )
    wind_from_rad: Angle = Field(
        alias="wind_from", default_factory=lambda: angle(0.0), description="True direction the wind blows from"
    )
    sea_state: SeaState = Field(3, description="Douglas scale")
    visibility_m: Length | None = Field(None, alias="visibility", description="Of kind constant")
    cloud: Fraction | None = Field(None, alias="cloud", description="Share of the sky covered below the aircraft")
    rain_mm_h: RainRate | None = Field(None, alias="rain", description="Of kind constant")
    icing: Switch = Field(False, description="Ice forms at working height")
    light: Switch = Field(False, description="Sensors that need daylight see only by day")
    plan_share: Fraction = Field(
        default_factory=lambda: ratio(0.8),
        description="A plan counts on the range that modelled sensors reach at least this share of the time (ASSUMED)",
    )
    file: str | None = Field(None, description="table or spells: a CSV of conditions; file: gridded data")
    borrowed_from: str = Field("", description="The sea the series was really taken in, named wherever it is used")
    closure: tuple[Closure, ...] = Field((), description="Closures that come and go at random")
    forecast: Forecast | None = Field(None, description="What the planner knows; none: the planning wind only")
