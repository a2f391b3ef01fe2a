"""What sensors' models are made of is in doubt too: each figure has a name that reads well, and moves a range when drawn."""

from __future__ import annotations

from functools import cache

import pytest

from helpers.laws import laws_of_payload
from helpers.scenario_tables import VALID, valid_table
from longwatch.detection.conditions import FAIR, Given
from longwatch.detection.ranges import sensor_range
from longwatch.detection.targets import class_order
from longwatch.scenario.read import scenario_from_dict
from longwatch.sim.inputs import inputs_of, with_values

SENSORS = {
    "radar": {
        "kind": "radar", "name": "sea radar",
        "radar": {"frequency": "9.4 GHz", "peak_power": "10 kW", "gain": "33 dB", "pulse": "10 us",
                  "azimuth_beamwidth": "2.4 deg", "elevation_beamwidth": "6 deg", "range_resolution": "3 m"},
    },
    "camera": {
        "kind": "turret", "name": "ball",
        "camera": {"ifov": "20 urad", "thermal_ifov": "40 urad", "cycles": {"identify": 7}},
    },
    "lookout": {"kind": "eyes", "name": "observers", "lookout": {"from": "fixed wing", "speed": "150 kt"}},
    "hydrophone": {
        "kind": "sonar", "name": "array",
        "hydrophone": {"frequency": "300 Hz", "bandwidth": "400 Hz", "own_noise": "60 dB"},
    },
}  # fmt: skip
HEIGHT_M = {"radar": 3000.0, "camera": 2000.0, "lookout": 150.0, "hydrophone": 0.0}
SKIES = (
    FAIR, FAIR._replace(dark=True), FAIR._replace(sea_state=5, wind_mps=14.0, rain_mm_h=8.0, visibility_m=9_000.0),
    FAIR._replace(cloud=0.3),
)  # fmt: skip


def ranged(part: dict) -> dict:
    """The figures written in a table, each with a range about it."""
    out = {}
    for key, text in part.items():
        if isinstance(text, dict):
            out[key] = ranged(text)
        elif isinstance(text, str) and " " in text and text[0].isdigit():
            value, unit = text.split()
            off = 2.0 if unit == "dB" else 0.1 * float(value)
            out[key] = {
                "low": f"{float(value) - off:g} {unit}",
                "likely": text,
                "high": f"{float(value) + off:g} {unit}",
            }
        else:
            out[key] = (
                {"low": text * 0.9, "likely": text, "high": text * 1.1} if isinstance(text, (int, float)) else text
            )
    return out


@cache
def scenario_with(name: str):
    table = valid_table()
    sensor = SENSORS[name] | {name: ranged(SENSORS[name][name])}
    fit = {"id": "fit", "name": "Fit", "mass": "40 kg", "power": "400 W", "endurance_factor": 0.9, "sensors": [sensor]}
    watch = table["watch"][0] | {"sees": {"class": "fishing-boat", "p": 0.9}}
    table = valid_table(payload=[fit], fleet=[table["fleet"][0] | {"payload": "fit"}], watch=[watch])
    return scenario_from_dict(table, VALID)


def answers(scenario, name: str) -> list[object]:
    """Ranges and laws of the sensor for all classes, tasks and some skies."""
    payload, found = scenario.payloads["fit"], list[object]()
    for conditions in SKIES:
        given = Given(conditions, scenario.file.sensing)
        for class_ in class_order():
            for task in ("detect", "recognise", "identify"):
                found.append(sensor_range(payload, class_, task, 0.7, HEIGHT_M[name], given=given))
                found += laws_of_payload(payload, class_, task, HEIGHT_M[name], transmits=False, p=0.7, given=given)
    return found


@pytest.mark.parametrize("name", SENSORS)
def test_every_figure_of_a_model_is_an_input_that_moves_what_is_seen(name):
    scenario = scenario_with(name)
    mine = [one for one in inputs_of(scenario) if one.key[0] == "sensing" or name in one.key]
    written = {key for key in SENSORS[name][name] if key not in ("from", "cycles")}
    assert written <= {str(one.key[-1]) for one in mine}
    plain = answers(scenario, name)
    still = [
        one.name
        for one in mine
        if answers(with_values(scenario, {one.key: one.figure.low}), name) == plain
        and answers(with_values(scenario, {one.key: one.figure.high}), name) == plain
    ]
    assert still == []


def test_only_constants_on_which_a_sensor_rests_are_in_doubt():
    names = {one.name for one in inputs_of(scenario_with("radar")) if one.key[0] == "sensing"}
    assert {"error of cross-sections (sensing)", "error of sea clutter (sensing)"} <= names
    assert "factor on cycles needed (sensing)" not in names
    assert "chance of a look (sensing)" not in names  # nothing is typed
    names = {one.name for one in inputs_of(scenario_with("camera")) if one.key[0] == "sensing"}
    assert "factor on cycles needed (sensing)" in names
    assert "error of sea clutter (sensing)" not in names


def test_names_read_well_and_none_comes_twice():
    for name in SENSORS:
        inputs = inputs_of(scenario_with(name))
        assert len({one.name for one in inputs}) == len(inputs)
        assert not [one.name for one in inputs if "_" in one.name.replace("fit", "")]


def test_what_the_scenario_says_of_sensing_counts():
    table = valid_table(sensing={"rcs_error": {"low": "-1 dB", "likely": "0 dB", "high": "9 dB"}})
    scenario = scenario_from_dict(table, VALID)
    assert scenario.file.sensing.rcs_error_db.high == 9.0
