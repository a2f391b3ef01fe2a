"""What goes wrong, how the watch reacts, and who is airborne already."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from longwatch.catalog.models import SensorKind
from longwatch.quantities import Duration, Fraction, Length, PositiveDuration, Rate, Speed, Strict
from longwatch.scenario.models.common import Switch, Whole, hours, metres, per_year, ratio, speed
from longwatch.scenario.models.time import Instant
from longwatch.units import KT_MPS


class FaultRates(Strict):
    """Own rates; what is not given comes from the platform."""

    preflight_failure: Fraction | None = Field(
        None, alias="preflight_failure", description="Share of launches that fail on the ground"
    )
    abort_rate_per_s: Rate | None = Field(None, alias="abort_rate", description="Sorties broken off, per hour flown")
    loss_rate_per_s: Rate | None = Field(None, alias="loss_rate", description="Vehicles lost, per hour flown")
    sensor_failure_rate_per_s: dict[SensorKind, Rate] = Field(
        alias="sensor_failure_rate", default_factory=dict, description="By kind of sensor, over that of all platforms"
    )
    repair_s: Duration | None = Field(None, alias="repair", description="Mean time to repair")
    replacement_s: Duration | None = Field(None, alias="replacement", description="Lead time of a new vehicle")


class Faults(Strict):
    """Rates common to all fleets, and per platform where they differ. `none = true` switches all of it off."""

    none: Switch = Field(False, description="Nothing breaks")
    late: Fraction = Field(
        alias="late", default_factory=lambda: ratio(0.0), description="Share of launches that are late"
    )
    late_mean_s: Duration = Field(
        alias="late_mean", default_factory=lambda: hours(0.5), description="Mean delay of a late launch"
    )
    grounding_rate_per_s: Rate = Field(
        alias="grounding_rate",
        default_factory=lambda: per_year(0.0),
        description="Of each platform: a fault that keeps all of the type on the ground",
    )
    grounding_mean_s: Duration = Field(
        alias="grounding_mean", default_factory=lambda: hours(24.0 * 14), description="Mean length of a grounding"
    )
    link_loss_rate_per_s: Rate = Field(
        alias="link_loss_rate", default_factory=lambda: per_year(0.0), description="Of each control station"
    )
    link_loss_mean_s: Duration = Field(
        alias="link_loss_mean", default_factory=lambda: hours(0.25), description="Mean length of a loss of link"
    )
    sensor_failure_rate_per_s: dict[SensorKind, Rate] = Field(
        alias="sensor_failure_rate",
        default_factory=dict,
        description='Sensors that fail in flight, by kind, per hour flown: { radar = "1 /1000 h" }',
    )
    platform: dict[str, FaultRates] = Field(default_factory=dict, description="Own rates by platform")


class Retask(Strict):
    """A vehicle leaves its line to look at a contact more closely, and comes back."""

    contacts: Literal["dark", "all"] = Field(
        "dark", description="Which contacts: those without AIS, or those with it as well"
    )
    task: Literal["recognise", "identify"] = Field("identify", description="What is to be found out about them")
    farthest_m: Length = Field(
        alias="farthest", default_factory=lambda: metres(100_000.0), description="No contact farther than this"
    )
    dwell_s: Duration = Field(
        alias="dwell", default_factory=lambda: hours(1 / 6), description="Time with the contact once the task is done"
    )
    search_s: Duration = Field(
        alias="search", default_factory=lambda: hours(1 / 3), description="Time it is sought where it was expected"
    )
    leave_line: Switch = Field(False, description="Also by the only watcher of a line")
    error_m: Length = Field(
        alias="error", default_factory=lambda: metres(1000.0), description="Error of a reported place (radius)"
    )
    error_growth_mps: Speed = Field(
        alias="error_growth",
        default_factory=lambda: speed(5.0 * KT_MPS),
        description="Its growth until the next report",
    )


def _daily(value: Any) -> Any:
    return "24 h" if value == "daily" else value


class Policy(Strict):
    """What the watch does when the plan breaks, and when a contact is reported."""

    hold: Switch = Field(True, description="Stay until relieved, as long as the reserve lasts")
    hold_limit_s: Duration | None = Field(
        None, alias="hold_limit", description="But no longer than this past the planned end"
    )
    spare: Switch | Literal["at once", "when due"] = Field(
        True,
        description="Launch a spare when a sortie fails: at once (true), or when due, so that it is not early; false: never",
    )
    late_limit_s: Duration = Field(
        alias="late_limit", default_factory=lambda: hours(12.0), description="A launch later than this is given up"
    )
    shift: Switch = Field(
        False, description="Reliefs follow their watcher, not the clock, where it is late or breaks off"
    )
    shift_limit_s: Duration = Field(
        alias="shift_limit",
        default_factory=lambda: hours(6.0),
        description="But no further than this from the plan",
    )
    reroster_s: Annotated[PositiveDuration | None, BeforeValidator(_daily)] = Field(
        None,
        alias="reroster",
        description='How often the days to come are planned anew from where everybody is; "daily": 24 h',
    )
    reroster_horizon_s: PositiveDuration = Field(
        alias="reroster_horizon", default_factory=lambda: hours(72.0), description="So far ahead"
    )
    retask: Retask | None = Field(None, description="Vehicles go and look at contacts")
    file: str | None = Field(None, description="Python file with a function decide(picture, decision) -> orders")


class Airborne(Strict):
    """Vehicles that are on station when the period starts."""

    fleet: str = Field(description="Whose")
    watch: str = Field(description="Where")
    count: Whole = Field(1, description="How many")
    flown_s: Duration = Field(alias="flown", default_factory=lambda: hours(0.0), description="since their take-off")
    fuel: Fraction | None = Field(None, alias="fuel", description="share of the planning endurance left; sets `flown`")


class RestingCrews(Strict):
    """Crews of a fleet that can't begin to work at the start: they still rest."""

    fleet: str = Field(description="Whose")
    count: Whole = Field(1, description="How many")
    rest_s: Duration = Field(alias="rest", description="until they can work again, from the start of the period")


class State(Strict):
    """Who is airborne now: listed here, in a CSV file, or taken from a former run at this period's start."""

    airborne: tuple[Airborne, ...] = Field((), description="Vehicles on station at the start")
    crews: tuple[RestingCrews, ...] = Field((), description="Crews that still rest at the start")
    hours_flown: dict[str, Duration] = Field(
        default_factory=dict, description="Hours that vehicles have flown so far, by tail; a plan evens them out"
    )
    file: str | None = Field(None, description="CSV with the columns fleet, watch, count, flown or fuel")
    run: str | None = Field(None, description="folder of a former run whose roster was being flown")
    at: Instant | None = Field(None, description="instant of the former run; default this period's start")
