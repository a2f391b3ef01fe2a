"""What a WatchLog is worth: `judge` turns its tables into numbers with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from longwatch.measures.by_trial import counted_gaps, lengths_s, longest_by_trial
from longwatch.measures.detection import judge_ships
from longwatch.measures.gaps import figure, gap_measures, hourly_unwatched, mean_figure
from longwatch.measures.judgement import FleetJudgement, GapMeasures, Judgement, LineJudgement, RevisitJudgement
from longwatch.measures.revisit import judge_revisit
from longwatch.measures.stopping import confidence_of, limit_confidence_of
from longwatch.measures.turrets import turrets_busy
from longwatch.measures.years import over_years
from longwatch.scenario.plan import Line, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import WatchLog

Sure = tuple[
    float, float, float
]  # confidence of means, share of trials that a quantile does not exceed, confidence of limits


def judge(scenario: Scenario, roster: Roster, log: WatchLog, confidence: float) -> Judgement:
    """Measures per line and over all, per fleet and over all, and of ships where some were looked at.

    The end rule of the scenario's period is applied here: "cut" counts a gap that is open at the end up to the end,
    "optimistic" leaves it out of all gap measures (not out of the covered share). The warm-up already was: a WatchLog
    holds no gap from before `line.count_from_s`.
    """
    end_rule = scenario.file.period.end
    run = scenario.file.run
    sure, limit = confidence_of(run, confidence), limit_confidence_of(run, confidence)  # of intervals, of limits
    gaps = counted_gaps(log.gaps, end_rule, roster.whole_s)
    trials = sorted(set(log.cover["trial"].to_list()))
    hours_of_s = 0 if roster.repeats else roster.length_s
    lines = tuple(_line(line, gaps, log.cover, trials, (sure, confidence, limit), hours_of_s) for line in roster.lines)
    fleets = tuple(fleet.name for fleet in scenario.fleets)
    overall = _overall(roster.lines, gaps, log.cover, trials, (sure, confidence, limit))
    if log.years is not None:  # its gaps are the longest only
        found = zip(roster.lines, lines, strict=True)
        lines = tuple(replace(one, measures=over_years(one.measures, [line], log, sure)) for line, one in found)
        overall = over_years(overall, [line for line in roster.lines if line.kind != "relay"], log, sure)
    return Judgement(
        trials=log.trials,
        confidence=confidence,
        end_rule=end_rule,
        lines=lines,
        overall=overall,
        fleets=tuple(_fleet(name, log.tallies.filter(pl.col("fleet") == name), sure) for name in fleets),
        all_fleets=_fleet("all", log.tallies, sure),
        look_trials=0 if log.looks is None else log.looks["trial"].n_unique(),
        ships=() if log.looks is None else judge_ships(log.looks, sure),
        turrets_busy=None
        if log.looks is None
        else turrets_busy(scenario, log.sorties, log.looks, roster.length_s, sure),
        revisits=() if log.revisit is None else _revisits(scenario, log.revisit, (sure, confidence, limit)),
        interval_confidence=sure,
        limit_confidence=limit,
    )


def _overall(
    lines: Sequence[Line], gaps: pl.DataFrame, cover: pl.DataFrame, trials: list[int], sure: Sure
) -> GapMeasures:
    """All lines but those of relays, which are held for the sake of others."""
    counted = [line for line in lines if line.kind != "relay"]
    if len(counted) < len(lines):
        own = pl.col("line").is_in([line.name for line in counted])
        gaps, cover = gaps.filter(own), cover.filter(own)
    return gap_measures(counted, gaps, cover, trials, *sure)


def _revisits(scenario: Scenario, looks: pl.DataFrame, sure: Sure) -> tuple[RevisitJudgement, ...]:
    watches = [watch for watch in scenario.watches if watch.kind == "revisit"]
    return tuple(
        judge_revisit(
            looks, one.name, scenario.asked_m2(one.name), float(one.limit_s), *sure,
            limits_s=scenario.limits_s(one.name), classes=scenario.asked_classes(one.name),
        )
        for one in watches
    )  # fmt: skip


def _line(
    line: Line, gaps: pl.DataFrame, cover: pl.DataFrame, trials: list[int], sure: Sure, length_s: int
) -> LineJudgement:
    """length_s : of the period, 0 for one without a chance by hour"""
    own = gaps.filter(pl.col("line") == line.name)
    place = np.searchsorted(trials, own["trial"].to_numpy())
    return LineJudgement(
        line=line.name,
        watch=line.watch,
        k=line.k,
        limit_s=line.limit_s,
        measures=gap_measures([line], own, cover.filter(pl.col("line") == line.name), trials, *sure),
        longest_by_trial_s=tuple(int(s) for s in longest_by_trial(place, lengths_s(own), len(trials))),
        hourly_unwatched=hourly_unwatched(line, own, len(trials), length_s) if length_s else (),
    )


def _fleet(name: str, tallies: pl.DataFrame, confidence: float) -> FleetJudgement:
    by_trial = tallies.drop("fleet").group_by("trial", maintain_order=True).sum()
    units = {"launches": "1", "flown_s": "s", "on_station_s": "s", "losses": "1", "aborts": "1",
             "preflight_failures": "1", "cancelled": "1", "maintenances": "1", "diverts": "1", "forced_landings": "1",
             "sensor_failures": "1", "hand_overs": "1", "duty_overruns": "1", "duty_overrun_s": "s"}  # fmt: skip
    figures = {what: mean_figure(by_trial[what].to_numpy(), unit, confidence) for what, unit in units.items()}
    at_once = int(np.max(by_trial["max_airborne"].to_numpy(), initial=0))
    return FleetJudgement(fleet=name, **figures, crews_at_once=figure(at_once, "1"))
