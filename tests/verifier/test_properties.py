"""What must not change a verdict: the order of rows, and whole turns of longitude."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.geo.polygon import Polygon
from longwatch.scenario.models import Base
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import Verdict, verify_roster


@cache
def cases() -> list[tuple[Scenario, Roster]]:
    """A good roster, and one with a fault of every row-wise kind."""
    scenario = hand_scenario()
    good = hand_roster(scenario)
    rows = list(good.stints)
    rows[1] = replace(rows[1], arrive_s=rows[1].arrive_s - 100)
    rows[2] = replace(rows[2], land_s=rows[2].land_s - 100, ready_s=rows[2].ready_s - 200)
    rows[3] = replace(rows[3], tail="drone-1")
    rows[6] = replace(rows[6], tail="drone-2")
    rows += [rows[5], replace(rows[7], fleet="ferries")]
    bad = replace(good, stints=tuple(rows))
    direct = replace(good.pairings[2], route=(good.pairings[2].route[0], good.pairings[2].route[-1]))
    ashore = replace(good, pairings=(*good.pairings[:2], direct))
    return [(scenario, good), (scenario, bad), (scenario, ashore)]


@cache
def verdict_of(case: int) -> Verdict:
    return verify_roster(*cases()[case])


def summary(verdict: Verdict) -> tuple[object, ...]:
    told = Counter((v.rule, v.where, v.what) for v in verdict.violations)
    return verdict.ok, told, verdict.covered_fraction, verdict.per_line


def order_does_not_matter(case: int, seed: int) -> None:
    scenario, roster = cases()[case]
    rng = random.Random(seed)
    shuffled = replace(
        roster,
        stints=tuple(rng.sample(roster.stints, len(roster.stints))),
        pairings=tuple(rng.sample(roster.pairings, len(roster.pairings))),
        lines=tuple(rng.sample(roster.lines, len(roster.lines))),
    )
    assert summary(verify_roster(scenario, shuffled)) == summary(verdict_of(case))


@settings(deadline=None, max_examples=10)
@given(case=st.integers(0, 2), seed=st.integers(0, 10**6))
def test_the_order_of_rows_pairings_and_lines_does_not_matter(case: int, seed: int) -> None:
    order_does_not_matter(case, seed)


@pytest.mark.soak
@pytest.mark.parametrize("case", range(3))
def test_the_order_of_rows_pairings_and_lines_does_not_matter_all(case: int) -> None:
    """The verifier says the same of a roster in whatever order its rows, pairings and lines stand."""
    for seed in range(100):
        order_does_not_matter(case, seed)


def turned(scenario: Scenario, roster: Roster, turn: float) -> tuple[Scenario, Roster]:
    """All longitudes turned: bases, tracks, areas, land, lines and routes."""

    def polygons(of: tuple[Polygon, ...]) -> tuple[Polygon, ...]:
        return tuple(Polygon(tuple((lat, lon + turn) for lat, lon in polygon.outer)) for polygon in of)

    def base(of: Base) -> Base:
        at = None if of.at is None else (of.at[0], of.at[1] + turn)
        track = tuple(p.model_copy(update={"at": (p.at[0], p.at[1] + turn)}) for p in of.track)
        return of.model_copy(update={"at": at, "track": track})

    bases = tuple(base(one) for one in scenario.bases)
    areas = {name: polygons(area) for name, area in scenario.areas.items()}
    lines = tuple(
        replace(line, lon_deg=line.lon_deg + turn, post_lon_deg=line.post_lon_deg + turn) for line in roster.lines
    )
    pairings = tuple(
        replace(pairing, route=tuple((lat, lon + turn) for lat, lon in pairing.route)) for pairing in roster.pairings
    )
    moved = replace(scenario, bases=bases, areas=areas, land=polygons(scenario.land))
    return moved, replace(roster, lines=lines, pairings=pairings)


@settings(deadline=None, max_examples=10)
@given(case=st.integers(0, 2), turns=st.integers(-2, 2))
def test_whole_turns_of_longitude_do_not_matter(case: int, turns: int) -> None:
    scenario, roster = cases()[case]
    assert summary(verify_roster(*turned(scenario, roster, 360.0 * turns))) == summary(verdict_of(case))


def place_does_not_matter(case: int, turns: int, shift: float) -> None:
    """Any turn of longitude changes neither the rules broken nor the cover; part of it alone in the next turn neither."""
    scenario, roster = cases()[case]
    moved, _ = turned(scenario, roster, shift)
    _, elsewhere = turned(scenario, roster, shift + 360.0 * turns)
    verdict, still = verify_roster(moved, elsewhere), verdict_of(case)
    assert Counter(v.rule for v in verdict.violations) == Counter(v.rule for v in still.violations)
    assert verdict.per_line == still.per_line


@settings(deadline=None, max_examples=10)
@given(case=st.integers(0, 2), turns=st.integers(-1, 1), shift=st.floats(-180, 180))
def test_where_on_the_globe_the_sea_lies_does_not_matter(case: int, turns: int, shift: float) -> None:
    place_does_not_matter(case, turns, shift)


@pytest.mark.soak
@pytest.mark.parametrize("case", range(3))
def test_where_on_the_globe_the_sea_lies_does_not_matter_all(case: int) -> None:
    """The verifier says the same of a sea anywhere on the globe."""
    rng = random.Random(case)
    for _ in range(100):
        place_does_not_matter(case, rng.randint(-1, 1), rng.uniform(-180.0, 180.0))


def test_a_month_of_thousands_of_rows_is_read_in_bulk() -> None:
    """Every row is judged as it would be alone: rows of one pairing are worked out together."""
    scenario, roster = cases()[0]
    drones = [stint for stint in roster.stints if stint.fleet == "decked"]
    short = [replace(stint, arrive_s=stint.arrive_s - 7 * (n % 3)) for n, stint in enumerate(drones)]
    together = verify_roster(scenario, replace(roster, stints=tuple(short)))
    alone = [verify_roster(scenario, replace(roster, stints=(stint,))) for stint in short]
    assert sorted(v.where for v in together.violations if v.rule == "transit-out") == sorted(
        v.where for verdict in alone for v in verdict.violations if v.rule == "transit-out"
    )
    assert sum(v.rule == "transit-out" for v in together.violations) == sum(n % 3 > 0 for n in range(len(drones)))
