"""The period cut where anything may change: steps of the series, waypoints of ships, sunrise and sunset at lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from longwatch.geo.geodesic import inverse
from longwatch.scenario.scenario import Scenario
from longwatch.weather.bins import nights_at
from longwatch.weather.sites import track_of
from longwatch.weather.sky import Sky
from longwatch.weather.targets import Target, Test

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Motion:
    """A ship in each cell: the row of its weather, and its velocity in the middle of the cell."""

    place: Ints
    east_mps: Floats
    north_mps: Floats


@dataclass(frozen=True)
class Cells:
    """Stretches of the period, the first from 0, in each of which nothing changes but from trial to trial."""

    start_s: Ints  # (n_cells,)
    step: Ints  # which step of the sky each lies in
    motions: dict[str, Motion]  # by base
    dark: dict[tuple[float, float], Bools]  # by place


def cells_of(scenario: Scenario, sky: Sky, targets: tuple[Target, ...]) -> Cells:
    """The cells that these targets need."""
    tests: list[Test] = [test for target in targets for test in target.tests]
    ships = sorted({test.base for test in tests if test.base})
    dark_at = {test.at for test in tests if test.how == "dark" or test.by_light}
    nights = {at: nights_at(scenario.start_s, scenario.length_s, at) for at in sorted(dark_at)}
    cuts = [sky.steps_s, *(np.array(night, np.int64).ravel() for night in nights.values())]
    cuts += [np.array([round(float(p.time_s)) for p in scenario.base(name).track], np.int64) for name in ships]
    start_s = np.unique(np.concatenate(cuts))
    start_s = start_s[(start_s >= 0) & (start_s < scenario.length_s)]
    step = np.searchsorted(sky.steps_s, start_s, side="right") - 1
    end_s = np.append(start_s[1:], scenario.length_s)
    motions = {name: _motion(scenario, sky, name, start_s, end_s) for name in ships}
    dark = {at: _within(start_s, night) for at, night in nights.items()}
    return Cells(start_s, step.astype(np.int64), motions, dark)


def _within(start_s: Ints, stretches: tuple[tuple[int, int], ...]) -> Bools:
    inside = np.zeros(start_s.size, np.bool_)
    for begin, end in stretches:
        inside[np.searchsorted(start_s, begin) : np.searchsorted(start_s, end)] = True
    return inside


def _motion(scenario: Scenario, sky: Sky, name: str, start_s: Ints, end_s: Ints) -> Motion:
    """Where a ship is and how it moves. On a geodesic leg its course changes little within a cell."""
    track = track_of(scenario.base(name))
    half_s = np.minimum(30.0, (end_s - start_s) / 2.0)
    middle_s = (start_s + end_s) / 2.0
    before, after = track.at_many(middle_s - half_s), track.at_many(middle_s + half_s)
    azimuth_deg, _, run_m = inverse(*before, *after)
    speed_mps, course = run_m / (2.0 * half_s), np.radians(azimuth_deg)
    if name in sky.series.places or len(sky.series.places) == 1:
        own = sky.series.places.index(name) if name in sky.series.places else 0
        place = np.full(start_s.size, own, np.int64)
    else:
        places = [sky.place_near(*track.at(float(time_s))) for time_s in start_s]
        place = np.array(places, np.int64)
    return Motion(place, speed_mps * np.sin(course), speed_mps * np.cos(course))
