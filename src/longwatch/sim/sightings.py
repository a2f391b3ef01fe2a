"""The truth of one trial at sea: its ships, and looks at them made lazily along the foreseen path of each sortie.

A sortie's looks are solved once, when its path becomes known. When the path changes, or a ship reacts to having been seen, the
sortie is solved again and what was foreseen from that instant on is replaced. What lies before it comes out as it was, for
neither looks nor draws nor turrets depend on what comes later; a look that goes on then is one look.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from longwatch.geo.geodesic import Floats
from longwatch.sim.looks import Sea, look, targets_of
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import sight
from longwatch.sim.reactions import react
from longwatch.sim.reports import Reporting, reported_s
from longwatch.sim.sailings import Sailings, reaction_draws, sailings_of_trial
from longwatch.sim.skies import spans_of
from longwatch.sim.state import Records
from longwatch.sim.tracks import Path, knots_of
from longwatch.sim.turrets import joined
from longwatch.traffic.ships import Ints

TIMES: Final = (("enter_s", "told_s"), ("task_s", "task_told_s"), ("ais_s", "ais_told_s"))  # what, and when reported
LOOK: Final = np.dtype(
    [(name, "i8") for name in ("vehicle", "sortie", "sailing", "track", "contact")]  # track: which of the sailing's
    + [
        (name, "f8")
        for name in ("enter_s", "leave_s", "look_s", "told_s", "ais_s", "ais_told_s", "task_s", "task_told_s")
    ]
    + [("alive", "?"), ("done", "?")]  # done: that the task is has been told
)
TOLD: Final = ("told_s", "task_told_s")  # reports that are waited for
NOBODY: Final = -1  # no contact yet
SAME_S: Final = 0.01  # times of one look, solved twice


@dataclass(frozen=True)
class Seeing:
    """Who looks and how it reports: fleet, line and tail of a sortie; how far it hears AIS by class; `reports.Reporting`."""

    fleet: str
    line: str
    tail: str
    ais_m: Floats
    task: str | None  # of a retask: recognise or identify; None where nobody asks
    reporting: Reporting


class Moment(NamedTuple):
    """A mover at an instant of its own time."""

    tracks: Knots
    mover: int
    t_s: float

    def measured(self) -> tuple[list[float], list[float]]:
        """(place, metres per second), on Earth-centred axes."""
        tracks, t_s = self.tracks, self.t_s
        a, b = int(tracks.offsets[self.mover]), int(tracks.offsets[self.mover + 1])
        k = min(max(a + int(tracks.t_s[a:b].searchsorted(t_s, side="right")) - 1, a), b - 2)
        run_s = min(max(t_s, float(tracks.t_s[a])), float(tracks.t_s[b - 1])) - float(tracks.t_s[k])
        place_m, v = tracks.xyz_m[k].tolist(), tracks.velocity_mps[k].tolist()
        return [x + speed * run_s for x, speed in zip(place_m, v, strict=True)], v


class Sightings:
    """All looks and detections of a trial known so far, in `rows`: what never was is not `alive`."""

    def __init__(self, sea: Sea, trial: int, seed: int) -> None:
        self._sea, self._trial, self._seed = sea, trial, seed
        self._sailed = sailings_of_trial(sea.known, trial, seed)  # if nobody reacted
        self._set_sailings(self._sailed, sea.targets)
        self._flying: dict[int, tuple[int, Path, Seeing]] = {}  # sortie -> vehicle, path, how it sees
        self._rows = np.zeros(256, LOOK)
        self._n = 0
        self._next_s: float | None = None  # the next reaction, once it has been looked up
        self._told: list[tuple[float, int, int]] = []  # heap of reports: when, row, 0 a look or 1 a task done
        sources = sea.known.sources
        share = np.array([0.0 if one.reaction is None else one.reaction.share for one in sources])
        after_s = np.array([0.0 if one.reaction is None else one.reaction.after_s for one in sources])
        draw = reaction_draws(sea.known, self.sailings, trial, seed)
        self._may_react = draw < share[self.sailings.source]  # and has not yet
        self._after_s = after_s[self.sailings.source]
        self._first_look_s = np.full(len(draw), np.inf)  # of those that have reacted

    def copy(self) -> Sightings:
        other = object.__new__(Sightings)
        other.__dict__.update(self.__dict__)
        other._rows, other._may_react = self._rows.copy(), self._may_react.copy()
        other._first_look_s, other._flying = self._first_look_s.copy(), dict(self._flying)
        other._told = list(self._told)
        return other

    @property
    def rows(self) -> Records:
        return self._rows[: self._n]

    def fly(self, vehicle: int, sortie: int, path: Path, seeing: Seeing, from_s: float) -> list[int]:
        """The path of a sortie, changed from an instant on; the rows of which something else will be told."""
        self._flying[sortie] = (vehicle, path, seeing)
        self._renew(sortie, from_s)
        return self._tell_again(sortie, from_s)

    def land(self, sortie: int, at_s: float, seeing: Seeing) -> list[int]:
        """It is down, or lost: what it has not seen it will not see. The rows as above."""
        self._cut(self.rows["sortie"] == sortie, at_s)
        vehicle, path, _ = self._flying[sortie]
        self._flying[sortie] = (vehicle, path, seeing)
        again = self._tell_again(sortie, at_s)
        del self._flying[sortie]
        return again

    @property
    def next_reaction_s(self) -> float:
        """When the next ship reacts to having been looked at."""
        if self._next_s is None:
            self._next_s = float(self._reactions()[1].min(initial=np.inf)) if self._may_react.any() else np.inf
        return self._next_s

    def told_until(self, now_s: float) -> tuple[list[int], list[int]]:
        """Looks newly reported by now, and those whose task is newly reported done, in the order of their reports.

        Each is given once: `contact` and `done` are to be set.
        """
        told, rows = self._told, self.rows
        new, done = dict[int, None](), set[int]()
        while told and told[0][0] <= now_s:
            told_s, row, what = heappop(told)
            look = rows[row]
            if not look["alive"] or look[TOLD[what]] != told_s:
                continue  # it has changed since, and stands in the heap once more
            if what == 0 and look["contact"] == NOBODY:
                new[row] = None
            elif what == 1 and not look["done"]:
                done.add(row)
        return list(new), sorted(done)

    def react_until(self, until_s: float) -> list[int]:
        """Let every ship react that is due; the rows of which something else will be told."""
        changed: list[int] = []
        while self.next_reaction_s <= until_s:
            sailing, at_s = self._reactions()
            k = int(np.argmin(at_s))
            changed += self._react(int(sailing[k]), float(at_s[k]))
        return changed

    def moment(self, row: int, at_s: float) -> Moment:
        """The ship of a look at an instant within it, to be measured when somebody asks."""
        one = self._rows[row]
        sailing = int(one["sailing"])
        first, last = int(self._first[sailing]), int(self._first[sailing + 1]) - 1
        target = self._order[min(first + int(one["track"]), last)]
        return Moment(self._tracks, int(self.sailings.mover[target]), at_s - float(self.sailings.shift_s[target]))

    def _set_sailings(self, sailings: Sailings, tracks: Knots) -> None:
        self.sailings, self._tracks = sailings, tracks
        self._order = np.argsort(sailings.sailing, kind="stable")  # targets, those of a sailing together
        self._first = np.searchsorted(sailings.sailing[self._order], np.arange(len(sailings.ship) + 1))

    def _reactions(self) -> tuple[Ints, Floats]:
        rows = self.rows
        own = rows[rows["alive"] & self._may_react[rows["sailing"]] & (rows["look_s"] < np.inf)]
        return own["sailing"], own["look_s"] + self._after_s[own["sailing"]]

    def _react(self, sailing: int, at_s: float) -> list[int]:
        """From now on it sails otherwise, or in silence: those who see it, then or later, look again."""
        before = self._who_sees(sailing, at_s)
        self._may_react[sailing], self._next_s = False, None
        self._first_look_s[sailing] = at_s - self._after_s[sailing]
        known = self._sea.known
        reacted = react(known, self._sailed, self._first_look_s, self._sea.targets, self._trial, self._seed)
        self._set_sailings(reacted.sailings, reacted.tracks)
        changed: list[int] = []
        for sortie in self._flying:
            if sortie in before or len(self._solved(sortie, np.array([sailing]))):
                self._renew(sortie, at_s)
                changed += self._tell_again(sortie, at_s)
        return changed

    def _who_sees(self, sailing: int, at_s: float) -> set[int]:
        rows = self.rows
        return set(rows["sortie"][rows["alive"] & (rows["sailing"] == sailing) & (rows["leave_s"] > at_s)].tolist())

    def _cut(self, which: np.ndarray, at_s: float) -> None:
        self._next_s = None
        rows = self.rows
        concerned = which & rows["alive"] & (rows["leave_s"] > at_s)
        rows["alive"] &= ~(concerned & (rows["enter_s"] >= at_s))
        rows["leave_s"] = np.where(concerned & rows["alive"], at_s, rows["leave_s"])
        for name in ("task_s", "ais_s", "look_s"):
            rows[name] = np.where(concerned & (rows[name] >= at_s), np.inf, rows[name])

    def _renew(self, sortie: int, at_s: float) -> None:
        """Solve a sortie, and take from it what comes after an instant."""
        self._cut(self.rows["sortie"] == sortie, at_s)
        path, own = self._flying[sortie][1], self.sailings
        if path.t_s[-1] <= at_s:
            return
        near = np.zeros(len(own.ship), bool)
        near[own.sailing[(own.to_s > path.t_s[0]) & (own.from_s < path.t_s[-1])]] = True
        new = self._solved(sortie, np.flatnonzero(near))
        new = new[new["leave_s"] > at_s]
        goes_on = new["enter_s"] < at_s
        self._go_on(sortie, at_s, new[goes_on])
        self._write(new[~goes_on])

    def _solved(self, sortie: int, sailings: Ints) -> Records:
        """The looks of a whole sortie at some sailings."""
        vehicle, path, seeing = self._flying[sortie]
        some, track = self._some(sailings)
        flown = pl.DataFrame({"fleet": [seeing.fleet], "line": [seeing.line], "tail": [seeing.tail]})
        knots = knots_of([path])
        looks, detected, told = look(self._sea, flown, knots, self._tracks, some, self._trial, self._seed)
        found = joined(looks, detected)
        new = np.zeros(len(found.target), LOOK)
        new["vehicle"], new["sortie"], new["contact"], new["alive"] = vehicle, sortie, NOBODY, True
        new["sailing"], new["track"] = some.sailing[found.target], track[found.target]
        new["enter_s"], new["leave_s"] = found.enter_s, found.leave_s
        new["look_s"] = _first_in(found.target, found.enter_s, looks.target, looks.enter_s)
        new["task_s"] = np.inf
        if seeing.task is not None:
            ours = told.services.names | (seeing.task == "recognise")
            done = told.services.target[ours], told.services.done_s[ours]
            new["task_s"] = _first_in(found.target, found.enter_s, *done)
        new["ais_s"] = self._heard(knots, seeing, flown, some, found.target, new)
        return new

    def _some(self, sailings: Ints) -> tuple[Sailings, Ints]:
        """The targets of some sailings, and which of its sailing's each is."""
        own, wanted = self.sailings, np.zeros(len(self.sailings.ship), bool)
        wanted[sailings] = True
        target = np.flatnonzero(wanted[own.sailing])
        sailing = own.sailing[target]
        order = np.argsort(sailing, kind="stable")
        track = np.empty(len(target), np.int64)
        track[order] = np.arange(len(target)) - np.searchsorted(sailing[order], sailing[order])
        some = own._replace(
            sailing=sailing, mover=own.mover[target], shift_s=own.shift_s[target], from_s=own.from_s[target],
            to_s=own.to_s[target],
        )  # fmt: skip
        return some, track

    def _heard(
        self, knots: Knots, seeing: Seeing, flown: pl.DataFrame, some: Sailings, target: Ints, new: Records
    ) -> Floats:
        """(n_looks,) when first a look hears AIS: from its beginning where that reaches as far as any sensor."""
        class_ = self.sailings.class_[new["sailing"]]
        if not (seeing.ais_m[class_] > 0.0).any():
            return np.full(len(new), np.inf)
        fields = self._sea.watchers.fields(flown, spans_of(self._sea.skies, flown, knots, self._trial, self._seed))
        reach_m = np.max([fields.range_m[0, 1::2], *(layer.range_m[0, 1::2] for layer in fields.layers)], axis=0)
        far = (seeing.ais_m >= reach_m) & (seeing.ais_m > 0.0)
        begin_s = np.where(far[class_], new["enter_s"], np.inf)
        if not far[class_].all():
            asked, told_as = targets_of(self._tracks, some)
            heard = sight(
                knots, asked.tracks, np.repeat(np.where(far, 0.0, seeing.ais_m), 2)[None], kind=asked.kind,
                mover=asked.mover, shift_s=asked.shift_s, from_s=asked.from_s, to_s=asked.to_s,
            )  # fmt: skip
            of = told_as[heard.target]
            inside = _first_in(target, new["enter_s"], of, heard.enter_s, before=heard.leave_s)
            begin_s = np.minimum(begin_s, inside)
        begin_s = np.where(begin_s < new["leave_s"], begin_s, np.inf)
        return np.where(begin_s < self.sailings.dark_s[new["sailing"]], begin_s, np.inf)

    def _write(self, new: Records) -> None:
        """Rows of looks that never were are used again."""
        free = np.flatnonzero(~self.rows["alive"] & (self.rows["contact"] == NOBODY))[: len(new)]
        more = len(new) - len(free)
        while self._n + more > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        at = np.concatenate([free, np.arange(self._n, self._n + more)])
        self._rows[at] = new
        self._n += more
        self._set_told(at, new=True)

    def _go_on(self, sortie: int, at_s: float, new: Records) -> None:
        """Looks that began before an instant and go on after it are those that were cut there."""
        rows = self.rows
        cut = np.flatnonzero((rows["sortie"] == sortie) & rows["alive"] & (rows["leave_s"] == at_s))
        of = {(int(rows["sailing"][k]), int(rows["track"][k])): int(k) for k in cut}
        of |= {(sailing, -1): k for (sailing, _), k in of.items()}  # a ship that turned sails another track
        for one in new:
            k = of.get((int(one["sailing"]), int(one["track"])), of.get((int(one["sailing"]), -1)))
            if k is None:
                continue  # it ended and begins again within a rounding of this instant
            old = rows[k]
            old["leave_s"], old["track"] = one["leave_s"], one["track"]
            for name in ("task_s", "ais_s", "look_s"):
                if old[name] == np.inf and one[name] >= at_s - SAME_S:
                    old[name] = one[name]

    def _tell_again(self, sortie: int, now_s: float) -> list[int]:
        """Reports that are still to come, as the sortie reports now."""
        rows = self.rows
        later = (rows["told_s"] > now_s) | (rows["task_told_s"] > now_s) | (rows["ais_told_s"] > now_s)
        which = np.flatnonzero((rows["sortie"] == sortie) & rows["alive"] & later)
        self._set_told(which)
        return [int(k) for k in which]

    def _set_told(self, which: Ints, *, new: bool = False) -> None:
        if not len(which):
            return
        rows = self.rows
        reporting = self._flying[int(rows["sortie"][which[0]])][2].reporting
        zero = np.zeros(len(which), np.int64)
        for name, told in TIMES:
            times = rows[name][which]
            ever = np.isfinite(times)
            out = np.full(len(which), np.inf)
            if ever.any():
                out[ever] = reported_s(reporting, zero[ever], times[ever])
            if told == "task_told_s":
                out[rows["done"][which]] = np.inf
            if told in TOLD:
                another = np.isfinite(out) & (new | (rows[told][which] != out))
                for told_s, row in zip(out[another].tolist(), which[another].tolist(), strict=True):
                    heappush(self._told, (told_s, row, TOLD.index(told)))
            rows[told][which] = out


def _first_in(target: Ints, enter_s: Floats, of: Ints, at_s: Floats, before: Floats | None = None) -> Floats:
    """(n,) the first of some instants in each look; the looks are sorted by target and beginning.

    of : the target of each instant; before : they last until then, and count in the look that has begun by then
    """
    out = np.full(len(target), np.inf)
    if not len(target) or not len(of):
        return out
    key, wide = target * 1e9 + enter_s, 1e9
    last = np.searchsorted(key, of * wide + (at_s if before is None else before) + SAME_S, side="right") - 1
    own = (last >= 0) & (target[np.maximum(last, 0)] == of)
    np.minimum.at(out, last[own], np.maximum(at_s[own], enter_s[last[own]]))
    return out
