"""`longwatch visits` and `longwatch bases`: what they print, as text and JSON, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from longwatch.cli import main
from longwatch.scenario.read import read_scenario

SEA = Path(__file__).parents[1] / "data" / "valid.toml"
COAST = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def contacts(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text(
        'name,position,prize,dwell\na,"38.5 N, 74.5 W",2,10 min\nb,"37.0 N, 73.0 W",5,\nc,"20 S, 40 E",9,\n'
    )
    return path


@pytest.fixture
def candidates(tmp_path):
    path = tmp_path / "candidates.csv"
    path.write_text('name,kind,position\nWallops,airfield,"37.94 N, 75.466 W"\nNorfolk,port,"36.96 N, 76.33 W"\n')
    return path


def test_visits_prints_a_table_json_and_geojson(contacts, tmp_path):
    options = ["visits", SEA, "--contacts", contacts, "--fleet", "Guardians", "--searcher", "own", "--rounds", 20]
    text = run(*options, "--out", tmp_path / "routes.geojson")
    assert text.exit_code == 0, text.output
    assert "2 of 3 contacts visited, prize 7 of 16; no choice is worth more (proved)" in text.output
    assert "not to be reached by any of them: c" in text.output
    features = json.loads((tmp_path / "routes.geojson").read_text())["features"]
    assert [one["geometry"]["type"] for one in features] == ["LineString", "Point", "Point"]
    answer = json.loads(run(*options, "--json").stdout)
    assert (answer["prize"], answer["prize_bound"], answer["proved"], answer["reproducible"]) == (7.0, 7.0, True, True)
    assert {visit["contact"] for visit in answer["routes"][0]["visits"]} == {"a", "b"}
    assert run(*options, "--json").stdout == run(*options, "--json").stdout


def test_visits_tells_all_mistakes_at_once(tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,position\na,here\n")
    said = ["--fleet", "Guardian", "--budget", "0 h", "--at", "3", "--from", "there"]
    result = run("visits", SEA, "--contacts", wrong, *said)
    assert result.exit_code == 2
    for words in (
        "--budget: '0 h'",
        "--at: '3' has no unit",
        "--from: 'there'",
        "wrong.csv:2: position",
        "did you mean 'Guardians'",
    ):
        assert words in result.output
    assert run("visits", SEA, "--contacts", tmp_path / "none.csv", "--fleet", "Guardians").exit_code == 2


def test_bases_prints_what_each_site_buys_and_lines_that_a_scenario_takes(candidates, tmp_path):
    options = [
        "bases",
        SEA,
        "--candidates",
        candidates,
        "--grid",
        "canyon",
        "--spacing",
        "20 NM",
        "--sites",
        2,
        "--fleet",
        "Guardians",
    ]
    text = run(*options)
    assert text.exit_code == 0, text.output
    assert "100.0%" in text.output
    assert "needs an airfield or a ship" in text.output
    answer = json.loads(run(*options, "--json").stdout)
    best = answer["answers"][0]
    assert best["proved"]
    assert best["sites"] == ["Wallops"]
    pasted = tmp_path / "pasted.toml"
    named = best["scenario_lines"].replace('"Wallops"', '"New field"')
    pasted.write_text(SEA.read_text(encoding="utf-8") + "\n" + named, encoding="utf-8")
    assert read_scenario(pasted).base("New field").at == (37.94, -75.466)


def test_bases_tells_all_mistakes_at_once():
    result = run("bases", SEA, "--grid", "canyn", "--radius", "-3 km", "--response", "soon", "--fleet", "Guardian")
    assert result.exit_code == 2
    for words in ("--radius: '-3 km'", "--response: 'soon'", "did you mean 'Guardians'", "did you mean 'canyon'"):
        assert words in result.output
    assert "--candidates FILE.csv, or --grid AREA" in run("bases", SEA, "--fleet", "Guardians").output
    assert "which fleet? this scenario has" in run("bases", COAST, "--grid", "north").output
