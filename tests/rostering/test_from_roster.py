"""`plan --from`: a plan made from a roster of another version of its scenario, or edited by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.random_scenarios import random_table
from longwatch.cli import main
from longwatch.errors import BadInputError, ImpossibleError
from longwatch.rostering.from_roster import plan_from
from longwatch.rostering.make import make_roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.roster_file import write_roster
from longwatch.verifier.verify import verify_roster

SAMPLE = (2, 4, 10)  # quick to plan
EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
SHORT = ("--set", "period.length=1 d")


def _of_seed(seed: int):
    table = random_table(seed)
    scenario = scenario_from_dict(table)
    try:
        return table, scenario, make_roster(scenario)
    except ImpossibleError:
        pytest.skip("no fleet reaches a line")


@pytest.mark.parametrize(
    "seed", [seed if seed in SAMPLE else pytest.param(seed, marks=pytest.mark.soak) for seed in range(40)]
)
def test_our_own_roster_is_kept_whole_and_one_for_other_counts_is_mended(seed: int) -> None:
    table, scenario, plan = _of_seed(seed)
    again = plan_from(scenario, plan.roster, keep=True)
    assert again.plan.roster.stints == plan.roster.stints
    assert not again.changes
    assert again.kept == again.of == len(plan.roster.stints)
    fleets = [fleet | ({"count": fleet["count"] + 1} if n else {"count": max(1, fleet["count"] - 1)})
              for n, fleet in enumerate(table["fleet"])]  # fmt: skip
    try:
        other = scenario_from_dict(table | {"fleet": fleets})
    except BadInputError:
        return
    mended = plan_from(other, plan.roster)
    assert verify_roster(other, mended.plan.roster).ok
    assert mended.kept + sum(change.what != f"new, on {change.what[8:]}" for change in mended.changes) == mended.of


def test_rows_of_a_fleet_or_line_that_is_gone_are_left_out_with_a_hint() -> None:
    _, scenario, plan = _of_seed(4)
    row = plan.roster.stints[0]
    strange = replace(plan.roster, stints=(replace(row, fleet=row.fleet + "x"), *plan.roster.stints[1:]))
    again = plan_from(scenario, strange, keep=True)
    change = again.changes[0]
    assert change.what == "left out"
    assert f"no fleet called '{row.fleet}x'" in change.why
    assert row.fleet in change.why.split(";")[-1]
    assert change.row.startswith(row.tail)


def test_the_command_tells_every_changed_row_and_its_folder_goes_on(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(main, ["plan", str(EXAMPLE), *SHORT, "--out", str(tmp_path / "one"), "--json"])
    assert done.exit_code == 0, done.output
    from longwatch.scenario.roster_file import read_roster

    roster = read_roster(tmp_path / "one" / "roster.csv")
    gone = next(one for one in roster.stints if one.takeoff_s > 0)
    write_roster(tmp_path / "less.csv", replace(roster, stints=tuple(one for one in roster.stints if one != gone)))
    told = runner.invoke(
        main,
        ["plan", str(EXAMPLE), *SHORT, "--from", str(tmp_path / "less.csv"), "--out", str(tmp_path / "two"), "--json"],
    )
    assert told.exit_code == 0, told.output
    rows = json.loads(told.stdout)["rows"]
    assert rows["of"] == len(roster.stints) - 1
    assert [one["what"] for one in rows["changes"]] == [f"new, on {gone.line}"]
    assert json.loads((tmp_path / "two" / "changes.json").read_text()) == rows["changes"]
    kept = runner.invoke(
        main,
        [
            "plan",
            str(EXAMPLE),
            *SHORT,
            "--from",
            str(tmp_path / "less.csv"),
            "--keep",
            "--out",
            str(tmp_path / "three"),
        ],
    )
    assert kept.exit_code == 0, kept.output
    assert f"{rows['of']} of {rows['of']} rows as they were, 0 changed" in kept.output
    assert runner.invoke(main, ["verify", str(tmp_path / "three")]).exit_code == 10  # the gap is there still


def test_keep_alone_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["plan", str(EXAMPLE), "--keep", "--out", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert "--from" in done.output
