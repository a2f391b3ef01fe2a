"""How long a propeller aircraft stays up with a load: climb, then level flight until the tanks are dry.

Masses, powers and drag go into Breguet's relations (`breguet`) in the standard atmosphere (`air`). Fields may be arrays: one
call works out many variants of an aircraft. Typical error: 5 to 15 %, by the one flight whose fuel is known and the one aircraft
known with two loads; most of it is fuel consumption and drag.

Left out: the descent (taken as loiter), speed and height that change propeller or engine, mass burnt within the climb, turns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from longwatch.physics.air import density_kg_m3
from longwatch.physics.breguet import endurance_at_speed_s, endurance_under_load_s
from longwatch.units import G0_MPS2

Floats = NDArray[np.float64]
CD0_RANGE = (0.003, 0.3)  # no aircraft lies outside: a fit that runs into an end has failed
SLOWEST_CLIMB_MPS = 0.25  # numerical: a climb slower than this is none, so that no time is infinite
NEWTON_STEPS = 20


@dataclass(frozen=True)
class Aircraft:
    """SI; every field an array that broadcasts with the others. rated_w is infinite where power is never the limit."""

    fuel_kg: Floats
    takeoff_kg: Floats
    empty_kg: Floats
    span_m: Floats
    aspect_ratio: Floats
    oswald: Floats
    cd0: Floats
    cl_loiter: Floats
    bsfc_kg_j: Floats
    propeller: Floats
    generator: Floats
    avionics_w: Floats
    rated_w: Floats
    rated_to_m: Floats
    climb_mps: Floats

    @property
    def wing_m2(self) -> Floats:
        return self.span_m**2 / self.aspect_ratio

    @property
    def induced(self) -> Floats:
        """k of CD = CD0 + k CL^2."""
        return 1.0 / (np.pi * self.oswald * self.aspect_ratio)


@dataclass(frozen=True)
class Load:
    """What is carried besides fuel: mass, electrical power, drag area."""

    mass_kg: Floats
    power_w: Floats
    drag_m2: Floats


@dataclass(frozen=True)
class Level:
    """Level flight: at a pressure height, with a true airspeed, or at that of least power where it is None."""

    height_m: Floats
    speed_mps: Floats | None = None


def fuel_aboard_kg(craft: Aircraft, load: Load) -> Floats:
    """Tanks full, or what the load leaves of the greatest mass at take-off; never below zero."""
    room = craft.takeoff_kg - craft.empty_kg - load.mass_kg
    return np.asarray(np.clip(room, 0.0, craft.fuel_kg), np.float64)


def slowest_mps(craft: Aircraft, mass_kg: Floats, density: Floats) -> Floats:
    """The speed at which it flies at its highest lift coefficient of loiter."""
    return np.asarray(np.sqrt(2.0 * mass_kg * G0_MPS2 / (density * craft.wing_m2 * craft.cl_loiter)), np.float64)


def speed_of_least_power_mps(craft: Aircraft, load: Load, mass_kg: Floats, density: Floats) -> Floats:
    """CL = sqrt(3 CD0 / k), but never slower than its lift coefficient of loiter allows."""
    return np.asarray(
        np.sqrt(2.0 * mass_kg * G0_MPS2 / (density * craft.wing_m2 * _loiter_cl(craft, load))), np.float64
    )


def shaft_power_w(craft: Aircraft, load: Load, mass_kg: Floats, density: Floats, speed_mps: Floats) -> Floats:
    """In level flight: zero-lift drag, induced drag, and what the generator takes."""
    fixed, induced = _at_speed(craft, load, density, speed_mps)
    return np.asarray(fixed + induced * mass_kg**2, np.float64)


def rated_power_w(craft: Aircraft, height_m: Floats) -> Floats:
    """What the engines give at a height: their rated power up to `rated_to_m`, then falling as the density of air."""
    fall = density_kg_m3(height_m) / density_kg_m3(craft.rated_to_m)
    return np.asarray(craft.rated_w * np.minimum(1.0, fall), np.float64)


def airborne_s(craft: Aircraft, load: Load, level: Level, left_kg: Floats | float = 0.0) -> Floats:
    """Time from take-off to dry tanks (or to `left_kg` in them): climb, then level flight.

    0 where the fuel does not last to the height.
    """
    dry_kg = craft.empty_kg + load.mass_kg + left_kg
    climb_s, climb_kg = climb(craft, load, level)
    begin_kg = craft.empty_kg + load.mass_kg + fuel_aboard_kg(craft, load) - climb_kg
    stays = begin_kg > dry_kg
    level_s = _level_s(craft, load, level, np.maximum(begin_kg, dry_kg), dry_kg)
    return np.asarray(np.where(stays, climb_s + level_s, 0.0), np.float64)


def mission_s(
    craft: Aircraft,
    load: Load,
    loiter: Level,
    transit_mps: Floats,
    out_s: Floats,
    back_s: Floats,
    left_kg: Floats | float = 0.0,
) -> Floats:
    """Time from take-off to dry tanks (or to `left_kg` in them): out and back at the transit speed, the rest loitering.

    All at the height of `loiter`; the climb is the first part of the way out, and of the loiter where the way is shorter. Never
    slower than it can fly. Tanks that do not last the ways: the time at transit speed until they are dry. 0 where they do not
    last to the height.
    """
    transit = Level(loiter.height_m, transit_mps)
    dry_kg = craft.empty_kg + load.mass_kg + left_kg
    climb_s, climb_kg = climb(craft, load, loiter)
    begin_kg = craft.empty_kg + load.mass_kg + fuel_aboard_kg(craft, load) - climb_kg
    stays = begin_kg > dry_kg
    full_kg = np.maximum(begin_kg, dry_kg)
    cruise_s, all_s = np.maximum(out_s - climb_s, 0.0), _level_s(craft, load, transit, full_kg, dry_kg)
    lasts = cruise_s + back_s < all_s
    arrive_kg = _mass_for_kg(craft, load, transit, full_kg, dry_kg, all_s - np.where(lasts, cruise_s, 0.0))
    leave_kg = _mass_for_kg(craft, load, transit, full_kg, dry_kg, np.where(lasts, back_s, all_s))
    loiter_s = _level_s(craft, load, loiter, arrive_kg, np.minimum(leave_kg, arrive_kg))
    level_s = np.where(lasts, cruise_s + loiter_s + back_s, all_s)
    return np.asarray(np.where(stays, climb_s + level_s, 0.0), np.float64)


def climb(craft: Aircraft, load: Load, level: Level) -> tuple[Floats, Floats]:
    """(time in s, fuel in kg) to the height, at take-off mass and the air of half the height.

    At its rate of climb, or slower where its power does not allow that.
    """
    height, mass = level.height_m, craft.empty_kg + load.mass_kg + fuel_aboard_kg(craft, load)
    density = density_kg_m3(0.5 * height)
    needs_w = shaft_power_w(craft, load, mass, density, speed_of_least_power_mps(craft, load, mass, density))
    spare_w = np.maximum(rated_power_w(craft, 0.5 * height) - needs_w, 0.0)
    rate = np.clip(spare_w * craft.propeller / (mass * G0_MPS2), SLOWEST_CLIMB_MPS, craft.climb_mps)
    time_s = height / rate
    lift_w = mass * G0_MPS2 * rate / craft.propeller
    return np.asarray(time_s), np.asarray(craft.bsfc_kg_j * (needs_w + lift_w) * time_s)


def fitted(craft: Aircraft, load: Load, level: Level, left_kg: Floats | float, duration_s: Floats) -> Aircraft:
    """The aircraft with the zero-lift drag that makes it stay up for `duration_s`: the one free parameter.

    Time against drag is close to a power law, so secant steps of logarithms meet it in some five; they stay within CD0_RANGE,
    where a record that no drag explains ends. Whoever fits compares `airborne_s` with the duration.
    """
    low, high = np.log(CD0_RANGE)

    def missed(log_cd0: Floats) -> Floats:
        time_s = airborne_s(replace(craft, cd0=np.exp(log_cd0)), load, level, left_kg)
        return np.asarray(np.log(np.maximum(time_s, 1.0) / duration_s))

    before = np.full(np.broadcast_shapes(*(np.shape(x) for x in (*vars(craft).values(), duration_s))), np.log(0.03))
    now = before + 0.1
    was = missed(before)
    for _ in range(40):
        off = missed(now)
        if np.all(np.abs(off) < 1e-11):
            break
        slope = (off - was) / np.where(now == before, 1.0, now - before)
        step = np.clip(off / np.where(slope < -1e-3, slope, -1.0), -1.0, 1.0)
        before, was, now = now, off, np.clip(now - step, low, high)
    return replace(craft, cd0=np.exp(now))


def _loiter_cl(craft: Aircraft, load: Load) -> Floats:
    """Lift coefficient of least power, where it may fly so slowly."""
    least = np.sqrt(3.0 * (craft.cd0 + load.drag_m2 / craft.wing_m2) / craft.induced)
    return np.asarray(np.minimum(least, craft.cl_loiter), np.float64)


def _level_s(craft: Aircraft, load: Load, level: Level, begin_kg: Floats, end_kg: Floats) -> Floats:
    """Level flight from mass to mass; at a given speed those who are too heavy for it fly at the slowest they can."""
    density = density_kg_m3(level.height_m)
    if level.speed_mps is None:
        return _at_cl_s(craft, load, density, _loiter_cl(craft, load), begin_kg, end_kg)
    light_kg = 0.5 * density * level.speed_mps**2 * craft.wing_m2 * craft.cl_loiter / G0_MPS2
    turn_kg = np.clip(light_kg, end_kg, begin_kg)
    fixed, induced = _at_speed(craft, load, density, level.speed_mps)
    heavy_s = _at_cl_s(craft, load, density, craft.cl_loiter, begin_kg, turn_kg)
    return heavy_s + endurance_at_speed_s(turn_kg, end_kg, fixed, induced, craft.bsfc_kg_j)


def _mass_for_kg(craft: Aircraft, load: Load, level: Level, full_kg: Floats, dry_kg: Floats, time_s: Floats) -> Floats:
    """The mass with which it flies for so long at a level until it is dry; time_s within 0 and what full tanks last.

    By Newton's steps: time is concave in mass, as power rises with it, so from the second step on they rise to the root.
    """
    density, speed = density_kg_m3(level.height_m), level.speed_mps
    assert speed is not None
    last_s = np.maximum(_level_s(craft, load, level, full_kg, dry_kg), 1e-9)
    mass = dry_kg + (full_kg - dry_kg) * np.asarray(time_s) / last_s
    for _ in range(NEWTON_STEPS):
        off_s = _level_s(craft, load, level, mass, dry_kg) - time_s
        if np.all(np.abs(off_s) < 1e-6):
            break
        power = shaft_power_w(craft, load, mass, density, np.maximum(speed, slowest_mps(craft, mass, density)))
        mass = np.clip(mass - off_s * craft.bsfc_kg_j * power, dry_kg, full_kg)
    return np.asarray(mass, np.float64)


def _at_cl_s(craft: Aircraft, load: Load, density: Floats, cl: Floats, begin_kg: Floats, end_kg: Floats) -> Floats:
    drag = craft.cd0 + load.drag_m2 / craft.wing_m2 + craft.induced * cl**2
    lifting = drag / cl**1.5 * G0_MPS2**1.5 * np.sqrt(2.0 / (density * craft.wing_m2)) / craft.propeller
    return endurance_under_load_s(begin_kg, end_kg, lifting, _electrical_w(craft, load), craft.bsfc_kg_j)


def _at_speed(craft: Aircraft, load: Load, density: Floats, speed_mps: Floats) -> tuple[Floats, Floats]:
    """(shaft power that does not depend on mass in W, by mass squared in W/kg2) at a speed."""
    parasite = 0.5 * density * speed_mps**3 * (craft.cd0 * craft.wing_m2 + load.drag_m2) / craft.propeller
    induced = 2.0 * craft.induced * G0_MPS2**2 / (density * speed_mps * craft.wing_m2) / craft.propeller
    return np.asarray(parasite + _electrical_w(craft, load)), np.asarray(induced)


def _electrical_w(craft: Aircraft, load: Load) -> Floats:
    return np.asarray((craft.avionics_w + load.power_w) / craft.generator, np.float64)
