"""What flying, swimming and sailing cost: `[flight]`, `[battery]` and `[hull]` of a platform.

With one of them the endurance left with a payload is worked out (`physics.endurance`). What no source gives has an ASSUMED
value with a range, so that a file needs few keys and what it may be off by reaches the interval of knowledge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import Field, model_validator

from longwatch.origins import Figure, assumed
from longwatch.quantities import (
    DragArea,
    Duration,
    Energy,
    Fraction,
    FuelConsumption,
    Length,
    Mass,
    PositiveDuration,
    PositiveLength,
    PositiveSpeed,
    Power,
    Ratio,
    Strict,
)
from longwatch.units import HOUR_S

AIR_TO_M: Final = 20_000.0  # the standard atmosphere is given up to here


def _assumed(value: float, unit: str, low: float, high: float, why: str) -> Callable[[], Figure]:
    return lambda: assumed(value, unit, low, high, why)


class Record(Strict):
    """A flight that is known: the model is fitted to it, or held against it. The endurance of the platform is its duration."""

    altitude_m: Length = Field(alias="altitude", description="At which it was flown")
    speed_mps: PositiveSpeed | None = Field(
        None, alias="speed", description="True airspeed kept, where it is known; none: that of least power"
    )
    load_kg: Mass = Field(alias="load", description="Mass carried besides fuel")
    load_power_w: Power = Field(
        default_factory=_assumed(300.0, "W", 0.0, 1500.0, "sensors of a record flight, no source"),
        alias="load_power",
        description="Electrical power drawn by the load",
    )
    load_drag_m2: DragArea = Field(
        default_factory=_assumed(0.02, "m2", 0.0, 0.05, "a turret"),
        alias="load_drag",
        description="Drag area of the load",
    )
    fuel_left_kg: Mass | None = Field(None, alias="fuel_left", description="In the tanks after it; none: nothing")


class Flight(Strict):
    """A propeller aircraft, as Breguet's relations ask.

    Zero-lift drag comes from `cd0`, from `glide_ratio`, or from the record: the model is then fitted, else it predicts.
    """

    fuel_kg: Mass = Field(alias="fuel", description="Usable, tanks full")
    takeoff_mass_kg: Mass = Field(alias="takeoff_mass", description="Greatest mass at take-off")
    empty_mass_kg: Mass = Field(alias="empty_mass", description="Without fuel and payload")
    wing_span_m: PositiveLength = Field(alias="wing_span", description="Tip to tip")
    aspect_ratio: Ratio = Field(
        default_factory=_assumed(15.0, "1", 11.0, 20.0, "slender wings of long endurance"),
        alias="aspect_ratio",
        description="Span squared by wing area",
    )
    oswald: Fraction = Field(
        default_factory=_assumed(0.8, "1", 0.7, 0.9, "usual of straight wings"),
        alias="oswald",
        description="Span efficiency e of the drag polar",
    )
    cd0: Ratio | None = Field(
        None, alias="cd0", description="Zero-lift drag coefficient without payload; none: fitted to the record"
    )
    glide_ratio: Ratio | None = Field(None, alias="glide_ratio", description="Greatest lift to drag, in place of cd0")
    cl_loiter: Ratio = Field(
        default_factory=_assumed(1.0, "1", 0.8, 1.2, "greatest lift of 1.45 with a fifth of speed in hand"),
        alias="cl_loiter",
        description="Highest lift coefficient it loiters at: it flies no slower",
    )
    bsfc_kg_j: FuelConsumption = Field(
        default_factory=_assumed(0.29 / 3.6e6, "kg/J", 0.26 / 3.6e6, 0.33 / 3.6e6, "petrol engine at part load"),
        alias="bsfc",
        description="Fuel for shaft work, as it loiters",
    )
    propeller: Fraction = Field(
        default_factory=_assumed(0.78, "1", 0.72, 0.84, "propellers at low speed"),
        alias="propeller",
        description="Efficiency of the propeller",
    )
    generator: Fraction = Field(
        default_factory=_assumed(0.75, "1", 0.6, 0.9, "alternator and converters"),
        alias="generator",
        description="Electrical power by shaft power",
    )
    avionics_w: Power = Field(
        default_factory=_assumed(400.0, "W", 200.0, 1000.0, "flight computers, links and lights"),
        alias="avionics",
        description="Electrical power it draws itself",
    )
    rated_power_w: Power | None = Field(
        None, alias="rated_power", description="Shaft power of its engines together; none: never the limit"
    )
    rated_to_m: Length = Field(
        default_factory=_assumed(0.0, "m", 0.0, 6000.0, "no turbocharger known"),
        alias="rated_to",
        description="Up to this height it has that power; above, power falls as the density of air",
    )
    climb_speed_mps: PositiveSpeed = Field(
        default_factory=_assumed(2.5, "m/s", 1.5, 5.0, "light aircraft, heavy with fuel"),
        alias="climb_speed",
        description="Rate of climb, where its power allows it",
    )
    record: Record = Field(description="The flight that its endurance comes from")

    @model_validator(mode="after")
    def _adds_up(self) -> Flight:
        if self.cd0 is not None and self.glide_ratio is not None:
            raise ValueError("cd0 and glide_ratio both say how much drag it has: one of them is enough")
        if self.takeoff_mass_kg.low <= self.empty_mass_kg.high:
            raise ValueError(
                f"takeoff_mass must be above empty_mass, its low too: {self.takeoff_mass_kg.low:g} kg against "
                f"up to {self.empty_mass_kg.high:g} kg"
            )
        some = {"fuel": self.fuel_kg, "oswald": self.oswald, "propeller": self.propeller, "generator": self.generator}
        none = [name for name, figure in some.items() if figure.low <= 0.0]
        if none:
            raise ValueError(f"{' and '.join(none)} must be above zero, low too")
        if max(self.rated_to_m.high, self.record.altitude_m.high) > AIR_TO_M:
            raise ValueError(
                "rated_to and the altitude of the record lie below 20 km, high too: the air above is not modelled"
            )
        return self


class Battery(Strict):
    """An underwater vehicle that lives on a store of energy: hotel load plus propulsion.

    Without `hotel` what is drawn besides propulsion is fitted to the endurance of the platform at `speed`.
    """

    energy_j: Energy = Field(alias="energy", description="Usable")
    hotel_w: Power | None = Field(
        None, alias="hotel", description="Drawn all the time without payload; none: fitted to the endurance"
    )
    speed_mps: PositiveSpeed = Field(alias="speed", description="Through the water, of the known endurance")
    propulsion_w: Power | None = Field(
        None, alias="propulsion", description="Power of propulsion at that speed; rises with its cube"
    )
    dive_energy_j: Energy | None = Field(
        None, alias="dive_energy", description="Of a glider: what its buoyancy engine takes for one dive and climb"
    )
    dive_every_s: PositiveDuration | None = Field(
        None, alias="dive_every", description="Of a glider: time of one dive and climb at that speed"
    )
    load_power_w: Power = Field(
        default_factory=_assumed(0.0, "W", 0.0, 1.0, "no payload in the known endurance"),
        alias="load_power",
        description="Drawn by the payload of the known endurance",
    )

    @model_validator(mode="after")
    def _moves_one_way(self) -> Battery:
        if (self.dive_energy_j is None) != (self.dive_every_s is None):
            raise ValueError("a glider has both dive_energy and dive_every")
        if (self.propulsion_w is None) == (self.dive_energy_j is None):
            raise ValueError("one of propulsion and dive_energy says how it moves")
        return self


class Hull(Strict):
    """A surface vehicle driven by wind, waves, sun or a motor: what feeds its payload.

    How fast wind and waves drive it has no accepted formula: its speeds are published means.
    """

    displacement_kg: Mass = Field(alias="displacement", description="Ready to sail, with the payload of its endurance")
    hotel_w: Power = Field(alias="hotel", description="Electrical power it draws itself")
    panel_w: Power | None = Field(None, alias="panel", description="Peak power of its solar panels")
    sun_s: Duration = Field(
        default_factory=_assumed(4.0 * HOUR_S, "s", 2.0 * HOUR_S, 6.0 * HOUR_S, "flat panels, middle latitudes"),
        alias="sun",
        description="Hours of full sun that a day is worth",
    )
    night_s: Duration = Field(
        default_factory=_assumed(14.0 * HOUR_S, "s", 10.0 * HOUR_S, 16.0 * HOUR_S, "winter, middle latitudes"),
        alias="night",
        description="Time without sun that its store must last",
    )
    store_j: Energy | None = Field(None, alias="store", description="Battery that carries it through the night")
    motor_w: Power | None = Field(
        None, alias="motor", description="Of a motor boat: shaft power at loiter speed, ready to sail"
    )
    fuel_kg: Mass | None = Field(None, alias="fuel", description="Of a motor boat: usable, tanks full")
    bsfc_kg_j: FuelConsumption = Field(
        default_factory=_assumed(0.24 / 3.6e6, "kg/J", 0.21 / 3.6e6, 0.28 / 3.6e6, "small diesel at part load"),
        alias="bsfc",
        description="Of a motor boat: fuel for shaft work",
    )
    load_kg: Mass = Field(
        default_factory=_assumed(0.0, "kg", 0.0, 50.0, "no payload in the known endurance"),
        alias="load",
        description="Payload of the known endurance",
    )

    @model_validator(mode="after")
    def _lives_on_something(self) -> Hull:
        if (self.motor_w is None) != (self.fuel_kg is None):
            raise ValueError("a motor boat has both motor and fuel")
        if (self.panel_w is None) != (self.store_j is None):
            raise ValueError("panel and store belong together")
        if self.motor_w is None and self.panel_w is None:
            raise ValueError("a hull has a motor and fuel, or panels and a store")
        if self.displacement_kg <= 0:
            raise ValueError("displacement must be above zero")
        return self
