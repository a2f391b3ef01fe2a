"""Contacts and candidates in tables, ways between contacts, and what both mean for a scenario."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from longwatch.errors import BadInputError
from longwatch.geo.geodesic import distance_m
from longwatch.geo.obstacles import Obstacles
from longwatch.geo.polygon import Polygon
from longwatch.rostering.basing import choose_bases, demands_of
from longwatch.rostering.pairing import judge
from longwatch.rostering.visiting import Question, plan_visits
from longwatch.routes.candidates import Candidate, exact_position, grid_candidates, read_candidates
from longwatch.routes.visits import NEVER_S, Contact, read_contacts, ways_between
from longwatch.scenario.plan import Pairing, Roster, Stint
from longwatch.scenario.read import read_scenario
from longwatch.units import parse_position

SEA = Path(__file__).parents[1] / "data" / "valid.toml"
CONTACTS = (
    Contact("near", (38.5, -74.5), 2.0, 600.0),
    Contact("far", (36.0, -70.0), 5.0),
    Contact("ashore", (38.0, -77.5), 1.0),
    Contact("nowhere", (-20.0, 40.0), 9.0),
)


def written(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_prizes_are_numbers_or_hours_times_risk(tmp_path):
    head = "name;position;age;risk;dwell\n"
    found = read_contacts(written(tmp_path, head + "a;38 N, 74 W;90 min;0,5;10 min\nb;37 N, 74 W;2 h;1;\n"))
    assert found == (Contact("a", (38.0, -74.0), 0.75, 600.0), Contact("b", (37.0, -74.0), 2.0))
    assert read_contacts(written(tmp_path, 'name,position\na,"38 N, 74 W"\n'))[0].prize == 1.0


def test_every_mistake_of_a_table_is_told_at_once(tmp_path):
    rows = 'name,position,prize\na,"95 N, 1 E",x\na,,1\n,"3 N, 4 E",nan\nb,"3 N, 4 E",\n'
    with pytest.raises(BadInputError) as caught:
        read_contacts(written(tmp_path, rows))
    told = str(caught.value)
    for words in ("2: position: latitude 95", "'x' is not a number", "'a' is there twice", "3: has no position"):
        assert words in told
    for words in ("table.csv:4: has no name", "table.csv:4: prize: 'nan'", "table.csv:5: has no prize"):
        assert words in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,position,prise\n", "did you mean 'prize'?"),
        ("name,prize\na,1\n", "the column 'position' is missing"),
        ("name,position\n", "has no row"),
        ("", "is empty"),
        ('name,position,prize,risk\na,"3 N, 4 E",1,1\n', "has both `prize` and `age` or `risk`"),
    ],
)
def test_a_table_with_other_columns_is_refused(tmp_path, text, words):
    with pytest.raises(BadInputError, match=words.replace("?", r"\?")):
        read_contacts(written(tmp_path, text))


def test_a_candidate_of_another_kind_is_refused_and_a_sound_one_is_a_base(tmp_path):
    with pytest.raises(BadInputError, match="did you mean 'airfield'"):
        read_candidates(written(tmp_path, 'name,kind,position\na,airfeld,"3 N, 4 E"\n'))
    lines = Candidate('The "Rock"', "ship", (-12.5, 179.25)).scenario_lines()
    assert 'name = "The \\"Rock\\""' in lines
    assert 'track = [{ at = "12.500000 S, 179.250000 E", time = "0 h" }]' in lines
    assert parse_position(exact_position(-0.25, -179.75)) == (-0.25, -179.75)


def test_ways_are_whole_seconds_longer_against_the_wind_and_never_to_land():
    land = Polygon(((10.5, 10.0), (10.0, 10.5), (10.5, 11.0), (11.0, 10.5)))
    there = [(10.5, 9.0), (10.5, 12.0), (10.5, 10.5)]
    ways = ways_between(there[:2], there[2:], Obstacles((land,)), 50.0)
    straight_m = float(distance_m(*there[0], *there[1]))
    assert ways.time_s[0, 1] > straight_m / 50.0
    assert len(ways.bends[0, 1]) > 2
    shut = ways_between(there, (), Obstacles((land,)), 50.0)
    assert (shut.time_s[2, :2] == NEVER_S).all()
    windy = ways_between(there[:2], (), Obstacles(), 50.0, (10.0, 0.0))
    assert windy.time_s[0, 1] < straight_m / 50.0 < windy.time_s[1, 0]
    assert (windy.time_s == np.round(windy.time_s)).all()


def test_visits_keep_to_the_endurance_and_come_back():
    scenario = read_scenario(SEA)
    found = plan_visits(
        scenario, CONTACTS, Question("Guardians", vehicles=2, budget_s=6 * 3600.0, rounds=20, searcher="own")
    )
    visited = [stop.contact.name for stops in found.stops for stop in stops]
    assert sorted(visited) == ["ashore", "far", "near"]
    assert [one.name for one in found.out_of_reach] == ["nowhere"]
    assert found.tour.bound >= found.tour.score == 8.0
    for stops, (home_s, _), start in zip(found.stops, found.home, found.starts, strict=True):
        assert not stops or stops[-1].leave_s < home_s <= start.budget_s == 6 * 3600.0
        assert all(stop.leave_s - stop.arrive_s == stop.contact.dwell_s for stop in stops)


def test_from_a_station_only_what_is_left_of_a_sortie_counts():
    scenario = read_scenario(SEA)
    (line,) = [demand.line for demand in demands_of(scenario)]
    pairing = next(one for one, verdict in judge(scenario, (line,)) if one is not None and verdict.fleet == "Guardians")
    stint = Stint(0, line.name, "t-1", "Guardians", 3600, 90_000, 94_000, 100_000)
    roster = Roster("x", "", 0, scenario.length_s, "", (line,), (pairing,), (stint,))
    late = pairing.endurance_s - 3600
    found = plan_visits(scenario, CONTACTS, Question("Guardians", at_s=72_000, rounds=20, searcher="own"), roster)
    assert found.names == ("t-1",)
    assert found.starts[0].at == (line.post_lat_deg, line.post_lon_deg)
    assert 0.0 < found.starts[0].budget_s <= pairing.endurance_s - 72_000
    assert isinstance(pairing, Pairing)
    with pytest.raises(BadInputError, match="0 of Guardians are on station"):
        plan_visits(scenario, CONTACTS, Question("Guardians", at_s=max(late, 91_000), rounds=20), roster)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Question("Guardian"), "did you mean 'Guardians'"),
        (Question("Guardians", vehicles=30), "30 are asked for"),
        (Question("Guardians", at_s=10**9), "outside the period"),
    ],
)
def test_a_question_that_does_not_fit_the_scenario_is_refused(asked, words):
    with pytest.raises(BadInputError, match=words):
        plan_visits(read_scenario(SEA), CONTACTS, asked)


CANDIDATES = (
    Candidate("Wallops", "airfield", (37.94, -75.466)),
    Candidate("Cape May", "airfield", (39.0, -74.91)),
    Candidate("Norfolk", "port", (36.96, -76.33)),
    Candidate("Bermuda", "airfield", (32.36, -64.68)),
)


@pytest.mark.parametrize(
    ("radius_m", "response_s"), [(None, None), (200_000.0, None), (None, 3600.0), (250_000.0, 4000.0)]
)
def test_the_bases_chosen_are_the_best_of_all_choices(radius_m, response_s):
    scenario = read_scenario(SEA)
    found = choose_bases(scenario, scenario.fleet("Guardians"), CANDIDATES, 3, radius_m=radius_m, response_s=response_s)
    weights = np.array([demand.weight for demand in found.demands])
    for n, cover in enumerate(found.covers, 1):
        best = max(weights[found.reaches[list(some)].any(axis=0)].sum() for some in combinations(range(4), n))
        assert cover.proved
        assert cover.covered == pytest.approx(best)
    assert "port" in found.unfit[2]
    assert not found.reaches[2].any()


def test_what_a_site_reaches_is_what_the_planner_holds_from_there():
    scenario = read_scenario(SEA)
    found = choose_bases(scenario, scenario.fleet("Guardians"), CANDIDATES[:1], 1)  # where the fleet is based now
    verdicts = {
        v.line: v.feasible for _, v in judge(scenario, tuple(d.line for d in found.demands)) if v.fleet == "Guardians"
    }
    assert [bool(there) for there in found.reaches[0]] == [verdicts[demand.line.name] for demand in found.demands]


def test_a_ship_on_land_is_refused_and_a_grid_lies_at_sea():
    scenario = read_scenario(SEA)
    with pytest.raises(BadInputError, match="it is land"):
        choose_bases(scenario, scenario.fleet("Guardians"), (Candidate("dry", "ship", (38.0, -78.5)),), 1)
    area = scenario.areas["canyon"]
    grid = grid_candidates("canyon", area, scenario.land, 10_000.0)
    assert len(grid) > 3
    assert {one.kind for one in grid} == {"ship"}
    with pytest.raises(ValueError, match="are the most"):
        grid_candidates("canyon", area, scenario.land, 300.0)
