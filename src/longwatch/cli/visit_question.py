"""From the options of `longwatch visits` and `longwatch bases` to what is asked: every problem in one pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from longwatch.errors import BadInputError, Problem
from longwatch.rostering.visiting import Question, fleet_of
from longwatch.routes.visits import Contact, read_contacts
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.units import parse_position, parse_quantity

T = TypeVar("T")


class Tried:
    """Readers whose mistakes are kept until all has been read."""

    def __init__(self) -> None:
        self.problems = list[Problem]()

    def __call__(self, where: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BadInputError as error:
            self.problems.extend(error.problems)
        except ValueError as error:
            self.problems.append(Problem(where, str(error)))
        return None

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise BadInputError(self.problems)


def above_zero(text: str, dimension: str) -> float:
    """A quantity above zero; raises ValueError."""
    value = parse_quantity(text, dimension)
    if value <= 0.0:
        raise ValueError(f"{text!r} must be above zero")
    return value


def question_of(
    path: Path, overrides: tuple[str, ...], said: dict[str, Any], contacts: Path
) -> tuple[Question, tuple[Contact, ...], Scenario, Roster | None]:
    """The question, the contacts, and what they are asked of. Raises BadInputError with all that is wrong."""
    tried = Tried()
    budget, at, begin = said["budget"], said["at_text"], said["begin"]
    budget_s = None if budget is None else tried("--budget", lambda: above_zero(budget, "duration"))
    at_s = None if at is None else tried("--at", lambda: parse_quantity(at, "duration"))
    place = None if begin is None else tried("--from", lambda: parse_position(begin))
    found = tried("--contacts", lambda: read_contacts(contacts))
    question = Question(
        said["fleet"], said["vehicles"], budget_s, round(at_s or 0.0), place, said["seed"], said["rounds"],
        said["seconds"], said["searcher"],
    )  # fmt: skip
    source = tried("", lambda: source_of(path, overrides))
    if source is not None:
        tried("", lambda: fleet_of(source[0], question))
    tried.stop_if_wrong()
    assert found is not None
    assert source is not None
    return question, found, *source


def source_of(path: Path, overrides: tuple[str, ...]) -> tuple[Scenario, Roster | None]:
    """A scenario, or that of a run folder with its roster."""
    if not path.is_dir():
        from longwatch.scenario.read import read_scenario

        return read_scenario(path, overrides), None
    from longwatch.runs.store import ROSTER, scenario_of
    from longwatch.scenario.roster_file import read_roster

    if overrides:
        raise BadInputError(Problem("--set", "a run has its scenario already", "give the scenario instead of the run"))
    return scenario_of(path), read_roster(path / ROSTER)
