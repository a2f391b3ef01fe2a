"""Cells of an area: they are its area, their centres lie in it, and it does not matter how longitudes are written."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from helpers.revisit_scenarios import star
from longwatch.geo.area import area_m2, contains
from longwatch.geo.cells import Cells, make_cells, sea_shapes, shape_area_m2, usual_side_m
from longwatch.geo.land import is_land, land_fraction, load_land
from longwatch.geo.polygon import Polygon

AREAS = {
    "mid": ((30.0, 130.0), (30.0, 135.0), (27.0, 135.0), (27.0, 130.0)),
    "date line": ((10.0, 175.0), (10.0, 185.0), (0.0, 185.0), (0.0, 175.0)),
    "north": ((70.0, -10.0), (80.0, 20.0), (80.0, -60.0), (72.0, -20.0)),
    "pole": ((80.0, 0.0), (80.0, 90.0), (80.0, 180.0), (80.0, 270.0)),
}


def _cells(polygons: tuple[Polygon, ...]) -> Cells:
    shape = sea_shapes(polygons, ())
    return make_cells(shape, usual_side_m(shape))


@pytest.mark.parametrize("name", AREAS)
def test_cells_are_the_area_in_about_five_hundred_parts(name: str) -> None:
    polygons = (Polygon(AREAS[name]),)
    cells = _cells(polygons)
    assert 400 < cells.n < 650
    assert cells.total_m2 == pytest.approx(area_m2(polygons), rel=1e-3)
    assert cells.box_m2 == pytest.approx(cells.total_m2, rel=0.05)
    assert contains(polygons, cells.lat_deg, cells.lon_deg).all()
    assert np.std(cells.area_m2) < 0.1 * np.mean(cells.area_m2)


@pytest.mark.parametrize("turn", [-360.0, 360.0])
def test_a_whole_turn_changes_nothing(turn: float) -> None:
    ring = AREAS["date line"]
    one, other = _cells((Polygon(ring),)), _cells((Polygon(tuple((lat, lon + turn) for lat, lon in ring)),))
    assert one.lat_deg == pytest.approx(other.lat_deg)
    assert np.abs((np.array(one.lon_deg) - np.array(other.lon_deg) + 180) % 360 - 180).max() < 1e-9
    assert one.area_m2 == pytest.approx(other.area_m2)


def test_land_is_taken_off() -> None:
    polygons, land = (
        (Polygon(((42.0, 10.0), (42.0, 14.0), (40.0, 14.0), (40.0, 10.0))),),
        load_land(38.0, 8.0, 44.0, 16.0),
    )
    shape = sea_shapes(polygons, land)
    cells = make_cells(shape, usual_side_m(shape))
    share = land_fraction(land, polygons)
    assert 0.1 < share < 0.8
    assert cells.total_m2 == pytest.approx((1.0 - share) * area_m2(polygons), rel=0.01)
    assert not is_land(land, cells.lat_deg, cells.lon_deg).any()


def test_a_part_too_small_for_a_centre_is_one_cell() -> None:
    large = Polygon(((1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)))
    small = Polygon(((0.512, 3.001), (0.512, 3.002), (0.511, 3.002), (0.511, 3.001)))
    shape = sea_shapes((large, small), ())
    cells = make_cells(shape, 20_000.0)
    near = [k for k, lon in enumerate(cells.lon_deg) if lon > 2.0]
    assert len(near) == 1
    assert cells.area_m2[near[0]] == pytest.approx(area_m2((small,)), rel=0.01)
    assert cells.spots_m2 == pytest.approx(area_m2((small,)), rel=0.01)
    assert cells.total_m2 == pytest.approx(shape_area_m2(shape), rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_every_point_of_a_box_is_within_its_radius(seed: int) -> None:
    dice = Random(f"cells {seed}")
    ring = star(dice, dice.uniform(-80, 80), dice.uniform(-180, 180), dice.uniform(5e3, 900e3), 7)
    cells = _cells((Polygon(tuple(ring)),))
    assert cells.total_m2 == pytest.approx(area_m2((Polygon(tuple(ring)),)), rel=2e-3)
    assert 0.6 * cells.side_m < cells.box_radius_m < 1.6 * cells.side_m
