"""Rosters that repeat: every tile fits the one before it, whatever is short."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.problem import ConstantTransits, Group, Leg, Problem
from longwatch.rostering.tails import match_tails
from longwatch.rostering.tile_room import RUN_IN_S
from longwatch.rostering.tiles import TILE_S, make_tile
from longwatch.scenario.plan import Line
from longwatch.units import DAY_S, HOUR_S

LENGTH_S = 3 * TILE_S


def problem(
    counts, n_lines, *, k=1, endurance_h=20, out_h=2, turnaround_h=3, channels=None, crew_limit=None, openings=None
):
    lines = tuple(
        Line(f"L{n}", f"L{n}", 0, 0, 0, 0, 0, 0, k, ((0, LENGTH_S),), 0, 3600, weight=1.0 + n) for n in range(n_lines)
    )
    times = ConstantTransits.of(out_h * 3600, out_h * 3600 + 600)
    groups = tuple(
        Group(f"F{n}", "p", count, crew_limit, "C", openings=openings, rule_openings=openings)
        for n, count in enumerate(counts)
    )
    legs = {
        (f, n): Leg(f, n, endurance_h * 3600, turnaround_h * 3600, times)
        for f in range(len(counts))
        for n in range(n_lines)
    }
    return Problem(LENGTH_S, lines, groups, legs, {} if channels is None else {"C": channels})


def uncovered_s(one, tile, from_s, to_s):
    spans = [(s.line, s.arrive_s, s.leave_s) for s in tile.until(to_s)]
    return sum(
        cover_line(replace(line, windows=((from_s, to_s),)), [s[1:] for s in spans if s[0] == n], to_s).uncovered_s
        for n, line in enumerate(one.lines)
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=2), st.integers(1, 2), st.integers(1, 2), st.integers(8, 30),
    st.integers(1, 12), st.one_of(st.none(), st.integers(1, 4)), st.one_of(st.none(), st.integers(1, 3)), st.booleans(),
)  # fmt: skip
def test_tiles_follow_one_another_within_every_rule(
    counts, n_lines, k, endurance_h, turnaround_h, channels, crews, by_hours
):
    openings = (
        tuple((int(d * DAY_S + 6 * HOUR_S), int(d * DAY_S + 22 * HOUR_S)) for d in range(-1, 100)) if by_hours else None
    )
    one = problem(counts, n_lines, k=k, endurance_h=endurance_h, turnaround_h=turnaround_h, channels=channels,
                  crew_limit=crews, openings=openings)  # fmt: skip
    tile = make_tile(one)
    assert all(tile.from_s <= s.arrive_s < tile.from_s + TILE_S for s in tile.cycle)
    assert all(s.arrive_s < tile.from_s for s in tile.run_in)
    check_stints(one, match_tails(one, tile.until(tile.from_s + 2 * TILE_S)))
    first, second = (uncovered_s(one, tile, tile.from_s + n * TILE_S, tile.from_s + (n + 1) * TILE_S) for n in (0, 1))
    assert second == uncovered_s(one, tile, tile.from_s + TILE_S + 5000, tile.from_s + 2 * TILE_S + 5000)
    assert abs(first - second) <= RUN_IN_S


def test_enough_vehicles_leave_no_gap_at_the_joint():
    one = problem([4], 2)
    tile = make_tile(one)
    assert uncovered_s(one, tile, tile.from_s, LENGTH_S) == 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_fleet_that_is_short_flies_nearly_as_much_as_it_can(count):
    """Without needless rest a vehicle holds stay over cycle of a line; order and joint cost less than 5 %."""
    one = problem([count], 3)
    leg = one.legs[0, 0]
    most = count * leg.stint_max_s / (leg.stint_max_s + leg.away_min_s)
    tile = make_tile(one)
    held = 3.0 - uncovered_s(one, tile, tile.from_s + TILE_S, tile.from_s + 2 * TILE_S) / TILE_S
    assert min(most, 3.0) * 0.95 <= held <= most + 1e-9
