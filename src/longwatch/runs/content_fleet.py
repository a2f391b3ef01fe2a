"""The parts of the report on the fleets and on the ships they saw."""

from __future__ import annotations

from longwatch.measures.detection import ALL
from longwatch.measures.judgement import FleetJudgement, Judgement
from longwatch.origins import computed
from longwatch.reporting.content_fleet import FleetRow, RosterReport
from longwatch.reporting.content_tables import ShipReport, ShipRow
from longwatch.reporting.content_watch import Measure
from longwatch.reporting.wording import share
from longwatch.runs.content_crews import crew_use, maintenance_warnings, vehicle_use
from longwatch.runs.content_events import counted
from longwatch.runs.pieces import Pieces
from longwatch.scenario.models import Traffic
from longwatch.scenario.plan import wholes_of
from longwatch.scenario.scenario import Scenario
from longwatch.traffic.told import label, mark_sentence, source_sentence
from longwatch.units import HOUR_S, format_duration


def roster_report(scenario: Scenario, pieces: Pieces, judged: Judgement | None) -> RosterReport:
    roster = pieces.plan.roster
    crews, warnings = crew_use(scenario, roster)
    return RosterReport(
        stints=roster.stints,
        watch_of_line={line.name: line.watch for line in roster.lines},
        fleets=tuple(_fleet_row(scenario, pieces, judged, fleet.name) for fleet in scenario.fleets),
        vehicle_use=vehicle_use(scenario, roster),
        crew_use=crews,
        crew_warnings=(*warnings, *maintenance_warnings(scenario, roster)),
        maintenance=roster.maintenance,
        method=roster.method,
        verified=pieces.verdict.ok,
        violations=tuple(str(violation) for violation in pieces.verdict.violations),
    )


def _fleet_row(scenario: Scenario, pieces: Pieces, judged: Judgement | None, name: str) -> FleetRow:
    fleet = scenario.fleet(name)
    platform, payload = scenario.platform_of(fleet), scenario.payload_of(fleet)
    own = [stint for stint in pieces.plan.roster.stints if stint.fleet == name]
    on_station_s = sum(max(0, min(s.leave_s, scenario.length_s) - max(s.arrive_s, 0)) for s in own)
    sorties = wholes_of(own)
    away = sum(one.lands_with != one.fleet for one in sorties)
    measures = [
        Measure("sorties planned", computed(len(sorties), "1", ("roster",))),
        Measure("on station, planned", computed(on_station_s, "s", ("roster",))),
        *((Measure("landings with other fleets, planned", computed(away, "1", ("roster",))),) if away else ()),
    ]
    flown: FleetJudgement | None = judged.fleet(name) if judged else None
    if flown:
        measures += [
            Measure("on station, flown", flown.on_station_s),
            Measure("launches", flown.launches),
            Measure("aborts", flown.aborts),
            Measure("losses", flown.losses),
            *((Measure("maintenances", flown.maintenances),) if fleet.maintenance is not None else ()),
            Measure("airborne at once, at the most", flown.crews_at_once),
        ]
    return FleetRow(
        name=name,
        platform=platform.name,
        payload=payload.name,
        base=fleet.base,
        count=fleet.count,
        usable=scenario.usable_count(fleet),
        measures=tuple(measures),
        flown=counted(flown) if flown else (),
        endurance_by=platform.endurance_by if payload.share_is_modelled(platform) else "stated",
    )


def ship_report(scenario: Scenario, pieces: Pieces, judged: Judgement | None) -> ShipReport | None:
    if judged is None or not judged.ships or pieces.ships is None:
        return None
    rows = tuple(
        ShipRow(
            _ship_name(ship.class_, ship.dark) + label(pieces.ships),
            ship.ships,
            ship.seen,
            ship.first_look_s,
            ship.dark,
            ship.first_report_s,
            ship.identified,
            ship.identify_wait_s,
            ship.detected,
            ship.first_detection_s,
            ship.detections,
        )
        for ship in judged.ships
    )
    dropped = ", ".join(
        f"{n:,} {reason}" for reason, n in sorted(pieces.ships.drops.items(), key=lambda item: -item[1])
    )
    return ShipReport(
        rows=rows,
        turrets_busy=judged.turrets_busy,
        source=source_sentence(pieces.ships),
        notes=(
            "Class and length are drawn per ship from a stated mix where the file lacks them (ASSUMED); so is who is dark.",
            *(
                (
                    f"{pieces.ships.n_reports:,} reports read; tracks keep to within {pieces.ships.thin_error_m:.0f} m of "
                    f"them. Left out: {dropped or 'none'}.",
                )
                if pieces.ships.n_reports
                else ()
            ),
            *((mark_sentence(pieces.ships),) if pieces.ships.marks else ()),
            *pieces.ships.notes,
            *(_said_of(traffic) for traffic in scenario.file.traffic),
            *mistakes(scenario, judged),
        ),
    )


def mistakes(scenario: Scenario, judged: Judgement) -> tuple[str, ...]:
    """What sensors of the fleets get wrong by their stated rates: false contacts of each fleet, ships identified wrongly."""
    told = []
    for fleet in scenario.fleets:
        rate = sum(float(one.false_contacts_per_s or 0.0) for one in scenario.payload_of(fleet).sensors)
        if rate > 0.0:
            expected = rate * float(judged.fleet(fleet.name).flown_s)
            told.append(
                f"{fleet.name}: {rate * 100.0 * HOUR_S:.3g} contacts per 100 hours in the air are nothing, as stated: "
                f"{expected:,.0f} a period. Turrets spend time on them, which is not in their share above."
            )
    wrong = [
        float(one.wrong_identification)
        for fleet in scenario.fleets
        for one in scenario.payload_of(fleet).sensors
        if one.wrong_identification is not None
    ]
    identified = sum(
        float(one.ships) * float(one.identified)
        for one in judged.ships
        if one.class_ == ALL and one.identified is not None
    )
    if wrong and max(wrong) > 0.0:
        least, most = (f"{share * identified:.3g}" for share in (min(wrong), max(wrong)))
        how_many = most if least == most else f"{least} to {most}"
        told.append(
            f"Of {identified:.3g} ships identified a period {how_many} are taken for another, at the shares stated."
        )
    return tuple(told)


def _said_of(traffic: Traffic) -> str:
    """What a source of ships takes for granted: who is dark, and what ships do once they are watched."""
    dark = f"{share(traffic.dark)} send no AIS{' (ASSUMED)' if traffic.dark.origin.is_assumed else ''}"
    reacts, does = traffic.reaction, ""
    if reacts is not None:
        what = {"goes-dark": "switch their AIS off", "turns-back": "turn back"}[reacts.does]
        does = f"; {share(reacts.share)} {what} {format_duration(reacts.after_s)} after they are first looked at"
    return f"{traffic.name or traffic.file or 'Ships'}: {dark}{does}."


def _ship_name(class_: str, dark: bool) -> str:
    if class_ == ALL:
        return "all dark ships" if dark else "all ships with AIS"
    return f"{'dark ' if dark else ''}{class_.replace('-', ' ')}"
