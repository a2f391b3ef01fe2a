"""How money is counted, how often it is flown, and how sure the answer must be."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from longwatch.origins import Figure
from longwatch.quantities import Fraction, Number, PositiveDuration, Price, Strict
from longwatch.scenario.models.common import Whole, hours, ratio


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise ValueError(f"{text!r} is not a currency; write its three letters, like JPY")
    return text


def _sure(figure: Figure) -> Figure:
    if not 0.5 <= figure < 1:
        raise ValueError(f"{figure.text!r} must be at least 0.5 and less than 1")
    return figure


Trials: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
LookTrials: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class MoneyRules(Strict):
    """How money is counted."""

    currency: Annotated[str, AfterValidator(_currency)] = Field("JPY", description="Of all totals")
    base_year: int = Field(2026, strict=True, ge=1990, le=2100, description="Prices are those of this year")
    years: Whole = Field(10, description="Years of operation priced")
    discount: Fraction = Field(alias="discount", default_factory=lambda: ratio(0.04), description="Real rate by year")
    rates: dict[str, Number] = Field(
        default_factory=dict, description="own rates of exchange: currency -> units per USD"
    )
    crew_year_cost: Price | None = Field(None, description="One person of a crew for a year")


class Run(Strict):
    """How often it is flown, and how sure the answer must be."""

    trials: Trials = Field(1000, description="Simulated runs of the whole period")
    look_trials: LookTrials = Field(50, description="Trials in which ships are looked at; 0: in none")
    seed: int = Field(0, strict=True, ge=0, lt=2**63, description="The same seed gives the same bytes")
    confidence: Annotated[Fraction, AfterValidator(_sure)] = Field(
        alias="confidence", default_factory=lambda: ratio(0.95), description="Of intervals and claims"
    )
    slot_s: PositiveDuration = Field(
        alias="slot", default_factory=lambda: hours(1.0), description="Grid of the bound and search"
    )
