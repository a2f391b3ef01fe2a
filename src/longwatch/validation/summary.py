"""What the checks of an authority come to: one row of the table that `longwatch catalog --validation` and the page print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Any

from longwatch.validation.authority import EVIDENCE, Authority, Check, Statistic


@dataclass(frozen=True)
class Row:
    """One authority. Errors in shares of what is allowed them: 1 is the edge."""

    name: str
    model: str
    source: str
    limits: str
    not_validated: str
    checks: tuple[Check, ...]
    statistics: tuple[Statistic, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many checks are of published figures, of formulas, UNVERIFIED …"""
        return dict(Counter(check.kind for check in self.checks))

    @property
    def evidence(self) -> tuple[Check, ...]:
        """Checks that speak for the model and not for its copying, and hold."""
        return tuple(check for check in self.checks if check.kind in EVIDENCE and check.holds)

    @property
    def meant(self) -> tuple[Check, ...]:
        """Checks that must hold: all but those known not to."""
        return tuple(check for check in self.checks if not check.known)

    @property
    def known(self) -> tuple[Check, ...]:
        """Checks known not to hold."""
        return tuple(check for check in self.checks if check.known)

    @property
    def worst(self) -> float:
        return max((abs(check.share) for check in self.meant), default=0.0)

    @property
    def mean(self) -> float:
        return fsum(abs(check.share) for check in self.meant) / max(len(self.meant), 1)

    @property
    def mean_absolute(self) -> dict[str, float]:
        """Unit -> mean absolute error of the checks in it that must hold."""
        errors: dict[str, list[float]] = {}
        for check in self.meant:
            errors.setdefault(check.unit, []).append(abs(check.error))
        return {unit: fsum(some) / len(some) for unit, some in errors.items()}

    @property
    def failed(self) -> tuple[str, ...]:
        """What is not within its tolerance though it must be, or is said not to be and is."""
        return tuple(check.what for check in self.checks if check.state == "fails") + tuple(
            one.name for one in self.statistics if not one.holds
        )

    def to_json(self) -> dict[str, Any]:
        """SI or the unit of the source; None for what is not a number."""
        return {
            "authority": self.name,
            "model": self.model,
            "source": self.source,
            "limits": self.limits,
            "no_published_case_validates": self.not_validated,
            "checks": len(self.checks),
            "kinds": self.kinds,
            "evidence": len(self.evidence),
            "worst_share_of_tolerance": _number(self.worst),
            "mean_share_of_tolerance": _number(self.mean),
            "mean_absolute_error": {unit: _number(error) for unit, error in self.mean_absolute.items()},
            "statistics": [vars(one) | {"value": _number(one.value)} for one in self.statistics],
            "known_not_to_hold": [
                {"check": check.what, "share_of_tolerance": _number(check.share), "why": check.known}
                for check in self.known
            ],
            "failed": list(self.failed),
        }


def row_of(authority: Authority) -> Row:
    """The checks made and counted."""
    return Row(
        authority.name, authority.model, authority.source, authority.limits, authority.not_validated,
        tuple(authority.checks()), tuple(authority.statistics()),
    )  # fmt: skip


def summary(authorities: Sequence[Authority]) -> tuple[Row, ...]:
    """One row for each, in their order."""
    return tuple(row_of(one) for one in authorities)


def share_text(share: float) -> str:
    """ "0.42": two places of a tolerance say enough, and are the same on every machine."""
    return f"{share:.2f}" if isfinite(share) else "beyond"


def kinds_text(kinds: dict[str, int]) -> str:
    """ "12 published, 3 formula" """
    return ", ".join(f"{n} {kind}" for kind, n in kinds.items())


def errors_text(errors: dict[str, float]) -> str:
    """ "0.24 dB; 12 m" """
    return "; ".join(f"{value_text(error)} {unit if unit != '1' else ''}".strip() for unit, error in errors.items())


def value_text(value: float) -> str:
    """Three digits; what is below 1e-9 is rounding of the machine and shown as 0."""
    return "0" if abs(value) < 1e-9 else f"{value:.3g}"


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
