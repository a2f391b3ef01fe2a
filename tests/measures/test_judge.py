"""Measures of a WatchLog against sums worked out by hand and against instants drawn at random."""

import json
import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.kit import payload
from helpers.plans import compiled, fleet_process, line, one_line, pairing, relay, roster
from longwatch.measures.judge import judge
from longwatch.sim.fly import fly_chunk
from longwatch.sim.processes import Processes, SpellProcess
from longwatch.sim.watchlog import WatchLog, cover_frame, gaps_frame, sorties_frame, tallies_frame

LENGTH_S = 100_000

TURRET = payload(sensors=[{"kind": "turret", "ranges": {"coaster": {"identify": "5 km"}}}])


def scenario(end="cut", fleets=("f",)):
    """What `judge` reads of a scenario."""
    return SimpleNamespace(
        file=SimpleNamespace(period=SimpleNamespace(end=end), run=SimpleNamespace(stop=None)),
        fleets=tuple(SimpleNamespace(name=name) for name in fleets),
        payload_of=lambda fleet: TURRET,  # noqa: ARG005
    )


def by_hand(gaps, *, trials, k=1, length_s=LENGTH_S, looks=None):
    """A WatchLog with these gaps (trial, line, start, end, cause, missing) and the cover that belongs to them."""
    rows = [(*gap, (gap[3] - gap[2]) * gap[5]) for gap in gaps]
    names = ["trial", "line", "start_s", "end_s", "cause", "missing", "missing_s"]
    frame = pl.DataFrame(rows, schema=dict(zip(names, [int, str, int, int, str, int, int], strict=True)), orient="row")
    cover = []
    for trial in range(trials):
        own = frame.filter(pl.col("trial") == trial)
        gone_s = int((own["end_s"] - own["start_s"]).sum())
        cover.append((trial, "north", length_s, length_s - gone_s, k * length_s - int(own["missing_s"].sum())))
    cover_names = ["trial", "line", "demanded_s", "covered_s", "watcher_s"]
    tally_names = ["launches", "flown_s", "on_station_s", "losses", "aborts", "preflight_failures", "cancelled",
                   "maintenances", "diverts", "forced_landings", "sensor_failures", "hand_overs", "duty_overruns",
                   "duty_overrun_s", "max_airborne"]  # fmt: skip
    tallies = {"trial": range(trials), "fleet": ["f"] * trials} | {name: [2] * trials for name in tally_names}
    sorties = pl.DataFrame(schema={"trial": int, "fleet": str, "takeoff_s": int, "land_s": int})
    return WatchLog(
        0, trials, frame, sorties, pl.DataFrame(tallies), pl.DataFrame(cover, schema=cover_names, orient="row"),
        looks,
    )  # fmt: skip


GAPS = [
    (0, "north", 10_000, 12_000, "fault", 1),
    (0, "north", 50_000, 56_000, "weather", 1),
    (1, "north", 96_000, 100_000, "weather", 1),
]


def plan(k=1, limit_s=4_000):
    return roster([line(k=k, limit_s=limit_s)], [pairing("f", "north")], [])


def test_gap_measures_by_hand():
    m = judge(scenario(), plan(), by_hand(GAPS, trials=4), 0.95).line("north").measures
    assert m.covered == pytest.approx((0.92 + 0.96 + 1 + 1) / 4)
    assert m.gaps == pytest.approx(3 / 4)
    assert m.gap_mean_s == pytest.approx(4_000)
    assert (m.gap_p95_s, m.gap_max_s) == (6_000, 6_000)
    assert m.longest_mean_s == pytest.approx((6_000 + 4_000) / 4)
    assert m.longest_p95_s == 6_000
    squares = (2_000**2 + 6_000**2, 4_000**2, 0, 0)
    assert m.time_average_gap_s == pytest.approx(sum(squares) / 4 / LENGTH_S)
    assert m.response_mean_s == pytest.approx(sum(squares) / 8 / LENGTH_S)
    assert m.n_no_long_gap == 3  # a gap as long as the limit is not longer than it
    assert m.p_no_long_gap == 0.75
    assert m.p_no_long_gap.low == pytest.approx(0.2486, abs=1e-4)  # I(0.2486; 3, 2) = 0.05
    assert m.causes == {"weather": pytest.approx(2_500), "fault": pytest.approx(500)}
    assert m.cause_shares == {"weather": pytest.approx(10 / 12), "fault": pytest.approx(2 / 12)}
    assert list(m.causes) == ["weather", "fault"]  # the largest first


def test_an_open_gap_is_cut_and_counted_or_left_out():
    cut, optimistic = (judge(scenario(end), plan(), by_hand(GAPS, trials=4), 0.95).line("north") for end in
                       ("cut", "optimistic"))  # fmt: skip
    assert cut.longest_by_trial_s == (6_000, 4_000, 0, 0)
    assert optimistic.longest_by_trial_s == (6_000, 0, 0, 0)
    assert optimistic.measures.gaps == pytest.approx(2 / 4)
    assert optimistic.measures.covered == cut.measures.covered


def test_hours_of_the_calendar():
    hours = judge(scenario(), plan(), by_hand(GAPS, trials=4), 0.95).line("north").hourly_unwatched
    assert len(hours) == 28
    expected = np.zeros(28)
    for _, _, start_s, end_s, *_ in GAPS:
        for second in range(start_s, end_s):
            expected[second // 3600] += 1
    demanded = np.array([*([3600] * 27), LENGTH_S - 27 * 3600])
    assert hours == pytest.approx(tuple(expected / demanded / 4))


def test_hours_without_demand_are_none():
    own = roster([line(windows=((7_200, 9_000), (20_000, LENGTH_S)), count_from_s=8_000)], [pairing("f", "north")], [])
    hours = judge(scenario(), own, by_hand([], trials=2), 0.95).line("north").hourly_unwatched
    assert [hour for hour, share in enumerate(hours) if share is None] == [0, 1, 3, 4]
    assert hours[2] == 0.0


def test_two_watchers_and_one_of_them_missing_is_half_the_watcher_time():
    m = judge(scenario(), plan(k=2), by_hand(GAPS[:2], trials=1, k=2), 0.95).line("north").measures
    assert m.covered == pytest.approx(0.96)
    assert m.covered_whole == pytest.approx(0.92)


def test_a_clean_log_has_no_gap_lengths_and_no_nan():
    j = judge(scenario(), plan(), by_hand([], trials=1000), 0.95)
    m = j.overall
    assert (m.gap_mean_s, m.gap_p95_s, m.gap_max_s) == (None, None, None)
    assert (m.covered, m.gaps, m.longest_mean_s, m.response_mean_s) == (1.0, 0.0, 0.0, 0.0)
    assert m.p_no_long_gap.low == pytest.approx(0.997, abs=5e-4)
    assert (m.causes, m.cause_shares) == ({}, {})
    json.dumps([f.to_json() for f in vars(m).values() if hasattr(f, "to_json")], allow_nan=False)


def stormy_log(trials=150):
    _, own = one_line(3)
    fleet = fleet_process(count=3, abort_mean_s=50_000.0, repair_mean_s=9_000.0, loss_mean_s=300_000.0, preflight=0.05)
    closure = SpellProcess("watch", "north", 60_000.0, 6_000.0, True)
    c = compiled(Processes(LENGTH_S, (fleet,), (closure,)), own)
    gaps, sorties, tallies, cover = fly_chunk(c, 9, 0, trials, 1)
    frames = gaps_frame(gaps, c), sorties_frame(sorties, c), tallies_frame(tallies, c), cover_frame(cover, c)
    return own, WatchLog(9, trials, *frames)


def test_response_time_is_the_mean_wait_from_random_instants():
    own, log = stormy_log()
    m = judge(scenario(), own, log, 0.95).line("north").measures
    rng, waits, ages = random.Random(1), [], []
    spans = [log.gaps.filter(pl.col("trial") == t).select("start_s", "end_s").rows() for t in range(log.trials)]
    for _ in range(60_000):
        at_s = rng.random() * LENGTH_S
        inside = [(a, b) for a, b in spans[rng.randrange(log.trials)] if a <= at_s < b]
        waits.append(inside[0][1] - at_s if inside else 0.0)
        ages.append(at_s - inside[0][0] if inside else 0.0)
    for drawn, figure in ((waits, m.response_mean_s), (ages, m.age_mean_s)):
        error = np.std(drawn) / np.sqrt(len(drawn))
        assert abs(np.mean(drawn) - figure) < 3 * error


def test_missing_watcher_time_of_all_causes_is_what_is_not_covered():
    own, log = stormy_log()
    m = judge(scenario(), own, log, 0.95).line("north").measures
    assert sum(m.causes.values()) == pytest.approx((1 - m.covered) * LENGTH_S)
    assert sum(m.cause_shares.values()) == pytest.approx(1.0)
    hours = judge(scenario(), own, log, 0.95).line("north").hourly_unwatched
    seconds = [3600] * 27 + [LENGTH_S - 27 * 3600]
    assert np.dot(hours, seconds) == pytest.approx((1 - m.covered_whole) * LENGTH_S)


def test_all_lines_together_weigh_by_demanded_watcher_time():
    lines = [line("a", length_s=LENGTH_S), line("b", length_s=LENGTH_S, count_from_s=50_000, k=2)]
    own = roster(lines, [pairing("f", name) for name in "ab"], relay(3, on="a"))
    c = compiled(Processes(LENGTH_S, (fleet_process(),)), own)
    gaps, sorties, tallies, cover = fly_chunk(c, 1, 0, 2, 1)
    frames = gaps_frame(gaps, c), sorties_frame(sorties, c), tallies_frame(tallies, c), cover_frame(cover, c)
    j = judge(scenario(), own, WatchLog(1, 2, *frames), 0.95)
    assert j.line("a").measures.covered == pytest.approx(0.98)
    assert j.line("b").measures.covered == 0.0
    assert j.overall.covered == pytest.approx(98_000 / (100_000 + 2 * 50_000))
    assert j.overall.gaps == 2.0


def test_fleets_are_counted_apart_and_together():
    j = judge(scenario(), plan(), by_hand(GAPS, trials=4), 0.95)
    assert j.fleet("f").launches == j.all_fleets.launches == 2.0
    assert j.fleet("f").launches.low == j.fleet("f").launches.high == 2.0
    assert j.fleet("f").crews_at_once == 2


def test_every_figure_says_what_it_was_computed_from():
    own, log = stormy_log(20)
    j = judge(scenario(), own, log, 0.95)
    for part in (j.overall, j.line("north").measures, j.all_fleets):
        for value in vars(part).values():
            if hasattr(value, "origin"):
                assert value.origin.kind == "computed"
                assert value.origin.of


def test_ships_by_class_with_dark_ones_apart():
    looks = pl.DataFrame(
        {
            "trial": [0, 0, 0, 1, 1, 1, 1],
            "ship": [0, 1, 2, 0, 1, 2, 3],
            "class": ["coaster", "coaster", "coaster", "coaster", "merchant", "coaster", "coaster"],
            "dark": [False, False, True, False, False, True, False],
            "in_area_s": [1000.0, 3000.0, 500.0, 1000.0, 400.0, 500.0, 0.0],  # the last never entered an area
            "area_watched_s": [500.0, 0.0, 0.0, 250.0, 400.0, 0.0, 0.0],
            "area_wait_s": [70.0, None, None, 90.0, 10.0, None, None],
            "area_report_wait_s": [75.0, None, None, None, 15.0, None, None],
            "area_detection_wait_s": [80.0, None, None, None, 30.0, 20.0, None],
            "detections": [3, 0, 0, 1, 1, 1, 5],
            "first_contact_s": [10.0, 50.0, 60.0, 20.0, 0.0, 30.0, 5.0],
            "first_identified_s": [110.0, None, None, 50.0, None, 90.0, 6.0],
            "turret_s": [40.0, 0.0, 0.0, 40.0, 0.0, 40.0, 40.0],
            "area_looks": [2, 0, 0, 1, 1, 0, 0],
        }
    )
    log = by_hand([], trials=2, looks=looks)
    rows = [(0, "f", -50, 150), (0, "f", 10, None), (0, "g", 0, 90), (1, "f", 0, 200)]
    aloft = pl.DataFrame(rows, schema=["trial", "fleet", "takeoff_s", "land_s"], orient="row")
    j = judge(scenario(), plan(), replace(log, sorties=aloft), 0.95)
    assert j.turrets_busy == pytest.approx((40 / (150 + LENGTH_S - 10) + 120 / 200) / 2)  # who never landed is aloft
    assert j.look_trials == 2
    rows = {(row.class_, row.dark): row for row in j.ships}
    assert list(rows) == [("all", False), ("coaster", False), ("merchant", False), ("all", True), ("coaster", True)]
    coaster = rows["coaster", False]
    assert coaster.ships == pytest.approx(1.5)
    assert coaster.seen == pytest.approx((0.5 + 1.0) / 2)
    assert coaster.watched == pytest.approx((500 / 4000 + 250 / 1000) / 2)
    assert (coaster.first_look_s, coaster.first_report_s) == (70.0, 75.0)
    assert (coaster.detected, coaster.first_detection_s, coaster.detections) == (0.25, 80.0, 2.0)
    assert (rows["all", True].detected, rows["all", True].first_detection_s) == (0.5, 20.0)
    assert (coaster.identified, coaster.identify_wait_s) == (0.75, (100.0 + 30.0) / 2)
    assert (rows["merchant", False].identified, rows["merchant", False].identify_wait_s) == (0.0, None)
    assert (rows["all", True].identified, rows["all", True].identify_wait_s) == (0.5, 60.0)
    merchant = rows["merchant", False]
    # One ship, seen: Clopper-Pearson, (risk / 2) ** (1 / n)
    assert (merchant.ships, merchant.seen, merchant.seen.high) == (0.5, 1.0, 1.0)
    assert merchant.seen.low == pytest.approx(0.025)
    assert (rows["all", True].seen, rows["all", True].first_look_s) == (0.0, None)


def looks_of(seen_by_trial):
    """One coaster a row: (trial, seen or not)."""
    rows = [(trial, i, bool(seen)) for trial, ships in enumerate(seen_by_trial) for i, seen in enumerate(ships)]
    return pl.DataFrame(
        {
            "trial": [trial for trial, _, _ in rows],
            "ship": [i for _, i, _ in rows],
            "class": ["coaster"] * len(rows),
            "dark": [False] * len(rows),
            "in_area_s": [100.0] * len(rows),
            "area_watched_s": [50.0 * seen for _, _, seen in rows],
            "area_wait_s": [5.0 if seen else None for _, _, seen in rows],
            "area_report_wait_s": [5.0 if seen else None for _, _, seen in rows],
            "area_detection_wait_s": [5.0 if seen else None for _, _, seen in rows],
            "detections": [2 * seen for _, _, seen in rows],
            "first_contact_s": [1.0 if seen else None for _, _, seen in rows],
            "first_identified_s": [3.0 if seen else None for _, _, seen in rows],
            "turret_s": [40.0 * seen for _, _, seen in rows],
            "area_looks": [int(seen) for _, _, seen in rows],
        },
        schema_overrides=dict.fromkeys(
            ("area_wait_s", "area_report_wait_s", "area_detection_wait_s", "first_contact_s", "first_identified_s"),
            pl.Float64,
        ),
    )


@pytest.mark.parametrize(
    ("seen_by_trial", "low", "high"),
    [
        ([[1] * 10] * 3, 0.025 ** (1 / 30), 1.0),  # all of 30 seen
        ([[0] * 10] * 3, 0.0, 1 - 0.025 ** (1 / 30)),
        ([[1] * 5 + [0] * 5] * 4, 0.3380, 0.6620),  # 20 of 40: Clopper and Pearson's own limits
    ],
)
def test_trials_that_are_all_alike_have_an_interval_all_the_same(seen_by_trial, low, high):
    looks = looks_of(seen_by_trial)
    row = judge(scenario(), plan(), by_hand([], trials=len(seen_by_trial), looks=looks), 0.95).ships[0]
    assert (row.seen.low, row.seen.high) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        (
            1.0,
            8,
            0.025 ** (1 / 8),
            1.0,
        ),  # all of them in each of eight trials: trials are what is independent, not ships
        (0.0, 8, 0.0, 1 - 0.025 ** (1 / 8)),
        (0.5, 8, 0.5 * 0.025 ** (1 / 8), 1 - 0.5 * 0.025 ** (1 / 8)),
    ],
)
def test_the_share_detected_has_an_interval_over_trials(share, n, low, high):
    looks = looks_of([[1] * round(10 * share) + [0] * round(10 * (1 - share))] * n)
    row = judge(scenario(), plan(), by_hand([], trials=n, looks=looks), 0.95).ships[0]
    assert row.detected == share
    assert (row.detected.low, row.detected.high) == pytest.approx((low, high))


def test_ships_of_one_trial_are_not_taken_as_independent():
    """Ten trials, in each all hundred ships are detected or none: the interval is that of ten outcomes."""
    looks = looks_of([[1] * 100 if k % 2 else [0] * 100 for k in range(10)])
    row = judge(scenario(), plan(), by_hand([], trials=10, looks=looks), 0.95).ships[0]
    assert row.detected == pytest.approx(0.5)
    assert row.detected.low < 0.2
    assert row.detected.high > 0.8


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=12), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_the_share_seen_lies_inside_its_interval(seen_by_trial):
    looks = looks_of(seen_by_trial)
    for row in judge(scenario(), plan(), by_hand([], trials=len(seen_by_trial), looks=looks), 0.95).ships:
        assert 0.0 <= row.seen.low <= row.seen <= row.seen.high <= 1.0
        assert row.seen.low < row.seen.high
