"""Long periods: what each year is worth, and the measures of a line whose log holds its longest gaps only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from longwatch.measures.by_trial import Floats, ratio, total
from longwatch.measures.gaps import figure, mean_figure
from longwatch.measures.judgement import GapMeasures
from longwatch.origins import Figure
from longwatch.scenario.plan import Line
from longwatch.sim.watchlog import WatchLog


@dataclass(frozen=True)
class YearJudgement:
    """One year of a period, from its start; means over trials. A gap belongs to the year in which it begins.

    covered : of all lines but those of relays together, and of each line alone
    vehicles : there at the end of the year
    """

    year: int
    covered: Figure
    covered_of: dict[str, Figure]
    gaps: Figure
    longest_gap_s: Figure
    launches: Figure
    flown_s: Figure
    losses: Figure
    vehicles: Figure


def judge_years(log: WatchLog, lines: Sequence[Line], confidence: float) -> tuple[YearJudgement, ...]:
    """Every year of the log; none where it is not of a long period."""
    if log.years is None:
        return ()
    k = pl.DataFrame({"line": [one.name for one in lines], "k": [one.k for one in lines]})
    counted = [line.name for line in lines if line.kind != "relay"]
    of_lines = log.years.filter(pl.col("line").is_not_null()).join(k, on="line", how="left", maintain_order="left")
    of_fleets = log.years.filter(pl.col("fleet").is_not_null())
    out = []
    for year in range(1, int(np.max(log.years["year"].to_numpy())) + 1):
        own, fleets = (rows.filter(pl.col("year") == year) for rows in (of_lines, of_fleets))
        every = own.filter(pl.col("line").is_in(counted))
        by_trial = fleets.drop("line", "fleet").group_by("trial", maintain_order=True).sum()
        both = every.group_by("trial", maintain_order=True).agg(pl.col("gaps").sum(), pl.col("gap_max_s").max())
        means = {
            name: mean_figure(by_trial[name].to_numpy(), unit, confidence)
            for name, unit in (("launches", "1"), ("flown_s", "s"), ("losses", "1"), ("vehicles", "1"))
        }
        out.append(
            YearJudgement(
                year=year,
                covered=mean_figure(_covered(every), "1", confidence, 1.0),
                covered_of={
                    line.name: mean_figure(_covered(own.filter(pl.col("line") == line.name)), "1", confidence, 1.0)
                    for line in lines
                },
                gaps=mean_figure(both["gaps"].to_numpy(), "1", confidence),
                longest_gap_s=mean_figure(both["gap_max_s"].to_numpy(), "s", confidence),
                **means,
            )
        )
    return tuple(out)


def over_years(found: GapMeasures, lines: Sequence[Line], log: WatchLog, confidence: float) -> GapMeasures:
    """Measures from the longest gaps, put right by the tables that count all of them. What these don't tell is left out."""
    assert log.years is not None
    assert log.causes is not None
    own = pl.col("line").is_in([line.name for line in lines])
    by_trial = log.years.filter(own).drop("line", "fleet").group_by("trial", maintain_order=True).sum()
    n, squares, demanded_s, missed_s = (
        by_trial[name].to_numpy().astype(np.float64) for name in ("gaps", "gap_squares_s2", "demanded_s", "covered_s")
    )
    time_average = ratio(squares, demanded_s)
    wait = mean_figure(time_average / 2, "s", confidence)
    causes, shares = _causes(log.causes.filter(own), by_trial["trial"].to_numpy(), confidence)
    return replace(
        found,
        gaps=mean_figure(n, "1", confidence),
        gap_mean_s=figure(float((demanded_s - missed_s).sum() / n.sum()), "s") if n.sum() else None,
        gap_p95_s=None,
        time_average_gap_s=mean_figure(time_average, "s", confidence),
        response_mean_s=wait,
        age_mean_s=wait,
        causes=causes,
        cause_shares=shares,
    )


def _covered(rows: pl.DataFrame) -> Floats:
    """Share of the demanded watcher-time of each trial that was watched."""
    asked = rows.with_columns(wanted_s=pl.col("demanded_s") * pl.col("k"))
    sums = asked.group_by("trial", maintain_order=True).agg(pl.col("watcher_s").sum(), pl.col("wanted_s").sum())
    watched_s, wanted_s = (sums[name].to_numpy().astype(np.float64) for name in ("watcher_s", "wanted_s"))
    return ratio(watched_s, wanted_s, 1.0)


def _causes(rows: pl.DataFrame, trials: np.ndarray, confidence: float) -> tuple[dict[str, Figure], dict[str, Figure]]:
    total_s = float(rows["missing_s"].sum())
    sums = rows.group_by("cause").agg(pl.col("missing_s").sum()).sort("missing_s", "cause", descending=[True, False])
    means, shares = {}, {}
    for cause, missing_s in sums.iter_rows():
        own = rows.filter(pl.col("cause") == cause)
        at = np.searchsorted(trials, own["trial"].to_numpy())
        means[cause] = mean_figure(total(at, own["missing_s"].to_numpy(), len(trials)), "s", confidence)
        shares[cause] = figure(missing_s / total_s, "1")
    return means, shares
