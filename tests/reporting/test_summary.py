"""summary.json: its schema, its origins, and the laws that stop a report."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from helpers.report_fixture import bare_content, hostile_content, make_content
from helpers.summary_walk import numbers_with_holder
from longwatch.errors import InvariantError
from longwatch.origins import KINDS, Figure, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import ThreeNumbers
from longwatch.reporting.html import render
from longwatch.reporting.schema import summary_schema
from longwatch.reporting.summary import build_summary, summary_text


@pytest.mark.parametrize("make", [make_content, bare_content, hostile_content])
def test_summary_meets_its_schema(make: Callable[[], ReportContent]) -> None:
    schema = summary_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(summary_text(make())))


def test_schema_refuses_a_bare_number_and_an_unknown_key() -> None:
    validator = jsonschema.Draft202012Validator(summary_schema())
    summary = build_summary(make_content())
    summary["settings"]["seed"] = 7
    assert not validator.is_valid(summary)
    assert not validator.is_valid({**build_summary(make_content()), "extra": "x"})


def test_every_number_carries_unit_and_origin() -> None:
    found = list(numbers_with_holder(build_summary(make_content()), None, ""))
    assert len(found) > 500
    for path, holder in found:
        assert holder is not None, path
        assert holder["origin"]["kind"] in KINDS, path
        assert isinstance(holder["unit"], str), path


def test_same_content_gives_same_bytes_and_order() -> None:
    assert summary_text(make_content()) == summary_text(make_content())
    assert list(build_summary(make_content())) == list(summary_schema()["properties"])


def test_unknown_figures_are_null() -> None:
    watch = build_summary(bare_content())["watches"][0]
    assert watch["covered"]["bound"] is None
    assert watch["gap_max"]["flown"] is None


def test_what_was_not_asked_for_leaves_no_trace() -> None:
    asked, not_asked = make_content(), replace(make_content(), explanation=None)
    one, other = build_summary(asked), build_summary(not_asked)
    assert {key: value for key, value in one.items() if key != "explain"} == other
    assert "Why not" in render(asked)
    assert "Why not" not in render(not_asked)
    jsonschema.Draft202012Validator(summary_schema()).validate(other)


def test_the_explanation_tells_what_each_change_reaches_and_costs() -> None:
    (unmet,) = build_summary(make_content())["explain"]["unmet"]
    dear, lax = unmet["relaxations"]
    assert dear["gap_max"]["value"] == 1500
    assert dear["more_a_year"]["unit"] == "JPY 2026/year"
    assert lax["more_a_year"] is None
    assert [fleet["largest_radius"] is None for fleet in unmet["fleets"]] == [False, True]


def test_a_large_seed_is_kept_to_the_last_digit() -> None:
    content = make_content()
    seed = 2**63 - 2  # a float would round it
    summary = json.loads(summary_text(replace(content, settings=replace(content.settings, seed=seed))))
    assert summary["settings"]["seed"]["value"] == seed


def test_money_names_currency_and_year() -> None:
    cost = build_summary(make_content())["cost"]
    assert cost["tree"][0]["constant"]["unit"] == "JPY 2026"
    assert cost["tree"][2]["path"] == ["Whole fleet", "Purchase", "TB3, 4"]


def test_quantiles_are_reached_by_at_least_their_share() -> None:
    content = make_content()
    gaps = content.watches[0].gap_max_by_trial_s
    quantiles = build_summary(content)["watches"][0]["gap_max_quantiles"]
    for p, gap_s in zip(quantiles["p"]["values"], quantiles["gap"]["values"], strict=True):
        share = sum(one <= gap_s + 1e-5 for one in gaps) / len(gaps)
        below = sum(one < gap_s - 1e-5 for one in gaps) / len(gaps)
        assert below < p <= share


def _with_watch(**changes: Any) -> ReportContent:
    content = make_content()
    return replace(content, watches=(replace(content.watches[1], **changes), content.watches[0]))


def _three(bound: float, planned: float, unit: str) -> ThreeNumbers:
    return ThreeNumbers(computed(bound, unit), computed(planned, unit), None)


def test_a_plan_above_its_bound_stops_the_report() -> None:
    build_summary(_with_watch(covered=_three(0.9, 0.9, "1")))
    with pytest.raises(InvariantError, match="more than the bound"):
        build_summary(_with_watch(covered=_three(0.9, 0.9001, "1")))


def test_a_longest_gap_below_its_bound_stops_the_report() -> None:
    with pytest.raises(InvariantError, match="below the bound"):
        build_summary(_with_watch(gap_max=_three(3600.0, 3599.0, "s")))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_stops_the_report_with_its_seed(bad: float) -> None:
    with pytest.raises(InvariantError, match=r"seed 7: .*hourly_unwatched\[1\] is not finite"):
        build_summary(_with_watch(hourly_unwatched=(0.1, bad)))
    figure = Figure(0.5, "1", low=bad, high=1.0)
    with pytest.raises(InvariantError, match=r"covered.planned.low is not finite"):
        build_summary(_with_watch(covered=ThreeNumbers(None, figure, None)))


def test_a_probability_above_one_stops_the_report() -> None:
    with pytest.raises(InvariantError, match=r"outside 0\.\.1"):
        build_summary(_with_watch(hourly_unwatched=(1.01,)))


def test_costs_that_do_not_add_up_stop_the_report() -> None:
    content = make_content()
    assert content.cost is not None
    rows = list(content.cost.rows)
    rows[3] = replace(rows[3], constant=computed(float(rows[3].constant) + 100, "JPY 2026"))
    with pytest.raises(InvariantError, match="cost of Purchase"):
        build_summary(replace(content, cost=replace(content.cost, rows=tuple(rows))))
