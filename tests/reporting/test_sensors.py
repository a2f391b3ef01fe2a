"""The section on sensors and its part of summary.json: what is told of a model, of a typed range, and what is left out."""

from __future__ import annotations

from dataclasses import replace

from helpers.report_fixture import bare_content, make_content
from longwatch.reporting.html import render
from longwatch.reporting.section_sensors import sensors_section
from longwatch.reporting.summary import build_summary

CONTENT = make_content()


def plain(html: str) -> str:
    return html.replace("\u00a0", " ")


def test_a_model_is_told_with_its_conditions_its_shortfall_and_what_it_rests_on() -> None:
    text = plain(sensors_section(CONTENT))
    for said in (
        "Ranges come from models of radar",
        "light sea radar",
        "28.6 km",
        "28.5 km to 28.6 km at the ends of its bin",
        "sea state 4, no rain",
        "reached at least 80 % of the time (ASSUMED)",
        "13.8 % of the time",
        "sea 7.2 %, rain 6.6 %",
        "none to 37.3 km",
        "2 figures, 1 of them ASSUMED",
        "1 kW (0.1 to 3)",
    ):
        assert said in text, said


def test_a_typed_range_says_where_it_is_from_and_nothing_of_conditions() -> None:
    text = plain(sensors_section(replace(CONTENT, sensors=CONTENT.sensors[1:])))
    assert "press: trade press" in text
    assert "southern line (2 lines)" in text
    assert "any conditions" in text
    for absent in ("by sea state", "count most", "models of"):
        assert absent not in text, absent


def test_weather_that_does_not_change_says_so() -> None:
    still = replace(CONTENT.sensors[0], plan_share=None, less=None, binned_m=None)
    text = plain(sensors_section(replace(CONTENT, sensors=(still,))))
    assert "they do not change" in text
    assert "of the time" not in text


def test_a_report_without_sensors_has_no_section() -> None:
    assert sensors_section(bare_content()) == ""
    assert 'href="#sensors"' not in render(bare_content())
    assert 'href="#sensors"' in render(CONTENT)


def test_summary_has_the_same_figures() -> None:
    radar, typed = build_summary(CONTENT)["sensors"]
    assert radar["range"]["value"] == 28_600
    assert radar["by_condition"]["condition"] == "sea state"
    assert radar["by_condition"]["range"]["values"][-1] == 0
    assert [one["name"] for one in radar["reaches_less"]] == ["sea", "rain"]
    assert radar["moves"][0]["range"]["values"] == [0, 37_300]
    assert typed["reaches_less"] is typed["binned"] is None
    assert typed["range"]["origin"]["kind"] == "press"


def test_the_word_for_endurance_stands_at_its_fleet_and_is_explained() -> None:
    assert CONTENT.roster is not None
    fleets = (replace(CONTENT.roster.fleets[0], endurance_by="fitted"), *CONTENT.roster.fleets[1:])
    text = plain(render(replace(CONTENT, roster=replace(CONTENT.roster, fleets=fleets))))
    assert "endurance fitted" in text
    assert "fitted: by physics; one figure is fitted" in text
    assert "predicted: by physics" not in text
