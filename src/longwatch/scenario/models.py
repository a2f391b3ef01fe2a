"""What the user writes, as DESIGN section 8 lays it down: checked once at the door, frozen, trusted ever after.

Attributes are SI and end in their unit; the file uses the alias without it. Times of the period count in seconds from
its start. What comes with later work is accepted by name and refused with "not yet" (`LATER` in `scenario/later.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, PositiveInt

from longwatch.catalog.models import Task
from longwatch.origins import Figure, Origin
from longwatch.quantities import (
    Angle,
    Duration,
    Fraction,
    Length,
    Number,
    Position,
    PositiveDuration,
    PositiveLength,
    Price,
    Rate,
    Speed,
    Strict,
)
from longwatch.units import HOUR_S, SI_UNIT, YEAR_S


def _default(dimension: str, value: float) -> Figure:
    return Figure(value, SI_UNIT[dimension], origin=Origin("assumed", "default of the scenario file"))


def _metres(value: float) -> Figure:
    return _default("length", value)


def _hours(value: float) -> Figure:
    return _default("duration", value * HOUR_S)


def _ratio(value: float) -> Figure:
    return _default("fraction", value)


def _count(value: float) -> Figure:
    return _default("count", value)


def _speed(value: float) -> Figure:
    return _default("speed", value)


def _angle(value: float) -> Figure:
    return _default("angle", value)


def _per_year(value: float) -> Figure:
    return _default("rate", value / YEAR_S)


class Period(Strict):
    """When the watch is kept, from when gaps count, and how a gap that is open at the end is taken."""

    start: datetime  # with a zone; `Scenario.start_s` is the same instant as a Unix time
    length_s: PositiveDuration = Field(alias="length")
    zone: str = Field("UTC", description="Zone in which times are shown")
    warm_up: Literal["none", "first-arrival"] | Duration = Field(
        "none",
        description="Gaps count from the start, from the first possible arrival on each line, or after a stated time",
    )
    end: Literal["cut", "optimistic"] = Field(
        "cut", description="An open gap is cut at the end and counted, or left out"
    )


class Waypoint(Strict):
    """Where a ship is at a time after the start of the period."""

    at: Position
    time_s: Duration = Field(alias="time")


class Base(Strict):
    """An airfield, a port, or a ship on a track."""

    name: str
    kind: Literal["airfield", "port", "ship"]
    at: Position | None = None
    track: tuple[Waypoint, ...] = ()  # of a ship; straight (geodesic) between waypoints, still before and after
    platform: str | None = None  # of a ship: its catalog entry (deck, speed, cost)
    runway_m: PositiveLength | None = Field(None, alias="runway")
    deck_m: PositiveLength | None = Field(None, alias="deck")
    wind_limit_mps: Speed | None = Field(None, alias="wind_limit")


class Control(Strict):
    """A ground or ship control station: line of sight or satellite channels, each flies one vehicle at a time."""

    name: str
    at: str = Field(description="the base it stands at, or a position")
    kind: Literal["line-of-sight", "satellite"]
    antenna_height_m: Length = Field(alias="antenna_height", default_factory=lambda: _metres(20.0))
    channels: PositiveInt = 1


class Area(Strict):
    """A polygon on the sphere, given in place or in a GeoJSON file ("areas.geojson#north")."""

    name: str
    polygon: tuple[Position, ...] = ()
    file: str | None = None
    circle_at: Position | None = None
    circle_radius_m: PositiveLength | None = Field(None, alias="circle_radius")
    sea_only: bool = True


class Sees(Strict):
    """What the watch must see."""

    class_: str = Field(alias="class", description="target class, like small-boat, fishing-boat, coaster, merchant")
    task: Task = "detect"
    p: Fraction = Field(alias="p", default_factory=lambda: _ratio(0.9))


class Watch(Strict):
    """A demand: on-station hours of one line at a range, at a required fraction."""

    name: str
    area: str
    kind: Literal["station"]  # revisit, barrier, search, survey, custody: not yet
    sees: Sees
    k: PositiveInt = 1
    limit_s: Duration = Field(alias="limit", description="Longest gap g that still counts as uninterrupted")
    required: Fraction = Field(alias="required", default_factory=lambda: _ratio(1.0))
    weight: Number = Field(alias="weight", default_factory=lambda: _count(1.0))
    hard: bool = False
    post: Position | None = None  # centre of the hold; default: a point of the area that minimises the reach
    hold_radius_m: PositiveLength = Field(alias="hold_radius", default_factory=lambda: _metres(5000.0))


class Availability(Strict):
    """Share of the fleet a planner may count on, with the definition that makes it comparable."""

    share: Fraction
    definition: Literal["depot", "ready"] = Field(
        description="depot: share not in depot or storage; ready: share fit to fly when asked, faults included"
    )


class Fleet(Strict):
    """Vehicles of one platform kept at one base."""

    name: str = ""  # default "<platform>@<base>"
    platform: str
    payload: str | None = None  # default: the platform's first usual payload
    base: str
    control: str | None = None  # None: no remote crew is needed (a vehicle on its own)
    count: PositiveInt
    crews: PositiveInt | None = None
    crew_duty_s: PositiveDuration = Field(alias="crew_duty", default_factory=lambda: _hours(8.0))
    availability: Availability | None = None
    lines: tuple[str, ...] = ()  # watches it may serve; empty: any
    turnaround_s: Duration | None = Field(None, alias="turnaround")
    altitude_m: Length | None = Field(None, alias="altitude")


class Traffic(Strict):
    """Real ships from a file; what the file lacks is drawn from a stated mix."""

    name: str = ""
    file: str
    format: Literal["tracks", "marinecadastre"] = "tracks"
    repeat: Literal["daily", "once"] = "daily"
    shift_s: Duration = Field(alias="shift", default_factory=lambda: _hours(3.0))
    thin_error_m: PositiveLength = Field(alias="thin_error", default_factory=lambda: _metres(100.0))
    mix: dict[str, Fraction] = Field(
        default_factory=dict, description="class -> share; empty: the catalog's mix, ASSUMED"
    )
    dark: Fraction = Field(alias="dark", default_factory=lambda: _ratio(0.05))


class Closure(Strict):
    """A base or line that weather shuts now and then: exponential times between and lengths, in calendar time."""

    of: str = Field(description='name of a base or a watch, or "*" for every one, each on its own')
    rate_per_s: Rate = Field(alias="rate")
    mean_length_s: PositiveDuration = Field(alias="mean_length")


class Weather(Strict):
    """Constant wind and sea, with closures."""

    kind: Literal["constant"] = "constant"
    wind_mps: Speed = Field(alias="wind", default_factory=lambda: _speed(0.0))
    wind_from_rad: Angle = Field(alias="wind_from", default_factory=lambda: _angle(0.0))
    sea_state: int = Field(3, ge=0, le=9)
    closure: tuple[Closure, ...] = ()


class FaultRates(Strict):
    """Own rates; what is not given comes from the platform."""

    preflight_failure: Fraction | None = Field(None, alias="preflight_failure")
    abort_rate_per_s: Rate | None = Field(None, alias="abort_rate")
    loss_rate_per_s: Rate | None = Field(None, alias="loss_rate")
    repair_s: Duration | None = Field(None, alias="repair")
    replacement_s: Duration | None = Field(None, alias="replacement")


class Faults(Strict):
    """Rates common to all fleets, and per platform where they differ. `none = true` switches all of it off."""

    none: bool = False
    late: Fraction = Field(
        alias="late", default_factory=lambda: _ratio(0.0), description="Share of launches that are late"
    )
    late_mean_s: Duration = Field(alias="late_mean", default_factory=lambda: _hours(0.5))
    grounding_rate_per_s: Rate = Field(alias="grounding_rate", default_factory=lambda: _per_year(0.0))
    grounding_mean_s: Duration = Field(alias="grounding_mean", default_factory=lambda: _hours(24.0 * 14))
    link_loss_rate_per_s: Rate = Field(alias="link_loss_rate", default_factory=lambda: _per_year(0.0))
    link_loss_mean_s: Duration = Field(alias="link_loss_mean", default_factory=lambda: _hours(0.25))
    platform: dict[str, FaultRates] = Field(default_factory=dict)


class Policy(Strict):
    """What the watch does when the plan breaks."""

    hold: bool = Field(True, description="Stay until relieved, as long as the reserve lasts")
    spare: bool = Field(True, description="Launch a spare as soon as a sortie fails")
    late_limit_s: Duration = Field(
        alias="late_limit", default_factory=lambda: _hours(12.0), description="A launch later than this is given up"
    )


class Airborne(Strict):
    """Vehicles that are on station when the period starts."""

    fleet: str
    watch: str
    count: PositiveInt = 1
    flown_s: Duration = Field(alias="flown", default_factory=lambda: _hours(0.0), description="since their take-off")


class State(Strict):
    """Who is airborne now."""

    airborne: tuple[Airborne, ...] = ()


class MoneyRules(Strict):
    """How money is counted."""

    currency: str = "JPY"
    base_year: int = Field(2026, ge=1990, le=2100)
    years: PositiveInt = Field(10, description="Years of operation priced")
    discount: Fraction = Field(alias="discount", default_factory=lambda: _ratio(0.04))
    rates: dict[str, Number] = Field(
        default_factory=dict, description="own rates of exchange: currency -> units per USD"
    )
    crew_year_cost: Price | None = Field(None, description="One person of a crew for a year")


class Run(Strict):
    """How often it is flown, and how sure the answer must be."""

    trials: PositiveInt = 1000
    look_trials: PositiveInt = Field(50, description="Trials in which ships are looked at")
    seed: int = Field(0, ge=0, lt=2**63)
    confidence: Fraction = Field(alias="confidence", default_factory=lambda: _ratio(0.95))
    slot_s: PositiveDuration = Field(
        alias="slot", default_factory=lambda: _hours(1.0), description="Grid of the bound and search"
    )


class ScenarioFile(Strict):
    """The whole file."""

    schema_: Literal[1] = Field(alias="schema")
    name: str
    extends: str | None = None
    marking: str = ""
    catalog: str | None = None
    period: Period
    base: tuple[Base, ...]
    control: tuple[Control, ...] = ()
    area: tuple[Area, ...]
    watch: tuple[Watch, ...]
    fleet: tuple[Fleet, ...]
    platform: tuple[dict[str, object], ...] = ()
    payload: tuple[dict[str, object], ...] = ()
    traffic: tuple[Traffic, ...] = ()
    weather: Weather = Field(default_factory=Weather)
    faults: Faults = Field(default_factory=Faults)
    policy: Policy = Field(default_factory=Policy)
    state: State = Field(default_factory=State)
    money: MoneyRules = Field(default_factory=MoneyRules)
    run: Run = Field(default_factory=Run)
