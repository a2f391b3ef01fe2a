"""Whole trials on the one event queue: the same tables as the fast path, with what feedback changes in them."""

from __future__ import annotations

import numpy as np
import polars as pl

from longwatch.scenario.scenario import Scenario
from longwatch.sim.flights import COLUMNS
from longwatch.sim.logs import Logs, logs_of
from longwatch.sim.looks import looks_of_trial
from longwatch.sim.looks_table import SCHEMA, frame_of
from longwatch.sim.policies import policy_of
from longwatch.sim.setting import Setting
from longwatch.sim.tracks import knots_of
from longwatch.sim.trial import Trial
from longwatch.sim.watchlog import sorties_frame


def has_feedback(scenario: Scenario) -> bool:
    """Whether what is seen changes what is flown: such trials need the queue, and their ships."""
    policy = scenario.file.policy
    return policy.retask is not None or policy.file is not None


def fly_queue_chunk(
    setting: Setting, seed: int, trials: range, keep_sorties: int, look_trials: int, whole_below: int
) -> tuple[Logs, pl.DataFrame | None]:
    """The logs of consecutive trials, as `fly.fly_chunk` gives them, and their looks at ships: a function of its arguments alone.

    Parameters
    ----------
    keep_sorties, look_trials : sorties and looks are kept of the trials below these numbers; ships sail in all of them
    whole_below : as of `look_at_ships`
    """
    parts, looks = list[Logs](), list[pl.DataFrame]()
    for number in trials:
        trial = Trial(setting, seed, number, policy_of(setting.scenario, number))
        trial.finish()
        logs = logs_of(trial.state)
        if number < look_trials and setting.sea is not None:
            looks.append(looks_flown(setting, trial, sorties_frame(logs[1], setting.compiled), number < whole_below))
        parts.append(logs if number < keep_sorties else (logs[0], logs[1][:0], *logs[2:]))
    joined = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    table = None if setting.sea is None else pl.concat(looks) if looks else pl.DataFrame(schema=SCHEMA)
    return joined, table  # type: ignore[return-value]


def looks_flown(setting: Setting, trial: Trial, flown: pl.DataFrame, whole: bool = True) -> pl.DataFrame:
    """Looks along the paths as they were flown, in bulk: the table is that of `look_at_ships`."""
    assert setting.sea is not None
    columns = [name for name in COLUMNS if name in flown.columns]
    paths = [
        trial.paths.get(number) or setting.flyer.path(*row)
        for number, row in enumerate(flown.select(columns).iter_rows())
    ]
    rows = looks_of_trial(setting.sea, flown, knots_of(paths), trial.trial, trial.seed, whole=whole)
    return frame_of(setting.sea.known, [rows])
