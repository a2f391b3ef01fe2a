"""Gap measures of one line or of several, from the gaps and the cover of all trials."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.measures.by_trial import Floats, gap_trials, lengths_s, total
from longwatch.measures.intervals import clopper_pearson_low, mean_interval, quantile
from longwatch.measures.judgement import GapMeasures
from longwatch.origins import Figure, Origin
from longwatch.scenario.plan import Line

FROM_TRIALS = ("roster", "faults", "weather", "policy", "seed")


def figure(
    value: float, unit: str, low: float | None = None, high: float | None = None, of: Sequence[str] = FROM_TRIALS
) -> Figure:
    """A number computed from the trials."""
    return Figure(value, unit, low=low, high=high, origin=Origin("computed", "trials of this run", of=tuple(of)))


def mean_figure(values: Sequence[float] | Floats, unit: str, confidence: float, most: float | None = None) -> Figure:
    """A mean with its interval, which stays inside [0, most]: none of these numbers can be negative."""
    found = mean_interval(values, confidence)
    assert found is not None  # there is at least one trial
    mean, low, high = found
    return figure(mean, unit, min(max(low, 0.0), mean), high if most is None else max(min(high, most), mean))


def gap_measures(
    lines: Sequence[Line],
    gaps: pl.DataFrame,
    cover: pl.DataFrame,
    trials: Sequence[int],
    confidence: float,
    share: float,
    limit: float,
) -> GapMeasures:
    """Measures of these lines taken together; `gaps` already follows the end rule, `cover` holds these lines only.

    confidence : of intervals of means; share : of the trials, whose longest gap is asked for; limit : confidence of limits
    """
    n = len(trials)
    each = gap_trials(lines, gaps, cover, trials)
    length_s, longest = lengths_s(gaps), each.longest_gap_s
    gap_at = np.searchsorted(np.asarray(trials, np.int64), gaps["trial"].to_numpy()).astype(np.int64)
    clean = int(each.no_long_gap.sum())
    wait = mean_figure(each.time_average_gap_s / 2, "s", confidence)
    causes, shares = _causes(gaps, gap_at, n, confidence)
    longest_p95, longest_sure = quantile(longest, 0.95), quantile(longest, share)
    assert longest_p95 is not None
    assert longest_sure is not None
    return GapMeasures(
        covered=mean_figure(each.covered, "1", confidence, 1.0),
        covered_whole=mean_figure(each.covered_whole, "1", confidence, 1.0),
        gaps=mean_figure(each.gaps, "1", confidence),
        gap_mean_s=figure(float(length_s.mean()), "s") if len(length_s) else None,
        gap_p95_s=None if (p95 := quantile(length_s, 0.95)) is None else figure(p95, "s"),
        gap_max_s=figure(float(length_s.max()), "s") if len(length_s) else None,
        longest_mean_s=mean_figure(longest, "s", confidence),
        longest_p95_s=figure(longest_p95, "s"),
        longest_at_confidence_s=figure(longest_sure, "s"),
        time_average_gap_s=mean_figure(each.time_average_gap_s, "s", confidence),
        response_mean_s=wait,
        age_mean_s=wait,
        p_no_long_gap=figure(clean / n, "1", clopper_pearson_low(clean, n, limit), 1.0),
        n_no_long_gap=clean,
        causes=causes,
        cause_shares=shares,
    )


def hourly_unwatched(line: Line, gaps: pl.DataFrame, n_trials: int, length_s: int) -> tuple[float | None, ...]:
    """Share of the demanded time of each hour that lies in a gap, over all trials; None: no demand in that hour."""
    hours = ceil(length_s / 3600)
    windows = [(max(start, line.count_from_s), min(end, length_s)) for start, end in line.windows]
    demanded_s = _by_hour(np.array([w for w in windows if w[0] < w[1]], np.float64).reshape(-1, 2), hours)
    spans = np.column_stack([gaps["start_s"].to_numpy(), gaps["end_s"].to_numpy()]).astype(np.float64).reshape(-1, 2)
    missing_s = _by_hour(spans, hours)
    shares = zip(missing_s.tolist(), demanded_s.tolist(), strict=True)
    return tuple(min(1.0, m / (d * n_trials)) if d > 0 else None for m, d in shares)


def _by_hour(spans: Floats, hours: int) -> Floats:
    """Seconds of all spans in each hour: the growth of their total over the hours' edges."""
    edges = np.arange(hours + 1) * 3600.0
    total = np.zeros(hours + 1)
    for column, sign in ((0, 1.0), (1, -1.0)):  # time passed since each start, less time passed since each end
        times = np.sort(spans[:, column])
        before = np.searchsorted(times, edges)
        total += sign * (before * edges - np.concatenate([[0.0], np.cumsum(times)])[before])
    return np.diff(total)


def _causes(
    gaps: pl.DataFrame, at: NDArray[np.int64], n: int, confidence: float
) -> tuple[dict[str, Figure], dict[str, Figure]]:
    missing_s = gaps["missing_s"].to_numpy().astype(np.float64)
    total_s, of = float(missing_s.sum()), gaps["cause"].to_numpy()
    names = sorted(set(of.tolist()), key=lambda cause: (-float(missing_s[of == cause].sum()), cause))
    means, shares = {}, {}
    for cause in names:
        own = of == cause
        means[cause] = mean_figure(total(at[own], missing_s[own], n), "s", confidence)
        shares[cause] = figure(float(missing_s[own].sum()) / total_s, "1")
    return means, shares
