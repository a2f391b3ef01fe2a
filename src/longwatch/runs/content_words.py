"""Words and rows that the parts of the report on station and revisit watches share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from longwatch.reporting.content_watch import Gap
from longwatch.scenario.asks import classes_of
from longwatch.scenario.models import Watch
from longwatch.sim.watchlog import WatchLog

SAMPLE_TRIALS = 3
CAUSE_WORDS: Final = {
    "demand": "demand above supply", "turnaround": "relief not there yet", "weather": "weather", "link": "link lost",
    "fault": "fault", "loss": "vehicle lost", "grounding": "type grounded", "crew": "no crew or channel free",
    "late": "late launch", "hours": "base or way closed by its hours", "wind": "wind", "sea": "sea state",
    "visibility": "visibility", "cloud": "cloud", "rain": "rain", "icing": "icing", "light": "not light enough",
    "relay": "relay not there", "retask": "sent away to another task", "maintenance": "planned maintenance",
    "sensor": "sensor failed", "divert": "vehicle at another base", "delivery": "vehicle not delivered yet",
    "ferry": "vehicle not at this base",
}  # fmt: skip


def cause_words(cause: str) -> str:
    """A cause of `sim.state.CAUSES` as a reader sees it."""
    return CAUSE_WORDS.get(cause, cause)


def title_of(watch: Watch) -> str:
    """As in a sentence; empty where the report's own way of naming it will do."""
    return f"the {watch.name}" if "line" in watch.name or "watch" in watch.name else ""


def sees_words(watch: Watch) -> str:
    """What it is for: "detect a small boat, p 0.9", "link for others"."""
    if watch.kind == "relay":
        return "carry the link of others"
    seen = f"{watch.sees.task} a {watch.sees.class_.replace('-', ' ')}, p {float(watch.sees.p):g}"
    others = [one for one in classes_of(watch) if one != watch.sees.class_]
    seen += "".join(f", and a {one.replace('-', ' ')}" for one in others)
    return f"{seen}, in company with {watch.around}" if watch.around else seen


def quantile_words(confidence: float, trials: int) -> str:
    """With few trials the quantile is the longest of them, and says so."""
    if trials * (1.0 - confidence) < 1.0:
        return f"longest of {trials_words(trials)}"
    return f"not exceeded in {100 * confidence:g} % of {trials_words(trials)}"


def trials_words(n: int) -> str:
    return f"{n:,} trial{'s' if n != 1 else ''}"


def sample_gaps(log: WatchLog | None, lines: Sequence[str]) -> tuple[Gap, ...]:
    """The gaps of the first trials on these lines, longest first; with the line's name where there are several."""
    if log is None:
        return ()
    few = log.gaps.filter(pl.col("line").is_in(list(lines)) & (pl.col("trial") < SAMPLE_TRIALS))
    rows = few.select("start_s", "end_s", "cause", "trial", "line").iter_rows()
    several = len(lines) > 1
    gaps = [Gap(a, b, cause_words(cause), trial, line if several else "") for a, b, cause, trial, line in rows]
    return tuple(sorted(gaps, key=lambda gap: (gap.from_s - gap.to_s, gap.from_s)))
