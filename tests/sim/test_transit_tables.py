"""Tables of transits against the ways they stand for: never more than 2 s off, and small."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import DAY, hand_roster, hand_scenario
from helpers.hand_tour import tour_roster
from longwatch.jit import kernel
from longwatch.rostering.transit import Transits
from longwatch.sim import transits_kernels
from longwatch.sim.fly import compile_roster
from longwatch.sim.transit_tables import between_s, table_of

transit_s = kernel(transits_kernels.transit_s)


def errors_s(scenario, plan, n):
    """Of pairing n, ways out and back: what the kernels say less the exact transits; and the entries of its tables."""
    compiled = compile_roster(scenario, plan)
    p, fixed = compiled.fixed.pairings[n], compiled.fixed
    times = Transits(scenario, plan.pairings[n], plan.line(plan.pairings[n].line))
    instants = range(0, plan.length_s, 613)
    off = [
        [transit_s(fixed.transits, p[f"{way}_at"], p[f"{way}_n"], p["period_s"], t) - exact(t) for t in instants]
        for way, exact in (("out", times.out_s), ("back", times.back_s))
    ]
    return np.array(off), int(p["out_n"] + p["back_n"]), float(p["period_s"])


def test_a_patrol_from_a_fixed_base_is_tabled_for_one_period_within_two_seconds():
    scenario, plan = tour_roster()
    off, entries, period_s = errors_s(scenario, plan, 0)
    assert period_s == plan.lines[0].period_s
    assert period_s < DAY / 4 < plan.length_s  # it comes round more than a dozen times
    assert np.abs(off).max() <= 2
    assert entries < 600  # a table every 2 s would have ten times as many


def test_ships_that_turn_are_met_within_two_seconds():
    scenario = hand_scenario()
    off, entries, period_s = errors_s(scenario, hand_roster(scenario), 1)
    assert period_s == 0.0
    assert np.abs(off).max() <= 2
    assert entries < 1.1 * 2 * (3 * DAY + 57_600) / 1800


def test_a_ship_in_a_small_box_has_a_table_as_fine_as_it_needs():
    corners = [(34.5, -73.0), (34.5, -72.9), (34.6, -72.9), (34.6, -73.0)]
    track = [{"at": f"{lat} N, {-lon} W", "time": f"{n} h"} for n, (lat, lon) in enumerate(corners * 19)]
    scenario = hand_scenario()
    bases = [base.model_dump(by_alias=True, exclude_unset=True) for base in scenario.file.base]
    scenario = replace(hand_scenario(), bases=tuple(
        type(base).model_validate(raw | {"track": track}) if base.name == "Deck" else base
        for base, raw in zip(scenario.file.base, bases, strict=True)
    ))  # fmt: skip
    off, entries, _ = errors_s(scenario, hand_roster(scenario), 1)
    assert np.abs(off).max() <= 2
    assert entries > 400


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(600, 9000), st.floats(-0.9, 0.9)), min_size=1, max_size=12),
    st.integers(300, 1800),
    st.integers(0, 600),
)
def test_tables_of_ways_with_corners_are_within_two_seconds_wherever_one_looks(legs, step_s, shift_s):
    """A way that grows and shrinks at any pace below that of the clock, its corners no closer than the first entries."""
    legs = [(max(length_s, step_s), pace) for length_s, pace in legs]
    corners_s = np.cumsum([0, *(length_s for length_s, _ in legs)]) + shift_s
    ways_s = 40_000.0 + np.cumsum([0, *(length_s * pace for length_s, pace in legs)])

    def way_s(time_s):
        return int(np.ceil(np.interp(time_s, corners_s, ways_s)))

    table = table_of(way_s, int(corners_s[-1]), step_s)
    begins = np.array([begin_s for begin_s, _ in table])
    assert (np.diff(begins) > 0).all()
    for t in range(0, int(corners_s[-1]), 37):
        place = int(np.searchsorted(begins, t, side="right")) - 1
        assert abs(between_s(table[place], table[place + 1], t) - way_s(t)) <= 2


def test_a_table_repeats_after_a_period_that_is_no_whole_number_of_seconds():
    table = np.array([(t, 100 + abs(50 - t)) for t in range(102)], [("begin_s", "i8"), ("way_s", "i8")])
    period_s = 100.25
    for t in range(5_000):
        phase_s = t % period_s
        assert abs(transit_s(table, 0, len(table), period_s, t) - (100 + abs(50 - phase_s))) <= 1.0


@pytest.mark.parametrize("leave_s", [3_000, 31_000, 100_001])
def test_who_leaves_a_moving_post_early_flies_home_from_where_it_is_then(leave_s):
    scenario, plan = tour_roster()
    fixed = compile_roster(scenario, plan).fixed
    p = fixed.pairings[0]
    exact = Transits(scenario, plan.pairings[0], plan.lines[0]).back_s(leave_s)
    assert abs(transit_s(fixed.transits, p["back_at"], p["back_n"], p["period_s"], leave_s) - exact) <= 2
