"""What the report is told: the pieces of a run, turned into the plain data of `reporting.content`."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from longwatch.cost.tree import CostTree
from longwatch.measures.judge import judge
from longwatch.measures.judgement import FleetJudgement, Judgement, LineJudgement
from longwatch.origins import Figure, Origin, computed
from longwatch.reporting.content import (
    Cause,
    FleetRow,
    Gap,
    Measure,
    ReportContent,
    RosterReport,
    Settings,
    ShipReport,
    ShipRow,
    ThreeNumbers,
    WatchReport,
)
from longwatch.rostering.make import Plan
from longwatch.runs.content_cost import cost_report, inputs_of
from longwatch.runs.content_map import land_around, map_layers
from longwatch.scenario.models import Watch
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.ships import Ships
from longwatch.units import format_duration
from longwatch.verifier.verdict import Verdict
from longwatch.version import __version__

SAMPLE_TRIALS = 3
CAUSE_WORDS = {
    "demand": "demand above supply", "turnaround": "relief not there yet", "weather": "weather", "link": "link lost",
    "fault": "fault", "loss": "vehicle lost", "grounding": "type grounded", "crew": "no crew or channel free",
    "late": "late launch",
}  # fmt: skip
PLANNED = Origin("computed", "the roster, derived anew by the verifier", of=("roster",))


@dataclass(frozen=True)
class Pieces:
    """What was computed so far; None where a stage has not been run."""

    plan: Plan
    verdict: Verdict
    ships: Ships | None
    log: WatchLog | None
    tree: CostTree | None


def content_of(scenario: Scenario, pieces: Pieces, command: str) -> ReportContent:
    """The report's content from the pieces of a run."""
    confidence = float(scenario.file.run.confidence)
    judged = judge(scenario, pieces.plan.roster, pieces.log, confidence) if pieces.log else None
    watches = tuple(_watch(watch, pieces, judged) for watch in scenario.watches)
    unwatched = {w.name: _rest(w.covered.flown) for w in watches if w.covered.flown is not None}
    return ReportContent(
        settings=_settings(scenario, pieces, judged, command),
        watches=watches,
        roster=_roster(scenario, pieces, judged),
        map=map_layers(scenario, pieces.plan, land_around(scenario, pieces.plan), pieces.ships, unwatched),
        ships=_ships(pieces, judged),
        cost=cost_report(pieces.tree) if pieces.tree else None,
        inputs=inputs_of(scenario, pieces.plan, pieces.tree),
        changes=scenario.changes,
        warnings=scenario.warnings,
        events=_events(judged),
        files={
            "roster": "roster.csv",
            "verdict": "verify.json",
            "patterns": "patterns.geojson",
            "summary": "summary.json",
        },
    )


def _settings(scenario: Scenario, pieces: Pieces, judged: Judgement | None, command: str) -> Settings:
    period, run = scenario.file.period, scenario.file.run
    return Settings(
        scenario_name=scenario.name,
        start_s=scenario.start_s,
        length_s=scenario.length_s,
        seed=run.seed,
        trials=judged.trials if judged else 0,
        look_trials=judged.look_trials if judged else 0,
        confidence=float(run.confidence),
        zone=period.zone,
        marking=scenario.file.marking,
        warm_up=_warm_up_words(scenario),
        end_rule=(
            "a gap that is open at the end is cut there and counted"
            if period.end == "cut"
            else "a gap that is open at the end is left out"
        ),
        version=__version__,
        command=command,
        inputs=tuple(sorted(scenario.inputs.items())),
        method=_method(pieces, judged),
        assumptions=_assumptions(scenario),
        policies=_policies(scenario),
    )


def _warm_up_words(scenario: Scenario) -> str:
    rule = scenario.file.period.warm_up
    if rule == "none":
        return "from the start of the period"
    if rule == "first-arrival":
        return "from the first possible arrival on each line"
    return f"from {rule.text or float(rule)} after the start"


def _method(pieces: Pieces, judged: Judgement | None) -> tuple[str, ...]:
    bound, roster = pieces.plan.bound, pieces.plan.roster
    tried = ", ".join(f"{name} leaves {seconds / 3600:.2f} h" for name, seconds in pieces.plan.candidates.items())
    words = [
        f"Bound: {bound.name} ({bound.n_rows} rows, {bound.n_columns} columns, solved by HiGHS; the dual value is printed).",
        f"Roster: {roster.method}. Tried, by uncovered watcher-time: {tried}.",
        "Verifier: every rule and gap was derived again from the roster with arithmetic of its own.",
    ]
    if judged:
        words.append(
            f"Trials: {judged.trials} runs of the whole period, one event queue each, random numbers keyed by seed, trial, "
            "process and entity; any trial can be flown again alone."
        )
    if judged and judged.look_trials:
        words.append(
            f"Looks: entry and exit of every ship solved exactly, without a time step, in {judged.look_trials} trials."
        )
    return tuple(words)


def _assumptions(scenario: Scenario) -> tuple[str, ...]:
    faults = "no faults" if scenario.file.faults.none else "the fault rates listed below"
    closures = (
        "closures by weather independent of each other" if scenario.file.weather.closure else "no closures by weather"
    )
    return (faults, "constant wind and sea", closures, "sensors of definite range")


def _policies(scenario: Scenario) -> tuple[str, ...]:
    policy = scenario.file.policy
    hold = ("holding into the reserve until relieved",) if policy.hold else ()
    return (*hold, *(("launching spares",) if policy.spare else ()))


def _watch(watch: Watch, pieces: Pieces, judged: Judgement | None) -> WatchReport:
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
            flown_name=f"not exceeded in {100 * judged.confidence:g} % of {_trials(judged.trials)}" if judged else "",
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


def _trials(n: int) -> str:
    return f"{n:,} trial{'s' if n != 1 else ''}"


def _rest(covered: Figure | None) -> Figure:
    assert covered is not None
    return Figure(1.0 - covered, low=1.0 - covered.high, high=1.0 - covered.low, origin=covered.origin)


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


def _roster(scenario: Scenario, pieces: Pieces, judged: Judgement | None) -> RosterReport:
    roster = pieces.plan.roster
    return RosterReport(
        stints=roster.stints,
        watch_of_line={line.name: line.watch for line in roster.lines},
        fleets=tuple(_fleet_row(scenario, pieces, judged, fleet.name) for fleet in scenario.fleets),
        method=roster.method,
        verified=pieces.verdict.ok,
        violations=tuple(str(violation) for violation in pieces.verdict.violations),
    )


def _fleet_row(scenario: Scenario, pieces: Pieces, judged: Judgement | None, name: str) -> FleetRow:
    fleet = scenario.fleet(name)
    own = [stint for stint in pieces.plan.roster.stints if stint.fleet == name]
    on_station_s = sum(max(0, min(s.leave_s, scenario.length_s) - max(s.arrive_s, 0)) for s in own)
    measures = [
        Measure("sorties planned", computed(len(own), "1", ("roster",))),
        Measure("on station, planned", computed(on_station_s, "s", ("roster",))),
    ]
    flown: FleetJudgement | None = judged.fleet(name) if judged else None
    if flown:
        measures += [
            Measure("on station, flown", flown.on_station_s),
            Measure("launches", flown.launches),
            Measure("aborts", flown.aborts),
            Measure("losses", flown.losses),
            Measure("airborne at once, at the most", flown.crews_at_once),
        ]
    return FleetRow(
        name=name,
        platform=scenario.platform_of(fleet).name,
        payload=scenario.payload_of(fleet).name,
        base=fleet.base,
        count=fleet.count,
        usable=scenario.usable_count(fleet),
        measures=tuple(measures),
    )


def _ships(pieces: Pieces, judged: Judgement | None) -> ShipReport | None:
    if judged is None or not judged.ships or pieces.ships is None:
        return None
    rows = tuple(
        ShipRow(_ship_name(ship.class_, ship.dark), ship.ships, ship.seen, ship.first_look_s, ship.dark)
        for ship in judged.ships
    )
    dropped = ", ".join(
        f"{n:,} {reason}" for reason, n in sorted(pieces.ships.drops.items(), key=lambda item: -item[1])
    )
    return ShipReport(
        rows=rows,
        source=(
            "The real ships of the file on every day, drawn with replacement and shifted in time only, never moved in space. "
            "Outside its recorded span a ship is unknown, not absent, and is not counted."
        ),
        notes=(
            "Class and length are drawn per ship from a stated mix where the file lacks them (ASSUMED); so is who is dark.",
            f"{pieces.ships.n_reports:,} reports read; tracks keep to within {pieces.ships.thin_error_m:.0f} m of them. "
            f"Left out: {dropped}.",
        ),
    )


def _ship_name(class_: str, dark: bool) -> str:
    return f"{'dark ' if dark else ''}{class_.replace('-', ' ')}"


def _events(judged: Judgement | None) -> tuple[Measure, ...]:
    if judged is None:
        return ()
    fleet = judged.all_fleets
    return (
        Measure("launches", fleet.launches),
        Measure("launches that failed on the ground", fleet.preflight_failures),
        Measure("planned sorties given up", fleet.cancelled),
        Measure("sorties broken off in the air", fleet.aborts),
        Measure("vehicles lost", fleet.losses),
    )
