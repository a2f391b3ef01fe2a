"""One event queue: what the fast path gives without feedback, and with it orders that follow from the picture alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from helpers.hand_roster import hand_roster, hand_scenario
from helpers.kit import payload
from helpers.seas import some_ships
from longwatch.errors import BadInputError
from longwatch.sim.fly import compile_roster, fly_roster
from longwatch.sim.logs import logs_of
from longwatch.sim.orders import Decision, Launch, Recall, Retask, Stay
from longwatch.sim.policies import policy_of
from longwatch.sim.queue import fly_queue_chunk, looks_flown
from longwatch.sim.retask import choose
from longwatch.sim.setting import setting_of
from longwatch.sim.trial import Trial
from longwatch.sim.watchlog import cover_frame, gaps_frame, sorties_frame, tallies_frame
from longwatch.traffic.ships import Ships

SEED = 3
FAULTY = {"faults": {"late": 0.3, "link_loss_rate": "1 /day", "platform": {
    name: {"abort_rate": "30 /1000 h", "loss_rate": "5 /1000 h"} for name in ("plane", "drone", "boat")
}}}  # fmt: skip
RETASK = {"policy": {"retask": {"leave_line": True, "farthest": "150 km"}}}
EYES = {
    "small-boat": {"detect": "20 km", "identify": "5 km"},
    "fishing-boat": {"detect": "60 km", "identify": "10 km"},
}


def traffic(**more):
    return {"traffic": [{"file": "ships.csv", "dark": 0.4, "shift": "3 h"} | more]}


def sea(**changes):
    scenario = hand_scenario(**(traffic() | changes))
    fit = payload(sensors=[{"kind": "radar", "ranges": EYES}])
    return replace(scenario, payloads={"eyes": fit})


@cache
def retasked(n_ships=20):
    scenario = sea(**RETASK)
    roster = hand_roster(scenario)
    return setting_of(scenario, roster, compile_roster(scenario, roster), some_ships(n_ships))


def reported(trial):
    """When each sailing was first reported by the queue."""
    rows = trial.sightings.rows
    out = np.full(len(trial.sightings.sailings.ship), np.inf)
    np.minimum.at(out, rows["sailing"][rows["alive"]], rows["told_s"][rows["alive"]])
    return out


def first_told(looks):
    told = looks.select(pl.min_horizontal("first_report_s", "first_detection_report_s").fill_null(np.inf))
    return told.to_series().to_numpy()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        FAULTY,
        FAULTY | traffic(reaction={"share": 0.8, "does": "goes-dark", "after": "10 min"}),
        traffic(reaction={"share": 0.8, "does": "turns-back", "after": "20 min"}),
        FAULTY | {"policy": {"reroster": "10 h", "reroster_horizon": "1 d", "shift": True}},
    ],
    ids=["calm", "faults", "silent", "turned", "planned anew"],
)
@pytest.mark.parametrize("every_s", [0, 3600])
def test_without_feedback_the_queue_gives_what_the_fast_path_gives(changes, every_s):
    scenario = sea(**changes)
    roster = hand_roster(scenario)
    roster = replace(
        roster, pairings=tuple(replace(one, report_every_s=every_s, report_delay_s=90) for one in roster.pairings)
    )
    ships, compiled = some_ships(15), compile_roster(scenario, roster)
    log = fly_roster(scenario, roster, trials=2, seed=SEED, look_trials=2, ships=ships)
    setting = setting_of(scenario, roster, compiled, ships)
    n_looks = 0
    for number in range(2):
        trial = Trial(setting, SEED, number)
        events = trial.finish()
        logs = logs_of(trial.state)
        for rows, frame, name in zip(
            logs, (gaps_frame, sorties_frame, tallies_frame, cover_frame), ("gaps", "sorties", "tallies", "cover"), strict=True
        ):  # fmt: skip
            whole = getattr(log, name)
            assert_frame_equal(frame(rows, compiled), whole.filter(whole["trial"] == number), check_exact=True)
        looks = log.looks.filter(log.looks["trial"] == number)
        assert_frame_equal(looks_flown(setting, trial, sorties_frame(logs[1], compiled)), looks, check_exact=True)
        told, expected = reported(trial)[looks["ship"].to_numpy()], first_told(looks)
        assert np.array_equal(np.isfinite(told), np.isfinite(expected))
        both = np.isfinite(told)
        assert told[both] == pytest.approx(expected[both], abs=1e-6)  # solved in parts: alike but for rounding
        n_looks += int(both.sum())
        launches = sum(event.kind == "launch" for event in events)
        assert launches == logs[2]["launches"].sum()
        assert [event.time_s for event in events] == sorted(event.time_s for event in events)
    assert n_looks > 10


def test_a_trial_in_pieces_and_from_a_bookmark_is_the_same_trial():
    setting = retasked()
    whole = Trial(setting, SEED, 1)
    expected = whole.finish()
    pieces, got, mark = Trial(setting, SEED, 1), [], None
    for until_s in (1, 5000, 5000, 33_333, 70_000, 120_000):
        got += pieces.advance(until_s)
        if until_s == 33_333:
            mark, so_far = pieces.copy(), list(got)
    got += pieces.finish()
    assert tuple(got) == expected
    assert pieces.state.tobytes() == whole.state.tobytes()
    assert (*so_far, *mark.finish()) == expected
    assert [one[1] for one in mark.orders] == [one[1] for one in whole.orders]


def test_retasking_identifies_and_leaves_gaps_that_say_so():
    setting = retasked()
    (gaps, sorties, _, cover), looks = fly_queue_chunk(setting, SEED, range(1, 2), 9, 9, 9)
    plain = Trial(setting._replace(retasking=None), SEED, 1)
    plain.finish()
    before = looks_flown(setting, plain, sorties_frame(logs_of(plain.state)[1], setting.compiled))
    missed = gaps_frame(gaps, setting.compiled)
    assert "retask" in missed["cause"].to_list()
    assert "retask" not in gaps_frame(logs_of(plain.state)[0], setting.compiled)["cause"].to_list()
    dark = pl.col("dark")
    seen = [frame.filter(dark)["first_identified_s"].is_not_null().sum() for frame in (before, looks)]
    assert seen[1] > seen[0]
    assert cover["watcher_s"].sum() < logs_of(plain.state)[3]["watcher_s"].sum()
    assert len(sorties) == len(logs_of(plain.state)[1])


def test_looks_of_the_queue_are_those_of_the_paths_as_flown():
    setting = retasked()
    trial = Trial(setting, SEED, 2)
    events = trial.finish()
    looks = looks_flown(setting, trial, sorties_frame(logs_of(trial.state)[1], setting.compiled))
    told, expected = reported(trial)[looks["ship"].to_numpy()], first_told(looks)
    assert np.array_equal(np.isfinite(told), np.isfinite(expected))
    both = np.isfinite(told)
    assert told[both] == pytest.approx(expected[both], abs=1e-6)
    assert len(trial.paths) > 2
    for path in trial.paths.values():
        assert np.all(np.diff(path.t_s) >= 0)
        speed_mps = np.linalg.norm(np.diff(path.xyz_m, axis=0), axis=1) / np.maximum(np.diff(path.t_s), 1.0)
        assert speed_mps.max() < 90.0
    went = [event for event in events if event.kind == "away"]
    back = [event for event in events if event.kind == "back on line"]
    assert len(went) >= len(back) > 2
    assert any(event.kind == "not found" for event in events)


def decided(trial):
    """(picture, orders) at every decision."""
    out, take = [], trial.order

    def noted(order):
        out.append((trial.picture, order))
        return take(order)

    trial.order = noted
    trial.finish()
    return out


def without(ships, gone):
    """The same ships, those of some numbers far away where nobody looks."""
    lat = ships.lat_deg.copy()
    for track, ship in enumerate(ships.ship):
        if ship in gone:
            lat[ships.offsets[track] : ships.offsets[track + 1]] -= 60.0
    return Ships(**{name: getattr(ships, name) for name in ships.__dataclass_fields__} | {"lat_deg": lat})


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 50), st.floats(10_000.0, 200_000.0))
def test_two_truths_with_the_same_picture_draw_the_same_orders(number, change_s):
    check_two_truths(number, change_s)


@pytest.mark.soak
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2000), st.floats(10_000.0, 250_000.0))
def test_two_truths_draw_the_same_orders_in_150_trials(number, change_s):
    check_two_truths(number, change_s)


def check_two_truths(number, change_s):
    """Ships that are first reported after an instant are taken away: nothing before it changes."""
    setting, ships = retasked(), some_ships(20)
    one = Trial(setting, SEED, number)
    ones = decided(one)
    told, sailings = reported(one), one.sightings.sailings
    seen_before = {int(ship) for ship in sailings.ship[told <= change_s]}
    gone = set(range(20)) - seen_before
    other = Trial(setting_of(setting.scenario, setting.roster, setting.compiled, without(ships, gone)), SEED, number)
    others = decided(other)
    n = sum(picture.now_s <= change_s for picture, _ in ones)
    assert n > 0
    assert others[:n] == ones[:n]


def rule(picture, decision):
    """The compiled rule again, as a user would state it."""
    assert decision.events
    return choose(picture, retasked().retasking)


def test_a_policy_in_python_gives_the_events_of_the_compiled_rule():
    setting = retasked()
    compiled = Trial(setting, SEED, 4)
    own = Trial(setting, SEED, 4, rule)
    same = {
        "contact",
        "away",
        "back on line",
        "identified",
        "not found",
        "gap opened",
        "gap closed",
        "arrive",
        "depart",
    }
    ones, others = ([event for event in one.finish() if event.kind in same] for one in (compiled, own))
    assert [one[1] for one in compiled.orders if one[2].accepted] == [one[1] for one in own.orders if one[2].accepted]
    assert ones == others
    assert compiled.state.gaps.tobytes() == own.state.gaps.tobytes()


def test_orders_are_carried_out_or_refused_with_a_reason():
    scenario = sea()
    roster = hand_roster(scenario)
    trial = Trial(setting_of(scenario, roster, compile_roster(scenario, roster), None), SEED, 0)
    trial.advance(20_000)
    picture = trial.picture
    on = next(one for one in picture.vehicles if one.doing == "on" and one.fleet == "planes")
    assert not trial.order(Recall("nobody")).accepted
    assert "no line" in trial.order(Launch("nowhere")).reason
    assert "retask" in trial.order(Retask(on.tail, 1)).reason
    assert "not later" in trial.order(Stay(on.tail, 20_000)).reason
    assert "reserve" in trial.order(Stay(on.tail, 250_000)).reason
    assert trial.order(Stay(on.tail, on.leave_s + 600)).accepted
    assert trial.picture.vehicle(on.tail).leave_s == on.leave_s + 600
    sent = trial.order(Launch("east"))
    assert sent.accepted
    assert sum(one.doing == "out" and one.line == "east" for one in trial.picture.vehicles) >= 1
    assert trial.order(Recall(on.tail)).accepted
    events = trial.advance(20_001)
    assert trial.picture.vehicle(on.tail).doing == "back"
    assert trial.picture.line("east").gap_from_s == 20_000
    assert not [event for event in events if event.vehicle == on.tail and event.time_s > 20_000]
    assert "on its way" in trial.order(Recall(on.tail)).reason
    trial.finish()


def test_the_picture_ages_and_says_nothing_that_only_chance_knows():
    setting = retasked()
    trial = Trial(setting._replace(retasking=None), SEED, 0)
    trial.advance(60_000)
    picture = trial.picture
    lost = [one for one in picture.contacts if one.age_s(60_000) > 600]
    assert lost
    one = lost[0]
    assert one.error_at_m(60_000) == pytest.approx(one.error_m + one.error_growth_mps * one.age_s(60_000))
    later = trial.copy()
    later.advance(61_000)
    assert later.picture.now_s == 61_000
    assert trial.picture == picture  # the bookmark went its own way
    for vehicle in picture.vehicles:
        assert vehicle.doing not in ("repair", "lost", "preparing") or vehicle.ready_s is None


WRONG = {
    "def decide(picture, decision):\n    return 1 / 0\n": ("policy.py:2", "ZeroDivisionError"),
    "def decide(picture, decision):\n    return [3]\n": ("policy.py", "int"),
    "import nothing_of_the_kind\ndef decide(picture, decision):\n    return []\n": (
        "policy.py:1",
        "ModuleNotFoundError",
    ),
    "decide = 3\n": ("policy.py", "no function"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_goes_wrong_in_a_policy_file_is_one_message(text):
    scenario = sea(policy={"file": "policy.py"})
    scenario = replace(scenario, policy_text=text)
    with pytest.raises(BadInputError) as caught:
        policy_of(scenario, 0)(Trial(retasked(), SEED, 0).picture, Decision(()))
    where, words = WRONG[text]
    assert caught.value.problems[0].where == where
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_runs_with_feedback_are_the_same_on_one_and_two_workers_and_alone():
    setting, ships = retasked(), some_ships(20)
    given = (setting.scenario, setting.roster)
    logs = [
        fly_roster(*given, trials=4, seed=SEED, look_trials=2, ships=ships, workers=workers, chunk=chunk)
        for workers, chunk in ((1, 4), (2, 1))
    ]
    for name in ("gaps", "sorties", "tallies", "cover", "looks"):
        assert_frame_equal(getattr(logs[0], name), getattr(logs[1], name), check_exact=True)
    assert logs[0].looks["trial"].unique().to_list() == [0, 1]
    assert "retask" in logs[0].gaps["cause"].to_list()
