"""`longwatch catalog X --against CLASS`: names found, figures told with their doubt, files written, problems in one pass."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from longwatch.cli import main

ASKED = ("--against", "small-boat", "--sea-state", "3", "--draws", "40")


def call(*words: object) -> Result:
    return CliRunner().invoke(main, ["catalog", *(str(word) for word in words)])


def asked_json(*words: object) -> list[dict[str, object]]:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def test_the_curve_is_told_with_its_inputs_and_its_doubt() -> None:
    result = call("light-radar-turret-ais", *ASKED, "--sensor", "radar")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert "light sea radar (light_radar_turret_ais): detect a small-boat" in text
    for word in (
        "range at p = 0.9",
        "sweep width",
        "cut by",
        "horizon",
        "instrumented range",
        "% of 40 draws",
        "moved most by",
    ):
        assert word in text
    assert "ASSUMED" in text
    assert "altitude of" in text
    assert "Pierson" in text  # the wind that goes with the sea state
    assert sum(line.startswith(("     |", " 1.0 |", " 0.5 |", " 0.0 |")) for line in text.splitlines()) == 11


@pytest.mark.parametrize(
    "name", ["LIGHT_radar-turret ais", "light-sea-radar", "Light Sea Radar", "light_radar_turret_ais"]
)
def test_names_find_a_payload_or_a_sensor(name: str) -> None:
    (found,) = asked_json(name, *ASKED, "--sensor", "radar")
    assert (found["payload"], found["sensor"]) == ("light_radar_turret_ais", "light sea radar")


def test_a_platform_stands_for_its_first_payload_and_gives_height_and_speed() -> None:
    answers = asked_json("tb3", *ASKED)
    assert {answer["payload"] for answer in answers} == {"light_radar_turret_ais"}
    inputs = {row["quantity"]: row for row in answers[0]["inputs"]}  # type: ignore[attr-defined]
    assert "altitude of tb3" in str(inputs["height"])


def test_numbers_agree_with_each_other() -> None:
    (found,) = asked_json("light-sea-radar", *ASKED)
    curve, doubt = found["curve"], found["doubt"]
    assert isinstance(curve, dict)
    assert isinstance(doubt, dict)
    assert len(curve["range_m"]) == len(curve["stay_p"]) == len(curve["pass_p"]) == len(curve["hazard_per_s"])
    assert all(0.0 <= p <= 1.0 for p in [*curve["stay_p"], *curve["pass_p"]])
    assert doubt["low_m"] <= found["range_m_at_p"] * 1.2
    assert doubt["high_m"] >= found["range_m_at_p"] * 0.8
    spans = [abs(move["at_high_m"] - move["at_low_m"]) for move in doubt["moves"]]
    assert spans == sorted(spans, reverse=True)
    assert found == asked_json("light-sea-radar", *ASKED)[0]  # the same draws


def test_files_are_written_in_the_form_of_their_name(tmp_path: Path) -> None:
    for suffix in ("svg", "html", "csv"):
        path = tmp_path / f"curve.{suffix}"
        assert call("light-radar-turret-ais", *ASKED, "--out", path).exit_code == 0
        text = path.read_text(encoding="utf-8")
        if suffix == "svg":
            ElementTree.fromstring(text)
        elif suffix == "html":
            assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
            assert "<script" not in text
            assert "ASSUMED" in text
        else:
            rows = list(csv.DictReader(text.splitlines()))
            assert {row["sensor"] for row in rows} == {"light sea radar", "EO/IR turret", "AIS receiver"}
            assert "nan" not in text
            assert "inf" not in text


def test_a_sensor_beyond_its_limits_is_said_to_be() -> None:
    result = call("turret-only", "--against", "merchant", "--task", "identify", "--visibility", "200 m", "--draws", "0")
    assert result.exit_code == 0, result.output
    assert "beyond its limits" in result.stdout or "none: the air is too thick" in result.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("light-sea-radar", "--sea-state", "7"), "no clutter is known from sea state 7 on"),
        (("light-sea-radar", "--task", "identify"), "a radar detects, and does nothing else"),
        (("ais-only", "--task", "identify"), "hears who transmits"),
        (("look-outs", "--night"), "it is dark"),
        (("observers", "--height", "10000 ft"), "published from above 3,000 ft"),
    ],
)
def test_where_nothing_is_seen_the_reason_is_told(words: tuple[str, ...], reason: str) -> None:
    result = call(words[0], "--against", "small-boat", *words[1:], "--draws", "0")
    assert result.exit_code == 0, result.output
    assert f"none: {reason}" in result.stdout or reason in result.stdout
    assert "what it rests on" not in result.stdout


def test_a_word_that_names_several_is_told_what_they_are() -> None:
    for word, one in (("turret", "eo-ir-turret"), ("eyes", "look-outs"), ("glider", "glider-passive")):
        result = call(word, "--against", "small-boat")
        assert result.exit_code == 2
        assert "may be one of several" in result.stderr
        assert one in result.stderr
        assert "--height" not in result.stderr  # not asked for before it is known what is meant


def test_plot_and_table_end_where_nothing_is_left() -> None:
    (found,) = asked_json("light-sea-radar", *ASKED)
    curve = found["curve"]
    assert isinstance(curve, dict)
    shown = call("light-sea-radar", *ASKED).stdout
    last_km = float(shown.split("what it rests on")[0].splitlines()[-2].split(" km")[0])
    beyond = [max(a, b) for at, a, b in zip(curve["range_m"], curve["stay_p"], curve["pass_p"], strict=True)
              if at > 1000.0 * last_km * 1.01]  # fmt: skip
    assert beyond
    assert max(beyond) <= 5e-4
    assert "figures," in shown
    assert "of them ASSUMED" in shown


def test_every_problem_is_told_in_one_pass() -> None:
    wrong = (
        "--task",
        "look",
        "--sea-state",
        "14",
        "--height",
        "5",
        "--speed",
        "0 kt",
        "--p",
        "1",
        "--out",
        "x.png",
        "--rain",
        "wet",
    )
    result = call("light-radar-turret-ai", "--against", "smallboat", *wrong, "--cloud", "2", "--visibility", "-1 km")
    assert result.exit_code == 2
    assert "did you mean 'light-radar-turret-ais'?" in result.stderr
    assert "did you mean 'small-boat'?" in result.stderr
    for option in ("--task", "--sea-state", "--height", "--speed", "--p", "--out", "--rain", "--cloud", "--visibility"):
        assert f"{option}:" in result.stderr, option
    assert call("light-sea-radar", *ASKED, "--sensor", "sonar").exit_code == 2


def test_options_of_a_curve_need_a_class() -> None:
    result = call("tb3", "--sea-state", "4")
    assert result.exit_code == 2
    assert "--against" in result.stderr
    assert call("--against", "merchant").exit_code == 2
