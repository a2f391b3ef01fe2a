"""A revisit watch and a relay in summary, words and page: numbers from the cells, lines as lines, formula as formula."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from helpers.report_fixture import make_content
from helpers.revisit_fixture import revisit_content, revisit_watch
from helpers.summary_walk import numbers_with_holder
from longwatch.origins import KINDS, Figure
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_watch import LimitReport, ThreeNumbers
from longwatch.reporting.first_transit import first_transit
from longwatch.reporting.html import render
from longwatch.reporting.roster_svg import roster_svg
from longwatch.reporting.schema import summary_schema
from longwatch.reporting.shades import cell_shade
from longwatch.reporting.summary import build_summary, summary_text
from longwatch.reporting.tables import patterns_geojson
from longwatch.reporting.text import terminal_summary
from longwatch.reporting.verdict import claim_of, claim_sentence, headline, lead_sentence


def _box(content: ReportContent):
    return next(watch for watch in content.watches if watch.name == "box")


def test_the_summary_meets_its_schema_and_every_number_has_an_origin():
    summary = json.loads(summary_text(revisit_content()))
    jsonschema.Draft202012Validator(summary_schema()).validate(summary)
    for path, holder in numbers_with_holder(summary, None, ""):
        assert holder is not None, path
        assert holder["origin"]["kind"] in KINDS, path
    box = next(watch for watch in summary["watches"] if watch["name"] == "box")
    assert box["lines"] == ["box.1", "box.2"]
    assert box["gaps"]["line"] == ["box.2", "box.1"]
    assert box["trials"]["value"] == 400
    assert box["revisit"]["formula_gap"]["value"] == 9000
    north = summary["watches"][0]
    assert (north["lines"], north["revisit"], north["kind"]) == (["north"], None, "station")
    assert north["trials"]["value"] == summary["settings"]["trials"]["value"]


def test_the_claim_is_of_revisit_gaps_and_counts_cells_not_gaps_of_lines():
    content = revisit_content()
    said = claim_sentence(_box(content), content)
    assert "not planned without a revisit gap longer than 3 h" in said
    assert "the verifier finds 3 cells that wait longer, the longest 4 h" in said
    assert "40 of 400 flown weeks were free of longer gaps" in said
    assert first_transit(_box(content), content) is None  # the wait for the first vehicle is not its gap


def test_one_cell_waits_and_many_wait():
    content, watch = revisit_content(), revisit_watch()
    assert watch.revisit is not None
    one = replace(watch, revisit=replace(watch.revisit, cells_late=Figure(1.0)))
    assert "1 cell that waits longer" in claim_sentence(one, content)


def test_the_lead_speaks_of_a_place_without_a_look():
    content = revisit_content()
    alone = replace(content, watches=(_box(content),))
    lead = lead_sentence(alone)
    assert "some place of watch box without a look for at most 4 h at a stretch as planned" in lead
    assert "at most 6 h in 95 % of 400 flown weeks" in lead


def test_a_relay_is_in_no_verdict():
    content = revisit_content()
    without = replace(content, watches=content.watches[:-1])
    assert headline(content) == headline(without)
    assert lead_sentence(content) == lead_sentence(without)
    assert claim_of(content.watches[-1], content) == "interrupted"
    assert "held for the link of others" in claim_sentence(content.watches[-1], content)


def test_terminal_words():
    from rich.console import Console

    console = Console(width=110, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(terminal_summary(revisit_content()))
    text = console.export_text().replace("\xa0", " ")
    assert "looked at in time" in text
    assert "longest revisit gap (g 3 h)" in text
    assert "mast (relay)" in text
    assert "cells looked at in 400 of them" in text
    assert re.search(r"formula says\s+2 h 30 min", text)


def with_limits(*limits: tuple[str, float, float, float]) -> ReportContent:
    """The fixture with limits: class, limit, longest gap planned and flown, in hours; the watch's is 3 h, gaps in terms of it."""
    content, watch = revisit_content(), revisit_watch()
    assert watch.revisit is not None
    origin = watch.gap_max.planned.origin if watch.gap_max.planned else None
    assert origin is not None

    def hours(value: float) -> Figure:
        return Figure(3600.0 * value, "s", origin=origin)

    rows = tuple(
        LimitReport(
            name,
            3600.0 * limit_h,
            Figure(4.0, "1", origin=origin),
            ThreeNumbers(None, hours(planned_h), hours(flown_h), "", "95 % of 400"),
            Figure(0.5, low=0.4, high=1.0, origin=origin),
        )
        for name, limit_h, planned_h, flown_h in limits
    )
    scaled = ThreeNumbers(
        None, hours(max(3.0 * gap / limit for _, limit, gap, _ in limits)),
        hours(max(3.0 * gap / limit for _, limit, _, gap in limits)), "", "95 % of 400",
    )  # fmt: skip
    own = replace(watch, gap_max=scaled, revisit=replace(watch.revisit, limits=rows))
    return replace(content, watches=tuple(own if one.name == "box" else one for one in content.watches))


def terminal_text(content: ReportContent) -> str:
    from rich.console import Console

    console = Console(width=130, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(terminal_summary(content))
    return console.export_text().replace("\xa0", " ")


def test_each_class_stands_with_its_own_gap_and_limit():
    content = with_limits(("merchant", 3.0, 2.5, 2.75), ("small-boat", 20.0, 17.5, 19.0))
    said = claim_sentence(_box(content), content)
    assert "is planned with every revisit gap within the limit of each class (merchant 3 h, small-boat 20 h)" in said
    assert "the verifier finds none longer in the roster" in said
    text = terminal_text(content)
    assert re.search(r"longest revisit gap, merchant \(g 3 h\)\s+–\s+2 h 30 min\s+2 h 45 min", text)
    assert re.search(r"longest revisit gap, small-boat \(g 20 h\)\s+–\s+17 h 30 min\s+19 h", text)
    assert "box: the pattern's formula" not in text
    page = render(content).replace("\xa0", " ")
    assert "longest revisit gap, small-boat, g 20 h" in page
    assert "Formula:" not in page


def test_summary_has_the_real_gap_of_each_class():
    summary = json.loads(summary_text(with_limits(("merchant", 3.0, 2.5, 2.75), ("small-boat", 20.0, 17.5, 19.0))))
    jsonschema.Draft202012Validator(summary_schema()).validate(summary)
    box = next(watch for watch in summary["watches"] if watch["name"] == "box")
    limits = [(one["class"], one["limit"]["value"], one["gap_max"]["planned"]) for one in box["revisit"]["limits"]]
    assert [(name, limit, gap["value"]) for name, limit, gap in limits] == [
        ("merchant", 10800, 9000), ("small-boat", 72000, 63000),
    ]  # fmt: skip
    assert all(gap["origin"]["kind"] == "computed" for *_, gap in limits)
    assert (box["gaps_scaled"], box["revisit"]["formula_gap"]) == (True, None)
    assert not summary["watches"][0]["gaps_scaled"]


def test_a_limit_exceeded_is_told_with_its_own_gap_and_curves_in_per_cent():
    content = with_limits(("", 3.0, 2.0, 2.0), ("", 6.0, 9.0, 12.0))
    said = claim_sentence(_box(content), content)
    assert "is not planned with every revisit gap within each limit (3 h, 6 h)" in said
    assert "the longest 9 h where 6 h is allowed" in said
    lead = lead_sentence(replace(content, watches=(_box(content),)))
    assert "without a look for at most 9 h at a stretch as planned" in lead
    assert "at the tightest of its limits (6 h)" in lead
    page = render(content).replace("\xa0", " ")
    assert "longer than so many per cent of its own limit" in page
    assert "diamond: planned, 150 % of its limit" in page
    assert "longest gap of a trial, % of its own limit" in page


def test_map_and_geojson_show_tours_and_cells_of_their_shade():
    content = revisit_content()
    page = render(content)
    assert page.count('class="tour l2"') == 4  # two zones, wide and narrow
    for k, n in ((0, 2), (1, 2), (3, 2), (5, 2)):
        assert len(re.findall(rf'<path class="cell h{k}"|<path d="[^"]*" class="cell h{k}"', page)) == n
    assert "Cells of revisit watches are shaded" in page
    assert content.map is not None
    tours = [f for f in patterns_geojson(content.map)["features"] if f["properties"]["role"] == "tour"]
    assert [f["properties"]["line"] for f in tours] == ["box.1", "box.2"]
    assert tours[0]["geometry"]["coordinates"][0] == [-73.9, 37.2]
    assert tours[0]["properties"]["period_s"] == 7200.0


@pytest.mark.parametrize(("gap_s", "shade"), [(0, 0), (49, 0), (50, 1), (100, 2), (101, 3), (150, 4), (1e6, 5)])
def test_a_gap_as_long_as_the_limit_is_none_too_long(gap_s, shade):
    assert cell_shade(gap_s, 100.0) == shade


def test_each_zone_has_its_strip_and_its_gaps_alone():
    content = revisit_content()
    assert content.roster is not None
    svg = str(roster_svg(content.roster, content.watches, content.settings, 1040, "x")).replace("\xa0", " ")
    assert svg.count("gap of 1 h 37 min") == 1  # box.2's, and not box.1's
    assert "box.1</text>" in svg
    assert "box.2</text>" in svg


def test_time_to_the_first_report_stands_where_it_is_not_that_to_the_look():
    content = make_content()
    assert "to first report" not in render(content)
    assert content.ships is not None
    row = next(row for row in content.ships.rows if row.first_look_s is not None)
    later = replace(
        row, first_report_s=Figure(float(row.first_look_s or 0) + 900.0, "s", origin=row.first_look_s.origin)
    )
    page = render(replace(content, ships=replace(content.ships, rows=(later, *content.ships.rows[1:])))).replace(
        "\xa0", " "
    )
    assert "to first report" in page
    assert "15 min" in page


def test_ships_identified_have_a_table_of_their_own_where_there_are_any():
    content = make_content()
    page = render(content).replace("\xa0", " ")
    assert "Ships identified" in page
    assert "Turrets serve contacts in 17.3% of their time aloft" in page.replace(" %", "%")
    assert content.ships is not None
    nobody = tuple(replace(row, identified=None, identify_wait_s=None) for row in content.ships.rows)
    page = render(replace(content, ships=replace(content.ships, rows=nobody, turrets_busy=None)))
    assert "Ships identified" not in page
    assert "Turrets serve" not in page
    row = build_summary(content)["ships"]["classes"][0]
    assert (row["identified"]["value"], row["identify_wait"]["value"]) == (0.991 / 2, 0.4 * 3600)


def test_numbers_of_the_station_fixture_do_not_know_of_revisits():
    summary = build_summary(make_content())
    assert all(watch["revisit"] is None for watch in summary["watches"])
    assert "revisit" not in render(make_content()).split("</style>")[1]
