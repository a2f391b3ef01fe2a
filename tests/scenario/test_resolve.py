"""What a sound scenario means: names filled in, the catalog changed, geometry, warnings, digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.scenario_tables import VALID, valid_table
from longwatch.catalog.load import load_catalog
from longwatch.errors import BadInputError
from longwatch.geo.area import area_m2, contains
from longwatch.geo.land import is_land
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.ground import box_of
from longwatch.scenario.models import ScenarioFile
from longwatch.scenario.read import read_scenario, scenario_from_dict
from longwatch.scenario.resolve import resolve


def warnings_of(**changes) -> str:
    return "\n".join(scenario_from_dict(valid_table(**changes), VALID).warnings)


def with_fleet(**changes) -> dict:
    return {"fleet": [valid_table()["fleet"][0] | changes]}


def test_a_sound_scenario_is_silent_and_whole() -> None:
    scenario = read_scenario(VALID)
    assert scenario.warnings == ()
    assert scenario.start_s == 1780272000  # 2026-06-01T00:00:00Z
    assert scenario.length_s == 3 * 86400
    assert set(scenario.platforms) == {"mq9b"}
    assert scenario.fleets[0].payload == load_catalog().platforms["mq9b"].payloads[0]
    assert set(scenario.payloads) == {scenario.fleets[0].payload}
    assert list(scenario.inputs) == ["valid.toml"]
    assert contains(scenario.areas["canyon"], 39.0, -73.4)


def test_a_fleet_without_name_is_called_after_platform_and_base() -> None:
    fleet = valid_table()["fleet"][0]
    del fleet["name"]
    assert scenario_from_dict(valid_table(fleet=[fleet])).fleets[0].name == "mq9b@Wallops"
    with pytest.raises(BadInputError, match="a second fleet is called 'mq9b@Wallops'"):
        scenario_from_dict(valid_table(fleet=[fleet, fleet]))


def test_offsets_are_taken_off() -> None:
    period = valid_table()["period"] | {"start": "2026-06-01T09:00:00+09:00"}
    assert scenario_from_dict(valid_table(period=period)).start_s == 1780272000


def test_land_lies_round_the_scenario_and_no_farther() -> None:
    scenario = read_scenario(VALID)
    assert is_land(scenario.land, 37.94, -75.47)
    assert not is_land(scenario.land, 39.0, -73.4)
    assert not is_land(scenario.land, 48.85, 2.35)
    lats = [lat for polygon in scenario.land for lat, _ in polygon.outer]
    assert min(lats) > 35.5
    assert max(lats) < 40.7


@pytest.mark.parametrize(
    ("points", "west", "east"),
    [
        ([(10.0, 20.0), (12.0, 30.0)], 19.0, 31.1),
        ([(10.0, 179.0), (10.0, -179.0)], 178.0, 182.1),
        ([(10.0, -170.0), (10.0, 170.0)], 169.0, 191.1),
        ([(10.0, 350.0)], -11.1, -9.0),
    ],
)
def test_the_box_goes_round_the_shorter_way(points, west, east) -> None:
    box = box_of(points)
    assert box is not None
    assert box[1] == pytest.approx(west, abs=0.1)
    assert box[3] == pytest.approx(east, abs=0.1)
    assert box[1] < box[3]


def test_near_the_pole_the_box_goes_all_round() -> None:
    assert box_of([(89.5, 0.0)]) == (88.5, -180.0, 90.0, 180.0)
    assert box_of([]) is None


def test_a_circle_has_its_area() -> None:
    area = [{"name": "canyon", "circle_at": "39.0 N, 73.4 W", "circle_radius": "30 km"}]
    polygons = scenario_from_dict(valid_table(area=area)).areas["canyon"]
    assert area_m2(polygons) == pytest.approx(3.14159265 * 30_000**2, rel=0.002)  # 72 corners lose 0.13 %
    across = [{"name": "canyon", "circle_at": "10.0 N, 180.0 W", "circle_radius": "30 km"}]
    assert area_m2(scenario_from_dict(valid_table(area=across)).areas["canyon"]) == pytest.approx(2.827e9, rel=0.003)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({}, "has no shape"),
        ({"circle_at": "39.0 N, 73.4 W"}, "belong together"),
        ({"circle_at": "39.0 N, 73.4 W", "circle_radius": "30 km", "file": "x"}, "give one of"),
        ({"circle_at": "39.0 N, 73.4 W", "circle_radius": "9000 km"}, "a quarter of the Earth"),
        ({"polygon": ["39 N, 73 W", "39 N, 73 W", "39 N, 74 W"]}, "three different points"),
        ({"polygon": ["39 N, 73 W", "39 N, 74 W", "39 N, 75 W", "39 N, 73.5 W"]}, "no area"),
    ],
)
def test_areas_without_a_sound_shape(shape: dict, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        scenario_from_dict(valid_table(area=[{"name": "canyon"} | shape]))


def test_what_the_catalog_changes_is_listed() -> None:
    own = [
        {"id": "mq9b", "endurance": {"value": "20 h", "kind": "user", "source": "our log"}, "turnaround": "3 h"},
        {"id": "kite", "base": "tb3", "name": "Kite"},
    ]
    scenario = scenario_from_dict(valid_table(platform=own))
    changes = {(change.item, change.quantity): change for change in scenario.changes}
    assert changes["platform mq9b", "endurance"].scenario_value.startswith("20 h")
    assert changes["platform kite", "(new)"]
    assert float(scenario.platforms["mq9b"].endurance_s) == 72000.0
    assert scenario.platforms["mq9b"].endurance_s.origin.source == "our log"
    kept = load_catalog().platforms["mq9b"].price
    assert scenario.platforms["mq9b"].price == kept
    assert scenario.platforms["mq9b"].price.origin == kept.origin
    assert scenario.warnings == ("platform[0]: mq9b: no source is given for turnaround",)


def test_an_own_catalog_file_comes_under_the_scenarios_tables(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[[platform]]\nid = "mq9b"\nturnaround = "3 h"\nendurance = "20 h"\n')
    (tmp_path / "sea.toml").write_text(VALID.read_text())
    settings = ['catalog="own.toml"', 'platform=[{id="mq9b", endurance="21 h"}]']
    platform = read_scenario(tmp_path / "sea.toml", settings).platforms["mq9b"]
    assert float(platform.turnaround_s) == 3 * 3600
    assert float(platform.endurance_s) == 21 * 3600
    (tmp_path / "own.toml").write_text('[[platform]]\nid = "mq9b"\nturnaround = 3\n[[fleet]]\n')
    with pytest.raises(BadInputError) as caught:
        read_scenario(tmp_path / "sea.toml", settings)
    assert [problem.where.split(": ")[0] for problem in caught.value.problems] == ["own.toml:3", "own.toml:4"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (with_fleet(availability={"share": 0.7, "definition": "ready"}), "count twice"),
        (with_fleet(crews=2), "2 of 8 h a day can't keep one vehicle"),
        (with_fleet(payload="usv_radar_ais"), "not among the usual payloads of mq9b"),
        (
            {"weather": {"closure": [{"of": "*", "rate": "1 /day", "mean_length": "2 d"}]}},
            "'*' is closed 67% of the time",
        ),
        ({"state": {"airborne": [{"fleet": "Guardians", "watch": "line", "count": 2}]}}, "it asks for 1"),
    ],
)
def test_warnings_that_do_not_stop(changes: dict, words: str) -> None:
    assert words in warnings_of(**changes)


def test_the_depot_definition_is_not_warned_of() -> None:
    assert "count twice" not in warnings_of(**with_fleet(availability={"share": 0.7, "definition": "depot"}))


def test_a_ship_that_outlasts_its_stores_is_said() -> None:
    table = valid_table()
    table["base"][2]["platform"] = "anadolu"
    table["period"]["length"] = "60 d"
    scenario = scenario_from_dict(table)
    assert any("longer than the endurance of anadolu (50 d)" in text for text in scenario.warnings)


def test_part_of_an_area_on_land_is_said() -> None:
    area = [{"name": "canyon", "polygon": ["38 N, 75.8 W", "38 N, 75 W", "38.4 N, 75 W", "38.4 N, 75.8 W"]}]
    assert "% of the area canyon is land" in warnings_of(area=area)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (with_fleet(crew_duty="30 h"), "more than a day"),
        (with_fleet(availability={"share": 0.2, "definition": "depot"}), "leaves none of 3"),
        (with_fleet(base="Norfolk"), "needs an airfield or a ship"),
        ({"base": [valid_table()["base"][0] | {"runway": "300 m"}]}, "needs a runway of"),
        ({"base": [valid_table()["base"][0] | {"track": [{"at": "38 N, 73 W", "time": "0 h"}]}]}, "belongs to a ship"),
        ({"traffic": [{"file": "broken_header.csv", "mix": {"merchant": 0.5}}]}, "add up to 0.5"),
        ({"faults": {"platform": {"mq9": {"repair": "1 h"}}}}, "did you mean 'mq9b'"),
        ({"period": valid_table()["period"] | {"warm_up": "4 d"}}, "no time is left"),
        ({"period": valid_table()["period"] | {"length": "90 years"}}, "longer than 20 years"),
    ],
)
def test_rules_between_parts(changes: dict, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        scenario_from_dict(valid_table(**changes), VALID)


def test_a_wrong_entry_earns_no_second_error_where_it_is_named() -> None:
    table = valid_table()
    table["base"][0]["runway"] = 2667
    with pytest.raises(BadInputError) as caught:
        scenario_from_dict(table)
    assert [problem.where for problem in caught.value.problems] == ["base[0].runway"]


def test_a_file_in_the_form_of_its_model_resolves_the_same() -> None:
    one = read_scenario(VALID)
    two = resolve(one.file, VALID)
    assert scenario_digest(one) == scenario_digest(two)
    assert one.areas == two.areas
    with pytest.raises(BadInputError, match="no base is called"):
        resolve(ScenarioFile.model_validate(valid_table(base=valid_table()["base"][1:])))


# ---- digest ---------------------------------------------------------------------------------------------------------


def digest(**changes) -> str:
    return scenario_digest(scenario_from_dict(valid_table(**changes), VALID))


def test_layout_and_spelling_do_not_change_the_digest(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("# a comment\n" + VALID.read_text().replace('"3 d"', '"72 h"'))
    assert scenario_digest(read_scenario(tmp_path / "a.toml")) == scenario_digest(read_scenario(VALID)) == digest()
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n')
    assert scenario_digest(read_scenario(tmp_path / "b.toml")) == digest()


def test_everything_else_changes_it(tmp_path: Path) -> None:
    period = valid_table()["period"]
    variants = [
        digest(),
        digest(period=period | {"length": "73 h"}),
        digest(run={"seed": 1}),
        digest(run={"confidence": {"low": 0.9, "likely": 0.95, "high": 0.99}}),
        digest(platform=[{"id": "mq9b", "endurance": "20 h"}]),
        digest(platform=[{"id": "mq9b", "endurance": {"value": "20 h", "source": "our log"}}]),
        digest(**with_fleet(count=4)),
        digest(area=[valid_table()["area"][0] | {"sea_only": False}]),
    ]
    ships = tmp_path / "ships.csv"
    for row in ("366000001,2020-06-30T00:00:00Z,37,-74", "366000001,2020-06-30T00:00:00Z,37,-75"):
        ships.write_text(f"mmsi,time,lat,lon\n{row}\n")
        table = valid_table(traffic=[{"file": "ships.csv"}])
        variants.append(scenario_digest(scenario_from_dict(table, tmp_path / "sea.toml")))
    assert len(set(variants)) == len(variants)


def test_the_same_scenario_hashes_the_same_in_another_process() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from longwatch.scenario.read import read_scenario, scenario_digest\n"
        "print(scenario_digest(read_scenario(sys.argv[1])))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(VALID)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest()


@pytest.mark.parametrize(("last", "warned"), [("71 h", True), ("72 h", False), ("80 h", False)])
def test_a_track_that_ends_before_the_period_is_a_warning(last: str, warned: bool) -> None:
    track = [{"at": "38 N, 74 W", "time": "0 h"}, {"at": "38.5 N, 73.4 W", "time": last}]
    ship = {"name": "Deck", "kind": "ship", "platform": "anadolu", "track": track}
    text = warnings_of(base=[*valid_table()["base"], ship])
    assert ("the track of 'Deck' ends after 2 d 23 h" in text) == warned
    assert ("the ship then stays at its last waypoint" in text) == warned


def test_a_ship_that_stays_earns_no_warning_of_its_track() -> None:
    ship = {"name": "Deck", "kind": "ship", "platform": "anadolu", "track": [{"at": "38 N, 74 W", "time": "0 h"}]}
    assert "waypoint" not in warnings_of(base=[*valid_table()["base"], ship])
