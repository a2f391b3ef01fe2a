"""Read one scenario file: the door at which everything is checked once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from longwatch.scenario.models import ScenarioFile
from longwatch.scenario.resolve import resolve
from longwatch.scenario.scenario import Scenario


def read_scenario(path: Path | str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario in the TOML file at `path`, with `overrides` like "run.trials=200".

    Raises BadInputError with every problem found.
    """
    path = Path(path)
    return scenario_from_dict(tomllib.loads(path.read_text(encoding="utf-8-sig")), path)


def scenario_from_dict(table: Mapping[str, Any], path: Path | None = None) -> Scenario:
    """The same from a table as TOML gives it; `path` is where the files it names are looked for."""
    return resolve(ScenarioFile.model_validate(dict(table)), path)
