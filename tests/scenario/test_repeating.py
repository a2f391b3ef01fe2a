"""A roster that repeats, as a file."""

from dataclasses import replace

import pytest

from longwatch.errors import BadInputError
from longwatch.rostering.make import make_roster
from longwatch.scenario.long import as_planned, is_long, unrolled
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.roster_read import roster_from_text
from longwatch.scenario.roster_write import roster_text
from longwatch.verifier.verify import verify_roster


def scenario(length="3 years", **more):
    return scenario_from_dict({
        "schema": 1, "name": "small sea", "period": {"start": "2026-06-01T00:00:00Z", "length": length, "zone": "Europe/Rome"},
        "base": [{"name": "B", "kind": "airfield", "at": "37.9 N, 75.5 W", "runway": "3 km"}],
        "control": [{"name": "C", "at": "B", "kind": "satellite", "channels": 4}],
        "area": [{"name": "A", "circle_at": "38.5 N, 74.0 W", "circle_radius": "30 km"}],
        "watch": [{"name": "W", "area": "A", "kind": "station", "limit": "1 h", "sees": {"class": "fishing-boat"}}],
        "fleet": [{"name": "F", "platform": "mq9b", "base": "B", "control": "C", "count": 3}],
        **more,
    })  # fmt: skip


def test_a_roster_that_repeats_is_a_file_like_any_other():
    one = scenario()
    roster = make_roster(one).roster
    assert is_long(one)
    assert roster.repeats
    assert roster.whole_s == one.length_s
    again = roster_from_text(roster_text(roster))
    assert again == roster
    assert verify_roster(as_planned(one, roster), again).ok
    whole = unrolled(again, one.length_s)
    assert len({(s.takeoff_s, s.line) for s in whole}) == len(whole)
    moved = {(s.takeoff_s + roster.tile_s, s.line) for s in roster.cycle}
    assert moved <= {(s.takeoff_s, s.line) for s in whole}


def test_a_header_whose_times_do_not_add_up_is_refused():
    roster = make_roster(scenario()).roster
    for wrong in (replace(roster, tile_s=roster.tile_s + 1), replace(roster, period_s=roster.length_s - 1)):
        with pytest.raises(BadInputError, match=r"tile_s|period_s"):
            roster_from_text(roster_text(wrong))
