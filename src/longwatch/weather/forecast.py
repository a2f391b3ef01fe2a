"""What the planner foresees of the weather: the truth to a horizon with a skill that falls, what is usual beyond it.

Skill is Heidke's: the share of steps right beyond those that chance would get right (P. Heidke, Geografiska Annaler 8,
1926). A block of six hours is foreseen as it will be with that probability, else as a draw from climatology, that is shut
as often as launches there are shut in such weather. Skill 1 is the truth, skill 0 a guess that knows the climate.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.scenario.hours import Interval, intersect
from longwatch.scenario.models import Forecast
from longwatch.scenario.openings import horizon_s
from longwatch.scenario.scenario import Scenario
from longwatch.weather.draws import FORECAST, uniforms
from longwatch.weather.spells import months_of
from longwatch.weather.trial import WeatherOfTrial, weather_for

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Closures = dict[str, tuple[tuple[int, int], ...]]

BLOCK_S: Final = 6 * 3600  # a forecast errs for hours, not for minutes
CLIMATE_TRIALS: Final = 50


def planned_closures(scenario: Scenario, seed: int, trial: int | None = None) -> Closures:
    """[from, to) seconds of the period in which launches at a base are foreseen shut, for bases where any is.

    Without [weather.forecast] the planner sees nothing. Where every trial has a weather of its own there is no one truth to
    foresee, so one plan for all trials rests on climatology: shut where it is shut more often than not. With `trial` the
    truth is that trial's.
    """
    forecast = scenario.file.weather.forecast
    if forecast is None:
        return {}
    weather = weather_for(scenario, (), ())
    bases = [(at, key[1]) for at, key in enumerate(weather.targets)]
    if not bases:
        return {}
    usual = climate_share(weather, seed, scenario.length_s)
    known = weather.sky.same_in_every_trial or trial is not None
    truth = weather.codes(trial or 0, seed) >= 0 if known else None
    names = [base.name for base in scenario.bases]
    closures: Closures = {}
    for at, name in bases:
        draws = _Draws(seed, trial or 0, names.index(name), scenario.length_s)
        times, shut = _foreseen(
            weather, None if truth is None else truth[at], usual[at], forecast, scenario.length_s, draws
        )
        found = _stretches(times, shut, scenario.length_s)
        if found:
            closures[name] = found
    return closures


def foreseen_openings(
    scenario: Scenario, openings: dict[str, tuple[Interval, ...] | None], seed: int
) -> dict[str, tuple[Interval, ...] | None]:
    """When a plan may use each base: its openings by rule less what is foreseen shut. None: always."""
    closures = planned_closures(scenario, seed)
    from_s, to_s = horizon_s(scenario)
    narrowed = dict(openings)
    for name, shut in closures.items():
        edges = [from_s, *(edge for stretch in shut for edge in stretch), to_s]
        free = list(zip(edges[::2], edges[1::2], strict=True))
        by_rule = openings[name]
        narrowed[name] = intersect(free, [(from_s, to_s)] if by_rule is None else by_rule)
    return narrowed


def foresee(shut: Bools, usual: Floats, skill: Floats, draws: tuple[Floats, Floats]) -> Bools:
    """What is foreseen of a truth: itself with probability `skill`, else shut with probability `usual`; shapes (n,).

    draws : two uniform numbers for each instant, the same within a block
    """
    knows, guess = draws
    return np.where(knows < skill, shut, guess < usual)


def skill_at(forecast: Forecast, time_s: Floats) -> Floats:
    """Skill at a time after the start of the period: linear to the horizon, and zero beyond."""
    share = np.clip(time_s / max(float(forecast.horizon_s), 1e-9), 0.0, 1.0)
    skill = float(forecast.skill) + share * (float(forecast.skill_end) - float(forecast.skill))
    return np.where(time_s < float(forecast.horizon_s), skill, 0.0)


def climate_share(weather: WeatherOfTrial, seed: int, length_s: int) -> Floats:
    """How often each target is shut, (n_targets, n_cells): by month of the period, over trials where they differ."""
    trials = 1 if weather.sky.same_in_every_trial else CLIMATE_TRIALS
    shut = np.asarray(np.mean([weather.codes(trial, seed) >= 0 for trial in range(trials)], axis=0))
    lasts_s = np.diff(np.append(weather.cells.start_s, length_s))
    months = months_of(weather.sky.start_s + weather.cells.start_s)
    share = np.empty_like(shut)
    for month in np.unique(months):
        here = months == month
        share[:, here] = (shut[:, here] @ lasts_s[here] / lasts_s[here].sum())[:, None]
    return share


class _Draws:
    """Two uniform numbers for every block of the period, of one base."""

    def __init__(self, seed: int, trial: int, base: int, length_s: int) -> None:
        n = length_s // BLOCK_S + 1
        numbers = uniforms(2 * n, seed, trial, FORECAST, base)
        self.knows, self.guess = numbers[:n], numbers[n:]


def _foreseen(
    weather: WeatherOfTrial, truth: Bools | None, usual: Floats, forecast: Forecast, length_s: int, draws: _Draws
) -> tuple[Ints, Bools]:
    """(times from which, whether shut) of one base, on its cells and the forecast's blocks together."""
    horizon_s = min(float(forecast.horizon_s), float(length_s))
    blocks = np.arange(0, length_s, BLOCK_S, dtype=np.int64)
    times = np.unique(np.concatenate([weather.cells.start_s, blocks, np.array([horizon_s], np.int64)]))
    times = times[times < length_s]
    cell = np.searchsorted(weather.cells.start_s, times, side="right") - 1
    block = times // BLOCK_S
    beyond = usual[cell] > 0.5
    if truth is None:
        return times, beyond
    seen = foresee(
        truth[cell], usual[cell], skill_at(forecast, times.astype(np.float64)), (draws.knows[block], draws.guess[block])
    )
    return times, np.where(times < horizon_s, seen, beyond)


def _stretches(times: Ints, shut: Bools, end_s: int) -> tuple[tuple[int, int], ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shut, [False]]).astype(np.int8)))
    at = [*times.tolist(), end_s]
    return tuple((at[begin], at[end]) for begin, end in edges.reshape(-1, 2).tolist())
