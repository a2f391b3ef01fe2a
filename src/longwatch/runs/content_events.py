"""What happened to vehicles and crews in a trial, in words: rows of zeros only where the scenario asked for them."""

from __future__ import annotations

from longwatch.measures.judgement import FleetJudgement, Judgement
from longwatch.origins import Figure
from longwatch.reporting.content_watch import Measure
from longwatch.scenario.scenario import Scenario
from longwatch.sim.sensors_left import failing_sensors


def events_of(scenario: Scenario, judged: Judgement | None) -> tuple[Measure, ...]:
    """Over all fleets, the mean of a trial: what happened, and what could have by what the scenario says."""
    if judged is None:
        return ()
    all_, faults = judged.all_fleets, not scenario.file.faults.none
    upkept = any(fleet.maintenance is not None for fleet in scenario.fleets)
    diverting = any(base.alternates for base in scenario.bases)
    failing = faults and any(failing_sensors(scenario, fleet) for fleet in scenario.fleets)
    rests = (*(fleet.crew_rest_s for fleet in scenario.fleets), *(one.crew_rest_s for one in scenario.file.control))
    resting = any(rest_s is not None for rest_s in rests)
    rows: tuple[tuple[str, Figure, bool], ...] = (
        ("launches", all_.launches, True),
        ("launches that failed on the ground", all_.preflight_failures, faults),
        ("planned sorties given up", all_.cancelled, faults),
        ("sorties broken off in the air", all_.aborts, faults),
        ("vehicles lost", all_.losses, faults),
        ("vehicles taken into planned maintenance", all_.maintenances, upkept),
        ("landings at another base", all_.diverts, diverting),
        ("landings at a base that was shut", all_.forced_landings, diverting),
        ("sensors that failed", all_.sensor_failures, failing),
        ("vehicles handed over in flight to a rested crew", all_.hand_overs, resting),
        ("crews that worked longer than their duty", all_.duty_overruns, resting),
        ("time that they worked longer", all_.duty_overrun_s, bool(all_.duty_overruns)),
    )
    return tuple(Measure(words, figure) for words, figure, asked in rows if asked or figure)


def counted(fleet: FleetJudgement) -> tuple[Measure, ...]:
    """All that trials count of one fleet, by the keys of summary.json."""
    return (
        Measure("launches", fleet.launches),
        Measure("flown", fleet.flown_s),
        Measure("on_station", fleet.on_station_s),
        Measure("losses", fleet.losses),
        Measure("aborts", fleet.aborts),
        Measure("preflight_failures", fleet.preflight_failures),
        Measure("cancelled", fleet.cancelled),
        Measure("maintenances", fleet.maintenances),
        Measure("diverts", fleet.diverts),
        Measure("forced_landings", fleet.forced_landings),
        Measure("sensor_failures", fleet.sensor_failures),
        Measure("hand_overs", fleet.hand_overs),
        Measure("duty_overruns", fleet.duty_overruns),
        Measure("duty_overrun", fleet.duty_overrun_s),
        Measure("airborne_most", fleet.crews_at_once),
    )
