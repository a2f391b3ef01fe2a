"""Gaps of revisit watches from stints, against a plain stepper; tours and company with planted faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from helpers.hand_tour import post_at, tour_roster
from helpers.revisit_scenarios import sea_scenario
from longwatch.geo.ecef import to_ecef
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster

STEP_S = 10


@cache
def planned() -> tuple[Scenario, Roster]:
    scenario = sea_scenario({"limit": "5 h"}, period={"start": "2026-06-01T00:00:00Z", "length": "1 d"})
    return scenario, make_roster(scenario).roster


def _ages(scenario: Scenario, roster: Roster, watch: str) -> tuple[np.ndarray, np.ndarray]:
    """(longest gap by cell, share of steps with an age beyond the limit by cell), looked at every ten seconds."""
    cells = scenario.cells[watch]
    centres = to_ecef(cells.lat_deg, cells.lon_deg, 0.0)
    times = np.arange(0, roster.length_s + 1, STEP_S)
    last, longest, late = np.zeros(cells.n), np.zeros(cells.n), np.zeros(cells.n)
    for t in times.tolist():
        seen = np.zeros(cells.n, bool)
        for stint in roster.stints:
            if stint.arrive_s <= t < stint.leave_s:
                pairing = roster.pairing(stint.fleet, stint.line)
                at = to_ecef(*post_at(roster.line(stint.line), t), pairing.height_m)
                seen |= np.sqrt(((centres - at) ** 2).sum(axis=1)) <= pairing.sensor_range_m
        longest = np.maximum(longest, t - last)
        late += (t - last > float(scenario.watch(watch).limit_s)) & ~seen
        last = np.where(seen, t, last)
    return longest, late / len(times)


@pytest.mark.parametrize("make", [planned, tour_roster], ids=["planned", "by hand"])
def test_gaps_against_a_stepper(make: Callable[[], tuple[Scenario, Roster]]) -> None:
    scenario, roster = make()
    watch = scenario.watches[0].name
    longest, late = _ages(scenario, roster, watch)
    cover = verify_roster(scenario, roster).per_watch[watch]
    area = np.array(scenario.cells[watch].area_m2)
    assert cover.gap_max_s == pytest.approx(longest.max(), abs=2 * STEP_S)
    assert cover.covered_fraction == pytest.approx(1.0 - float((late * area).sum() / area.sum()), abs=1e-3)


def _with(roster: Roster, change: Callable[[Line], Line]) -> Roster:
    return replace(roster, lines=(change(roster.lines[0]), *roster.lines[1:]))


def open_path(line: Line) -> Line:
    return replace(line, path=line.path[:-2], period_s=line.path[-3][0])


def uneven_speed(line: Line) -> Line:
    (t, lat, lon), middle = line.path[1], line.path[2][0]
    return replace(line, path=(line.path[0], (0.5 * (t + middle), lat, lon), *line.path[2:]))


def period_too_long(line: Line) -> Line:
    return replace(line, period_s=line.period_s + 60.0)


def track_left_out(line: Line) -> Line:
    """Half the knots of the tour, timed anew at its one speed."""
    half = list(line.path[: len(line.path) // 4])
    back = [(2 * half[-1][0] - t, lat, lon) for t, lat, lon in half[-2::-1]]
    return replace(line, path=(*half, *back), period_s=2 * half[-1][0])


def lax_about_holes(line: Line) -> Line:
    return replace(line, limit_s=line.limit_s + 3600)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (open_path, "pattern"), (uneven_speed, "pattern"), (period_too_long, "pattern"), (track_left_out, "pattern"),
        (lax_about_holes, "line"),
    ],
)  # fmt: skip
def test_a_planted_fault_of_a_tour_is_named(change: Callable[[Line], Line], rule: str) -> None:
    scenario, roster = planned()
    assert verify_roster(scenario, roster).ok
    verdict = verify_roster(scenario, _with(roster, change))
    assert rule in {violation.rule for violation in verdict.violations}


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"hold_speed_mps": 30.0}, "keeps-up"),
        ({"airspeed_mps": 30.0}, "keeps-up"),
        ({"sensor_range_m": 39e3}, "sensor"),
    ],
)
def test_a_vehicle_that_does_not_fit_its_tour_is_named(figures: dict[str, float], rule: str) -> None:
    scenario, roster = planned()
    first: Pairing = replace(roster.pairings[0], **figures)  # type: ignore[arg-type]
    verdict = verify_roster(scenario, replace(roster, pairings=(first, *roster.pairings[1:])))
    assert rule in {violation.rule for violation in verdict.violations}


def _company() -> Scenario:
    track = [{"at": "29 N, 135 E", "time": "0 h"}, {"at": "29 N, 138 E", "time": "30 h"}]
    return sea_scenario(
        {"kind": "station", "around": "flagship", "limit": "1 h", "hold_radius": "3 km"},
        area=[{"name": "sea", "circle_radius": "20 km"}],
        base=[
            {"name": "flagship", "kind": "ship", "platform": "anadolu", "track": track},
            {"name": "islet", "kind": "airfield", "at": "30 N, 136 E", "off_map": True},
        ],
        period={"start": "2026-06-01T00:00:00Z", "length": "30 h"},
    )


def test_company_with_a_ship() -> None:
    scenario = _company()
    plan = make_roster(scenario)
    (line,) = plan.roster.lines
    assert (line.kind, line.moves) == ("company", True)
    assert line.reach_m == pytest.approx(20_000.0, rel=1e-3)
    assert plan.covered_fraction > 0.9
    astray = tuple((t, lat + 0.05, lon) for t, lat, lon in line.path)
    verdict = verify_roster(scenario, _with(plan.roster, lambda one: replace(one, path=astray)))
    assert "pattern" in {violation.rule for violation in verdict.violations}
    near = verify_roster(scenario, _with(plan.roster, lambda one: replace(one, reach_m=15_000.0)))
    assert "reach" in {violation.rule for violation in near.violations}
