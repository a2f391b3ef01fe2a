"""Looks at cells: two twins agree on gaps to the step; theory of one vehicle over a rectangle; cuts by link, hours, end."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from helpers.hand_roster import DAY, GEOD
from helpers.hand_tour import tour_line, tour_points, tour_roster
from helpers.stepper import places
from longwatch.geo.cells import make_cells
from longwatch.geo.ecef import to_ecef
from longwatch.measures.revisit import cell_sums, judge_revisit
from longwatch.origins import Figure
from longwatch.scenario.plan import Stint
from longwatch.sim.cells import demand_of, look_at_cells, planned_revisit, sights_of
from longwatch.sim.flights import Flyer
from longwatch.sim.fly import fly_roster

SORTIE = ("trial", "fleet", "line", "arrive_s", "leave_s")


@pytest.fixture(scope="module")
def tour():
    scenario, roster = tour_roster()
    return scenario, roster, planned_revisit(scenario, roster)


def _seeing(roster, range_m):
    return replace(roster, pairings=(replace(roster.pairings[0], sensor_range_m=range_m),))


def stepped(scenario, roster, cells, window, gaps=(), optimistic=False):
    """(looks, gaps, longest, sum, squares, late) of some cells by looking at every second of the flown knots."""
    flyer, t_s = Flyer(scenario, roster), np.arange(*window, 1.0)
    own = scenario.cells["east"]
    xyz = to_ecef(np.array(own.lat_deg)[cells], np.array(own.lon_deg)[cells], 0.0)
    seen = np.zeros((len(cells), len(t_s)), bool)
    for stint in roster.stints:
        pairing = roster.pairing(stint.fleet, stint.line)
        path = flyer.path(stint.fleet, stint.line, stint.takeoff_s, stint.arrive_s, stint.leave_s, stint.land_s, "done")
        on = (t_s >= stint.arrive_s) & (t_s <= stint.leave_s)
        for a, b in gaps:
            on &= (t_s < a) | (t_s > b)
        at = places(path, t_s[on])
        for k, place in enumerate(xyz):
            seen[k, on] |= np.linalg.norm(at - place, axis=1) <= pairing.sensor_range_m
    return [_runs(one, window, float(scenario.watches[0].limit_s), optimistic) for one in seen]


def _runs(seen, window, limit_s, optimistic):
    """A gap lasts from the last second seen to the next."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]])))
    looks = edges.reshape(-1, 2)
    length = window[1] - window[0]
    ends = [0, *looks.ravel(), length]
    gaps = [b - a for a, b in zip(ends[::2], ends[1::2], strict=True) if b - a > 1]
    late = sum(max(0, gap - limit_s) for gap in gaps)
    if optimistic and ends[-1] - ends[-2] > 1:
        gaps = gaps[:-1]
    return len(looks), len(gaps), max(gaps, default=0), sum(gaps), sum(g * g for g in gaps), late


def assert_twins(frame, cells, twin, step_s=2.0):
    for cell, (looks, gaps, longest, whole, _, late) in zip(cells, twin, strict=True):
        row = frame.row(cell, named=True)
        assert abs(row["looks"] - looks) <= 1
        assert abs(row["gaps"] - gaps) <= 1
        assert row["gap_max_s"] == pytest.approx(longest, abs=step_s)
        assert row["gap_sum_s"] == pytest.approx(whole, abs=step_s * max(gaps, 1))
        assert row["late_s"] == pytest.approx(late, abs=step_s * max(gaps, 1))


def test_exact_looks_and_a_stepper_of_one_second_agree_to_the_step(tour):
    scenario, roster, frame = tour
    cells = list(range(0, scenario.cells["east"].n, 7))
    assert frame.height == scenario.cells["east"].n > 60
    assert_twins(frame, cells, stepped(scenario, roster, cells, (0, 3 * DAY)))
    assert frame["demanded_s"].unique().to_list() == [3 * DAY]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(6_000, 25_000), st.booleans())
def test_twins_agree_on_random_stints_gaps_and_ends(seed, range_m, optimistic):
    rng = np.random.default_rng(seed)
    scenario, roster = tour_roster(
        period={"start": "2026-03-01T00:00:00Z", "length": "1 d", "end": "optimistic" if optimistic else "cut"}
    )
    pairing = replace(roster.pairings[0], sensor_range_m=float(range_m))
    arrivals = np.sort(rng.integers(-10_000, DAY, 5))
    stints = [
        Stint(int(a) - 5000, "east.1", f"t{n}", "planes", int(a), int(a) + int(rng.integers(600, 20_000)), 10**6, 10**6)
        for n, a in enumerate(arrivals)
    ]
    line = replace(roster.lines[0], count_from_s=int(rng.integers(0, 4000)), windows=((0, DAY),))
    roster = replace(roster, stints=tuple(stints), pairings=(pairing,), lines=(line,), length_s=DAY)
    cut = sorted(rng.integers(0, DAY, 2).tolist())
    missed = pl.DataFrame({"trial": [0], "line": ["east.1"], "start_s": [cut[0]], "end_s": [cut[1]], "missing": [1]})
    sorties = pl.DataFrame([(0, s.fleet, s.line, s.arrive_s, s.leave_s) for s in stints], schema=SORTIE, orient="row")
    frame = look_at_cells(sights_of(scenario, roster), sorties, missed, [0], DAY)
    cells = rng.integers(0, scenario.cells["east"].n, 6).tolist()
    inside = replace(roster, stints=tuple(replace(s, leave_s=min(s.leave_s, DAY)) for s in stints if s.arrive_s < DAY))
    window = (line.count_from_s, DAY)
    nearer, twin, farther = (
        stepped(scenario, _seeing(inside, range_m + d), cells, window, [cut], optimistic) for d in (-15.0, 0.0, 15.0)
    )
    # A cell that is only grazed is seen for a second or not at all: no step of a second can judge it.
    clear = [k for k, (a, b) in enumerate(zip(nearer, farther, strict=True)) if a[0] == b[0]]
    assert_twins(frame, [cells[k] for k in clear], [twin[k] for k in clear], step_s=4.0)


def test_one_vehicle_over_a_rectangle_meets_area_over_width_times_speed():
    """Sweeping a closed tour of n tracks at spacing W takes (tracks + turns) / v: the worst cell waits that, less its look.

    area / (W v) is the time along the tracks laid over the whole rectangle; what the turns add is counted from the path.
    """
    speed_mps, width_m, n_tracks, up_m = 50.0, 10_000.0, 6, 200_000.0
    corners = tour_points(35.0, -74.0, n_tracks * width_m, up_m, n_tracks)
    legs = [GEOD.inv(a[1], a[0], b[1], b[0])[2] for a, b in pairwise(corners)]
    theory_s = n_tracks * width_m * up_m / (width_m * speed_mps)
    turns_s = (sum(legs) - n_tracks * up_m) / speed_mps
    line = tour_line("east.1", "east", corners, speed_mps, 3 * DAY)
    scenario, roster = tour_roster()
    range_m = float(np.hypot(0.55 * width_m, 3000.0))  # half the spacing, some overlap, from 3 km up
    (lat, lon), _ = corners[0], corners[1]
    west, east = (
        lon - 1000 / 91_000,
        lon + 1000 / 91_000,
    )  # cells along the first track, whose looks are two ranges long
    cells = make_cells(shapely.box(west, lat, east, lat + 1.75), 2000.0)
    pairing = replace(roster.pairings[0], sensor_range_m=range_m)
    stint = replace(roster.stints[0], arrive_s=0, leave_s=3 * DAY)
    frame = planned_revisit(
        replace(scenario, cells={"east": cells}),
        replace(roster, lines=(line,), pairings=(pairing,), stints=(stint,)),
    )
    middle = frame[len(frame) // 2].row(0, named=True)
    look_s = 2 * 0.55 * width_m / speed_mps
    assert middle["gap_max_s"] + look_s == pytest.approx(theory_s + turns_s, rel=0.01)
    assert line.period_s == pytest.approx(theory_s + turns_s, rel=1e-6)


def test_cells_nobody_flew_over_wait_all_the_demanded_time(tour):
    scenario, roster, _ = tour
    frame = planned_revisit(scenario, replace(roster, stints=()))
    assert frame["looks"].sum() == 0
    assert frame["gap_max_s"].unique().to_list() == [3 * DAY]
    assert frame["late_s"].unique().to_list() == [3 * DAY - 7200]
    nobody = planned_revisit(scenario, replace(roster, stints=(), pairings=()))
    assert nobody["gap_max_s"].unique().to_list() == [3 * DAY]


def test_demand_counts_from_the_first_of_the_lines_and_only_in_its_windows(tour):
    _, roster, _ = tour
    line = roster.lines[0]
    later = replace(line, count_from_s=5000)
    assert demand_of([line, later], 3 * DAY).tolist() == [[0, 3 * DAY]]
    hours = replace(line, windows=((0, 4000), (8000, 9000), (3 * DAY, 4 * DAY)), count_from_s=1000)
    assert demand_of([hours], 3 * DAY).tolist() == [[1000, 4000], [8000, 9000]]
    assert demand_of([], 100).tolist() == [[0, 100]]


def test_a_gap_between_two_windows_does_not_count(tour):
    scenario, roster, _ = tour
    hours = ((0, DAY // 2), (DAY, 2 * DAY))
    frame = planned_revisit(scenario, replace(roster, lines=(replace(roster.lines[0], windows=hours),), stints=()))
    assert frame["gaps"].unique().to_list() == [2]
    assert frame["gap_max_s"].unique().to_list() == [DAY]
    assert frame["demanded_s"].unique().to_list() == [1.5 * DAY]


def test_two_ranges_on_one_line_are_united(tour):
    """A fleet that sees farther holds part of the time: cells see both, each with its own range."""
    scenario, roster, _ = tour
    far = replace(roster.pairings[0], fleet="decked", sensor_range_m=25_000.0)
    stints = tuple(replace(s, fleet="decked" if n % 2 else "planes") for n, s in enumerate(roster.stints))
    both = replace(roster, pairings=(roster.pairings[0], far), stints=stints)
    cells = list(range(3, scenario.cells["east"].n, 17))
    assert_twins(planned_revisit(scenario, both), cells, stepped(scenario, both, cells, (0, 3 * DAY)))


def test_without_faults_every_trial_flies_what_was_planned_on_any_number_of_workers():
    scenario, roster = tour_roster(faults={"none": True})
    planned = planned_revisit(scenario, roster).drop("trial")
    logs = [fly_roster(scenario, roster, trials=30, seed=1, workers=workers, chunk=7) for workers in (1, 2)]
    for trial in (0, 29):
        flown = logs[0].revisit.filter(pl.col("trial") == trial).drop("trial")
        assert_frame_equal(flown, planned)
    assert logs[0].revisit.equals(logs[1].revisit)
    assert logs[0].revisit["trial"].n_unique() == 30


def test_faults_cost_looks_and_a_trial_alone_has_the_rows_of_the_whole_run():
    scenario, roster = tour_roster()
    plane = scenario.platforms["plane"].model_copy(update={"abort_rate_per_s": Figure(1 / 72_000, "1/s")})
    scenario = replace(scenario, platforms=scenario.platforms | {"plane": plane})
    planned = planned_revisit(scenario, roster)
    log = fly_roster(scenario, roster, trials=20, seed=5)
    alone = fly_roster(scenario, roster, trials=20, seed=5, only_trial=4)
    assert alone.revisit.equals(log.revisit.filter(pl.col("trial") == 4))
    assert log.revisit["looks"].mean() < planned["looks"].mean()
    judged = judge_revisit(log.revisit, "east", scenario.cells["east"].area_m2, 7200.0, 0.95)
    assert float(judged.covered) < float(cell_sums(planned, "east", scenario.cells["east"].area_m2).covered[0])
