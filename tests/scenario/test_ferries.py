"""Keys and roster files of ferries and of sorties of several lines: the messages they earn, there and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpers.hand_roster import hand_roster, hand_scenario
from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.scenario.plan import Passage, Roster, sorties_of
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.roster_file import COLUMNS, roster_from_text, roster_text

AWAY = {"name": "Away", "kind": "airfield", "at": "40.0 N, 141.0 E", "off_map": True}


def messages(changes: dict[str, Any], more: dict[str, Any] | None = None, period: str | None = None) -> list[str]:
    """What is said of the sound scenario when its first fleet has these keys and a second of the same kind is there."""
    raw = valid_table()
    first = raw["fleet"][0]
    raw["base"].append(dict(AWAY))
    raw["fleet"].append({"name": "second", "platform": first["platform"], "base": "Away", "count": 2} | (more or {}))
    first |= changes
    if period:
        raw["period"]["length"] = period
    try:
        scenario_from_dict(raw, Path("scenario.toml"))
    except BadInputError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("changes", [{"ferry_to": ["second"]}, {"retask": True}])
def test_plans_made_anew_in_trials_have_neither(changes: dict[str, Any]) -> None:
    raw = valid_table()
    raw["base"].append(dict(AWAY))
    raw["fleet"].append({"name": "second", "platform": raw["fleet"][0]["platform"], "base": "Away", "count": 2})
    raw["fleet"][0] |= changes
    raw["policy"] = {"reroster": "daily"}
    with pytest.raises(BadInputError, match=r"can't be with `policy\.reroster`"):
        scenario_from_dict(raw, Path("scenario.toml"))


def test_a_fleet_may_ferry_to_one_of_its_kind() -> None:
    assert messages({"ferry_to": ["second"], "retask": True}) == []


@pytest.mark.parametrize(
    ("changes", "more", "words"),
    [
        ({"ferry_to": ["secnd"]}, {}, "no fleet is called 'secnd'"),
        ({"ferry_to": ["Guardians"]}, {}, "is the fleet itself"),
        ({"ferry_to": ["second", "second"]}, {}, "'second' is named twice"),
        ({"ferry_to": ["second"]}, {"base": "Wallops"}, "'second' lives at 'Wallops' too"),
        ({"ferry_to": ["second"]}, {"platform": "heron1"}, "'second' flies heron1, not"),
        ({"ferry_to": ["second"]}, {"payload": "turret_only"}, "'second' carries turret_only, not"),
        ({"ferry_to": ["second"]}, {"crews": 1, "crew_names": ["Ayse"]}, "crews with names"),
        (
            {"ferry_to": ["second"]},
            {"maintenance": {"every": "40 h", "lasts": "5 h", "binding": True}},
            "maintenance that binds",
        ),
    ],
)
def test_what_no_ferry_can_be(changes: dict[str, Any], more: dict[str, Any], words: str) -> None:
    found = messages(changes, more)
    assert len([one for one in found if words in one]) == 1, found


@pytest.mark.parametrize("key", ["ferry_to", "retask"])
def test_weeks_that_repeat_have_neither(key: str) -> None:
    found = messages({key: ["second"] if key == "ferry_to" else True}, period="2 years")
    assert any(f"fleet[0].{key}: is not kept by weeks that repeat" in one for one in found), found


@pytest.fixture(scope="module")
def several() -> Roster:
    """The hand-made roster, its first plane's sortie on two lines and landing with the drones (no rules asked)."""
    roster = hand_roster(hand_scenario())
    one = next(stint for stint in roster.stints if stint.tail == "plane-1")
    rows = (
        replace(one, leave_s=one.arrive_s + 3600, to_fleet="decked"),
        replace(one, line="south", arrive_s=one.leave_s - 60, to_fleet="decked"),
    )
    rest = [stint for stint in roster.stints if stint is not one]
    passages = (Passage("planes", "east", "south", ((35.5, -73.0), (34.0, -72.0))), Passage("decked", "south", "east"))
    return replace(roster, stints=tuple(sorted([*rest, *rows])), passages=passages)


def test_sorties_are_rows_of_one_tail_and_take_off(several: Roster) -> None:
    sorties = sorties_of(several.stints)
    assert sorted(row for sortie in sorties for row in sortie) == sorted(several.stints)
    assert [len(sortie) for sortie in sorties].count(2) == 1
    pair = next(sortie for sortie in sorties if len(sortie) == 2)
    assert [row.line for row in pair] == ["east", "south"]
    assert sorties == sorted(sorties)


def test_there_and_back(several: Roster) -> None:
    text = roster_text(several)
    assert roster_from_text(text) == several
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    assert rows[0] == [*COLUMNS, "to_fleet"]
    numbers = [int(row[0]) for row in rows[1:]]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers)) + 1
    assert sorted({row[-1] for row in rows[1:]}) == ["", "decked"]


def test_a_roster_without_either_has_no_sign_of_them() -> None:
    text = roster_text(hand_roster(hand_scenario()))
    assert "to_fleet" not in text
    assert "passage" not in text


def test_the_fleet_itself_is_the_same_as_none(several: Roster) -> None:
    first = next(one for one in sorted(several.stints) if not one.airborne_at_start)
    own = roster_text(several).replace(",false,\n", f",false,{first.fleet}\n", 1)
    assert f",{first.fleet}\n" in own
    assert roster_from_text(own) == several


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",false,decked\n", ",false,dekced\n", "to_fleet: no fleet is called 'dekced'; this roster has boats, decked"),
        ("on_station,airborne_at_start,to_fleet", "to_fleet,airborne_at_start,to_fleet", "'to_fleet' stands twice"),
        ('"passage": 1', '"passage": 0', "its number 0 is not a number of its own"),
        ('"from_line": "south"', '"fron_line": "south"', "'fron_line' is not known; did you mean 'from_line'?"),
        ('"from_line": "south"', '"from_line": 7', "from_line must be text, not 7"),
        ('"fleet": "decked"\u002c "from_line": "south"\u002c "to_line": "east"',
         '"fleet": "planes"\u002c "from_line": "east"\u002c "to_line": "south"', "a second passage of 'planes'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_stands_with_its_line(old: str, new: str, words: str, several: Roster) -> None:
    text = roster_text(several)
    assert old in text
    changed = text.replace(old, new, 1)
    with pytest.raises(BadInputError) as caught:
        roster_from_text(changed)
    number = next(n for n, (a, b) in enumerate(zip(text.split("\n"), changed.split("\n"), strict=True), 1) if a != b)
    found = [str(problem) for problem in caught.value.problems]
    assert any(one.startswith(f"roster.csv:{number}: ") and words in one for one in found), found
