"""Ships as the looks use them: tracks of knots in the time of a recorded day. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from longwatch.traffic.marks import Mark, add_marks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["recorded", "recorded aircraft", "synthetic"]
KIND_OF: Final[dict[str, Kind]] = {
    "synthetic": "synthetic",
    "air-tracks": "recorded aircraft",
}  # by format; else recorded


class Flow(NamedTuple):
    """How many ships a lane of a synthetic source takes, both ways together."""

    source: int
    lane: int  # among the lanes of its source
    name: str
    arrivals_per_s: float  # Poisson


@dataclass(frozen=True)
class Ships:
    """A ship is one vessel on one recorded day (UTC), or one passage of a synthetic lane; a track is a stretch of it without
    a silence.

    Between the tracks of a ship it is unknown, not absent. Track i has the knots offsets[i]:offsets[i + 1], straight
    lines (Earth-centred) between them. Ships are numbered 0 .. n_ships - 1; their tracks stand together, in order.
    """

    offsets: Ints  # (n_tracks + 1,)
    t_s: (
        Floats  # (n_knots,) seconds of the recorded day, rising within a track; of a passage: since it entered its lane
    )
    lat_deg: Floats
    lon_deg: Floats
    ship: Ints  # (n_tracks,) which ship a track belongs to
    mmsi: Ints  # (n_ships,) 0: synthetic
    day: Ints  # (n_ships,) recorded day, 0 is the first of its file
    source: Ints  # (n_ships,) which [[traffic]] of the scenario
    length_m: tuple[float | None, ...]  # (n_ships,) where the file has it
    class_: tuple[str | None, ...]  # (n_ships,) where the file lets it be known; None is drawn from the mix
    n_reports: int  # rows of the files
    drops: dict[str, int] = field(default_factory=dict)  # rows left out, by reason
    thin_error_m: float = 0.0  # no report left out as "on course" or "stationary" lies farther from its track
    alt_m: Floats | None = None  # (n_knots,) height over the sea; None: all at sea level
    suspect: NDArray[np.bool_] | None = None  # (n_ships,) True: marked, not to be trusted alone; None: none is
    marks: tuple[Mark, ...] = ()  # rows that look wrong, by rule
    kinds: tuple[Kind, ...] = ("recorded",)  # of each source
    lane: Ints | None = (
        None  # (n_ships,) lane of a synthetic source that a passage is on, else -1; None: no lanes at all
    )
    flows: tuple[Flow, ...] = ()  # of every lane
    notes: tuple[str, ...] = ()  # what synthetic ships rest on, in sentences

    @property
    def n_tracks(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_ships(self) -> int:
        return len(self.mmsi)

    @property
    def height_m(self) -> Floats:
        """(n_knots,) height over the sea."""
        return np.zeros(len(self.t_s)) if self.alt_m is None else self.alt_m

    @property
    def is_suspect(self) -> NDArray[np.bool_]:
        """(n_ships,) whether a ship is marked by a rule that makes it doubtful: no cue by itself."""
        return np.zeros(self.n_ships, np.bool_) if self.suspect is None else self.suspect

    @property
    def of_lane(self) -> Ints:
        """(n_ships,) lane of a synthetic source, -1 for recorded ships."""
        return np.full(self.n_ships, -1, np.int64) if self.lane is None else self.lane

    @property
    def kind(self) -> list[Kind]:
        """(n_ships,) where a ship comes from."""
        return [self.kinds[source] if source < len(self.kinds) else "recorded" for source in self.source.tolist()]


def join_ships(parts: Sequence[Ships]) -> Ships:
    """Several sets of ships one after the other; counts add up, the largest thinning error holds."""
    if len(parts) == 1:
        return parts[0]
    knots = np.cumsum([0, *(len(part.t_s) for part in parts)])
    ships = np.cumsum([0, *(part.n_ships for part in parts)])
    drops: dict[str, int] = {}
    for part in parts:
        for reason, n in part.drops.items():
            drops[reason] = drops.get(reason, 0) + n
    return Ships(
        offsets=np.concatenate([[0], *(part.offsets[1:] + k for part, k in zip(parts, knots, strict=False))]),
        t_s=np.concatenate([part.t_s for part in parts]),
        lat_deg=np.concatenate([part.lat_deg for part in parts]),
        lon_deg=np.concatenate([part.lon_deg for part in parts]),
        ship=np.concatenate([part.ship + k for part, k in zip(parts, ships, strict=False)]),
        mmsi=np.concatenate([part.mmsi for part in parts]),
        day=np.concatenate([part.day for part in parts]),
        source=np.concatenate([part.source for part in parts]),
        length_m=tuple(length for part in parts for length in part.length_m),
        class_=tuple(name for part in parts for name in part.class_),
        n_reports=sum(part.n_reports for part in parts),
        drops=drops,
        thin_error_m=max(part.thin_error_m for part in parts),
        alt_m=np.concatenate([part.height_m for part in parts]) if any(p.alt_m is not None for p in parts) else None,
        suspect=np.concatenate([part.is_suspect for part in parts]),
        marks=add_marks([part.marks for part in parts]),
        kinds=max((part.kinds for part in parts), key=len),
        lane=np.concatenate([part.of_lane for part in parts]) if any(p.lane is not None for p in parts) else None,
        flows=tuple(flow for part in parts for flow in part.flows),
        notes=tuple(note for part in parts for note in part.notes),
    )


def in_order(ships: Ships, order: Ints) -> Ships:
    """The same ships in another order: ship k of the answer is ship order[k] of what comes in."""
    first = np.searchsorted(ships.ship, np.arange(ships.n_ships + 1))
    track = _runs(first[order], first[order + 1])
    knot = _runs(ships.offsets[track], ships.offsets[track + 1])
    n_tracks = (first[1:] - first[:-1])[order]
    return replace(
        ships,
        offsets=np.append(0, np.cumsum(ships.offsets[track + 1] - ships.offsets[track])),
        t_s=ships.t_s[knot],
        lat_deg=ships.lat_deg[knot],
        lon_deg=ships.lon_deg[knot],
        alt_m=None if ships.alt_m is None else ships.alt_m[knot],
        ship=np.repeat(np.arange(len(order)), n_tracks),
        mmsi=ships.mmsi[order],
        day=ships.day[order],
        source=ships.source[order],
        length_m=tuple(ships.length_m[k] for k in order),
        class_=tuple(ships.class_[k] for k in order),
        suspect=ships.is_suspect[order],
        lane=None if ships.lane is None else ships.lane[order],
    )


def _runs(first: Ints, last: Ints) -> Ints:
    """All numbers from first[k] to last[k] - 1, one run after the other."""
    n = last - first
    return np.repeat(first - np.append(0, np.cumsum(n)[:-1]), n) + np.arange(n.sum())
