"""Why not: proofs that no roster beats, clashes of which nothing can be left out, relaxations that hold when planned anew."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from helpers.explained import explained
from helpers.random_infeasible import KINDS, infeasible
from helpers.random_scenarios import random_table
from longwatch.errors import ImpossibleError
from longwatch.rostering.clash import Prover
from longwatch.rostering.dials import Dial, written
from longwatch.rostering.kept import kept_by
from longwatch.rostering.make import make_roster
from longwatch.rostering.relaxations import least
from longwatch.rostering.why import case_of, case_rules, why
from longwatch.rostering.why_words import as_options, explanation_lines
from longwatch.scenario.read import read_scenario, scenario_from_dict
from longwatch.units import format_duration, parse_quantity

DOCS = Path(__file__).parents[2] / "docs" / "why.md"
ROW = re.compile(r"^\| ([a-z][a-z0-9 ]*) \| (\d+) \|$", re.MULTILINE)


@pytest.mark.parametrize("seed", [4, 15, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (1, 7))])
def test_an_infeasible_scenario_is_explained(seed: int, tmp_path: Path) -> None:
    counts = explained(seed, tmp_path)
    assert counts["with a relaxation"]
    assert not counts["left open"]


@pytest.mark.soak
def test_all_infeasible_scenarios_are_explained(tmp_path: Path) -> None:
    """As many as the page says, and with the counts that it says."""
    said = {name: int(n) for name, n in ROW.findall(DOCS.read_text(encoding="utf-8"))}
    assert said["scenarios"] > 0
    total: Counter[str] = Counter()
    for seed in range(said["scenarios"]):
        total += explained(seed, tmp_path)
    assert dict(total) == said


@pytest.mark.parametrize("seed", [4])
def test_what_a_roster_meets_is_never_proved_impossible(seed: int) -> None:
    _not_disproved(seed)


@pytest.mark.soak
def test_what_a_roster_meets_is_never_proved_impossible_of_many() -> None:
    for seed in range(200):
        _not_disproved(seed)


def _not_disproved(seed: int) -> None:
    scenario = scenario_from_dict(random_table(seed))
    try:
        plan = make_roster(scenario, allow_unreached=True)
    except ImpossibleError:
        return
    case = case_of(scenario)
    met = frozenset(one.watch for one in kept_by(scenario, plan.roster).values() if one.met)
    for demands in [met, *({watch} for watch in met)]:
        assert not Prover(case.slots_s, lambda _: None).impossible(case.problem, case.demands.only(demands))


def test_one_scenario_has_one_explanation(tmp_path: Path) -> None:
    table = infeasible(KINDS.index("crews"), tmp_path)
    scenario = scenario_from_dict(table)
    texts = {
        tuple(
            explanation_lines(
                scenario, why(scenario, lambda more: scenario_from_dict(table, overrides=more), relaxing=False)
            )
        )
        for _ in range(2)
    }
    assert len(texts) == 1
    case = case_of(scenario)
    ways = [rule.words for rule in case_rules(case) if rule.kind == "way" and rule.name == "Main"]
    lasts = {format_duration(one.transit_out_s) for one in case.verdicts if one.fleet == "Main" and one.feasible}
    assert len(ways) == 1
    assert all(one in ways[0] for one in lasts)  # as `check` tells it
    text = "\n".join(texts.pop())
    assert "Proved impossible" in text
    assert "the crews of Main" in text


@pytest.mark.parametrize("warm_up", ["none", "first-arrival"])
def test_the_bound_on_a_gap_is_never_less_than_in_the_plans_table(warm_up: str) -> None:
    scenario = read_scenario(DOCS.with_name("model.toml"), (f"period.warm_up={warm_up}", "period.length=24 h"))
    found = why(scenario, read_scenario, relaxing=False)  # type: ignore[arg-type]
    (reason,) = found.reasons
    assert found.plan is not None
    table_s = found.plan.bound.gap_min_s["bank"]
    assert (table_s > 0) == (warm_up == "none")
    assert table_s <= reason.gap_bound_s <= reason.kept.gap_max_s
    if table_s:
        assert reason.gap_bound_s == table_s  # to the second, where the programme proves no more


class _Bench:
    """Meets where the numbers add up, and counts."""

    def __init__(self, enough: int) -> None:
        self.enough = enough

    def meets(self, overrides: tuple[str, ...], watches: tuple[str, ...]) -> bool:  # noqa: ARG002
        return sum(int(text.partition("=")[2]) for text in overrides) >= self.enough


@pytest.mark.parametrize("enough", [1, 2, 5, 9, 16, 17])
def test_the_least_turn_of_a_dial_is_found(enough: int) -> None:
    dial = Dial("vehicles", "F", 16, lambda n: (f"a={n}",), str)
    expected = (enough,) if enough <= 16 else None
    assert least(_Bench(enough), [dial], ()) == expected  # type: ignore[arg-type]


def test_the_first_of_two_dials_is_turned_least() -> None:
    dials = [Dial(name, name, 8, lambda n, name=name: (f"{name}={n}",), str) for name in ("a", "b")]
    assert least(_Bench(10), dials, ()) == (2, 8)  # type: ignore[arg-type]
    assert least(_Bench(7), dials, ()) == (0, 7)  # type: ignore[arg-type]


@pytest.mark.parametrize("total_s", [0, 1, 60, 9360, 86400, 90061, 10 * 86400 + 3600])
def test_a_time_is_told_as_it_is_set(total_s: int) -> None:
    assert parse_quantity(written(total_s), "duration") == total_s


def test_overrides_are_printed_as_they_are_typed() -> None:
    assert as_options(["fleet.MQ-9B ashore.count=2"]) == "--set 'fleet.MQ-9B ashore.count=2'"
