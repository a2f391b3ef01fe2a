"""Encounters by their hazards: looks as computed, detections as drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from longwatch.detection.pass_table import PassTable
from longwatch.detection.pass_table_kernels import HEAD
from longwatch.geo.geodesic import Floats
from longwatch.sim.detectable_kernels import LEAST
from longwatch.sim.detected_kernels import add_encounters
from longwatch.sim.encounters import N_FLOATS, N_INTS, N_PAIR, Encounters, Laws, Legs, Room
from longwatch.sim.hazard_kernels import all_encounters
from longwatch.sim.looks_kernels import Knots, Passes
from longwatch.sim.passes import Totals, passes, totals_of
from longwatch.traffic.ships import Ints

AT_ONCE: Final = 256  # targets whose passes are worked on while they are in the cache


class Detected(NamedTuple):
    """Of each target: what `totals_of` says of its looks, its first detection (infinite without), encounters with one."""

    looks: Totals
    first_s: Floats
    detections: Ints


def laws_of_tables(
    of: Ints, look_p: Sequence[float], decorrelation_s: Sequence[float], tables: Sequence[PassTable]
) -> Laws:
    """Laws for the kernel: law k has the k-th probability, time and table; `of` says who sees what by which law.

    Of the tables their edges and hazards are needed here, not their integrals.
    """
    books = [one.book[: HEAD + 2 * len(one.edge_m)] for one in tables]
    return Laws(
        np.ascontiguousarray(of, np.int64),
        np.array(look_p, np.float64),
        np.array(decorrelation_s, np.float64),
        np.concatenate([np.zeros(0), *books]),
        np.cumsum([0, *(len(book) for book in books)], dtype=np.int64)[:-1].copy(),
    )


def encounters(
    vehicles: Knots,
    targets: Knots,
    rows: Passes,
    laws: Laws,
    asked: Floats,
    *,
    seed: int,
    trial: int,
    kind: Ints | None = None,
    shift_s: Floats | None = None,
    told_as: Ints | None = None,
    vehicle_id: Ints | None = None,
    ship_id: Ints | None = None,
    span: Ints | None = None,
    whole: bool = False,
) -> Encounters:
    """What the encounters of some passes come to, drawn in one trial.

    Parameters
    ----------
    rows : `passes` of these vehicles and targets, taken to the longest reach of any law of the vehicle for the kind
    asked : (n_vehicles,) the probability from which on an encounter is a look; 0 where looks are not wanted
    kind, shift_s : of each target of the passes, as `passes` had them
    told_as : targets that are parts of one (neighbours, with the same number, from 0 without a gap); default all apart
    vehicle_id, ship_id : whose luck it is, 32 bits: by vehicle, and by target as told; default their places
    span : of each pass, which row of `laws.of` it goes by; default its vehicle
    whole : work out the probability of whole encounters; else it is NaN
    """
    n_targets = int(rows.target.max(initial=-1)) + 1 if kind is None else len(kind)
    kind = np.zeros(n_targets, np.int64) if kind is None else kind
    shift_s = np.zeros(n_targets) if shift_s is None else shift_s
    told_as = np.arange(n_targets) if told_as is None else told_as
    vehicle_id = np.arange(len(vehicles.offsets) - 1) if vehicle_id is None else vehicle_id
    ship_id = np.arange(n_targets) if ship_id is None else ship_id
    span = rows.vehicle if span is None else span
    n = len(rows.enter_s)
    out = Encounters(np.empty(n, np.int64), np.empty(n, np.int64), *(np.empty(n) for _ in range(5)))
    found = all_encounters(
        Legs(vehicles.t_s, vehicles.xyz_m, vehicles.velocity_mps), vehicles.hold, vehicles.holds,
        Legs(targets.t_s, targets.xyz_m, targets.velocity_mps), shift_s, kind, told_as, rows, span, laws, asked,
        vehicle_id, ship_id, seed, trial, whole, _room(n, laws, asked), out,
    )  # fmt: skip
    return Encounters(*(array[:found] for array in out))  # type: ignore[arg-type]


def detected(
    vehicles: Knots, targets: Knots, range_m: Floats, laws: Laws, asked: Floats, *, seed: int, trial: int
) -> Detected:
    """From knots to the looks and detections of every target: `passes` and `encounters`, added up and never written down.

    range_m : (n_vehicles, 1) the longest reach of any law of each vehicle; the rest as for `encounters`
    """
    n = len(targets.offsets) - 1
    out = Detected(totals_of(n), np.full(n, np.inf), np.zeros(n, np.int64))
    begin_s, end_s = targets.t_s[targets.offsets[:-1]], targets.t_s[targets.offsets[1:] - 1]
    for first in range(0, n, AT_ONCE):
        mover = np.arange(first, min(first + AT_ONCE, n))
        rows = passes(vehicles, targets, range_m, mover=mover)
        met = encounters(vehicles, targets, rows, laws, asked, seed=seed, trial=trial, ship_id=mover)
        order, spare = np.empty((2, len(met.target) + 1), np.int64)
        add_encounters(met, first, begin_s[mover], end_s[mover], *out, order, spare)
    return out


def _room(n: int, laws: Laws, asked: Floats) -> Room:
    """For n passes, which may all be of one target; what is not touched costs nothing."""
    size, n_vehicles = max(n, int(laws.book[laws.at].max(initial=0.0))), len(asked)
    # Blocks only make a look later: 1 - q + q exp(-exposure) is never below exp(-exposure).
    least = np.where(asked > 0.0, -np.log(np.maximum(1.0 - asked, LEAST)) * (1.0 - 1e-9), np.inf)
    return Room(
        np.empty((size, N_INTS), np.int64),
        np.empty((size, N_FLOATS)),
        np.zeros((n_vehicles, laws.of.shape[2], N_PAIR)),
        np.full(n_vehicles, -1, np.int64),
        least,
    )
