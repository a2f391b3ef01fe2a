"""One tree of money: every line with its currency, rate and price year, by year, constant and discounted.

A leaf-year is rounded once, half-even, to the whole unit of the currency (the yen); everything above is a sum of whole
numbers, so children add up exactly. Purchases fall in year 0, operation in years 1 to n, each paid at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from longwatch.catalog.economy import Converted
from longwatch.cost.use import FleetUse
from longwatch.errors import InvariantError
from longwatch.origins import Figure, Kind, Origin

# weakest first: a line made of several figures is as good as its weakest
WEAKEST: tuple[Kind, ...] = ("assumed", "estimate", "press", "maker", "measured", "user", "computed")


@dataclass(frozen=True)
class Node:
    """A line of the tree; amounts are whole units of the tree's currency, index 0 is the year of purchase."""

    name: str
    constant: tuple[int, ...]  # at prices of the base year
    discounted: tuple[int, ...]
    origin: Origin
    basis: str = ""  # "3 x 9,000,000 USD 2025"
    conversion: str = ""  # "US CPI x 1.025 to 2026, 157.13 JPY/USD of 2026"
    currency: str = ""  # of the price it came from
    price_year: int | None = None
    rate: float | None = None  # units of the tree's currency at base-year prices for one unit of the price
    fleet: str = ""
    marginal: bool = False  # grows with the hours flown
    low: int = 0  # constant total with every figure of the line at its low; a corner, not an interval
    high: int = 0
    note: str = ""
    children: tuple[Node, ...] = ()

    @property
    def amount(self) -> int:
        """Undiscounted total at prices of the base year."""
        return sum(self.constant)

    @property
    def amount_discounted(self) -> int:
        return sum(self.discounted)

    def with_words(self, *, basis: str, origin: Origin, fleet: str, marginal: bool, note: str) -> Node:
        """The same amounts with what a reader is told of them."""
        return replace(self, basis=basis, origin=origin, fleet=fleet, marginal=marginal, note=note)

    def leaves(self) -> Iterator[Node]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Every line in the order it is printed, with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def find(self, *names: str) -> Node:
        """The line at the end of a path of names: `tree.root.find("TB3 aboard", "purchase")`."""
        node = self
        for name in names:
            node = next(child for child in node.children if child.name == name)
        return node


@dataclass(frozen=True)
class CostTree:
    """The whole price of a plan in one currency."""

    root: Node
    currency: str
    base_year: int
    years: int  # of operation
    discount: Figure
    use: FleetUse
    rates: tuple[tuple[str, Figure], ...] = ()  # "JPY per USD, 2026" and what it was
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def purchase(self) -> int:
        return self.root.constant[0]

    @property
    def yearly(self) -> int:
        """Cost of the first year of operation; the years are alike."""
        return self.root.constant[1] if self.years else 0


@dataclass(frozen=True)
class OnStationHour:
    """Money for one hour on station, in the tree's currency at prices of the base year."""

    all_in: Figure  # everything over all hours on station of all years
    marginal: Figure  # only what grows with hours flown
    on_station_h_year: float


def leaf(
    name: str,
    price: Converted,
    quantity: float,
    years: Sequence[int],
    *,
    n_years: int,
    discount: float,
    low: float = 1.0,
    high: float = 1.0,
) -> Node:
    """quantity x price in each of `years`, rounded half-even once a year; `low` and `high` scale the quantity."""
    each = float(price) * quantity
    constant = [0] * (n_years + 1)
    discounted = [0] * (n_years + 1)
    for year in years:
        constant[year] = round(each)
        discounted[year] = round(each * (1.0 + discount) ** -year)
    return Node(
        name=name,
        constant=tuple(constant),
        discounted=tuple(discounted),
        origin=price.money.origin,
        conversion=price.steps,
        currency=price.original.currency,
        price_year=price.price_year,
        rate=price.factor,
        low=round(price.money.low * quantity * low) * len(years),
        high=round(price.money.high * quantity * high) * len(years),
    )


def branch(name: str, children: Sequence[Node], fleet: str = "") -> Node:
    """A line that is the sum of its children."""
    n = max((len(child.constant) for child in children), default=1)
    return Node(
        name=name,
        constant=tuple(sum(child.constant[year] for child in children) for year in range(n)),
        discounted=tuple(sum(child.discounted[year] for child in children) for year in range(n)),
        origin=Origin("computed", "sum of its parts", of=tuple(child.name for child in children)),
        fleet=fleet,
        low=sum(child.low for child in children),
        high=sum(child.high for child in children),
        children=tuple(children),
    )


def weakest(*figures: tuple[str, Figure]) -> Origin:
    """The origin of the weakest of some figures, naming them all."""
    _, origin = min(((name, figure.origin) for name, figure in figures), key=lambda one: WEAKEST.index(one[1].kind))
    return Origin(origin.kind, origin.source, origin.date, of=tuple(name for name, _ in figures), note=origin.note)


def check_tree(tree: CostTree) -> None:
    """Children add up exactly, year by year; no line is negative; without discount both views are the same.

    Raises InvariantError.
    """
    for _, node in tree.root.walk():
        if len(node.constant) != tree.years + 1 or len(node.discounted) != tree.years + 1:
            raise InvariantError(f"cost of {node.name}: {len(node.constant)} years instead of {tree.years + 1}")
        for view in ("constant", "discounted") if node.children else ():
            for year, whole in enumerate(getattr(node, view)):
                parts = sum(getattr(child, view)[year] for child in node.children)
                if parts != whole:
                    raise InvariantError(f"cost of {node.name} in year {year} is {whole}, its parts sum to {parts}")
        if min(node.constant) < 0 or min(node.discounted) < 0:
            raise InvariantError(f"cost of {node.name} is negative")
        if float(tree.discount) == 0.0 and node.constant != node.discounted:
            raise InvariantError(f"cost of {node.name} changes with a discount of zero")
    if sum(line.amount for line in tree.root.leaves()) != tree.root.amount:
        raise InvariantError(f"the leaves of {tree.root.name} don't add up to it")


def cost_per_on_station_hour(tree: CostTree, use: FleetUse, fleet: str | None = None) -> OnStationHour | None:
    """All-in and marginal money per on-station hour, of all fleets or of one; None when no hour is spent on station.

    Of all fleets the hours are those that a watch asked for, where they are known: a watcher too many makes none cheaper.
    All-in is everything over the hours of all years of operation. Marginal is what grows with flying: fuel,
    maintenance, satellite time and attrition; it leaves out aircraft, stations, crews and fixed yearly cost.
    """
    on_station_h = use.asked_on_station_h if fleet is None else use.fleets[fleet].on_station_h
    hours = on_station_h * tree.years
    if hours <= 0:
        return None
    root = tree.root if fleet is None else tree.root.find(fleet)
    lines = [line for line in root.leaves() if line.marginal]
    unit = f"{tree.currency} {tree.base_year}/h"
    all_in = Figure(
        root.amount / hours,
        unit,
        low=min(root.low, root.amount) / hours,
        high=max(root.high, root.amount) / hours,
        origin=Origin("computed", "whole cost over hours on station of all years", of=("cost", f"hours {use.how}")),
    )
    marginal = Figure(
        sum(line.amount for line in lines) / hours,
        unit,
        low=sum(line.low for line in lines) / hours,
        high=sum(line.high for line in lines) / hours,
        origin=Origin(
            "computed",
            "what grows with hours flown, over hours on station",
            of=tuple(dict.fromkeys(line.name for line in lines)),
        ),
    )
    return OnStationHour(all_in, marginal, on_station_h)


def origin_shares(tree: CostTree) -> dict[Kind, float]:
    """Share of the undiscounted total that rests on each kind of source, by the weakest figure of each leaf."""
    total = tree.root.amount
    shares: dict[Kind, float] = {}
    for line in tree.root.leaves():
        if line.amount:
            shares[line.origin.kind] = shares.get(line.origin.kind, 0.0) + line.amount / total
    return {kind: shares[kind] for kind in WEAKEST if kind in shares}
