"""What a report needs to know of fleets: the roster, how vehicles and crews are used, how sensors meet the watches."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.origins import Figure
from longwatch.reporting.content_watch import Measure
from longwatch.scenario.plan import Stint, Work


@dataclass(frozen=True)
class FleetRow:
    """One fleet as planned and flown."""

    name: str
    platform: str
    payload: str
    base: str
    count: int
    usable: int
    measures: tuple[Measure, ...] = ()  # sorties planned, hours on station, losses per 100 weeks, ...
    flown: tuple[
        Measure, ...
    ] = ()  # everything that trials count, by the key of summary.json; empty where none was flown
    endurance_by: str = ""  # "predicted", "fitted", "assumed" or "stated"


@dataclass(frozen=True)
class UseRow:
    """How the vehicles of a fleet, or the crews of a fleet or station, are used."""

    name: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class RosterReport:
    """The roster, with what the verifier said of it. A stint's line is drawn in the colour of its watch."""

    stints: tuple[Stint, ...]
    watch_of_line: dict[str, str]
    fleets: tuple[FleetRow, ...]
    vehicle_use: tuple[UseRow, ...] = ()
    crew_use: tuple[UseRow, ...] = ()
    crew_warnings: tuple[str, ...] = ()
    method: str = ""
    verified: bool = False
    violations: tuple[str, ...] = ()
    maintenance: tuple[Work, ...] = ()


@dataclass(frozen=True)
class SensorMove:
    """One input of a sensor's model, and the range when it alone goes to either end of its own range."""

    name: str
    figure: Figure
    at_low_m: float
    at_high_m: float


@dataclass(frozen=True)
class SensorReport:
    """How one fleet meets one watch: with which sensor, how far, in what conditions, and what that rests on."""

    fleet: str
    watch: str
    lines: tuple[str, ...]
    sees: str  # "detect a small boat, p 0.9"
    sensor: str  # as the catalog calls it
    by: str  # "model of radar", "typed range", "typed hazard"
    planned: Figure  # range that the plan counts on, m
    height: Figure  # of the sensor, m
    conditions: str = ""  # those that the range is planned for, as far as they count; "" where none do
    plan_share: Figure | None = None  # of the time in which it reaches that far at least; None in constant weather
    less: tuple[Measure, ...] | None = (
        None  # share of the time in which it reaches less, by cause; None: it does not change
    )
    axis: str = ""  # the condition that counts most, "sea state"
    by_condition: tuple[tuple[str, Figure], ...] = ()  # its values and the range at each, all else as planned
    binned_m: tuple[float, float] | None = None  # range at the ends of the bin that the conditions are counted in
    inputs: tuple[Measure, ...] = ()  # every figure of the model
    moves: tuple[SensorMove, ...] = ()  # the strongest first
