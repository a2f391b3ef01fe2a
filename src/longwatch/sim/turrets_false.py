"""Contacts that are nothing: a wave, a buoy, a flock of birds. A turret finds that out, and it takes as long as with a ship.

Each sensor that states a rate makes them while its vehicle is in the air, as a Poisson stream in calendar time that is cut to
its flights: what a sortie meets depends on no other, and a sortie that ends earlier meets what it would have met until then.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from longwatch.catalog.models import Payload
from longwatch.catalog.sensing import SENSING, Sensing
from longwatch.detection.ranges import single_look
from longwatch.geo.geodesic import Floats
from longwatch.sim.detectable_kernels import entity_of
from longwatch.sim.detections import vehicle_ids
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.streams import PROCESSES, uniforms
from longwatch.traffic.ships import Ints

PER_BLOCK: Final = 16.0  # mean number in one block of time, within which they are drawn one after the other
DRAWS: Final = 64  # at the most in one block: more come in one of 1e17
BEFORE: Final = 1 << 20  # blocks before the period begins have numbers too


class Source(NamedTuple):
    """One sensor of a payload that makes them. lasts_s : after so long the contact is gone."""

    place: int
    rate_per_s: float
    lasts_s: float


class FalseContacts(NamedTuple):
    """One row each: at which sortie, from when to when it may be looked at."""

    vehicle: Ints
    arrive_s: Floats
    leave_s: Floats


NONE: Final = FalseContacts(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def sources_of(payload: Payload, sensing: Sensing = SENSING) -> tuple[Source, ...]:
    """The sensors of a payload that state a rate of false contacts; each lasts one decorrelation time of its sensor."""
    return tuple(
        Source(place, float(sensor.false_contacts_per_s), float(single_look(sensor, sensing)[1]))
        for place, sensor in enumerate(payload.sensors)
        if sensor.false_contacts_per_s is not None and float(sensor.false_contacts_per_s) > 0.0
    )


def false_contacts(
    sorties: pl.DataFrame, vehicles: Knots, sources: list[tuple[Source, ...]], seed: int, trial: int
) -> FalseContacts:
    """Those of all sorties; vehicles : their knots, from take-off to the end of their flight, sources : of each of them."""
    pairs = [(i, source) for i, some in enumerate(sources) for source in some]
    if not pairs:
        return NONE
    sortie = np.array([i for i, _ in pairs], np.int64)
    rate, lasts_s = np.array([(source.rate_per_s, source.lasts_s) for _, source in pairs]).T
    from_s, to_s = _aloft(vehicles)
    from_s, to_s = from_s[sortie], to_s[sortie]
    tails = vehicle_ids(sorties)[sortie].tolist()
    entity = np.array([entity_of(0, tail, of.place) for tail, (_, of) in zip(tails, pairs, strict=True)], np.int64)
    block_s = PER_BLOCK / rate
    first = np.floor(from_s / block_s).astype(np.int64)
    n = np.maximum(np.ceil(to_s / block_s).astype(np.int64) - first, 0)
    pair = np.repeat(np.arange(len(pairs)), n)
    block = first[pair] + np.arange(len(pair)) - np.repeat(np.cumsum(n) - n, n)
    at_s = _in_blocks(block, entity[pair], seed, trial) * block_s[pair][:, np.newaxis]
    own = (at_s >= from_s[pair][:, np.newaxis]) & (at_s < to_s[pair][:, np.newaxis])
    of = np.broadcast_to(pair[:, np.newaxis], own.shape)[own]
    return FalseContacts(sortie[of], at_s[own], np.minimum(at_s[own] + lasts_s[of], to_s[of]))


def _in_blocks(block: Ints, entity: Ints, seed: int, trial: int) -> Floats:
    """(n_blocks, DRAWS) when each contact comes, in blocks; infinite for those that fall beyond their own block."""
    index = ((block + BEFORE) * DRAWS)[:, np.newaxis] + np.arange(DRAWS)
    whose = np.repeat(entity, DRAWS).reshape(index.shape)
    waits = -np.log(uniforms(seed, trial, PROCESSES["false_contact"], whose, index))
    share = np.cumsum(waits, axis=1) / PER_BLOCK
    out: Floats = np.where(share < 1.0, block[:, np.newaxis] + share, np.inf)
    return out


def _aloft(vehicles: Knots) -> tuple[Floats, Floats]:
    """When each vehicle's knots begin and end; an empty stretch where it has none."""
    first, beyond = vehicles.offsets[:-1], vehicles.offsets[1:]
    has = beyond > first
    from_s, to_s = np.zeros(len(first)), np.zeros(len(first))
    from_s[has], to_s[has] = vehicles.t_s[first[has]], vehicles.t_s[beyond[has] - 1]
    return from_s, to_s
