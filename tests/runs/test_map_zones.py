"""What is not watched but passed stands on the map, and does not widen it."""

from __future__ import annotations

from pathlib import Path

from longwatch.reporting.map_svg import map_svg
from longwatch.rostering.make import make_roster
from longwatch.runs.content_map import land_around, map_layers
from longwatch.scenario.read import read_scenario

VALID = Path(__file__).parents[1] / "data" / "valid.toml"


def test_keep_outs_corridors_and_ground_are_drawn_with_their_words(tmp_path: Path) -> None:
    path = tmp_path / "zones.toml"
    path.write_text(
        f'extends = "{VALID}"\n'
        "area = [\n"
        '{ name = "range", circle_at = "38.4 N, 74.6 W", circle_radius = "15 km", keep_out = ["air"] },\n'
        '{ name = "lane", circle_at = "38.4 N, 74.6 W", circle_radius = "5 km", corridor = ["air"] },\n'
        '{ name = "hill", circle_at = "38.0 N, 75.6 W", circle_radius = "3 km", height = "600 m", sea_only = false },\n'
        '{ name = "beam", circle_at = "10 N, 40 W", circle_radius = "900 km", sea_only = false },\n'
        "]\n",
        encoding="utf-8",
    )
    scenario = read_scenario(path)
    plan = make_roster(scenario)
    layers = map_layers(scenario, plan, land_around(scenario, plan), None, None)
    assert [(zone.name, zone.kind) for zone in layers.zones] == [
        ("range", "keep-out"), ("lane", "corridor"), ("hill", "ground"),
    ]  # fmt: skip
    drawn = str(map_svg(layers, (), 900, 600, "m"))
    assert "range: closed to aircraft" in drawn
    assert "hill: rises to 600 m" in drawn
    assert all(lon < -60.0 for polygon in layers.land for _, lon in polygon.outer)  # the beam does not widen the map
