"""The part of the report on one revisit watch: the three numbers from its cells, its lines' gaps beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from longwatch.measures.judgement import Judgement, LineJudgement, RevisitJudgement
from longwatch.measures.revisit import CellSums, cell_sums, scale_of
from longwatch.origins import Figure, Origin
from longwatch.patterns.revisit import RevisitFacts, revisit_facts
from longwatch.reporting.content_map import MapCells
from longwatch.reporting.content_watch import Cause, Gap, Measure, RevisitReport, ThreeNumbers, WatchReport
from longwatch.runs.content_knowledge import gap_curve
from longwatch.runs.content_limits import PLANNED, limit_reports
from longwatch.runs.content_watch import bound_words
from longwatch.runs.content_words import cause_words, quantile_words, sample_gaps, sees_words, title_of, trials_words
from longwatch.runs.pieces import Pieces
from longwatch.scenario.models import Watch
from longwatch.scenario.scenario import Scenario
from longwatch.sim.cells import planned_revisit
from longwatch.units import format_duration
from longwatch.verifier.verdict import RevisitCover

LAID = Origin("computed", "the pattern", of=("area", "sensor range", "speed", "fleet"))
FORMULA = (
    "area of the largest zone / (sweep width x speed), and the way from track to track; a zone of a single track is flown "
    "there and back, so that its gaps are up to twice this"
)


class PlannedCells:
    """What the plan gives the cells of every revisit watch; worked out when somebody asks."""

    def __init__(self, scenario: Scenario, pieces: Pieces) -> None:
        self._scenario, self._roster = scenario, pieces.plan.roster

    @cached_property
    def looks(self) -> pl.DataFrame:
        return planned_revisit(self._scenario, self._roster)

    @cached_property
    def facts(self) -> dict[str, RevisitFacts]:
        return revisit_facts(self._scenario, self._roster.lines)

    def sums(self, watch: str) -> CellSums:
        limits_s, limit_s = self._scenario.limits_s(watch), float(self._scenario.watch(watch).limit_s)
        return cell_sums(self.looks, watch, self._scenario.asked_m2(watch), scale_of(limits_s, limit_s))

    def asked(self, watch: str) -> tuple[NDArray[np.float64], NDArray[np.str_], NDArray[np.int64]]:
        """(limit, class, place in the cells of the watch) of all that it asks."""
        cell = np.concatenate([np.array(ask.cell, np.int64) for ask in self._scenario.asks(watch)])
        return np.array(self._scenario.limits_s(watch)), np.array(self._scenario.asked_classes(watch)), cell

    def layers(self) -> tuple[MapCells, ...]:
        """The cells of every revisit watch for the map."""
        return tuple(self._layer(watch) for watch in self._scenario.watches if watch.kind == "revisit")

    def _layer(self, watch: Watch) -> MapCells:
        cells, sums = self._scenario.cells[watch.name], self.sums(watch.name)
        longest = np.zeros(cells.n)  # shades go by the share of the limit, of the class that waits longest of it
        np.maximum.at(longest, self.asked(watch.name)[2], sums.gap_max_s[0] * sums.scale)
        centres = tuple(zip(cells.lat_deg, cells.lon_deg, strict=True))
        return MapCells(watch.name, cells.side_m, float(watch.limit_s), centres, tuple(longest.tolist()))


def revisit_report(watch: Watch, pieces: Pieces, judged: Judgement | None, planned: PlannedCells) -> WatchReport:
    """Covered and longest gap are those of the cells; gaps, causes and hours those of the lines that look at them."""
    lines = [line for line in pieces.plan.roster.lines if line.watch == watch.name]
    sums, facts = planned.sums(watch.name), planned.facts.get(watch.name)
    asked = planned.asked(watch.name)
    covered, gap_max_s = _planned(sums, pieces.verdict.per_watch.get(watch.name))
    flown = judged.revisit(watch.name) if judged else None
    of_lines = [judged.line(line.name) for line in lines] if judged else []
    bound = Origin("computed", facts.bound_name) if facts else Origin("computed")
    bound_name = bound_words(facts.bound_name, pieces.plan.roster) if facts else ""
    flown_name = quantile_words(judged.confidence, flown.trials) if judged and flown else ""
    late = len(np.unique(asked[2][sums.gap_max_s[0] * sums.scale > float(watch.limit_s) * (1.0 + 1e-12)]))
    return WatchReport(
        name=watch.name,
        title=title_of(watch),
        sees=sees_words(watch),
        k=1,
        limit_s=float(watch.limit_s),
        kind=watch.kind,
        required=float(watch.required),
        hard=watch.hard,
        covered=ThreeNumbers(
            bound=_bound(facts.bound_covered if facts else None, "1", bound),
            planned=Figure(covered, origin=PLANNED),
            flown=flown.covered if flown else None,
            bound_name=bound_name,
            flown_name=f"mean of {trials_words(flown.trials)}" if flown else "",
        ),
        gap_max=ThreeNumbers(
            bound=_bound(facts.bound_gap_s if facts else None, "s", bound),
            planned=Figure(gap_max_s, "s", origin=PLANNED),
            flown=flown.longest_at_confidence_s if flown else None,
            bound_name=bound_name,
            flown_name=flown_name,
        ),
        p_no_long_gap=flown.p_no_long_gap if flown else None,
        n_no_long_gap=flown.n_no_long_gap if flown else 0,
        planned_gaps=tuple(
            Gap(start, end, "demand above supply", line=line.name if len(lines) > 1 else "")
            for line in lines
            for start, end in pieces.verdict.per_line[line.name].gaps
        ),
        sample_gaps=sample_gaps(pieces.log, [line.name for line in lines]),
        causes=_causes(of_lines),
        hourly_unwatched=_hourly(of_lines),
        gap_max_by_trial_s=flown.longest_by_trial_s if flown else (),
        gap_curve=gap_curve(flown.longest_by_trial_s, flown.limit_s, judged.limit_confidence)
        if flown and judged
        else (),
        measures=_measures(flown, sums, float(watch.limit_s)),
        lines=tuple(line.name for line in lines) if len(lines) > 1 else (),
        revisit=RevisitReport(
            formula=FORMULA,
            formula_gap_s=Figure(facts.formula_gap_s if facts else 0.0, "s", origin=Origin("computed", FORMULA)),
            facts=(*_facts(facts), *_widths(facts), *_takes(facts)) if facts else (),
            cells_late=Figure(late, origin=PLANNED),
            trials=flown.trials if flown else 0,
            limits=limit_reports(
                sums, asked[:2], facts, pieces.verdict.per_watch.get(watch.name), flown, (bound_name, flown_name)
            ),
        ),
    )


def _planned(sums: CellSums, verified: RevisitCover | None) -> tuple[float, float]:
    """Covered and longest gap: the worse of what the looks and the verifier find, whose chords differ by some metres; a cell
    that is only grazed may be looked at by one and not by the other."""
    covered, gap_max_s = float(sums.covered[0]), float(sums.longest_s[0])
    if verified is None:
        return covered, gap_max_s
    return min(covered, verified.covered_fraction), max(gap_max_s, verified.gap_max_s)


def _bound(value: float | None, unit: str, origin: Origin) -> Figure | None:
    return None if value is None else Figure(value, unit, origin=origin)


def _facts(facts: RevisitFacts) -> tuple[Measure, ...]:
    def of(name: str, value: float, unit: str) -> Measure:
        return Measure(name, Figure(value, unit, origin=LAID))

    laps = [of(f"lap of zone {n}", lap_s, "s") for n, lap_s in enumerate(facts.lap_s, start=1)]
    return (
        of("area", facts.area_m2 / 1e6, "km²"),
        of("cells", facts.n_cells, "1"),
        of("sweep width", facts.sweep_width_m, "m"),
        of("speed over ground along the tracks", facts.speed_mps, "m/s"),
        of("zones", facts.zones, "1"),
        *laps,
    )


def _widths(facts: RevisitFacts) -> Iterator[Measure]:
    """The sweep of each class, where there are several."""
    for one in facts.limits:
        if one.class_:
            name = f"sweep width, {one.class_}, limit {format_duration(one.limit_s)}"
            yield Measure(name, Figure(one.sweep_width_m, "m", origin=LAID))


def _takes(facts: RevisitFacts) -> Iterator[Measure]:
    """What the pattern was held to, where limits are several."""
    if not facts.limits:
        return
    bound = Origin("computed", facts.bound_name)
    yield Measure("watchers on station, at least", Figure(facts.watchers_at_least, origin=bound))
    round_s = Figure(
        facts.walk_s,
        "s",
        origin=Origin("computed", "a path as long sweeps less, or joins fewer of the cells that lie far apart"),
    )
    yield Measure("round of all cells by one vehicle of any fleet, at least", round_s)
    laid = Origin("computed", "area / (sweep width x speed of the pattern x limit), summed over limits")
    yield Measure(
        "watchers that looking alone takes, as wide and fast as the pattern", Figure(facts.density, origin=laid)
    )


def _causes(lines: list[LineJudgement]) -> tuple[Cause, ...]:
    """Patrol time missing on all its lines together."""
    found: dict[str, Figure] = {}
    for line in lines:
        for name, figure in line.measures.causes.items():
            if figure > 0:
                found[name] = _sum(found[name], figure) if name in found else figure
    causes = [Cause(cause_words(name), figure) for name, figure in found.items()]
    return tuple(sorted(causes, key=lambda cause: (-float(cause.unwatched_s), cause.name)))


def _sum(a: Figure, b: Figure) -> Figure:
    """Of two means; the interval is that of both at their worst, so rather too wide."""
    return Figure(float(a) + float(b), a.unit, low=a.low + b.low, high=a.high + b.high, origin=a.origin)


def _hourly(lines: list[LineJudgement]) -> tuple[float | None, ...]:
    """Mean share over the lines of the time of each hour in which nobody was on them."""
    hours = zip(*(line.hourly_unwatched for line in lines), strict=True)
    return tuple(_mean([p for p in hour if p is not None]) for hour in hours)


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _measures(flown: RevisitJudgement | None, planned: CellSums, limit_s: float) -> tuple[Measure, ...]:
    mean_s = planned.gap_mean_s
    own = (
        Measure("mean revisit gap, planned", None if mean_s is None else Figure(mean_s, "s", origin=PLANNED)),
        Measure(
            "95 % of the area waits no longer than, planned", Figure(planned.gap_quantile_s(0.95), "s", origin=PLANNED)
        ),
    )
    if flown is None:
        return own
    return (
        *own,
        Measure("mean revisit gap, flown", flown.gap_mean_s),
        Measure("95 % of area and trials wait no longer than", flown.gap_p95_s),
        Measure("longest revisit gap of all trials", flown.gap_max_s),
        _longest_mean(flown, limit_s),
        Measure("time-average gap", flown.time_average_gap_s),
        Measure("response time", flown.response_mean_s),
        Measure("age of information", flown.age_mean_s),
    )


def _longest_mean(flown: RevisitJudgement, limit_s: float) -> Measure:
    """Of several limits in per cent of each gap's own."""
    name, mean = "mean over trials of the longest revisit gap", flown.longest_mean_s
    if not flown.limits:
        return Measure(name, mean)
    part = 100.0 / limit_s
    scaled = Figure(float(mean) * part, "%", low=mean.low * part, high=mean.high * part, origin=mean.origin)
    return Measure(f"{name} in terms of its own limit", scaled)
