"""The part of the report on one watch: the three numbers, its gaps and why they opened."""

from __future__ import annotations

import polars as pl

from longwatch.measures.judgement import Judgement, LineJudgement
from longwatch.origins import Figure, Origin
from longwatch.reporting.content import Cause, Gap, Measure, ThreeNumbers, WatchReport
from longwatch.runs.pieces import Pieces
from longwatch.scenario.models import Watch
from longwatch.sim.watchlog import WatchLog
from longwatch.units import format_duration

SAMPLE_TRIALS = 3
CAUSE_WORDS = {
    "demand": "demand above supply", "turnaround": "relief not there yet", "weather": "weather", "link": "link lost",
    "fault": "fault", "loss": "vehicle lost", "grounding": "type grounded", "crew": "no crew or channel free",
    "late": "late launch",
}  # fmt: skip
PLANNED = Origin("computed", "the roster, derived anew by the verifier", of=("roster",))


def watch_report(watch: Watch, pieces: Pieces, judged: Judgement | None) -> WatchReport:
    """A station watch has one line; its numbers are the line's."""
    line = next(line for line in pieces.plan.roster.lines if line.watch == watch.name)
    planned, bound = pieces.verdict.per_line[line.name], pieces.plan.bound
    flown = judged.line(line.name) if judged else None
    demand_s = planned.demanded_s
    bound_fraction = 1.0 - bound.per_line[line.name] / demand_s if demand_s else 1.0
    return WatchReport(
        name=watch.name,
        title=f"the {watch.name}" if "line" in watch.name or "watch" in watch.name else "",
        sees=f"{watch.sees.task} a {watch.sees.class_.replace('-', ' ')}, p {float(watch.sees.p):g}",
        k=watch.k,
        limit_s=float(watch.limit_s),
        required=float(watch.required),
        hard=watch.hard,
        covered=ThreeNumbers(
            bound=Figure(min(1.0, bound_fraction), origin=Origin("computed", bound.name)),
            planned=Figure(planned.covered_fraction, origin=PLANNED),
            flown=flown.measures.covered if flown else None,
            bound_name=f"LP, {format_duration(bound.slot_s)} slots",
            flown_name=f"mean of {_trials(judged.trials)}" if judged else "",
        ),
        gap_max=ThreeNumbers(
            bound=Figure(bound.gap_min_s[line.name], "s", origin=Origin("computed", "first possible arrival")),
            planned=Figure(planned.gap_max_s, "s", origin=PLANNED),
            flown=flown.measures.longest_at_confidence_s if flown else None,
            bound_name="first possible arrival",
            flown_name=_quantile_words(judged.confidence, judged.trials) if judged else "",
        ),
        p_no_long_gap=flown.measures.p_no_long_gap if flown else None,
        n_no_long_gap=flown.measures.n_no_long_gap if flown else 0,
        planned_gaps=tuple(Gap(start, end, "demand above supply") for start, end in planned.gaps),
        sample_gaps=_sample(pieces.log, line.name),
        causes=_causes(flown),
        hourly_unwatched=flown.hourly_unwatched if flown else (),
        gap_max_by_trial_s=tuple(float(s) for s in flown.longest_by_trial_s) if flown else (),
        measures=_measures(flown),
    )


def _quantile_words(confidence: float, trials: int) -> str:
    """With few trials the quantile is the longest of them, and says so."""
    if trials * (1.0 - confidence) < 1.0:
        return f"longest of {_trials(trials)}"
    return f"not exceeded in {100 * confidence:g} % of {_trials(trials)}"


def _trials(n: int) -> str:
    return f"{n:,} trial{'s' if n != 1 else ''}"


def _sample(log: WatchLog | None, line: str) -> tuple[Gap, ...]:
    """The gaps of the first trials, longest first."""
    if log is None:
        return ()
    few = log.gaps.filter((pl.col("line") == line) & (pl.col("trial") < SAMPLE_TRIALS))
    rows = few.select("start_s", "end_s", "cause", "trial").iter_rows()
    gaps = [Gap(start, end, CAUSE_WORDS.get(cause, cause), trial) for start, end, cause, trial in rows]
    return tuple(sorted(gaps, key=lambda gap: (gap.from_s - gap.to_s, gap.from_s)))


def _causes(flown: LineJudgement | None) -> tuple[Cause, ...]:
    if flown is None:
        return ()
    found = [Cause(CAUSE_WORDS.get(name, name), figure) for name, figure in flown.measures.causes.items() if figure > 0]
    return tuple(sorted(found, key=lambda cause: -float(cause.unwatched_s)))


def _measures(flown: LineJudgement | None) -> tuple[Measure, ...]:
    if flown is None:
        return ()
    m = flown.measures
    return (
        Measure("gaps per period", m.gaps),
        Measure("mean gap", m.gap_mean_s),
        Measure("95 % of gaps are shorter than", m.gap_p95_s),
        Measure("longest gap of all trials", m.gap_max_s),
        Measure("mean over trials of the longest gap", m.longest_mean_s),
        Measure("time-average gap", m.time_average_gap_s),
        Measure("response time", m.response_mean_s),
        Measure("age of information", m.age_mean_s),
    )
