"""Turrets against a plain event loop, against queueing theory, and against the laws they must keep."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from helpers.kit import payload
from longwatch.sim.flights import Flyer, sortie_knots
from longwatch.sim.looks import look_at_ships, targets_of
from longwatch.sim.passes import sight
from longwatch.sim.sailings import sailings_of_trial, traffics_of
from longwatch.sim.tracks import ship_knots
from longwatch.sim.turrets import joined
from longwatch.sim.turrets_kernels import serve, tasks_of
from sim.test_looks import flown, some_ships


def served(arrive_s, leave_s, service_s, order=0, contact=None, first=None):
    """(begin_s, done_s) of tasks at one turret, or at some with `first`."""
    arrive_s, leave_s = np.asarray(arrive_s, float), np.asarray(leave_s, float)
    first = np.array([0, len(arrive_s)]) if first is None else np.asarray(first)
    contact = np.arange(len(arrive_s)) if contact is None else np.asarray(contact)
    begin_s, done_s = np.full(len(arrive_s), np.nan), np.full(int(contact.max(initial=-1)) + 1, np.inf)
    n = len(first) - 1
    serve(first, np.full(n, float(service_s)), np.full(n, order), arrive_s, leave_s, contact, begin_s, done_s)
    return begin_s, done_s


def plain(arrive_s, leave_s, service_s, order, contact):
    """The same by a heap of events: an arrival joins the line, and a free turret asks the line."""
    events = [(t, 1, k) for k, t in enumerate(arrive_s)]
    heapq.heapify(events)
    line, known, begin, free = [], set(), [np.inf] * len(arrive_s), True
    while events:
        now = events[0][0]
        while events and events[0][0] == now:  # all that happens at once happens before anybody is chosen
            _, what, k = heapq.heappop(events)
            if what == 1:
                line.append(k)
            else:
                free = True
        while free and line:
            key = (lambda k: (leave_s[k], k)) if order == 0 else (lambda k: k)
            k = min(line, key=key)
            line.remove(k)
            if contact[k] not in known and now + service_s <= leave_s[k]:
                begin[k], free = now, False
                known.add(contact[k])
                heapq.heappush(events, (now + service_s, 0, k))
    return begin


TASKS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 80), st.integers(0, 12)), min_size=1, max_size=40)


@given(TASKS, st.integers(1, 20), st.integers(0, 1))
@settings(max_examples=200, deadline=None)
def test_a_turret_meets_a_plain_event_loop_and_keeps_its_laws(rows, service_s, order):
    rows = sorted(rows)
    arrive_s = np.array([row[0] for row in rows], float)
    leave_s = arrive_s + [row[1] for row in rows]
    contact = np.array([row[2] for row in rows])
    begin_s, done_s = served(arrive_s, leave_s, service_s, order, contact)
    assert begin_s.tolist() == plain(arrive_s, leave_s, service_s, order, contact.tolist())
    busy = np.isfinite(begin_s)
    begins = np.sort(begin_s[busy])
    assert np.all(np.diff(begins) >= service_s)  # never two at once
    assert np.all(begin_s[busy] >= arrive_s[busy])  # never before it is known ...
    assert np.all(begin_s[busy] + service_s <= leave_s[busy])  # ... nor out of range
    assert len(set(contact[busy].tolist())) == busy.sum()  # nobody twice
    assert np.isfinite(done_s[np.unique(contact[busy])]).all()
    assert np.isfinite(done_s).sum() == busy.sum()


def test_turrets_do_not_share_their_lines():
    rng = np.random.default_rng(3)
    parts = [np.sort(rng.uniform(0, 1000, 40)) for _ in range(5)]
    arrive_s = np.concatenate(parts)
    leave_s = arrive_s + rng.uniform(5, 120, len(arrive_s))
    begin_s, _ = served(arrive_s, leave_s, 12.0, 0, None, np.arange(6) * 40)
    for k in range(5):
        own = slice(40 * k, 40 * k + 40)
        assert np.array_equal(begin_s[own], served(arrive_s[own], leave_s[own], 12.0)[0])


def arrivals(rng, rate, n):
    return np.cumsum(rng.exponential(1.0 / rate, n))


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
@pytest.mark.parametrize("order", [0, 1])
def test_waits_with_long_visibility_are_those_of_a_single_server_with_constant_service(load, order):
    """M/D/1, Pollaczek and Khinchine: mean wait = load x service / (2 (1 - load)), by any order that does not look at service."""
    rng, service_s, means = np.random.default_rng(11), 40.0, []
    for _ in range(60):  # independent runs, warmed up
        arrive_s = arrivals(rng, load / service_s, 6000)
        begin_s, _ = served(arrive_s, arrive_s + 1e7, service_s, order)
        means.append(float((begin_s - arrive_s)[1000:].mean()))
    expected = load * service_s / (2.0 * (1.0 - load))
    assert abs(np.mean(means) - expected) < 3.0 * np.std(means, ddof=1) / np.sqrt(len(means))
    assert np.std(means, ddof=1) / np.sqrt(len(means)) < 0.05 * expected


@pytest.mark.parametrize("load", [0.2, 1.0, 3.0])
def test_contacts_that_cannot_wait_are_lost_as_erlang_says(load):
    """Who is in range for just one service is served when the turret is free: Erlang's loss for one server, a / (1 + a)."""
    rng, service_s, shares = np.random.default_rng(12), 30.0, []
    for _ in range(60):
        arrive_s = arrivals(rng, load / service_s, 4000)
        begin_s, _ = served(arrive_s, arrive_s + service_s * (1 + 1e-9), service_s, 0)
        shares.append(float(np.isinf(begin_s[100:]).mean()))
    expected = load / (1.0 + load)
    assert abs(np.mean(shares) - expected) < 3.0 * np.std(shares, ddof=1) / np.sqrt(len(shares))


def test_who_leaves_first_misses_less_than_who_came_first():
    rng = np.random.default_rng(13)
    arrive_s = arrivals(rng, 0.9 / 40.0, 20_000)
    leave_s = arrive_s + rng.choice([120.0, 2_000.0], len(arrive_s))
    missed = [float(np.isinf(served(arrive_s, leave_s, 40.0, order)[0]).mean()) for order in (0, 1)]
    assert missed[0] < 0.7 * missed[1]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_windows_find_the_first_cue_that_overlaps_them(seed):
    rng = np.random.default_rng(seed)

    def intervals(n):
        rows = []
        for pair in sorted({(int(rng.integers(3)), int(rng.integers(3))) for _ in range(n)}):
            edges = np.sort(rng.choice(200, 2 * int(rng.integers(1, 5)), replace=False)).astype(float)
            rows += [(*pair, a, b) for a, b in edges.reshape(-1, 2)]
        table = np.array(rows).reshape(-1, 4)
        return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2].copy(), table[:, 3].copy()

    windows, cues = intervals(5), intervals(5)
    n = len(windows[0])
    contact, arrive_s = np.empty(n, np.int64), np.empty(n)
    tasks_of(*windows, *cues, contact, arrive_s)
    for w, (vehicle, target, enter_s, leave_s) in enumerate(zip(*windows, strict=True)):
        fits = [
            k for k, (v, t, a, b) in enumerate(zip(*cues, strict=True))
            if (v, t) == (vehicle, target) and a < leave_s and b > enter_s
        ]  # fmt: skip
        assert contact[w] == (fits[0] if fits else -1)
        assert arrive_s[w] == (max(enter_s, cues[2][fits[0]]) if fits else np.inf)


# --- a whole trial ---------------------------------------------------------------------------------------------------

RADAR = {"kind": "radar", "ranges": {"small-boat": {"detect": "40 km"}}, "look_p": 1.0}
SERVE_S = 150.0
TURRET = {
    "kind": "turret", "ranges": {"small-boat": {"identify": "12 km", "recognise": "15 km"}}, "slew": "30 s",
    "dwell": "2 min",
}  # fmt: skip


def in_a_trial(task, seed=2):
    """(looks at many ships with radar and turret, all that went in), for a watch that asks for a task."""
    watches = [
        {
            "name": name,
            "area": name,
            "kind": "station",
            "sees": {"class": "fishing-boat", "task": task},
            "limit": "30 min",
        }
        for name in ("east", "south", "inshore")
    ]
    scenario = hand_scenario(traffic=[{"file": "ships.csv", "dark": 0.3, "shift": "3 h"}], watch=watches)
    roster = hand_roster(scenario)
    object.__setattr__(scenario, "payloads", {"eyes": payload(sensors=[RADAR, TURRET])})
    ships = some_ships(150, seed=seed)
    return look_at_ships(scenario, roster, ships, flown(roster), range(1), seed), scenario, roster, ships, seed


def sighted(scenario, roster, ships, seed, range_m):
    """When each vehicle has each target within a range that is the same for all, and whose track a target is."""
    sailings = sailings_of_trial(traffics_of(scenario, ships), 0, seed)
    targets, told_as = targets_of(ship_knots(ships), sailings)
    vehicles = sortie_knots(Flyer(scenario, roster), flown(roster))
    table = np.full((len(vehicles.offsets) - 1, 1), range_m)
    found = sight(vehicles, targets.tracks, table, mover=targets.mover, shift_s=targets.shift_s, from_s=targets.from_s,
                  to_s=targets.to_s)  # fmt: skip
    return joined(found._replace(target=told_as[found.target])), sailings.sailing


@pytest.mark.parametrize(("task", "range_m", "column"), [
    ("detect", 12_000.0, "first_identified_s"), ("identify", 12_000.0, "first_identified_s"),
    ("recognise", 15_000.0, "first_recognised_s"),
])  # fmt: skip
def test_a_trial_identifies_whom_the_plain_loop_serves(task, range_m, column):
    looks, *given = in_a_trial(task)
    cues, sailing = sighted(*given, 40_000.0)
    windows, _ = sighted(*given, range_m)
    first, looked = {}, {}
    for vehicle in np.unique(windows.vehicle):
        own = [k for k in range(len(windows.enter_s)) if windows.vehicle[k] == vehicle]
        of = [
            next(c for c in range(len(cues.enter_s)) if (cues.vehicle[c], cues.target[c]) == (vehicle, windows.target[k])
                 and cues.enter_s[c] < windows.leave_s[k] and cues.leave_s[c] > windows.enter_s[k])
            for k in own
        ]  # fmt: skip
        order = sorted(range(len(own)), key=lambda i: (windows.enter_s[own[i]], windows.target[own[i]]))
        begin = plain([windows.enter_s[own[i]] for i in order], [windows.leave_s[own[i]] for i in order], SERVE_S, 0,
                      [of[i] for i in order])  # fmt: skip
        for i, at_s in zip(order, begin, strict=True):
            if np.isfinite(at_s):
                ship = int(sailing[windows.target[own[i]]])
                first[ship] = min(first.get(ship, np.inf), at_s + SERVE_S)
                looked[ship] = looked.get(ship, 0.0) + SERVE_S
    told = {ship: s for ship, s in looks.select("ship", column).iter_rows() if s is not None}
    assert told.keys() == first.keys()
    assert len(first) > 10
    assert all(told[ship] == pytest.approx(first[ship], abs=1e-3) for ship in told)
    busy = {ship: s for ship, s in looks.select("ship", "turret_s").iter_rows() if s > 0}
    assert busy == pytest.approx(looked)
    assert (
        looks["first_identified_s"].drop_nulls()
        >= looks["first_contact_s"].filter(looks["first_identified_s"].is_not_null())
    ).all()
    if task == "recognise":
        assert looks["first_identified_s"].is_null().all()
    else:
        assert looks["first_recognised_s"].equals(looks["first_identified_s"], check_names=False)
    if task != "detect":  # what the watch asks is what counts as a look, and that begins with the service
        assert looks["first_look_s"].equals(looks[column], check_names=False)
        assert looks["first_detection_s"].equals(looks[column], check_names=False)
        assert (looks["watched_s"].filter(looks["looks"] > 0) >= 0).all()


def test_eyes_identify_at_once_what_is_a_contact():
    looks, scenario, roster, ships, seed = in_a_trial("detect")
    eyes = {"kind": "eyes", "ranges": {"small-boat": {"identify": "15 km"}}, "look_p": 1.0}
    object.__setattr__(scenario, "payloads", {"eyes": payload(sensors=[RADAR, eyes])})
    at_once = look_at_ships(scenario, roster, ships, flown(roster), range(1), seed)
    windows, sailing = sighted(scenario, roster, ships, seed, 15_000.0)
    first = {}
    for target, enter_s in zip(windows.target.tolist(), windows.enter_s.tolist(), strict=True):
        first[int(sailing[target])] = min(first.get(int(sailing[target]), np.inf), enter_s)
    told = {ship: s for ship, s in at_once.select("ship", "first_identified_s").iter_rows() if s is not None}
    assert told == pytest.approx(first, abs=1e-3)
    assert at_once["turret_s"].sum() == 0.0
    assert looks["turret_s"].sum() > 0.0
    assert looks["first_identified_s"].count() < at_once["first_identified_s"].count()
