"""The Python face of longwatch: what the command line does, as plain functions of frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from longwatch.cost.price import price_plan
from longwatch.cost.tree import CostTree
from longwatch.cost.use import use_from_log, use_from_roster
from longwatch.measures.judge import judge as _judge
from longwatch.measures.judgement import Judgement
from longwatch.rostering.make import Plan, make_roster
from longwatch.scenario.plan import Roster
from longwatch.scenario.read import read_scenario as _read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import fly_roster
from longwatch.sim.queue import has_feedback
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.load import load_traffic
from longwatch.verifier.verdict import Verdict
from longwatch.verifier.verify import verify_roster


def read_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario in a TOML file, checked and resolved; `overrides` like "run.trials=200".

    Raises BadInputError with every problem found.
    """
    return _read_scenario(Path(path), tuple(overrides))


def plan(scenario: Scenario, seed: int | None = None) -> Plan:
    """A verified roster with its bound; `plan.roster` is what the other functions take.

    Raises ImpossibleError where a line lies beyond every fleet's reach or link.
    """
    return make_roster(scenario, seed=scenario.file.run.seed if seed is None else seed)


def verify(scenario: Scenario, roster: Roster) -> Verdict:
    """Every rule and gap of a roster, derived anew."""
    return verify_roster(scenario, roster)


def fly(
    scenario: Scenario,
    roster: Roster,
    trials: int | None = None,
    seed: int | None = None,
    *,
    look_trials: int | None = 0,
    only_trial: int | None = None,
    executor: Executor | None = None,
) -> WatchLog:
    """Fly a roster many times; ships are looked at in the first `look_trials` trials, None for all.

    The same scenario, roster and seed give the same log, however many workers the executor has; `only_trial` flies one
    trial alone, as it is in the whole.
    """
    run = scenario.file.run
    return fly_roster(
        scenario,
        roster,
        trials=run.trials if trials is None else trials,
        seed=run.seed if seed is None else seed,
        look_trials=look_trials,
        ships=load_traffic(scenario) if look_trials != 0 or has_feedback(scenario) else None,
        executor=executor,
        only_trial=only_trial,
    )


def judge(scenario: Scenario, roster: Roster, log: WatchLog, confidence: float | None = None) -> Judgement:
    """What a log is worth: gaps, cover, causes, fleets and ships, with intervals."""
    return _judge(scenario, roster, log, float(scenario.file.run.confidence) if confidence is None else confidence)


def price(scenario: Scenario, roster: Roster, log: WatchLog | None = None) -> CostTree:
    """What the fleet costs to buy and to use: as flown where a log is given, else as planned."""
    use = use_from_log(scenario, roster, log) if log is not None else use_from_roster(scenario, roster)
    return price_plan(scenario, use)
