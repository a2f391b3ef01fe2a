"""A roster edited by hand, as a planner meets the answer: what is wrong first, and the row of the file to look at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.runs.complaints import Rows, complaints
from longwatch.scenario.roster_file import roster_from_text, roster_text
from longwatch.scenario.roster_numbers import row_numbers
from longwatch.verifier.verify import verify_roster

Lines = list[str]


def _told(edit: Callable[[Lines, int], None]) -> tuple[list[str], Lines]:
    """What is told of the good roster after an edit of its text, and that text; `first` is the place of its first row."""
    scenario = hand_scenario()
    lines = roster_text(hand_roster(scenario)).splitlines()
    edit(lines, next(n for n, line in enumerate(lines) if line.startswith("sortie")) + 1)
    text = "\n".join(lines)
    roster = roster_from_text(text)
    rows = Rows("mine.csv", roster, row_numbers(text))
    return complaints(verify_roster(scenario, roster), scenario, rows), lines


def _row(lines: Lines, complaint: str) -> str:
    """The row that a complaint leads to."""
    place = complaint.split(": ")[0]
    assert place.startswith("mine.csv:"), complaint
    return lines[int(place.removeprefix("mine.csv:")) - 1]


def _cell(lines: Lines, n: int, column: int, text: str) -> None:
    cells = lines[n].split(",")
    cells[column] = text
    lines[n] = ",".join(cells)


def _of(lines: Lines, first: int, tail: str, nth: int = 0) -> int:
    return [n for n in range(first, len(lines)) if f",{tail}," in lines[n]][nth]


def test_a_shifted_arrival_leads_to_its_row() -> None:
    def edit(lines: Lines, first: int) -> None:
        n = _of(lines, first, "plane-2")
        _cell(lines, n, 5, lines[n].split(",")[4])  # arrives as it takes off

    found, lines = _told(edit)
    first = next(one for one in found if "[transit-out]" in one)
    assert found[0] == first, "broken rules come before gaps"
    assert ",plane-2," in _row(lines, first)
    assert "too early for the way out" in first


def test_a_removed_row_is_a_gap_with_its_neighbours() -> None:
    def edit(lines: Lines, first: int) -> None:
        del lines[_of(lines, first, "plane-2")]

    good, _ = _told(lambda *_: None)
    found, lines = _told(edit)
    more = [one for one in found if one not in good and "[gap]" in one and "line east" in one]
    assert more
    assert ",plane-1," in _row(lines, more[0])
    assert "nobody on station for" in more[0]
    assert "plane-1 leaves" in more[0]
    assert "is next" in more[0]


def test_swapped_tails_name_both_fleets_and_the_odd_row() -> None:
    def edit(lines: Lines, first: int) -> None:
        a, b = _of(lines, first, "plane-2"), _of(lines, first, "drone-2")
        _cell(lines, a, 1, "drone-2")
        _cell(lines, b, 1, "plane-2")

    found, lines = _told(edit)
    odd = [one for one in found if "flies for" in one]
    assert len(odd) == 2
    for one in odd:
        assert "planes" in one
        assert "decked" in one
        assert _row(lines, one).split(",")[1] in one


def test_a_mistyped_tail_is_the_one_that_flies_but_once() -> None:
    def edit(lines: Lines, first: int) -> None:
        _cell(lines, _of(lines, first, "drone-2"), 1, "dorne-2")

    found, _ = _told(edit)
    assert any("uses 4 vehicles, may use 3; dorne-2 flies but once" in one for one in found)


def test_of_twin_rows_the_second_is_led_to() -> None:
    def edit(lines: Lines, first: int) -> None:
        n = _of(lines, first, "drone-1")
        lines.insert(n + 1, lines[n])

    found, lines = _told(edit)
    twin = next(one for one in found if "[duplicate]" in one)
    n = int(twin.split(": ")[0].removeprefix("mine.csv:")) - 1
    assert lines[n] == lines[n - 1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_found_again_in_what_a_spreadsheet_wrote(delimiter: str) -> None:
    roster = hand_roster(hand_scenario())
    lines = roster_text(roster).splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("sortie"))
    lines[first:] = [line.replace(",", delimiter) for line in lines[first:]]
    lines.insert(first + 2, "")
    numbers = row_numbers("\r\n".join(lines))
    assert len(numbers) == len(roster.stints)
    for (tail, _, _), found in numbers.items():
        assert all(f"{delimiter}{tail}{delimiter}" in lines[n - 1] for n in found)


def test_verifying_imports_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys, longwatch.runs.verifying, longwatch.cli.show\n"
        "heavy = {'numba', 'scipy', 'polars', 'shapely', 'highspy'} & set(sys.modules)\n"
        "sys.exit(f'imported {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_without_a_roster_is_told_so(tmp_path: Path) -> None:
    from longwatch.errors import BadInputError
    from longwatch.runs.verifying import verify_path

    with pytest.raises(BadInputError, match=r"holds no roster\.csv"):
        verify_path(tmp_path)
