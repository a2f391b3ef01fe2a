"""A published authority and what the models give for its figures: the ground of the validation page and of its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import copysign, inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Kind of a check -> what it is worth. Only kinds of EVIDENCE say anything about the world; the others hold the program to a text.
KINDS: Final[dict[str, str]] = {
    "published": "printed by the source, not worked out from the model's own formula, and no constant of the model was set by it",
    "predicted": "measured or flown, and foretold by a model none of whose constants was set by it",
    "formula": "worked out from the published formula, by its authors or others, apart from this program: holds the "
    "program, not the formula",
    "oracle": "what another program gives: likewise",
    "transcription": "the model reads or repeats the same table: only shows that it was copied and looked up rightly",
    "fitted": "a constant of the model was set by it: no evidence",
    "second flight of a fit": "flown by an aircraft whose drag was fitted to another flight: weak evidence, as what differed "
    "between the two (load, fuel) is ASSUMED",
    "consistency": "a figure of the same product that the model's inputs must agree with: no prediction",
    "UNVERIFIED": "the source of the figure, or of an input of the model there, was not read: no evidence",
}
EVIDENCE: Final = frozenset({"published", "predicted"})


@dataclass(frozen=True)
class Check:
    """One published figure beside the computed one. A tolerance in its own unit, or as a share of the published figure."""

    what: str  # "Pd 0.9, Pfa 1e-6, one pulse"
    published: float
    computed: float
    unit: str
    tolerance: float
    relative: bool = False
    kind: str = "published"  # one of KINDS
    why: str = ""  # reason of a tolerance that is neither 0.1 % nor printed rounding
    known: str = ""  # why it is known not to hold; empty: it must hold

    @property
    def error(self) -> float:
        return self.computed - self.published

    @property
    def allowed(self) -> float:
        """The tolerance in the unit of the figure."""
        return self.tolerance * (abs(self.published) if self.relative else 1.0)

    @property
    def share(self) -> float:
        """The error as a share of what is allowed; infinite where nothing is."""
        if self.allowed > 0.0:
            return self.error / self.allowed
        return 0.0 if self.error == 0.0 else copysign(inf, self.error)

    @property
    def holds(self) -> bool:
        """Whether the error is within the tolerance; NaN never is."""
        return bool(abs(self.error) <= self.allowed)

    @property
    def state(self) -> str:
        """ "holds", "known not to hold" or "fails". What is said not to hold and does is wrong on the page: it fails."""
        if self.known:
            return "fails" if self.holds else "known not to hold"
        return "holds" if self.holds else "fails"

    @property
    def tolerance_by(self) -> str:
        """What the tolerance rests on; empty where nobody has said."""
        if self.why:
            return self.why
        if self.allowed <= 1.01e-3 * abs(self.published):
            return "0.1 % or less"
        _, _, decimals = f"{self.published:.10f}".rstrip("0").partition(".")
        return "printed rounding" if self.allowed <= 0.61 * 10.0 ** -len(decimals) else ""


@dataclass(frozen=True)
class Statistic:
    """A figure over many cases: shown beside what was published of it, judged where it has a tolerance (in its unit)."""

    name: str  # "mean absolute error, H"
    value: float
    unit: str = ""
    published: float | None = None
    tolerance: float | None = None
    n: int | None = None  # cases it is over

    @property
    def holds(self) -> bool:
        """Whether it is within its tolerance; true where it has none."""
        if self.published is None or self.tolerance is None:
            return True
        return bool(abs(self.value - self.published) <= self.tolerance)


@dataclass(frozen=True)
class Curve:
    """What a plot of an authority shows: a computed line and, where there are any, published points."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    points_x: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    points_y: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Authority:
    """One model against one source.

    checks, statistics, curves : functions without arguments, so that naming an authority computes nothing
    statistics : figures over many cases, like a mean absolute error whose cases are not judged one by one
    not_validated : what no published case speaks for
    """

    name: str  # "Sea clutter, NRL model"
    model: str  # "longwatch.detection.radar_clutter.sigma0_db"
    source: str
    checks: Callable[[], tuple[Check, ...]]
    not_validated: str
    curves: Callable[[], tuple[Curve, ...]] = tuple
    x_label: str = ""
    y_label: str = ""
    limits: str = ""  # where the model holds
    statistics: Callable[[], tuple[Statistic, ...]] = tuple
    x_log: bool = False  # axes of the curves
    y_log: bool = False
