"""Many variants, one tidy table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.errors import BadInputError
from longwatch.runs import sweep as sweep_module
from longwatch.runs.sweep import TABLE, sweep_scenario, table_text
from longwatch.runs.variants import columns_of, variants_of

SCENARIO = """
schema = 1
name = "small"
period = { start = 2026-06-01T00:00:00Z, length = "2 d" }
base = [{ name = "Field", kind = "airfield", at = "37.94 N, 75.47 W" }]
control = [{ name = "sat", at = "Field", kind = "satellite", channels = 4 }]
area = [{ name = "sea", circle_at = "37.5 N, 73.5 W", circle_radius = "10 km" }]
watch = [{ name = "line", area = "sea", kind = "station", sees = { class = "merchant" }, limit = "30 min" }]
fleet = [{ name = "tb3", platform = "tb3", base = "Field", control = "sat", count = 2 }]
faults = { none = true }
run = { trials = 3, look_trials = 0 }
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_a_grid_is_every_combination_and_a_hypercube_hits_every_part_once() -> None:
    variants = variants_of(["a=1,2,3", "b=x|y, z"], ["c=0 h:10 h"], 5, 1)
    assert len(variants) == 3 * 2 * 5
    assert variants[0].overrides[:2] == ("a=1", "b=x")
    assert {dict(v.values)["b"] for v in variants} == {"x", "y, z"}
    of_first = [float(dict(v.values)["c"].split()[0]) for v in variants[:5]]
    assert sorted(int(value // 2) for value in of_first) == [0, 1, 2, 3, 4]


@settings(max_examples=50)
@given(low=st.integers(-5, 5), more=st.integers(1, 9), samples=st.integers(1, 30), seed=st.integers(0, 99))
def test_whole_numbers_stay_whole_and_within(low: int, more: int, samples: int, seed: int) -> None:
    variants = variants_of([], [f"n={low}:{low + more}"], samples, seed)
    values = [int(dict(v.values)["n"]) for v in variants]
    assert all(low <= value <= low + more for value in values)
    assert variants == variants_of([], [f"n={low}:{low + more}"], samples, seed)


def test_the_unit_goes_into_the_name_of_a_column() -> None:
    columns = columns_of(variants_of(["a=1 h,2.5 h", "b=1,2", "c=x,2"], [], 0, 0))
    assert list(columns[0]) == ["a [h]", "b", "c"]
    assert columns[4]["a [h]"] == 2.5


@pytest.mark.parametrize(
    ("vary", "ranges", "samples", "words"),
    [
        ([], [], 0, "nothing varies"),
        (["a"], [], 0, "is not path=value,value"),
        (["a=1,1"], [], 0, "lists a value twice"),
        (["a=1", "a=2"], [], 0, "is varied twice"),
        ([], ["a=1:2"], 0, "how often are the ranges drawn"),
        ([], ["a=1 h:2 km"], 3, "has two units"),
        ([], ["a=2:1"], 3, "not below its high end"),
        ([], ["a=low:high"], 3, "is not path=low:high"),
        ([f"a={','.join(map(str, range(200)))}", f"b={','.join(map(str, range(200)))}"], [], 0, "40000 points"),
    ],
)
def test_what_is_wrong_with_a_sweep_is_said(vary: list, ranges: list, samples: int, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        variants_of(vary, ranges, samples, 0)


def test_an_interrupted_sweep_goes_on_and_ends_in_the_same_bytes(scenario, tmp_path, monkeypatch) -> None:
    variants = variants_of(["fleet.tb3.count=1,2", "period.length=2 d,3 d"], [], 0, 0)
    whole = sweep_scenario(scenario, variants, out=tmp_path / "whole")
    assert [row["point"] for row in whole.rows] == [0, 1, 2, 3]
    assert all(row["status"] == "done" and row["cost"] > 0 for row in whole.rows)
    run, calls = sweep_module.run_scenario, []

    def stops_at_the_third(*args, **named):
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return run(*args, **named)

    monkeypatch.setattr(sweep_module, "run_scenario", stops_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        sweep_scenario(scenario, variants, out=tmp_path / "cut")
    again = sweep_scenario(scenario, variants, out=tmp_path / "cut")
    assert again.found == 2
    assert len(calls) == 5
    assert (tmp_path / "cut" / TABLE).read_bytes() == (tmp_path / "whole" / TABLE).read_bytes()


def test_what_no_fleet_can_hold_is_a_row_with_its_reason(scenario, tmp_path) -> None:
    variants = variants_of(["area.sea.circle_at=37.5 N, 73.5 W|37.5 N, 20 W"], [], 0, 0)
    rows = sweep_scenario(scenario, variants, out=tmp_path / "s").rows
    assert [row["status"] for row in rows] == ["done", "impossible"]
    assert "endurance" in rows[1]["reason"]


def test_a_mistake_in_any_variant_stops_all_before_anything_is_written(scenario, tmp_path) -> None:
    with pytest.raises(BadInputError, match=r"fleet\[0\].count"):
        sweep_scenario(scenario, variants_of(["fleet.tb3.count=2,many"], [], 0, 0), out=tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_another_sweep_is_not_overwritten_and_formulas_stay_text(scenario, tmp_path) -> None:
    out = tmp_path / "s"
    first = sweep_scenario(scenario, variants_of(["watch.line.name=line,=1+1"], [], 0, 0), out=out)
    assert [row["watch"] for row in csv.DictReader(io.StringIO(table_text(first)))] == ["line", "'=1+1"]
    with pytest.raises(BadInputError, match="nothing is overwritten"):
        sweep_scenario(scenario, variants_of(["fleet.tb3.count=1,2"], [], 0, 0), out=out)
