"""Sea clutter: the differences that its authors found come out, and a slip in the formula would show."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import longwatch.detection.clutter as clutter
from longwatch.validation.nrl import authority
from longwatch.validation.published import rows

SHARED = Path(__file__).parents[2] / ".." / "shared" / "reference"


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []


def test_the_differences_from_the_tables_are_those_of_its_authors() -> None:
    found = {one.name: one for one in authority().statistics()}
    h, v = found["mean absolute difference, H"], found["mean absolute difference, V"]
    assert (h.n, round(h.value, 3)) == (196, 2.927)
    assert (v.n, round(v.value, 3)) == (207, 2.644)


def test_the_coefficients_are_the_published_ones() -> None:
    path = SHARED / "sea_clutter_nrl_coeff.csv"
    if not path.exists():
        pytest.skip("no shared tables here")
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        assert clutter._C[row["pol"]] == tuple(float(row[f"c{i}"]) for i in range(1, 6))


def test_a_slip_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = {"H": clutter._C["V"], "V": clutter._C["H"]}
    monkeypatch.setattr(clutter, "_C", swapped)
    assert not all(check.holds for check in authority().checks())
    assert not all(one.holds for one in authority().statistics())


def test_the_tables_go_where_the_model_goes() -> None:
    """More sea, more clutter, in the tables as in the model: rank correlation over sea states of each row of the tables."""
    groups: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for row in rows("sea_clutter_nathanson.csv"):
        key = (row["freq_ghz"], row["pol"], row["grazing_deg"])
        groups.setdefault(key, []).append((float(row["sea_state"]), float(row["sigma0_db"])))
    for key, some in groups.items():
        state, db = np.array(sorted(some)).T
        if len(state) < 4:
            continue
        model = clutter.sea_clutter_db(float(key[0]) * 1e9, np.radians(float(key[2])), state, key[1])
        assert np.all(np.diff(model) > 0)
        assert np.corrcoef(model, db)[0, 1] > 0.7, key
