"""What share of its known endurance a vehicle has left with a payload, by the physics of its kind.

Each model takes the figures of platform and payload by name, as arrays of variants, and gives shares. A share is at most 1:
nobody is promised more than has been shown, however light the payload and however low the work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from longwatch.catalog.models import Payload, Platform
from longwatch.origins import Figure
from longwatch.physics.breguet import cd0_of_glide
from longwatch.physics.flight import Aircraft, Level, Load, airborne_s, fitted
from longwatch.physics.usv import motor_endurance_s
from longwatch.physics.uuv import glider_power_w, power_w
from longwatch.quantities import Strict

Floats = NDArray[np.float64]
Values = Mapping[str, Floats]
KINDS = ("flight", "battery", "hull")


@dataclass(frozen=True)
class Part:
    """One figure that a share rests on."""

    key: str  # "fuel_kg"
    name: str  # "fuel of mq9b"
    figure: Figure


def kind_of(platform: Platform) -> str:
    """ "flight", "battery", "hull", or nothing where the platform has none of these blocks."""
    return next((kind for kind in KINDS if getattr(platform, kind) is not None), "")


def parts_of(platform: Platform, payload: Payload) -> tuple[Part, ...]:
    """Every figure that the model of this platform uses, in a fixed order."""
    spec: Strict = getattr(platform, kind_of(platform))
    own = [Part("own_endurance_s", f"endurance of {platform.id}", platform.endurance_s)]
    if platform.battery is not None:
        own.append(Part("own_loiter_speed_mps", f"loiter speed of {platform.id}", platform.loiter_speed_mps))
    fit = [
        Part(f"payload_{name}", f"{word} of {payload.id}", getattr(payload, name))
        for name, word in (("mass_kg", "mass"), ("power_w", "power"), ("drag_area_m2", "drag area"))
    ]
    return (*_of(spec, "", platform.id), *own, *fit)


def shares(kind: str, values: Values) -> Floats:
    """Of each variant, between 0 and 1."""
    return np.asarray(np.clip(_MODELS[kind](values), 0.0, 1.0), np.float64)


@lru_cache(maxsize=1024)
def share_and_range(kind: str, figures: tuple[tuple[str, float, float, float], ...]) -> tuple[float, float, float]:
    """(share, low, high); figures are (key, likely, low, high).

    Each figure goes to both ends of its range alone; what it does to the share is added up as of independent errors, root of the
    sum of squares, for better and for worse apart.
    """
    ends = [(i, end) for i, (_, likely, *range_) in enumerate(figures) for end in range_ if end != likely]
    values = {}
    for i, (key, likely, _, _) in enumerate(figures):
        values[key] = np.array([likely, *(end if i == j else likely for j, end in ends)])
    found = shares(kind, values)
    off = found[1:] - found[0]
    worse, better = (float(np.sqrt(np.sum(part**2))) for part in (np.minimum(off, 0.0), np.maximum(off, 0.0)))
    share = float(found[0])
    return share, max(share - worse, 0.0), min(share + better, 1.0)


def aircraft_of(x: Values) -> Aircraft:
    """The airframe; where nothing says its zero-lift drag, fitted so that the record comes out."""
    drag = x.get("cd0")
    if drag is None and "glide_ratio" in x:
        drag = cd0_of_glide(x["glide_ratio"], x["aspect_ratio"], x["oswald"])
    craft = Aircraft(
        fuel_kg=x["fuel_kg"], takeoff_kg=x["takeoff_mass_kg"], empty_kg=x["empty_mass_kg"], span_m=x["wing_span_m"],
        aspect_ratio=x["aspect_ratio"], oswald=x["oswald"], cd0=np.asarray(0.03) if drag is None else drag,
        cl_loiter=x["cl_loiter"], bsfc_kg_j=x["bsfc_kg_j"], propeller=x["propeller"], generator=x["generator"],
        avionics_w=x["avionics_w"], rated_w=x.get("rated_power_w", np.asarray(np.inf)), rated_to_m=x["rated_to_m"],
        climb_mps=x["climb_speed_mps"],
    )  # fmt: skip
    return craft if drag is not None else fitted(craft, *record_of(x), x["own_endurance_s"])


def record_of(x: Values) -> tuple[Load, Level, Floats]:
    """(load, height and speed, fuel left) of the known flight."""
    load = Load(x["record_load_kg"], x["record_load_power_w"], x["record_load_drag_m2"])
    return load, Level(x["record_altitude_m"], x.get("record_speed_mps")), x.get("record_fuel_left_kg", np.asarray(0.0))


def payload_of(x: Values) -> Load:
    """The payload as a load of an aircraft."""
    return Load(x["payload_mass_kg"], x["payload_power_w"], x["payload_drag_area_m2"])


def _flight(x: Values) -> Floats:
    """The payload in place of the load of the record, at its height and speed, tanks filled as far as take-off mass allows."""
    craft, (load, level, left_kg) = aircraft_of(x), record_of(x)
    return airborne_s(craft, payload_of(x), level, left_kg) / airborne_s(craft, load, level, left_kg)


def _battery(x: Values) -> Floats:
    """Hotel load, payload and propulsion at loiter speed, against those of the known endurance."""
    known_w, loiter_w = battery_draw(x, x["own_loiter_speed_mps"])
    return known_w / loiter_w


def battery_draw(x: Values, *speeds_mps: Floats | float) -> tuple[Floats, ...]:
    """(W in the known endurance, W with the payload at each of the speeds)."""
    hotel = x.get("hotel_w")
    if hotel is None:
        hotel = np.maximum(x["energy_j"] / x["own_endurance_s"] - _moving_w(x, x["speed_mps"]) - x["load_power_w"], 0.0)
    known_w = hotel + x["load_power_w"] + _moving_w(x, x["speed_mps"])
    return known_w, *(hotel + x["payload_power_w"] + _moving_w(x, speed_mps) for speed_mps in speeds_mps)


def _moving_w(x: Values, speed_mps: Floats | float) -> Floats:
    """Propulsion by the cube of speed, or dives that follow each other faster."""
    if "dive_energy_j" in x:
        return glider_power_w(0.0, x["dive_energy_j"], x["dive_every_s"] * x["speed_mps"] / speed_mps)
    return power_w(0.0, x["propulsion_w"] / x["speed_mps"] ** 3, speed_mps)


def _hull(x: Values) -> Floats:
    """What the fuel of a motor boat gives with the payload.

    Sun, wind and waves carry whatever they can feed: no share of theirs.
    """
    ratio = (x["displacement_kg"] - x["load_kg"] + x["payload_mass_kg"]) / x["displacement_kg"]
    electrical_w = x["hotel_w"] + x["payload_power_w"]
    return motor_endurance_s(x["fuel_kg"], x["bsfc_kg_j"], x["motor_w"], electrical_w, ratio) / x["own_endurance_s"]


_MODELS: dict[str, Callable[[Values], Floats]] = {"flight": _flight, "battery": _battery, "hull": _hull}


def _of(spec: Strict, before: str, of: str) -> list[Part]:
    """The figures of a block and of the tables inside it."""
    found = []
    for name, info in type(spec).model_fields.items():
        value, word = getattr(spec, name), (info.alias or name).replace("_", " ")
        if isinstance(value, Figure):
            found.append(Part(before + name, f"{before.replace('_', ' ')}{word} of {of}", value))
        elif isinstance(value, Strict):
            found += _of(value, f"{name}_", of)
    return found


def likely(parts: tuple[Part, ...]) -> Values:
    """The figures as they stand, one variant."""
    return {part.key: np.array([float(part.figure)]) for part in parts}
