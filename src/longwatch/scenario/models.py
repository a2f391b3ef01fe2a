"""What the user writes, as DESIGN section 8 lays it down: checked once at the door, frozen, trusted ever after.

Attributes are SI and end in their unit; the file uses the alias without it. Times of the period count in seconds from
its start. What comes with later work is accepted by name and refused with "not yet" (`LATER` in `scenario/later.py`).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

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
from longwatch.units import HOUR_S, SI_UNIT, YEAR_S, parse_quantity

WARM_UPS = ("none", "first-arrival")


def _plain_name(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise ValueError(f"the name {text!r} has blanks at its ends or characters that can't be printed")
    return text


def _instant(raw: Any) -> Any:
    """A TOML date-time, or the same as a string; a number would be read as a Unix time, so it is refused."""
    example = "write it like 2026-06-01T00:00:00Z"
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"{raw!r} is not a date and time; {example}") from None
    if not isinstance(raw, datetime):
        what = "has no time of day" if isinstance(raw, date) else "is not a date and time"
        raise ValueError(f"{str(raw)!r} {what}; {example}")
    if raw.tzinfo is None:
        raise ValueError(
            f"{raw.isoformat()!r} has no zone, so it is no instant; add Z for UTC, or an offset like +09:00"
        )
    if not 1900 <= raw.year <= 2200:
        raise ValueError(f"the year {raw.year} is outside 1900 to 2200")
    return raw


def _warm_up(raw: Any) -> Any:
    if isinstance(raw, Figure) or raw in WARM_UPS:
        return raw
    try:
        return _default("duration", parse_quantity(raw, "duration"))
    except ValueError as error:
        raise ValueError(f'{error}; or "none", or "first-arrival"') from None


def _schema_number(raw: Any) -> int:
    if raw is True or raw != 1:
        raise ValueError(f"schema {raw!r} is not known; this longwatch reads schema = 1")
    return 1


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise ValueError(f"{text!r} is not a currency; write its three letters, like JPY")
    return text


def _above_zero(figure: Figure) -> Figure:
    if figure <= 0:
        raise ValueError("must be above zero")
    return figure


def _sure(figure: Figure) -> Figure:
    if not 0.5 <= figure < 1:
        raise ValueError(f"{figure.text!r} must be at least 0.5 and less than 1")
    return figure


Name: TypeAlias = Annotated[str, Field(strict=True, min_length=1, max_length=100), AfterValidator(_plain_name)]
Switch: TypeAlias = Annotated[bool, Field(strict=True)]
Trials: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
LookTrials: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Whole: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Instant: TypeAlias = Annotated[
    datetime, PlainValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
SchemaNumber: TypeAlias = Annotated[int, PlainValidator(_schema_number), WithJsonSchema({"const": 1})]
WarmUp: TypeAlias = Annotated[
    Literal["none", "first-arrival"] | Figure,
    PlainValidator(_warm_up),
    WithJsonSchema({"type": "string", "description": '"none", "first-arrival" or a duration'}),
]


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

    start: Instant  # with a zone; `Scenario.start_s` is the same instant as a Unix time
    length_s: PositiveDuration = Field(alias="length")
    zone: str = Field("UTC", description="Zone in which times are shown")
    warm_up: WarmUp = Field(
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

    name: Name
    kind: Literal["airfield", "port", "ship"]
    at: Position | None = None
    track: tuple[Waypoint, ...] = ()  # of a ship; straight (geodesic) between waypoints, still before and after
    platform: str | None = None  # of a ship: its catalog entry (deck, speed, cost)
    runway_m: PositiveLength | None = Field(None, alias="runway")
    deck_m: PositiveLength | None = Field(None, alias="deck")
    wind_limit_mps: Speed | None = Field(None, alias="wind_limit")
    off_map: Switch = Field(False, description="It stands on an islet that the packaged land does not have")


class Control(Strict):
    """A ground or ship control station: line of sight or satellite channels, each flies one vehicle at a time."""

    name: Name
    at: str = Field(description="the base it stands at, or a position")
    kind: Literal["line-of-sight", "satellite"]
    antenna_height_m: Length = Field(alias="antenna_height", default_factory=lambda: _metres(20.0))
    channels: Whole = 1


class Area(Strict):
    """A polygon on the sphere, given in place or in a GeoJSON file ("areas.geojson#north")."""

    name: Name
    polygon: tuple[Position, ...] = ()
    file: str | None = None
    circle_at: Position | None = None
    circle_radius_m: PositiveLength | None = Field(None, alias="circle_radius")
    sea_only: Switch = True


class Sees(Strict):
    """What the watch must see."""

    class_: str = Field(alias="class", description="target class, like small-boat, fishing-boat, coaster, merchant")
    task: Task = "detect"
    p: Annotated[Fraction, AfterValidator(_above_zero)] = Field(alias="p", default_factory=lambda: _ratio(0.9))


class Watch(Strict):
    """A demand: on-station hours of one line at a range, at a required fraction."""

    name: Name
    area: str
    kind: Literal["station"]  # revisit, barrier, search, survey, custody: not yet
    sees: Sees
    k: Whole = 1
    limit_s: Duration = Field(alias="limit", description="Longest gap g that still counts as uninterrupted")
    required: Annotated[Fraction, AfterValidator(_above_zero)] = Field(
        alias="required", default_factory=lambda: _ratio(1.0)
    )
    weight: Number = Field(alias="weight", default_factory=lambda: _count(1.0))
    hard: Switch = False
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
    count: Whole
    crews: Whole | None = None
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
    sea_state: int = Field(3, strict=True, ge=0, le=9)
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

    none: Switch = False
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

    hold: Switch = Field(True, description="Stay until relieved, as long as the reserve lasts")
    spare: Switch = Field(True, description="Launch a spare as soon as a sortie fails")
    late_limit_s: Duration = Field(
        alias="late_limit", default_factory=lambda: _hours(12.0), description="A launch later than this is given up"
    )


class Airborne(Strict):
    """Vehicles that are on station when the period starts."""

    fleet: str
    watch: str
    count: Whole = 1
    flown_s: Duration = Field(alias="flown", default_factory=lambda: _hours(0.0), description="since their take-off")


class State(Strict):
    """Who is airborne now."""

    airborne: tuple[Airborne, ...] = ()


class MoneyRules(Strict):
    """How money is counted."""

    currency: Annotated[str, AfterValidator(_currency)] = "JPY"
    base_year: int = Field(2026, strict=True, ge=1990, le=2100)
    years: Whole = Field(10, description="Years of operation priced")
    discount: Fraction = Field(alias="discount", default_factory=lambda: _ratio(0.04))
    rates: dict[str, Number] = Field(
        default_factory=dict, description="own rates of exchange: currency -> units per USD"
    )
    crew_year_cost: Price | None = Field(None, description="One person of a crew for a year")


class Run(Strict):
    """How often it is flown, and how sure the answer must be."""

    trials: Trials = 1000
    look_trials: LookTrials = Field(50, description="Trials in which ships are looked at; 0: in none")
    seed: int = Field(0, strict=True, ge=0, lt=2**63)
    confidence: Annotated[Fraction, AfterValidator(_sure)] = Field(
        alias="confidence", default_factory=lambda: _ratio(0.95)
    )
    slot_s: PositiveDuration = Field(
        alias="slot", default_factory=lambda: _hours(1.0), description="Grid of the bound and search"
    )


class ScenarioFile(Strict):
    """The whole file."""

    schema_: SchemaNumber = Field(alias="schema", description="version of the scenario format: schema = 1")
    name: Name
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
