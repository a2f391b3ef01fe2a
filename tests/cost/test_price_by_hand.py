"""A small fleet priced on paper, in whole yen.

Two toys at 1,000 M with payloads at 100 M, one station at 200 M; four crews of five at 10 M a head; a year of 1,000 h
at 0.1 M, a fifth of it fuel; 50 M a year to keep each; 0.1 lost a year. Two years, 10 % discount. Spares are 15 % and
cover is 1.6 people for a place (both ASSUMED in data/cost.toml).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.pricing import toy_scenario, toy_use
from longwatch.cost.price import price_plan
from longwatch.cost.tree import cost_per_on_station_hour, origin_shares
from longwatch.cost.use import FleetUse, YearUse
from longwatch.errors import BadInputError
from longwatch.origins import Money

BY_HAND = {
    ("purchase", "airframes"): 2_000_000_000,
    ("purchase", "payloads"): 200_000_000,
    ("purchase", "initial spares: Plane"): 300_000_000,
    ("purchase", "initial spares: Eyes"): 30_000_000,
    ("purchase", "control stations"): 200_000_000,
    ("operation", "crews"): 2 * 4 * 5 * 10_000_000,
    ("operation", "cover for leave and training"): 2 * 120_000_000,
    ("operation", "fuel"): 2 * 20_000_000,
    ("operation", "maintenance"): 2 * 80_000_000,
    ("operation", "fixed yearly cost"): 2 * 100_000_000,
    ("operation", "attrition: Plane"): 2 * 100_000_000,
    ("operation", "attrition: Eyes"): 2 * 10_000_000,
}


def test_every_line_to_the_yen() -> None:
    tree = price_plan(toy_scenario(), toy_use())
    fleet = tree.root.find("toys")
    found = {(part.name, line.name): line.amount for part in fleet.children for line in part.children}
    assert found == BY_HAND
    assert tree.root.amount == sum(BY_HAND.values()) == 3_990_000_000
    assert tree.root.constant == (2_730_000_000, 630_000_000, 630_000_000)
    assert (tree.purchase, tree.yearly) == (2_730_000_000, 630_000_000)


def test_discounted() -> None:
    tree = price_plan(toy_scenario(), toy_use())
    # 630 M / 1.1 and / 1.21, seven lines rounded apart: each within half a yen.
    assert tree.root.discounted[0] == 2_730_000_000
    assert tree.root.discounted[1] == pytest.approx(630e6 / 1.1, abs=3.5)
    assert tree.root.discounted[2] == pytest.approx(630e6 / 1.21, abs=3.5)
    fuel = tree.root.find("toys", "operation", "fuel")
    assert fuel.discounted == (0, 18_181_818, 16_528_926)


def test_per_on_station_hour() -> None:
    tree = price_plan(toy_scenario(), toy_use())
    hour = cost_per_on_station_hour(tree, tree.use)
    assert hour is not None
    assert float(hour.all_in) == 3_990_000_000 / 1600
    assert float(hour.marginal) == (20 + 80 + 100 + 10) * 1_000_000 * 2 / 1600
    assert hour.all_in.unit == "JPY 2026/h"
    assert cost_per_on_station_hour(tree, toy_use(on_station_h=0.0)) is None


def test_per_on_station_hour_of_one_fleet() -> None:
    fleets = [{"name": "toys", "count": 2, "crews": 4, "control": "Mast"}, {"name": "idle", "count": 1, "crews": 1}]
    scenario = toy_scenario(fleets=fleets)
    use = FleetUse({**toy_use().fleets, "idle": YearUse(0.0, 0.0, 0.0, 0.0)}, "flown")
    tree = price_plan(scenario, use)
    one, both = cost_per_on_station_hour(tree, use, "toys"), cost_per_on_station_hour(tree, use)
    assert one is not None
    assert both is not None
    assert float(one.all_in) == 3_990_000_000 / 1600  # as if it were alone
    assert both.all_in > one.all_in
    assert both.marginal == one.marginal
    assert cost_per_on_station_hour(tree, use, "idle") is None


def test_a_period_shorter_than_a_sortie_is_named() -> None:
    use = FleetUse({"toys": YearUse(flown_h=8766.0, on_station_h=8766.0, launches=0.0, losses=0.0)}, "planned")
    assert any(one.startswith("toys: the period is shorter") for one in price_plan(toy_scenario(), use).warnings)
    assert price_plan(toy_scenario(), toy_use()).warnings == ()


def test_a_line_says_what_it_is_made_of() -> None:
    line = price_plan(toy_scenario(toy={"price": "9e6 USD 2025"}), toy_use()).root.find("toys", "purchase", "airframes")
    assert line.basis == "2 x 9,000,000 USD 2025"
    assert line.conversion == "US CPI x 1.025 to 2026, 157.13 JPY/USD of 2026"
    assert (line.currency, line.price_year, line.fleet, line.marginal) == ("USD", 2025, "toys", False)
    # 18 M USD x 330.079 / 321.943 x 157.127
    assert line.amount == round(18e6 * 330.079 / 321.943 * 157.127)
    assert line.rate == pytest.approx(330.079 / 321.943 * 157.127)


def test_half_a_yen_goes_to_the_even_one() -> None:
    use = toy_use(flown_h=1.0, losses=0.0)
    for cost, whole in (("0.5 JPY 2026 /h", 0), ("1.5 JPY 2026 /h", 2), ("2.5 JPY 2026 /h", 2)):
        tree = price_plan(toy_scenario(toy={"hour_cost": cost, "fuel_share": 0}), use)
        assert tree.root.find("toys", "operation", "maintenance").constant[1] == whole


def test_satellite_time_of_a_fleet_flown_over_it() -> None:
    tree = price_plan(toy_scenario(control="satellite"), toy_use())
    line = tree.root.find("toys", "operation", "satellite time")
    # 1,000 h at 500 USD of 2025 (ASSUMED), each year
    assert line.constant[1] == round(1000 * 500 * 330.079 / 321.943 * 157.127)
    assert line.origin.is_assumed
    assert line.marginal


def test_a_fleet_without_crews_or_station() -> None:
    scenario = toy_scenario(fleets=[{"name": "toys", "count": 2}], payload_price=None)
    fleet = price_plan(scenario, toy_use(flown_h=2000.0)).root.find("toys")
    names = [line.name for part in fleet.children for line in part.children]
    assert "payloads" not in names
    assert "control stations" not in names
    crews = fleet.find("operation", "crews")
    # 2,000 h of 8,766 h are 0.23 vehicles away in the mean: 0.68 crews of eight hours, so one of five people
    assert crews.constant[1] == 5 * 10_000_000
    assert "no crews are named" in crews.note


def test_fleets_share_the_crews_of_their_station_by_their_vehicles() -> None:
    fleets = [{"name": "a", "count": 1, "control": "Mast"}, {"name": "b", "count": 3, "control": "Mast"}]
    scenario = toy_scenario(fleets=fleets)
    mast = scenario.file.control[0].model_copy(update={"crews": 6})
    scenario = replace(scenario, file=scenario.file.model_copy(update={"control": (mast,)}))
    use = toy_use(name="a")
    tree = price_plan(scenario, type(use)({**use.fleets, **toy_use(name="b").fleets}, "planned"))
    crews = [tree.root.find(name, "operation", "crews") for name in ("a", "b")]
    assert [one.constant[1] for one in crews] == [75_000_000, 225_000_000]  # 6 crews of 5 at 10 M, one to three
    assert "6 crews of Mast, shared" in crews[0].note


def test_two_fleets_share_a_station_and_a_ship_by_their_vehicles() -> None:
    fleets = [{"name": "a", "count": 1, "control": "Mast"}, {"name": "b", "count": 3, "control": "Mast"}]
    ship = {"name": "Ship", "kind": "ship", "platform": "anadolu", "track": [{"at": "30 N, 131 E", "time": "0 h"}]}
    scenario = toy_scenario(fleets=fleets, base=ship)
    use = toy_use(name="a")
    tree = price_plan(scenario, type(use)({**use.fleets, **toy_use(name="b").fleets}, "planned"))
    assert tree.root.find("a", "purchase", "control stations").amount == 50_000_000
    assert tree.root.find("b", "purchase", "control stations").amount == 150_000_000
    days = [tree.root.find(name, "operation", "days at sea of Ship") for name in ("a", "b")]
    # 2,500 USD of 2025 for each of 8,766 h (ASSUMED), a quarter and three quarters
    whole = 8766 * 2500 * 330.079 / 321.943 * 157.127
    assert [line.constant[1] for line in days] == [round(whole / 4), round(whole * 3 / 4)]
    assert not days[0].marginal
    assert "not bought" in days[0].note


def test_a_ship_without_a_platform_costs_nothing_and_says_so() -> None:
    ship = {"name": "Ship", "kind": "ship", "track": [{"at": "30 N, 131 E", "time": "0 h"}]}
    tree = price_plan(toy_scenario(base=ship), toy_use())
    assert any(one.startswith("Ship: the ship names no platform") for one in tree.warnings)


def test_shares_by_origin_follow_the_weakest_figure() -> None:
    tree = price_plan(toy_scenario(), toy_use())
    shares = origin_shares(tree)
    # spares and cover rest on an assumption, everything else here is the user's word
    assert shares["assumed"] == pytest.approx((330 + 240) / 3990)
    assert shares["user"] == pytest.approx(1 - 570 / 3990)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_low_and_high_are_the_corners() -> None:
    price = {"low": "0.5e9 JPY 2026", "likely": "1e9 JPY 2026", "high": "2e9 JPY 2026"}
    line = price_plan(toy_scenario(toy={"price": price}), toy_use()).root.find("toys", "purchase", "airframes")
    assert (line.low, line.amount, line.high) == (1_000_000_000, 2_000_000_000, 4_000_000_000)


def test_a_user_who_states_rates_and_currency() -> None:
    money = {"currency": "USD", "base_year": 2026, "rates": {"JPY": 100.0}}
    tree = price_plan(toy_scenario(money=money, toy={"price": "9e6 USD 2026"}), toy_use())
    assert tree.root.find("toys", "purchase", "airframes").amount == 18_000_000
    # a price in yen of 2026 was paid at the rate of 2026
    assert tree.root.find("toys", "purchase", "payloads").amount == round(200e6 / 157.127)
    own = price_plan(toy_scenario(money={"rates": {"JPY": 100.0}}, toy={"price": "9e6 USD 2026"}), toy_use())
    assert own.root.find("toys", "purchase", "airframes").amount == 1_800_000_000
    assert float(own.rates[0][1]) == 100.0


@pytest.mark.parametrize(
    ("toy", "money", "message"),
    [
        ({"price": "1e9 JPY 2026 /year"}, {}, "platform plane.price: a purchase is paid once, not for each year"),
        ({"hour_cost": "100 JPY 2026"}, {}, "platform plane.hour_cost: does not say for which time it is paid"),
        ({"price": "1e6 QQQ 2026"}, {}, "platform plane.price: no rate of exchange for 'QQQ'"),
        ({}, {"currency": "QQQ"}, "money.currency: no rate of exchange for 'QQQ'"),
    ],
)
def test_prices_that_cannot_be_used(toy: dict[str, str], money: dict[str, str], message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        price_plan(toy_scenario(toy=toy, money=money), toy_use())
    assert message in str(caught.value)


def test_a_fleet_of_unknown_use() -> None:
    with pytest.raises(BadInputError, match="nothing is known of the hours of fleet 'toys'"):
        price_plan(toy_scenario(), toy_use(name="others"))


def test_a_price_for_a_day_is_brought_to_the_hour() -> None:
    by_day = price_plan(toy_scenario(toy={"hour_cost": "2.4e6 JPY 2026 /day"}), toy_use())
    assert by_day.root.amount == price_plan(toy_scenario(), toy_use()).root.amount


def test_the_weakest_origin_names_its_parts() -> None:
    tree = price_plan(toy_scenario(), toy_use())
    spares = tree.root.find("toys", "purchase", "initial spares: Plane")
    assert spares.origin.kind == "assumed"
    assert spares.origin.of == ("price of plane", "share of initial spares")
    assert isinstance(tree.use.on_station_h, float)
    assert not isinstance(spares.amount, Money)


# Published wiring checks (reference/published_cases.csv): they test summation only, no source states its own parts.
def test_pub_04_twenty_years_of_three_rq4() -> None:
    # 62.9 bn JPY for three, 4.2 bn a year each, 20 years, no discount: the source prints 315.4 bn.
    toy = {"price": "20966666667 JPY 2017", "year_cost": "4.2e9 JPY 2017 /year"}
    money = {"base_year": 2017, "years": 20, "discount": 0.0}
    scenario = toy_scenario(toy=toy, money=money, fleets=[{"name": "toys", "count": 3, "crews": 1}])
    fleet = price_plan(scenario, toy_use()).root.find("toys")
    total = fleet.find("purchase", "airframes").amount + fleet.find("operation", "fixed yearly cost").amount
    assert total / 1e8 == pytest.approx(3154, rel=0.005)


def test_pub_03_life_cycle_cost_of_an_hour_of_the_p8() -> None:
    # CBO 2021: 307 M USD, 589 h a year, 29,900 USD/h recurring; 42 years were solved for: 42,300 USD/h.
    toy = {"price": "307e6 USD 2020", "hour_cost": "29900 USD 2020 /h"}
    money = {"currency": "USD", "base_year": 2020, "years": 42, "discount": 0.0}
    scenario = toy_scenario(toy=toy, money=money, fleets=[{"name": "toys", "count": 1, "crews": 1}])
    fleet = price_plan(scenario, toy_use(flown_h=589.0)).root.find("toys")
    parts = [("purchase", "airframes"), ("operation", "fuel"), ("operation", "maintenance")]
    total = sum(fleet.find(*path).amount for path in parts)
    assert total / (589 * 42) == pytest.approx(42_300, rel=0.001)
