"""`plan --at`: a roster gone on with after vehicles dropped out: the past stays, few later rows change, all rules hold."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.as_toml import as_toml
from helpers.random_scenarios import random_table
from longwatch.cli import main
from longwatch.errors import BadInputError, ImpossibleError
from longwatch.rostering.from_present import Present, plan_from_present
from longwatch.rostering.make import Plan, make_roster
from longwatch.scenario.plan import Outage, Roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.roster_file import roster_from_text, roster_text, write_roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import fly_roster
from longwatch.verifier.verify import verify_roster

SAMPLE = (2, 19)  # quick to plan


@cache
def _planned(seed: int) -> tuple[Scenario, Plan]:
    scenario = scenario_from_dict(random_table(seed))
    try:
        plan = make_roster(scenario)
    except ImpossibleError:
        pytest.skip("no fleet reaches a line")
    return scenario, plan


def _lost(scenario: Scenario, roster: Roster, share: float) -> tuple[int, Outage]:
    """A vehicle that has rows to come, lost after that share of the period."""
    at_s = int(scenario.length_s * share)
    tails = sorted({row.tail for row in roster.stints if row.land_s > at_s})
    if not tails:
        pytest.skip("nobody flies later")
    tail = tails[int(share * 10) % len(tails)]
    fleet = next(row.fleet for row in roster.stints if row.tail == tail)
    return at_s, Outage(at_s, tail, fleet, scenario.length_s, lost=True)


@pytest.mark.parametrize("share", [0.1, 0.45, 0.7])
@pytest.mark.parametrize(
    "seed", [seed if seed in SAMPLE else pytest.param(seed, marks=pytest.mark.soak) for seed in range(60)]
)
def test_the_past_stays_and_the_rest_keeps_every_rule(seed: int, share: float) -> None:
    scenario, plan = _planned(seed)
    at_s, gone = _lost(scenario, plan.roster, share)
    found = plan_from_present(scenario, plan.roster, at_s, [gone])
    roster = found.plan.roster
    assert verify_roster(scenario, roster).ok
    assert roster_from_text(roster_text(roster)) == roster
    past = {row for row in plan.roster.stints if row.takeoff_s < at_s}
    now = {(row.tail, row.takeoff_s): row for row in roster.stints}
    for row in past:
        if row.tail != gone.tail or row.land_s <= at_s:
            after = now[row.tail, row.takeoff_s]
            assert (after.line, after.arrive_s) == (row.line, row.arrive_s)
            assert (
                after == row or min(row.leave_s, after.leave_s) >= at_s
            )  # who is in the air may come home at another time
        elif row.arrive_s < at_s:
            assert now[row.tail, row.takeoff_s].land_s == at_s
        else:
            assert (row.tail, row.takeoff_s) not in now
    assert not [row for row in roster.stints if row.tail == gone.tail and row.land_s > at_s]
    assert found.uncovered_before_s <= found.uncovered_cut_s
    assert len({row.tail for row in roster.stints} | {gone.tail}) <= sum(fleet.count for fleet in scenario.fleets)
    again = plan_from_present(scenario, plan.roster, at_s, [gone])
    assert again == found


@cache
def _present(seed: int = 2) -> tuple[Scenario, Plan, Outage, Present]:
    scenario, plan = _planned(seed)
    at_s, gone = _lost(scenario, plan.roster, 0.1)
    return scenario, plan, gone, plan_from_present(scenario, plan.roster, at_s, [gone])


def test_nothing_moves_where_nothing_has_happened() -> None:
    scenario, plan = _planned(4)
    found = plan_from_present(scenario, plan.roster, scenario.length_s // 3)
    assert found.plan.roster.stints == plan.roster.stints
    assert (found.n_changed, found.moved) == (0, ())


def test_a_lost_vehicle_is_replaced_row_for_row() -> None:
    _, plan, gone, found = _present()
    assert found.uncovered_s < found.uncovered_cut_s
    assert found.n_changed <= sum(row.tail == gone.tail for row in plan.roster.stints) + 1
    assert {one.why for one in found.moved if one.tail == gone.tail} == {f"{gone.tail} was lost"}


def test_the_verifier_knows_who_was_lost_or_grounded() -> None:
    scenario, plan, gone, found = _present()
    roster = found.plan.roster

    def rules(changed: Roster) -> set[str]:
        return {one.rule for one in verify_roster(scenario, changed).violations}

    assert "outage" in rules(replace(plan.roster, outages=(gone,)))  # flies on
    grounded = replace(gone, lost=False)
    takes_off = [row for row in plan.roster.stints if row.tail == gone.tail and row.takeoff_s >= gone.from_s]
    assert ("outage" in rules(replace(plan.roster, outages=(grounded,)))) == bool(takes_off)
    if any(row.tail == gone.tail and row.land_s == gone.from_s for row in roster.stints):
        assert "transit-back" in rules(replace(roster, outages=()))


def test_who_was_lost_stays_lost_when_the_roster_is_gone_on_with_again() -> None:
    scenario, _, gone, found = _present()
    roster = found.plan.roster
    again = plan_from_present(scenario, roster, gone.from_s)
    assert again.plan.roster.outages == (gone,)
    later_s = gone.from_s + 3600
    with pytest.raises(BadInputError, match=f"{gone.tail} was lost already at {found.at}"):
        plan_from_present(scenario, roster, later_s, [replace(gone, from_s=later_s, lost=False)])


def test_ferries_are_refused_with_what_can_be_done() -> None:
    scenario, plan = _planned(2)
    first, *rest = plan.roster.stints
    ferried = replace(plan.roster, stints=(replace(first, to_fleet="elsewhere"), *rest))
    with pytest.raises(BadInputError, match=r"make the rest a scenario of its own: period\.start at that time"):
        plan_from_present(scenario, ferried, 3600)


def test_a_grounded_vehicle_takes_off_again() -> None:
    scenario, plan = _planned(4)
    row = max(plan.roster.stints, key=lambda one: one.takeoff_s)
    at_s = row.takeoff_s - 60
    until_s = row.takeoff_s + 7200
    gone = Outage(at_s, row.tail, row.fleet, until_s)
    roster = plan_from_present(scenario, plan.roster, at_s, [gone]).plan.roster
    assert not [one for one in roster.stints if one.tail == row.tail and at_s <= one.takeoff_s < until_s]


def test_trials_refuse_a_roster_with_a_vehicle_lost() -> None:
    scenario, _, gone, found = _present()
    with pytest.raises(BadInputError, match=gone.tail):
        fly_roster(scenario, found.plan.roster, trials=1, seed=0)


def test_the_command_tells_what_changes(tmp_path: Path) -> None:
    _, plan, gone, found = _present()
    sea, old = tmp_path / "sea.toml", tmp_path / "old.csv"
    sea.write_text(as_toml(random_table(2)))
    write_roster(old, plan.roster)
    command = [
        "plan",
        str(sea),
        "--from",
        str(old),
        "--at",
        found.at,
        "--lost",
        gone.tail,
        "--out",
        str(tmp_path / "new"),
    ]
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0, shown.stderr
    assert "take-off was" in shown.stdout
    assert "%*" in shown.stdout
    assert "* bound of the whole fleet, with no vehicle lost or grounded" in shown.stdout
    judged = CliRunner().invoke(main, ["verify", str(tmp_path / "new")])
    assert f"the scenario does not: 1 vehicle lost ({gone.tail} from {found.at})" in judged.stdout
    said = json.loads(CliRunner().invoke(main, ["verify", str(tmp_path / "new"), "--json"]).stdout)
    assert [one["tail"] for one in said["outages"]] == [gone.tail]
    assert f"{found.n_changed} of {found.n_later} rows changed" in shown.stdout
    told = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)["present"]
    assert told["changed_rows"] == found.n_changed
    assert [one["tail"] for one in told["changes"]] == [one.tail for one in found.moved]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--lost", "p0-1"], "goes with --from ROSTER --at TIME"),
        (["--at", "soon"], "'soon' is no time"),
        (["--at", "900 d"], "after its end"),
        (["--at", "2020-01-01T00:00:00Z"], "before the period begins"),
        (["--at", "3 h", "--lost", "nobody"], "no vehicle of the roster is called 'nobody'"),
        (["--at", "3 h", "--grounded", "p0-1"], "says no time"),
        (["--at", "3 h", "--grounded", "p0-1=2 h"], "would be free before"),
        (["--at", "3 h", "--keep"], "does not go with --at"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, options: list[str], words: str) -> None:
    _, plan = _planned(2)
    sea, old = tmp_path / "sea.toml", tmp_path / "old.csv"
    sea.write_text(as_toml(random_table(2)))
    write_roster(old, plan.roster)
    done = CliRunner().invoke(main, ["plan", str(sea), "--from", str(old), *options, "--out", str(tmp_path / "new")])
    assert done.exit_code == 2
    assert words in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_roster_of_another_scenario_is_named(tmp_path: Path) -> None:
    _, plan = _planned(4)
    sea, old = tmp_path / "sea.toml", tmp_path / "old.csv"
    table = random_table(2)
    sea.write_text(as_toml(table | {"fleet": [one | {"name": f"own {one['name']}"} for one in table["fleet"]]}))
    write_roster(old, plan.roster)
    done = CliRunner().invoke(main, ["plan", str(sea), "--from", str(old), "--out", str(tmp_path / "new")])
    assert done.exit_code == 2
    assert f"the roster was made for '{plan.roster.scenario_name}'" in done.stderr
