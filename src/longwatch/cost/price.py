"""What a plan costs: purchase in year 0, then years of use, fleet by fleet, on one tree.

A fleet of n vehicles that flies h hours a year with l losses costs

    purchase    n x price + n x payload + spares share x both + station price x channels
    a year      crews x people x cover x pay + h x hour cost + h x satellite time + n x fixed cost + l x (price + payload)
                + hours at sea of the ship that carries it

Everything is carried to the base year first (`catalog.economy`). What no published case validates is named in
`docs/cost.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from longwatch.catalog.economy import Converted, Economy, economy
from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Payload, Platform
from longwatch.cost.assumptions import CostAssumptions, cost_assumptions
from longwatch.cost.attrition import expected_life_h
from longwatch.cost.tree import CostTree, Node, branch, check_tree, leaf, weakest
from longwatch.cost.use import FleetUse, YearUse, loss_rate_per_s
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure, Money, Origin
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S, PER_S, YEAR_S

YEAR_H = YEAR_S / HOUR_S


@dataclass(frozen=True)
class _Desk:
    """What the pricing of one scenario shares."""

    scenario: Scenario
    use: FleetUse
    economy: Economy
    assumed: CostAssumptions

    @property
    def n_years(self) -> int:
        return self.scenario.file.money.years

    def convert(self, money: Money, per: str = "") -> Converted:
        """In the scenario's money; a price per time is brought to one per `per` ("h" or "year")."""
        rules = self.scenario.file.money
        if per:
            factor = PER_S[money.per] / PER_S[per]
            low, high = money.low * factor, money.high * factor
            money = Money(
                money * factor,
                money.currency,
                money.year,
                per=per,
                low=low,
                high=high,
                origin=money.origin,
                text=money.text,
            )
        return self.economy.convert(money, rules.currency, rules.base_year)

    def years(self) -> range:
        return range(1, self.n_years + 1)

    def line(
        self,
        name: str,
        price: Converted,
        quantity: float,
        years: range | tuple[int, ...],
        basis: str,
        *figures: tuple[str, Figure],
        fleet: str,
        marginal: bool = False,
        low: float = 1.0,
        high: float = 1.0,
        note: str = "",
    ) -> Node:
        return leaf(
            name,
            price,
            quantity,
            years,
            n_years=self.n_years,
            discount=float(self.scenario.file.money.discount),
            basis=basis,
            origin=weakest(*figures),
            low=low,
            high=high,
            fleet=fleet,
            marginal=marginal,
            note=note,
        )


def price_plan(scenario: Scenario, use: FleetUse) -> CostTree:
    """The cost tree of a scenario's fleets with the use they are put to.

    Raises BadInputError where a price cannot be used (an unknown currency, a price per hour for a purchase, a fleet
    without use), InvariantError when the tree does not add up.
    """
    _check(scenario, use)
    rules = scenario.file.money
    desk = _Desk(scenario, use, economy().with_rates(rules.rates), cost_assumptions())
    root = branch("total", [_price_fleet(desk, fleet) for fleet in scenario.fleets])
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


NOTES = (
    "Unarmed fleets; no contract of such a fleet was published with its parts, so no total is validated.",
    "Purchases are counted in year 0, operation at the end of each year; every year of operation is alike.",
    "Training pipeline, base works, upgrades, disposal and taxes are not in it yet.",
)


def _price_fleet(desk: _Desk, fleet: Fleet) -> Node:
    purchase = [line for line in (_airframes(desk, fleet), _payloads(desk, fleet), *_spares(desk, fleet)) if line]
    purchase += _stations(desk, fleet)
    yearly = [*_crews(desk, fleet), *_hours(desk, fleet), *_fixed(desk, fleet), *_attrition(desk, fleet)]
    yearly += _moving_base(desk, fleet)
    parts = [branch("purchase", purchase, fleet.name)]
    if yearly:
        parts.append(branch("operation", yearly, fleet.name))
    return branch(fleet.name, parts, fleet.name)


def _airframes(desk: _Desk, fleet: Fleet) -> Node:
    platform = desk.scenario.platform_of(fleet)
    price = desk.convert(platform.price)
    basis = f"{fleet.count} x {_money(platform.price)}"
    figures = ((f"price of {platform.id}", platform.price),)
    return desk.line(
        "airframes" if platform.domain == "air" else "vehicles",
        price,
        fleet.count,
        (0,),
        basis,
        *figures,
        fleet=fleet.name,
    )


def _payloads(desk: _Desk, fleet: Fleet) -> Node | None:
    payload = desk.scenario.payload_of(fleet)
    if payload.price is None:
        return None
    basis = f"{fleet.count} x {_money(payload.price)}"
    figures = ((f"price of {payload.id}", payload.price),)
    return desk.line("payloads", desk.convert(payload.price), fleet.count, (0,), basis, *figures, fleet=fleet.name)


def _spares(desk: _Desk, fleet: Fleet) -> list[Node]:
    """Initial spares: a share of vehicles and, where they have a price, of payloads; a line for each currency."""
    share = desk.assumed.spares_share
    out = []
    for what, money in _vehicle_prices(desk, fleet):
        basis = f"{share:g} x {fleet.count} x {_money(money)}"
        figures = ((f"price of {what}", money), ("share of initial spares", share))
        out.append(
            desk.line(
                f"initial spares of {what}", desk.convert(money), fleet.count * share, (0,), basis, *figures,
                fleet=fleet.name, low=share.low / share, high=share.high / share,
            )
        )  # fmt: skip
    return out


def _stations(desk: _Desk, fleet: Fleet) -> list[Node]:
    """Control stations: one per channel, shared by the fleets that use them in proportion to their vehicles."""
    platform = desk.scenario.platform_of(fleet)
    if fleet.control is None or platform.station_price is None:
        return []
    control = desk.scenario.control(fleet.control)
    share = fleet.count / sum(other.count for other in desk.scenario.fleets if other.control == fleet.control)
    n_stations = control.channels * share
    basis = f"{n_stations:g} x {_money(platform.station_price)}"
    figures = ((f"station price of {platform.id}", platform.station_price),)
    note = f"one station for each of {control.channels} channels of {control.name}"
    if share < 1:
        note += ", shared with other fleets by their vehicles"
    return [
        desk.line(
            "control stations", desk.convert(platform.station_price), n_stations, (0,), basis, *figures,
            fleet=fleet.name, note=note,
        )
    ]  # fmt: skip


def _crews(desk: _Desk, fleet: Fleet) -> list[Node]:
    """People on duty, and the cover that lets them have leave."""
    platform = desk.scenario.platform_of(fleet)
    if not platform.crew_people:
        return []
    own = desk.scenario.file.money.crew_year_cost
    pay = own if own is not None else desk.assumed.crew_year_cost
    cover = desk.assumed.crew_cover
    crews, note = _n_crews(desk, fleet)
    people = crews * platform.crew_people
    each = desk.convert(pay if pay.per else _per_year(pay), "year")
    crew_range = (platform.crew_people.low / platform.crew_people, platform.crew_people.high / platform.crew_people)
    figures = ((f"people of a crew of {platform.id}", platform.crew_people), ("pay of a person for a year", pay))
    basis = f"{crews:g} crews x {platform.crew_people:g} people x {_money(pay)}"
    lines = [
        desk.line(
            "crews", each, people, desk.years(), basis, *figures,
            fleet=fleet.name, low=crew_range[0], high=crew_range[1], note=note,
        )
    ]  # fmt: skip
    extra = cover - 1.0
    if extra > 0:
        lines.append(
            desk.line(
                "cover for leave and training", each, people * extra, desk.years(), f"{extra:g} x the crews", *figures,
                ("people employed per place", cover), fleet=fleet.name,
                low=crew_range[0] * max(cover.low - 1, 0) / extra, high=crew_range[1] * (cover.high - 1) / extra,
            )
        )  # fmt: skip
    return lines


def _n_crews(desk: _Desk, fleet: Fleet) -> tuple[float, str]:
    """The crews of the scenario; where it names none, what the mean number of vehicles away asks for."""
    if fleet.crews is not None:
        return float(fleet.crews), ""
    mean_away = desk.use.fleets[fleet.name].flown_h / YEAR_H
    crews = ceil(mean_away * 24 * HOUR_S / fleet.crew_duty_s - 1e-9)
    return float(crews), f"no crews are named: enough for {mean_away:.2f} vehicles away at all times"


def _hours(desk: _Desk, fleet: Fleet) -> list[Node]:
    """Fuel, maintenance and satellite time of the hours flown or sailed."""
    platform, use = desk.scenario.platform_of(fleet), desk.use.fleets[fleet.name]
    hour = desk.convert(platform.hour_cost, "h")
    share = platform.fuel_share
    figures = ((f"hour cost of {platform.id}", platform.hour_cost),)
    hours = f"{use.flown_h:,.0f} h {desk.use.how}"
    lines = []
    if share:
        basis = f"{hours} x {share:g} x {_money(platform.hour_cost)}"
        lines.append(
            desk.line(
                "fuel", hour, use.flown_h * share, desk.years(), basis, *figures, (f"fuel share of {platform.id}", share),
                fleet=fleet.name, marginal=True, low=share.low / share, high=share.high / share,
            )
        )  # fmt: skip
    rest = 1.0 - (share or 0.0)
    basis = f"{hours} x {rest:g} x {_money(platform.hour_cost)}"
    name = "maintenance" if share is not None else "fuel and maintenance"
    lines.append(
        desk.line(name, hour, use.flown_h * rest, desk.years(), basis, *figures, fleet=fleet.name, marginal=True)
    )
    return [*lines, *_satellite(desk, fleet, use)]


def _satellite(desk: _Desk, fleet: Fleet, use: YearUse) -> list[Node]:
    platform = desk.scenario.platform_of(fleet)
    by_control = fleet.control is not None and desk.scenario.control(fleet.control).kind == "satellite"
    alone = fleet.control is None and platform.satellite and platform.unmanned
    if not (by_control or alone):
        return []
    money = desk.assumed.satellite_hour_air if platform.domain == "air" else desk.assumed.satellite_hour_other
    basis = f"{use.flown_h:,.0f} h {desk.use.how} x {_money(money)}"
    figures = (("satellite time", money),)
    return [
        desk.line(
            "satellite time", desk.convert(money, "h"), use.flown_h, desk.years(), basis, *figures,
            fleet=fleet.name, marginal=True,
        )
    ]  # fmt: skip


def _fixed(desk: _Desk, fleet: Fleet) -> list[Node]:
    platform = desk.scenario.platform_of(fleet)
    if platform.year_cost is None:
        return []
    basis = f"{fleet.count} x {_money(platform.year_cost)}"
    figures = ((f"yearly cost of {platform.id}", platform.year_cost),)
    price = desk.convert(platform.year_cost, "year")
    return [desk.line("fixed yearly cost", price, fleet.count, desk.years(), basis, *figures, fleet=fleet.name)]


def _attrition(desk: _Desk, fleet: Fleet) -> list[Node]:
    """Vehicles lost are bought again, with their payload."""
    use = desk.use.fleets[fleet.name]
    rate = loss_rate_per_s(desk.scenario, fleet)
    if use.losses <= 0:
        return []
    life_h = expected_life_h(use.losses / use.flown_h, use.flown_h / fleet.count * desk.n_years) if use.flown_h else 0.0
    note = f"{life_h:,.0f} h expected of one vehicle in {desk.n_years} years" if life_h else ""
    out = []
    for what, money in _vehicle_prices(desk, fleet):
        basis = f"{use.losses:.4g} losses a year x {_money(money)}"
        figures = ((f"price of {what}", money), (f"loss rate of {fleet.platform}", rate))
        low, high = (rate.low / rate, rate.high / rate) if rate else (1.0, 1.0)
        out.append(
            desk.line(
                f"attrition, {what}", desk.convert(money), use.losses, desk.years(), basis, *figures,
                fleet=fleet.name, marginal=True, low=low, high=high, note=note,
            )
        )  # fmt: skip
    return out


def _moving_base(desk: _Desk, fleet: Fleet) -> list[Node]:
    """Hours at sea of the ship that carries the fleet, shared with its other fleets by their vehicles."""
    base = desk.scenario.base(fleet.base)
    ship = ship_of(desk.scenario, base)
    if ship is None:
        return []
    share = fleet.count / sum(other.count for other in desk.scenario.fleets if other.base == fleet.base)
    charged = desk.assumed.moving_base_share
    hours = YEAR_H * share * charged
    basis = f"{hours:,.0f} h at sea x {_money(ship.hour_cost)}"
    figures = ((f"hour cost of {ship.id}", ship.hour_cost), ("share of the ship's hours charged", charged))
    low, high = (charged.low / charged, charged.high / charged) if charged else (1.0, 1.0)
    return [
        desk.line(
            f"days at sea of {base.name}", desk.convert(ship.hour_cost, "h"), hours, desk.years(), basis, *figures,
            fleet=fleet.name, low=low, high=high, note=f"marginal hours of {ship.name}; the ship itself is not bought",
        )
    ]  # fmt: skip


def ship_of(scenario: Scenario, base: Base) -> Platform | None:
    """The catalog entry of a ship that is a base, after the scenario's overrides; None for a base ashore."""
    if base.kind != "ship" or base.platform is None:
        return None
    return scenario.platforms.get(base.platform) or load_catalog().platforms.get(base.platform)


def _vehicle_prices(desk: _Desk, fleet: Fleet) -> list[tuple[str, Money]]:
    platform, payload = desk.scenario.platform_of(fleet), desk.scenario.payload_of(fleet)
    prices = [(platform.id, platform.price)]
    return [*prices, (payload.id, payload.price)] if payload.price is not None else prices


def _warnings(desk: _Desk) -> list[str]:
    out: list[str] = []
    for fleet in desk.scenario.fleets:
        for _, money in _all_prices(desk.scenario.platform_of(fleet), desk.scenario.payload_of(fleet)):
            out += desk.economy.convert(
                money, desk.scenario.file.money.currency, desk.scenario.file.money.base_year
            ).warnings
        if (
            desk.scenario.base(fleet.base).kind == "ship"
            and ship_of(desk.scenario, desk.scenario.base(fleet.base)) is None
        ):
            out.append(f"{fleet.base}: the ship has no `platform`, so its days at sea cost nothing here")
    return out


def _all_prices(platform: Platform, payload: Payload) -> list[tuple[str, Money]]:
    named = [
        (f"platform {platform.id}.price", platform.price),
        (f"platform {platform.id}.station_price", platform.station_price),
        (f"platform {platform.id}.hour_cost", platform.hour_cost),
        (f"platform {platform.id}.year_cost", platform.year_cost),
        (f"payload {payload.id}.price", payload.price),
    ]
    return [(name, money) for name, money in named if money is not None]


def _check(scenario: Scenario, use: FleetUse) -> None:
    problems: list[Problem] = []
    rules = scenario.file.money
    known = economy().with_rates(rules.rates).currencies
    prices = [
        one for fleet in scenario.fleets for one in _all_prices(scenario.platform_of(fleet), scenario.payload_of(fleet))
    ]
    if rules.crew_year_cost is not None:
        prices.append(("money.crew_year_cost", rules.crew_year_cost))
    hint = "give the rate in [money] rates, in units per USD"
    for name, money in dict.fromkeys(prices):
        once = name.endswith(("price",))
        if money.currency not in known:
            problems.append(
                Problem(name, f"no rate of exchange for {money.currency!r}; there are {', '.join(known)}", hint)
            )
        if once and money.per:
            problems.append(Problem(name, f"a purchase price is paid once, not per {money.per}"))
        if name.endswith(("hour_cost", "r.year_cost")) and not money.per:
            problems.append(Problem(name, "needs the time it is paid for", 'write "2500 USD 2025 /h" or "… /year"'))
    if rules.currency not in known:
        problems.append(
            Problem("money.currency", f"no rate of exchange for {rules.currency!r}; there are {', '.join(known)}", hint)
        )
    problems += [
        Problem("use", f"nothing is known of the use of fleet {f.name!r}")
        for f in scenario.fleets
        if f.name not in use.fleets
    ]
    if problems:
        raise BadInputError(problems)


def _per_year(money: Money) -> Money:
    return Money(
        money,
        money.currency,
        money.year,
        per="year",
        low=money.low,
        high=money.high,
        origin=money.origin,
        text=money.text,
    )


def _money(money: Money) -> str:
    """ "9,000,000 USD 2025", "2,500 USD 2025 /h" """
    year = f" {money.year}" if money.year else ""
    return f"{float(money):,.10g} {money.currency}{year}" + (f" /{money.per}" if money.per else "")


__all__ = ["NOTES", "Origin", "price_plan", "ship_of"]
