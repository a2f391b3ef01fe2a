"""Money: the facts table's own 2025 prices per aircraft must come out of the contract totals."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.catalog.economy import economy
from longwatch.errors import BadInputError
from longwatch.origins import Figure, Money, Origin

FACTS = Path(__file__).parents[3] / "shared" / "data" / "platform_facts.csv"

# PLATFORM_FACTS section 2: buyer, contract total, currency, price year, aircraft, 2025 M USD each as printed in the
# facts table (two decimals, yen at 149.7 where the yearly mean of the Federal Reserve is 149.57: hence 0.2 %).
CONTRACTS = [
    ("TB2 Poland", 270e6, "USD", 2021, 24, 13.37),
    ("TB2 Romania", 321e6, "USD", 2023, 18, 18.84),
    ("TB2 Kuwait", 367e6, "USD", 2023, 18, 21.54),
    ("TB2 insider", 5e6, "USD", 2023, 1, 5.28),
    ("ANKA-S Tunisia", 80e6, "USD", 2020, 3, 33.17),
    ("ANKA-S Kazakhstan", 80e6, "USD", 2021, 3, 31.68),
    ("ANKA-S Malaysia", 423.8e6, "MYR", 2023, 3, 32.75),
    ("ANKA-S Indonesia", 300e6, "USD", 2023, 12, 26.41),
    ("MQ-9B UK option", 195e6, "GBP", 2021, 13, 24.53),
    ("MQ-9B India", 3.99e9, "USD", 2024, 31, 132.10),
    ("MQ-9B Taiwan", 555e6, "USD", 2022, 4, 152.64),
    ("MQ-9B Taiwan production", 217.6e6, "USD", 2023, 4, 57.48),
    ("MQ-9B JMSDF FY2025", 41.5e9, "JPY", 2025, 2, 138.65),
    ("MQ-9B JMSDF FY2026 request", 77e9, "JPY", 2025, 4, 128.63),
    ("V-BAT JMSDF", 4e9, "JPY", 2025, 6, 4.45),
    ("Bluebottle RAN", 4.9e6, "AUD", 2022, 5, 0.75),
    ("P-8 CBO", 307e6, "USD", 2020, 1, 381.89),
    ("ATR 72MP Malaysia", 208e6, "USD", 2023, 2, 109.90),
]


@pytest.mark.parametrize(("buyer", "total", "currency", "year", "n", "each_musd"), CONTRACTS)
def test_contract_totals_come_to_the_2025_price_of_the_facts(
    buyer: str, total: float, currency: str, year: int, n: int, each_musd: float
) -> None:
    converted = economy().convert(Money(total / n, currency, year), "USD", 2025)
    # half of the last printed digit counts where the figure is small
    assert float(converted) / 1e6 == pytest.approx(each_musd, rel=0.002, abs=0.0051), buyer


def test_by_hand() -> None:
    # 15 M GBP of 2021 at 0.72653 GBP/USD, US CPI 330.079 over 270.970, 157.127 JPY/USD.
    converted = economy().convert(Money(15e6, "GBP", 2021), "JPY", 2026)
    assert float(converted) == pytest.approx(15e6 / 0.72653 * 330.079 / 270.970 * 157.127, rel=1e-12)
    assert converted.steps == "0.72653 GBP/USD of 2021, US CPI x 1.218 to 2026, 157.13 JPY/USD of 2026"
    assert "GBP 2021 is carried to 2026 in dollars by the US CPI" in converted.warnings


def test_the_origin_and_the_range_go_with_the_money() -> None:
    origin = Origin("press", "where it was read", "2023")
    converted = economy().convert(Money(5e6, "USD", 2023, low=4e6, high=9e6, per="h", origin=origin), "JPY", 2026)
    assert converted.money.origin is origin
    assert converted.money.unit == "JPY 2026/h"
    assert converted.money.low / converted.money == pytest.approx(0.8)
    assert converted.money.high / converted.money == pytest.approx(1.8)


def test_money_of_the_same_year_and_currency_stays_as_it_is() -> None:
    converted = economy().convert(Money(123.0, "XYZ", 2031), "XYZ", 2031)
    assert (float(converted), converted.warnings, converted.steps) == (123.0, (), "in XYZ of 2031")


@pytest.mark.parametrize(("year", "used"), [(2040, 2026), (2001, 2012)])
def test_a_year_outside_the_data_takes_the_nearest_and_says_so(year: int, used: int) -> None:
    rate = economy().rate_per_usd("JPY", year)
    assert rate == economy().rate_per_usd("JPY", used)
    assert rate.origin.note == f"no figure for {year}: JPY per USD of {used} is used"
    assert any(str(year) in one for one in economy().convert(Money(1e6, "USD", 2025), "JPY", year).warnings)


def test_a_price_without_a_year_is_taken_at_the_base_year_and_says_so() -> None:
    converted = economy().convert(Money(100.0, "USD", None), "JPY", 2025)
    assert float(converted) == pytest.approx(14956.86)
    assert "no price year" in converted.warnings[0]


def test_own_rates_are_the_base_years_and_serve_unknown_currencies() -> None:
    own = economy().with_rates({"JPY": Figure(120.0), "ILS": Figure(3.5)})
    assert float(own.convert(Money(1e6, "USD", 2026), "JPY", 2026)) == pytest.approx(120e6)
    # A price paid in yen in 2022 was paid at the rate of 2022.
    assert float(own.convert(Money(131.4589e6, "JPY", 2022), "USD", 2022)) == pytest.approx(1e6)
    assert float(own.convert(Money(7.0, "ILS", 2026), "USD", 2026)) == pytest.approx(2.0)
    with pytest.raises(BadInputError, match="no rate of exchange for 'ILS'"):
        economy().convert(Money(1.0, "ILS", 2024), "JPY", 2026)


def test_price_index() -> None:
    assert float(economy().price_index("USD", 2005)) == 195.292
    yen = economy().price_index("JPY", 2024)
    assert float(yen) == pytest.approx(313.689 * 151.4551)
    assert "no own index of JPY" in yen.origin.source


def test_every_rate_is_measured_but_the_one_of_sterling() -> None:
    for currency, yearly in economy().rates.items():
        for year, origin in yearly.origins.items():
            assert origin.kind == ("estimate" if currency == "GBP" else "measured"), (currency, year)
            assert origin.source


@settings(deadline=None)
@given(
    amount=st.floats(1, 1e12),
    first=st.sampled_from(["USD", "JPY", "EUR", "AUD", "TRY"]),
    second=st.sampled_from(["USD", "JPY", "EUR", "INR"]),
    year=st.integers(2018, 2026),
    base_year=st.integers(2018, 2026),
)
def test_there_and_back_again(amount: float, first: str, second: str, year: int, base_year: int) -> None:
    there = economy().convert(Money(amount, first, year), second, base_year)
    back = economy().convert(there.money, first, year)
    assert float(back) == pytest.approx(amount, rel=1e-9)


@pytest.mark.skipif(not FACTS.exists(), reason="the facts table is not beside the project")
def test_rates_and_index_against_the_facts_table() -> None:
    n_compared = 0
    with FACTS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            quantity, last = row["quantity"], row["unit"].split()[-1]
            if row["platform_id"] != "econ" or not last.isdigit():
                continue
            value, year = float(row["value"]), int(last)
            if quantity == "deflator_us_cpi":
                assert economy().cpi.values[year] == value
            elif quantity == "fx_eur_usd":  # another bank's mean of the same year
                assert economy().rates["EUR"].values[year] == pytest.approx(1 / value, rel=0.005)
            elif quantity.startswith("fx_usd_") and row["kind"] == "measured":
                assert economy().rates[quantity[-3:].upper()].values[year] == pytest.approx(value, rel=0.001)
            else:
                continue
            n_compared += 1
    assert n_compared > 100
