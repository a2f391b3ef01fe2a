"""Whether a platform can carry and feed a payload at all. What is not known is not refused."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from longwatch.catalog.flight import Flight, Hull
from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError, Problem
from longwatch.physics.air import density_kg_m3
from longwatch.physics.flight import fuel_aboard_kg, rated_power_w, shaft_power_w, speed_of_least_power_mps
from longwatch.physics.shares import aircraft_of, likely, parts_of, payload_of
from longwatch.physics.usv import fed_by_sun_w


def check_fit(platform: Platform, payload: Payload, height_m: float | None = None) -> None:
    """Refuse a payload that is too heavy or too hungry, saying what would fit.

    height_m : at which an aircraft works; none: the working height of the platform
    """
    problems = []
    if platform.payload_mass_kg is not None and payload.mass_kg > platform.payload_mass_kg:
        problems.append(_too_much(platform, payload, "weighs", payload.mass_kg, platform.payload_mass_kg, "kg"))
    if platform.payload_power_w is not None and payload.power_w > platform.payload_power_w:
        problems.append(_too_much(platform, payload, "draws", payload.power_w, platform.payload_power_w, "W"))
    if not problems:
        problems += _grounded(platform, payload, float(platform.altitude_m) if height_m is None else height_m)
    if problems:
        raise BadInputError(problems)


def _grounded(platform: Platform, payload: Payload, height_m: float) -> Iterator[Problem]:
    """By the physics of its kind."""
    if platform.flight is not None:
        yield from _cannot_fly(platform, platform.flight, payload, height_m)
    if platform.hull is not None:
        yield from _cannot_feed(platform, platform.hull, payload)


def _cannot_fly(platform: Platform, flight: Flight, payload: Payload, height_m: float) -> Iterator[Problem]:
    room_kg = flight.takeoff_mass_kg - flight.empty_mass_kg
    if payload.mass_kg >= room_kg:
        what = (
            f"weighs {payload.mass_kg:g} kg: {platform.id} takes {room_kg:g} kg of fuel and payload "
            f"({flight.takeoff_mass_kg:g} kg at take-off, {flight.empty_mass_kg:g} kg empty), so none is left for fuel"
        )
        full_kg = max(room_kg - flight.fuel_kg, 0.0)
        yield Problem(f"payload {payload.id}", what, f"up to {full_kg:g} kg fit beside full tanks")
        return
    if flight.rated_power_w is None:
        return
    x = likely(parts_of(platform, payload))
    craft, load, height = aircraft_of(x), payload_of(x), np.asarray(height_m)
    mass, density = craft.empty_kg + load.mass_kg + fuel_aboard_kg(craft, load), density_kg_m3(height)
    needs = shaft_power_w(craft, load, mass, density, speed_of_least_power_mps(craft, load, mass, density)).item()
    has = rated_power_w(craft, height).item()
    if needs > has:
        what = (
            f"is too much for {platform.id} at {height.item():.0f} m: to keep its height with full tanks takes "
            f"{needs / 1e3:.0f} kW, its engines give {has / 1e3:.0f} kW there"
        )
        yield Problem(
            f"payload {payload.id}", what, "a lower `altitude`, or a payload that is lighter, smaller or draws less"
        )


def _cannot_feed(platform: Platform, hull: Hull, payload: Payload) -> Iterator[Problem]:
    """Sun and store must feed payload and hotel load day and night."""
    if hull.panel_w is None or hull.store_j is None or hull.motor_w is not None:
        return
    fed_w = fed_by_sun_w(hull.panel_w, hull.sun_s, hull.store_j, hull.night_s).item() - hull.hotel_w
    if payload.power_w > fed_w:
        what = (
            f"draws {payload.power_w:g} W day and night; sun and store of {platform.id} feed "
            f"{max(fed_w, 0.0):.3g} W besides its own {hull.hotel_w:g} W"
        )
        yield Problem(f"payload {payload.id}", what, f"choose another payload for {platform.id}, or correct its [hull]")


def _too_much(platform: Platform, payload: Payload, verb: str, wanted: float, carried: float, unit: str) -> Problem:
    return Problem(
        f"payload {payload.id}",
        f"{verb} {wanted:g} {unit}, more than the {carried:g} {unit} that {platform.id} carries",
        f"choose another payload for {platform.id}, or correct either figure with its source",
    )
