"""Tables of the terminal: whole words at any width."""

from __future__ import annotations

import pytest

from longwatch.cli.tables import noted, table, wrapped

HEAD = ("line", "fleet", "serves", "distance", "transit out", "back", "on station", "largest radius", "binding")
ROWS = [
    ("northern line", "MQ-9B ashore", "yes", "123 NM", "1 h 2 min", "1 h 3 min", "20 h", "812 NM", "endurance"),
    ("southern line", "Bluebottle", "no", "80 NM", "20 h", "20 h", "—", "—", "link"),
]


@pytest.mark.parametrize("width", [20, 40, 60, 69, 80, 100, 200])
def test_no_word_is_broken_and_none_is_lost(width: int) -> None:
    shown = table(HEAD, ROWS, width).split()
    for row in ROWS:
        for cell in row:
            assert all(word in shown for word in cell.split() if word != "—")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, table(HEAD, ROWS, width).splitlines())) <= width


def test_a_narrow_terminal_gets_a_list() -> None:
    lines = table(HEAD, ROWS, 50).splitlines()
    assert lines[:3] == ["northern line", "  fleet: MQ-9B ashore", "  serves: yes"]
    assert "southern line" in lines


def test_wide_letters_keep_columns_straight() -> None:
    lines = table(("name", "kind"), [("監視 line", "air"), ("plain", "port")], 40).splitlines()
    assert lines == ["name       kind", "監視 line  air", "plain      port"]


def test_a_table_without_rows_is_its_head() -> None:
    assert table(("a", "b"), [], 80) == "a  b"


NOTED = [
    ("gain", "31 dB", "an antenna of 0.7 m, and no source found for any of the sets of its class"),
    ("height", "5 m", ""),
]


@pytest.mark.parametrize("width", [40, 60, 80, 129, 130, 200])
def test_a_long_last_column_goes_under_its_row_where_the_terminal_is_narrow(width: int) -> None:
    shown = noted(("figure", "value", "source"), NOTED, width)
    assert all(len(line) <= width for line in shown.splitlines())
    for word in " ".join(NOTED[0]).split():
        assert word in shown.split()
    assert ("\n    an antenna" in shown) == (width < 130)
    assert max(map(len, wrapped(NOTED[0][2], width).splitlines())) <= width
