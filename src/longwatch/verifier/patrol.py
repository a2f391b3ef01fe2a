"""Posts that move: tours of revisit watches and company with a ship, against the scenario and against each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Line, Pairing, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.cells import Looks, Window, looks_of_run, looks_of_stints, revisit_cover, waits_s
from longwatch.verifier.geodesic import distance_m
from longwatch.verifier.places import place_of_base, place_of_line
from longwatch.verifier.served import Served
from longwatch.verifier.verdict import RevisitCover, Violation

CLOSED_M: Final = 1.0
LEG_TOLERANCE_M: Final = 1.0
PERIOD_TOLERANCE_S: Final = 1e-3
SHIP_TOLERANCE_M: Final = 50.0
REACH_TOLERANCE_M: Final = 50.0
RANGE_SHARE: Final = 1e-4
SPEED_SHARE: Final = 1e-5
_RADIUS_M: Final = 6_371_000.0


def check_tour(watch: Watch, line: Line) -> list[Violation]:
    """The line of a revisit watch: a closed path at one speed, and no hole allowed that would cost a cell its limit."""
    where, out = f"line {line.name}", []
    if line.kind != "tour" or len(line.path) < 3 or line.period_s <= 0.0:
        return [Violation("pattern", where, "a revisit watch is swept on a closed path of at least three knots")]
    place = place_of_line(line)
    if np.any(np.diff(place.time_s) <= 0.0):
        return [Violation("pattern", where, "the times of its path do not rise")]
    open_m = float(distance_m(place.lat_deg[0], place.lon_deg[0], place.lat_deg[-1], place.lon_deg[-1]))
    if open_m > CLOSED_M:
        out.append(Violation("pattern", where, f"its path ends {open_m:.0f} m from where it begins", open_m, "m"))
    off_s = abs(float(place.time_s[-1] - place.time_s[0]) - line.period_s)
    if off_s > PERIOD_TOLERANCE_S:
        out.append(Violation("pattern", where, f"its period is {off_s:.3f} s off its path", off_s, "s"))
    speed = float(place.length_m.sum()) / line.period_s
    uneven_m = float(np.abs(place.length_m - speed * np.diff(place.time_s)).max())
    if uneven_m > LEG_TOLERANCE_M:
        out.append(Violation("pattern", where, f"a leg is {uneven_m:.0f} m off its one speed", uneven_m, "m"))
    off_m = float(distance_m(place.lat_deg[0], place.lon_deg[0], line.post_lat_deg, line.post_lon_deg))
    if off_m > CLOSED_M:
        out.append(Violation("pattern", where, f"its post lies {off_m:.0f} m from its first knot", off_m, "m"))
    most_s = _hole_s(float(watch.limit_s), line.period_s)
    if not watch.limits and line.limit_s > most_s + 1:
        what = f"holes of {line.limit_s} s pass as none; {most_s} s leave every cell within its limit"
        out.append(Violation("line", where, what, line.limit_s - most_s, "s"))
    return out


def _hole_s(limit_s: float, lap_s: float) -> int:
    """m laps without anybody cost up to m + 1 looks, and m + 2 laps lie between those left."""
    laps = int(limit_s / lap_s + 1e-9) - 1
    return max(int(laps * lap_s), 0)


def check_company(scenario: Scenario, watch: Watch, line: Line) -> list[Violation]:
    """Its post is where the ship is, and the area lies no farther from the ship at the start than the header says."""
    where = f"line {line.name}"
    base = next((base for base in scenario.bases if base.name == watch.around), None)
    if base is None:
        return []
    ship, post = place_of_base(base), place_of_line(line)
    times = np.unique(np.concatenate([ship.time_s, post.time_s, [0.0, float(scenario.length_s)]]))
    times = np.unique(np.concatenate([times, 0.5 * (times[:-1] + times[1:])]))
    off_m = float(distance_m(*ship.at(times), *post.at(times)).max())
    if off_m > SHIP_TOLERANCE_M + (0.0 if line.moves else line.hold_radius_m):
        return [Violation("pattern", where, f"its post lies {off_m / 1000:.2f} km from {base.name}", off_m, "m")]
    lat, lon = ship.at(np.zeros(1))
    points = np.array([point for polygon in scenario.areas[watch.area] for point in polygon.outer])
    over_m = float(distance_m(lat[0], lon[0], points[:, 0], points[:, 1]).max()) - line.reach_m
    if over_m > REACH_TOLERANCE_M:
        what = f"the area reaches {over_m / 1000:.2f} km farther from {base.name} than the header says"
        return [Violation("reach", where, what, over_m, "m")]
    return []


def check_keeps_up(pair: Served) -> list[Violation]:
    """A vehicle is as fast as its post against the wind, on station and on its way; of a tour it sees the half between tracks."""
    line, pairing = pair.line, pair.pairing
    if not line.moves:
        return []
    place = place_of_line(line)
    took_s = np.diff(place.time_s)
    post_mps = float((place.length_m / np.where(took_s > 0.0, took_s, math.inf)).max())
    wind_mps = math.hypot(pairing.wind_east_mps, pairing.wind_north_mps)
    out = []
    for words, speed in (("on station", pairing.hold_speed_mps), ("on its way", pairing.airspeed_mps)):
        short_mps = post_mps * (1.0 - SPEED_SHARE) - (speed - wind_mps)
        if short_mps > 0.0:
            what = (
                f"its post moves at {post_mps:.2f} m/s; {words} it makes {speed:.2f} m/s, the wind {wind_mps:.2f} m/s"
            )
            out.append(Violation("keeps-up", pair.where, what, short_mps, "m/s"))
    return out + (_check_narrow(pair) if line.kind == "tour" else [])


def _check_narrow(pair: Served) -> list[Violation]:
    """The sensor sees as far as the tracks are laid for: what the watch sees, and the classes that its limits name."""
    line, pairing = pair.line, pair.pairing
    ranges_m, out = dict(pairing.class_ranges_m), []
    asked = [("", pairing.sensor_range_m, line.reach_m)]
    asked += [(f" for a {of}", ranges_m.get(of, 0.0), reach_m) for of, reach_m in line.class_reaches_m]
    for of, range_m, reach_m in asked:
        short_m = reach_m - _ground_m(range_m, pairing.height_m)
        if short_m > max(RANGE_SHARE * reach_m, 1.0):
            what = f"the sensor sees {short_m / 1000:.2f} km less of the sea than the tracks are laid for{of}"
            out.append(Violation("sensor", pair.where, what, short_m, "m"))
    return out


def _ground_m(range_m: float, height_m: float) -> float:
    """Along a sphere, for a straight range from a height."""
    height_m = max(height_m, 0.0)
    if range_m <= height_m:
        return 0.0
    outer_m = _RADIUS_M + height_m
    cosine = (_RADIUS_M**2 + outer_m**2 - range_m**2) / (2.0 * _RADIUS_M * outer_m)
    return _RADIUS_M * math.acos(max(min(cosine, 1.0), -1.0))


class Sweep:
    """One revisit watch: what its lines see of its cells in a run of their paths, each by every fleet that may serve it."""

    def __init__(self, scenario: Scenario, watch: Watch, lines: Sequence[Line], pairs: Sequence[Served]) -> None:
        self.watch = watch
        asks, cells = scenario.asks(watch.name), scenario.cells[watch.name]
        at = [np.array(ask.cell, np.int64) for ask in asks]
        lat, lon = np.array(cells.lat_deg), np.array(cells.lon_deg)
        self.n = sum(len(own) for own in at)  # all that is asked: a cell stands once for each class
        self.area_m2 = np.concatenate([np.array(cells.area_m2)[own] for own in at])
        self.limit_s = np.concatenate([ask.limit_s for ask in asks])
        self.classes = tuple((ask.class_, len(ask.cell)) for ask in asks)
        self.holes = {line.name: line.limit_s for line in lines}
        self.places = {line.name: place_of_line(line) for line in lines if _can_run(line)}
        self.periods = {line.name: line.period_s for line in lines}
        self.runs: dict[tuple[str, str], Looks] = {}
        by_figures: dict[tuple[str, float, tuple[float, ...]], Looks] = {}
        for pair in pairs:
            name, height_m = pair.line.name, pair.pairing.height_m
            if name not in self.places:
                continue
            ranges_m = tuple(_range_m(pair.pairing, watch, ask.class_) for ask in asks)
            if (name, height_m, ranges_m) not in by_figures:
                runs = [
                    looks_of_run(self.places[name], lat[own], lon[own], height_m, range_m)
                    for own, range_m in zip(at, ranges_m, strict=True)
                ]
                by_figures[name, height_m, ranges_m] = _one_after_another(runs, [len(own) for own in at])
            self.runs[pair.pairing.fleet, name] = by_figures[name, height_m, ranges_m]

    def check(self) -> list[Violation]:
        """Every cell is seen in each lap of some line, whoever of its fleets flies it, and where limits are unequal there is one
        whose holes leave it within its own. Lines that nobody can fly can't fail.
        """
        named = {name for _, name in self.runs}
        if not named or named != set(self.places):
            return []
        seen = np.zeros(self.n, bool)
        for name in named:
            own = np.ones(self.n, bool)
            for (_, other), looks in self.runs.items():
                if other == name:
                    own &= np.isin(np.arange(self.n), looks.cell)
            seen |= own
        n = int((~seen).sum())
        if not n:
            return self._check_holes() if self.watch.limits else []
        share = float(self.area_m2[~seen].sum() / self.area_m2.sum())
        what = f"{n} cells ({share:.1%} of its area) are seen from none of its lines' paths"
        return [Violation("pattern", f"watch {self.watch.name}", what, n, "cells")]

    def _check_holes(self) -> list[Violation]:
        """The hole that passes as none on a line, for the cells that no other line keeps within their limits."""
        room = np.full(self.n, -np.inf)  # by how much the best of its lines bears more than its hole
        at = np.zeros(self.n, np.int64)
        names = sorted({name for _, name in self.runs})
        for index, name in enumerate(names):
            own = [waits_s(run, self.n, self.periods[name]) for (_, one), run in self.runs.items() if one == name]
            wait_s = np.max(own, axis=0)
            by_laps = np.array([_hole_s(limit, self.periods[name]) for limit in self.limit_s.tolist()], np.float64)
            borne_s = np.maximum(np.maximum(by_laps, self.limit_s - 2.0 * wait_s), 0.0)
            here = np.where(np.isfinite(wait_s), borne_s - self.holes[name], -np.inf)
            room, at = np.maximum(here, room), np.where(here > room, index, at)
        out = []
        for index in np.unique(at[room < -1.0]).tolist():
            name, over_s = names[index], -float(room[at == index].min())
            what = f"holes of {self.holes[name]} s pass as none; {over_s:.0f} s less leave every cell within its limit"
            out.append(Violation("line", f"line {name}", what, over_s, "s"))
        return out

    def cover(self, stints: Sequence[Stint], windows: Sequence[Window], drop_open_gap_at: int | None) -> RevisitCover:
        """Gaps of the cells from the stints alone."""
        stays: dict[tuple[str, str], list[Window]] = {}
        for stint in stints:
            stays.setdefault((stint.fleet, stint.line), []).append((stint.arrive_s, stint.leave_s))
        looks = Looks.joined(
            looks_of_stints(run, float(self.places[name].time_s[0]), self.periods[name], stays.get((fleet, name), ()))
            for (fleet, name), run in self.runs.items()
        )
        scale_s = float(self.watch.limit_s)
        return revisit_cover(looks, self.area_m2, self.limit_s, windows, drop_open_gap_at, scale_s, self.classes)


def _range_m(pairing: Pairing, watch: Watch, class_: str) -> float:
    """As the header says, at most; 0 where it says nothing of the class."""
    return pairing.sensor_range_m if class_ == watch.sees.class_ else dict(pairing.class_ranges_m).get(class_, 0.0)


def _one_after_another(runs: Sequence[Looks], sizes: Sequence[int]) -> Looks:
    """Looks for several classes as if their cells stood in one row."""
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Looks.joined(replace(run, cell=run.cell + int(at)) for run, at in zip(runs, first, strict=True))


def _can_run(line: Line) -> bool:
    return line.kind == "tour" and len(line.path) > 1 and line.period_s > 0.0


def sweeps_of(scenario: Scenario, roster: Roster, pairs_of: dict[str, list[Served]]) -> list[Sweep]:
    """One for each revisit watch."""
    out = []
    for watch in scenario.watches:
        if watch.kind == "revisit":
            lines = [line for line in roster.lines if line.watch == watch.name]
            out.append(Sweep(scenario, watch, lines, [pair for line in lines for pair in pairs_of[line.name]]))
    return out
