"""One random scenario from its table to its report: words for what is wrong, figures for what is not."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from jsonschema import Draft202012Validator

from helpers.random_everything import everything
from helpers.scenario_tables import key_paths
from longwatch.cost.price import price_plan
from longwatch.cost.use import use_from_log
from longwatch.errors import BadInputError, ImpossibleError
from longwatch.reporting.html import render
from longwatch.reporting.schema import summary_schema
from longwatch.reporting.summary import summary_text
from longwatch.rostering.make import make_roster
from longwatch.runs.content import content_of
from longwatch.runs.outcome import unmet_watches
from longwatch.runs.pieces import Pieces
from longwatch.scenario.draft import figures_of
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import fly_roster
from longwatch.traffic.load import load_traffic
from longwatch.verifier.verify import verify_roster

WRONG = 0.3  # share of the seeds whose table is spoilt
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 3, 2**70, 0.5, -0.0, 1e308, math.nan, math.inf, "", " ", "nan", "NaN h", "inf km", "-1 h", "0 h",
    "1e308 h", "1e-308 s", "1,5 h", "5 parsecs", "5 kt", "3", "10 km", "24 h", "9e6 XXX 1800", "1e308 JPY /h", "91 N, 0 E",
    "90 N, 0 E", "36 N, 720 E", "72.1 W, 36.2 N", "station 0", "airfield 0", "watch 0", "area 0", "*", "nobody", "tb2", "boat",
    "25:00-26:00", "day", "Mars/Olympus", "2026-13-01T00:00:00Z", "sky.csv", "..", "a\x00b", "\ud800", [], {}, [[]], [{}],
    ["x"], {"x": 1}, {"value": "3 h"}, {"low": "9 h", "likely": "2 h", "high": "3 h"}, {"value": math.nan}, {"likely": "5 km"},
)  # fmt: skip
JARGON = re.compile(
    r"Traceback|<longwatch|object at 0x|pydantic|Input should|input_value|valid (integer|string|boolean)|<class|"
    r"Error\(|NoneType|dtype|ndarray|_s\b.*\bSeries"
)


def spoilt(table: dict[str, Any], dice: Random) -> None:
    """One to three mistakes: a value of another kind, a key lost, misspelt, added or doubled, a position turned round."""
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        keys = key_paths(table)
        if not keys:
            return
        key = dice.choice(keys)
        holder: Any = table
        for part in key[:-1]:
            holder = holder[part]
        last, what = key[-1], dice.randrange(7)
        if what <= 2:
            holder[last] = _other(dice, holder[last]) if what == 2 else copy.deepcopy(dice.choice(JUNK))
        elif what == 3:
            del holder[last]
        elif what == 4 and isinstance(holder, dict):
            holder[str(last) + dice.choice("sx_")] = holder.pop(last)
        elif what == 5 and isinstance(holder, dict):
            others = [other[-1] for other in keys if isinstance(other[-1], str)]
            holder[dice.choice(others)] = copy.deepcopy(dice.choice(JUNK))
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))


def _other(dice: Random, value: Any) -> Any:
    """The same, wrong in a way of its own: sign, size, unit, order of a position."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return [value]
    if not isinstance(value, str):
        return dice.choice([-value, value * 10_000, float(value) + 0.5, str(value), 0])
    if ", " in value:
        lat, _, lon = value.partition(", ")
        return dice.choice([f"{lon}, {lat}", value.replace("N", "S"), lat, value.replace(".", ",")])
    number, _, unit = value.partition(" ")
    return dice.choice([f"-{value}", number, f"{number}0000 {unit}", f"0 {unit}", f"{number} {unit}x", value.upper()])


def table_of(seed: int, folder: Path) -> tuple[dict[str, Any], bool]:
    """The table of a seed and whether it was spoilt."""
    table, dice = everything(seed, folder), Random(f"spoilt {seed}")
    if dice.random() >= WRONG:
        return table, False
    spoilt(table, dice)
    return table, True


def check_words(error: BadInputError | ImpossibleError) -> None:
    """Every problem is told in words that a planner knows."""
    assert error.problems
    for problem in error.problems:
        assert len(problem.what.split()) >= 2, problem
        assert not JARGON.search(str(problem)), problem


def check_everything(seed: int, folder: Path) -> str:
    """How far the scenario of a seed came: refused, impossible, or reported; whatever is wrong on the way is raised."""
    table, _ = table_of(seed, folder)
    try:
        scenario = scenario_from_dict(table, folder / "scenario.toml")
    except BadInputError as error:
        check_words(error)
        return "refused"
    check_figures(scenario)
    if is_long(scenario):
        return "too long to fly here"
    try:
        return report_of(scenario)
    except BadInputError as error:
        check_words(error)
        return "refused later"
    except ImpossibleError as error:
        check_words(error)
        return "impossible"


def is_long(scenario: Scenario) -> bool:
    """Whether a spoilt figure made weeks of days, a swarm, thousands of trials or square kilometres by the million of it."""
    run = scenario.file.run
    swept = [area for area in scenario.file.area if area.cells_m is not None and area.cells_m < 1000.0]
    return (
        scenario.length_s > 4 * 86_400
        or run.trials > 10
        or float(run.slot_s) < 600.0
        or sum(fleet.count for fleet in scenario.fleets) > 100
        or any(watch.k > 20 for watch in scenario.watches)
        or any(float(lane.arrivals_per_s or 0.0) > 0.01 for traffic in scenario.file.traffic for lane in traffic.lanes)
        or bool(swept)
    )


def check_figures(scenario: Scenario) -> None:
    for part in (scenario.file, *scenario.platforms.values(), *scenario.payloads.values()):
        for key, figure in figures_of(part):
            assert all(math.isfinite(value) for value in (figure.low, figure, figure.high)), key
            assert figure.low <= figure <= figure.high, key


def report_of(scenario: Scenario) -> str:
    """Planned, verified, flown, judged, priced and reported; the summary's words where all of it holds."""
    plan = make_roster(scenario, seed=scenario.file.run.seed)
    verdict = verify_roster(scenario, plan.roster)
    assert verdict.ok, verdict.violations
    assert plan.covered_fraction <= plan.bound.covered_fraction + 1e-9
    assert math.isclose(verdict.covered_fraction, plan.covered_fraction, abs_tol=1e-9)
    run, ships = scenario.file.run, load_traffic(scenario)
    log = fly_roster(
        scenario,
        plan.roster,
        trials=run.trials,
        seed=run.seed,
        look_trials=run.look_trials,
        ships=ships,
    )
    tree = price_plan(scenario, use_from_log(scenario, plan.roster, log))
    content = content_of(scenario, Pieces(plan, verdict, ships, log, tree), "longwatch run scenario.toml")
    text, page = summary_text(content), render(content)
    check_summary(json.loads(text, parse_constant=_no_constant))
    assert not JARGON.search(page)
    return text


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} in summary.json")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(summary_schema())


def check_summary(summary: dict[str, Any]) -> None:
    """Valid by its schema; plans within their bounds; shares are shares; a demand is unmet for a reason it shows."""
    _validator().validate(summary)
    for watch in summary["watches"]:
        covered, gap = watch["covered"], watch["gap_max"]
        for name, figure in _figures_of_three(covered):
            assert -1e-9 <= figure["value"] <= 1 + 1e-9, (watch["name"], name, figure)
        for name, figure in _figures_of_three(gap):
            assert figure["value"] >= 0, (watch["name"], name, figure)
        if covered["planned"] and covered["bound"]:
            assert covered["planned"]["value"] <= covered["bound"]["value"] + 1e-6, (watch["name"], covered)
        if gap["planned"] and gap["bound"]:
            assert gap["planned"]["value"] >= gap["bound"]["value"] - 1.0, (watch["name"], gap)
    names = {watch["name"]: watch for watch in summary["watches"]}
    unmet = unmet_watches(summary)
    assert set(unmet) <= set(names)
    for name, watch in names.items():
        whole = watch["covered"]["planned"]
        if whole and whole["value"] >= 1.0 and watch["kind"] == "station":
            assert name not in unmet, watch


def _figures_of_three(three: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("bound", "planned", "flown"):
        if three[name] is not None:
            yield name, three[name]
