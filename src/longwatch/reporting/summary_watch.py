"""A watch in summary.json: what was asked of it, the three numbers, its gaps."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.origins import USER, Origin
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import LimitReport, RevisitReport, ThreeNumbers, WatchReport
from longwatch.reporting.summary_numbers import (
    SCENARIO,
    TRIALS,
    Json,
    figure_json,
    measure_json,
    number_json,
    series_json,
)
from longwatch.reporting.verdict import claim_of

GAP_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


def watch_json(watch: WatchReport, content: ReportContent) -> Json:
    gaps = [*watch.planned_gaps, *watch.sample_gaps]
    return {
        "name": watch.name,
        "kind": watch.kind,
        "sees": watch.sees,
        "k": number_json(watch.k, "1", SCENARIO),
        "limit": number_json(watch.limit_s, "s", SCENARIO),
        "required": number_json(watch.required, "1", SCENARIO),
        "hard": watch.hard,
        "claim": claim_of(watch, content),
        "covered": _three(watch.covered),
        "gap_max": _three(watch.gap_max),
        "gaps_scaled": bool(watch.limits),  # longest gaps of all limits together are in terms of `limit`
        "p_no_long_gap": figure_json(watch.p_no_long_gap),
        "n_no_long_gap": number_json(watch.n_no_long_gap, "1", TRIALS),
        "no_longer_than": {
            "g": series_json([g_s for g_s, _ in watch.gap_curve], "s", Origin("computed", "chosen lengths")),
            "p": [figure_json(p) for _, p in watch.gap_curve],
        },
        "causes": [{"cause": cause.name, "unwatched": figure_json(cause.unwatched_s)} for cause in watch.causes],
        "hourly_unwatched": series_json(watch.hourly_unwatched, "1", TRIALS),
        "gap_max_quantiles": _quantiles(watch.gap_max_by_trial_s),
        "gaps": {
            "trial": series_json([gap.trial for gap in gaps], "1", TRIALS),  # null: in the plan
            "from": series_json([gap.from_s for gap in gaps], "s", TRIALS),
            "to": series_json([gap.to_s for gap in gaps], "s", TRIALS),
            "cause": [gap.cause for gap in gaps],
            "line": [gap.line or watch.name for gap in gaps],
        },
        "measures": [measure_json(measure) for measure in watch.measures],
        "lines": list(watch.lines or (watch.name,)),
        "trials": number_json(watch.trials_of(content.settings), "1", USER if watch.revisit is None else TRIALS),
        "revisit": _revisit(watch.revisit) if watch.revisit else None,
    }


def _revisit(revisit: RevisitReport) -> Json:
    return {
        "formula": revisit.formula,
        "formula_gap": None if revisit.limits else figure_json(revisit.formula_gap_s),
        "cells_late": figure_json(revisit.cells_late),
        "facts": [measure_json(measure) for measure in revisit.facts],
        "limits": [_limit(one) for one in revisit.limits],
    }


def _limit(one: LimitReport) -> Json:
    """The longest gap of one limit, as it is."""
    return {
        "class": one.class_,
        "limit": number_json(one.limit_s, "s", SCENARIO),
        "cells": figure_json(one.n_cells),
        "gap_max": _three(one.gap_max),
        "p_kept": figure_json(one.p_kept),
    }


def _three(three: ThreeNumbers) -> Json:
    return {
        "bound": figure_json(three.bound),
        "bound_name": three.bound_name,
        "planned": figure_json(three.planned),
        "flown": figure_json(three.flown),
        "flown_name": three.flown_name,
    }


def _quantiles(gaps_s: Sequence[float]) -> Json:
    """Least value that at least a share p of the trials does not exceed."""
    ordered = sorted(gaps_s)
    chosen = [ordered[max(0, -int(-p * len(ordered) // 1) - 1)] for p in GAP_QUANTILES] if ordered else []
    return {
        "p": series_json(GAP_QUANTILES if ordered else (), "1", Origin("computed", "levels of the quantiles")),
        "gap": series_json(chosen, "s", TRIALS),
    }
