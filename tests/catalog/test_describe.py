"""What `longwatch catalog` shows."""

from __future__ import annotations

import json

import pytest

from helpers.kit import payload
from longwatch.catalog.describe import describe, describe_json, describe_others, list_rows
from longwatch.catalog.load import Catalog, load_catalog
from longwatch.errors import BadInputError

CATALOG = load_catalog()


def test_rows_carry_value_unit_range_kind_source_and_date() -> None:
    rows = {row.quantity: row for row in describe(CATALOG, "mq9b")}
    endurance = rows["endurance"]
    assert (endurance.value, endurance.range, endurance.kind, endurance.date) == (
        "48.2 h", "30 h to 48.2 h", "maker", "2017-05-25",
    )  # fmt: skip
    assert endurance.source.startswith("MQ-9B longest endurance flight (maker release), https://")
    assert rows["turnaround"].kind == "ASSUMED"
    assert rows["turnaround"].note == "no source found"
    assert rows["price"].value == "15,000,000 GBP 2021"
    assert rows["price"].range == "15,000,000 GBP 2021 to 35,000,000 GBP 2021"


def test_a_payload_shows_what_its_sensors_are() -> None:
    rows = {row.quantity: row for row in describe(CATALOG, "usv_radar_ais")}
    power = rows["small marine radar, radar, peak power"]
    assert power.kind == "ASSUMED"
    assert power.range


def test_others_name_what_was_not_used() -> None:
    values = {row.value for row in describe_others(CATALOG, "tb3") if row.quantity == "endurance"}
    # the planning figure, a second page with the record, and a mission from the ship that was no limit
    assert values == {"24 h", "32 h", "8 h"}


@pytest.mark.parametrize("name", [*CATALOG.platforms, *CATALOG.payloads])
def test_everything_is_ready_for_json(name: str) -> None:
    text = json.dumps(describe_json(CATALOG, name), allow_nan=False)
    back = json.loads(text)
    assert back["id"] == name
    assert all("si" in row for row in back["figures"] if row.get("kind") in ("ASSUMED", "press", "maker", "measured"))


def test_the_list_has_everything() -> None:
    assert {row.quantity for row in list_rows(CATALOG)} == {*CATALOG.platforms, *CATALOG.payloads}


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(BadInputError, match="did you mean 'tb3'"):
        describe(CATALOG, "tb33")


def test_what_a_model_is_made_of_is_told_assumed_defaults_too() -> None:
    radar = {
        "frequency": "9.4 GHz",
        "peak_power": "10 kW",
        "gain": "33 dB",
        "pulse": "10 us",
        "azimuth_beamwidth": "2 deg",
    }
    fit = payload(id="fit", sensors=[{"kind": "radar", "name": "set", "radar": radar}, {"kind": "turret", "name": "ball",
                  "camera": {"ifov": "20 urad", "cycles": {"identify": 7}}}])  # fmt: skip
    rows = {row.quantity: row for row in describe(Catalog({}, {"fit": fit}), "fit")}
    assert rows["set, radar, peak power"].value == "10 kW"
    assert rows["set, radar, noise figure"].kind == "ASSUMED"
    assert rows["set, radar, noise figure"].range
    assert rows["set, radar, polarisation"].value == "H"
    assert rows["ball, camera, cycles, identify"].value.startswith("7")
