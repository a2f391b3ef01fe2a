"""What was seen of the ships that entered a watched area, by class, dark ships apart.

A ship is *seen* where the computed probability says so, and *detected* where the draw does. Truth is what was recorded:
outside its recorded span a ship is unknown. Ships that never entered an area are left out: nobody was asked to see them.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.measures.gaps import figure, mean_figure
from longwatch.measures.intervals import clopper_pearson, quantile
from longwatch.measures.judgement import ShipJudgement
from longwatch.origins import Figure

FROM_LOOKS = ("roster", "faults", "ships", "class mix", "seed")
ALL = "all"
REPORT = "area_report_wait_s"
DETECTION = "area_detection_wait_s"
IDENTIFIED = "first_identified_s"
FEW = 5  # below so many of either outcome a share is far from normal
Counts = NDArray[np.float64]


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
        pl.col(DETECTION).count().alias("detected"),
        pl.col(DETECTION).sum().alias("wait_s"),
        pl.col("detections").sum(),
        pl.col(IDENTIFIED).count().alias("identified"),
        (pl.col(IDENTIFIED) - pl.col("first_contact_s")).sum().alias("identify_s"),
    )
    by_trial = pl.DataFrame({"trial": trials}).join(sums, on="trial", how="left").fill_null(0).sort("trial")
    number, seen, span_s, watched_s, detected, wait_s, detections, identified, identify_s = (
        by_trial[name].to_numpy().astype(np.float64)
        for name in (
            "ships",
            "seen",
            "in_area_s",
            "area_watched_s",
            "detected",
            "wait_s",
            "detections",
            "identified",
            "identify_s",
        )
    )
    median_s, told_s = (quantile(ships[name].drop_nulls().to_numpy(), 0.5) for name in ("area_wait_s", REPORT))
    return ShipJudgement(
        class_=class_,
        dark=dark,
        ships=mean_figure(number, "1", confidence),
        seen=_seen(seen, number, confidence),
        watched=_share(watched_s, span_s, confidence),
        first_look_s=None if median_s is None else figure(median_s, "s", of=FROM_LOOKS),
        first_report_s=None if told_s is None else figure(told_s, "s", of=FROM_LOOKS),
        detected=_detected(detected, number, confidence),
        first_detection_s=_mean_wait_s(wait_s, detected, confidence),
        detections=mean_figure(detections, "1", confidence),
        identified=_detected(identified, number, confidence),
        identify_wait_s=_mean_wait_s(identify_s, identified, confidence),
    )


def _detected(detected: Counts, ships: Counts, confidence: float) -> Figure | None:
    """The mean share over the trials that had any ship. Ships of one trial met the same watch: trials are what is independent.

    Where all trials are alike, another may still be otherwise with a chance u (Clopper and Pearson, none of so many trials):
    the mean share then lies no lower than (1 - u) times this one, and no higher than u above that.
    """
    mean = _share(detected, ships, confidence)
    if mean is None or mean.has_range:
        return mean
    share, other = float(mean), clopper_pearson(0, int((ships > 0).sum()), confidence)[1]
    return figure(share, "1", (1.0 - other) * share, (1.0 - other) * share + other, FROM_LOOKS)


def _mean_wait_s(wait_s: Counts, detected: Counts, confidence: float) -> Figure | None:
    """The mean over the trials of the mean wait in each, in those with any detection."""
    has = detected > 0
    return mean_figure(wait_s[has] / detected[has], "s", confidence) if has.any() else None


def _seen(seen: Counts, ships: Counts, confidence: float) -> Figure | None:
    """The mean share over the trials that had any ship, with an interval that is never empty.

    Where few ships were seen or few were missed, or where all trials are alike, Student's t says too little: then the
    interval also holds that of Clopper and Pearson over the ships of all trials, taken as independent of each other.
    """
    mean = _share(seen, ships, confidence)
    if mean is None:
        return None
    n_seen, n = int(seen.sum()), int(ships.sum())
    if min(n_seen, n - n_seen) >= FEW and mean.has_range:
        return mean
    low, high = clopper_pearson(n_seen, n, confidence)
    return figure(float(mean), "1", min(low, mean.low), max(high, mean.high), FROM_LOOKS)


def _share(part: Counts, whole: Counts, confidence: float) -> Figure | None:
    """The mean share over the trials that had any."""
    has = whole > 0
    return mean_figure(part[has] / whole[has], "1", confidence, 1.0) if has.any() else None
