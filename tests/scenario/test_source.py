"""`extends`, `--set`, BOM and line ends, and named files relative to the file that names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.scenario_tables import VALID
from longwatch.errors import BadInputError
from longwatch.scenario.read import read_scenario
from longwatch.scenario.settings import set_value
from longwatch.scenario.source import read_source


@pytest.mark.parametrize(
    ("setting", "get", "value"),
    [
        ("run.trials=7", lambda s: s.file.run.trials, 7),
        ("fleet[0].count=2", lambda s: s.fleets[0].count, 2),
        ("fleet.Guardians.count=2", lambda s: s.fleets[0].count, 2),
        ('fleet."Guardians".count = 2', lambda s: s.fleets[0].count, 2),
        ("watch.line.k=2", lambda s: s.watch("line").k, 2),
        ('period.length="2 d"', lambda s: s.length_s, 172800),
        ("period.length=2 d", lambda s: s.length_s, 172800),  # the shell took the quotes
        ("watch.line.hard=true", lambda s: s.watch("line").hard, True),
        ("money.currency=USD", lambda s: s.file.money.currency, "USD"),
        ("base[2].track[1].time=24 h", lambda s: float(s.base("Cutter").track[1].time_s), 86400.0),
        ('weather.wind={low="5 kt", likely="10 kt", high="20 kt"}', lambda s: s.file.weather.wind_mps.text, "10 kt"),
        ("faults.platform.mq9b.repair=6 h", lambda s: float(s.file.faults.platform["mq9b"].repair_s), 21600.0),
    ],
)
def test_set_reaches_every_entry(setting, get, value) -> None:
    assert get(read_scenario(VALID, [setting])) == value


def test_later_settings_win_and_all_bad_ones_are_named() -> None:
    assert read_scenario(VALID, ["run.trials=7", "run.trials=8"]).file.run.trials == 8
    with pytest.raises(BadInputError) as caught:
        read_scenario(VALID, ["run.trials", "fleet[9].count=1", "base.None.at=3"])
    assert len(caught.value.problems) == 3


def test_a_problem_of_a_set_value_is_placed_at_the_option() -> None:
    with pytest.raises(BadInputError) as caught:
        read_scenario(VALID, ["run={trials=true}"])
    assert caught.value.problems[0].where == "--set run={trials=true}: run.trials"


def test_a_variant_changes_entries_by_name_and_adds_new_ones(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "base.toml").write_text(VALID.read_text())
    (tmp_path / "deep" / "mid.toml").write_text('extends = "../base.toml"\n[run]\ntrials = 5\nseed = 3\n')
    text = """
extends = "mid.toml"
name = "variant"
[run]
trials = 6
[[fleet]]
name = "Guardians"
count = 4
[[fleet]]
platform = "tb3"
base = "Cutter"
control = "Dish"
crews = 3
count = 1
"""
    (tmp_path / "deep" / "top.toml").write_text(text)
    scenario = read_scenario(tmp_path / "deep" / "top.toml")
    assert scenario.name == "variant"
    assert (scenario.file.run.trials, scenario.file.run.seed) == (6, 3)
    assert [(fleet.name, fleet.count) for fleet in scenario.fleets] == [("Guardians", 4), ("tb3@Cutter", 1)]
    assert scenario.fleets[0].crews == 9  # kept from the base
    assert set(scenario.inputs) == {"base.toml", "mid.toml", "top.toml"}


def test_files_of_the_base_are_looked_for_beside_it_and_lines_name_their_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "base.toml").write_text(VALID.read_text() + '\n[[traffic]]\nfile = "ships.csv"\n')
    (tmp_path / "top.toml").write_text('extends = "deep/base.toml"\n[[watch]]\nname = "line"\nk = 0\n')
    with pytest.raises(BadInputError) as caught:
        read_scenario(tmp_path / "top.toml")
    by_field = {problem.where.split(": ")[1]: problem for problem in caught.value.problems}
    assert by_field["watch[0].k"].where.startswith("top.toml:4")
    assert by_field["traffic[0].file"].where.startswith("base.toml:")
    assert "deep" in by_field["traffic[0].file"].what
    (tmp_path / "deep" / "ships.csv").write_text("MMSI,Time,Lat,Lon\n")
    (tmp_path / "top.toml").write_text('extends = "deep/base.toml"\n')
    assert len(read_scenario(tmp_path / "top.toml").inputs) == 3


def test_a_long_chain_of_variants_is_cut(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n}.toml").write_text(f'extends = "{n + 1}.toml"\n')
    with pytest.raises(BadInputError, match="too far"):
        read_scenario(tmp_path / "0.toml")


@pytest.mark.parametrize("encode", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")], ids=["BOM", "CRLF"])
def test_other_editors_files_read_the_same(tmp_path: Path, encode) -> None:
    (tmp_path / "a.toml").write_bytes(encode(VALID.read_text() + "\n[run]\ntrials = 0\n").encode())
    with pytest.raises(BadInputError) as caught:
        read_scenario(tmp_path / "a.toml")
    line = len(VALID.read_text().splitlines()) + 3
    assert caught.value.problems[0].where == f"a.toml:{line}: run.trials"


def test_set_makes_tables_that_are_not_there() -> None:
    source = read_source(VALID)
    assert set_value(source, "policy.hold=false") == []
    assert source.table["policy"] == {"hold": False}
    assert source.places.where(("policy", "hold")) == "--set policy.hold=false: policy.hold"


def test_a_track_may_be_a_csv(tmp_path: Path) -> None:
    (tmp_path / "sea.toml").write_text(VALID.read_text())
    (tmp_path / "ship.csv").write_text('time,at\n0 h,"38.0 N, 73.5 W"\n72 h,"38.5 N, 73.5 W"\n')
    setting = 'base.Cutter.track="ship.csv"'
    scenario = read_scenario(tmp_path / "sea.toml", [setting])
    assert scenario.base("Cutter").track == read_scenario(VALID).base("Cutter").track
    assert "ship.csv" in scenario.inputs
    (tmp_path / "ship.csv").write_text('time,at\n0 h,"38.0 N, 73.5 W"\n12,"38.5 N, 73.5 W"\n')
    with pytest.raises(BadInputError) as caught:
        read_scenario(tmp_path / "sea.toml", [setting])
    assert caught.value.problems[0].where.startswith("ship.csv:3")
    (tmp_path / "ship.csv").write_text("when,at\n0 h,x\n")
    with pytest.raises(BadInputError, match="no column time") as caught:
        read_scenario(tmp_path / "sea.toml", [setting])
    assert len(caught.value.problems) == 1


def test_set_takes_names_with_spaces_and_letters_of_any_script() -> None:
    names = ["canyon line", "Ege hattı", "監視", "mq9b@Wallops", "a&b (c)"]
    for name in names:
        for written in (name, f'"{name}"', f"'{name}'"):
            source = read_source(VALID)
            source.table["watch"] = [{"name": other, "k": 1} for other in names]
            assert set_value(source, f"watch.{written}.k=2") == []
            assert [entry["name"] for entry in source.table["watch"] if entry["k"] == 2] == [name]
