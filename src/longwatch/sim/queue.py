"""Whole trials on the one event queue: the same tables as the fast path, with what feedback changes in them."""

from __future__ import annotations

import numpy as np
import polars as pl

from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.flights import COLUMNS
from longwatch.sim.looks import SCHEMA, looks_of_trial
from longwatch.sim.policies import policy_of
from longwatch.sim.setting import Setting, setting_of
from longwatch.sim.state import COVER, Records, records
from longwatch.sim.timeline import Compiled
from longwatch.sim.tracks import knots_of
from longwatch.sim.trial import Trial
from longwatch.sim.watchlog import sorties_frame
from longwatch.traffic.ships import Ships

Logs = tuple[Records, Records, Records, Records]  # gaps, sorties, tallies, cover


def has_feedback(scenario: Scenario) -> bool:
    """Whether what is seen changes what is flown: such trials need the queue, and their ships."""
    policy = scenario.file.policy
    return policy.retask is not None or policy.file is not None


def fly_queue_chunk(
    scenario: Scenario, roster: Roster, compiled: Compiled, ships: Ships | None, seed: int, first_trial: int, n_trials: int,
    keep_sorties: int, look_trials: int,
) -> tuple[Logs, pl.DataFrame | None]:  # fmt: skip
    """The logs of consecutive trials, as `fly.fly_chunk` gives them, and their looks at ships: a function of its arguments alone.

    Parameters
    ----------
    keep_sorties, look_trials : sorties and looks are kept of the trials below these numbers; ships sail in all of them
    """
    setting = setting_of(scenario, roster, compiled, ships)
    parts, looks = list[Logs](), list[pl.DataFrame]()
    for number in range(first_trial, first_trial + n_trials):
        trial = Trial(setting, seed, number, policy_of(scenario, number))
        trial.finish()
        logs = logs_of(trial)
        if number < look_trials and setting.sea is not None:
            looks.append(looks_flown(setting, trial, sorties_frame(logs[1], compiled)))
        parts.append(logs if number < keep_sorties else (logs[0], logs[1][:0], *logs[2:]))
    joined = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    table = None if ships is None else pl.concat(looks) if looks else pl.DataFrame(schema=SCHEMA)
    return joined, table  # type: ignore[return-value]


def logs_of(trial: Trial) -> Logs:
    """Gaps, sorties, tallies and cover of a finished trial."""
    state, clock = trial.state, trial.state.clock[0]
    cover = records(len(state.lines), COVER)
    cover["trial"], cover["line"] = trial.trial, np.arange(len(state.lines))
    for name in ("demanded_s", "covered_s", "watcher_s"):
        cover[name] = state.lines[name]
    gaps, sorties = state.gaps[: int(clock["n_gaps"])], state.sorties[: int(clock["n_sorties"])]
    return gaps.copy(), sorties.copy(), state.fleets.copy(), cover


def looks_flown(setting: Setting, trial: Trial, flown: pl.DataFrame) -> pl.DataFrame:
    """Looks along the paths as they were flown, in bulk: the table is that of `look_at_ships`."""
    assert setting.sea is not None
    columns = [name for name in COLUMNS if name in flown.columns]
    paths = [
        trial.paths.get(number) or setting.flyer.path(*row)
        for number, row in enumerate(flown.select(columns).iter_rows())
    ]
    return looks_of_trial(setting.sea, flown, knots_of(paths), trial.trial, trial.seed)
