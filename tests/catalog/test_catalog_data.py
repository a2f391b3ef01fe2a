"""Every figure of the catalog has a value, a unit, a range or a reason, and a source that the facts table knows."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from longwatch.catalog.load import data_folder, load_catalog, read_table
from longwatch.catalog.models import Payload, Platform
from longwatch.detection.conditions import FAIR_GIVEN, Conditions, Given
from longwatch.detection.ranges import sensor_range
from longwatch.origins import Figure, Money
from longwatch.physics.endurance import planning_endurance_s
from longwatch.units import HOUR_S, KT_MPS

FACTS = Path(__file__).parents[3] / "shared" / "data" / "platform_facts.csv"
WANTED = {
    "tb2", "tb3", "anka_s", "mq9b", "heron1", "vbat", "bluebottle", "slocum_g3", "p8", "dash8", "anadolu", "patrol_ship",
}  # fmt: skip
CLASSES = ["small-boat", "fishing-boat", "coaster", "merchant"]
TASKS = ["detect", "recognise", "identify"]


def figures_of(item: Platform | Payload) -> Iterator[tuple[str, Figure]]:
    """Every figure of a platform or payload, sensors included."""
    for name in type(item).model_fields:
        value = getattr(item, name)
        if isinstance(value, Figure):
            yield f"{item.id}.{name}", value
    for sensor in item.sensors if isinstance(item, Payload) else ():
        if sensor.instrumented_range_m is not None:
            yield f"{item.id}.{sensor.kind}.instrumented_range", sensor.instrumented_range_m
        for class_, tasks in sensor.ranges.items():
            yield from ((f"{item.id}.{sensor.kind}.{class_}.{task}", figure) for task, figure in tasks.items())


CATALOG = load_catalog()
ITEMS = [*CATALOG.platforms.values(), *CATALOG.payloads.values()]
FIGURES = [pair for item in ITEMS for pair in figures_of(item)]


def test_the_platforms_of_the_brief_are_there() -> None:
    assert set(CATALOG.platforms) >= WANTED
    assert {one.domain for one in CATALOG.platforms.values()} == {"air", "surface", "underwater", "ship"}


def test_it_is_read_once() -> None:
    assert load_catalog() is CATALOG


@pytest.mark.parametrize("folder", ["platforms", "payloads"])
def test_a_file_bears_the_name_of_its_item(folder: str) -> None:
    for file in (data_folder() / folder).iterdir():
        assert read_table(file.read_text(encoding="utf-8"), file.name)["id"] == file.name.removesuffix(".toml")


@pytest.mark.parametrize(("name", "figure"), FIGURES, ids=[name for name, _ in FIGURES])
def test_a_figure_says_where_it_comes_from(name: str, figure: Figure) -> None:
    assert all(map(math.isfinite, (figure, figure.low, figure.high)))
    assert figure.low <= figure <= figure.high
    origin = figure.origin
    assert origin.kind in ("measured", "maker", "press", "estimate", "assumed"), "a catalog has no figures of a user"
    if origin.is_assumed:
        assert len(origin.source) >= 8, "what is assumed says why"
        assert figure.has_range or figure == 0 or name.endswith("runway_m"), "what is assumed has a range"
    else:
        assert "http" in origin.source
    if isinstance(figure, Money):
        assert figure.year is not None, "a price has a year"


def test_what_no_source_gives_is_called_assumed() -> None:
    # Of the figures that PLATFORM_FACTS lists as missing (section 7), none may look sourced.
    for platform in ("tb3", "anka_s"):
        assert CATALOG.platforms[platform].price.origin.is_assumed
    for platform in CATALOG.platforms.values():
        assert platform.turnaround_s.origin.is_assumed
        if platform.id not in ("p8", "mq9a", "scaneagle"):  # costs per hour that were published for the type itself
            assert platform.hour_cost.origin.is_assumed


# PLATFORM_FACTS sections 1, 3, 5: 48.2 h clean (maker, 2017), 5,700 km in 32 h, 27 h 3 min in Kuwait, 51 h, JMSDF prices.
@pytest.mark.parametrize(
    ("platform", "quantity", "value", "kind"),
    [
        ("mq9b", "endurance_s", 48.2 * HOUR_S, "maker"),
        ("tb3", "endurance_s", 32 * HOUR_S, "press"),
        ("tb3", "loiter_speed_mps", 96 * KT_MPS, "estimate"),
        ("tb2", "endurance_s", 27.05 * HOUR_S, "maker"),
        ("tb2", "altitude_m", 18_000 * 0.3048, "measured"),
        ("heron1", "endurance_s", 51 * HOUR_S, "press"),
        ("bluebottle", "endurance_s", 960 * HOUR_S, "maker"),
        ("p8", "hour_cost", 29_900, "measured"),
        ("mq9b", "loss_rate_per_s", 3.2e-5 / HOUR_S, "estimate"),
        ("vbat", "price", 667e6, "press"),
    ],
)
def test_figures_against_the_facts(platform: str, quantity: str, value: float, kind: str) -> None:
    figure = getattr(CATALOG.platforms[platform], quantity)
    assert float(figure) == pytest.approx(value, rel=1e-9)
    assert figure.origin.kind == kind


# Operators plan 24 h for the Heron with sea sensors and more than 24 h for the MQ-9B; 24 h is quoted for the TB3.
@pytest.mark.parametrize(
    ("platform", "low_h", "high_h"), [("heron1", 20, 25), ("mq9b", 24, 35), ("tb3", 20, 25), ("tb2", 18, 22)]
)
def test_planned_endurance_lies_where_operators_plan(platform: str, low_h: float, high_h: float) -> None:
    one = CATALOG.platforms[platform]
    planned_s = planning_endurance_s(one, CATALOG.payloads[one.payloads[0]])
    assert low_h * HOUR_S <= planned_s <= high_h * HOUR_S


@pytest.mark.parametrize("platform", CATALOG.platforms.values(), ids=lambda one: one.id)
def test_every_usual_payload_exists_and_fits(platform: Platform) -> None:
    assert platform.payloads
    for name in platform.payloads:
        assert planning_endurance_s(platform, CATALOG.payloads[name]) > 0


@pytest.mark.parametrize("payload", CATALOG.payloads.values(), ids=lambda one: one.id)
@pytest.mark.parametrize("height_m", [5.0, 300.0, 3000.0])
def test_larger_ships_are_seen_farther_and_harder_tasks_nearer(payload: Payload, height_m: float) -> None:
    assert payload.sensors
    for sensor in payload.sensors:
        if sensor.kind == "ais":
            assert sensor.instrumented_range_m is not None
            assert not sensor.ranges, "a receiver hears who transmits: its reach is the horizon"
            continue
        assert not sensor.ranges, "what it sees is worked out from what it is"
        alone = payload.model_copy(update={"sensors": (sensor,)})
        by_class = [
            [float(sensor_range(alone, one, task, 0.5, height_m, given=FAIR_GIVEN) or 0.0) for task in TASKS]
            for one in CLASSES
        ]
        if payload.id == "side_scan":
            assert not np.any(by_class), "it maps the seabed and sees no ship"
            continue
        assert (np.diff(by_class, axis=0) >= -1.0).all()
        pointed = np.array(by_class)[:, 1:]  # what is searched for is another matter than what a turret is pointed at
        assert (np.diff(pointed, axis=1) <= 1.0).all()
        assert np.max(by_class) > 0.0 or (height_m > 1000.0 and sensor.kind == "eyes")


def test_radar_ranges_against_what_was_published() -> None:
    # Flight International, The mission equipment: AN/APS-134(V) sees 5 m2 at 95 km from 2000 ft, sea state taken as 2 (ASSUMED).
    aircraft = CATALOG.payloads["patrol_aircraft_fit"]
    boat = float(sensor_range(aircraft, "small-boat", "detect", 0.5, 610.0, given=calm(2)) or 0.0)
    ship = float(sensor_range(aircraft, "fishing-boat", "detect", 0.5, 610.0, given=calm(2)) or 0.0)
    assert 0.8 * 95e3 < boat < 1.2 * 95e3  # 3 m2
    assert boat < ship < 1.5 * 95e3  # 10 m2
    # IMO MSC.192(79) table 2: boats of 10 m at 3.4 NM, ships over 500 GT at 8 NM, over 5000 GT at 11 NM, antenna at 15 m
    vessel = CATALOG.payloads["ship_radar_ais_eyes"]
    seen = [float(sensor_range(vessel, one, "detect", 0.8, 15.0, given=calm(0)) or 0.0) / 1852 for one in CLASSES]
    assert np.all(np.array(seen) > [3.0, 4.0, 7.0, 10.0])
    assert np.all(np.array(seen) < [6.0, 7.5, 12.0, 17.0])


def calm(sea_state: int) -> Given:
    return Given(Conditions(sea_state=sea_state))


def test_a_source_that_is_not_listed_is_found() -> None:
    with pytest.raises(ValueError, match="'nowhere'"):
        read_table('[endurance]\nvalue = "3 h"\nsource = "nowhere"\n', "x.toml")


def test_other_figures_are_kept() -> None:
    others = {(one.quantity, one.value) for one in CATALOG.platforms["tb2"].others}
    assert ("price", "2000000 USD 2023") in others  # the rejected low price
    assert ("payload_mass", "55 kg") in others
    assert ("price", "5000000 USD 2023") in others  # a second page with the same figure
    assert all(one.source or one.kind == "assumed" for item in ITEMS for one in item.others)


def facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.skipif(not FACTS.exists(), reason="the facts table is not beside the project")
def test_every_source_of_a_platform_stands_in_the_facts_table() -> None:
    known = {f"{row['source_title']}, {row['source_url']}" for row in facts() if row["source_url"]}
    for platform in CATALOG.platforms.values():
        for name, figure in figures_of(platform):
            assert figure.origin.is_assumed or figure.origin.source in known, name
        for other in platform.others:
            assert other.kind == "assumed" or other.source in known, other


# Figures worked out from a row rather than read off it; the note beside each says how.
DERIVED = {
    "tb3.transit_speed_mps": "mean of 1,700 km in 8 h",
    "mq9b.price": "195 M GBP over 13",
    "mq9b.altitude_m": "height of the record flight",
    "mq9b.crew_people": "24 people in five crews",
    "bluebottle.price": "4.9 M AUD over five",
    "bluebottle.payload_mass_kg": "lower end of three sizes",
    "heron1.price": "500 M USD over fifty",
    "anka_s.altitude_m": "middle of 18,000-23,000 ft",
    "anadolu.deck_m": "length of the ship",
    "vbat.los_range_m": "in the note of the endurance row",
    "vbat.price": "4 bn JPY over six",
    "slocum_g3.loiter_speed_mps": "slower than the quoted speed",
    "p8.endurance_s": "from mission radius and time on station",
    "remus620.transit_speed_mps": "275 NM in 110 h",
    "hugin_endurance.price": "300 M NOK over eight",
}


@pytest.mark.skipif(not FACTS.exists(), reason="the facts table is not beside the project")
def test_every_sourced_figure_is_read_off_its_row() -> None:
    rows = facts()
    for platform in CATALOG.platforms.values():
        for name, figure in figures_of(platform):
            if figure.origin.is_assumed or name in DERIVED:
                continue
            of_source = [row for row in rows if figure.origin.source.endswith(row["source_url"]) and row["source_url"]]
            written = float(figure.text.split()[0])
            # months and days stand as months and hours in the table
            values = {one for row in of_source for one in (_number(row["value"]), _number(row["value"]) / 24)}
            assert any(math.isclose(written, value, rel_tol=1e-6) for value in values), name


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.inf
