"""What was seen of the ships, by class, dark ships apart."""

from __future__ import annotations

import polars as pl

from longwatch.measures.judgement import ShipJudgement


def judge_ships(looks: pl.DataFrame, confidence: float) -> tuple[ShipJudgement, ...]:  # noqa: ARG001
    """One row per class, then the dark ships per class."""
    return ()
