"""Small tables as people keep them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.formats.sheet import LONGEST_CELL, decoded, parse_sheet, read_sheet


def test_a_turkish_sheet_with_bom_semicolons_and_decimal_commas() -> None:
    sheet = parse_sheet(decoded("\ufeffname;turnaround;at\nA;1,5 h;36,85 N, 27,1 E\n".encode()))
    assert sheet.columns == ("name", "turnaround", "at")
    assert sheet.rows == ((2, {"name": "A", "turnaround": "1.5 h", "at": "36.85 N, 27.1 E"}),)


def test_commas_split_and_never_become_points_in_a_comma_sheet() -> None:
    sheet = parse_sheet('name,at\nA,"36.85 N, 75.98 W"\n\n,\nB,"1,5"\n')
    assert sheet.rows == ((2, {"name": "A", "at": "36.85 N, 75.98 W"}), (5, {"name": "B", "at": "1,5"}))


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    sheet = parse_sheet('name,note\nA,"two\nlines"\nB,x\n')
    assert [line for line, _ in sheet.rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"a,a\n1,2\n", "names the column 'a' twice"),
        (b"a,b\n1,2,3\n", "line 2 has '3' in a column without a name"),
        (b"a,b\n\xff\xfe,2\n", "line 2 is not UTF-8 text"),
        (b'a,b\n"1,2\n', "is not CSV"),
        (b"a\0b\n", "zero bytes"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_sheet(decoded(data))


def test_a_sheet_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(10**10)
    with pytest.raises(ValueError, match="has 10000 MB"):
        read_sheet(path)


LONG = "x" * (LONGEST_CELL + 1)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"name,note\nA,b\nB,{LONG}\n", "line 3, column 'note'"),
        (f"name,note\nB,c,{LONG}\n", "line 2, column number 3"),
        (f"name,{LONG}\nA,b\n", "line 1, column number 2"),
        ('name,note\nA,"b\n' + "C,d\n" * LONGEST_CELL + '"\n', "line 2, column 'note'"),  # a quote left open
    ],
)
def test_a_cell_too_long_is_told_with_its_place(text: str, where: str) -> None:
    with pytest.raises(ValueError, match=f"^{where}: the cell has [0-9,]+ characters, more than 100,000"):
        parse_sheet(text)


def test_the_longest_cell_is_read_whatever_limit_csv_has() -> None:
    before = csv.field_size_limit(10)
    try:
        sheet = parse_sheet(f"name,note\nA,{LONG[1:]}\n")
    finally:
        csv.field_size_limit(before)
    assert sheet.rows == ((2, {"name": "A", "note": LONG[1:]}),)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text("xyz 1.5", max_size=6)), max_size=5))
def test_a_sheet_there_and_back(rows: list[dict[str, str]]) -> None:
    text = "\n".join(["a,b,c", *(",".join(row.get(name, "") for name in "abc") for row in rows)])
    plain = [{name: " ".join(cell.split()) for name, cell in row.items() if cell.strip()} for row in rows]
    assert [row for _, row in parse_sheet(text).rows] == [row for row in plain if row]
