"""What a plan costs: purchase in year 0, then years of use, fleet by fleet, on one tree.

A fleet of n vehicles that flies h hours a year and loses l of them costs

    purchase    n x (price + payload) x (1 + share of spares) + stations x station price
    a year      crews x people x cover x pay + h x (hour cost + satellite) + n x fixed cost + l x (price + payload)
                + hours at sea of the ship that carries it

Everything is carried to the base year first (`catalog.economy`). `docs/cost.md` says what no published case validates.
"""

from __future__ import annotations

from collections.abc import Iterator

from longwatch.catalog.economy import economy
from longwatch.cost.assumptions import cost_assumptions
from longwatch.cost.desk import Desk, Position
from longwatch.cost.operation import operation_lines, ship_of
from longwatch.cost.purchase import purchase_lines
from longwatch.cost.tree import CostTree, Node, branch, check_tree
from longwatch.cost.use import FleetUse
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Money
from longwatch.scenario.scenario import Scenario

NOTES = (
    "No contract of an unarmed fleet was published with its parts, so no total here is validated.",
    "Purchases are counted in year 0, operation at the end of each year; every year of operation is alike.",
    "Not in it: training pipeline, base works, upgrades, disposal, taxes.",
)


def price_plan(scenario: Scenario, use: FleetUse) -> CostTree:
    """The cost tree of a scenario's fleets with the use they are put to.

    Amounts are whole units of the scenario's currency at prices of its base year. Raises BadInputError where a price
    can't be used (a currency without a rate, a purchase paid per hour, a fleet of unknown use), and InvariantError
    when the tree does not add up.
    """
    _check(scenario, use)
    rules = scenario.file.money
    desk = Desk(scenario, use, economy().with_rates(rules.rates), cost_assumptions())
    root = branch("total", [_price_fleet(desk, position) for position in _positions(scenario, use)])
    rate = desk.economy.base_rate_per_usd(rules.currency, rules.base_year)
    tree = CostTree(
        root=root,
        currency=rules.currency,
        base_year=rules.base_year,
        years=rules.years,
        discount=rules.discount,
        use=use,
        rates=((f"{rules.currency} per USD, {rules.base_year}", rate),),
        warnings=tuple(dict.fromkeys(_warnings(desk))),
        notes=NOTES,
    )
    check_tree(tree)
    return tree


def _positions(scenario: Scenario, use: FleetUse) -> Iterator[Position]:
    for fleet in scenario.fleets:
        yield Position(fleet, scenario.platform_of(fleet), scenario.payload_of(fleet), use.fleets[fleet.name])


def _price_fleet(desk: Desk, position: Position) -> Node:
    name = position.fleet.name
    parts = [branch("purchase", purchase_lines(desk, position), name)]
    if yearly := operation_lines(desk, position):
        parts.append(branch("operation", yearly, name))
    return branch(name, parts, name)


def _warnings(desk: Desk) -> Iterator[str]:
    """What a reader must be told of the conversions, and of ships whose days cost nothing here."""
    rules = desk.scenario.file.money
    for _, money, _ in _prices(desk.scenario):
        yield from desk.economy.convert(money, rules.currency, rules.base_year).warnings
    for fleet in desk.scenario.fleets:
        use = desk.use.fleets[fleet.name]
        if use.flown_h > 0 and use.launches == 0:
            yield f"{fleet.name}: the period is shorter than its sortie, so a year of it holds no way home and no turnaround"
        base = desk.scenario.base(fleet.base)
        if base.kind == "ship" and ship_of(desk.scenario, base) is None:
            yield f"{base.name}: the ship names no platform of the catalog, so its days at sea cost nothing here"


def _prices(scenario: Scenario) -> Iterator[tuple[str, Money, str]]:
    """Every price a scenario uses, with its name and what it is: "once", "time" (needs one) or "any"."""
    for fleet in scenario.fleets:
        platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
        ship = ship_of(scenario, scenario.base(fleet.base))
        named = [
            (f"platform {platform.id}.price", platform.price, "once"),
            (f"platform {platform.id}.station_price", platform.station_price, "once"),
            (f"platform {platform.id}.hour_cost", platform.hour_cost, "time"),
            (f"platform {platform.id}.year_cost", platform.year_cost, "any"),
            (f"payload {payload.id}.price", payload.price, "once"),
            (f"platform {ship.id}.hour_cost" if ship else "", ship.hour_cost if ship else None, "time"),
        ]
        yield from ((name, money, kind) for name, money, kind in named if money is not None)
    if (pay := scenario.file.money.crew_year_cost) is not None:
        yield "money.crew_year_cost", pay, "any"


def _check(scenario: Scenario, use: FleetUse) -> None:
    """Raise BadInputError with everything that keeps the plan from being priced."""
    rules = scenario.file.money
    known = economy().with_rates(rules.rates).currencies
    problems = []
    asked = [(name, money.currency) for name, money, _ in _prices(scenario)] + [("money.currency", rules.currency)]
    for name, currency in dict.fromkeys(asked):
        if currency not in known:
            what = f"no rate of exchange for {currency!r}; there are {', '.join(known)}"
            problems.append(Problem(name, what, f"give it in [money]: rates = {{ {currency} = 12.3 }}, units per USD"))
    for name, money, kind in dict.fromkeys(_prices(scenario)):
        if kind == "once" and money.per:
            problems.append(Problem(name, f"a purchase is paid once, not for each {money.per}"))
        if kind == "time" and not money.per:
            problems.append(Problem(name, "does not say for which time it is paid", 'like "2500 USD 2025 /h"'))
    for fleet in scenario.fleets:
        if fleet.name not in use.fleets:
            problems.append(Problem("use", f"nothing is known of the hours of fleet {fleet.name!r}"))
    if problems:
        raise BadInputError(problems)
