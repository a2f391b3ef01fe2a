"""What a run of trials is worth: the numbers that station and revisit watches have.

Every number is a `Figure` in SI units, computed, with what it was computed from; `low` and `high` are its interval at the
stated confidence (equal to the value where there is none). None means that there is no such number.
"""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.origins import Figure


@dataclass(frozen=True)
class GapMeasures:
    """Of one line, or of all lines together. Definitions: docs/measures.md, in the words of the coverage literature."""

    covered: Figure  # share of the demanded watcher-time that was watched
    covered_whole: Figure  # share of the demanded time with the whole demand met
    gaps: Figure  # number per trial
    gap_mean_s: Figure | None  # of all gaps of all trials
    gap_p95_s: Figure | None
    gap_max_s: Figure | None  # longest of all trials
    longest_mean_s: Figure  # mean over the trials of the longest gap of each (zero without one)
    longest_p95_s: Figure  # not exceeded by the longest gap in 95 % of the trials
    longest_at_confidence_s: Figure  # the same at the stated confidence
    time_average_gap_s: Figure  # sum of squared gaps / demanded time
    response_mean_s: Figure  # wait from a random demanded instant until the line is watched
    age_mean_s: Figure  # time since the line was last watched, at a random demanded instant
    p_no_long_gap: Figure  # share of trials without a gap above the limit; low: one-sided Clopper-Pearson
    n_no_long_gap: int
    causes: dict[str, Figure]  # cause -> missing watcher-time per trial, seconds
    cause_shares: dict[str, Figure]  # cause -> share of all missing watcher-time


@dataclass(frozen=True)
class LineJudgement:
    """One line, with the longest gap of each trial and the unwatched share of each hour (None: not demanded)."""

    line: str
    watch: str
    k: int
    limit_s: int
    measures: GapMeasures
    longest_by_trial_s: tuple[int, ...]
    hourly_unwatched: tuple[float | None, ...]


@dataclass(frozen=True)
class FleetJudgement:
    """Per trial: numbers, and seconds inside the period."""

    fleet: str
    launches: Figure
    flown_s: Figure
    on_station_s: Figure
    losses: Figure
    aborts: Figure
    preflight_failures: Figure
    cancelled: Figure
    maintenances: Figure  # begun
    diverts: Figure  # landings at an alternate
    forced_landings: Figure  # at a base that was shut, no alternate being open or within reach
    sensor_failures: Figure
    hand_overs: Figure  # in flight, from one crew to another
    duty_overruns: Figure  # duties that went on beyond their end
    duty_overrun_s: Figure  # all of them together
    crews_at_once: Figure  # most vehicles airborne at once in any trial


@dataclass(frozen=True)
class LimitJudgement:
    """The cells of a revisit watch with one limit, for one class, over its look trials."""

    class_: str
    limit_s: float
    n_cells: int
    longest_at_confidence_s: Figure
    p_kept: Figure  # share of the trials in which none of them waited longer


@dataclass(frozen=True)
class RevisitJudgement:
    """One revisit watch, from the looks at its cells in the trials with looks; cells weigh by their area."""

    watch: str
    limit_s: float
    trials: int  # with looks
    n_cells: int
    covered: Figure  # share of area and time in which the last look is no older than the limit
    gap_mean_s: Figure | None  # of all revisit gaps of all cells and trials
    gap_p95_s: Figure  # not exceeded by the longest gap of a cell in 95 % of area and trials
    gap_max_s: Figure  # of all cells and trials
    longest_mean_s: Figure  # mean over the trials of the longest gap of any cell
    longest_at_confidence_s: Figure  # not exceeded by it in the stated share of trials
    time_average_gap_s: Figure
    response_mean_s: Figure  # wait from a random instant, at a random place, to the next look there
    age_mean_s: Figure  # time since the last look, likewise
    p_no_long_gap: Figure  # share of trials in which no cell waits longer than the limit; low: Clopper-Pearson
    n_no_long_gap: int
    longest_by_trial_s: tuple[float, ...]
    limits: tuple[LimitJudgement, ...] = ()  # of each class and limit, where there are several


@dataclass(frozen=True)
class ShipJudgement:
    """Ships of one class, per trial, in the trials with looks; those without AIS apart."""

    class_: str
    dark: bool
    ships: Figure  # number recorded in a watched area
    seen: Figure | None  # share of them seen at least once
    watched: Figure | None  # share of their recorded time within range of a watcher
    first_look_s: Figure | None  # median time from entering an area to the first look there, of those seen
    first_report_s: Figure | None = None  # the same to the first report of a look there, of those reported
    detected: Figure | None = None  # share of the ships for which a detection held in a watched area: drawn
    first_detection_s: Figure | None = None  # mean time from entering an area to it, of those detected
    detections: Figure | None = None  # encounters with a detection, anywhere, of these ships
    identified: Figure | None = None  # share of the ships that were identified, anywhere
    identify_wait_s: Figure | None = None  # mean time from the first detection to that, of those identified


@dataclass(frozen=True)
class Judgement:
    """Lines in the order of the roster, fleets in that of the scenario; `overall` leaves lines of relays out."""

    trials: int
    confidence: float
    end_rule: str
    lines: tuple[LineJudgement, ...]
    overall: GapMeasures
    fleets: tuple[FleetJudgement, ...]
    all_fleets: FleetJudgement
    look_trials: int = 0
    ships: tuple[ShipJudgement, ...] = ()
    turrets_busy: Figure | None = None  # share of their time in the air that turrets serve; None without any
    revisits: tuple[RevisitJudgement, ...] = ()
    limit_confidence: float = 0.95  # that limits of shares are worked out with, likewise
    interval_confidence: float = 0.95  # that intervals are worked out with: more where trials could stop early

    def line(self, name: str) -> LineJudgement:
        return next(line for line in self.lines if line.line == name)

    def revisit(self, watch: str) -> RevisitJudgement | None:
        """None where no trial had looks."""
        return next((one for one in self.revisits if one.watch == watch), None)

    def fleet(self, name: str) -> FleetJudgement:
        return next(fleet for fleet in self.fleets if fleet.fleet == name)
