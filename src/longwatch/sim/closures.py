"""What is known to shut and open before a trial is flown: base hours, deck cycles and shifts, and the trial's weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from longwatch.errors import InvariantError
from longwatch.sim.processes import Processes, WeatherOfTrial
from longwatch.sim.state import CAUSES, NONE, STEP, Ints, Records, records

Target: TypeAlias = tuple[str, str, str]  # what kind, its name or fleet, the line of a fleet or ""


@dataclass(frozen=True)
class Closures:
    """Steps of every trial, and where the weather of each gets its own from."""

    schedule: Records
    weather: WeatherOfTrial | None
    places: Ints  # of the weather's targets in `State.shut`, -1 of those that no roster needs
    causes: Ints  # of the weather's causes in `CAUSES`


def closures_of(processes: Processes, shut: dict[Target, int]) -> Closures:
    """Steps as numbers; those of targets that are not flown from or to are left out."""
    schedule = [
        (step.time_s, shut[step.of, step.target, step.line], step.change, CAUSES.index(step.cause))
        for step in processes.schedule
        if (step.of, step.target, step.line) in shut
    ]
    weather = processes.weather
    places = [shut.get(target, int(NONE)) for target in weather.targets] if weather is not None else []
    causes = [CAUSES.index(cause) for cause in weather.causes] if weather is not None else []
    return Closures(np.array(schedule, STEP), weather, np.array(places, np.int64), np.array(causes, np.int64))


def steps_of(closures: Closures, trials: range, seed: int) -> tuple[Records, Ints]:
    """(steps, trial_steps) as `Fixed` has them, of consecutive trials."""
    by_place = sorted(trials, key=lambda trial: trial % len(trials))
    parts = [_in_order([closures.schedule, _weather(closures, trial, seed)]) for trial in by_place]
    return np.concatenate(parts), np.cumsum([0, *map(len, parts)], dtype=np.int64)


def _weather(closures: Closures, trial: int, seed: int) -> Records:
    if closures.weather is None:
        return records(0, STEP)
    time_s, target, change, cause = closures.weather.steps(trial, seed)
    if np.any(np.diff(time_s) < 0):
        raise InvariantError(f"trial {trial} of seed {seed}: its weather goes back in time")
    place = closures.places[target]
    used = place >= 0
    out = records(int(used.sum()), STEP)
    out["time_s"], out["target"], out["change"] = time_s[used], place[used], change[used]
    out["cause"] = closures.causes[cause[used]]
    return out


def _in_order(parts: list[Records]) -> Records:
    """By time; at one instant what shuts comes before what opens, so that one closure may follow another."""
    steps = np.concatenate(parts)
    return steps[np.lexsort((-steps["change"], steps["time_s"]))]
