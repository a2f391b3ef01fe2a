"""Bad scenarios: exit code 2 (3 where the file is sound but the line out of reach), all mistakes at once, nothing written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main

DATA = Path(__file__).parents[1] / "data"

# file -> what its messages must hold: where, what, what was allowed or the nearest name
WRONG: dict[str, tuple[str, ...]] = {
    "absurd_length": (":3: period.length", "1e300 h", "1000 years"),
    "aircraft_not_for_a_deck": (":4: fleet[0].base", "mq9b", "can't work from a ship", "Cutter"),
    "airborne_beyond_endurance": (":3: state.airborne[0].flown", "9 d", "endurance of mq9b"),
    "bad_table_file": (
        "bad_table_file.csv:3: fleet[2].count: 'üç' is not a whole number",
        "fleet[2].turnaround: '3' has no unit",
        "hint: did you mean 'turnaround'?",
    ),
    "bare_number_endurance": (":4: platform[0].endurance", "bare number 24", '"24 h"'),
    "barrier_is_later": (":5: watch[1].kind", "not yet: barrier watches"),
    "base_at_sea": (":4: base[0].at", "lies at sea", "37.000 N, 70.000 W", "hint: a base at sea is a ship"),
    "boats_at_an_airfield": (":5: fleet[1].base", "surface vessel", "Wallops", "needs a port"),
    "broken_ais_header": (":3: traffic[0].file", "no column 'time'", "mmsi, tame, lat, lon", "did you mean 'tame'?"),
    "broken_syntax": (":3: not TOML", "length = 3 d"),
    "cost_without_currency": (":4: platform[0].price", "'30e6' is not money", "9e6 USD 2025"),
    "crews_without_control": (":7: fleet[1].crews", "no control station", "hint: add control"),
    "dangling_area": (":4: watch[0].area", "canyn", "did you mean 'canyon'?"),
    "dangling_base": (
        ":4: fleet[0].base",
        "no base is called 'Walops'; this scenario has Wallops, Norfolk, Cutter",
        "hint: did you mean 'Wallops'?",
    ),
    "dangling_closure": (":3: weather.closure[0].of", "Walops", "did you mean 'Wallops'?"),
    "dangling_line": (":4: fleet[0].lines[0]", "no watch is called 'lime'", "did you mean 'line'?"),
    "dangling_platform": (":4: fleet[0].platform", "no platform is called 'mq9'", "did you mean 'mq9b'?"),
    "decimal_comma": (":3: period.length", "1,5 d", "the decimal mark is a point"),
    "duplicate_key": (":4: not TOML", "a second time", "trials = 20"),
    "duplicate_names": (":7: base[4].name", "a second base is called 'Twin'", "duplicate_names.toml:2"),
    "end_before_start": (":3: period.length", "'-3 d' must be above zero"),
    "extends_a_missing_file": (":1: extends", "valib.toml", "does not exist"),
    "extends_in_a_circle": ("circle", "extends_in_a_circle.toml -> extends_in_a_circle.toml"),
    "fraction_above_one": (":4: watch[0].required", "1.2 must lie between 0 and 1"),
    "infinite": (":3: money.discount", "infinite or not a number"),
    "land_only_area": (":2: area[1]", "'inland' is all land", "sea_only = false"),
    "latitude_91": (":4: area[0].polygon[0]", "latitude 91 is beyond 90"),
    "longitude_without_letter": (":4: base[0].at", "'37.940, -75.466' is not a position", "36.85 N, 75.98 W"),
    "low_above_likely": (":4: platform[0].endurance", "must not fall", "30 h, 24 h, 24 h"),
    "misspelt_key": (":4: fleet[0].turnaraund", "unknown key 'turnaraund'", "did you mean 'turnaround'?"),
    "misspelt_section": (":2: fleets", "unknown key 'fleets'", "did you mean 'fleet'?"),
    "missing_ais_file": (":3: traffic[0].file", "ships_of_nobody.csv", "does not exist"),
    "missing_feature": (":4: area[1].file", "no feature is called 'fer'", "did you mean 'far'?"),
    "more_airborne_than_channels": (":3: state.airborne", "3 in the air by Dish", "2 channels"),
    "more_airborne_than_fleet": (":3: state.airborne[0].count", "4 of Guardians", "has 3 to fly"),
    "negative_cost": (":4: platform[0].price", "-30e6 USD 2025", "not negative"),
    "new_platform_incomplete": (":2: platform[0]", "'kite' is new", "lacks", "price"),
    "no_length": (":3: period.length", "'0 s' must be above zero"),
    "not_a_number": (":3: run.confidence", "infinite or not a number"),
    "not_utf8": (":2: byte 0xe9 is not UTF-8", "hint: save the file as UTF-8"),
    "number_too_large": (":3: faults.late", "infinite or not a number"),
    "polygon_crosses_in_two_ways": (
        ":4: area[1].polygon",
        "crosses itself at 39.1300 N",
        "hint: put its points in order",
    ),
    "base_in_a_keep_out": (":51: fleet[0].base", "'Wallops' lies in the keep-out area 'range'", 'corridor = ["air"]'),
    "depth_for_an_aircraft": (":4: fleet[0].depth_min", "mq9b flies"),
    "hours_of_an_open_area": (
        ":4: area[0].hours: says when a keep-out area is closed",
        ":10: area[1].zone: is the zone of `hours`",
        ":16: area[2].zone: 'Mars/Olympus' is not a time zone",
    ),
    "keep_out_of_its_own_corridor": (":6: area[1].corridor", "keeps out air vehicles and lets them pass"),
    "keep_out_of_trains": (":5: area[1].keep_out[0]", "'rail' is not allowed"),
    "post_in_a_keep_out": (":9: watch[0].post", "lies in the keep-out area 'range'"),
    "ship_through_a_keep_out": (":23: base[2].track", "sails through the keep-out area 'range'"),
    "rain_without_unit": (":3: weather.rain", "bare number 25", ":4: platform[0].sea_limit", "4.5 is not a sea state"),
    "responders_are_later": (":4: responder: not yet: patrol vessels",),
    "ship_too_fast": (":4: base[2].track[1].time", "165 kt"),
    "ship_without_track": (":2: base[3].track", "'Ghost' needs a track", "hint: track ="),
    "radar_beyond_its_model": (
        ":7: payload[0].sensors[0].radar",
        "pfa lies between 1e-12 and 0.5",
        ":16: payload[0].sensors[1].radar",
        "up to 333333 pulses fall on a target",
    ),
    "wing_beyond_its_model": (":5: platform[0].flight", "takeoff_mass must be above empty_mass, its low too"),
    "wing_of_no_worth": (":5: platform[0].flight", "oswald and propeller must be above zero, low too"),
    "wing_above_the_air": (":5: platform[0].flight", "the air above is not modelled"),
    "slew_of_a_radar": (
        ":5: payload[0].sensors[0]",
        "slew, dwell and order are of turrets",
        "an AIS receiver hears all round",
        "a sector from a bearing to the same one is nothing",
    ),
    "start_is_a_number": (":3: period.start", "1780272000", "2026-06-01T00:00:00Z"),
    "start_without_zone": (":3: period.start", "has no zone", "add Z for UTC"),
    "swapped_beyond_90": (":4: area[1].file", "latitude -173.6 lies beyond 90", "swapped?"),
    "swapped_in_geojson": (":2: area[1]", "all land", "hint: it is 14692 km from every base, but 45 km with latitude"),
    "table_for_a_list": (":2: control", "write [[control]], not [control]"),
    "text_for_a_number": (":4: fleet[0].count", "'three' is not a whole number"),
    "track_not_rising": (":4: base[2].track[1].time", "'12 h' is not later"),
    "true_for_a_number": (":3: run.trials", "true is not a whole number"),
    "unit_in_key": (":4: fleet[0].turnaround_s", "did you mean 'turnaround'?"),
    "unknown_class": (":4: watch[0].sees.class", "fishing-bot", "did you mean 'fishing-boat'?"),
    "unknown_currency": (
        ":4: platform[0].price",
        "no rate of exchange for XAU",
        ":6: money.currency",
        "rates = { XYZ = 12.3 }",
    ),
    "unknown_zone": (":3: period.zone", "America/Nowhere", "Asia/Tokyo"),
    "crosswind_of_what": (":4: base[0].crosswind_limit", "needs `runway_heading`", 'runway_heading = "95 deg"'),
    "forecast_gets_better": (":3: weather.forecast.skill_end", "is above `skill`"),
    "runway_of_a_ship": (":4: base[2].runway_heading", "Cutter is a ship: it has no runway"),
    "sea_at_an_airfield": (":4: base[0].sea_limit", "Wallops is an airfield"),
    "weather_backwards": (":4: weather.file", "weather_backwards.csv: row 3: its time is earlier than the one before"),
    "weather_file_unread": (":3: weather.file", ":4: weather.borrowed_from", 'kind "constant", which reads no file'),
    "weather_gap": (":4: weather.file", "the longest 9 h from 2026-06-01 03:00 UTC", "up to 6 h between two values"),
    "weather_missing_code": (":4: weather.file", "row 3: hs [m] is 99", "(2 such rows)", "missing is an empty cell"),
    "weather_said_twice": (":5: weather.visibility", "'weather_turkish.csv' has this already"),
    "weather_unknown_place": (":4: weather.file", "no base or watch is called 'Walops'", "did you mean 'Wallops'?"),
    "weather_unknown_unit": (":4: weather.file", "'mph' of the column 'wind [mph]'", "allowed are kt, m/s"),
    "weather_without_file": (":2: weather.file: is missing", 'kind "table" reads a file'),
    "weather_without_zone": (":4: weather.file", "row 2: the time '2026-06-01T00:00' has no zone", "time [UTC]"),
    "weapons_are_refused": (":4: fleet[0].weapons", "unarmed work only"),
    "wrong_schema": (":2: schema", "schema 2 is not known", "schema = 1"),
    "wrong_unit": (":3: weather.wind", "'km' is not a unit of speed; allowed are kt, m/s, km/h"),
    "zero_count": (":4: fleet[0].count", "0 must be at least 1"),
    "zero_endurance": (":4: platform[0].endurance", "'0 h' must be above zero"),
}
# The file is sound; the line is not to be had, and the binding radius is named.
OUT_OF_REACH: dict[str, tuple[str, ...]] = {
    "line_beyond_endurance": (
        "line",
        "endurance of",
        "no number of vehicles holds the line",
        "largest radius",
        "29 NM",  # all of it transit at 25000 ft; the record was flown at 30000 ft
    ),
    "line_beyond_link": ("line", "control station 'Mast' reaches", "135 NM", "far side of the hold"),
}
WARNED: dict[str, tuple[str, ...]] = {
    "self_crossing_polygon": (":4: area[1].polygon", "crosses or touches itself at 39.0500 N", "2 polygons"),
    "swapped_over_land_is_a_warning": (":2: area[1]", "45 km with latitude and longitude swapped"),
}
MANY: tuple[str, ...] = ("five_mistakes",)


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def state_of(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_every_bad_file_is_in_the_tables() -> None:
    named = {*WRONG, *OUT_OF_REACH, *WARNED, *MANY, "valid"}
    assert {path.stem for path in DATA.glob("*.toml")} == named
    assert len(WRONG) + len(OUT_OF_REACH) >= 28


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_bad_file_earns_its_message(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = state_of(DATA)
    result = call("check", DATA / f"{name}.toml")
    assert result.exit_code == 2, result.output
    for part in WRONG[name]:
        assert part in result.stderr
    assert "Traceback" not in result.output
    assert "pydantic" not in result.output
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []
    assert state_of(DATA) == before


@pytest.mark.parametrize("name", sorted(OUT_OF_REACH))
def test_a_line_out_of_reach_ends_with_3(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("check", DATA / f"{name}.toml")
    assert result.exit_code == 3, result.output
    for part in OUT_OF_REACH[name]:
        assert part in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(WARNED))
def test_what_can_be_mended_is_mended_and_said(name: str) -> None:
    result = call("check", DATA / f"{name}.toml")
    assert result.exit_code == 0, result.output
    for part in WARNED[name]:
        assert part in result.stdout


def test_five_mistakes_come_in_one_pass_in_the_order_of_the_file() -> None:
    result = call("check", DATA / "five_mistakes.toml")
    assert result.exit_code == 2
    lines = [line for line in result.stderr.splitlines() if not line.startswith("hint:")]
    wanted = ("run.trials", "fleet[0].control", "base[3].track", "base[4].at", "traffic[0].file")
    assert len(lines) == len(wanted)
    for line, part in zip(lines, wanted, strict=True):
        assert part in line


@pytest.mark.parametrize("command", ["run", "plan"])
@pytest.mark.parametrize("name", ["five_mistakes", "broken_syntax", "missing_ais_file"])
def test_the_long_commands_refuse_before_they_write(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(command, DATA / f"{name}.toml", "--out", tmp_path / "run")
    assert result.exit_code == 2, result.output
    assert list(tmp_path.iterdir()) == []


def test_100_mb_are_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.toml"
    with big.open("wb") as file:
        file.truncate(100_000_000)  # zero bytes: were it read, the message would be of syntax
    result = call("check", big)
    assert result.exit_code == 2
    assert "big.toml: has 100 MB; a scenario has at most 4 MB" in result.stderr


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a = " + "[" * 100_000 + "]" * 100_000, "nested deeper"),
        ("a = " + "{a=" * 20_000 + "1" + "}" * 20_000, "nested deeper"),
        ("a = [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "nested deeper"),
        ("a" + ".a" * 500_000 + " = 1", "so many parts"),
        ("[" + "a." * 100_000 + "a]", "so many parts"),
        ("[" + '"a" . ' * 100_000 + "a]", "so many parts"),
        ("schema = " + "9" * 10_000, "is not TOML"),
        ('name = "\x00"', "not TOML"),
        ("", "period: is missing"),
    ],
)
def test_bombs_are_harmless(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "bomb.toml"
    path.write_text(text)
    result = call("check", path)
    assert result.exit_code == 2, result.output
    assert part in result.stderr


def test_a_file_of_ten_thousand_mistakes_stops_at_a_hundred(tmp_path: Path) -> None:
    path = tmp_path / "many.toml"
    path.write_text("\n".join(f"key{n} = {n}" for n in range(10_000)))
    result = call("check", path)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) < 250
    assert "more problems" in result.stderr


@pytest.mark.parametrize("what", ["folder", "nothing"])
def test_no_file_is_said_plainly(tmp_path: Path, what: str) -> None:
    result = call("check", tmp_path if what == "folder" else tmp_path / "none.toml")
    assert result.exit_code == 2
    assert "none.toml: does not exist" in result.stderr or "directory" in result.stderr


@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ("run.trails=3", ("--set run.trails=3", "did you mean 'trials'?")),
        ("run.trials=three", ("--set run.trials=three", "'three' is not a whole number")),
        ("wach.line.k=2", ("wach", "did you mean 'watch'?")),
        ("watch.lime.k=2", ("no entry is called 'lime'; there are line", "did you mean 'line'?")),
        ("fleet[7].count=2", ("there is no entry 7; the list has 1",)),
        ("run.trials", ("is not path=value", "like --set")),
        ("=3", ("is not path=value",)),
        ("name.x=3", ("name is a single value",)),
        ("watch.line.limit=24", ("--set watch.line.limit=24", "bare number 24")),
        ("run.trials=" + "[" * 50_000, ("not a whole number",)),
    ],
)
def test_a_bad_set_names_itself_and_the_nearest_key(setting: str, parts: tuple[str, ...]) -> None:
    result = call("check", DATA / "valid.toml", "--set", setting)
    assert result.exit_code == 2, result.output
    for part in parts:
        assert part in result.stderr
