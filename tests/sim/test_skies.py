"""Conditions that change while vehicles fly: held to plain steppers that look up the conditions of every instant."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from helpers.changing_sky import RADAR, TURRET, changing, stormy
from helpers.hand_roster import hand_roster
from helpers.seas import some_ships
from helpers.stepper import distances
from longwatch.detection.hazard import HazardTable, definite
from longwatch.detection.pass_table import pass_table
from longwatch.detection.ranges import sensor_range
from longwatch.detection.targets import class_order
from longwatch.sim.cells import sights_of
from longwatch.sim.detectable_kernels import entity_of
from longwatch.sim.fly import compile_roster, fly_roster
from longwatch.sim.hazard import encounters, laws_of_tables
from longwatch.sim.looks import look, look_at_ships, sea_of, targets_of
from longwatch.sim.passes import Intervals, passes
from longwatch.sim.regard import Targets, cut_to_spans
from longwatch.sim.sailings import sailings_of_trial
from longwatch.sim.skies import Spans, skies_of, span_at, span_of, spans_of
from longwatch.sim.streams import PROCESSES, uniform, uniforms
from longwatch.sim.tracks import knots_of
from longwatch.sim.turrets_cloud import BEFORE, blocks_of
from sim.test_detections import STEP_S, hazard_at, seen_in, tracks, words_of
from sim.test_looks import flown

NEAR = HazardTable((0.0, 8_000.0, 20_000.0), (0.003, 0.001))
FAR = HazardTable((0.0, 12_000.0, 30_000.0), (0.02, 0.0008))
LAWS = ((NEAR, 0.4), (FAR, 0.8), (definite(10_000.0), 0.6))
TAU_S = 500.0


def stepped(vehicle, target, states, enter_s, leave_s, luck, asked):
    """(look, detection, probability) of the first encounter of a pair by the rule, in steps; states : (from_s, law)."""
    seed, trial, entity = luck
    t = np.arange(enter_s, leave_s, STEP_S) + 0.5 * STEP_S
    law = np.array([number for _, number in states])[np.searchsorted([a for a, _ in states], t, side="right") - 1]
    away_m = distances(vehicle, target, t)
    rate = np.select(
        [law == n for n in range(3)], [hazard_at(NEAR, away_m), hazard_at(FAR, away_m), (away_m < 1e4) * 1e3]
    )
    more, block = rate * STEP_S, np.floor((t - enter_s) / TAU_S).astype(int)
    threshold = -math.log((int(words_of(seed, trial, 40, entity, 1)[0]) + 0.5) / 2.0**32)
    used, look_s, detect_s, survival = 0.0, math.inf, math.inf, 1.0
    for b in np.unique(block):
        own = (block == b) & (more > 0.0)
        if not own.any():
            continue
        chance = LAWS[law[own][0]][1]  # of the conditions in which the block is first met
        run_up = np.cumsum(more[own])
        missed = survival * (1.0 - chance * -np.expm1(-run_up))
        if math.isinf(look_s) and (1.0 - missed >= asked).any():
            look_s = t[own][np.argmax(1.0 - missed >= asked)]
        if seen_in(seed, trial, entity, 1, int(b), chance):
            if math.isinf(detect_s) and (used + run_up >= threshold).any():
                detect_s = t[own][np.argmax(used + run_up >= threshold)]
            used += run_up[-1]
        survival = missed[-1]
    return look_s, detect_s, 1.0 - survival


def test_encounters_in_changing_conditions_meet_the_stepping_twin():
    """Laws change in the middle of encounters, to hazards and definite ranges with other reaches and chances."""
    rng = np.random.default_rng(5)
    vehicles, targets = tracks(rng, 3, 6, 15e3, 20.0), tracks(rng, 60, 4, 15e3, 6.0)
    own = [[(0.0, int(rng.integers(3)))] for _ in vehicles]
    for states in own:
        for at_s in np.sort(rng.uniform(0.0, 20_000.0, 12)):
            states.append((float(at_s), (states[-1][1] + int(rng.integers(1, 3))) % 3))
    n = [len(states) for states in own]
    spans = Spans(
        np.concatenate([[0], np.cumsum(n)]), np.array([a for one in own for a, _ in one]), np.zeros(sum(n), np.int64)
    )
    of = np.array([law for one in own for _, law in one]).reshape(-1, 1, 1)
    reach_m = np.array([table.reach_m for table, _ in LAWS])
    v, s = knots_of(vehicles), knots_of(targets)
    n_targets = len(targets)
    everyone = Targets(
        s, np.zeros(n_targets, np.int64), np.arange(n_targets), np.zeros(n_targets), *np.zeros((2, n_targets))
    )
    rows = cut_to_spans(passes(v, s, np.full((3, 1), 30_000.0)), v, everyone, spans, reach_m[of[:, :, 0]])
    laws = laws_of_tables(of, [chance for _, chance in LAWS], [TAU_S] * 3, [pass_table(table) for table, _ in LAWS])
    found = encounters(
        v, s, rows, laws, np.full(3, 0.5), seed=7, trial=3, whole=True, span=span_of(spans, rows),
        kind=everyone.kind,
    )  # fmt: skip
    again, first, twins = set(), [], []
    for k, (i, j) in enumerate(zip(found.vehicle.tolist(), found.target.tolist(), strict=True)):
        if (i, j) not in again:
            first.append(k)
            twins.append(
                stepped(
                    vehicles[i], targets[j], own[i], found.enter_s[k], found.leave_s[k], (7, 3, entity_of(j, i, 0)), 0.5
                )
            )
        again.add((i, j))
    look_s, detect_s, p = (np.array(column) for column in zip(*twins, strict=True))
    crossed = sum(any(found.enter_s[k] < a < found.leave_s[k] for a, _ in own[found.vehicle[k]]) for k in first)
    assert crossed > 10
    assert found.probability[first] == pytest.approx(p, abs=8e-3)
    for ours, theirs in ((found.look_s[first], look_s), (found.detect_s[first], detect_s)):
        assert (np.isfinite(ours) != np.isfinite(theirs)).sum() <= 1  # one may lie on the edge
        both = np.isfinite(ours) & np.isfinite(theirs)
        assert both.sum() > 8
        assert np.median(np.abs(ours[both] - theirs[both])) < 2.0


def test_passes_cut_to_spans_are_where_the_range_of_the_moment_reaches():
    """Holds and legs, against distances at whole seconds."""
    rng = np.random.default_rng(8)
    vehicles, targets = tracks(rng, 2, 8, 20e3, 50.0), tracks(rng, 8, 4, 20e3, 6.0)
    times = np.sort(rng.uniform(0.0, 20_000.0, 9))
    from_s = np.tile(np.concatenate([[0.0], times]), 2)
    by_span_m = rng.choice([0.0, 9e3, 17e3, 25e3], (20, 1))
    spans = Spans(np.array([0, 10, 20]), from_s, np.zeros(20, np.int64))
    v, s = knots_of(vehicles), knots_of(targets)
    everyone = Targets(s, np.zeros(8, np.int64), np.arange(8), np.zeros(8), *np.zeros((2, 8)))
    rows = cut_to_spans(passes(v, s, spans.largest(by_span_m)), v, everyone, spans, by_span_m)
    t = np.arange(0.5, 20_000.0)
    for i in range(2):
        range_m = by_span_m[span_at(spans, np.full(len(t), i), t), 0]
        for j in range(8):
            away_m = distances(vehicles[i], targets[j], t)
            inside = np.zeros(len(t), bool)
            for k in np.flatnonzero((rows.vehicle == i) & (rows.target == j)):
                inside |= (t >= rows.enter_s[k]) & (t <= rows.leave_s[k])
            clear = np.abs(away_m - range_m) > 60.0  # a second of both movers
            clear &= np.min(np.abs(t[:, None] - times), axis=1) > 1.0
            assert (inside == (away_m < range_m))[clear].all()


@pytest.fixture(scope="module")
def stormy_sea(tmp_path_factory):
    traffic = [{"file": "ships.csv", "dark": 0.3, "shift": "3 h"}]
    table = stormy(1) | {"visibility [km]": 20.0, "rain [mm/h]": 0.0}
    scenario = changing(tmp_path_factory.mktemp("sky"), table, traffic=traffic)
    return scenario, hand_roster(scenario), some_ships(30)


def test_spans_of_a_trial_are_the_rows_of_its_weather(stormy_sea):
    """The range of every vehicle at every hour is that of the conditions of this hour, by sun and table."""
    scenario, roster, ships = stormy_sea
    sea, sorties = sea_of(scenario, roster, ships), flown(roster)
    from longwatch.sim.flights import Flyer, sortie_knots

    vehicles = sortie_knots(Flyer(scenario, roster), sorties)
    spans = spans_of(sea.skies, sorties, vehicles, 0, 1)
    assert spans is not None
    assert (np.diff(spans.first) >= 1).all()
    fields = sea.watchers.fields(sorties, spans)
    assert fields.by_span_m is not None
    kind = 2 * class_order().index("fishing-boat") + 1
    assert len(np.unique(fields.by_span_m[:, kind])) > 8
    for i, (fleet, line) in enumerate(zip(sorties["fleet"], sorties["line"], strict=True)):
        pairing = roster.pairing(fleet, line)
        change_s, state = sea.skies.changes(fleet, line, 0, 1)
        begin_s, end_s = vehicles.t_s[vehicles.offsets[i]], vehicles.t_s[vehicles.offsets[i + 1] - 1]
        for at_s in np.linspace(max(begin_s, 0.0), end_s, 7)[:-1] + 11.0:
            given = sea.skies.given(fleet, line)[state[np.searchsorted(change_s, at_s, side="right") - 1]]
            expected = float(
                sensor_range(scenario.payloads["eyes"], "fishing-boat", "detect", 0.9, pairing.height_m, given=given)
                or 0
            )
            span = span_at(spans, np.array([i]), np.array([at_s]))[0]
            assert fields.by_span_m[span, kind] == pytest.approx(expected)
            assert fields.range_m[i, kind] >= expected


def test_constant_conditions_cost_nothing_and_are_exact(tmp_path):
    """A constant sky is one state with its own numbers, and nothing is cut."""
    scenario = changing(tmp_path, weather={"kind": "constant", "sea_state": 5, "wind": "13 m/s", "light": False})
    object.__setattr__(scenario.file.weather, "file", None)
    roster = hand_roster(scenario)
    skies = skies_of(scenario, roster)
    assert not skies.change
    (given,) = skies.given("planes", "east")
    assert (given.conditions.sea_state, given.conditions.wind_mps) == (5, 13.0)
    by_hand = changing(tmp_path, sensors=[{"kind": "radar", "ranges": {"fishing-boat": {"detect": "30 km"}}}])
    assert not skies_of(by_hand, hand_roster(by_hand)).change  # typed ranges under any sky


def test_a_rough_sea_is_watched_less_than_a_calm_one(tmp_path):
    ships, seen = some_ships(60), []
    for hs_m in (0.3, 5.5):
        table, traffic = stormy(1) | {"hs [m]": hs_m, "rain [mm/h]": 0.0}, [{"file": "ships.csv", "dark": 1.0}]
        scenario = changing(tmp_path, table, [RADAR], traffic=traffic)
        roster = hand_roster(scenario)
        looks = look_at_ships(scenario, roster, ships, flown(roster), range(1), 2)
        seen.append(float(looks["watched_s"].sum()))
    assert 0.0 < seen[1] < 0.97 * seen[0]


def test_a_look_goes_on_from_state_to_state(stormy_sea):
    """Definite ranges: looks are no more in number for a span that ends in the middle of them."""
    scenario, roster, ships = stormy_sea
    sea, sorties = sea_of(scenario, roster, ships), flown(roster)
    from longwatch.sim.flights import Flyer, sortie_knots

    vehicles = sortie_knots(Flyer(scenario, roster), sorties)
    sailings = sailings_of_trial(sea.known, 0, 4)
    found, detected, _ = look(sea, sorties, vehicles, sea.targets, sailings, 0, 4)
    assert len(found.enter_s) > 20
    assert len(detected.enter_s) > 20
    spans = spans_of(sea.skies, sorties, vehicles, 0, 4)
    over = sum(
        (
            (spans.from_s[spans.first[i] : spans.first[i + 1]] > a)
            & (spans.from_s[spans.first[i] : spans.first[i + 1]] < b)
        ).any()
        for i, a, b in zip(found.vehicle, found.enter_s, found.leave_s, strict=True)
    )
    assert over > 5
    assert targets_of(sea.targets, sailings)[0].kind.max() < 2 * len(class_order())


# --- turrets ---------------------------------------------------------------------------------------------------------


def test_uniforms_are_the_numbers_of_the_scalar_stream():
    entity, index = np.array([1, 5, 2**32 - 1]), np.array([0, 7, 2**20])
    process = PROCESSES["line_of_sight"]
    expected = [uniform(2**40 + 3, 9, process, int(e), int(i)) for e, i in zip(entity, index, strict=True)]
    assert uniforms(2**40 + 3, 9, process, entity, index).tolist() == expected


def test_blocks_cover_windows_and_keep_their_luck_whatever_part_is_seen():
    rng = np.random.default_rng(3)
    enter_s = rng.uniform(0.0, 1e5, 400)
    windows = Intervals(np.arange(400), np.arange(400), enter_s, enter_s + rng.uniform(1.0, 9000.0, 400))
    length_s, entity = np.full(400, 600.0), np.arange(400) * 7919
    blocks = blocks_of(windows, length_s, entity, 1, 2)
    for k in range(400):
        own = blocks.vehicle == k
        assert blocks.enter_s[own][0] == windows.enter_s[k]
        assert blocks.leave_s[own][-1] == pytest.approx(windows.leave_s[k])
        assert blocks.enter_s[own][1:] == pytest.approx(blocks.leave_s[own][:-1])
        assert (blocks.leave_s[own] - blocks.enter_s[own]).max() <= 600.0 + 1e-6
    later = windows._replace(enter_s=windows.enter_s + 0.5)
    cut = blocks_of(later, length_s, entity, 1, 2)
    whole = {(k, round(b, 6)): u for k, b, u in zip(blocks.vehicle, blocks.leave_s, blocks.luck, strict=True)}
    assert all(whole[k, round(b, 6)] == u for k, b, u in zip(cut.vehicle, cut.leave_s, cut.luck, strict=True))
    assert abs((blocks.luck < 0.3).mean() - 0.3) < 3.0 * math.sqrt(0.21 / len(blocks.luck))
    assert BEFORE > 1e5


def test_cloud_takes_contacts_from_a_turret(tmp_path):
    """With more of the sky covered fewer are identified, and with all of it nobody from above the cloud."""
    ships, named = some_ships(150), []
    for cloud in (0.0, 0.5, 1.0):
        columns = stormy(1) | {"cloud": cloud, "hs [m]": 0.3, "rain [mm/h]": 0.0, "visibility [km]": 30.0}
        scenario = changing(tmp_path, columns, traffic=[{"file": "ships.csv", "dark": 0.3, "shift": "3 h"}])
        roster = hand_roster(scenario)
        high = flown(roster).filter(flown(roster)["fleet"] != "boats")
        looks = look_at_ships(scenario, roster, ships, high, range(1), 2)
        named.append(int(looks["first_identified_s"].is_not_null().sum()))
    assert named[0] > named[1] > named[2]
    assert named[2] == 0


# --- feedback --------------------------------------------------------------------------------------------------------


def test_without_feedback_the_queue_sees_what_the_fast_path_sees_in_changing_weather(stormy_sea):
    from polars.testing import assert_frame_equal

    from longwatch.sim.logs import logs_of
    from longwatch.sim.queue import looks_flown
    from longwatch.sim.setting import setting_of
    from longwatch.sim.trial import Trial
    from longwatch.sim.watchlog import sorties_frame
    from sim.test_trial import first_told, reported

    scenario, roster, ships = stormy_sea
    compiled = compile_roster(scenario, roster)
    log = fly_roster(scenario, roster, trials=1, seed=3, look_trials=1, ships=ships)
    setting = setting_of(scenario, roster, compiled, ships)
    trial = Trial(setting, 3, 0)
    trial.finish()
    assert log.looks is not None
    assert_frame_equal(looks_flown(setting, trial, sorties_frame(logs_of(trial.state)[1], compiled)), log.looks)
    told, expected = reported(trial)[log.looks["ship"].to_numpy()], first_told(log.looks)
    assert np.array_equal(np.isfinite(told), np.isfinite(expected))
    both = np.isfinite(told)
    assert both.sum() > 3
    assert told[both] == pytest.approx(expected[both], abs=1e-6)
    assert setting.task_now_m(0, 0, 3, 40_000.0).shape == (len(class_order()),)


def test_cells_take_the_range_of_the_moment(tmp_path):
    """Every state has its stream, and a stay is cut where the state changes."""
    from helpers.hand_tour import tour_roster
    from longwatch.sim.cells import _spans

    scenario, roster = tour_roster(period={"start": "2026-03-01T00:00:00Z", "length": "3 d"})
    under = changing(tmp_path, sensors=[RADAR, TURRET])
    fits = {name: under.payloads["eyes"].model_copy(update={"id": name}) for name in scenario.payloads}
    scenario = replace(scenario, payloads=fits, file=scenario.file.model_copy(update={"weather": under.file.weather}))
    (one,) = sights_of(scenario, roster)
    pair = next(iter(one.streams_of))
    assert len(set(one.streams_of[pair])) > 5
    sorties = flown(roster).select("trial", "fleet", "line", "arrive_s", "leave_s")
    spans = _spans(one, sorties, None, roster.length_s, 0, 1)
    planned = _spans(one, sorties, None, roster.length_s, 0, None)
    total = sum(b - a for own in spans for a, b in own)
    assert total == pytest.approx(sum(b - a for own in planned for a, b in own))
    change_s, state = one.skies.changes(*pair, 0, 1)
    for stream, own in enumerate(spans):
        for a, b in own:
            during = state[np.searchsorted(change_s, a, side="right") - 1 : np.searchsorted(change_s, b, side="left")]
            assert {one.streams_of[pair][at] for at in during.tolist()} == {stream}
