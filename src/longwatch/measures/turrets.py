"""How busy turrets are: one that is busy most of the time leaves contacts waiting until they are out of range."""

from __future__ import annotations

import numpy as np
import polars as pl

from longwatch.detection.turrets import serving
from longwatch.measures.gaps import mean_figure
from longwatch.origins import Figure
from longwatch.scenario.scenario import Scenario


def turrets_busy(
    scenario: Scenario, sorties: pl.DataFrame, looks: pl.DataFrame, length_s: int, confidence: float
) -> Figure | None:
    """Share of the time in the air, inside the period, that turrets turn to contacts or look at them, mean over the trials.

    sorties, looks : as in a `WatchLog`; None where no vehicle that flew has a turret that serves
    """
    fleets = [one.name for one in scenario.fleets if serving(scenario.payload_of(one)) is not None]
    aloft = (
        sorties.filter(pl.col("fleet").is_in(fleets))
        .with_columns(
            pl.col("takeoff_s").clip(0, length_s).alias("from_s"),
            pl.col("land_s").fill_null(length_s).clip(0, length_s).alias("to_s"),
        )
        .group_by("trial")
        .agg((pl.col("to_s") - pl.col("from_s")).sum().alias("aloft_s"))
    )
    both = looks.group_by("trial").agg(pl.col("turret_s").sum()).join(aloft, on="trial").sort("trial")
    busy_s, aloft_s = (both[name].to_numpy().astype(np.float64) for name in ("turret_s", "aloft_s"))
    has = aloft_s > 0.0
    return mean_figure(busy_s[has] / aloft_s[has], "1", confidence, 1.0) if has.any() else None
