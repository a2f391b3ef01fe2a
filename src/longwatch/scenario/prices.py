"""Prices in a scenario: every currency has a rate of exchange, every price year is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from longwatch.catalog.economy import economy
from longwatch.catalog.models import Payload, Platform
from longwatch.origins import Money
from longwatch.scenario.draft import Draft, figures_of
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key

PRICE_YEARS = (1950, 2100)


def check_money(draft: Draft, stock: Stock) -> None:
    """Every currency has a rate of exchange, every price year is one."""
    rules = draft.one("money")
    if rules is None:
        return
    known = economy().with_rates(rules.rates).currencies
    if rules.currency not in known:
        _no_rate(draft, ("money", "currency"), rules.currency, known)
    for key, figure in _prices(draft, stock):
        if figure.currency not in known:
            _no_rate(draft, key, figure.currency, known)
        if figure.year is not None and not PRICE_YEARS[0] <= figure.year <= PRICE_YEARS[1]:
            draft.wrong(key, f"the price year {figure.year} is outside {PRICE_YEARS[0]} to {PRICE_YEARS[1]}")


def _prices(draft: Draft, stock: Stock) -> Iterator[tuple[Key, Money]]:
    """Prices that the scenario itself gives, with their key paths."""
    items: dict[str, Mapping[str, Platform | Payload]] = {"platform": stock.platforms, "payload": stock.payloads}
    own: list[tuple[Key, Any]] = [(("money",), draft.one("money"))]
    for section, of in items.items():
        entries = draft.table.get(section)
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"] in of:
                own.append(((section, index), of[entry["id"]]))
    for key, part in own:
        for figure_key, figure in figures_of(part, key):
            if isinstance(figure, Money):
                yield figure_key, figure


def _no_rate(draft: Draft, key: Key, currency: str, known: tuple[str, ...]) -> None:
    hint = f"give one in [money]: rates = {{ {currency} = 12.3 }}, units per USD"
    draft.wrong(key, f"there is no rate of exchange for {currency}; there are {', '.join(known)}", hint)
