"""The ships of a trial: real days of ships, drawn with replacement and shifted in time, never moved in space.

Ships of synthetic lanes arrive by a Poisson process of their own in every trial, each on a passage drawn from the stock of
its lane. Lanes are full from the start: those count too that entered before it.

For every day of the period as many ships are drawn from the file's ships as a recorded day has, each later or earlier by
up to the shift of its [[traffic]]. A ship keeps its drawn class, and whether it is dark, through a trial. With
`repeat = "once"` every ship sails once, its first recorded day being the first day of the period.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from longwatch.detection.targets import class_order, default_mix, target_class
from longwatch.geo.geodesic import Floats
from longwatch.jit import kernel
from longwatch.scenario.models import Traffic
from longwatch.scenario.scenario import Scenario
from longwatch.sim.streams import process_id, uniform
from longwatch.traffic.ships import KIND_OF, Ints, Kind, Ships
from longwatch.units import DAY_S

USUAL_AIRCRAFT: Final = "light-aircraft"  # what flies, where neither file nor scenario tells; ASSUMED
SOURCES: Final = 65536  # entity of a stream: the number of the source plus this times the day


class Reacts(NamedTuple):
    """What ships of a source do once they are watched."""

    share: float
    does: str  # "goes-dark" or "turns-back"
    after_s: float  # from the first look


class Source(NamedTuple):
    """One [[traffic]] of the scenario: its ships are first .. first + n_ships - 1."""

    first: int
    n_ships: int
    n_a_day: int  # 0: every ship sails once
    flies: bool  # aircraft carry no AIS, dark or not
    is_synthetic: bool
    shift_s: float
    dark: float
    mix: Floats  # cumulative shares by class
    reaction: Reacts | None


class LaneFlow(NamedTuple):
    """One lane of a synthetic source: its passages are the ships first .. first + n - 1."""

    source: int
    number: int  # among all lanes of the scenario
    first: int
    n: int
    arrivals_per_s: float
    longest_s: float  # passage


class Traffics(NamedTuple):
    """The ships of a scenario with what is needed to draw them."""

    ships: Ships
    class_: Ints  # (n_ships,) number of the class, -1 where it is drawn
    first_track: Ints  # (n_ships + 1,)
    begin_s: Floats  # (n_tracks,) seconds of the recorded day
    end_s: Floats
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]  # of each source
    lanes: tuple[LaneFlow, ...]
    midnight_s: float  # the last midnight (UTC) not after the start, from the start of the period
    length_s: int


class Sailings(NamedTuple):
    """The sailings of a trial, and their tracks as targets for `looks.sight`."""

    ship: Ints  # per sailing: which ship of the file
    class_: Ints
    dark: Ints  # 0 or 1
    sailing: Ints  # per target: whose track it is
    mover: Ints
    shift_s: Floats
    from_s: Floats  # recorded time inside the period
    to_s: Floats
    source: Ints  # per sailing: which [[traffic]] of the scenario
    dark_s: Floats  # per sailing: from when on it sends no AIS: minus infinity if it is dark, infinity if it never is


def traffics_of(scenario: Scenario, ships: Ships) -> Traffics:
    """Unpack the ships of a scenario once for all its trials. Unknown classes in a mix raise BadInputError."""
    order = class_order()
    numbers = [-1 if name is None else order.index(name) for name in ships.class_]
    return Traffics(
        ships=ships,
        class_=np.array(numbers, np.int64),
        first_track=np.searchsorted(ships.ship, np.arange(ships.n_ships + 1)).astype(np.int64),
        begin_s=ships.t_s[ships.offsets[:-1]],
        end_s=ships.t_s[ships.offsets[1:] - 1],
        sources=tuple(_source(ships, traffic, i) for i, traffic in enumerate(scenario.file.traffic)),
        kinds=tuple(KIND_OF.get(traffic.format, "recorded") for traffic in scenario.file.traffic),
        lanes=_lanes(ships),
        midnight_s=float(-(scenario.start_s % int(DAY_S))),
        length_s=scenario.length_s,
    )


def _source(ships: Ships, traffic: Traffic, number: int) -> Source:
    own = np.flatnonzero(ships.source == number)
    n_days = int(ships.day[own].max()) + 1 if len(own) else 1
    flies, synthetic = traffic.format == "air-tracks", traffic.format == "synthetic"
    usual = {USUAL_AIRCRAFT: 1.0} if flies else default_mix()
    shares = {name: float(share) for name, share in traffic.mix.items()} or usual
    for name in shares:
        target_class(name)
    mix = np.cumsum([shares.get(name, 0.0) for name in class_order()])
    n_a_day = round(len(own) / n_days) if traffic.repeat == "daily" else 0
    first = int(own[0]) if len(own) else 0
    dark = 0.0 if flies else float(traffic.dark)
    return Source(
        first, len(own), n_a_day, flies, synthetic, float(traffic.shift_s), dark, mix / mix[-1], _reacts(traffic)
    )


def _reacts(traffic: Traffic) -> Reacts | None:
    one = traffic.reaction
    return None if one is None else Reacts(float(one.share), one.does, float(one.after_s))


def _lanes(ships: Ships) -> tuple[LaneFlow, ...]:
    """Every lane with its passages, which stand together in the ships."""
    of_lane, end_s = ships.of_lane, ships.t_s[ships.offsets[1:] - 1]
    found = []
    for number, flow in enumerate(ships.flows):
        own = np.flatnonzero((ships.source == flow.source) & (of_lane == flow.lane))
        longest_s = float(end_s[np.isin(ships.ship, own)].max())
        found.append(LaneFlow(flow.source, number, int(own[0]), len(own), flow.arrivals_per_s, longest_s))
    return tuple(found)


def sailings_of_trial(known: Traffics, trial: int, seed: int) -> Sailings:
    """Draw the ships of one trial: a function of seed and trial alone."""
    classes, dark_ships = _of_ships(known, trial, seed)
    drawn = [_sailings(known, source, number, trial, seed) for number, source in enumerate(known.sources)]
    drawn += [_arrivals(known, lane, trial, seed) for lane in known.lanes]
    owner = [*range(len(known.sources)), *(lane.source for lane in known.lanes)]
    ship = np.concatenate([part[0] for part in drawn])
    later_s = np.concatenate([part[1] for part in drawn])
    source = np.repeat(owner, [len(part[0]) for part in drawn]).astype(np.int64)
    dark = dark_ships[ship]
    n_drawn = sum(len(part[0]) for part in drawn[: len(known.sources)])
    dark[n_drawn:] = np.concatenate(
        [
            _dark_on(known, lane, len(part[0]), trial, seed)
            for lane, part in zip(known.lanes, drawn[len(known.sources) :], strict=True)
        ]
        or [dark[:0]]
    )
    n_tracks = known.first_track[ship + 1] - known.first_track[ship]
    sailing = np.repeat(np.arange(len(ship)), n_tracks)
    within = np.arange(len(sailing)) - np.repeat(np.cumsum(n_tracks) - n_tracks, n_tracks)
    mover = known.first_track[ship][sailing] + within
    shift_s = later_s[sailing]
    from_s = np.maximum(known.begin_s[mover] + shift_s, 0.0)
    to_s = np.minimum(known.end_s[mover] + shift_s, float(known.length_s))
    inside = to_s > from_s
    return Sailings(
        ship,
        classes[ship],
        dark,
        sailing[inside],
        mover[inside],
        shift_s[inside],
        from_s[inside],
        to_s[inside],
        source,
        np.where(dark == 1, -np.inf, np.inf),
    )


def _arrivals(known: Traffics, lane: LaneFlow, trial: int, seed: int) -> tuple[Ints, Floats]:
    """(passage, when it enters the lane) of every ship that is on a lane at some time of the period."""
    window_s = known.length_s + lane.longest_s
    if lane.arrivals_per_s <= 0.0:
        return np.zeros(0, np.int64), np.zeros(0)
    mean = lane.arrivals_per_s * window_s
    n = int(mean + 8.0 * np.sqrt(mean) + 16.0)
    while True:  # a longer draw begins with the same numbers
        waits_s = -np.log(_uniforms(seed, trial, process_id("lane_arrival"), lane.number, n)) / lane.arrivals_per_s
        at_s = np.cumsum(waits_s)
        if at_s[-1] >= window_s:
            break
        n *= 2
    at_s = at_s[at_s < window_s] - lane.longest_s
    which = _uniforms(seed, trial, process_id("lane_passage"), lane.number, len(at_s))
    return lane.first + (which * lane.n).astype(np.int64), at_s


def _dark_on(known: Traffics, lane: LaneFlow, n: int, trial: int, seed: int) -> Ints:
    """Which ships of a lane send no AIS, 0 or 1: drawn for each by itself, as a passage is sailed by many."""
    draw = _uniforms(seed, trial, process_id("lane_dark"), lane.number, n)
    return (draw < known.sources[lane.source].dark).astype(np.int64)


def _sailings(known: Traffics, source: Source, number: int, trial: int, seed: int) -> tuple[Ints, Floats]:
    """(ship, seconds it is later than recorded) of every sailing of one source.

    Days before and after the period, as many as the shift is long, are drawn too: parts of their sailings fall into it.
    """
    if source.n_ships == 0 or source.is_synthetic:
        return np.zeros(0, np.int64), np.zeros(0)
    if source.n_a_day == 0:
        ship = np.arange(source.first, source.first + source.n_ships)
        shift_s = _uniforms(seed, trial, process_id("traffic_shift"), number, source.n_ships)
        return ship, known.midnight_s + known.ships.day[ship] * DAY_S + (2.0 * shift_s - 1.0) * source.shift_s
    around = max(1, int(np.ceil(source.shift_s / DAY_S)))
    n_days = int(np.ceil((known.length_s - known.midnight_s) / DAY_S)) + 2 * around
    ships, laters = [], []
    for day in range(n_days):
        entity = number + SOURCES * day
        which = _uniforms(seed, trial, process_id("traffic_day"), entity, source.n_a_day)
        shift_s = _uniforms(seed, trial, process_id("traffic_shift"), entity, source.n_a_day)
        ships.append(source.first + (which * source.n_ships).astype(np.int64))
        laters.append(known.midnight_s + (day - around) * DAY_S + (2.0 * shift_s - 1.0) * source.shift_s)
    return np.concatenate(ships), np.concatenate(laters)


def _of_ships(known: Traffics, trial: int, seed: int) -> tuple[Ints, Ints]:
    """(class, dark) of every ship of the file in this trial."""
    n = known.ships.n_ships
    class_draw, dark_draw = np.empty(n), np.empty(n)
    _per_entity(seed, trial, process_id("ship_class"), class_draw)
    _per_entity(seed, trial, process_id("ship_dark"), dark_draw)
    classes, dark = known.class_.copy(), np.zeros(n, np.int64)
    for source in known.sources:
        own = slice(source.first, source.first + source.n_ships)
        drawn = np.minimum(np.searchsorted(source.mix, class_draw[own], side="right"), len(source.mix) - 1)
        classes[own] = np.where(classes[own] >= 0, classes[own], drawn)
        dark[own] = dark_draw[own] < source.dark
    return classes, dark


def some_of(sailings: Sailings, wanted: np.ndarray) -> Sailings:
    """The same sailings with the targets of those that are wanted only, (n_sailings,) bool; numbers stay."""
    own = np.flatnonzero(wanted[sailings.sailing])
    return sailings._replace(
        sailing=sailings.sailing[own],
        mover=sailings.mover[own],
        shift_s=sailings.shift_s[own],
        from_s=sailings.from_s[own],
        to_s=sailings.to_s[own],
    )


def reaction_draws(known: Traffics, sailings: Sailings, trial: int, seed: int) -> Floats:
    """(n_sailings,) a number in (0, 1) each: whether it is among those that react."""
    out = np.ones(len(sailings.ship))
    for number, source in enumerate(known.sources):
        if source.reaction is not None:
            own = np.flatnonzero(sailings.source == number)
            out[own] = _uniforms(seed, trial, process_id("reaction"), number, len(own))
    return out


def _uniforms(seed: int, trial: int, process: int, entity: int, n: int) -> Floats:
    out = np.empty(n)
    _per_index(seed, trial, process, entity, out)
    return out


@kernel
def _per_index(seed: int, trial: int, process: int, entity: int, out: Floats) -> None:
    for k in range(len(out)):
        out[k] = uniform(seed, trial, process, entity, k)


@kernel
def _per_entity(seed: int, trial: int, process: int, out: Floats) -> None:
    for k in range(len(out)):
        out[k] = uniform(seed, trial, process, k, 0)
