"""The JSON Schema says what the reader says, and the starter scenario passes both."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from helpers.scenario_tables import DATA, valid_table
from longwatch.cli import main
from longwatch.errors import BadInputError
from longwatch.scenario.later import LATER_KEYS, LATER_VALUES
from longwatch.scenario.new import STARTER
from longwatch.scenario.read import read_scenario, scenario_from_dict
from longwatch.scenario.schema import json_schema

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.toml"))


def as_json(value: Any) -> Any:
    """A table as JSON holds it: dates and times as text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_meet_the_schema(path: Path, validator) -> None:
    validator.validate(as_json(tomllib.loads(path.read_text(encoding="utf-8"))))


def test_there_is_an_example() -> None:
    assert EXAMPLES


def test_the_sound_scenario_and_the_starter_meet_the_schema(validator) -> None:
    validator.validate(as_json(valid_table()))
    validator.validate(as_json(tomllib.loads(STARTER)))


@pytest.mark.parametrize(
    "name",
    [
        "misspelt_section",
        "text_for_a_number",
        "true_for_a_number",
        "zero_count",
        "wrong_schema",
        "bare_number_endurance",
    ],
)
def test_what_has_a_wrong_type_or_key_fails_the_schema(name: str, validator) -> None:
    table = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    whole = valid_table()
    for section, value in table.items():
        if isinstance(value, list) and section in whole:
            whole[section][0].update(value[0])
        else:
            whole[section] = value
    assert not validator.is_valid(as_json(whole))


@pytest.mark.parametrize("pattern", sorted(LATER_KEYS), ids=".".join)
def test_what_comes_later_is_known_and_refused_by_both(pattern: tuple[str, ...], validator) -> None:
    table = valid_table()
    holder: Any = table
    for part, following in pairwise(pattern):
        entries = {"airborne": {"fleet": "f", "watch": "w"}, "limits": {"area": "a", "limit": "1 h"}}
        missing: Any = [entries.get(part, {"file": "x.csv"})] if following == "*" else {}
        holder = holder[0] if part == "*" else holder.setdefault(part, missing)
    holder[pattern[-1]] = "anything"
    assert not validator.is_valid(as_json(table))
    with pytest.raises(BadInputError) as caught:
        scenario_from_dict(table)
    told = [problem for problem in caught.value.problems if problem.what.startswith("not yet: ")]
    assert len(told) == 1
    assert pattern[-1] in told[0].where
    assert not any("unknown key" in problem.what for problem in caught.value.problems)


@pytest.mark.parametrize(("pattern", "value"), [(p, v) for p, values in LATER_VALUES.items() for v in values])
def test_kinds_that_come_later_are_refused_by_name(pattern: tuple[str, ...], value: str) -> None:
    table = valid_table()
    table.setdefault(pattern[0], [{"file": "broken_header.csv"}] if "*" in pattern else {})
    holder = table[pattern[0]][0] if "*" in pattern else table[pattern[0]]
    holder[pattern[-1]] = value
    with pytest.raises(BadInputError, match="not yet: ") as caught:
        scenario_from_dict(table, DATA / "x.toml")
    assert not any("is not allowed" in problem.what for problem in caught.value.problems)


def test_the_command_prints_the_schema() -> None:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json_schema()


def test_new_writes_a_scenario_that_passes_check_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "my sea.toml"
    run = CliRunner().invoke
    assert run(main, ["new", str(path)]).exit_code == 0
    scenario = read_scenario(path)
    assert scenario.name == "my sea"
    assert scenario.warnings == ()
    checked = run(main, ["check", str(path), "--json"])
    assert checked.exit_code == 0, checked.output
    assert all(pairing["feasible"] for pairing in json.loads(checked.stdout)["pairings"])
    before = path.read_bytes()
    again = run(main, ["new", str(path)])
    assert again.exit_code == 2
    assert "stands there already" in again.stderr
    assert path.read_bytes() == before
    assert run(main, ["new", str(tmp_path / "no" / "folder.toml")]).exit_code == 2


def test_a_hostile_name_becomes_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / 'x"\n= evil.toml'
    assert CliRunner().invoke(main, ["new", str(path)]).exit_code == 0
    assert read_scenario(path).name == "x evil"


def test_every_commented_block_of_the_starter_is_sound(tmp_path: Path) -> None:
    """What stands behind `# ` in the starter can be put to use by taking the mark away."""
    blocks = [line.removeprefix("# ") for line in STARTER.splitlines()[5:] if line.startswith("# ")]
    text = "\n".join(line for line in blocks if line.startswith("[[") or " = " in line)
    (tmp_path / "ships.csv").write_text("mmsi,time,lat,lon\n")
    (tmp_path / "sea.toml").write_text(STARTER + text)
    scenario = read_scenario(tmp_path / "sea.toml")
    assert scenario.file.traffic
    assert scenario.changes
