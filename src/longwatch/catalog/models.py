"""What the catalog says of a platform and a payload. The same models read a user's own `[[platform]]` and `[[payload]]`.

Every figure is a `Figure` with source, date, kind and range; `others` keeps the values that disagree.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from longwatch.catalog.camera import Camera
from longwatch.catalog.flight import Battery, Flight, Hull
from longwatch.catalog.hydrophone import Hydrophone, SideScan
from longwatch.catalog.lookout import Lookout
from longwatch.catalog.radar_set import RadarSet
from longwatch.origins import Figure, Origin
from longwatch.quantities import (
    Angle,
    DragArea,
    Duration,
    Fraction,
    Length,
    Mass,
    Number,
    PositiveDuration,
    PositiveLength,
    PositiveSpeed,
    Power,
    Price,
    RainRate,
    Rate,
    SeaDegree,
    Speed,
    Strict,
)

Domain = Literal["air", "surface", "underwater", "ship"]
SensorKind = Literal["radar", "turret", "ais", "sonar", "eyes"]
Task = Literal["detect", "recognise", "identify"]
Order = Literal["leaves first", "oldest first"]


class OtherFigure(Strict):
    """A figure another source gives for the same quantity; kept, not used."""

    quantity: str = Field(description="What it is of")
    value: str = Field(description="As the source gives it")
    kind: str = Field("", description="Of source")
    source: str = Field("", description="Who says so")
    date: str = Field("", description="When")
    note: str = Field("", description="In what circumstances")


class Platform(Strict):
    """A type of vehicle. Attributes are SI with their unit; files write the alias ("endurance", "cruise_speed")."""

    id: str = Field(description="The key by which fleets name it")
    name: str = Field(description="Its name in reports")
    domain: Domain = Field(description="Where it moves")
    maker: str = Field("", description="Who makes it")
    country: str = Field("", description="Where it is made")
    unmanned: bool = Field(True, description="Nobody is on board; its crew sits at a control station")
    note: str = Field("", description="What a reader must know of these figures")
    # what it can do
    endurance_s: PositiveDuration = Field(
        alias="endurance", description="Best documented time from take-off to landing"
    )
    planning_factor: Fraction = Field(
        alias="planning_factor", description="Share of that endurance a planner counts on"
    )
    transit_speed_mps: PositiveSpeed = Field(
        alias="transit_speed", description="Airspeed, or speed through the water, on the way"
    )
    loiter_speed_mps: PositiveSpeed = Field(alias="loiter_speed", description="The same on station")
    altitude_m: Length = Field(
        alias="altitude", description="Working height; for vessels the height of the sensor mast"
    )
    payload_mass_kg: Mass | None = Field(None, alias="payload_mass", description="What it can carry")
    payload_power_w: Power | None = Field(None, alias="payload_power", description="What it can feed")
    runway_m: Length | None = Field(None, alias="runway", description="Take-off run or runway needed")
    ship_capable: bool = Field(False, description="Works from a deck")
    deck_m: Length | None = Field(
        None, alias="deck", description="Deck run needed to fly from a ship; of a ship, what it has"
    )
    los_range_m: Length | None = Field(None, alias="los_range", description="Reach of the line-of-sight data link")
    satellite: bool = Field(False, description="Carries a satellite link")
    report_every_s: Duration | None = Field(
        None, alias="report_every", description="An underwater vehicle surfaces so often to report"
    )
    depth_min_m: Length | None = Field(None, alias="depth_min", description="Least depth of water it needs")
    # what flying, diving or sailing costs: with it, endurance follows the payload
    flight: Flight | None = Field(None, description="Of a propeller aircraft")
    battery: Battery | None = Field(None, description="Of an underwater vehicle")
    hull: Hull | None = Field(None, description="Of a surface vehicle")
    # what stops it
    wind_limit_mps: Speed | None = Field(None, alias="wind_limit", description="Wind in which it is launched no more")
    crosswind_limit_mps: Speed | None = Field(
        None, alias="crosswind_limit", description="Crosswind in which it is launched no more"
    )
    sea_limit: SeaDegree | None = Field(
        None, description="Highest sea state (Douglas) in which it is launched, or works at sea"
    )
    icing_ok: bool = Field(False, description="May fly where ice forms")
    # how it is kept going
    turnaround_s: Duration = Field(alias="turnaround", description="Landing to ready for the next take-off")
    reserve_s: Duration = Field(alias="reserve", description="Fuel kept for landing later than planned")
    preflight_failure: Fraction = Field(
        alias="preflight_failure", description="Share of launches that fail on the ground"
    )
    abort_rate_per_s: Rate = Field(alias="abort_rate", description="Sorties broken off, per hour flown")
    loss_rate_per_s: Rate = Field(alias="loss_rate", description="Vehicles lost, per hour flown")
    repair_s: Duration = Field(alias="repair", description="Mean time to repair after an abort or a failed launch")
    replacement_s: Duration = Field(alias="replacement", description="Lead time of a new vehicle after a loss")
    # people and money
    crew_people: Number = Field(alias="crew_people", description="People of one crew on duty with one vehicle")
    price: Price = Field(description="One vehicle, unarmed, with its usual payload unless the payload has a price")
    station_price: Price | None = Field(None, description="One control station")
    hour_cost: Price = Field(description='Marginal cost of an hour flown or sailed, "… /h": fuel, spares, maintenance')
    fuel_share: Fraction | None = Field(None, alias="fuel_share", description="Part of hour_cost that is fuel")
    year_cost: Price | None = Field(None, description='Fixed cost of keeping one vehicle, "… /year"')
    payloads: tuple[str, ...] = Field((), description="Usual payloads; the first is the default")
    others: tuple[OtherFigure, ...] = Field((), description="Figures of other sources, kept and not used")

    @property
    def endurance_by(self) -> str:
        """How endurance with a payload is known.

        "predicted" (physics, fuel or energy sourced, nothing fitted), "fitted" (physics fitted to the known endurance), "assumed"
        (physics, nothing fitted, fuel or energy ASSUMED) or "stated" (no physics: the endurance factor of the payload).
        """
        if self.flight is not None:
            fitted = self.flight.cd0 is None and self.flight.glide_ratio is None
            store = self.flight.fuel_kg
        elif self.battery is not None:
            fitted, store = self.battery.hotel_w is None, self.battery.energy_j
        elif self.hull is not None and self.hull.fuel_kg is not None:
            fitted, store = False, self.hull.fuel_kg
        else:
            return "stated"
        return "fitted" if fitted else "assumed" if store.origin.is_assumed else "predicted"


class Sector(Strict):
    """A part of the horizon in the axes of the vehicle, clockwise between two bearings: 0 is ahead, 90 deg to starboard."""

    from_rad: Angle = Field(alias="from", description="Relative bearing it begins at")
    to_rad: Angle = Field(alias="to", description="Relative bearing it ends at, clockwise of the first")

    @model_validator(mode="after")
    def _has_width(self) -> Sector:
        if float(self.from_rad) == float(self.to_rad):
            raise ValueError("a sector from a bearing to the same one is nothing; a full circle has no sectors")
        return self


class HazardStep(Strict):
    """How readily a sensor detects a target between the step before (or itself) and a range."""

    to_m: PositiveLength = Field(alias="to", description="Out to this range")
    rate_per_s: Rate = Field(alias="rate", description='Detections of a target there, like "0.01 /s"')


def _rising(steps: tuple[HazardStep, ...]) -> tuple[HazardStep, ...]:
    if not steps:
        raise ValueError("a hazard needs a step")
    if any(float(a.to_m) >= float(b.to_m) for a, b in pairwise(steps)):
        raise ValueError("each step of a hazard must reach farther than the one before it")
    return steps


HazardSteps: TypeAlias = Annotated[tuple[HazardStep, ...], AfterValidator(_rising)]


# what a sensor is modelled by -> the kind of sensor that has it
MODELS: Final[dict[str, SensorKind]] = {
    "radar": "radar", "camera": "turret", "hydrophone": "sonar", "sidescan": "sonar", "lookout": "eyes",
}  # fmt: skip


class Sensor(Strict):
    """One sensor of a payload. A range by class and task is a definite range: within it each look has the same chance.

    The chance is drawn anew in every decorrelation time, so that a long stare is not a sure look.
    """

    kind: SensorKind = Field(description="What it is")
    name: str = Field("", description="What it is called")
    ranges: dict[str, dict[Task, PositiveLength]] = Field(
        default_factory=dict, description="class -> task -> range in fair conditions, before the horizon"
    )
    hazard: dict[str, dict[Task, HazardSteps]] = Field(
        default_factory=dict,
        description="In place of ranges: class -> task -> steps of detections per second by range, from the sensor outward",
    )
    radar: RadarSet | None = Field(
        None, description="Of a radar: what its range equation asks; fills what no range says"
    )
    camera: Camera | None = Field(None, description="Of a turret: what it resolves; fills what no range says")
    hydrophone: Hydrophone | None = Field(None, description="Of a sonar that listens; fills what no range says")
    sidescan: SideScan | None = Field(None, description="Of a sonar that scans the bottom")
    lookout: Lookout | None = Field(None, description="Of eyes: by published sweep widths; fills what no range says")
    look_p: Fraction | None = Field(
        None,
        alias="look_p",
        description="That a target can be detected in one decorrelation time; none: `look_p` or `model_look_p` of [sensing]",
    )
    decorrelation_s: PositiveDuration | None = Field(
        None,
        alias="decorrelation",
        description="After so long a look has a chance of its own; none: `decorrelation` of [sensing]",
    )
    instrumented_range_m: PositiveLength | None = Field(
        None, alias="instrumented_range", description="It shows nothing farther than this"
    )
    range_min_m: Length | None = Field(None, alias="range_min", description="It shows nothing nearer than this")
    # what it gets wrong
    false_contacts_per_s: Rate | None = Field(
        None,
        alias="false_contacts",
        description="Its contacts that are nothing, per hour in the air; a turret of the payload spends a service on each; "
        "none: not counted",
    )
    wrong_identification: Fraction | None = Field(
        None,
        alias="wrong_identification",
        description="Of a turret or eyes: share of what it identifies that it identifies wrongly; none: not counted",
    )
    sectors: tuple[Sector, ...] = Field(
        (), description="Parts of the horizon it looks at, about the course of its vehicle; none: all round"
    )
    # of a turret, which serves one contact after the other
    slew_s: Duration | None = Field(
        None, alias="slew", description="Of a turret: to turn to a contact and find it; none: 10 s (ASSUMED, 5 to 20 s)"
    )
    dwell_s: Duration | None = Field(
        None, alias="dwell", description="Of a turret: to look at a contact; none: 30 s (ASSUMED, 15 to 90 s)"
    )
    order: Order | None = Field(
        None, description='Of a turret: which of the waiting contacts is served next; none: "leaves first"'
    )
    # conditions beyond which it does not reach those ranges; None: it does not care
    sea_state_max: SeaDegree | None = Field(
        None, description="Highest sea state (Douglas) in which it reaches its ranges"
    )
    visibility_min_m: Length | None = Field(
        None, alias="visibility_min", description="Least visibility in which it reaches its ranges"
    )
    cloud_max: Fraction | None = Field(
        None, alias="cloud_max", description="Share of sky covered between it and the sea"
    )
    rain_max_mm_h: RainRate | None = Field(
        None, alias="rain_max", description="Heaviest rain in which it reaches its ranges"
    )
    needs_light: bool = Field(False, description="It sees only by day")

    @model_validator(mode="after")
    def _has_one_law(self) -> Sensor:
        for class_, tasks in self.hazard.items():
            for task in tasks:
                if task in self.ranges.get(class_, {}):
                    raise ValueError(
                        f"both a range and a hazard say how it can {task} a {class_}: one of them is enough"
                    )
        if self.look_p is not None and float(self.look_p) <= 0.0:
            raise ValueError("a look_p of 0 sees nothing: leave the sensor out")
        return self

    @model_validator(mode="after")
    def _model_of_its_kind(self) -> Sensor:
        for name, kind in MODELS.items():
            if getattr(self, name) is not None and self.kind != kind:
                raise ValueError(f"a table `{name}` is of sensors of kind {kind!r}; this is one of kind {self.kind!r}")
        return self

    @model_validator(mode="after")
    def _of_its_kind(self) -> Sensor:
        if self.kind == "ais" and (self.sectors or self.range_min_m):
            raise ValueError("an AIS receiver hears all round, near and far: it has no sectors and no range_min")
        if self.kind == "ais" and self.false_contacts_per_s is not None:
            raise ValueError("an AIS receiver makes no false contacts here: what it hears is a ship")
        if self.kind not in ("turret", "eyes") and self.wrong_identification is not None:
            raise ValueError(f"wrong_identification is of turrets and eyes; this is a sensor of kind {self.kind!r}")
        if self.kind != "turret" and not (self.slew_s is None and self.dwell_s is None and self.order is None):
            raise ValueError(f"slew, dwell and order are of turrets; this is a sensor of kind {self.kind!r}")
        return self


class Payload(Strict):
    """A sensor fit with mass and power; another fit changes endurance."""

    id: str = Field(description="The key by which fleets name it")
    name: str = Field(description="Its name in reports")
    mass_kg: Mass = Field(alias="mass", description="Of the whole fit")
    power_w: Power = Field(alias="power", description="Of the whole fit")
    drag_area_m2: DragArea = Field(
        default_factory=lambda: Figure(0.0, "m2", high=0.05, origin=Origin("assumed", "nothing outside the airframe")),
        alias="drag_area",
        description="Drag area of what stands in the airflow of an aircraft",
    )
    endurance_factor: Fraction = Field(
        default_factory=lambda: Figure(0.9, "1", low=0.7, high=1.0, origin=Origin("assumed", "an average fit")),
        alias="endurance_factor",
        description="Share of the clean endurance left with this fit; an ASSUMED one gives way where a platform has "
        "[flight], [battery] or [hull]",
    )
    price: Price | None = Field(None, description="Of one fit; none: it stands in the price of the platform")
    sensors: tuple[Sensor, ...] = Field(description="What it sees with")
    note: str = Field("", description="What a reader must know of these figures")
    others: tuple[OtherFigure, ...] = Field((), description="Figures of other sources, kept and not used")

    def share_is_modelled(self, platform: Platform) -> bool:
        """Whether physics say what endurance is left with it: an ASSUMED endurance factor gives way, a stated one stands."""
        origin = self.endurance_factor.origin
        drawn_of = origin.of[0] if origin.kind == "computed" and origin.of else origin.kind  # drawn from a range
        return platform.endurance_by != "stated" and drawn_of == "assumed"
