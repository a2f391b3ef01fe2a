"""What was seen of the ships that entered a watched area, by class, dark ships apart.

Truth is what was recorded: outside its recorded span a ship is unknown. Ships that never entered an area are left out:
nobody was asked to see them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from longwatch.measures.gaps import figure, mean_figure
from longwatch.measures.intervals import quantile
from longwatch.measures.judgement import ShipJudgement
from longwatch.origins import Figure

FROM_LOOKS = ("roster", "faults", "ships", "class mix", "seed")
ALL = "all"


def judge_ships(looks: pl.DataFrame, confidence: float) -> tuple[ShipJudgement, ...]:
    """All ships that transmit and each class of them, then all dark ships and each class of those."""
    trials = sorted(set(looks["trial"].to_list()))
    looks = looks.filter(pl.col("in_area_s") > 0)
    rows = []
    for dark in (False, True):
        ships = looks.filter(pl.col("dark") == dark)
        classes = sorted(set(ships["class"].to_list()))
        if classes:
            rows.append(_ships(ALL, dark, ships, trials, confidence))
        rows += [
            _ships(name, dark, ships.filter(pl.col("class") == name), trials, confidence) for name in classes
        ]  # fmt: skip
    return tuple(rows)


def _ships(class_: str, dark: bool, ships: pl.DataFrame, trials: list[int], confidence: float) -> ShipJudgement:
    sums = ships.group_by("trial").agg(
        pl.len().alias("ships"),
        (pl.col("area_looks") > 0).sum().alias("seen"),
        pl.col("in_area_s").sum(),
        pl.col("area_watched_s").sum(),
    )
    by_trial = pl.DataFrame({"trial": trials}).join(sums, on="trial", how="left").fill_null(0).sort("trial")
    number, seen, span_s, watched_s = (
        by_trial[name].to_numpy().astype(np.float64) for name in ("ships", "seen", "in_area_s", "area_watched_s")
    )
    median_s = quantile(ships["area_wait_s"].drop_nulls().to_numpy(), 0.5)
    return ShipJudgement(
        class_=class_,
        dark=dark,
        ships=mean_figure(number, "1", confidence),
        seen=_share(seen, number, confidence),
        watched=_share(watched_s, span_s, confidence),
        first_look_s=None if median_s is None else figure(median_s, "s", of=FROM_LOOKS),
    )


def _share(part: np.ndarray, whole: np.ndarray, confidence: float) -> Figure | None:
    """The mean share over the trials that had any."""
    has = whole > 0
    return mean_figure(part[has] / whole[has], "1", confidence, 1.0) if has.any() else None
