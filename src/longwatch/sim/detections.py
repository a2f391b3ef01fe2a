"""Detections: what is drawn of encounters, and looks that hazards give without a draw.

Luck is keyed by ship, vehicle and encounter: who else flies, or is looked at first, changes nothing for a pair.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longwatch.detection.pass_table import PassTable, joined
from longwatch.geo.geodesic import Floats
from longwatch.sim.hazard_kernels import Encounters, Laws, all_encounters
from longwatch.sim.looks_kernels import Knots, Passes
from longwatch.traffic.ships import Ints


def laws_of_tables(
    of: Ints, look_p: Sequence[float], decorrelation_s: Sequence[float], tables: Sequence[PassTable]
) -> Laws:
    """Laws for the kernel: law k has the k-th probability, time and table; `of` says who sees what by which law."""
    return Laws(
        np.ascontiguousarray(of, np.int64),
        np.array(look_p, np.float64),
        np.array(decorrelation_s, np.float64),
        joined(tables),
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
    whole: bool = False,
) -> Encounters:
    """What the encounters of some passes come to, drawn in one trial.

    Parameters
    ----------
    rows : `passes` of these vehicles and targets, taken to the longest reach of any law of the vehicle for the kind
    asked : (n_vehicles,) the probability from which on an encounter is a look
    kind, shift_s : of each target of the passes, as `passes` had them
    told_as : targets that are parts of one (neighbours, with the same number, from 0 without a gap); default all apart
    vehicle_id, ship_id : whose luck it is, 32 bits: by vehicle, and by target as told; default their places
    whole : work out the probability of whole encounters; else it is NaN
    """
    n_targets = int(rows.target.max(initial=-1)) + 1 if kind is None else len(kind)
    kind = np.zeros(n_targets, np.int64) if kind is None else kind
    shift_s = np.zeros(n_targets) if shift_s is None else shift_s
    told_as = np.arange(n_targets) if told_as is None else told_as
    vehicle_id = np.arange(len(vehicles.offsets) - 1) if vehicle_id is None else vehicle_id
    ship_id = np.arange(n_targets) if ship_id is None else ship_id
    n = len(rows.enter_s)
    out = Encounters(np.empty(n, np.int64), np.empty(n, np.int64), *(np.empty(n) for _ in range(5)))
    found = all_encounters(
        vehicles, targets, shift_s, kind, told_as, rows, laws, asked, vehicle_id, ship_id, seed, trial, whole, out
    )  # fmt: skip
    return Encounters(*(array[:found] for array in out))  # type: ignore[arg-type]
