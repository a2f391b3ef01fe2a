"""What encounters are made of: legs, laws, room to work in, and the columns of it."""

from __future__ import annotations

from typing import NamedTuple

from longwatch.geo.geodesic import Floats
from longwatch.traffic.ships import Ints

# Fields of a pair and a sensor, which go on through its encounters; MARKED is the chance by which its flags were made, the last
# two belong to the law with which an encounter begins
ORIGIN, NUMBER, BEGAN, DRAWN, FLAGS, MARKED, CHANCE, NEEDED = range(8)
N_PAIR = 8
# Columns of the room for the passes of one target and the encounters they make. AFTER, ENCOUNTER: of a pass, the next of its
# encounter or -1, and which that is. Of an encounter: its passes, the one of the pair before it, the law of the sensor in hand.
AFTER, ENCOUNTER, FIRST, LAST, BEFORE, LAW = range(6)
# Of a pass `_place`; of an encounter its exposure, and the probability that nobody detects; of an edge when it is crossed.
X, Y, Z, VX, VY, VZ, TOTAL, MISSED, LO, HI = range(10)
MISS2, PER, CLOSEST = X, Y, Z
N_INTS, N_FLOATS = 6, 10


class Legs(NamedTuple):
    """What of `Knots` is needed here."""

    t_s: Floats
    xyz_m: Floats
    velocity_mps: Floats


class Laws(NamedTuple):
    """How sensors detect. A law is a table of hazard, a single-look probability and a decorrelation time."""

    of: Ints  # (n_spans, n_kinds, n_sensors) the law, or -1 where that sensor does not see that kind
    look_p: Floats  # (n_laws,)
    decorrelation_s: Floats
    book: Floats  # of the tables, and where in it that of each law begins
    at: Ints  # (n_laws,)


class Room(NamedTuple):
    """Room to work in: for the largest target and the largest table; nothing in it need be set."""

    ints: Ints  # (n, N_INTS)
    floats: Floats  # (n, N_FLOATS)
    pairs: Floats  # (n_vehicles, n_sensors, N_PAIR)
    latest: Ints  # (n_vehicles,) last encounter of each vehicle: -1
    least: Floats  # (n_vehicles,) exposure without which nothing is a look


class Encounters(NamedTuple):
    """One row each; look_s and detect_s are infinite where there is none."""

    vehicle: Ints
    target: Ints
    enter_s: Floats
    leave_s: Floats
    look_s: Floats  # when the probability computed for the best sensor reaches what is asked
    detect_s: Floats  # drawn
    probability: Floats  # computed for all sensors; NaN where it was not asked for
