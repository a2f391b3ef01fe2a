"""What a sortie's own way, speeds and height leave of the known endurance, with its payload.

    share = time from take-off to dry tanks, out and back at transit speed and the rest at loiter speed, at the working height
            / the model's time of the record

A plan counts on the record times a planning factor. What it doubts of an hour aloft it doubts of an hour on the way, so a way of
an hour is flown in the model as one of (record's time / planned time) hours: ways then take their true part of the planned time.
A share is at most 1, as that of a payload: a slower or lower loiter than the record's may last longer, but nobody has shown it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from longwatch.catalog.models import Payload, Platform
from longwatch.physics.air import density_kg_m3
from longwatch.physics.flight import Level, airborne_s, fuel_aboard_kg, mission_s, slowest_mps
from longwatch.physics.shares import Values, aircraft_of, battery_draw, kind_of, parts_of, payload_of, record_of


@dataclass(frozen=True)
class Mission:
    """What a sortie flies, apart from what it carries. Infinite ways: all of it is transit."""

    height_m: float
    transit_mps: float  # through the air or water, as the next
    loiter_mps: float
    out_s: float = 0.0
    back_s: float = 0.0


def knows_missions(platform: Platform, payload: Payload) -> bool:
    """Whether way, speeds and height change the endurance: not where it is stated, nor of hulls.

    How much more a hull asks for at another speed has no accepted formula.
    """
    return payload.share_is_modelled(platform) and kind_of(platform) in _MODELS


def mission_share(platform: Platform, payload: Payload, mission: Mission) -> float:
    """Between 0 and 1; of a platform and payload that `knows_missions`."""
    figures = tuple((part.key, float(part.figure)) for part in parts_of(platform, payload))
    planned_s = float(platform.endurance_s) * float(platform.planning_factor)
    return _share(kind_of(platform), figures, mission, planned_s)


def slowest_at_mps(platform: Platform, payload: Payload, height_m: float) -> float:
    """The slowest that an aircraft flies at a height with full tanks, by the lift it loiters at. 0 of other vehicles."""
    if platform.flight is None:
        return 0.0
    x = {part.key: np.asarray(float(part.figure)) for part in parts_of(platform, payload)}
    craft, load = aircraft_of(x), payload_of(x)
    mass = craft.empty_kg + load.mass_kg + fuel_aboard_kg(craft, load)
    return float(slowest_mps(craft, mass, density_kg_m3(np.asarray(height_m))))


@lru_cache(maxsize=4096)
def _share(kind: str, figures: tuple[tuple[str, float], ...], mission: Mission, planned_s: float) -> float:
    values = {key: np.asarray(value) for key, value in figures}
    return min(max(_MODELS[kind](values, mission, max(planned_s, 1.0)), 0.0), 1.0)


def _flight(x: Values, mission: Mission, planned_s: float) -> float:
    craft, (load, level, left_kg) = aircraft_of(x), record_of(x)
    record_s = float(airborne_s(craft, load, level, left_kg))
    out_s, back_s = (np.asarray(way_s * record_s / planned_s) for way_s in (mission.out_s, mission.back_s))
    loiter = Level(np.asarray(mission.height_m), np.asarray(mission.loiter_mps))
    transit_mps = np.asarray(mission.transit_mps)
    return float(mission_s(craft, payload_of(x), loiter, transit_mps, out_s, back_s, left_kg)) / record_s


def _battery(x: Values, mission: Mission, planned_s: float) -> float:
    """Store = transit power x ways + loiter power x the rest, at the depth the figures are for."""
    known_w, transit_w, loiter_w = (float(w) for w in battery_draw(x, mission.transit_mps, mission.loiter_mps))
    way = (mission.out_s + mission.back_s) / planned_s  # part of the known time
    if transit_w * way >= known_w:
        return known_w / transit_w
    return way + (known_w - transit_w * way) / loiter_w


_MODELS: dict[str, Callable[[Values, Mission, float], float]] = {"flight": _flight, "battery": _battery}
