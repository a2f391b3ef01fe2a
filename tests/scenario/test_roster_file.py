"""The roster file: exact there and back, and through what spreadsheets do to it."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.errors import BadInputError, InvariantError
from longwatch.scenario.plan import Line, Pairing, Roster, Stint, Work
from longwatch.scenario.roster_file import COLUMNS, read_roster, roster_from_text, roster_text, write_roster
from longwatch.scenario.roster_numbers import row_numbers

WORD = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
REAL = st.floats(allow_nan=False, allow_infinity=False)
SECOND = st.integers(-(10**8), 10**9)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    names = draw(st.lists(NAME, min_size=1, max_size=3, unique=True))
    windows = st.lists(st.tuples(SECOND, SECOND), max_size=3).map(tuple)
    lines = tuple(
        Line(name, draw(NAME), *(draw(REAL) for _ in range(6)), draw(SECOND), draw(windows), draw(SECOND), draw(SECOND),
             draw(REAL), draw(REAL), draw(st.booleans()))
        for name in names
    )  # fmt: skip
    route = st.lists(st.tuples(REAL, REAL), max_size=4).map(tuple)
    pairings = tuple(
        Pairing(
            draw(NAME), name, draw(SECOND), draw(SECOND), draw(SECOND), *(draw(REAL) for _ in range(6)), draw(route)
        )
        for name in names
    )
    stints = draw(
        st.lists(
            st.builds(
                Stint, SECOND, st.sampled_from(names), NAME, st.sampled_from([pairing.fleet for pairing in pairings]),
                SECOND, SECOND, SECOND, SECOND, st.booleans(),
            ),
            max_size=4,
        )
    )  # fmt: skip
    head = (draw(NAME), draw(NAME), draw(st.integers(0, 2 * 10**9)), draw(st.integers(1, 10**8)), draw(NAME))
    return Roster(
        *head, lines, pairings, tuple(sorted(stints)), tuple(draw(st.lists(st.text(max_size=30), max_size=2)))
    )


def through_spreadsheet(text: str, delimiter: str = ",", taken_as: str = ",", newline: str = "\r\n") -> str:
    """A sheet that split the file at `taken_as` and saved it with `delimiter`, rows filled up to one width."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=taken_as))
    width = max(len(row) for row in rows)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(
        [*(row + [""] * (width - len(row)) for row in rows), [""] * width]
    )
    return out.getvalue()


@settings(deadline=None)
@given(roster=rosters())
@example(roster=Roster("a,", ",;", 0, 1, '",', (), (), (), (",", ';"', '"', "# ,")))
def test_exact_there_and_back_and_through_two_spreadsheets(roster: Roster) -> None:
    text = roster_text(roster)
    assert roster_from_text(text) == roster
    assert roster_from_text(through_spreadsheet(text)) == roster
    assert roster_from_text(through_spreadsheet(text, delimiter=";")) == roster


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_path_of_thousands_of_knots_reads_back(delimiter: str, tmp_path: Path) -> None:
    """Its cell in the header is longer than the 131072 characters that the module `csv` takes by itself."""
    good, path = hand_roster(hand_scenario()), tmp_path / "roster.csv"
    knots = tuple((300.0 * n, 36.0 + n / 7e4, 129.0 + (n % 50) / 7e3) for n in range(6000))
    roster = replace(good, lines=(replace(good.lines[0], path=knots), *good.lines[1:]))
    text = roster_text(roster)
    whole = "\n".join(
        '"' + line.replace('"', '""') + '"' if line.startswith("#") else line for line in text.splitlines()
    )
    assert max(len(line) for line in text.splitlines()) > 131072
    csv.field_size_limit(131072)
    assert roster_from_text(text) == roster
    path.write_text(whole if delimiter == "," else through_spreadsheet(whole, ";"), encoding="utf-8")
    csv.field_size_limit(131072)
    assert read_roster(path) == roster
    csv.field_size_limit(131072)
    assert sum(map(len, row_numbers(path.read_text(encoding="utf-8")).values())) == len(roster.stints)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return hand_roster(hand_scenario())


def test_maintenance_there_and_back_and_files_without_it(roster: Roster) -> None:
    works = (Work(-5, "plane-2", "planes", 7), Work(60_000, "pla,ne;-1", "planes", 88_800))
    text = roster_text(replace(roster, maintenance=works))
    assert roster_from_text(text) == replace(roster, maintenance=works)
    assert roster_from_text(through_spreadsheet(text, delimiter=";")).maintenance == works
    assert "maintenance" not in roster_text(roster)
    backwards = text.replace("2026-03-02T00:40:00Z", "2026-03-01T00:40:00Z")
    assert any("maintenance must end after it begins" in found for found in problems(backwards))


def test_file_there_and_back_and_the_same_bytes_twice(roster: Roster, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write_roster(tmp_path / name, roster)
    assert read_roster(tmp_path / "one.csv") == roster
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_what_a_planner_sees(roster: Roster) -> None:
    rows = [line for line in roster_text(roster).splitlines() if not line.startswith("#")]
    assert rows[0] == ",".join(COLUMNS)
    assert rows[3] == (
        "3,plane-1,planes,east,2026-03-01T00:30:00Z,2026-03-01T01:41:21Z,2026-03-01T11:41:21Z,2026-03-01T13:26:06Z,"
        "2026-03-01T16:26:06Z,10 h,false"
    )


def shuffled_rows(text: str) -> str:
    lines = text.splitlines()
    random.Random(1).shuffle(lines)
    title = next(line for line in lines if line.startswith("sortie"))
    lines.remove(title)
    return "\n".join([title, *lines])


def turned_columns(text: str) -> str:
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows = [line.split(",")[::-1] for line in text.splitlines() if not line.startswith("#")]
    return "\n".join([*head, *(",".join(row) for row in rows)])


def only_needed_columns(text: str) -> str:
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows = [
        line.split(",")[1:9] for line in text.splitlines() if not line.startswith("#") and not line.endswith("true")
    ]
    return "\n".join([*head, *(",".join(row) for row in rows)])


HABITS: dict[str, Callable[[str], bytes]] = {
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "semicolons": lambda text: through_spreadsheet(text, ";").encode(),
    "taken at semicolons": lambda text: through_spreadsheet(text, ";", taken_as=";").encode(),
    "tabs": lambda text: through_spreadsheet(text, "\t").encode(),
    "blank rows": lambda text: text.replace("\n", "\n\n").encode() + b"\n,,,,,,,,,,\n\n",
    "all quoted": lambda text: "\n".join(
        line if line.startswith("#") else ",".join(f'"{cell}"' for cell in line.split(","))
        for line in text.splitlines()
    ).encode(),
    "rows in any order, header lines among them": lambda text: shuffled_rows(text).encode(),
    "columns turned round": lambda text: turned_columns(text).encode(),
    "spaces round cells": lambda text: "\n".join(
        line if line.startswith("#") else " , ".join(line.split(",")) for line in text.splitlines()
    ).encode(),
    "a remark": lambda text: f"# checked by the duty officer, {{see log}}\n{text}".encode(),
    "times with a space and an offset": lambda text: text.replace("T00:30:00Z", " 02:30:00+02:00").encode(),
    "flag in capitals": lambda text: text.replace(",true", ",TRUE").replace(",false", ",FALSE").encode(),
}


@pytest.mark.parametrize("habit", HABITS)
def test_spreadsheet_habits(habit: str, roster: Roster, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(HABITS[habit](roster_text(roster)))
    assert read_roster(path) == roster


def test_a_sheet_with_the_needed_columns_only(roster: Roster) -> None:
    found = roster_from_text(only_needed_columns(roster_text(roster)))
    assert found.stints == tuple(one for one in roster.stints if not one.airborne_at_start)


@pytest.mark.parametrize("name", ["=1+1", "+tb3", "-tb3", "@sum", "'quoted", "#1", "a;b", 'a "b", c'])
def test_no_cell_is_a_formula(name: str, roster: Roster) -> None:
    changed = replace(roster, stints=tuple(replace(stint, tail=name) for stint in roster.stints))
    text = roster_text(changed)
    assert roster_from_text(text) == changed
    for row in csv.reader(line for line in text.splitlines() if not line.startswith("#")):
        assert not any(cell.startswith(("=", "+", "-", "@", "#")) for cell in row)


def test_not_a_number_is_never_written(roster: Roster) -> None:
    bad = replace(roster, pairings=(replace(roster.pairings[0], airspeed_mps=float("nan")),))
    with pytest.raises(InvariantError, match="airspeed_mps"):
        roster_text(bad)
    with pytest.raises(InvariantError, match="route"):
        roster_text(replace(roster, pairings=(replace(roster.pairings[0], route=((1.0, float("inf")),)),)))


def problems(text: str) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        roster_from_text(text)
    return [str(problem) for problem in caught.value.problems]


def test_all_bad_rows_in_one_pass_with_their_lines(roster: Roster) -> None:
    lines = roster_text(roster).splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("sortie")) + 1
    lines[first] = lines[first].replace(",boats,", ",baots,")
    lines[first + 1] = lines[first + 1].replace(",south,", ",suoth,").replace("T00:10:00Z", "T00:10:00")
    lines[first + 2] = lines[first + 2].replace("2026-03-01T01:41:21Z", "01.03.2026 01:41")
    lines[first + 3] = lines[first + 3].replace("false", "maybe").replace("boat-2", "")
    lines[first + 4] = lines[first + 4].replace("T08:30:00Z", "T08:30:00.5Z").replace("2026-03-01T09", "2026-13-01T09")
    found = problems("\n".join(lines))
    number = first + 1
    assert found[:4] == [
        f"roster.csv:{number}: fleet: no fleet is called 'baots'; this roster has boats, decked, planes\n"
        "hint: did you mean 'boats'?",
        f"roster.csv:{number + 1}: line: no line is called 'suoth'; this roster has east, inshore, south\n"
        "hint: did you mean 'south'?",
        f"roster.csv:{number + 1}: takeoff: '2026-03-01T00:10:00' has no zone\n"
        'hint: write UTC to the second, like "2026-03-01T06:05:00Z"',
        f"roster.csv:{number + 2}: arrive: '01.03.2026 01:41' is not a time\n"
        'hint: write UTC to the second, like "2026-03-01T06:05:00Z"',
    ]
    assert f"roster.csv:{number + 3}: tail: the cell is empty" in found
    assert f"roster.csv:{number + 3}: airborne_at_start: 'maybe' is neither true nor false" in found
    assert any(text.startswith(f"roster.csv:{number + 4}: takeoff: ") and "parts of a second" in text for text in found)
    assert any(text.startswith(f"roster.csv:{number + 4}: arrive: '2026-13-01T09") for text in found)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"endurance_s": 65520', '"endurance_s": NaN', "NaN is not a number"),
        ('"endurance_s": 65520', '"endurance_s": 65520.5', "endurance_s must be a whole number, not 65520.5"),
        ('"endurance_s": 65520', '"endurance_s": "18 h"', "endurance_s must be a number, not '18 h'"),
        ('"endurance_s": 65520', '"endurance_s": true', "endurance_s must be a number, not True"),
        ('"endurance_s": 65520', '"endurance_s": 1e999', "endurance_s must be a number, not inf"),
        ('"endurance_s": 65520, ', "", "'endurance_s' is missing"),
        ('"endurance_s": 65520', '"endurence_s": 65520', "'endurence_s' is not known; did you mean 'endurance_s'?"),
        ('"windows": "0 259200"', '"windows": "0 259200 1"', "windows must be pairs of numbers like '1 2 / 3 4'"),
        ('"windows": "0 259200"', '"windows": "0 noon"', "windows must be pairs of numbers like '1 2 / 3 4'"),
        ('"hard": false', '"hard": "no"', "hard must be true or false, not 'no'"),
        ('{"longwatch_roster": 1', '{"longwatch_roster": 2', "schema 2 is not known; this version reads 1"),
        ('"length_s": 259200', '"length_s": -1', "length_s must be a positive whole number of seconds"),
        ('# {"pairing": 1', '# {"pairing": 0', "its number 0 is not a number of its own"),
        ('# {"longwatch_roster"', '# {"longwatch_roster', "the header line is not JSON"),
        ('# {"longwatch_roster"', '# {"longwash_roster"', "a pairing, a passage, maintenance, an outage nor"),
    ],
)  # fmt: skip
def test_a_spoilt_header_is_named(old: str, new: str, message: str, roster: Roster) -> None:
    text = roster_text(roster)
    assert old in text
    assert any(message in found for found in problems(text.replace(old, new, 1)))


def test_missing_parts_are_named(roster: Roster, tmp_path: Path) -> None:
    text = roster_text(roster)
    rows = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert "roster.csv: the header with the planning figures is missing" in problems(rows)[0]
    head = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert "the row of column names is missing" in problems(head)[0]
    assert "the header with the planning figures is missing" in problems("")[0]
    (column,) = problems(text.replace(",takeoff,", ",take-off,"))
    assert "the column 'takeoff' is missing" in column
    assert "perhaps it is the one called 'take-off'?" in column
    with pytest.raises(BadInputError, match="No such file"):
        read_roster(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(text.replace("hand", "Türkiye").encode("latin-1"))
    with pytest.raises(BadInputError, match="is not UTF-8"):
        read_roster(tmp_path / "latin.csv")


def test_header_values_never_stand_as_bare_list_items(roster: Roster) -> None:
    # a sheet that splits at commas would turn a cell " 36.5" into its own idea of a number or a date
    for line in roster_text(roster).splitlines():
        if line.startswith("# {"):
            assert all(not isinstance(value, list | dict) for value in json.loads(line[2:]).values())


def test_times_without_a_zone_earn_one_message(roster: Roster) -> None:
    lines = roster_text(roster).splitlines()
    (said,) = problems("\n".join(line if line.startswith("#") else line.replace("Z,", ",") for line in lines))
    assert "takeoff: '" in said
    assert f"nor have {5 * len(roster.stints) - 1} more, in {len(roster.stints)} rows in all" in said
