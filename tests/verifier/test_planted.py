"""One fault planted in a good roster at a time: the verifier names each by its rule."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from helpers.hand_roster import DAY, FILE, GEOD, hand_roster, hand_scenario, ship_at, sortie, way_s
from helpers.planted_maintenance import PLANTED
from helpers.planted_outages import OUTAGES
from helpers.planted_sorties import SORTIES_CHANGED, SORTIES_FAULTS
from longwatch.scenario.models import DeckCycle, FlightHours, Hours, Maintenance, Movements, Shift
from longwatch.scenario.plan import Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import RULES, Verdict, verify_roster

PLANES, DRONES, BOATS = 0, 1, 2  # places in roster.pairings; lines stand in the same order


@cache
def good() -> tuple[Scenario, Roster]:
    scenario = hand_scenario()
    return scenario, hand_roster(scenario)


@cache
def verdict_of(fault: Fault) -> Verdict:
    """What the verifier says of the good roster with one fault."""
    scenario, roster = good()
    return verify_roster(scenario, fault(scenario, roster))


def stint(roster: Roster, tail: str, number: int = 0) -> Stint:
    return [one for one in roster.stints if one.tail == tail][number]


def swap(roster: Roster, old: Stint, **changes: Any) -> Roster:
    """The roster with one row changed."""
    return replace(roster, stints=tuple(replace(one, **changes) if one is old else one for one in roster.stints))


def late(row: Stint, **by_s: int) -> dict[str, int]:
    """Columns of a row moved by so many seconds."""
    return {f"{column}_s": getattr(row, f"{column}_s") + by for column, by in by_s.items()}


def plus(roster: Roster, *rows: Stint) -> Roster:
    return replace(roster, stints=tuple(sorted([*roster.stints, *rows])))


def figures(roster: Roster, number: int, **changes: Any) -> Roster:
    pairings = list(roster.pairings)
    pairings[number] = replace(pairings[number], **changes)
    return replace(roster, pairings=tuple(pairings))


def line(roster: Roster, number: int, **changes: Any) -> Roster:
    lines = list(roster.lines)
    lines[number] = replace(lines[number], **changes)
    return replace(roster, lines=tuple(lines))


def relief_lands_before_it_takes_off(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-2")
    return swap(r, row, takeoff_s=row.land_s, land_s=row.takeoff_s)


def turnaround_cut_by_a_minute(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-1")
    return swap(r, row, **late(row, ready=-60))


def next_take_off_before_it_is_ready(s: Scenario, r: Roster) -> Roster:
    ready_s = stint(r, "plane-1", 2).ready_s
    return plus(r, sortie(s, r, "plane-1", PLANES, ready_s - 60, 100))


def endurance_exceeded_by_two_seconds(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-2")
    more = r.pairings[PLANES].endurance_s + 2 - (row.land_s - row.takeoff_s)
    return swap(r, row, **late(row, leave=more, land=more, ready=more))


def one_tail_in_two_places(s: Scenario, r: Roster) -> Roster:
    return plus(r, sortie(s, r, "drone-1", DRONES, stint(r, "drone-1").takeoff_s + 1000, 2000))


def one_tail_in_two_fleets(_: Scenario, r: Roster) -> Roster:
    return swap(r, stint(r, "boat-2"), tail="plane-1")


def one_tail_too_many(_: Scenario, r: Roster) -> Roster:
    rows = [one for one in r.stints if one.fleet == "decked"]
    return swap(swap(r, rows[-1], tail="drone-4"), rows[-2], tail="drone-5")


def fleet_whose_vehicles_have_other_names(s: Scenario) -> Scenario:
    other = {"tails": ("JA01", "JA02", "JA03")}
    named = (one.model_copy(update=other) if one.name == "planes" else one for one in s.fleets)
    return replace(s, fleets=tuple(named))


def channels_over_used(s: Scenario, r: Roster) -> Roster:
    return plus(*[r, *(sortie(s, r, tail, DRONES, 250_000, 2000) for tail in ("drone-1", "drone-2", "drone-3"))])


def crews_over_used(s: Scenario, r: Roster) -> Roster:
    return plus(*[r, *(sortie(s, r, f"plane-{n}", PLANES, 247_000, 2000) for n in (1, 2, 3))])


def hold_beyond_the_link(_: Scenario, r: Roster) -> Roster:
    return figures(r, DRONES, height_m=100.0)


def sensor_too_short(_: Scenario, r: Roster) -> Roster:
    return figures(r, BOATS, sensor_range_m=9_000.0)


def sensor_better_than_the_payload(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, sensor_range_m=45_000.0)


def transit_out_cut_by_five_seconds(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-1")
    return swap(r, row, **late(row, arrive=-5))


def transit_back_cut_by_five_seconds(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-1")
    return swap(r, row, **late(row, land=-5, ready=-5))


def ship_met_where_it_was(s: Scenario, r: Roster) -> Roster:
    row, pairing, post_line = stint(r, "drone-1", 1), r.pairings[DRONES], r.lines[DRONES]
    post = (post_line.post_lat_deg, post_line.post_lon_deg)
    back_s = min(
        math.ceil(way_s([post, ship_at(s, at_s)], pairing)) for at_s in (row.takeoff_s, row.leave_s, row.leave_s + 1e4)
    )
    assert back_s < row.land_s - row.leave_s - 5, "the case is chosen so that the ship sails away"
    return swap(r, row, land_s=row.leave_s + back_s, ready_s=row.leave_s + back_s + pairing.turnaround_s)


def route_over_land(_: Scenario, r: Roster) -> Roster:
    route = r.pairings[BOATS].route
    return figures(r, BOATS, route=(route[0], route[-1]))


def route_that_starts_nearer(_: Scenario, r: Roster) -> Roster:
    return figures(r, BOATS, route=((36.45, -75.45), *r.pairings[BOATS].route[1:]))


def route_beside_the_corridor(_: Scenario, r: Roster) -> Roster:
    route = r.pairings[PLANES].route
    return figures(r, PLANES, route=(route[0], (36.3, -74.1), route[-1]))


def route_through_a_closed_shoal(_: Scenario, r: Roster) -> Roster:
    route = r.pairings[BOATS].route
    return figures(r, BOATS, route=(route[0], (35.5, -75.3), (35.5, -74.9), route[-1]))


def route_out_of_deep_water(_: Scenario, r: Roster) -> Roster:
    route = r.pairings[BOATS].route
    return figures(r, BOATS, route=(route[0], (34.9, -75.3), (35.9, -74.9), route[-1]))


def airborne_vehicle_the_state_does_not_know(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "plane-1")
    return swap(r, row, takeoff_s=-7200, arrive_s=0, airborne_at_start=True)


def airborne_vehicle_forgotten(_: Scenario, r: Roster) -> Roster:
    return replace(r, stints=tuple(one for one in r.stints if not one.airborne_at_start))


def airborne_vehicle_with_fresh_fuel(_: Scenario, r: Roster) -> Roster:
    return swap(r, stint(r, "boat-1"), takeoff_s=-3600)


def take_off_before_the_period(_: Scenario, r: Roster) -> Roster:
    row = stint(r, "drone-1")
    return swap(r, row, **late(row, takeoff=-3000, arrive=-3000))


def take_off_after_the_period(s: Scenario, r: Roster) -> Roster:
    return plus(r, sortie(s, r, "plane-1", PLANES, 3 * DAY + 10, 100))


def roster_of_another_week(_: Scenario, r: Roster) -> Roster:
    return replace(r, start_s=r.start_s + 7 * DAY)


def wrong_wind(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, wind_east_mps=r.pairings[PLANES].wind_east_mps + 1.0)


def current_that_nobody_gave(_: Scenario, r: Roster) -> Roster:
    return figures(r, BOATS, wind_east_mps=0.5)


def window_shortened_to_hide_a_gap(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, windows=((0, stint(r, "plane-1", -1).leave_s),))


def gaps_counted_from_later(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, count_from_s=stint(r, "plane-1").arrive_s)


def line_nobody_can_reach_does_not_count(_: Scenario, r: Roster) -> Roster:
    own = [one for one in r.stints if one.line != "east"]
    return replace(line(r, PLANES, count_from_s=3 * DAY), pairings=r.pairings[1:], stints=tuple(own))


def fewer_watchers_asked(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, k=0)


def longer_limit(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, limit_s=7200)


def line_left_out(_: Scenario, r: Roster) -> Roster:
    return replace(
        r,
        lines=r.lines[:-1],
        pairings=r.pairings[:-1],
        stints=tuple(one for one in r.stints if one.line != "inshore"),
    )


def reach_understated(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, reach_m=r.lines[PLANES].reach_m - 1000.0)


def post_nearer_home(_: Scenario, r: Roster) -> Roster:
    lon, lat, _ = GEOD.fwd(r.lines[PLANES].lon_deg, r.lines[PLANES].lat_deg, 270.0, 5000.0)
    return line(r, PLANES, post_lat_deg=lat, post_lon_deg=lon)


def endurance_above_the_scenario(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, endurance_s=r.pairings[PLANES].endurance_s + 1)


def airspeed_above_the_scenario(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, airspeed_mps=r.pairings[PLANES].airspeed_mps * 1.001)


def turnaround_below_the_scenario(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, turnaround_s=r.pairings[PLANES].turnaround_s - 1)


def higher_than_the_scenario(_: Scenario, r: Roster) -> Roster:
    return figures(r, PLANES, height_m=3500.0)


def row_twice(_: Scenario, r: Roster) -> Roster:
    return plus(r, stint(r, "boat-2"))


def fleet_that_is_not_there(_: Scenario, r: Roster) -> Roster:
    return swap(r, stint(r, "boat-2"), fleet="ferries")


def pairing_that_is_not_there(_: Scenario, r: Roster) -> Roster:
    return swap(r, stint(r, "drone-1"), line="east")


def line_the_fleet_may_not_serve(_: Scenario, r: Roster) -> Roster:
    extra = replace(r.pairings[BOATS], line="south", route=())
    row = sortie(good()[0], replace(r, pairings=(*r.pairings, extra)), "boat-2", 3, 10, 10)
    return replace(plus(r, row), pairings=(*r.pairings, replace(extra, route=((36.5, -75.5), post_of(r, 1)))))


def post_of(r: Roster, number: int) -> tuple[float, float]:
    return r.lines[number].post_lat_deg, r.lines[number].post_lon_deg


Fault = Callable[[Scenario, Roster], Roster]


def hold_behind_a_peak(_: Scenario, r: Roster) -> Roster:
    return line(r, DRONES, lat_deg=33.4, post_lat_deg=33.445)


def hold_outside_the_footprint(_: Scenario, r: Roster) -> Roster:
    return line(r, PLANES, lon_deg=-72.02, post_lon_deg=-72.02)


def relay_that_the_station_does_not_have(_: Scenario, r: Roster) -> Roster:
    return figures(r, DRONES, relay="Port")


def _on_a_path(roster: Roster, lap_s: float) -> Roster:
    line = roster.lines[0]
    lat, lon = line.post_lat_deg, line.post_lon_deg
    path = ((0.0, lat, lon), (lap_s / 2, lat + 0.01, lon), (lap_s, lat, lon))
    return replace(roster, lines=(replace(line, path=path, period_s=lap_s), *roster.lines[1:]))


def post_that_strolls(scenario: Scenario, roster: Roster) -> Roster:  # noqa: ARG001
    return _on_a_path(roster, 7200.0)


def post_that_runs_away(scenario: Scenario, roster: Roster) -> Roster:  # noqa: ARG001
    return _on_a_path(roster, 4.0)


FAULTS: list[tuple[Fault, str]] = [
    (relief_lands_before_it_takes_off, "order"),
    (turnaround_cut_by_a_minute, "turnaround"),
    (next_take_off_before_it_is_ready, "turnaround"),
    (endurance_exceeded_by_two_seconds, "endurance"),
    (one_tail_in_two_places, "two-places"),
    (one_tail_in_two_fleets, "two-places"),
    (one_tail_too_many, "tails"),
    (channels_over_used, "channels"),
    (crews_over_used, "crews"),
    (hold_beyond_the_link, "link"),
    (hold_behind_a_peak, "link"),
    (hold_outside_the_footprint, "footprint"),
    (relay_that_the_station_does_not_have, "relay"),
    (sensor_too_short, "sensor"),
    (sensor_better_than_the_payload, "sensor"),
    (transit_out_cut_by_five_seconds, "transit-out"),
    (transit_back_cut_by_five_seconds, "transit-back"),
    (ship_met_where_it_was, "transit-back"),
    (route_over_land, "route"),
    (route_that_starts_nearer, "route"),
    (route_beside_the_corridor, "keep-out"),
    (route_through_a_closed_shoal, "keep-out"),
    (route_out_of_deep_water, "depth"),
    (airborne_vehicle_the_state_does_not_know, "airborne"),
    (airborne_vehicle_forgotten, "airborne"),
    (airborne_vehicle_with_fresh_fuel, "airborne"),
    (take_off_before_the_period, "period"),
    (take_off_after_the_period, "period"),
    (roster_of_another_week, "period"),
    (wrong_wind, "wind"),
    (current_that_nobody_gave, "wind"),
    (window_shortened_to_hide_a_gap, "windows"),
    (gaps_counted_from_later, "warm-up"),
    (line_nobody_can_reach_does_not_count, "warm-up"),
    (fewer_watchers_asked, "line"),
    (longer_limit, "line"),
    (line_left_out, "line"),
    (reach_understated, "reach"),
    (post_nearer_home, "line"),
    (endurance_above_the_scenario, "endurance-figure"),
    (airspeed_above_the_scenario, "figures"),
    (turnaround_below_the_scenario, "figures"),
    (higher_than_the_scenario, "figures"),
    (row_twice, "duplicate"),
    (fleet_that_is_not_there, "name"),
    (pairing_that_is_not_there, "name"),
    (line_the_fleet_may_not_serve, "lines-of-fleet"),
    (post_that_strolls, "pattern"),
    (post_that_runs_away, "keeps-up"),
]


def _in_place(scenario: Scenario, name: str, **changes: Any) -> Scenario:
    """One base or fleet of the scenario changed after the roster was made for it."""
    bases = tuple(one.model_copy(update=changes) if one.name == name else one for one in scenario.bases)
    fleets = tuple(one.model_copy(update=changes) if one.name == name else one for one in scenario.fleets)
    return replace(scenario, bases=bases, fleets=fleets)


def base_that_shuts(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "Port", hours=TypeAdapter(Hours).validate_python("12:00-12:30"), zone="UTC")


def deck_cycle_out_of_step(scenario: Scenario) -> Scenario:
    cycle = DeckCycle.model_validate({"every": "1 h", "open": "2 min", "first": "7 min"})
    return _in_place(scenario, "Deck", deck_cycle=cycle)


def shift_without_crews(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "planes", crews=None, shifts=(Shift.model_validate({"hours": "always", "crews": 0}),))


def station_with_one_crew_at_once(scenario: Scenario) -> Scenario:
    control = tuple(one.model_copy(update={"crews": 3} if one.name == "Mast" else {}) for one in scenario.file.control)
    return replace(scenario, file=scenario.file.model_copy(update={"control": control}))


def fleet_with_fewer_hours(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "planes", flight_hours=FlightHours.model_validate({"most": "40 h"}))


def fleet_with_fewer_hours_a_day(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "boats", flight_hours=FlightHours.model_validate({"most": "30 h", "every": "24 h"}))


def fleet_with_one_sortie_a_day(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "planes", sorties_per_day=1)


def deck_crew_with_two_sorties_a_day(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "decked", sorties_per_day=2)


def runway_once_in_two_hours(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "Field", movements=Movements.model_validate({"within": "2 h"}))


def deck_twice_in_a_watch(scenario: Scenario) -> Scenario:
    return _in_place(scenario, "Deck", movements=Movements.model_validate({"most": 2, "within": "9 h"}))


def watch_with_an_overlap(scenario: Scenario) -> Scenario:
    return _watch(scenario, "south", "2 h")


def watch_of_boats_with_a_long_overlap(scenario: Scenario) -> Scenario:
    return _watch(scenario, "inshore", "24 h")


def _watch(scenario: Scenario, name: str, overlap: str) -> Scenario:
    asked = Maintenance.model_validate({"every": overlap, "lasts": overlap}).every_s
    watches = tuple(
        one.model_copy(update={"overlap_s": asked} if one.name == name else {}) for one in scenario.file.watch
    )
    return replace(scenario, file=scenario.file.model_copy(update={"watch": watches}))


# a sound roster flown in a scenario that was changed afterwards
CHANGED: list[tuple[Callable[[Scenario], Scenario], str]] = [
    (base_that_shuts, "base-hours"),
    (deck_cycle_out_of_step, "deck-cycle"),
    (shift_without_crews, "shifts"),
    (fleet_whose_vehicles_have_other_names, "tail-names"),
    (station_with_one_crew_at_once, "crews"),
    (fleet_with_fewer_hours, "flight-hours"),
    (fleet_with_fewer_hours_a_day, "flight-hours"),
    (fleet_with_one_sortie_a_day, "sorties-per-day"),
    (deck_crew_with_two_sorties_a_day, "sorties-per-day"),
    (runway_once_in_two_hours, "movements"),
    (deck_twice_in_a_watch, "movements"),
    (watch_with_an_overlap, "overlap"),
    (watch_of_boats_with_a_long_overlap, "overlap"),
]


def rules(verdict: Verdict) -> set[str]:
    return {violation.rule for violation in verdict.violations}


def test_the_good_roster_keeps_every_rule() -> None:
    verdict = verify_roster(*good())
    assert verdict.violations == ()
    assert verdict.ok
    assert 0.7 < verdict.covered_fraction < 0.9


@pytest.mark.parametrize(("fault", "rule"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_fault_is_named_by_its_rule(fault: Fault, rule: str) -> None:
    verdict = verdict_of(fault)
    assert not verdict.ok
    assert rule in rules(verdict), [str(violation) for violation in verdict.violations]
    for violation in verdict.violations:
        assert violation.rule in RULES
        assert math.isfinite(violation.by)
        assert violation.where
        assert "nan" not in str(violation)


@pytest.mark.parametrize(("change", "rule"), CHANGED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_scenario_changed_afterwards_breaks_its_rule_alone(change: Callable[[Scenario], Scenario], rule: str) -> None:
    scenario, roster = good()
    assert rules(verify_roster(change(scenario), roster)) == {rule}


def test_every_rule_is_broken_by_some_planted_fault() -> None:
    planted = {rule for _, rule in [*FAULTS, *CHANGED, *SORTIES_FAULTS, *SORTIES_CHANGED]} | {
        rule for _, _, rule in PLANTED
    }
    planted |= {"outage" for _ in OUTAGES}  # test_outages.py
    assert planted == set(RULES)


def test_most_faults_break_their_own_rule_alone() -> None:
    alone = [rules(verdict_of(fault)) == {rule} for fault, rule in FAULTS]
    assert sum(alone) >= 28, [
        fault.__name__ for (fault, _), is_alone in zip(FAULTS, alone, strict=True) if not is_alone
    ]


def test_the_amount_is_told() -> None:
    by = {
        fault.__name__: verdict_of(fault).violations[0]
        for fault in (turnaround_cut_by_a_minute, endurance_exceeded_by_two_seconds, transit_out_cut_by_five_seconds)
    }
    assert by["turnaround_cut_by_a_minute"].by == 60
    assert by["endurance_exceeded_by_two_seconds"].by == 2
    assert by["transit_out_cut_by_five_seconds"].by == pytest.approx(4.5, abs=0.6)  # it had been rounded up
    assert "plane-1, take-off 2026-03-01T00:30:00Z" in str(by["turnaround_cut_by_a_minute"])


def test_a_gap_is_found_whatever_the_roster_says_of_itself() -> None:
    scenario, roster = good()
    boasting = replace(roster, method="search, covered 100 %", notes=("no gap",))
    assert verify_roster(scenario, boasting).per_line["east"].gap_max_s > 30_000


def test_the_ship_carries_its_mast_away() -> None:
    # 250 km of data link reach at the start, but the ship sails away from the hold during the stint
    scenario, roster = good()
    distances = {
        hour: GEOD.inv(*ship_at(scenario, 3600 * hour)[::-1], roster.lines[1].lon_deg, roster.lines[1].lat_deg)[2]
        for hour in (0, 12, 24)
    }
    assert distances[0] < distances[24], "the case is chosen so"
    drone = scenario.platforms["drone"]
    short = drone.model_copy(update={"los_range_m": type(drone.endurance_s)(distances[12] + 5000.0, "m")})
    verdict = verify_roster(replace(scenario, platforms={**scenario.platforms, "drone": short}), roster)
    assert rules(verdict) == {"link"}
    named = {violation.where for violation in verdict.violations}
    assert 0 < len(named) < 7, "stints near the hold are in reach"
    farthest = max(violation.by for violation in verdict.violations)
    assert farthest == pytest.approx(distances[24] - distances[12] - 10.0, abs=50.0)


def test_a_vehicle_that_has_to_go_home_at_once_may_be_late() -> None:
    scenario, roster = good()
    spent = FILE["state"]["airborne"][0] | {"flown": "240 h"}
    scenario = hand_scenario(state={"airborne": [spent]})
    row = stint(roster, "boat-1")
    back_s = row.land_s - row.leave_s
    home = swap(
        roster,
        row,
        takeoff_s=-240 * 3600,
        leave_s=0,
        land_s=back_s,
        ready_s=back_s + roster.pairings[BOATS].turnaround_s,
    )
    assert verify_roster(scenario, home).ok
    stays = swap(home, stint(home, "boat-1"), leave_s=60, land_s=back_s + 60, ready_s=back_s + 60 + 10800)
    assert rules(verify_roster(scenario, stays)) == {"endurance"}


def test_where_nobody_can_come_the_whole_period_counts() -> None:
    period = {"start": FILE["period"]["start"], "length": "3 d", "warm_up": "first-arrival"}
    scenario, roster = hand_scenario(period=period), good()[1]
    assert rules(verify_roster(scenario, line_nobody_can_reach_does_not_count(scenario, roster))) == {"warm-up"}


@pytest.mark.parametrize("rule", ["none", "first-arrival", "2 h"])
def test_warm_up_rules(rule: str) -> None:
    period = {"start": FILE["period"]["start"], "length": "3 d", "warm_up": rule}
    scenario = hand_scenario(period=period)
    first_s = stint(good()[1], "plane-1").arrive_s - stint(good()[1], "plane-1").takeoff_s
    latest_s = {"none": 0, "first-arrival": first_s, "2 h": 7200}[rule]
    assert verify_roster(scenario, line(good()[1], PLANES, count_from_s=latest_s)).ok
    assert rules(verify_roster(scenario, line(good()[1], PLANES, count_from_s=latest_s + 5))) == {"warm-up"}


def test_the_verifier_loads_no_room_below_it_and_no_geodesics_of_others() -> None:
    code = (
        "import sys, longwatch.verifier\n"
        "others = [m for m in sys.modules if m == 'pyproj' or m.startswith(('longwatch.geo.geodesic', 'longwatch.physics', "
        "'longwatch.detection', 'longwatch.patterns', 'longwatch.rostering', 'longwatch.geo.land', 'longwatch.geo.path'))]\n"
        "sys.exit(f'loaded: {others}' if others else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_page_names_every_rule() -> None:
    page = (Path(__file__).parents[2] / "docs" / "verifier.md").read_text(encoding="utf-8")
    for rule, meaning in RULES.items():
        assert f"| `{rule}` | {meaning} |" in page
