"""From the options of `longwatch bases` to what is asked: every problem in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longwatch.cli.visit_question import Tried, above_zero
from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.routes.candidates import Candidate, grid_candidates, read_candidates
from longwatch.scenario.models import Fleet
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What `choose_bases` is given, and the rule of reach in words."""

    scenario: Scenario
    fleet: Fleet
    candidates: tuple[Candidate, ...]
    radius_m: float | None
    response_s: float | None
    rule: str


def question_of(path: Path, overrides: tuple[str, ...], file: Path | None, said: dict[str, Any]) -> Asked:
    """Raises BadInputError with what is wrong with options and files."""
    tried = Tried()
    radius, response = said["radius"], said["response"]
    radius_m = None if radius is None else tried("--radius", lambda: above_zero(radius, "length"))
    response_s = None if response is None else tried("--response", lambda: above_zero(response, "duration"))
    spacing_m = tried("--spacing", lambda: above_zero(said["spacing"], "length"))
    found = None if file is None else tried("--candidates", lambda: read_candidates(file))
    if file is None and said["grid"] is None:
        tried.problems.append(Problem("", "no candidates are given", "--candidates FILE.csv, or --grid AREA, or both"))
    scenario = tried("", lambda: read_scenario(path, overrides))
    fleet = None if scenario is None else tried("", lambda: _fleet(scenario, said["fleet"]))
    grid = None
    if scenario is not None and said["grid"] is not None and spacing_m is not None:
        grid = tried("--grid", lambda: _grid(scenario, said["grid"], spacing_m))
    tried.stop_if_wrong()
    assert scenario is not None
    assert fleet is not None
    rules = [f"within {radius} of permitted way"] * bool(radius) + [f"there within {response}"] * bool(response)
    rule = " and ".join(rules) or "it could hold station there"
    return Asked(scenario, fleet, (*(found or ()), *(grid or ())), radius_m, response_s, rule)


def _fleet(scenario: Scenario, name: str | None) -> Fleet:
    names = [fleet.name for fleet in scenario.fleets]
    if name is None and len(names) == 1:
        return scenario.fleets[0]
    if name in names:
        return scenario.fleet(name)
    has = f"this scenario has {', '.join(names)}"
    if name is None:
        raise BadInputError(Problem("--fleet", f"which fleet? {has}"))
    raise BadInputError(Problem("--fleet", f"no fleet is called {name!r}; {has}", nearest_name(name, names)))


def _grid(scenario: Scenario, name: str, spacing_m: float) -> tuple[Candidate, ...]:
    if name not in scenario.areas:
        has = ", ".join(scenario.areas)
        raise BadInputError(
            Problem(
                "--grid",
                f"no area is called {name!r}; this scenario has {has}",
                nearest_name(name, list(scenario.areas)),
            )
        )
    return grid_candidates(name, scenario.areas[name], scenario.land, spacing_m)
