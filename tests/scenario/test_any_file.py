"""Whatever is written in a scenario, reading it gives a Scenario or a BadInputError: never another exception, never NaN."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from helpers.scenario_tables import VALID, key_paths, valid_table
from longwatch.errors import BadInputError
from longwatch.scenario.draft import figures_of
from longwatch.scenario.read import read_scenario, scenario_from_dict
from longwatch.scenario.scenario import Scenario

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3, 2**70, -0.0, 0.5, 1e308, -1e308, math.nan, math.inf, -math.inf, "", " ", "x", "24 h",
    "-1 h", "0 h", "1e308 h", "1e-308 s", "nan h", "1,5 h", "5 kt", "9e6 USD 2025", "9e6 XXX 1800", "1e308 JPY /h", "10 km",
    "90 N, 180 E", "89.99 N, 0 E", "91 N, 0 E", "36.85 N, 75.98 W", "S", "ship", "port", "satellite", "*", "mq9b", "tb3",
    "Wallops", "canyon", "line", "first-arrival", "merchant", "valid.toml", "swapped.geojson", "swapped.geojson#far", "..",
    "/dev/null", "a\x00b", "\ud800", "é" * 500, "=1+1", "<b>", [], {}, [[]], [{}], {"x": 1}, [1, 2], ["24 h"],
    {"value": "24 h"}, {"low": "1 h", "likely": "2 h", "high": "3 h"}, {"likely": {"likely": "1 h"}}, {"value": math.nan},
    datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1), date(2026, 1, 1), datetime(1, 1, 1, tzinfo=UTC),
)  # fmt: skip
KEYS = (
    "name", "kind", "at", "track", "file", "count", "limit", "hours", "wind", "extends", "catalog", "platform", "payload",
    "traffic", "weather", "state", "faults", "money", "closure", "availability", "lines", "id", "endurance", "sensors", "",
)  # fmt: skip


def whole_table() -> dict[str, Any]:
    """The sound scenario with every section, so that mutations reach all of them."""
    return valid_table(
        platform=[{"id": "mq9b", "endurance": "30 h", "price": "30e6 USD 2025"}, {"id": "kite", "base": "tb3"}],
        payload=[{"id": "heron_sea_fit", "mass": "70 kg"}],
        weather={
            "wind": "10 kt",
            "wind_from": "250 deg",
            "closure": [{"of": "*", "rate": "1 /week", "mean_length": "3 h"}],
        },
        faults={"late": 0.1, "platform": {"mq9b": {"repair": "5 h"}}},
        policy={"hold": True},
        state={"airborne": [{"fleet": "Guardians", "watch": "line", "flown": "3 h"}]},
        money={"currency": "JPY", "rates": {"JPY": 150.0}},
        run={"trials": 10},
        traffic=[{"file": "broken_header.csv", "mix": {"merchant": 1.0}}],
    )


def mutate(table: dict[str, Any], rng: random.Random) -> None:
    """One change: a value replaced, a key taken out, put in or renamed, an entry doubled."""
    keys = key_paths(table)
    if not keys:
        return
    key = rng.choice(keys)
    holder: Any = table
    for part in key[:-1]:
        holder = holder[part]
    last, what = key[-1], rng.randrange(6)
    junk = copy.deepcopy(rng.choice(JUNK))  # a copy: later changes may reach into it
    if what <= 1:
        holder[last] = junk
    elif what == 2:
        del holder[last]
    elif what == 3 and isinstance(holder, dict):
        holder[rng.choice(KEYS)] = junk
    elif what == 4 and isinstance(holder, dict):
        holder[str(last)[:-1]] = holder.pop(last)
    elif isinstance(holder, list):
        holder.append(rng.choice([copy.deepcopy(holder[last]), junk]))


def read_or_refuse(read: Callable[[], Scenario]) -> Scenario | BadInputError:
    """Any other exception falls through."""
    try:
        return read()
    except BadInputError as error:
        return error


def check_refusal(error: BadInputError) -> None:
    assert error.problems
    assert all(problem.what for problem in error.problems)
    assert not any("pydantic" in str(problem) or "Input should" in str(problem) for problem in error.problems)


def read_mutant(seed: int) -> None:
    rng = random.Random(seed)
    table = whole_table()
    if seed % 3:
        del table["traffic"]
    for _ in range(rng.choice([1, 1, 2, 3, 6])):
        mutate(table, rng)
    found = read_or_refuse(lambda: scenario_from_dict(table, VALID))
    if isinstance(found, BadInputError):
        check_refusal(found)
        return
    scenario = found
    parts = [scenario.file, *scenario.platforms.values(), *scenario.payloads.values()]
    for part in parts:
        for _, figure in figures_of(part):
            assert math.isfinite(figure)
            assert figure.low <= figure <= figure.high


@pytest.mark.parametrize("block", range(4))
def test_mutants_give_a_scenario_or_an_error_of_ours(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        try:
            read_mutant(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


@pytest.mark.soak
@pytest.mark.parametrize("block", range(30))
def test_many_mutants(block: int) -> None:
    for seed in range(1000 * (block + 1), 1000 * (block + 2)):
        try:
            read_mutant(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


def test_mutants_of_the_text_too(tmp_path) -> None:
    """Bytes changed, cut or doubled in the file itself."""
    whole = VALID.read_bytes()
    path = tmp_path / "mutant.toml"
    for seed in range(300):
        rng = random.Random(seed)
        data = bytearray(whole)
        for _ in range(rng.choice([1, 2, 5])):
            at = rng.randrange(len(data))
            what = rng.randrange(4)
            if what == 0:
                data[at] = rng.randrange(256)
            elif what == 1:
                del data[at : at + rng.randrange(1, 30)]
            elif what == 2:
                data[at:at] = data[at : at + rng.randrange(1, 30)]
            else:
                data[at:at] = rng.choice([b"[", b"]]", b'"', b"'''", b"\n", b"=", b"{", b"\\", b"\xff", b"#"])
        path.write_bytes(data)
        try:
            found = read_or_refuse(lambda: read_scenario(path))
            assert isinstance(found, Scenario) or found.problems
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
