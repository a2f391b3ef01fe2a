"""Read one scenario: the door at which everything is checked, once."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.scenario.csv_tables import fill_tables
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.places import Source, too_deep
from longwatch.scenario.resolve import resolve_source
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.settings import set_value
from longwatch.scenario.source import read_source

__all__ = ["read_scenario", "scenario_digest", "scenario_from_dict"]


def read_scenario(path: Path | str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario in the TOML file at `path`, with `overrides` like "run.trials=200".

    Raises BadInputError: at the first mistake of syntax, else with every problem of the file.
    """
    path = Path(path)
    return resolve_source(read_source(path, overrides), path)


def scenario_from_dict(table: Mapping[str, Any], path: Path | None = None, overrides: Sequence[str] = ()) -> Scenario:
    """The same from a table as TOML gives it; `path` is where the files it names are looked for."""
    if too_deep(table) is not None:
        raise BadInputError(Problem("", "is nested deeper than any scenario is"))
    source = Source(copy.deepcopy(dict(table)))
    problems = fill_tables(source.table, source.places, path.parent if path else Path(), source.inputs)
    problems = [*problems, *(problem for text in overrides for problem in set_value(source, text))]
    if problems:
        raise BadInputError(problems)
    return resolve_source(source, path)
