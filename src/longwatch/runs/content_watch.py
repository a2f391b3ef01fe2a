"""The part of the report on one watch that is one line (station, relay): the three numbers, its gaps and why they opened."""

from __future__ import annotations

from longwatch.measures.judgement import Judgement, LineJudgement
from longwatch.origins import Figure, Origin
from longwatch.reporting.content_watch import WHOLE_FLEET, Cause, Gap, Measure, ThreeNumbers, WatchReport
from longwatch.runs.content_knowledge import gap_curve
from longwatch.runs.content_words import cause_words, quantile_words, sample_gaps, sees_words, title_of, trials_words
from longwatch.runs.pieces import Pieces
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Roster
from longwatch.units import format_duration

PLANNED = Origin("computed", "the roster, derived anew by the verifier", of=("roster",))


def watch_report(watch: Watch, pieces: Pieces, judged: Judgement | None) -> WatchReport:
    """Its numbers are those of its line."""
    line = next(line for line in pieces.plan.roster.lines if line.watch == watch.name)
    planned, bound = pieces.verdict.per_line[line.name], pieces.plan.bound
    flown = judged.line(line.name) if judged else None
    demand_s = planned.demanded_s
    bound_fraction = 1.0 - bound.per_line[line.name] / demand_s if demand_s else 1.0
    return WatchReport(
        name=watch.name,
        title=title_of(watch),
        sees=sees_words(watch),
        k=watch.k,
        limit_s=float(watch.limit_s),
        required=float(watch.required),
        hard=watch.hard,
        kind=watch.kind,
        covered=ThreeNumbers(
            bound=Figure(min(1.0, bound_fraction), origin=Origin("computed", bound.name)),
            planned=Figure(planned.covered_fraction, origin=PLANNED),
            flown=flown.measures.covered if flown else None,
            bound_name=bound_words(
                f"LP, {format_duration(bound.slot_s)} slots{_part_words(pieces.plan.roster)}", pieces.plan.roster
            ),
            flown_name=f"mean of {trials_words(judged.trials)}" if judged else "",
        ),
        gap_max=ThreeNumbers(
            bound=Figure(bound.gap_min_s[line.name], "s", origin=Origin("computed", "first possible arrival")),
            planned=Figure(planned.gap_max_s, "s", origin=PLANNED),
            flown=flown.measures.longest_at_confidence_s if flown else None,
            bound_name=bound_words("first possible arrival", pieces.plan.roster),
            flown_name=quantile_words(judged.confidence, judged.trials) if judged else "",
        ),
        p_no_long_gap=flown.measures.p_no_long_gap if flown else None,
        n_no_long_gap=flown.measures.n_no_long_gap if flown else 0,
        planned_gaps=tuple(Gap(start, end, "demand above supply") for start, end in planned.gaps),
        sample_gaps=sample_gaps(pieces.log, [line.name]),
        causes=_causes(flown),
        hourly_unwatched=flown.hourly_unwatched if flown else (),
        gap_max_by_trial_s=tuple(float(s) for s in flown.longest_by_trial_s) if flown else (),
        measures=_measures(flown),
        gap_curve=gap_curve(flown.longest_by_trial_s, line.limit_s, judged.limit_confidence)
        if flown and judged
        else (),
    )


def bound_words(name: str, roster: Roster) -> str:
    """The bound is of a fleet that is whole, which is said beside a roster whose vehicles dropped out."""
    return f"{name}; {WHOLE_FLEET}" if roster.outages else name


def _part_words(roster: Roster) -> str:
    return f", first {format_duration(roster.length_s)}" if roster.repeats else ""


def _causes(flown: LineJudgement | None) -> tuple[Cause, ...]:
    if flown is None:
        return ()
    found = [Cause(cause_words(name), figure) for name, figure in flown.measures.causes.items() if figure > 0]
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
