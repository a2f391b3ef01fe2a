"""Leeway: printed figures hold; the table in the package is the one of reference."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from longwatch.physics.leeway import leeway_objects
from longwatch.validation.leeway import authority

REFERENCE = Path(__file__).parents[2] / ".." / "shared" / "reference" / "leeway.csv"


def test_every_figure_holds() -> None:
    assert len(authority().checks()) == 6
    assert [one for one in (*authority().checks(), *authority().statistics()) if not one.holds] == []


def test_left_for_right_would_be_noticed() -> None:
    check = next(one for one in authority().checks() if one.what == "to the right, 10 m/s")
    left = leeway_objects()["LIFE-RAFT-DB-11"].left
    assert abs(100.0 * float(left.speed_mps(10.0)) - check.published) > 100.0 * check.allowed


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference tables are not here")
def test_the_table_is_the_published_one() -> None:
    ours = files("longwatch.physics").joinpath("data/leeway.csv").read_text(encoding="utf-8")
    with REFERENCE.open(encoding="utf-8", newline="") as there:
        assert list(csv.DictReader(ours.splitlines())) == list(csv.DictReader(there))
