"""Sorties that stay as they are while the rest of a roster is searched in slots: ferries, which the grid does not know.

What they use up is taken out of the slots: a vehicle of the fleet they take off with from then on, which the fleet they land
with has from when it is ready; in the air a crew, a channel and hours; on station a watcher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from longwatch.rostering.resources import Sortie
from longwatch.slots.model import Group, Ints, Pool, SlotProblem


def without_fixed(coarse: SlotProblem, fixed: Sequence[Sortie]) -> SlotProblem:
    """The slots that are left beside these sorties."""
    if not fixed:
        return coarse
    groups = [_group(group, fleet, coarse, fixed) for fleet, group in enumerate(coarse.groups)]
    pools = [_pool(pool, coarse, fixed) for pool in coarse.pools]
    return replace(coarse, required=_required(coarse, fixed), groups=tuple(groups), pools=tuple(pools))


def _required(coarse: SlotProblem, fixed: Sequence[Sortie]) -> Ints:
    """A slot that is watched for more than half of it is one that is watched."""
    required, h = coarse.required.copy(), coarse.slot_s
    for one in fixed:
        for hold in one.holds:
            required[hold.line, (2 * hold.arrive_s + h) // (2 * h) : (2 * hold.leave_s + h) // (2 * h)] -= 1
    return np.maximum(required, 0)


def _group(group: Group, fleet: int, coarse: SlotProblem, fixed: Sequence[Sortie]) -> Group:
    vehicles, airborne_max, h = group.vehicles.copy(), group.airborne_max.copy(), coarse.slot_s
    airborne_s = 0
    for one in fixed:
        if one.fleet == fleet:
            vehicles[max(one.takeoff_s, 0) // h :] -= 1
            airborne_max[_in_the_air(one, h)] -= 1
            airborne_s += one.land_s - one.takeoff_s
        if one.home == fleet:
            vehicles[-(-one.ready_s // h) :] += 1
    left = None if group.airborne_slots_max is None else max(group.airborne_slots_max - -(-airborne_s // h), 0)
    return replace(
        group, vehicles=np.maximum(vehicles, 0), airborne_max=np.maximum(airborne_max, 0), airborne_slots_max=left
    )


def _pool(pool: Pool, coarse: SlotProblem, fixed: Sequence[Sortie]) -> Pool:
    airborne_max = pool.airborne_max.copy()
    for one in fixed:
        if one.fleet in pool.groups:
            airborne_max[_in_the_air(one, coarse.slot_s)] -= 1
    return replace(pool, airborne_max=np.maximum(airborne_max, 0))


def _in_the_air(one: Sortie, h: int) -> slice:
    return slice(max(one.takeoff_s, 0) // h, -(-one.land_s // h))
