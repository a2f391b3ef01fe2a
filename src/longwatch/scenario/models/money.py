"""How money is counted, how often it is flown, and how sure the answer must be."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

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
Samples: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=10_000)]
SampleTrials: TypeAlias = Annotated[int, Field(strict=True, ge=2, le=100_000)]
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


class Stop(Strict):
    """When trials may end before `trials`: every interval asked for here is no wider than so much to either side."""

    covered: Fraction | None = Field(None, description="Of the covered share of every watch")
    covered_whole: Fraction | None = Field(None, description="Of the share of time with the whole demand met")
    no_long_gap: Fraction | None = Field(
        None,
        description="Of the probability of no gap longer than the limit: from the share of trials to its lower limit",
    )
    longest_gap_s: PositiveDuration | None = Field(
        None, alias="longest_gap", description="Of the mean longest gap of a trial"
    )

    @model_validator(mode="after")
    def _something(self) -> Stop:
        given = [figure for _, figure in self if figure is not None]
        if not given:
            raise ValueError("names no interval; it takes covered, covered_whole, no_long_gap and longest_gap")
        if min(given) <= 0:
            raise ValueError("an interval without width is never reached; write more than 0")
        return self


class Run(Strict):
    """How often it is flown, and how sure the answer must be."""

    trials: Trials = Field(1000, description="Simulated runs of the whole period")
    look_trials: LookTrials | None = Field(
        None, description="Trials in which ships are looked at; default all; 0: in none"
    )
    seed: int = Field(0, strict=True, ge=0, lt=2**63, description="The same seed gives the same bytes")
    confidence: Annotated[Fraction, AfterValidator(_sure)] = Field(
        alias="confidence", default_factory=lambda: ratio(0.95), description="Of intervals and claims"
    )
    slot_s: PositiveDuration = Field(
        alias="slot", default_factory=lambda: hours(1.0), description="Grid of the bound and search"
    )
    effort: int = Field(
        1, strict=True, ge=0, le=100, description="Of the search for a roster: 0 the builder alone, n as many windows"
    )
    stop: Stop | None = Field(
        None, description="Trials end once these intervals are narrow enough, at `trials` at the latest"
    )
    samples: Samples = Field(
        0, description="Sets of inputs that are drawn from the ranges of figures and flown; 0: none, all are likely"
    )
    sample_trials: SampleTrials | None = Field(
        None, description="Trials of each set; default `trials` shared out among them, 10 at the least"
    )
