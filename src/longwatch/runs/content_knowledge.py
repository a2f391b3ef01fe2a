"""What the report says of luck and knowledge, and of gaps longer than any g."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from longwatch.measures.by_trial import KNOWLEDGE, MEASURES, counted_gaps, trial_values
from longwatch.measures.gaps import mean_figure
from longwatch.measures.intervals import no_longer_than
from longwatch.measures.knowledge import Knowledge, knowledge_of
from longwatch.origins import Figure, Origin
from longwatch.reporting.content_tables import KnowledgeReport, KnowledgeRow
from longwatch.reporting.content_watch import Measure
from longwatch.runs.samples import Samples
from longwatch.scenario.plan import Roster
from longwatch.sim.watchlog import WatchLog
from longwatch.units import HOUR_S

ROUND_GAPS_S = tuple(
    [minutes * 60.0 for minutes in (5, 15, 30)] + [hours * HOUR_S for hours in (1, 2, 4, 8, 12, 24, 48, 96, 168, 336, 720)]
)  # fmt: skip
MOST_POINTS = 9


def gap_curve(longest_s: Sequence[float], limit_s: float, confidence: float) -> tuple[tuple[float, Figure], ...]:
    """No gap at all, none longer than the limit, and none longer than round times up to the longest gap of all trials."""
    if not longest_s:
        return ()
    last = next((i for i, g_s in enumerate(ROUND_GAPS_S) if g_s >= max(longest_s)), len(ROUND_GAPS_S) - 1)
    round_s = [float(g_s) for g_s in ROUND_GAPS_S[: last + 1] if g_s != limit_s]
    step = -(-len(round_s) // (MOST_POINTS - 2)) if round_s else 1
    points = sorted({0.0, float(limit_s), *round_s[::-1][::step]})
    origin = Origin(
        "computed", "trials of this run; one-sided Clopper-Pearson", of=("roster", "faults", "weather", "seed")
    )
    found = [(g_s, *no_longer_than(longest_s, g_s, confidence)) for g_s in points]
    return tuple((g_s, Figure(share, low=low, high=1.0, origin=origin)) for g_s, share, low in found)


def knowledge_report(
    samples: Samples | None, log: WatchLog | None, roster: Roster, end_rule: str, confidences: tuple[float, float]
) -> KnowledgeReport | None:
    """The measures of all watches under the likely inputs, and under all that was drawn.

    confidences : of luck's interval (more than asked for where trials stopped early), and the one asked for
    """
    if samples is None or log is None:
        return None
    trials = sorted(set(log.cover["trial"].to_list()))
    gaps = counted_gaps(log.gaps, end_rule, roster.length_s)
    likely = trial_values(roster.lines, gaps, log.cover, log.tallies, trials)
    rows = []
    alike = all(line.k == 1 for line in roster.lines)  # then the whole demand is met wherever any of it is
    for name in KNOWLEDGE if samples.values else ():
        if name == "covered_whole" and alike:
            continue
        kind = MEASURES[name]
        found = knowledge_of(samples.values[name], samples.shares, confidences[1], kind.most)
        rows.append(_row(name, found, mean_figure(likely[name], kind.unit, confidences[0], kind.most)))
    inputs = tuple(Measure(name, figure) for name, figure in samples.inputs)
    return KnowledgeReport(len(samples.shares), samples.n_trials, inputs, samples.idle, tuple(rows))


def _row(name: str, found: Knowledge, likely: Figure) -> KnowledgeRow:
    kind, origin = (
        MEASURES[name],
        Origin("computed", "trials with inputs drawn from their ranges", of=("ranges of inputs",)),
    )

    def share(value: float | None) -> Figure | None:
        return None if value is None else Figure(float(np.clip(value, 0.0, 1.0)), origin=origin)

    shares = None if found.shares is None else tuple(Figure(value, origin=origin) for value in found.shares)
    return KnowledgeRow(
        name=name,
        words=kind.words,
        likely=likely,
        known=Figure(found.mean, kind.unit, low=found.low, high=found.high, origin=origin),
        mean=Figure(found.mean, kind.unit, low=found.mean_low, high=found.mean_high, origin=origin),
        luck=share(found.luck),
        shares=shares,
        together=share(found.together),
    )
