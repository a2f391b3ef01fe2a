"""Laws that hold whatever is priced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.pricing import toy_scenario
from longwatch.cost.price import price_plan
from longwatch.cost.tree import CostTree, check_tree
from longwatch.cost.use import FleetUse, YearUse
from longwatch.errors import InvariantError
from longwatch.scenario.scenario import Scenario

amounts = st.floats(0, 1e10).map(lambda value: f"{value:.2f}")


@st.composite
def plans(draw: st.DrawFn, discount: float | None = None) -> tuple[Scenario, FleetUse]:
    n_fleets = draw(st.integers(1, 3))
    toy: dict[str, Any] = {
        "price": f"{draw(amounts)} {draw(st.sampled_from(['JPY 2026', 'USD 2021', 'AUD 2022', 'GBP 2021']))}",
        "hour_cost": f"{draw(amounts)} {draw(st.sampled_from(['JPY 2026', 'EUR 2013']))} /h",
        "year_cost": f"{draw(amounts)} JPY 2025 /year",
        "fuel_share": draw(st.floats(0, 1)),
        "crew_people": draw(st.floats(0, 20)),
    }
    fleets = [
        {
            "name": f"fleet {i}",
            "count": draw(st.integers(1, 40)),
            "control": draw(st.sampled_from(["Mast", None])),
            "crews": draw(st.one_of(st.none(), st.integers(1, 60))),
        }
        for i in range(n_fleets)
    ]
    money = {"years": draw(st.integers(1, 30)), "discount": draw(st.floats(0, 0.2)) if discount is None else discount}
    hours = st.floats(0, 1e5)
    use = FleetUse(
        {str(f["name"]): YearUse(draw(hours), draw(hours), 1.0, draw(st.floats(0, 5))) for f in fleets}, "flown"
    )
    control = draw(st.sampled_from(["satellite", "line-of-sight"]))
    return toy_scenario(toy=toy, fleets=fleets, money=money, control=control), use


@settings(deadline=None)
@given(plans())
def test_children_add_up_to_the_yen(plan: tuple[Scenario, FleetUse]) -> None:
    tree = price_plan(*plan)
    assert tree.root.amount == sum(line.amount for line in tree.root.leaves())
    assert tree.root.amount_discounted == sum(line.amount_discounted for line in tree.root.leaves())
    assert tree.root.low <= tree.root.amount <= tree.root.high
    assert all(isinstance(one, int) for one in (*tree.root.constant, *tree.root.discounted))


@settings(deadline=None)
@given(plans())
def test_more_hours_never_cost_less(plan: tuple[Scenario, FleetUse]) -> None:
    scenario, use = plan
    doubled = {name: replace(one, flown_h=2 * one.flown_h) for name, one in use.fleets.items()}
    assert price_plan(scenario, FleetUse(doubled, "flown")).root.amount >= price_plan(scenario, use).root.amount


@settings(deadline=None)
@given(plans(discount=0.0))
def test_without_discount_both_views_are_the_same(plan: tuple[Scenario, FleetUse]) -> None:
    root = price_plan(*plan).root
    assert root.constant == root.discounted


@settings(deadline=None)
@given(plans())
def test_discounting_never_adds(plan: tuple[Scenario, FleetUse]) -> None:
    root = price_plan(*plan).root
    assert root.amount_discounted <= root.amount
    assert root.discounted[0] == root.constant[0]


def tree() -> CostTree:
    return price_plan(toy_scenario(), FleetUse({"toys": YearUse(1000, 800, 100, 0.1)}, "planned"))


def test_a_branch_that_does_not_add_up_is_found() -> None:
    good = tree()
    root = replace(good.root, constant=(good.root.constant[0] + 1, *good.root.constant[1:]))
    with pytest.raises(InvariantError, match="cost of total in year 0 is 2730000001, its parts sum to 2730000000"):
        check_tree(replace(good, root=root))


def test_a_negative_line_is_found() -> None:
    good = tree()
    fleet = good.root.children[0]
    line = replace(fleet.children[0].children[0], constant=(-1, 0, 0), discounted=(-1, 0, 0))
    part = replace(fleet.children[0], children=(line,), constant=(-1, 0, 0), discounted=(-1, 0, 0))
    root = replace(good.root, children=(part,), constant=(-1, 0, 0), discounted=(-1, 0, 0))
    with pytest.raises(InvariantError, match="is negative"):
        check_tree(replace(good, root=root))


def test_a_line_with_a_year_too_few_is_found() -> None:
    good = tree()
    with pytest.raises(InvariantError, match="2 years instead of 3"):
        check_tree(replace(good, root=replace(good.root, constant=good.root.constant[:2])))
