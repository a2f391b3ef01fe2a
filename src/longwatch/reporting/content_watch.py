"""What a report needs to know of a watch: what was asked, the three numbers, the gaps and their causes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from longwatch.origins import Figure
from longwatch.reporting.content_settings import Settings
from longwatch.units import format_duration

WHOLE_FLEET: Final = (
    "of the whole fleet, with no vehicle lost or grounded"  # of a bound beside a roster that knows better
)


@dataclass(frozen=True)
class Measure:
    """Any further figure with its name in words: "gaps per week", "time-average gap", "sorties flown"."""

    name: str
    figure: Figure | None


@dataclass(frozen=True)
class ThreeNumbers:
    """One measure three times. For a covered fraction more is better, for a gap less.

    bound: no roster of this fleet can do better; None where no bound is known. planned: this roster, undisturbed.
    flown: what the trials show, with its interval. `bound_name` says what narrows the bound ("1 h grid").
    """

    bound: Figure | None
    planned: Figure | None
    flown: Figure | None
    bound_name: str = ""
    flown_name: str = ""  # "mean of 1,000 weeks", "not exceeded in 95 % of 1,000 weeks"


@dataclass(frozen=True)
class Cause:
    """Watcher-time missing for one cause, mean over the trials, per period."""

    name: str  # "turnaround", "weather", "fault", "link", "crew", "loss", "demand above supply", ...
    unwatched_s: Figure


@dataclass(frozen=True)
class Gap:
    """One stretch with the demand unmet, in the plan (trial None) or in one trial."""

    from_s: float
    to_s: float
    cause: str
    trial: int | None = None
    line: str = ""  # where a watch has several lines


@dataclass(frozen=True)
class LimitReport:
    """The cells of a revisit watch with one limit, for one class where it asks for several; its gaps are as they are."""

    class_: str  # "" where all is asked for one class
    limit_s: float
    n_cells: Figure
    gap_max: ThreeNumbers
    p_kept: Figure | None = None  # share of the trials in which none of them waited longer

    @property
    def called(self) -> str:
        """ "small-boat 20 h", or the limit alone."""
        return f"{self.class_} {format_duration(self.limit_s)}".strip()

    @property
    def of_limit(self) -> tuple[float, float]:
        """Longest gap as a share of the limit: planned, then flown."""
        gap = self.gap_max
        return float(gap.planned or 0.0) / self.limit_s, float(gap.flown or 0.0) / self.limit_s


@dataclass(frozen=True)
class RevisitReport:
    """What stands beside the numbers of a revisit watch, which come from the looks at its cells.

    The formula of the pattern is printed as what it is: it knows no turns at corners, no reliefs, no ends of a period.
    """

    formula: str  # "largest zone / (sweep width x speed), plus the way from track to track"
    formula_gap_s: Figure
    facts: tuple[Measure, ...] = ()  # area, cells, sweep width, speed, zones, laps
    cells_late: Figure | None = None  # how many of the cells wait longer than the limit in the plan
    trials: int = 0  # with looks
    limits: tuple[LimitReport, ...] = ()  # each by itself, where there are several


@dataclass(frozen=True)
class WatchReport:
    """One watch: what was asked, and the three numbers."""

    name: str  # as in the scenario: "north"
    sees: str  # "detect a small boat, p 0.9"
    k: int
    limit_s: float  # g, the longest gap that still counts as uninterrupted
    covered: ThreeNumbers  # fraction of the demanded watcher-time
    gap_max: ThreeNumbers  # longest gap; flown is its quantile at the confidence over the trials
    title: str = ""  # as in a sentence; default "the <name>" when it ends in " line", else "watch <name>"
    kind: str = "station"
    required: float = 1.0
    hard: bool = False
    # share of trials without a gap longer than the limit; `low` is the one-sided Clopper-Pearson limit
    p_no_long_gap: Figure | None = None
    n_no_long_gap: int = 0
    planned_gaps: tuple[Gap, ...] = ()  # those longer than the limit and shorter ones alike
    sample_gaps: tuple[Gap, ...] = ()  # of a few trials, longest first
    causes: tuple[Cause, ...] = ()
    hourly_unwatched: tuple[float | None, ...] = ()  # probability by hour from the start; None: not demanded
    gap_max_by_trial_s: tuple[float, ...] = ()  # longest gap of each trial
    measures: tuple[Measure, ...] = ()
    lines: tuple[str, ...] = ()  # that it is held by; () for one of its own name
    gap_curve: tuple[tuple[float, Figure], ...] = ()  # g -> share of trials without a longer gap; low: Clopper-Pearson
    revisit: RevisitReport | None = None  # of a revisit watch: then the gaps above and below are those of its lines,
    # and covered, gap_max, p_no_long_gap and gap_max_by_trial_s those of its cells. Where it has several limits, lengths
    # of gaps here are in terms of its own limit: a gap of x % of the limit of its cell is told as x % of `limit_s`

    @property
    def limits(self) -> tuple[LimitReport, ...]:
        return self.revisit.limits if self.revisit else ()

    @property
    def tightest(self) -> LimitReport | None:
        """Of several limits the one whose longest gap comes to most of it."""
        return max(self.limits, key=lambda one: one.of_limit, default=None)

    @property
    def each_limit(self) -> str:
        """ "the limit of each class (merchant 6 h, small-boat 20 h)"; of one class "each limit (6 h, 12 h)"."""
        of = "the limit of each class" if any(one.class_ for one in self.limits) else "each limit"
        return f"{of} ({', '.join(one.called for one in self.limits)})"

    def told(self, gap_s: float) -> str:
        """A longest gap; where limits are several, in per cent of its own."""
        return f"{100.0 * gap_s / self.limit_s:.3g} % of its limit" if self.limits else format_duration(gap_s)

    @property
    def is_relay(self) -> bool:
        """Held for the sake of a link: no claim rests on it alone."""
        return self.kind == "relay"

    def trials_of(self, settings: Settings) -> int:
        """Trials that its flown figures rest on."""
        return self.revisit.trials if self.revisit else settings.trials

    @property
    def unheld(self) -> str:
        """What its line, or a line of it, is in the gaps of lines."""
        return "not held" if self.revisit else self.unmet

    @property
    def gap_word(self) -> str:
        return "revisit gap" if self.revisit else "gap"

    @property
    def unmet(self) -> str:
        """What a watch is in its gaps: unwatched, or short of the watchers it asks for."""
        if self.revisit:
            return "seen too late"
        return "unwatched" if self.k == 1 else f"with fewer than {self.k} watchers"

    @property
    def called(self) -> str:
        return self.title or (f"the {self.name}" if self.name.endswith(" line") else f"watch {self.name}")
