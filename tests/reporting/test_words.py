"""Figures in words, the terminal's last page, and patterns.geojson."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console
from shapely.geometry import shape

from helpers.report_fixture import bare_content, hostile_content, make_content
from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure, Money, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_map import MapArea, MapLayers
from longwatch.reporting.origin_shares import assumed_by_weight, shares_by_kind
from longwatch.reporting.tables import patterns_geojson
from longwatch.reporting.text import terminal_summary
from longwatch.reporting.wording import amount, as_written, duration, listed, periods, quantity, share


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0.0 %"), (1.0, "100.0 %"), (0.00001, "< 0.1 %"), (0.99999, "> 99.9 %"), (0.9683, "96.8 %")],
)
def test_shares_never_round_to_what_they_are_not(value: float | None, text: str) -> None:
    assert share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(850_167, "JPY 850,000"),
     (97.82e9, "JPY 97.8 bn"), (420e6, "JPY 420 M"), (9.6e9, "JPY 9.60 bn"), (84_300.4, "JPY 84,300"), (0, "JPY 0"),
     (-2.5e6, "JPY -2.50 M"), (None, "–")],
)  # fmt: skip
def test_amounts_have_three_figures(value: float | None, text: str) -> None:
    assert amount(value, "JPY") == text


def test_quantities_are_in_the_readers_unit() -> None:
    assert quantity(Figure(9000, "s")) == "2 h 30 min"
    assert quantity(Figure(22_000, "m")) == "22 km"
    assert quantity(Figure(1 / 3.6e6, "1/s")) == "0.001 /h"
    assert quantity(Money(5000, "USD", 2020, per="h")) == "USD 5,000 (2020) /h"
    assert quantity(None) == "–"
    assert duration(0) == "none"
    assert quantity(Figure(36.17e9, "JPY 2026")) == "JPY 36.2 bn (2026)"
    assert as_written(Figure(86400, "s", low=72000, high=97200, text="24 h")) == "24 h (20 to 27)"
    assert (
        as_written(Figure(2 / 3.6e6, "1/s", low=0.5 / 3.6e6, high=5 / 3.6e6, text="2 /1000 h"))
        == "2 /1000 h (0.5 to 5)"
    )
    assert as_written(Figure(45e9, "JPY 2026", low=24.8e9, high=128e9)) == "JPY 45.0 bn (24.8 bn to 128 bn)"
    assert as_written(Figure(86400, "s", low=72000, high=97200)) == "1 d (20 h to 1 d 3 h)"


def test_periods_and_lists_read_as_english() -> None:
    assert periods(7 * 86400) == "weeks"
    assert periods(86400, 1) == "day"
    assert periods(10 * 86400) == "periods of 10 d"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def _printed(content: ReportContent, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(terminal_summary(content, "runs/us-coast-1a2b3c4d/report.html"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_page_fits_80_columns_and_ends_with_the_path() -> None:
    text = _printed(make_content(), 80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert text.rstrip().endswith("runs/us-coast-1a2b3c4d/report.html")
    for said in ("100.00 %", "96.83 %", "10 h 36 min", "JPY 97.8 bn", "JPY 412,000", "2 warnings"):
        assert said in text


def test_the_terminal_says_once_what_all_claims_assume_and_what_happened() -> None:
    content = make_content()
    text = " ".join(_printed(content, 80).split())
    assert len(content.watches) > 1
    assert all(text.count(one) == 1 for one in content.settings.assumptions)
    assert "in a flown week, on average: 0.82 launches that failed on the ground, 0.41 sorties" in text
    calm = replace(
        content, events=tuple(replace(one, figure=computed(0.0, "1", ("trials",))) for one in content.events)
    )
    assert "on average" not in _printed(calm, 80)


def test_the_terminal_reads_no_markup_in_names() -> None:
    content = hostile_content()
    assert "alert('x')" in _printed(content, 200)
    assert "–" in _printed(bare_content(), 80)


def test_shares_of_origin_are_of_weight() -> None:
    inputs = [one for one in make_content().inputs if one.part == "cost"]
    shares = shares_by_kind(inputs)
    assert sum(shares.values()) == pytest.approx(1)
    whole = 9.6 + 41.5 + 7.2 + 21.3 + 14.7 + 0.42
    assert shares["assumed"] == pytest.approx((7.2 + 21.3) / whole)
    assert shares_by_kind([]) == {}


def test_the_heaviest_assumption_comes_first() -> None:
    names = [one.name for one in assumed_by_weight(make_content().inputs)]
    assert names[:2] == ["year of one crew member", "price of a control station"]
    assert set(names[2:]) == {
        "planning factor of TB3", "planning factor of MQ-9B", "abort rate of TB3", "range on a small boat",
    }  # fmt: skip


def test_patterns_are_valid_geojson() -> None:
    layers = make_content().map
    assert layers is not None
    collection = patterns_geojson(layers)
    roles = [feature["properties"]["role"] for feature in collection["features"]]
    assert roles.count("area") == 2
    assert roles.count("hold") == 2
    assert roles.count("route") == 3
    assert roles.count("base") == 3
    assert "base-track" in roles
    for feature in collection["features"]:
        assert shape(feature["geometry"]).is_valid
    west, south, *_ = shape(collection["features"][0]["geometry"]).bounds
    assert (west, south) == (-73.05, 39.55)  # longitude first


def test_rings_are_closed_and_wound_as_rfc_7946_asks() -> None:
    clockwise = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))  # (lat, lon): north first is clockwise
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
    layers = MapLayers(areas=(MapArea("w", "a", (Polygon(clockwise, (hole,)),)),), holds=(), bases=())
    outer, inner = patterns_geojson(layers)["features"][0]["geometry"]["coordinates"][0]
    assert outer[0] == outer[-1]
    assert shape({"type": "Polygon", "coordinates": [outer]}).exterior.is_ccw
    assert not shape({"type": "Polygon", "coordinates": [inner]}).exterior.is_ccw
