"""How long a vehicle may be away: the figure a sortie is planned with, worked out from sourced records.

    planning endurance = endurance x planning factor x endurance factor of the payload - reserve

First version. The physics of fuel, weight and air that will predict the endurance factor comes behind this function.
"""

from __future__ import annotations

import math

from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure, Origin


def planning_endurance_s(platform: Platform, payload: Payload) -> Figure:
    """Time from take-off to landing that a plan counts on, in whole seconds (rounded down).

    Its range is that of the four figures it is made of, and its origin names them. Raises BadInputError when the
    payload is heavier or hungrier than what the platform is known to carry, or when the reserve leaves nothing.
    """
    check_fit(platform, payload)
    value = _planned_s(platform.endurance_s, platform.planning_factor, payload.endurance_factor, platform.reserve_s)
    low = _planned_s(
        platform.endurance_s.low, platform.planning_factor.low, payload.endurance_factor.low, platform.reserve_s.high
    )
    high = _planned_s(
        platform.endurance_s.high, platform.planning_factor.high, payload.endurance_factor.high, platform.reserve_s.low
    )
    if value <= 0:
        raise BadInputError(
            Problem(
                f"platform {platform.id}",
                f"the reserve of {float(platform.reserve_s):g} s leaves no flight time with payload {payload.id!r}",
                "lower `reserve`, or raise `endurance` or `planning_factor`",
            )
        )
    parts = (
        f"endurance of {platform.id}",
        f"planning factor of {platform.id}",
        f"endurance factor of {payload.id}",
        f"reserve of {platform.id}",
    )
    source = "endurance x planning factor x endurance factor of the payload - reserve"
    return Figure(value, "s", low=max(low, 0.0), high=high, origin=Origin("computed", source, of=parts))


def check_fit(platform: Platform, payload: Payload) -> None:
    """Refuse a payload that the platform is known not to carry or feed. What is not known is not refused."""
    problems = []
    if platform.payload_mass_kg is not None and payload.mass_kg > platform.payload_mass_kg:
        problems.append(_too_much(platform, payload, "weighs", payload.mass_kg, platform.payload_mass_kg, "kg"))
    if platform.payload_power_w is not None and payload.power_w > platform.payload_power_w:
        problems.append(_too_much(platform, payload, "draws", payload.power_w, platform.payload_power_w, "W"))
    if problems:
        raise BadInputError(problems)


def _planned_s(endurance_s: float, planning_factor: float, endurance_factor: float, reserve_s: float) -> float:
    planned_s = endurance_s * planning_factor * endurance_factor - reserve_s
    return math.floor(planned_s + 1e-6)  # 0.8 x 24 h is 19.2 h, whatever the last bit says


def _too_much(platform: Platform, payload: Payload, verb: str, wanted: float, carried: float, unit: str) -> Problem:
    return Problem(
        f"payload {payload.id}",
        f"{verb} {wanted:g} {unit}, more than the {carried:g} {unit} that {platform.id} carries",
        f"choose another payload for {platform.id}, or correct either figure with its source",
    )
