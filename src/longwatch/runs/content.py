"""What the report is told: the pieces of a run, turned into the plain data of `reporting.content`."""

from __future__ import annotations

from longwatch.measures.judge import judge
from longwatch.measures.judgement import Judgement
from longwatch.measures.years import judge_years
from longwatch.origins import Figure
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_tables import KnowledgeReport, YearRow
from longwatch.runs.content_cost import cost_report, inputs_of
from longwatch.runs.content_events import events_of
from longwatch.runs.content_fleet import roster_report, ship_report
from longwatch.runs.content_knowledge import knowledge_report
from longwatch.runs.content_map import land_around, map_layers
from longwatch.runs.content_revisit import PlannedCells, revisit_report
from longwatch.runs.content_sensors import sensor_reports, sensor_words
from longwatch.runs.content_watch import watch_report
from longwatch.runs.pieces import Pieces
from longwatch.scenario.models import Retask
from longwatch.scenario.scenario import Scenario
from longwatch.sim.watchlog import FRAMES
from longwatch.units import format_duration
from longwatch.version import __version__
from longwatch.weather.facts import WeatherFacts, weather_assumptions, weather_facts


def content_of(scenario: Scenario, pieces: Pieces, command: str) -> ReportContent:
    """The report's content from the pieces of a run."""
    confidence = float(scenario.file.run.confidence)
    judged = judge(scenario, pieces.plan.roster, pieces.log, confidence) if pieces.log else None
    planned = PlannedCells(scenario, pieces)
    weather = weather_facts(scenario, pieces.plan.roster.lines, pieces.plan.roster.pairings)
    sensors = sensor_reports(scenario, pieces, weather)
    watches = tuple(
        revisit_report(watch, pieces, judged, planned)
        if watch.kind == "revisit"
        else watch_report(watch, pieces, judged)
        for watch in scenario.watches
    )
    return ReportContent(
        settings=_settings(scenario, pieces, judged, weather, command),
        watches=watches,
        roster=roster_report(scenario, pieces, judged),
        map=map_layers(
            scenario,
            pieces.plan,
            land_around(scenario, pieces.plan),
            pieces.ships,
            _unwatched(judged),
            planned.layers(),
        ),
        sensors=sensors,
        ships=ship_report(scenario, pieces, judged),
        cost=cost_report(pieces.tree) if pieces.tree else None,
        inputs=inputs_of(scenario, pieces.plan, pieces.tree, sensors),
        changes=scenario.changes,
        warnings=(*scenario.warnings, *weather.warnings),
        knowledge=_knowledge(pieces, judged),
        years=_years(pieces, judged),
        events=events_of(scenario, judged),
        explanation=pieces.explanation,
        files=_files(pieces),
    )


def _years(pieces: Pieces, judged: Judgement | None) -> tuple[YearRow, ...]:
    if judged is None or pieces.log is None:
        return ()
    return tuple(
        YearRow(
            year.year, year.covered, year.longest_gap_s, year.gaps, year.flown_s, year.launches, year.losses,
            year.vehicles, tuple(year.covered_of.items()),
        )
        for year in judge_years(pieces.log, pieces.plan.roster.lines, judged.interval_confidence)
    )  # fmt: skip


def _files(pieces: Pieces) -> dict[str, str]:
    """What stands beside the report, by what it holds."""
    files = {
        "roster": "roster.csv",
        "verdict": "verify.json",
        "patterns": "patterns.geojson",
        "summary": "summary.json",
    }
    if pieces.explanation is not None:
        files["explain"] = "explain.json"
    if pieces.log is None:
        return files
    tables = (name for name in FRAMES if getattr(pieces.log, name) is not None)
    return files | {name: f"{name}.parquet" for name in tables}


def _knowledge(pieces: Pieces, judged: Judgement | None) -> KnowledgeReport | None:
    if judged is None:
        return None
    sure = (judged.interval_confidence, judged.confidence)
    return knowledge_report(pieces.samples, pieces.log, pieces.plan.roster, judged.end_rule, sure)


def _settings(
    scenario: Scenario, pieces: Pieces, judged: Judgement | None, weather: WeatherFacts, command: str
) -> Settings:
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
        method=(*_method(pieces, judged), *_weather_words(weather)),
        fits=tuple(_sentence(fit.words) for fit in weather.fits),
        assumptions=_assumptions(scenario),
        policies=_policies(scenario),
    )


def _warm_up_words(scenario: Scenario) -> str:
    rule = scenario.file.period.warm_up
    if rule == "none":
        return "from the start of the period"
    if rule == "first-arrival":
        return "from the first possible arrival on each line"
    if isinstance(rule, str):
        return "from the start of the period, with those of [state] on station"
    return f"from {rule.text or float(rule)} after the start"


def _method(pieces: Pieces, judged: Judgement | None) -> tuple[str, ...]:
    bound, roster = pieces.plan.bound, pieces.plan.roster
    tried = ", ".join(f"{name} leaves {seconds / 3600:.2f} h" for name, seconds in pieces.plan.candidates.items())
    words = [
        f"Bound: {bound.name} ({bound.n_rows:,} rows, {bound.n_columns:,} columns, solved by HiGHS; the dual value is printed).",
        f"Roster: {roster.method}. Tried, by uncovered watcher-time: {tried}.",
        "Verifier: every rule and gap was derived again from the roster with arithmetic of its own.",
    ]
    if roster.repeats:
        words.append(
            f"Bound and plan are of the first {format_duration(roster.length_s)}: a run-in, and {format_duration(roster.tile_s)} "
            "that repeat to the end. Where vehicles are lost or come, or a type is grounded for two days, a trial goes on "
            "under the plan of those that are there."
        )
    if judged:
        words.append(
            f"Trials: {judged.trials} runs of the whole period, one event queue each, random numbers keyed by seed, trial, "
            "process and entity; any trial can be flown again alone."
        )
    for one in judged.revisits if judged else ():
        words.append(
            f"Revisits of {one.watch}: looks at the centres of {one.n_cells:,} cells, entry and exit solved exactly, without a "
            f"time step, in {one.trials} trials."
        )
    if judged and judged.look_trials:
        words.append(
            f"Looks: entry and exit of every ship solved exactly, without a time step, in {judged.look_trials} trials."
        )
    return tuple(words)


def _weather_words(weather: WeatherFacts) -> tuple[str, ...]:
    """What the weather is and what it shuts, a sentence each; warnings, sensors and fits have places of their own."""
    elsewhere = {*(one.words for one in weather.ranges), *(one.words for one in weather.fits)}
    return tuple(_sentence(line) for line in weather.told() if line not in elsewhere)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _assumptions(scenario: Scenario) -> tuple[str, ...]:
    faults = "no faults" if scenario.file.faults.none else "the fault rates listed below"
    return (
        faults,
        *weather_assumptions(scenario),
        sensor_words(scenario),
    )


def _policies(scenario: Scenario) -> tuple[str, ...]:
    policy = scenario.file.policy
    limit = "" if policy.hold_limit_s is None else f", for {format_duration(float(policy.hold_limit_s))} at the most"
    due = " so that they are not early" if policy.spare == "when due" else ""
    said = [
        (policy.hold, f"holding into the reserve until relieved{limit}"),
        (policy.spare is not False, f"launching spares{due}"),
        (
            policy.shift,
            f"calling reliefs by up to {format_duration(float(policy.shift_limit_s))} later or earlier, as their watcher ends",
        ),
        (policy.reroster_s is not None, f"planning anew every {format_duration(float(policy.reroster_s or 0.0))}"),
        (policy.retask is not None and policy.file is None, f"sending vehicles to {_contacts(policy.retask)}"),
        (policy.file is not None, f"the rules of {policy.file}"),
    ]
    return tuple(words for given, words in said if given)


def _contacts(retask: Retask | None) -> str:
    return "" if retask is None else f"{retask.task} {'dark contacts' if retask.contacts == 'dark' else 'contacts'}"


def _unwatched(judged: Judgement | None) -> dict[str, Figure]:
    """By watch: flown share of the time with the demand unmet; of a revisit watch, of area and time seen too late."""
    if judged is None:
        return {}
    lines = {line.watch: _rest(line.measures.covered_whole) for line in judged.lines}
    return lines | {one.watch: _rest(one.covered) for one in judged.revisits}


def _rest(covered: Figure) -> Figure:
    return Figure(1.0 - covered, low=1.0 - covered.high, high=1.0 - covered.low, origin=covered.origin)
