"""Looks of whole sorties at drawn ships: knots against the roster, draws against their words, totals against a stepper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from helpers.hand_roster import hand_roster, hand_scenario, ship_at
from helpers.kit import payload
from helpers.seas import some_ships
from helpers.stepper import distances
from longwatch.detection.conditions import FAIR_GIVEN
from longwatch.detection.ranges import ais_reach
from longwatch.geo.area import contains
from longwatch.geo.ecef import to_ecef, to_geodetic
from longwatch.geo.geodesic import distance_m
from longwatch.sim.flights import Flyer, sortie_knots
from longwatch.sim.looks import look_at_ships
from longwatch.sim.looks_areas import pieces_inside
from longwatch.sim.looks_table import judged_rows
from longwatch.sim.regard import Watchers
from longwatch.sim.sailings import sailings_of_trial, traffics_of
from longwatch.sim.tracks import Path, n_laps, ship_knots, straight_knots
from longwatch.traffic.ships import Ships

DAY = 86400
TRAFFIC = {"traffic": [{"file": "ships.csv", "dark": 0.3, "shift": "3 h"}]}


def flown(roster, outcome="done", **changes):
    """The stints of a roster as if they had gone to plan in trial 0."""
    rows = [(0, n, n, s.tail, s.fleet, s.line, s.takeoff_s, s.arrive_s, s.leave_s, s.land_s, outcome)
            for n, s in enumerate(roster.stints)]  # fmt: skip
    names = [
        "trial",
        "sortie",
        "stint",
        "tail",
        "fleet",
        "line",
        "takeoff_s",
        "arrive_s",
        "leave_s",
        "land_s",
        "outcome",
    ]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(**changes)


# --- sorties ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hand():
    scenario = hand_scenario(**TRAFFIC)
    return scenario, hand_roster(scenario)


def test_knots_meet_the_roster_at_base_post_and_deck(hand):
    scenario, roster = hand
    sorties = flown(roster)
    knots = sortie_knots(Flyer(scenario, roster), sorties)
    for k, stint in enumerate(roster.stints):
        own = slice(knots.offsets[k], knots.offsets[k + 1])
        t_s, xyz = knots.t_s[own], knots.xyz_m[own]
        line, pairing = roster.line(stint.line), roster.pairing(stint.fleet, stint.line)
        post = to_ecef(line.post_lat_deg, line.post_lon_deg, pairing.height_m)[0]
        for time_s in (max(stint.arrive_s, t_s[0]), stint.leave_s):
            at = np.flatnonzero(t_s == time_s)[0]
            assert np.linalg.norm(xyz[at] - post) < 1.0  # the plane circle meets the post to a millimetre
        assert t_s[-1] == stint.land_s
        base = (
            ship_at(scenario, stint.land_s)
            if stint.fleet == "decked"
            else scenario.base(scenario.fleet(stint.fleet).base).at
        )
        assert np.linalg.norm(xyz[-1] - to_ecef(*base, pairing.height_m)[0]) < 1.0
        assert np.all(np.diff(t_s) > 0)
        if stint.airborne_at_start:
            assert t_s[0] == stint.arrive_s
        else:
            assert t_s[0] == stint.takeoff_s


def test_transits_follow_the_wind_and_stay_low_over_the_geodesic(hand):
    scenario, roster = hand
    knots = sortie_knots(Flyer(scenario, roster), flown(roster))
    pairing = roster.pairings[0]
    wind = np.hypot(pairing.wind_east_mps, pairing.wind_north_mps)
    for k, stint in enumerate(roster.stints):
        if stint.fleet != "planes":
            continue
        own = slice(knots.offsets[k], knots.offsets[k + 1] - 1)
        speed = np.linalg.norm(knots.velocity_mps[own], axis=1)[knots.hold[own] < 0]
        assert np.all(speed < pairing.airspeed_mps + wind)
        assert np.all(speed > pairing.airspeed_mps - wind)
        _, _, height = to_geodetic(0.5 * (knots.xyz_m[own][:-1] + knots.xyz_m[own][1:]))
        assert np.all(np.abs(height - 3000.0) < 10.5)


def test_a_hold_has_whole_laps_near_the_hold_speed(hand):
    scenario, roster = hand
    knots = sortie_knots(Flyer(scenario, roster), flown(roster))
    assert len(knots.holds) == len(roster.stints)
    assert np.all(knots.holds[:, 10] == np.round(knots.holds[:, 10]))
    lap_s = (knots.t_s[1:] - knots.t_s[:-1])[knots.hold[:-1] >= 0] / knots.holds[:, 10]
    speed = 2 * np.pi * knots.holds[:, 9] / lap_s
    wanted = [roster.pairing(s.fleet, s.line).hold_speed_mps for s in roster.stints]
    assert speed == pytest.approx(wanted, rel=0.08)  # half a lap of seven at the most
    assert n_laps(36.0, 5000.0, 300.0) == 0  # less than half a lap: it stays where it is
    assert n_laps(0.0, 5000.0, 3e4) == n_laps(36.0, 0.0, 3e4) == 0


def test_an_abort_on_the_way_out_turns_where_its_time_says(hand):
    scenario, roster = hand
    stint = next(s for s in roster.stints if s.fleet == "planes")
    flyer = Flyer(scenario, roster)
    post = to_ecef(roster.line("east").post_lat_deg, roster.line("east").post_lon_deg, 3000.0)[0]
    base = to_ecef(36.0, -76.0, 3000.0)[0]
    path = flyer.path("planes", "east", stint.takeoff_s, None, None, stint.takeoff_s + 4000, "abort")
    away = np.linalg.norm(path.xyz_m - base, axis=1)
    assert (path.t_s[0], path.t_s[-1]) == (stint.takeoff_s, stint.takeoff_s + 4000)
    assert away[0] < 1.0
    assert away[-1] < 1.0
    turn_s = path.t_s[np.argmax(away)] - stint.takeoff_s
    out_s, back_s = stint.arrive_s - stint.takeoff_s, stint.land_s - stint.leave_s
    assert turn_s == pytest.approx(4000 * out_s / (out_s + back_s), abs=2.0)
    assert away.max() == pytest.approx(np.linalg.norm(post - base) * turn_s / out_s, rel=0.01)
    assert not path.holds


def test_a_loss_ends_the_path_where_it_happens(hand):
    scenario, roster = hand
    stint = next(s for s in roster.stints if s.fleet == "planes")
    flyer = Flyer(scenario, roster)
    going = flyer.path("planes", "east", 0, None, None, 1000, "loss")
    home = flyer.path("planes", "east", 0, stint.arrive_s, stint.leave_s, stint.leave_s + 1000, "loss")
    there = flyer.path("planes", "east", 0, stint.arrive_s, stint.leave_s, stint.leave_s, "loss")
    assert (going.t_s[-1], home.t_s[-1], there.t_s[-1]) == (1000, stint.leave_s + 1000, stint.leave_s)
    base = to_ecef(36.0, -76.0, 3000.0)[0]
    assert 40_000 < np.linalg.norm(going.xyz_m[-1] - base) < 65_000
    assert np.linalg.norm(home.xyz_m[-1] - base) > 150_000


# --- draws -----------------------------------------------------------------------------------------------------------


def test_draws_shift_in_time_only_and_fill_every_day(hand):
    scenario, _ = hand
    ships = some_ships()
    known = traffics_of(scenario, ships)
    sailings = sailings_of_trial(known, 3, 17)
    assert len(sailings.ship) == 40 * (3 + 2)  # three days, and one on each side
    days = np.round((sailings.shift_s - known.midnight_s) / DAY)
    assert set(days) <= {-1.0, 0.0, 1.0, 2.0, 3.0}
    later_s = sailings.shift_s - known.midnight_s - days * DAY
    assert -3 * 3600 <= later_s.min() < -2 * 3600
    assert 2 * 3600 < later_s.max() <= 3 * 3600
    assert len(set(sailings.ship[40:80])) < 40  # with replacement
    assert sailings.from_s.min() >= 0
    assert sailings.to_s.max() <= 3 * DAY
    assert np.array_equal(known.ships.ship[sailings.mover], sailings.ship[sailings.sailing])
    span = sailings.to_s - sailings.from_s
    recorded = known.end_s - known.begin_s
    assert np.all(span <= recorded[sailings.mover] + 1e-6)


def test_a_ship_keeps_class_and_silence_in_a_trial_and_known_classes_stay(hand):
    scenario, _ = hand
    known = traffics_of(scenario, some_ships())
    sailings = sailings_of_trial(known, 0, 5)
    for ship in set(sailings.ship):
        assert (
            len(set(zip(sailings.class_[sailings.ship == ship], sailings.dark[sailings.ship == ship], strict=True)))
            == 1
        )
    assert np.all(sailings.class_[sailings.ship % 3 == 0] == 3)


def test_mix_and_dark_come_out_as_stated():
    scenario = hand_scenario(traffic=[{"file": "x", "dark": 0.25, "mix": {"small-boat": 0.2, "merchant": 0.6}}])
    known = traffics_of(scenario, some_ships(400))
    drawn = [sailings_of_trial(known, trial, 1) for trial in range(10)]
    own = np.concatenate([s.class_[s.ship % 3 != 0] for s in drawn])
    assert set(own) == {0, 3}
    assert np.mean(own == 0) == pytest.approx(0.25, abs=0.02)
    assert np.mean(np.concatenate([s.dark for s in drawn])) == pytest.approx(0.25, abs=0.02)


def test_shifts_are_uniform_and_starts_even(hand):
    """Recorded time in the period does not depend on the hour of the day: days before and after are drawn too."""
    scenario, _ = hand
    n = 300
    day = Ships(np.arange(0, 2 * n + 1, 2), np.tile([0.0, DAY - 1.0], n), np.zeros(2 * n), np.zeros(2 * n), np.arange(n),
                np.arange(n), np.zeros(n, np.int64), np.zeros(n, np.int64), (None,) * n, (None,) * n, 2 * n)  # fmt: skip
    sailings = sailings_of_trial(traffics_of(scenario, day), 0, 2)
    at = np.array([[600.0 + 3600 * h] for h in range(72)])
    present = ((sailings.from_s <= at) & (at < sailings.to_s)).sum(axis=1)
    assert present == pytest.approx(np.full(72, n), rel=0.15)


def test_once_sails_every_ship_once():
    scenario = hand_scenario(traffic=[{"file": "x", "repeat": "once"}])
    sailings = sailings_of_trial(traffics_of(scenario, some_ships()), 0, 1)
    assert sailings.ship.tolist() == list(range(40))


# --- looks -----------------------------------------------------------------------------------------------------------


def test_totals_meet_a_stepper(hand):
    """Every sailing of a small sea against every sortie, second by second."""
    scenario, roster = hand
    ships, sorties = some_ships(12), flown(hand[1])
    looks = look_at_ships(scenario, roster, ships, sorties, [0], 9)
    known = traffics_of(scenario, ships)
    sailings = sailings_of_trial(known, 0, 9)
    flyer = Flyer(scenario, roster)
    columns = ("fleet", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome")
    vehicles = [flyer.path(*row) for row in sorties.select(columns).iter_rows()]
    range_m = Watchers(scenario, roster).fields(sorties).range_m
    targets = ship_knots(ships)
    polygons = [p for watch in scenario.watches for p in scenario.areas[watch.area]]
    expected = {}
    for j, m in enumerate(sailings.mover):
        own = slice(targets.offsets[m], targets.offsets[m + 1])
        track = Path(targets.t_s[own] + sailings.shift_s[j], targets.xyz_m[own])
        t = np.arange(np.ceil(sailings.from_s[j]), sailings.to_s[j])
        seen = np.zeros(len(t), bool)
        kind = sailings.class_[sailings.sailing[j]] * 2 + sailings.dark[sailings.sailing[j]]
        for vehicle, reach in zip(vehicles, range_m[:, kind], strict=True):
            if reach <= 0:
                continue
            on = (t >= vehicle.t_s[0]) & (t <= vehicle.t_s[-1])
            if on.any():
                seen[on] |= distances(vehicle, track, t[on]) <= reach
        places = np.stack([np.interp(t, track.t_s, track.xyz_m[:, a]) for a in range(3)], axis=1)
        lat, lon, _ = to_geodetic(places)
        inside = contains(polygons, lat, lon)
        row = expected.setdefault(int(sailings.sailing[j]), [0.0] * 4)
        for n, value in enumerate((len(t), seen.sum(), inside.sum(), (seen & inside).sum())):
            row[n] += value
    assert sum(row[1] for row in expected.values()) > 20_000
    assert sum(row[3] for row in expected.values()) > 1_000
    got = {row["ship"]: row for row in looks.iter_rows(named=True)}
    for ship, (span, seen, inside, both) in expected.items():
        row = got[ship]
        for name, value in (("span_s", span), ("watched_s", seen), ("in_area_s", inside), ("area_watched_s", both)):
            assert row[name] == pytest.approx(value, abs=30.0), (ship, name)  # a second for each crossing
    for name, n in (("watched_s", 1), ("area_watched_s", 3)):
        total = looks[name].sum()
        assert total == pytest.approx(sum(row[n] for row in expected.values()), rel=1e-3)


def test_rows_are_consistent_and_alone_the_same(hand):
    scenario, roster = hand
    ships = some_ships()
    sorties = pl.concat([flown(roster, trial=pl.lit(k, pl.Int64)) for k in range(3)])
    looks = look_at_ships(scenario, roster, ships, sorties, range(3), 4)
    alone = look_at_ships(scenario, roster, ships, sorties, [2], 4)
    assert looks.filter(pl.col("trial") == 2).equals(alone)
    assert looks["trial"].n_unique() == 3
    assert (looks["watched_s"] <= looks["span_s"] + 1e-6).all()
    assert (looks["area_watched_s"] <= looks["in_area_s"] + 1e-6).all()
    assert (looks["in_area_s"] <= looks["span_s"] + 1e-6).all()
    assert (looks["watched_s"] + looks["longest_unwatched_s"] <= looks["span_s"] + 1e-6).all()
    assert ((looks["looks"] > 0) == looks["first_look_s"].is_not_null()).all()
    assert ((looks["area_looks"] > 0) == looks["area_wait_s"].is_not_null()).all()
    assert (looks["area_wait_s"].drop_nulls() >= 0).all()
    assert not looks.select(pl.col(pl.Float64).is_nan().any()).row(0).count(True)


REACTIONS = [
    None,
    {"share": 0.7, "does": "turns-back", "after": "10 min"},
    {"share": 0.7, "does": "goes-dark", "after": "5 min"},
]


@pytest.mark.parametrize("reaction", REACTIONS)
@pytest.mark.parametrize("far", [False, True])
def test_later_trials_have_the_rows_of_ships_that_are_judged_or_served_with_the_same_figures(reaction, far):
    """Turrets serve ships outside the areas too; ships that react outside them may come or stay away."""
    scenario = hand_scenario(traffic=[TRAFFIC["traffic"][0] | ({"reaction": reaction} if reaction else {})])
    turret = {"kind": "turret", "ranges": {"small-boat": {"detect": "30 km", "identify": "20 km"}}}
    fit = payload(sensors=[turret, {"kind": "radar", "ranges": {"small-boat": {"detect": "60 km"}}}])
    scenario = replace(scenario, payloads=dict.fromkeys(scenario.payloads, fit))
    roster = hand_roster(scenario)
    ships = some_ships(120, lat=20.0 if far else 36.0, spread=2.0)
    sorties = pl.concat([flown(roster, trial=pl.lit(k, pl.Int64)) for k in range(3)])
    whole, few = (look_at_ships(scenario, roster, ships, sorties, range(3), 4, below) for below in (3, 0))
    rows = [judged_rows(one) for _, one in whole.group_by("trial", maintain_order=True)]
    assert pl.concat(rows).equals(few)
    assert few["trial"].n_unique() == 3  # also where nobody comes near: a trial must not be missing from a mean
    assert few.height == 3 if far else 0 < few.height < whole.height
    assert (few["in_area_s"] == 0.0).any()
    for name in ("in_area_s", "turret_s", "area_looks"):
        assert few[name].sum() == whole[name].sum()


def test_nobody_flies_and_nothing_is_seen(hand):
    scenario, roster = hand
    looks = look_at_ships(scenario, roster, some_ships(), flown(roster).clear(), [0], 1)
    assert looks.height > 100
    assert looks["watched_s"].sum() == 0.0
    assert looks["first_look_s"].is_null().all()
    assert (looks["longest_unwatched_s"] <= looks["span_s"]).all()
    assert look_at_ships(scenario, roster, some_ships(), flown(roster), [], 1).is_empty()


def test_dark_ships_are_seen_by_radar_only(hand):
    scenario, roster = hand
    both = payload(sensors=[{"kind": "ais"}, {"kind": "radar", "ranges": {"fishing-boat": {"detect": "30 km"}}}])
    object.__setattr__(scenario, "payloads", {"eyes": both})
    try:
        one = flown(roster).head(1).with_columns(fleet=pl.lit("planes"), line=pl.lit("east"))
        row = Watchers(scenario, roster).fields(one).range_m[0]
    finally:
        object.__setattr__(scenario, "payloads", {"eyes": payload(sensors=[both.sensors[1]])})
    assert row[1] == 0.0  # a dark small boat: nothing is known to see it
    assert row[3] == row[5] == row[7] == 30_000.0
    assert row[0] == pytest.approx(ais_reach(both, "small-boat", 3000.0, given=FAIR_GIVEN))
    assert row[6] == pytest.approx(ais_reach(both, "merchant", 3000.0, given=FAIR_GIVEN))


# --- areas -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn_deg", [0.0, -106.9, 180.0])  # the second lays the areas across the date line
def test_time_in_areas_meets_a_count_of_seconds(turn_deg):
    scenario = hand_scenario(turn_deg)
    polygons = [p for area in scenario.areas.values() for p in area]
    rng = np.random.default_rng(8)
    n_inside = 0
    paths = []
    for _ in range(30):
        lat = rng.uniform(35.7, 36.3) + np.cumsum(rng.normal(0, 0.15, 6))
        lon = rng.uniform(-73.4, -72.8) + np.cumsum(rng.normal(0, 0.15, 6)) + turn_deg
        paths.append(Path(np.arange(6) * 1000.0, to_ecef(lat, lon, 0.0)))
    offsets = np.arange(0, 181, 6)
    knots = straight_knots(offsets, np.concatenate([p.t_s for p in paths]), np.concatenate([p.xyz_m for p in paths]))
    pieces = pieces_inside(knots, polygons)
    t = np.arange(0.0, 5000.0)
    for k, path in enumerate(paths):
        lat, lon, _ = to_geodetic(np.stack([np.interp(t, path.t_s, path.xyz_m[:, a]) for a in range(3)], axis=1))
        inside = contains(polygons, lat, lon)
        own = pieces.track == k
        assert (pieces.end_s - pieces.begin_s)[own].sum() == pytest.approx(inside.sum(), abs=2.0 * max(1, own.sum()))
        assert np.sum(np.diff(inside.astype(int)) == 1) + inside[0] == own.sum()
        n_inside += own.sum()
    assert n_inside > 10


def test_a_ship_that_never_leaves_is_one_piece():
    scenario = hand_scenario()
    lat, lon = np.array([36.0, 36.01, 36.0]), np.array([-73.1, -73.1, -73.09])
    assert distance_m(36.0, -73.1, 36.1, -73.1) > 5000
    knots = straight_knots([0, 3], np.array([0.0, 500.0, 900.0]), to_ecef(lat, lon, 0.0))
    pieces = pieces_inside(knots, scenario.areas["east"])
    assert (pieces.begin_s.tolist(), pieces.end_s.tolist()) == ([0.0], [900.0])


def test_reports_of_ships_follow_their_looks_and_equal_them_without_delay():
    scenario = hand_scenario(**TRAFFIC)
    roster = hand_roster(scenario)
    slow = replace(roster, pairings=tuple(replace(one, report_delay_s=600) for one in roster.pairings))
    at_once, late = (look_at_ships(scenario, one, some_ships(), flown(one), [0], 3) for one in (roster, slow))
    assert at_once["first_report_s"].equals(at_once["first_look_s"], check_names=False)
    assert at_once["area_report_wait_s"].to_numpy() == pytest.approx(at_once["area_wait_s"].to_numpy(), nan_ok=True)
    assert at_once.filter(pl.col("area_looks") > 0).height > 0
    assert (late["first_report_s"] - late["first_look_s"]).drop_nulls().unique().to_list() == [600.0]
    wait = (late["area_report_wait_s"] - late["area_wait_s"]).drop_nulls().to_numpy()
    assert wait == pytest.approx(np.full(len(wait), 600.0))


# --- detections ------------------------------------------------------------------------------------------------------


def with_sensor(**sensor):
    """The scenario by hand with one radar for all its fleets."""
    scenario = hand_scenario(**TRAFFIC)
    fit = payload(sensors=[{"kind": "radar"} | sensor])
    return replace(scenario, payloads=dict.fromkeys(scenario.payloads, fit))


def test_sure_looks_are_detections_and_chances_make_fewer_and_later_ones():
    ranges = {"small-boat": {"detect": "40 km"}}
    sure, likely, rare = (
        look_at_ships(one, hand_roster(one), some_ships(), flown(hand_roster(one)), [0, 1], 3)
        for one in (with_sensor(ranges=ranges, look_p=q, decorrelation="20 min") for q in (1.0, 0.7, 0.1))
    )
    assert sure["first_look_s"].equals(likely["first_look_s"])  # looks within a definite range have no luck in them
    assert sure["first_detection_s"].to_numpy() == pytest.approx(sure["first_look_s"].to_numpy(), abs=1e-3, nan_ok=True)
    assert sure["area_detection_wait_s"].to_numpy() == pytest.approx(
        sure["area_wait_s"].to_numpy(), abs=1e-3, nan_ok=True
    )
    assert sure["detections"].sum() > likely["detections"].sum() > rare["detections"].sum() > 0
    for one in (likely, rare):
        assert one.filter(pl.col("first_detection_s") < pl.col("first_look_s") - 1e-6).is_empty()
        assert one.filter(pl.col("first_detection_report_s") < pl.col("first_detection_s")).is_empty()
        assert (one["detections"] > 0).equals(one["first_detection_s"].is_not_null(), check_names=False)
        assert one.filter(pl.col("area_detection_wait_s") < pl.col("area_wait_s")).is_empty()


def test_looks_of_a_hazard_begin_when_the_probability_is_reached():
    """A hazard so strong that it is a definite range has its looks; a weak one has none, and detects all the same."""
    strong = with_sensor(hazard={"small-boat": {"detect": [{"to": "40 km", "rate": "50 /s"}]}}, look_p=1.0)
    weak = with_sensor(
        hazard={"small-boat": {"detect": [{"to": "40 km", "rate": "1 /h"}]}}, look_p=0.5, decorrelation="5 min"
    )
    within = with_sensor(ranges={"small-boat": {"detect": "40 km"}})
    a, b, c = (
        look_at_ships(one, hand_roster(one), some_ships(), flown(hand_roster(one)), [0], 3)
        for one in (strong, weak, within)
    )
    assert a["first_look_s"].to_numpy() == pytest.approx(c["first_look_s"].to_numpy(), abs=0.1, nan_ok=True)
    assert a["watched_s"].to_numpy() == pytest.approx(c["watched_s"].to_numpy(), abs=1.0)
    assert b["looks"].sum() < c["looks"].sum()
    assert b["detections"].sum() > 0


def test_the_luck_of_a_ship_is_its_own():
    """With another fleet at home, those that fly detect the same ships at the same times."""
    scenario = with_sensor(ranges={"small-boat": {"detect": "40 km"}}, look_p=0.5)
    roster = hand_roster(scenario)
    every, n = flown(roster), 0
    both = look_at_ships(scenario, roster, some_ships(), every, [0], 3)
    for fleet in every["fleet"].unique(maintain_order=True):
        alone = look_at_ships(scenario, roster, some_ships(), every.filter(pl.col("fleet") == fleet), [0], 3)
        own = alone.join(both, on="ship", suffix="_both").filter(pl.col("first_detection_s").is_not_null())
        n += own.height
        assert (own["first_detection_s_both"] <= own["first_detection_s"]).all()
        assert (own["detections_both"] >= own["detections"]).all()
    assert n > 5
