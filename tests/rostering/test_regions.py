"""How far fleets reach, by hand, and as `check` tells and draws it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from longwatch.cli import main
from longwatch.patterns.lines import lines_of
from longwatch.rostering.regions import Region, binding_text, radius_text, regions_of
from rostering.test_link import ENDURANCE_M, LINK_M, RELAY_AIRCRAFT, SATELLITE, ground, relay_ship, scenario

VALID = Path(__file__).parents[1] / "data" / "valid.toml"


def region(away_m: float, **changes: object) -> Region:
    s = scenario(away_m, **changes)  # type: ignore[arg-type]
    return next(one for one in regions_of(s, lines_of(s)) if one.fleet.name == "tb2s")


def test_link_and_endurance_bind_by_hand() -> None:
    near = region(100e3)
    assert near.radius_m == pytest.approx(np.full(360, LINK_M), rel=1e-6)
    assert near.endurance_m == pytest.approx(np.full(360, ENDURANCE_M), rel=1e-4)
    assert (near.binding, radius_text(near)) == ("link", "150.0 km (81 NM)")
    far = region(100e3, **SATELLITE)
    assert far.radius_m == pytest.approx(np.full(360, ENDURANCE_M), rel=1e-4)
    assert (far.binding, radius_text(far)) == ("endurance", "1304.0 km (704 NM)")


def test_wind_makes_the_radius_least_across_or_along_as_the_formula_says() -> None:
    windy = region(100e3, weather={"wind": "15 m/s", "wind_from": "90 deg"}, **SATELLITE)
    v, w, time_s = 37.04, 15.0, 2 * ENDURANCE_M / 37.04
    assert windy.endurance_m[90] == pytest.approx(time_s * (v * v - w * w) / (2 * v), rel=1e-4)
    assert windy.endurance_m[0] == pytest.approx(time_s * (v * v - w * w) ** 0.5 / 2, rel=1e-4)


def test_a_relay_reaches_farther_one_way() -> None:
    with_ship = region(100e3, **relay_ship(40e3))
    assert with_ship.link_m[90] == pytest.approx(190e3, rel=1e-3)
    assert with_ship.link_m[270] == pytest.approx(150e3, rel=1e-3)
    assert [one.kind for one in with_ship.outlines] == ["control", "relay"]
    in_the_air = region(100e3, **RELAY_AIRCRAFT)
    assert in_the_air.link_m[90] == pytest.approx(100e3 + 145e3, rel=1e-3)
    out_of_sight = region(100e3, **relay_ship(46e3))
    assert [one.kind for one in out_of_sight.outlines] == ["control"]


def test_ground_cuts_a_bite_out_of_the_reach() -> None:
    masked = region(100e3, areas=[ground(60e3, 10e3, "2700 m")])
    assert masked.link_m[90] < 110e3 < masked.link_m[270]
    assert masked.link_m[270] == pytest.approx(150e3, rel=1e-6)
    assert " to 150 km" in radius_text(masked)
    assert binding_text(masked) == "link"


def test_a_footprint_is_left_where_it_ends() -> None:
    beam = {"name": "beam", "circle_at": "36.0 N, 70.0 W", "circle_radius": "300 km", "sea_only": False}
    sat = SATELLITE["controls"][0] | {"footprint": "beam"}
    held = region(100e3, areas=[beam], **(SATELLITE | {"controls": [sat]}))
    assert held.link_m == pytest.approx(np.full(360, 300e3), rel=2e-3)  # a circle of 72 corners
    assert held.binding == "link"


def test_check_tells_and_draws_the_reach(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["check", str(VALID), "--json"], catch_exceptions=False)
    told = json.loads(run.stdout)["reach"]
    assert told
    for one in told:
        assert one["binding"] in ("link", "endurance")
        assert 0.0 <= one["radius_m"]["least"] <= one["radius_m"]["greatest"]
    for name in ("reach.svg", "reach.html"):
        run = CliRunner().invoke(main, ["check", str(VALID), "--map", str(tmp_path / name)], catch_exceptions=False)
        assert "reaches" in run.stdout
        text = (tmp_path / name).read_text(encoding="utf-8")
        for one in told:
            assert one["fleet"] in text
        for asks in ("src=", "href=", "@import", "url(http"):
            assert asks not in text
    root = ElementTree.parse(tmp_path / "reach.svg").getroot()
    assert root.tag.endswith("svg")
    assert any("fleet-reach region" in part.get("class", "") for part in root.iter())
    assert "nan" not in (tmp_path / "reach.svg").read_text(encoding="utf-8").lower().replace("nand", "")


def test_a_map_of_another_kind_is_refused(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["check", str(VALID), "--map", str(tmp_path / "reach.png")])
    assert run.exit_code == 2
    assert "neither .html nor .svg" in run.output
