"""Geometry and time in the pictures: labels apart, circles round, the date line nowhere special, days as long as they are."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from helpers.report_fixture import make_content
from longwatch.geo.polygon import Polygon
from longwatch.reporting.content_map import MapArea, MapBase, MapLayers
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.gap_charts import calendar_svg, cells, exceedance_svg, worst_hour
from longwatch.reporting.labels import Box, Placer, shorten, text_width
from longwatch.reporting.map_svg import map_bounds, map_svg
from longwatch.reporting.projection import circle, continuous, fit_sheet
from longwatch.reporting.roster_svg import held, panel_count, reliefs, roster_svg
from longwatch.reporting.shades import LIMITS, NAMES, shade_class
from longwatch.scenario.plan import Stint

HOUR = 3600
places = st.tuples(st.floats(0, 400), st.floats(0, 300))


@given(st.lists(st.tuples(places, st.text("abcXYZ ", min_size=1, max_size=18)), max_size=25))
def test_labels_never_meet_and_stay_in_the_frame(wanted: list[tuple[tuple[float, float], str]]) -> None:
    placer = Placer(Box(0, 0, 400, 300))
    placer.block(Box(100, 100, 150, 150))
    placed = [label for (x, y), text in wanted if (label := placer.place(text, x, y, 12))]
    boxes = [label.box for label in placed]
    assert all(b.x0 >= 0 and b.x1 <= 400 and b.y0 >= 0 and b.y1 <= 300 for b in boxes)
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in [*boxes[i + 1 :], Box(100, 100, 150, 150)])


def test_a_label_alone_is_always_placed_and_a_long_one_cut() -> None:
    placer = Placer(Box(0, 0, 400, 300))
    assert placer.place("Wallops", 200, 150, 12) is not None
    cut = shorten("a very long name of a base", 12, 80)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 80


# pyproj (GeographicLib) on WGS84; a sphere is off by at most about 0.56 %.
@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (40, -72), (-63, 179.9), (84, 20)])
def test_drawn_circles_have_their_radius(lat: float, lon: float) -> None:
    geod = Geod(ellps="WGS84")
    for at_lat, at_lon in circle(lat, lon, 55_000.0, 24):
        assert geod.inv(lon, lat, at_lon, at_lat)[2] == pytest.approx(55_000, rel=0.006)


@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(0.2, 8))
def test_the_sheet_shows_what_it_was_fitted_to_and_reads_back(lat: float, lon: float, span: float) -> None:
    points = [(lat - span / 4, lon), (lat + span / 4, lon + span), (lat, lon + span / 2)]
    points = [(p, (q + 180) % 360 - 180) for p, q in points]
    sheet = fit_sheet(points, 1000, 600)
    for point in points:
        x, y = sheet.at(*point)
        assert 0 <= x <= 1000
        assert 0 <= y <= 600
        back = sheet.back(x, y)
        assert back[0] == pytest.approx(point[0], abs=1e-6)
        assert math.remainder(back[1] - point[1], 360) == pytest.approx(0, abs=1e-6)


def test_tracks_over_the_date_line_stay_short() -> None:
    assert continuous([179.5, -179.5, -178.0]) == pytest.approx([179.5, 180.5, 182.0])
    sheet = fit_sheet([(10, 178), (12, -178)], 1000, 600)
    path = sheet.path([(11, 179), (11, -179)])
    assert abs(path[0][0] - path[1][0]) < 500
    np.testing.assert_allclose(sheet.paths(np.array([(11.0, 179.0), (11.0, -179.0)])), path)


def test_a_map_over_the_date_line_is_the_same_as_one_elsewhere() -> None:
    def drawn(shift: float) -> str:
        def lon(value: float) -> float:
            return (value + shift + 180) % 360 - 180

        ring = tuple((lat, lon(x)) for lat, x in ((10, -1), (10, 1), (12, 1), (12, -1)))
        land = Polygon(((9, shift - 4), (9, shift - 2), (13, shift - 2), (13, shift - 4)))
        layers = MapLayers(
            areas=(MapArea("north", "n", (Polygon(ring),)),), holds=(), bases=(MapBase("Base", "port", 11.5, lon(-2)),),
            land=(land,), ships=(((11.0, lon(-1.5)), (11.2, lon(1.5))),),
        )  # fmt: skip
        svg = map_svg(layers, make_content().watches, 600, 400, "m")
        return re.sub(r"<text[^>]*faint.*?</text>", "", svg)  # but for the longitudes at the edge

    assert drawn(0.0) == drawn(180.0) == drawn(-180.0)


def test_map_bounds_hold_the_whole_window() -> None:
    layers = make_content().map
    assert layers is not None
    south, west, north, east = map_bounds(layers)
    assert south < 36.0 < 40.5 < north
    assert west < -76.4 < -71.9 < east


def _stint(tail: str, arrive: int, leave: int, line: str = "a") -> Stint:
    return Stint(arrive - 10, line, tail, "f", arrive, leave, leave + 10, leave + 20)


def test_held_counts_watchers_against_the_demand() -> None:
    stints = [_stint("1", 0, 100), _stint("2", 90, 200), _stint("3", 200, 250), _stint("4", 300, 400)]
    assert held(stints, "a", 1) == [(0, 250), (300, 400)]  # a hand-over to the second is no gap
    assert held(stints, "a", 2) == [(90, 100)]
    assert held(stints, "b", 1) == []


def test_reliefs_join_neighbours_once() -> None:
    a, b, c = _stint("1", 0, 40_000), _stint("2", 39_700, 80_000), _stint("3", 79_700, 120_000)
    long = _stint("4", 0, 60_000)  # a second watcher; nobody takes over from it
    assert reliefs([a, b, c, long]) == [(a, b), (b, c)]


def test_long_periods_are_cut_into_weeks() -> None:
    content = make_content()
    settings = replace(content.settings, length_s=30 * 24 * HOUR)
    assert panel_count(content.settings) == 1
    assert panel_count(settings) == 5
    assert content.roster is not None
    svg = roster_svg(content.roster, content.watches, settings, 1000, "r")
    assert svg.count("translate(0 ") == 5


def _clock(start_s: int, zone: str) -> Settings:
    return replace(make_content().settings, start_s=start_s, zone=zone)


def test_a_day_of_23_hours_leaves_a_cell_out_and_one_of_25_shares_one() -> None:
    # New York 2026: clocks go forward on 8 March at 07:00 UTC and back on 1 November at 06:00 UTC.
    watch = replace(make_content().watches[0], hourly_unwatched=tuple(i / 100 for i in range(24)))
    spring = cells(watch, _clock(1772946000, "America/New_York"))  # 8 March 2026, 00:00 EST
    assert len(spring) == 24
    assert [cell.hour for cell in spring if cell.day.day == 8] == [0, 1, *range(3, 24)]
    autumn = cells(watch, _clock(1793505600, "America/New_York"))  # 1 November 2026, 00:00 EDT
    assert len(autumn) == 23
    assert next(cell.p for cell in autumn if cell.hour == 1) == pytest.approx((0.01 + 0.02) / 2)


def test_the_worst_hour_is_named_on_the_local_clock() -> None:
    watch = replace(make_content().watches[0], hourly_unwatched=(None, 0.1, 0.4, 0.0))
    assert worst_hour(watch, _clock(1593475200, "Asia/Tokyo")) == (
        "Worst hour: Tue 30 Jun from 11:00, unwatched 40.0 % of the time."
    )


def test_half_a_year_is_drawn_by_week() -> None:
    watch = replace(make_content().watches[0], hourly_unwatched=(0.1,) * (24 * 182))
    svg = calendar_svg(watch, make_content().settings, 1040)
    assert 26 * 24 <= svg.count("<rect") <= 28 * 24


def test_shades_rise_and_name_their_limits() -> None:
    assert [shade_class(p) for p in (0.0, *LIMITS, 1.0)] == ["h0", "h1", "h2", "h3", "h4", "h5", "h5"]
    assert len(NAMES) == len(LIMITS) + 1


def test_the_exceedance_curve_starts_at_the_share_with_a_gap() -> None:
    watch = replace(make_content().watches[0], gap_max_by_trial_s=(0.0, 0.0, 0.0, 7200.0))
    svg = exceedance_svg(watch, make_content().settings, 500, 250)
    y0, y1 = 250 - 40.0, 16.0
    start = re.search(r'd="M46\.0,([\d.]+)H', svg.replace('class="grid"', ""))
    curve = re.search(r'd="M[\d.]+,([\d.]+)[^"]*" class="curve"', svg)
    assert start is not None
    assert curve is not None
    assert float(curve.group(1)) == pytest.approx(y0 + 0.25 * (y1 - y0), abs=0.1)
