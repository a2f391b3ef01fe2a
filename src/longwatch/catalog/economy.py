"""Money of one currency and year in another: yearly rates of exchange and the US consumer price index.

A price goes to US dollars at the mean rate of its own price year, to the base year by the US CPI, and to the currency
asked for at the mean rate of the base year. A yen price of another year is moved the same way, by way of the dollar:
no index of other countries is at hand, and the conversion says so. A year outside the data takes the nearest one, and
the result carries a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from longwatch.catalog.load import data_folder, read_table
from longwatch.errors import BadInputError, Problem
from longwatch.origins import Figure, Kind, Money, Origin

DOLLAR = Origin("measured", "one US dollar is one US dollar")


@dataclass(frozen=True)
class Yearly:
    """One value a year, each with its origin."""

    values: dict[int, float]
    origins: dict[int, Origin]

    def nearest(self, year: int) -> int:
        """The year of the data that is closest; of two, the later."""
        return min(self.values, key=lambda known: (abs(known - year), -known))


@dataclass(frozen=True)
class Converted:
    """A price in the currency and at the prices of the base year, with the way it was taken there."""

    money: Money  # keeps the range and the origin of the price it came from
    original: Money
    price_year: int  # of the original
    factor: float  # amount in the new money for one of the old
    rate_from: Figure  # units of the old currency for one USD in the price year
    index_factor: float  # US CPI of the base year over that of the price year
    rate_to: Figure  # units of the new currency for one USD in the base year
    warnings: tuple[str, ...] = ()

    def __float__(self) -> float:
        return float(self.money)

    @property
    def steps(self) -> str:
        """How it was done, in words: "1.4386 AUD/USD of 2022, US CPI x 1.128 to 2026, 157.1 JPY/USD of 2026"."""
        old, new = self.original.currency, self.money.currency
        if old == new and self.price_year == self.money.year:
            return f"in {new} of {self.price_year}"
        parts = [] if old == "USD" else [f"{self.rate_from:.5g} {old}/USD of {self.price_year}"]
        if self.price_year != self.money.year:
            parts.append(f"US CPI x {self.index_factor:.4g} to {self.money.year}")
        if new != "USD":
            parts.append(f"{self.rate_to:.5g} {new}/USD of {self.money.year}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Economy:
    """Rates of exchange by currency and the US price index, by year; own rates take the place of the base year's."""

    rates: dict[str, Yearly]
    cpi: Yearly
    own_rates: dict[str, Figure] = field(default_factory=dict)

    def with_rates(self, own: Mapping[str, Figure]) -> Economy:
        """With a user's own rates (currency -> units per USD): used for the base year, and for unknown currencies."""
        return replace(self, own_rates=dict(own))

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({"USD", *self.rates, *self.own_rates}))

    def rate_per_usd(self, currency: str, year: int) -> Figure:
        """Units of a currency for one US dollar, the mean of a year. Raises BadInputError for an unknown currency.

        Where the year lies outside the data the nearest is taken and the figure's note says so.
        """
        if currency == "USD":
            return Figure(1.0, "USD per USD", origin=DOLLAR)
        if currency not in self.rates:
            if currency in self.own_rates:
                return self._own_rate(currency)
            raise BadInputError(_unknown(currency, self.currencies))
        return _of_year(self.rates[currency], year, f"{currency} per USD")

    def base_rate_per_usd(self, currency: str, year: int) -> Figure:
        """As `rate_per_usd`, but a user's own rate goes first: the rate at which the base year's money is counted."""
        if currency in self.own_rates and currency != "USD":
            return self._own_rate(currency)
        return self.rate_per_usd(currency, year)

    def _own_rate(self, currency: str) -> Figure:
        own = self.own_rates[currency]
        return Figure(own, f"{currency} per USD", low=own.low, high=own.high, origin=own.origin)

    def price_index(self, currency: str, year: int) -> Figure:
        """US CPI for USD; for another currency US CPI x rate: what a basket tracked in dollars costs in it."""
        cpi = _of_year(self.cpi, year, "US CPI-U, 1982-84 = 100")
        if currency == "USD":
            return cpi
        rate = self.rate_per_usd(currency, year)
        origin = Origin(
            "computed",
            f"US CPI x {currency} per USD: no own index of {currency} at hand",
            of=(f"US CPI of {year}", f"{currency} per USD of {year}"),
            note="; ".join(note for note in (cpi.origin.note, rate.origin.note) if note),
        )
        return Figure(cpi * rate, f"{currency} price index", origin=origin)

    def convert(self, money: Money, currency: str, base_year: int) -> Converted:
        """A price in `currency` at the prices of `base_year`; low and high go with it, the origin stays."""
        price_year = money.year if money.year is not None else base_year
        warnings = (
            [] if money.year is not None else [f"{money.text or money.unit}: no price year, taken as {base_year}"]
        )
        if money.currency == currency and price_year == base_year:
            same = Figure(1.0, f"{currency} per {currency}", origin=Origin("computed", "the same money"))
            return Converted(
                _scaled(money, 1.0, currency, base_year), money, price_year, 1.0, same, 1.0, same, tuple(warnings)
            )
        rate_from = self.rate_per_usd(money.currency, price_year)
        rate_to = self.base_rate_per_usd(currency, base_year)
        index_from = _of_year(self.cpi, price_year, "US CPI-U")
        index_to = _of_year(self.cpi, base_year, "US CPI-U")
        index_factor = index_to / index_from
        factor = index_factor * rate_to / rate_from
        warnings += [note for note in map(_warning, (rate_from, rate_to, index_from, index_to)) if note]
        if price_year != base_year and money.currency != "USD":
            warnings.append(f"{money.currency} {price_year} is carried to {base_year} in dollars by the US CPI")
        scaled = _scaled(money, factor, currency, base_year)
        unique = tuple(dict.fromkeys(warnings))
        return Converted(scaled, money, price_year, factor, rate_from, index_factor, rate_to, unique)


@cache
def economy() -> Economy:
    """The rates and the index that ship with longwatch (`data/economy.toml`), read once."""
    table = read_table((data_folder() / "economy.toml").read_text(encoding="utf-8"), "economy.toml")
    rates: dict[str, Yearly] = {}
    for part in table["rate"]:
        yearly = rates.setdefault(part["currency"], Yearly({}, {}))
        _fill(yearly, part)
    cpi = Yearly({}, {})
    _fill(cpi, table["price_index"][0])
    return Economy(rates, cpi)


def _fill(yearly: Yearly, part: dict[str, object]) -> None:
    source, note = str(part.get("source", "")), str(part.get("note", ""))
    kind: Kind = "measured" if part["kind"] == "measured" else "estimate"
    origin = Origin(kind, source or note, str(part.get("date", "")), note=note if source else "")
    values = part["values"]
    assert isinstance(values, dict)
    for year, value in values.items():
        yearly.values[int(year)] = float(value)
        yearly.origins[int(year)] = origin


def _of_year(yearly: Yearly, year: int, unit: str) -> Figure:
    known = yearly.nearest(year)
    origin = yearly.origins[known]
    if known != year:
        origin = replace(origin, note=f"{OUTSIDE} {year}: {unit} of {known} is used")
    return Figure(yearly.values[known], unit, origin=origin)


OUTSIDE = "no figure for"  # how a note begins that has to be shown as a warning


def _warning(figure: Figure) -> str:
    return figure.origin.note if figure.origin.note.startswith(OUTSIDE) else ""


def _scaled(money: Money, factor: float, currency: str, year: int) -> Money:
    low, high = money.low * factor, money.high * factor
    value = money * factor
    return Money(value, currency, year, per=money.per, low=low, high=high, origin=money.origin, text=money.text)


def _unknown(currency: str, known: tuple[str, ...]) -> Problem:
    what = f"no rate of exchange for {currency!r}; there are {', '.join(known)}"
    return Problem("money.rates", what, f"give one in the scenario: rates = {{ {currency} = 12.3 }} (units per USD)")
