"""The sweep widths of the manuals, cell by cell, with their rules."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from longwatch.detection.iamsar import objects, sweep_width_m
from longwatch.units import FT_M, NM_M
from longwatch.validation.iamsar import authority

SHARED = Path(__file__).parents[2] / ".." / "shared" / "reference" / "iamsar_sweep_width.csv"


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 25
    assert [check for check in checks if not check.holds] == []
    assert [one for one in authority().statistics() if not one.holds] == []


def width_nm(platform: str, name: str, height_ft: float, nm: float) -> float:
    return float(sweep_width_m(platform, name, height_ft * FT_M, nm * NM_M)) / NM_M


def test_a_misprint_would_break_the_trend_of_its_neighbours() -> None:
    """Where two transcriptions differ, ours lies between its neighbours and the other (0.8 and 5.6 NM) does not."""
    neighbours = [width_nm("fixed_wing", f"Sail Boat {ft}ft", 500.0, 1.0) for ft in (40, 70)]
    assert min(neighbours) <= width_nm("fixed_wing", "Sail Boat 50ft", 500.0, 1.0) <= max(neighbours) < 0.8
    heights = [width_nm("helicopter", "Raft 25 person", ft, 20.0) for ft in (1000.0, 2000.0)]
    assert 5.6 < min(heights) <= width_nm("helicopter", "Raft 25 person", 1500.0, 20.0) <= max(heights)


def test_one_cell_that_both_print_is_off_the_trend() -> None:
    either_side = [width_nm("fixed_wing", "Sail Boat 40ft", ft, 15.0) for ft in (750.0, 1500.0)]
    assert max(either_side) < 10.2 < width_nm("fixed_wing", "Sail Boat 40ft", 1000.0, 15.0)


def test_below_a_mile_nothing_is_said() -> None:
    assert width_nm("fixed_wing", "Power Boat 20ft", 500.0, 1.0) == pytest.approx(0.5)
    for platform, name, nm in (
        ("fixed_wing", "Power Boat 20ft", 0.99),
        ("merchant_ship_bridge", "Boat 7 m (23 ft)", 2.9),
    ):
        with pytest.raises(ValueError, match="no width is published below"):
            width_nm(platform, name, 500.0, nm)


def test_beyond_the_last_column_it_is_level() -> None:
    assert width_nm("fixed_wing", "Power Boat 20ft", 500.0, 40.0) == width_nm(
        "fixed_wing", "Power Boat 20ft", 500.0, 20.0
    )
    assert width_nm("fixed_wing", "Ship 120ft", 500.0, 40.0) == pytest.approx(26.9)


@pytest.mark.parametrize(("platform", "feet"), [("fixed_wing", 299.0), ("helicopter", 3001.0), ("small_boat", 15.0)])
def test_other_heights_are_refused(platform: str, feet: float) -> None:
    with pytest.raises(ValueError, match="over the sea"):
        width_nm(platform, "Ship 120ft", feet, 5.0)


def test_between_heights_and_visibilities_it_is_straight() -> None:
    corners = [width_nm("helicopter", "Power Boat 33ft", ft, nm) for ft in (1000.0, 1500.0) for nm in (5.0, 10.0)]
    assert width_nm("helicopter", "Power Boat 33ft", 1250.0, 7.5) == pytest.approx(np.mean(corners))


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="Power Boat 20ft"):
        sweep_width_m("fixed_wing", "Canoe", 300.0, 5000.0)
    with pytest.raises(ValueError, match="merchant_ship_bridge"):
        sweep_width_m("balloon", "Ship 120ft", 300.0, 5000.0)


def test_arrays_broadcast() -> None:
    widths = sweep_width_m(
        "fixed_wing", "Ship 120ft", np.array([[150.0], [600.0]]), np.array([4000.0, 9000.0, 20_000.0])
    )
    assert widths.shape == (2, 3)
    assert (np.diff(widths, axis=1) > 0.0).all()
    assert float(sweep_width_m("fixed_wing", "Ship 120ft", 600.0, 9000.0)) == widths[1, 1]


def test_more_visibility_never_sweeps_less() -> None:
    nm = np.linspace(3.0, 40.0, 75)
    for platform in ("fixed_wing", "helicopter", "small_boat", "merchant_ship_bridge"):
        for name in objects(platform):
            height_m = 14.0 * FT_M if platform == "small_boat" else 1000.0 * FT_M
            assert (np.diff(sweep_width_m(platform, name, height_m, nm * NM_M)) >= -1e-9).all(), (platform, name)


@pytest.mark.skipif(not SHARED.exists(), reason="the table in its long form stands beside the repository only")
def test_every_cell_of_the_long_table_is_the_same() -> None:
    with SHARED.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    for cell in cells:
        height_ft = float(cell["altitude_or_eye_height_ft"] or 0)
        width = width_nm(cell["platform"], cell["search_object"], height_ft, float(cell["visibility_nm"]))
        assert width == pytest.approx(float(cell["uncorrected_sweep_width_nm"]), abs=1e-9)
    assert len(cells) == 2985
