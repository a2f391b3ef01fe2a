"""Where a figure comes from: every number that reaches a reader carries this.

A `Figure` is a float in SI units that remembers its unit, its range and its origin, so formulas use it as a plain
number and reports can still say what it rests on. Arithmetic drops the origin; `computed` puts one back, from parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

Kind = Literal["measured", "maker", "press", "estimate", "user", "assumed", "computed"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Origin:
    """kind; source (title and address, or what was assumed and why); date of the source; what it was computed from."""

    kind: Kind
    source: str = ""
    date: str = ""
    of: tuple[str, ...] = ()  # for computed figures: names of the figures it rests on
    note: str = ""  # what a reader must know to use the figure

    @property
    def is_assumed(self) -> bool:
        return self.kind == "assumed"

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"kind": self.kind}
        if self.source:
            out["source"] = self.source
        if self.date:
            out["date"] = self.date
        if self.of:
            out["of"] = list(self.of)
        if self.note:
            out["note"] = self.note
        return out


USER = Origin("user")
ASSUMED = Origin("assumed")


class Figure(float):
    """A float in SI units with its unit, range and origin."""

    unit: str
    low: float
    high: float
    origin: Origin
    text: str  # as it was written, "24 h"

    def __new__(
        cls,
        value: float,
        unit: str = "1",
        *,
        low: float | None = None,
        high: float | None = None,
        origin: Origin = USER,
        text: str = "",
    ) -> Self:
        self = super().__new__(cls, value)
        self.unit = unit
        self.low = float(value) if low is None else low
        self.high = float(value) if high is None else high
        self.origin = origin
        self.text = text
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[float, str], dict[str, Any]]:
        return (
            (float(self), self.unit),
            {"low": self.low, "high": self.high, "origin": self.origin, "text": self.text},
        )

    @property
    def has_range(self) -> bool:
        return self.low < self.high

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"value": float(self), "unit": self.unit, "origin": self.origin.to_json()}
        if self.has_range:
            out["low"], out["high"] = self.low, self.high
        return out


def assumed(value: float, unit: str, low: float, high: float, why: str) -> Figure:
    """A figure that nobody stated: a likely value, what it lies between, and why."""
    return Figure(value, unit, low=low, high=high, origin=Origin("assumed", why))


class Money(Figure):
    """An amount in a currency at the prices of a year, once or per unit of time (`per` in "", "h", "day", "month", "year")."""

    currency: str
    year: int | None
    per: str

    def __new__(
        cls,
        value: float,
        currency: str = "JPY",
        year: int | None = None,
        *,
        per: str = "",
        low: float | None = None,
        high: float | None = None,
        origin: Origin = USER,
        text: str = "",
    ) -> Self:
        unit = currency + (f" {year}" if year else "") + (f"/{per}" if per else "")
        self = super().__new__(cls, value, unit, low=low, high=high, origin=origin, text=text)
        self.currency, self.year, self.per = currency, year, per
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[float, str, int | None], dict[str, Any]]:  # type: ignore[override]
        return (
            (float(self), self.currency, self.year),
            {"per": self.per, "low": self.low, "high": self.high, "origin": self.origin, "text": self.text},
        )


def computed(value: float, unit: str, parts: Iterable[str] = (), *, source: str = "") -> Figure:
    """A figure worked out here from named parts ("endurance of tb3", "price of anka_s")."""
    return Figure(value, unit, origin=Origin("computed", source, of=tuple(parts)))
