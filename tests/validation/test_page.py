"""The validation page: every authority is on it, it is current, its pictures are small, and a model that is off is told."""

from __future__ import annotations

import importlib
import json
import math
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import longwatch.validation.all as everything
from longwatch.cli import main
from longwatch.validation.authority import Authority, Check, Curve, Statistic
from longwatch.validation.pictures import picture
from longwatch.validation.summary import row_of, value_text

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "src" / "longwatch" / "validation"


@pytest.fixture(scope="module")
def page() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        return importlib.import_module("validation_page")


@pytest.fixture(scope="module")
def made(page: ModuleType) -> tuple[str, dict[str, str]]:
    text, pictures = page.validation_pages()
    return text, pictures


def authority(computed: float = 13.2, **more: object) -> Authority:
    checks = (Check("Pd 0.9", 13.11, computed, "dB", 0.2), Check("Pd 0.5", 100.0, 100.05, "m", 0.001, relative=True))
    return Authority("A source", "longwatch.x.y", "Somebody 1981", lambda: checks, "rough seas", **more)  # type: ignore[arg-type]


def test_every_authority_is_in_the_list_once() -> None:
    listed = [name for names in everything.FIELDS.values() for name in names]
    there = [path.stem for path in ROOM.glob("*.py") if "\ndef authority(" in path.read_text(encoding="utf-8")]
    assert sorted(listed) == sorted(there)
    names = [one.name for some in everything.authorities().values() for one in some]
    assert len(set(names)) == len(names)


def test_every_authority_names_its_source_and_what_nobody_has_validated() -> None:
    for some in everything.authorities().values():
        for one in some:
            assert one.source, one.name
            assert one.not_validated, one.name
            module, _, attribute = one.model.rpartition(".")
            assert hasattr(importlib.import_module(module), attribute), one.model


def test_the_page_is_current(page: ModuleType, made: tuple[str, dict[str, str]]) -> None:
    text, pictures = made
    assert page.agree((ROOT / "docs" / "validation.md").read_text(encoding="utf-8"), text), "run `make docs`"
    folder = ROOT / "docs" / "img" / "validation"
    assert sorted(pictures) == sorted(path.name for path in folder.glob("*.svg"))
    for name, svg in pictures.items():
        assert page.agree((folder / name).read_text(encoding="utf-8"), svg + "\n"), f"{name}: run `make docs`"


def test_tables_are_whole(made: tuple[str, dict[str, str]]) -> None:
    """Every table has its rule under its head, and rows with as many columns."""
    for block in re.findall(r"(?:^\|.*\n)+", made[0], re.M):
        rows = block.splitlines()
        assert set(rows[1]) == {"|", "-"}, rows[0]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows[0]


def test_pictures_are_small_and_well_formed(made: tuple[str, dict[str, str]]) -> None:
    for name, svg in made[1].items():
        assert len(svg.encode()) < 20_000, name
        assert "nan" not in svg, name
        ElementTree.fromstring(svg)


def test_pages_that_differ_in_the_last_digit_agree(page: ModuleType) -> None:
    assert page.agree("a 0.1235 b 4e-05", "a 0.1234 b 4e-05")
    assert not page.agree("a 0.1237 b", "a 0.1234 b")
    assert not page.agree("a 0.1234 b", "c 0.1234 b")
    assert not page.agree("a 12 b 3", "a 12 b")


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.0, 1e3), st.booleans())
def test_a_share_of_the_tolerance_above_one_is_what_does_not_hold(
    published: float, computed: float, tolerance: float, relative: bool
) -> None:
    check = Check("x", published, computed, "m", tolerance, relative)
    assert check.holds == (abs(check.error) <= check.allowed)
    if not math.isclose(abs(check.error), check.allowed, rel_tol=1e-9):
        assert check.holds == (abs(check.share) < 1.0)


def test_what_is_known_not_to_hold_is_counted_and_told(page: ModuleType) -> None:
    told = Check("Pd 0.1", 0.0, 4.1, "dB", 0.2, known="few pulses need less")
    met = Check("Pd 0.9", 13.1, 13.12, "dB", 0.05, why="stated of it")
    one = Authority("A source", "longwatch.x.y", "Somebody 1981", lambda: (told, met), "rough seas")
    row = row_of(one)
    assert (row.failed, row.known, row.evidence) == ((), (told,), (met,))
    assert row.worst == pytest.approx(0.4)
    assert "1 are evidence, 1 known not to hold, none outside" in page.header([row])
    assert "| 1 | stated of it |" in page.header([row])
    assert "**Known not to hold:** Pd 0.1" in page.section(one, row)


def test_a_figure_that_is_no_number_never_holds() -> None:
    assert not Check("x", 1.0, math.nan, "m", 1e9).holds
    assert not Statistic("mean", math.nan, "dB", 2.9, 0.01).holds
    assert Statistic("mean", math.nan, "dB").holds  # nothing is asked of it


def test_a_row_counts_errors_in_shares_and_units() -> None:
    row = row_of(authority(statistics=lambda: (Statistic("mean", 2.9, "dB", 2.927, 0.01),)))
    assert row.worst == pytest.approx(0.5)
    assert row.mean == pytest.approx(0.475)
    assert row.mean_absolute == {"dB": pytest.approx(0.09), "m": pytest.approx(0.05)}
    assert row.failed == ("mean",)
    assert row_of(authority(20.0)).failed == ("Pd 0.9",)
    assert value_text(3e-14) == "0"


def test_a_picture_shows_curves_or_errors() -> None:
    x = np.linspace(1.0, 100.0, 5000)
    curves = (Curve("V", x, -x, np.array([2.0, 50.0]), np.array([-3.0, math.nan])),)
    plain, drawn = authority(), authority(curves=lambda: curves, x_log=True, x_label="angle, deg")
    shown = picture(drawn, row_of(drawn))
    assert "angle, deg" in shown
    assert "h0" in shown  # a published point
    assert len(shown) < 8000
    assert "error as a share of its tolerance" in picture(plain, row_of(plain))


def test_the_command_line_makes_the_same_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "authorities", lambda: {"Radar": (authority(),)})
    good = CliRunner().invoke(main, ["catalog", "--validation"])
    assert good.exit_code == 0
    assert "Somebody 1981" in good.stdout
    (row,) = json.loads(CliRunner().invoke(main, ["catalog", "--validation", "--json"]).stdout)
    assert (row["checks"], row["failed"], row["kinds"]) == (2, [], {"published": 2})
    told = (Check("Pd 0.1", 0.0, 4.1, "dB", 0.2, known="few pulses need less"),)
    known = Authority("A source", "longwatch.x.y", "Somebody 1981", lambda: told, "rough seas")
    monkeypatch.setattr(everything, "authorities", lambda: {"Radar": (known,)})
    shown = CliRunner().invoke(main, ["catalog", "--validation"])
    assert shown.exit_code == 0
    assert "1 known not to hold" in shown.stdout
    assert "few pulses need less" in shown.stdout
    (row,) = json.loads(CliRunner().invoke(main, ["catalog", "--validation", "--json"]).stdout)
    assert [one["check"] for one in row["known_not_to_hold"]] == ["Pd 0.1"]
    assert row["failed"] == []
    monkeypatch.setattr(everything, "authorities", lambda: {"Radar": (authority(20.0),)})
    bad = CliRunner().invoke(main, ["catalog", "--validation"])
    assert bad.exit_code == 4
    assert "A source: Pd 0.9" in bad.stderr
