"""Measures of revisit watches, from the looks at their cells: planned, and flown with intervals.

Cells weigh by their area. Definitions: docs/measures.md, in the words of the coverage literature.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.measures.gaps import figure, mean_figure
from longwatch.measures.intervals import clopper_pearson_low, quantile
from longwatch.measures.judgement import LimitJudgement, RevisitJudgement

Floats = NDArray[np.float64]


class CellSums(NamedTuple):
    """Of one watch: trials (n,) in order; the arrays (n_trials, n_cells); areas (n_cells,); scale (n_cells,): the limit of the
    watch over each cell's own. A cell that is asked for in several classes stands here once for each.
    """

    trials: list[int]
    area_m2: Floats
    demanded_s: Floats
    gaps: Floats
    gap_max_s: Floats
    gap_sum_s: Floats
    gap_squares_s2: Floats
    late_s: Floats
    scale: Floats

    @property
    def covered(self) -> Floats:
        """(n_trials,) share of area and time in which the last look is no older than the limit."""
        whole = self.demanded_s @ self.area_m2
        return 1.0 - _ratio(self.late_s @ self.area_m2, whole)

    @property
    def gap_mean_s(self) -> float | None:
        """Over all gaps of all cells and trials, each by its cell's area; None without any."""
        count = float((self.gaps @ self.area_m2).sum())
        return float((self.gap_sum_s @ self.area_m2).sum()) / count if count else None

    @property
    def longest_s(self) -> Floats:
        """(n_trials,) the longest gap of any cell; of one with a limit of its own in terms of the limit of the watch."""
        return np.asarray((self.gap_max_s * self.scale).max(axis=1), np.float64)

    @property
    def time_average_gap_s(self) -> Floats:
        """(n_trials,) sum of squared gaps over the demanded time, over all cells by their area."""
        return _ratio(self.gap_squares_s2 @ self.area_m2, self.demanded_s @ self.area_m2)

    def gap_quantile_s(self, share: float) -> float:
        """What the longest gap does not exceed in this share of area and trials."""
        order = np.argsort(self.gap_max_s, axis=None, kind="stable")
        weight = np.cumsum(np.broadcast_to(self.area_m2, self.gap_max_s.shape).ravel()[order])
        place = int(np.searchsorted(weight, share * weight[-1] * (1.0 - 1e-12)))
        return float(self.gap_max_s.ravel()[order[place]])


def cell_sums(
    looks: pl.DataFrame, watch: str, area_m2: Sequence[float], scale: Sequence[float] | None = None
) -> CellSums:
    """The rows of one watch, as `sim.cells.look_at_cells` gives them; `scale` as in `scale_of`, 1 if not given."""
    own = looks.filter(pl.col("watch") == watch)
    own = own.sort([name for name in ("trial", "class", "cell") if name in own.columns])
    trials = own["trial"].unique().sort().to_list()
    shape = (len(trials), len(area_m2))
    names = ("demanded_s", "gaps", "gap_max_s", "gap_sum_s", "gap_squares_s2", "late_s")
    columns = [own[name].to_numpy().astype(np.float64).reshape(shape) for name in names]
    scales = np.ones(len(area_m2)) if scale is None else np.array(scale, np.float64)
    return CellSums._make([trials, np.array(area_m2, np.float64), *columns, scales])


def scale_of(limits_s: Sequence[float], limit_s: float) -> tuple[float, ...]:
    """What the gaps of cells with limits of their own are worth in terms of the limit of the watch."""
    return tuple(limit_s / own for own in limits_s)


def judge_revisit(
    looks: pl.DataFrame,
    watch: str,
    area_m2: Sequence[float],
    limit_s: float,
    confidence: float,
    share: float = 0.95,
    limit: float = 0.95,
    limits_s: Sequence[float] | None = None,
    classes: Sequence[str] = (),
) -> RevisitJudgement:
    """Measures of one revisit watch over its look trials; `share` of the trials whose longest gap is asked for.

    `limits_s` are the cells' own limits; the longest gap of a trial is then told in terms of `limit_s`, that of the watch.
    `classes` says for which class each is asked.
    """
    sums = cell_sums(looks, watch, area_m2, None if limits_s is None else scale_of(limits_s, limit_s))
    n, longest = len(sums.trials), sums.longest_s
    clean = int((longest <= limit_s * (1.0 + 1e-12)).sum())
    wait = mean_figure(sums.time_average_gap_s / 2, "s", confidence)
    longest_sure = quantile(longest, share)
    assert longest_sure is not None  # there is at least one trial
    mean_s = sums.gap_mean_s
    return RevisitJudgement(
        watch=watch,
        limit_s=limit_s,
        trials=n,
        n_cells=looks.filter(pl.col("watch") == watch)["cell"].n_unique(),
        covered=mean_figure(sums.covered, "1", confidence, 1.0),
        gap_mean_s=None if mean_s is None else figure(mean_s, "s"),
        gap_p95_s=figure(sums.gap_quantile_s(0.95), "s"),
        gap_max_s=figure(float(sums.gap_max_s.max()), "s"),
        longest_mean_s=mean_figure(longest, "s", confidence),
        longest_at_confidence_s=figure(longest_sure, "s"),
        time_average_gap_s=mean_figure(sums.time_average_gap_s, "s", confidence),
        response_mean_s=wait,
        age_mean_s=wait,
        p_no_long_gap=figure(clean / n, "1", clopper_pearson_low(clean, n, limit), 1.0),
        n_no_long_gap=clean,
        longest_by_trial_s=tuple(longest.tolist()),
        limits=tuple(_by_limit(sums, limits_s, classes or [""] * len(limits_s), share, limit)) if limits_s else (),
    )


def _by_limit(
    sums: CellSums, limits_s: Sequence[float], classes: Sequence[str], share: float, limit: float
) -> Iterator[LimitJudgement]:
    """Of each class and limit by itself, by name and then the shortest first; nothing where there is but one."""
    of = list(zip(classes, limits_s, strict=True))
    found = sorted(set(of))
    for class_, limit_s in found if len(found) > 1 else []:
        mine = np.array([one == (class_, limit_s) for one in of])
        longest = sums.gap_max_s[:, mine].max(axis=1)
        kept, sure = int((longest <= limit_s * (1.0 + 1e-12)).sum()), quantile(longest, share)
        assert sure is not None  # there is at least one trial
        p_kept = figure(kept / len(longest), "1", clopper_pearson_low(kept, len(longest), limit), 1.0)
        yield LimitJudgement(class_, limit_s, int(mine.sum()), figure(sure, "s"), p_kept)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole; zero where nothing was demanded."""
    out = np.zeros(len(part))
    np.divide(part, whole, out=out, where=whole > 0)
    return out
