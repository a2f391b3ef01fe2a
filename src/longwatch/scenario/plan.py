"""What a plan is: lines to be held, the figures a sortie is planned with, and the roster of stints.

All times are whole seconds from the start of the period; vehicles that are airborne at the start took off before 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Line:
    """A post or a moving track, held by k vehicles at every instant of its windows.

    A post that stays: a vehicle flies a circle of `hold_radius_m` round (lat_deg, lon_deg). It enters and leaves the
    circle at its northernmost point, the post: transits are planned to that point, exactly.

    A post that moves (`path` is not empty): at every instant it is at one place, along geodesics between the knots of
    `path` at constant speed on each, again and again after `period_s` (0: once, still before and after). Whoever is on
    station is at that place: the successor goes on where the predecessor left. The post's first knot is
    (post_lat_deg, post_lon_deg); transits are planned to and from where the post is on arrival and departure.
    """

    name: str  # the watch, or "<watch>.<n>" where a pattern needs several lines
    watch: str
    lat_deg: float  # centre of the hold
    lon_deg: float
    post_lat_deg: float  # where the hold is entered and left
    post_lon_deg: float
    hold_radius_m: float
    reach_m: float  # farthest point of the area from the centre of the hold
    k: int
    windows: tuple[tuple[int, int], ...]  # [from, to) seconds in which it is demanded
    count_from_s: int  # gaps before this do not count (warm-up)
    limit_s: int  # longest gap that still counts as uninterrupted
    weight: float = 1.0
    required: float = 1.0
    hard: bool = False
    kind: str = "station"  # "station" (post that stays), "tour" (of a revisit watch), "company" (with a ship), "relay"
    path: tuple[tuple[float, float, float], ...] = ()  # (time_s, lat_deg, lon_deg), times rising
    period_s: float = 0.0  # last time of the path less its first where it is closed and flown again and again
    class_reaches_m: tuple[
        tuple[str, float], ...
    ] = ()  # where limits name classes: how far it is laid to see each along
    # the sea; `reach_m` is that of the class that the watch sees

    @property
    def moves(self) -> bool:
        return len(self.path) > 1


@dataclass(frozen=True)
class Pairing:
    """One fleet on one line: the figures its sorties are planned with. They stand in the header of a roster file."""

    fleet: str
    line: str
    endurance_s: int  # take-off to landing at the most, reserve and planning factor already taken off
    reserve_s: int  # flight time beyond that, for holding until relieved in trials; a plan never uses it
    turnaround_s: int
    airspeed_mps: float  # speed through the air or water in transit
    hold_speed_mps: float
    wind_east_mps: float  # the air or water moves this way
    wind_north_mps: float
    height_m: float  # of the sensor over the sea
    sensor_range_m: float  # range at which the payload meets what the watch must see, horizon included
    route: tuple[
        tuple[float, float], ...
    ] = ()  # permitted waypoints from a fixed base to the post, both ends included;
    # of a line that moves: to the first knot of its path, from where the path itself is followed; () straight to it
    relay: str = ""  # the base (a ship) or the watch through which it is linked; "": none is needed
    report_delay_s: int = 0  # from a look to its report, by the link
    report_every_s: int = 0  # it reports only when it surfaces, so often after arriving; 0: at once
    class_ranges_m: tuple[
        tuple[str, float], ...
    ] = ()  # where limits name classes: the range for each, as `sensor_range_m`


@dataclass(frozen=True)
class Passage:
    """The permitted way of a fleet's vehicles from the post of one line to that of another, within one sortie.

    Speed, wind and endurance are those of the fleet's pairings with the two lines. Of a line that moves the way begins,
    or ends, at the first knot of its path, which is followed from or to where the post is.
    """

    fleet: str
    from_line: str
    to_line: str
    route: tuple[tuple[float, float], ...] = ()  # permitted waypoints, both posts included; () straight


@dataclass(frozen=True, order=True)
class Stint:
    """One row of a roster: one vehicle on one line.

    A sortie of several lines is several rows with the same tail and take-off; they agree in all but line, arrival and
    departure.
    """

    takeoff_s: int
    line: str
    tail: str
    fleet: str
    arrive_s: int  # on station from
    leave_s: int  # on station to
    land_s: int
    ready_s: int  # turnaround done
    airborne_at_start: bool = False
    to_fleet: str = ""  # the fleet at whose base it lands and whose it is from then on; "": its own

    @property
    def lands_with(self) -> str:
        """The fleet it belongs to after landing."""
        return self.to_fleet or self.fleet

    @property
    def on_station_s(self) -> int:
        return self.leave_s - self.arrive_s


@dataclass(frozen=True, order=True)
class Work:
    """One vehicle is away for maintenance in [from_s, to_s)."""

    from_s: int
    tail: str
    fleet: str
    to_s: int


@dataclass(frozen=True, order=True)
class Outage:
    """One vehicle can't take off in [from_s, to_s); where it was lost, what it flew ended at from_s as well."""

    from_s: int
    tail: str
    fleet: str
    to_s: int
    lost: bool = False


@dataclass(frozen=True)
class Roster:
    """Stints in order of take-off, with the figures they were planned with.

    A roster that repeats has a tile_s: its stints that arrive from tile_from_s on come again every tile_s for as long as
    the period lasts. Its length_s is that of its own rows, tile_from_s + tile_s.
    """

    scenario_name: str
    scenario_sha256: str
    start_s: int  # Unix time of the period's start
    length_s: int
    method: str  # "builder" or "search", and how
    lines: tuple[Line, ...]
    pairings: tuple[Pairing, ...]
    stints: tuple[Stint, ...]
    notes: tuple[str, ...] = field(default=())
    tile_from_s: int = 0
    tile_s: int = 0  # 0: it does not repeat
    period_s: int = 0  # for how long it repeats
    maintenance: tuple[Work, ...] = ()  # kept free for it, in order of time
    outages: tuple[Outage, ...] = ()  # of vehicles that dropped out while it was flown
    passages: tuple[Passage, ...] = ()  # from line to line within sorties

    @property
    def repeats(self) -> bool:
        return self.tile_s > 0

    @property
    def cycle(self) -> tuple[Stint, ...]:
        """What repeats."""
        return tuple(one for one in self.stints if self.tile_from_s <= one.arrive_s < self.length_s)

    @property
    def whole_s(self) -> int:
        """How long it is flown."""
        return self.period_s if self.repeats else self.length_s

    def pairing(self, fleet: str, line: str) -> Pairing:
        return next(p for p in self.pairings if p.fleet == fleet and p.line == line)

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)


def sorties_of(stints: Iterable[Stint]) -> list[tuple[Stint, ...]]:
    """Rows of one tail with the same take-off, in order of arrival; sorties in order of their first row."""
    rows: dict[tuple[str, int], list[Stint]] = defaultdict(list)
    for stint in stints:
        rows[stint.tail, stint.takeoff_s].append(stint)
    return sorted(tuple(sorted(own, key=lambda one: (one.arrive_s, one.leave_s, one))) for own in rows.values())


def whole_of(rows: Sequence[Stint]) -> Stint:
    """A sortie as one stint, from the arrival on its first line to the departure from its last: for what counts it once.

    Where its rows do not agree, the latest landing and readiness.
    """
    if len(rows) == 1:
        return rows[0]
    leave_s, land_s, ready_s = (max(getattr(row, name) for row in rows) for name in ("leave_s", "land_s", "ready_s"))
    return replace(rows[0], leave_s=leave_s, land_s=land_s, ready_s=ready_s, to_fleet=rows[-1].to_fleet)


def wholes_of(stints: Iterable[Stint]) -> list[Stint]:
    """Each sortie as one stint, in order of take-off."""
    return [whole_of(rows) for rows in sorties_of(stints)]


def first_fleets(stints: Iterable[Stint]) -> dict[str, str]:
    """By tail the fleet that it belongs to at the start: that of its first sortie."""
    return {one.tail: one.fleet for one in reversed(wholes_of(stints))}
