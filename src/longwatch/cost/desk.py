"""What the pricing of one scenario shares: its money, its use, the assumptions, and how a line is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.catalog.economy import Converted, Economy
from longwatch.catalog.models import Payload, Platform
from longwatch.cost.assumptions import CostAssumptions
from longwatch.cost.tree import Node, leaf, weakest
from longwatch.cost.use import FleetUse, YearUse
from longwatch.origins import Figure, Money
from longwatch.scenario.models import Fleet
from longwatch.scenario.scenario import Scenario
from longwatch.units import PER_S

Named = tuple[str, Figure]  # a figure a line rests on, with the name it has in reports


@dataclass(frozen=True)
class Desk:
    """One scenario on the desk of the one who prices it."""

    scenario: Scenario
    use: FleetUse
    economy: Economy
    assumed: CostAssumptions

    @property
    def once(self) -> tuple[int, ...]:
        """Years in which something is bought."""
        return (0,)

    @property
    def every_year(self) -> range:
        return range(1, self.scenario.file.money.years + 1)

    def convert(self, money: Money, per: str = "") -> Converted:
        """In the scenario's money; a price for a time is brought to one for each `per` ("h" or "year") first."""
        rules = self.scenario.file.money
        return self.economy.convert(per_time(money, per) if per else money, rules.currency, rules.base_year)

    def line(
        self,
        fleet: Fleet,
        name: str,
        price: Converted,
        quantity: float,
        years: Sequence[int],
        basis: str,
        figures: Sequence[Named],
        *,
        marginal: bool = False,
        low: float = 1.0,
        high: float = 1.0,
        note: str = "",
    ) -> Node:
        """quantity x price in each of the years; `figures` are what it rests on, the weakest gives its origin."""
        rules = self.scenario.file.money
        node = leaf(
            name, price, quantity, years, n_years=rules.years, discount=float(rules.discount), low=low, high=high
        )
        return node.with_words(basis=basis, origin=weakest(*figures), fleet=fleet.name, marginal=marginal, note=note)


@dataclass(frozen=True)
class Position:
    """A fleet with what it consists of."""

    fleet: Fleet
    platform: Platform
    payload: Payload
    use: YearUse

    @property
    def bought(self) -> list[tuple[Platform | Payload, Money]]:
        """What a vehicle is bought as: the platform and, where it has a price of its own, the payload."""
        prices: list[tuple[Platform | Payload, Money]] = [(self.platform, self.platform.price)]
        return [*prices, (self.payload, self.payload.price)] if self.payload.price is not None else prices


def per_time(money: Money, per: str) -> Money:
    """The same money for another time: "12,000 USD /year" -> "1.37 USD /h"."""
    if money.per == per:
        return money
    factor = PER_S[money.per or "year"] / PER_S[per]
    low, high = money.low * factor, money.high * factor
    return Money(
        money * factor, money.currency, money.year, per=per, low=low, high=high, origin=money.origin, text=money.text
    )


def spread(figure: Figure) -> tuple[float, float]:
    """Low and high of a figure as shares of its value; 1 and 1 for a zero."""
    return (figure.low / figure, figure.high / figure) if figure else (1.0, 1.0)
