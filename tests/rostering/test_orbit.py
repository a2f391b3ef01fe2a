"""Published aircraft per orbit: closed form, builder and bound agree on them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers.rosters_in_numbers import one_line
from longwatch.errors import ImpossibleError
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import best_build
from longwatch.rostering.coverage import cover_line
from longwatch.rostering.orbit import fleet_for_line

SHARED = Path(__file__).parents[3] / "shared/benchmarks/orbits/model_cases.csv"
HOUR = 3600.0
# case, range_nm, speed_kt, endurance_h, ground_h_low, ground_h_high, availability, required, published aircraft.
# MQ-4C: DODIG-2015-173 (four aircraft, 2,000 NM, 80 %; endurance and speed by the maker; 35-55 h on the ground is what
# four aircraft imply). Japan Coast Guard: three SeaGuardians around the clock, two of three in use (press); the rest assumed.
CASES = [
    ("ORB-M1", 2000.0, 310.0, 30.0, 35.0, 55.0, 1.0, 0.80, 4),
    ("ORB-M2", 300.0, 200.0, 24.0, 5.0, 17.0, 0.667, 1.00, 3),
]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared benchmarks are not here")
def test_the_copy_above_is_the_shared_table() -> None:
    with SHARED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("range_nm", "speed_kt", "endurance_h", "ground_h_low", "ground_h_high", "availability",
             "required_fraction", "published_aircraft")  # fmt: skip
    assert [(row["id"], *(float(row[name]) for name in names)) for row in rows] == CASES


@pytest.mark.parametrize(("case", "end"), [(case, end) for case in CASES for end in (4, 5)])
def test_computed_fleet_equals_published_aircraft(case: tuple, end: int) -> None:
    _, range_nm, speed_kt, endurance_h, _, _, availability, required, published = case
    transit_s = range_nm / speed_kt * HOUR
    assert fleet_for_line(endurance_h * HOUR, transit_s, case[end] * HOUR, required, availability) == published


@pytest.mark.parametrize(("case", "end"), [(case, end) for case in CASES for end in (4, 5)])
def test_bound_and_builder_agree_with_the_published_count(case: tuple, end: int) -> None:
    """In whole vehicles in use: n meet the required fraction from the first arrival on, n - 1 can't by any roster."""
    _, range_nm, speed_kt, endurance_h, _, _, _, required, _ = case
    transit_s = round(range_nm / speed_kt * HOUR)
    stint_s, ground_s = round(endurance_h * HOUR) - 2 * transit_s, round(case[end] * HOUR)
    n = fleet_for_line(endurance_h * HOUR, transit_s, ground_s, required)
    length_s = transit_s + 10 * (2 * transit_s + stint_s + ground_s)

    def problem(count: int):
        return one_line(count, transit_s, transit_s, stint_s, ground_s, length_s, count_from_s=transit_s)

    enough = problem(n)
    _, sorties = best_build(enough)
    cover = cover_line(enough.lines[0], [(s.arrive_s, s.leave_s) for s in sorties], length_s)
    assert 1.0 - cover.uncovered_s / cover.demand_s >= required
    limit = bound_of(problem(n - 1))
    assert limit.covered_fraction < required


def test_sensitivity_beside_the_published_interval() -> None:
    # ORB-M1: 3 aircraft below 35 h on the ground, 5 above 55 h.
    transit_s = 2000.0 / 310.0 * HOUR
    assert fleet_for_line(30 * HOUR, transit_s, 30 * HOUR, 0.8) == 3
    assert fleet_for_line(30 * HOUR, transit_s, 60 * HOUR, 0.8) == 5


def test_endurance_of_twice_the_transit_holds_nothing() -> None:
    with pytest.raises(ImpossibleError, match="at most twice the transit"):
        fleet_for_line(10 * HOUR, 5 * HOUR, 1 * HOUR)
