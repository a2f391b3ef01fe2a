"""What weather shuts in a trial: for every target the instants at which it shuts and opens, with the cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from longwatch.formats.conditions import Conditions
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.weather.causes import WEATHER_CAUSES
from longwatch.weather.cells import Cells, cells_of
from longwatch.weather.sky import Sky, sky_of
from longwatch.weather.targets import Target, Test, targets_of

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]  # the cause by which something is shut, -1 while it is open
Bools = NDArray[np.bool_]
Steps = tuple[Ints, Ints, Ints, Ints]


@dataclass(frozen=True)
class WeatherOfTrial:
    """Truth for the trials.

    shut : what may be shut, in the order in which `steps` numbers it
    notes : what must be said of the weather: gaps filled, limits that never bind
    """

    sky: Sky
    shut: tuple[Target, ...]
    cells: Cells
    notes: tuple[str, ...]

    @property
    def targets(self) -> tuple[tuple[str, str, str], ...]:
        """("base", base, ""), ("path", fleet, line) or ("sensor", fleet, line)."""
        return tuple(target.key for target in self.shut)

    @property
    def causes(self) -> tuple[str, ...]:
        """The words behind the numbers of causes."""
        return WEATHER_CAUSES

    def steps(self, trial: int, seed: int) -> Steps:
        """(time_s, target, change, cause) of one trial, int64, times rising.

        change : +1 where a target shuts, -1 where it opens; where only the cause changes, the new one comes first
        cause : place in `causes`
        """
        return self._only_steps if self.sky.same_in_every_trial else self._steps_of(self.codes(trial, seed))

    def codes(self, trial: int, seed: int) -> Codes:
        """The cause by which each target is shut in each cell, or -1, (n_targets, n_cells)."""
        row = self.sky.rows(trial, seed)[self.cells.step]
        codes = np.empty((len(self.shut), row.size), np.int8)
        codes[self._plain_at] = self._plain[:, row]
        for at, target in enumerate(self.shut):
            if at not in self._is_plain:
                codes[at] = _code(target, lambda test: _shut_by(test, self.sky.series, row, self.cells), row.size)
        return codes

    @cached_property
    def _is_plain(self) -> frozenset[int]:
        """Targets whose state depends on the row of the series alone: settled once for every row."""
        return frozenset(
            at
            for at, target in enumerate(self.shut)
            if not any(t.base or t.how == "dark" or t.by_light for t in target.tests)
        )

    @cached_property
    def _plain_at(self) -> Ints:
        return np.array(sorted(self._is_plain), np.int64)

    @cached_property
    def _plain(self) -> Codes:
        rows = np.arange(self.sky.series.n_times if self.sky.has else 1)
        codes = np.empty((len(self._plain_at), rows.size), np.int8)
        for i, at in enumerate(self._plain_at):
            codes[i] = _code(self.shut[at], lambda test: _shut_by(test, self.sky.series, rows, self.cells), rows.size)
        return codes

    @cached_property
    def _only_steps(self) -> Steps:
        return self._steps_of(self.codes(0, 0))

    def _steps_of(self, codes: Codes) -> Steps:
        before = np.concatenate([np.full((codes.shape[0], 1), -1, np.int8), codes[:, :-1]], axis=1)
        target, cell = np.nonzero(codes != before)
        new, old = codes[target, cell], before[target, cell]
        cell = np.concatenate([cell[new >= 0], cell[old >= 0]])
        change = np.repeat(np.array([1, -1], np.int64), [int((new >= 0).sum()), int((old >= 0).sum())])
        who = np.concatenate([target[new >= 0], target[old >= 0]])
        cause = np.concatenate([new[new >= 0], old[old >= 0]]).astype(np.int64)
        order = np.lexsort((who, -change, cell))
        return self.cells.start_s[cell[order]], who[order].astype(np.int64), change[order], cause[order]


def weather_of(scenario: Scenario, roster: Roster) -> WeatherOfTrial | None:
    """The weather that the trials of a roster meet; None where nothing can ever be shut by it."""
    weather = weather_for(scenario, roster.lines, roster.pairings)
    return weather if weather.shut else None


def weather_for(scenario: Scenario, lines: tuple[Line, ...], pairings: tuple[Pairing, ...]) -> WeatherOfTrial:
    """The same before there is a roster. Targets that no row of the series can shut are left out."""
    sky = sky_of(scenario)
    targets, notes = targets_of(scenario, sky, lines, pairings)
    weather = WeatherOfTrial(sky, targets, cells_of(scenario, sky, targets), (*sky.notes, *notes))
    if sky.same_in_every_trial:
        never = set(np.flatnonzero((weather.codes(0, 0) < 0).all(axis=1)).tolist())
    else:
        never = set(weather._plain_at[(weather._plain < 0).all(axis=1)].tolist())
    kept = tuple(target for at, target in enumerate(targets) if at not in never)
    return WeatherOfTrial(sky, kept, cells_of(scenario, sky, kept), weather.notes)


def _code(target: Target, shut_by: Callable[[Test], Bools], n: int) -> Codes:
    """The cause of each instant, or -1: every way must be shut, and the first way's first cause is named."""
    shut, named = np.ones(n, np.bool_), np.full(n, -1, np.int8)
    for nth, way in enumerate(target.ways):
        cause = np.full(n, -1, np.int8)
        for test in sorted(way, key=lambda test: -test.cause):  # the first of the causes is written last
            cause[shut_by(test)] = test.cause
        shut &= cause >= 0
        named = cause if nth == 0 else named
    return np.where(shut, named, np.int8(-1))


def series_rows(series: Conditions) -> int:
    """Rows of a series; one of an empty one."""
    return series.n_times if series.values else 1


def _shut_by(test: Test, series: Conditions, row: Ints, cells: Cells) -> Bools:
    """Where one test shuts, for a row of the series in each cell (or for every row, where cells play no part)."""
    if test.how == "dark":
        return cells.dark[test.at]
    if test.how == "rows":
        shut = np.unpackbits(np.frombuffer(test.rows, np.uint8))[: 2 * series_rows(series)].reshape(2, -1)
        dark = cells.dark[test.at].astype(np.int64) if test.by_light else 0
        return np.asarray(shut[dark, row] == 1)
    motion = cells.motions.get(test.base)
    place = test.place if motion is None else motion.place
    value = series.values[test.quantity][place, row]
    if test.how == "below":
        return np.asarray(value < test.limit)
    if test.how in ("across", "deck"):
        from_rad = series.values["wind_from_rad"][place, row]
        if test.how == "across":
            return np.asarray(np.abs(value * np.sin(from_rad - test.heading_rad)) > test.limit)
        assert motion is not None
        east, north = -value * np.sin(from_rad) - motion.east_mps, -value * np.cos(from_rad) - motion.north_mps
        return np.asarray(np.hypot(east, north) > test.limit)
    return np.asarray(value > test.limit)
