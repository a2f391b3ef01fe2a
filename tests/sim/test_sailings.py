"""Ships of synthetic lanes arrive by Poisson, and ships that react: exactly the track that was cut, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.geo.ecef import to_ecef
from longwatch.sim.looks import look_at_ships, targets_of
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.passes import sight
from longwatch.sim.reactions import first_looks, react
from longwatch.sim.regard import all_round, sight_fields
from longwatch.sim.sailings import sailings_of_trial, traffics_of
from longwatch.sim.tracks import ship_knots, straight_knots
from longwatch.traffic.load import load_traffic
from longwatch.traffic.ships import Ships
from sim.test_looks import flown, some_ships

LANES = [
    {"name": "a", "points": ["35 N, 73.5 W", "37 N, 73 W"], "width": "20 km", "arrivals": "48 /d"},
    {"name": "b", "points": ["36 N, 74.5 W", "36 N, 72 W"], "width": "5 km", "arrivals": "12 /d"},
]
SYNTHETIC = {"format": "synthetic", "lanes": LANES, "speed": {"low": "8 kt", "likely": "12 kt", "high": "20 kt"}}


def drawn(trials=range(60), **changes):
    scenario = hand_scenario(traffic=[SYNTHETIC | changes])
    ships = load_traffic(scenario)
    known = traffics_of(scenario, ships)
    return scenario, ships, known, [sailings_of_trial(known, trial, 7) for trial in trials]


def test_arrivals_are_poisson_at_the_rate_of_their_lane():
    _, ships, known, trials = drawn()
    for lane, (rate, longest_s) in enumerate((flow.arrivals_per_s, flow.longest_s) for flow in known.lanes):
        at_s = [np.sort(one.shift_s[ships.of_lane[one.ship[one.sailing]] == lane]) for one in trials]
        entered = [times[times >= 0.0] for times in at_s]
        n = np.array([len(times) for times in entered])
        mean = rate * known.length_s
        assert abs(n.mean() - mean) < 4.0 * np.sqrt(mean / len(n))
        waits = np.concatenate([np.diff(times) for times in entered]) * rate
        assert stats.kstest(waits, "expon").pvalue > 1e-3
        spread = np.concatenate(entered) / known.length_s
        assert stats.kstest(spread, "uniform").pvalue > 1e-3
        assert min(times.min() for times in at_s if len(times)) > -longest_s


def test_a_trial_depends_on_seed_and_trial_alone():
    _, _, known, trials = drawn(range(4))
    for trial, one in enumerate(trials):
        again = sailings_of_trial(known, trial, 7)
        assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not np.array_equal(trials[0].shift_s, trials[1].shift_s)


def test_the_dark_share_is_met_by_sailing():
    _, _, _, trials = drawn(dark=0.3)
    dark = np.concatenate([one.dark for one in trials])
    assert abs(dark.mean() - 0.3) < 4.0 * np.sqrt(0.21 / len(dark))


# --- reactions -------------------------------------------------------------------------------------------------------


def still(lat, lon, length_s=200_000.0) -> Knots:
    place = to_ecef(lat, lon, 3000.0)
    return straight_knots([0, 2], np.array([0.0, length_s]), np.vstack([place, place]))


def reacting(does, share=1.0, n=30):
    reaction = {"share": share, "does": does, "after": "30 min"}
    scenario = hand_scenario(traffic=[{"file": "ships.csv", "dark": 0.0, "shift": "3 h", "reaction": reaction}])
    ships = some_ships(n)
    known = traffics_of(scenario, ships)
    return known, ship_knots(ships), sailings_of_trial(known, 0, 5)


def looks_of(tracks, sailings, ais_m=80_000.0, sensor_m=40_000.0):
    """A vehicle that hangs still and hears AIS farther than it sees."""
    vehicle = still(36.0, -73.2)
    range_m = np.array([[ais_m, sensor_m] * 16])
    targets, told_as = targets_of(tracks, sailings)
    found = sight_fields(vehicle, all_round(range_m), targets)
    return found._replace(target=told_as[found.target])


def test_a_ship_that_goes_dark_is_heard_before_and_only_seen_after():
    known, tracks, sailings = reacting("goes-dark")
    before = looks_of(tracks, sailings)
    first_s = first_looks(len(sailings.ship), sailings.sailing[before.target], before.enter_s)
    reacted = react(known, sailings, first_s, tracks, 0, 5)
    after = looks_of(tracks, reacted.sailings)
    seen_s = np.isfinite(first_s)
    assert seen_s.any()
    assert np.array_equal(reacted.sailings.dark_s[seen_s], first_s[seen_s] + 1800.0)
    assert np.array_equal(first_s, first_looks(len(sailings.ship), sailings.sailing[after.target], after.enter_s))
    always_dark = looks_of(tracks, sailings._replace(dark_s=np.full(len(sailings.ship), -np.inf)))

    def watched(found, target, from_s, to_s):
        own = found.target == target
        return np.maximum(np.minimum(found.leave_s[own], to_s) - np.maximum(found.enter_s[own], from_s), 0.0).sum()

    cut = 0
    for k, sailing in enumerate(sailings.sailing):
        dark_s = reacted.sailings.dark_s[sailing]
        assert watched(after, k, -np.inf, dark_s) == pytest.approx(watched(before, k, -np.inf, dark_s), abs=1e-6)
        assert watched(after, k, dark_s, np.inf) == pytest.approx(watched(always_dark, k, dark_s, np.inf), abs=1e-6)
        cut += watched(before, k, dark_s, np.inf) > watched(after, k, dark_s, np.inf) + 1.0
    assert cut > 0


def place(tracks, mover, t_s):
    own = slice(tracks.offsets[mover], tracks.offsets[mover + 1])
    return np.array([np.interp(t_s, tracks.t_s[own], tracks.xyz_m[own, axis]) for axis in range(3)])


def test_a_ship_that_turns_back_sails_its_own_way_back_at_its_own_pace():
    known, tracks, sailings = reacting("turns-back")
    found = looks_of(tracks, sailings)
    first_s = first_looks(len(sailings.ship), sailings.sailing[found.target], found.enter_s)
    reacted = react(known, sailings, first_s, tracks, 0, 5)
    after = reacted.sailings
    turned = 0
    for sailing in np.flatnonzero(np.isfinite(first_s)):
        turn_s = first_s[sailing] + 1800.0
        for k in np.flatnonzero(after.sailing == sailing):
            mover, shift_s = after.mover[k], after.shift_s[k]
            was = np.flatnonzero(sailings.sailing == sailing)
            for t_s in np.linspace(after.from_s[k], after.to_s[k], 7):
                then_s = t_s if t_s <= turn_s else 2.0 * turn_s - t_s
                here = place(reacted.tracks, mover, t_s - shift_s)
                there = [place(tracks, sailings.mover[i], then_s - shift_s) for i in was]
                assert min(np.linalg.norm(here - one) for one in there) < 1e-3
            turned += mover >= len(tracks.offsets) - 1
    assert turned > 5
    assert (after.to_s <= known.length_s).all()
    assert (after.from_s >= 0.0).all()
    assert (after.to_s > after.from_s).all()
    again = looks_of(reacted.tracks, after)
    assert np.array_equal(first_s, first_looks(len(after.ship), after.sailing[again.target], again.enter_s))


def test_nobody_reacts_with_no_share_and_half_with_a_half():
    known, tracks, sailings = reacting("goes-dark", share=0.0)
    looked = np.zeros(len(sailings.ship))
    assert np.isinf(react(known, sailings, looked, tracks, 0, 5).sailings.dark_s).all()
    known, tracks, sailings = reacting("goes-dark", share=0.5, n=2000)
    looked = np.zeros(len(sailings.ship))
    share = np.isfinite(react(known, sailings, looked, tracks, 0, 5).sailings.dark_s).mean()
    assert abs(share - 0.5) < 4.0 * np.sqrt(0.25 / len(looked))


def test_the_table_of_looks_says_what_is_synthetic():
    scenario, ships, _, _ = drawn(range(0), reaction={"share": 0.5, "does": "turns-back", "after": "10 min"})
    roster = hand_roster(scenario)
    table = look_at_ships(scenario, roster, ships, flown(roster), range(1), 7)
    assert table.height > 0
    assert set(table["kind"]) == {"synthetic"}
    assert set(table["mmsi"]) == {0}
    assert table.select("span_s", "watched_s").fill_null(0.0).to_numpy().min() >= 0.0
    assert (table["watched_s"] <= table["span_s"] + 1e-6).all()


def test_a_flying_target_is_seen_at_its_height():
    """Straight above the vehicle: its foot point is on the spot, and the slant range decides."""
    flat = some_ships(1)
    n = len(flat.t_s)
    ships = Ships(flat.offsets, flat.t_s, np.full(n, 36.0), np.full(n, -73.2), flat.ship, flat.mmsi, flat.day, flat.source,
                  (None,), (None,), n, alt_m=np.full(n, 9_000.0))  # fmt: skip
    targets = ship_knots(ships)
    assert np.linalg.norm(targets.xyz_m[0] - to_ecef(36.0, -73.2, 9_000.0)[0]) < 1e-6
    for range_m, seen in ((5_990.0, False), (6_010.0, True)):
        found = sight(still(36.0, -73.2), targets, np.array([[range_m]]))
        assert bool(len(found.enter_s)) is seen
