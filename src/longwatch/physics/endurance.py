"""How long a vehicle may be away: the figure a sortie is planned with.

    planning endurance = endurance x planning factor x share left with the payload - reserve

The share is worked out where the platform has a block [flight], [battery] or [hull]; else, or where somebody states it with a
source or of his own, it is the endurance factor of the payload. Without a line it is that of the record's height and speed
(`shares`); on a line, of an aircraft or what lives on a battery, that of the sortie itself (`missions`).
"""

from __future__ import annotations

import math
from dataclasses import replace

from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure, Origin
from longwatch.physics.fits import check_fit
from longwatch.physics.missions import Mission, knows_missions, mission_share
from longwatch.physics.shares import kind_of, parts_of, share_and_range


def planning_endurance_s(platform: Platform, payload: Payload) -> Figure:
    """Time from take-off to landing that a plan counts on, in whole seconds (rounded down).

    Its range is that of the figures it is made of, and its origin names them. Raises BadInputError when the payload is heavier or
    hungrier than what the platform is known to carry, or when the reserve leaves nothing.
    """
    check_fit(platform, payload)
    return endurance_left_s(platform, payload)


def endurance_left_s(platform: Platform, payload: Payload) -> Figure:
    """The same of a payload that is aboard already, whatever the platform is said to carry."""
    share = share_left(platform, payload)
    value = _planned_s(platform.endurance_s, platform.planning_factor, share, platform.reserve_s)
    low = _planned_s(platform.endurance_s.low, platform.planning_factor.low, share.low, platform.reserve_s.high)
    high = _planned_s(platform.endurance_s.high, platform.planning_factor.high, share.high, platform.reserve_s.low)
    if value <= 0:
        raise BadInputError(_nothing_left(platform, payload, share))
    of_share = share.origin.of if payload.share_is_modelled(platform) else (f"endurance factor of {payload.id}",)
    own = (f"endurance of {platform.id}", f"planning factor of {platform.id}", f"reserve of {platform.id}")
    parts = tuple(dict.fromkeys((*own, *of_share)))
    source = "endurance x planning factor x share left with the payload - reserve"
    return Figure(value, "s", low=max(low, 0.0), high=high, origin=Origin("computed", source, of=parts))


def mission_endurance_s(platform: Platform, payload: Payload, mission: Mission) -> int:
    """Time from take-off to landing that a plan counts on where its way, speeds and height are known, in whole seconds.

    That of `planning_endurance_s` where these do not matter; 0 where a way so long leaves nothing. Raises BadInputError as that
    does, for the height of the mission and for no way.
    """
    check_fit(platform, payload, mission.height_m)
    stays = replace(mission, out_s=0.0, back_s=0.0)
    if knows_missions(platform, payload) and mission_left_s(platform, payload, stays) <= 0:
        raise BadInputError(_nothing_left(platform, payload, mission_share(platform, payload, stays)))
    return mission_left_s(platform, payload, mission)


def mission_left_s(platform: Platform, payload: Payload, mission: Mission) -> int:
    """The same of a payload that is aboard already, whatever the platform is said to carry."""
    if not knows_missions(platform, payload):
        return int(endurance_left_s(platform, payload))
    share = mission_share(platform, payload, mission)
    return max(_planned_s(platform.endurance_s, platform.planning_factor, share, platform.reserve_s), 0)


def longest_planned_s(platform: Platform, payload: Payload) -> int:
    """No sortie of a plan is longer, whatever its way."""
    share = 1.0 if payload.share_is_modelled(platform) else float(payload.endurance_factor)
    return _planned_s(platform.endurance_s, platform.planning_factor, share, platform.reserve_s)


def share_left(platform: Platform, payload: Payload) -> Figure:
    """Share of its endurance that a platform has left with a payload, and what that rests on."""
    if not payload.share_is_modelled(platform):
        return payload.endurance_factor
    parts = parts_of(platform, payload)
    figures = tuple((p.key, float(p.figure), float(p.figure.low), float(p.figure.high)) for p in parts)
    share, low, high = share_and_range(kind_of(platform), figures)
    source = f"fuel, weight and drag by the block [{kind_of(platform)}]"
    return Figure(share, "1", low=low, high=high, origin=Origin("computed", source, of=tuple(p.name for p in parts)))


def share_figures(platform: Platform, payload: Payload) -> list[tuple[str, Figure]]:
    """(words, figure) of all that the share left with the payload rests on, besides the endurance itself."""
    if not payload.share_is_modelled(platform):
        return [("endurance left with its payload", payload.endurance_factor)]
    return [(part.name, part.figure) for part in parts_of(platform, payload) if part.key != "own_endurance_s"]


def _planned_s(endurance_s: float, planning_factor: float, share: float, reserve_s: float) -> int:
    planned_s = endurance_s * planning_factor * share - reserve_s
    return math.floor(planned_s + 1e-6)  # 0.8 x 24 h is 19.2 h, whatever the last bit says


def _nothing_left(platform: Platform, payload: Payload, share: float) -> Problem:
    leaves = f"the reserve of {float(platform.reserve_s):g} s leaves no flight time with payload {payload.id!r}"
    if share < 0.5 and payload.share_is_modelled(platform):
        leaves += f", which leaves {share:.0%} of its endurance"
    return Problem(f"platform {platform.id}", leaves, "lower `reserve`, or raise `endurance` or `planning_factor`")
