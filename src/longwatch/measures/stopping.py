"""When enough has been flown: looked at now and then, in the order of trials, so that it never depends on workers.

Who looks at an interval after every trial and stops when it is narrow stops too often where chance made it narrow. Three
things keep an interval worth its name: it is looked at rarely (each time with half as many trials more), never while the
mean of so many trials is still skewed, and part of the risk is set aside for having looked. Measured in docs/intervals.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.measures.by_trial import counted_gaps, gap_trials
from longwatch.measures.intervals import clopper_pearson_low, mean_interval, skewness_of
from longwatch.scenario.models import Run
from longwatch.scenario.models.money import Stop
from longwatch.scenario.plan import Line, Roster
from longwatch.scenario.scenario import Scenario

Floats = NDArray[np.float64]
FIRST_TRIALS = 100  # fewer say little of how much trials vary
GROWTH = 1.5  # of the trials from look to look
SKEWED = (
    0.25  # of the mean: skewness / sqrt(trials) above this is too skewed to stop. W.G. Cochran asks for 0.2, without
)
# a correction for skewness (Sampling Techniques, 3rd edition, section 2.15)
RISK_LEFT = 0.8  # of 1 - confidence, for means; the rest is the price of looking
RISK_LEFT_LIMIT = 0.6  # the same for limits of shares, which must hold at least so often and not about so often


@dataclass(frozen=True)
class Stopping:
    """Whether the first trials of a run are enough: asked at the numbers of trials that `looks_at` gives."""

    rule: Stop
    lines: tuple[Line, ...]
    end_rule: str
    length_s: int
    confidence: float  # of the intervals of means, the price of looking added
    limit_confidence: float  # the same of the limits of shares

    def done(self, gaps: pl.DataFrame, cover: pl.DataFrame, trials: int) -> bool:
        """Whether the first so many trials are enough; rows of later trials are not looked at."""
        own, first = pl.col("line").is_in([line.name for line in self.lines]), pl.col("trial") < trials
        gaps = counted_gaps(gaps.filter(own & first), self.end_rule, self.length_s)
        cover = cover.filter(own & first)
        return all(self._watch_is_done(watch, gaps, cover, trials) for watch in _watches(self.lines))

    def _watch_is_done(self, watch: str, gaps: pl.DataFrame, cover: pl.DataFrame, trials: int) -> bool:
        lines = [line for line in self.lines if line.watch == watch]
        own = pl.col("line").is_in([line.name for line in lines])
        each = gap_trials(lines, gaps.filter(own), cover.filter(own), range(trials))
        rule, sure = self.rule, self.confidence
        asked: list[tuple[float | None, Floats]] = [
            (rule.covered, each.covered),
            (rule.covered_whole, each.covered_whole),
            (rule.longest_gap_s, each.longest_gap_s),
        ]
        if not all(mean_is_sure(values, float(half), sure) for half, values in asked if half is not None):
            return False
        return rule.no_long_gap is None or share_is_sure(
            each.no_long_gap, float(rule.no_long_gap), self.limit_confidence
        )


def stopping_of(scenario: Scenario, roster: Roster) -> Stopping | None:
    """The rule of `run.stop`; None where all trials are flown. Relays are held for the sake of others and not looked at."""
    run = scenario.file.run
    if run.stop is None:
        return None
    sure, limit = confidence_of(run, float(run.confidence)), limit_confidence_of(run, float(run.confidence))
    lines = tuple(line for line in roster.lines if line.kind != "relay")
    return Stopping(run.stop, lines, scenario.file.period.end, roster.whole_s, sure, limit)


def confidence_of(run: Run, confidence: float) -> float:
    """What intervals must be worked out with to be worth `confidence`: with `stop` a little more."""
    return confidence if run.stop is None else 1.0 - RISK_LEFT * (1.0 - confidence)


def limit_confidence_of(run: Run, confidence: float) -> float:
    """The same for one-sided limits of shares of trials."""
    return confidence if run.stop is None else 1.0 - RISK_LEFT_LIMIT * (1.0 - confidence)


def looks_at(ends: Sequence[int]) -> tuple[int, ...]:
    """Which ends of chunks (numbers of trials, rising) are looked at: each with half as many trials more, and the last."""
    found, least = list[int](), FIRST_TRIALS
    for end in ends:
        if end >= least or end == ends[-1]:
            found.append(end)
            least = ceil(end * GROWTH)
    return tuple(found)


def mean_is_sure(values: Floats, half_width: float, confidence: float) -> bool:
    """Whether a mean is known to so much on either side, on average of both. Values all alike tell nothing of the next."""
    found = mean_interval(values, confidence)
    if found is None or found[1] == found[2] or abs(skewness_of(values)) > SKEWED * sqrt(len(values)):
        return False
    return 0.5 * (found[2] - found[1]) <= half_width


def share_is_sure(values: Floats, half_width: float, confidence: float) -> bool:
    """Whether a share of trials (values 0 and 1) lies no farther than this above its lower limit."""
    clean, n = int(np.sum(values)), len(values)
    return n > 0 and clean / n - clopper_pearson_low(clean, n, confidence) <= half_width


def _watches(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(line.watch for line in lines))
