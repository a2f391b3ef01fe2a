"""Ships detected: a table of their own in the report, three figures in the summary."""

from __future__ import annotations

from dataclasses import replace

from helpers.report_fixture import make_content
from longwatch.origins import Figure
from longwatch.reporting.html import render
from longwatch.reporting.summary import build_summary


def test_who_was_detected_is_told_where_anybody_was():
    content = make_content()
    assert content.ships is not None
    assert "Ships detected" not in render(content)
    first, *others = content.ships.rows
    assert first.seen is not None
    origin = first.seen.origin
    drawn = replace(
        first,
        detected=Figure(0.613, low=0.58, high=0.64, origin=origin),
        first_detection_s=Figure(2_700.0, "s", origin=origin),
        detections=Figure(41.0, origin=origin),
    )
    told = replace(content, ships=replace(content.ships, rows=(drawn, *others)))
    page = render(told).replace("\xa0", " ")
    table = page[page.index("Ships detected") :]
    table = table[: table.index("</table>")]
    assert "61.3 %" in table.replace("61.3%", "61.3 %")
    assert "45 min" in table
    assert "41" in table
    row = build_summary(told)["ships"]["classes"][0]
    assert [row[name]["value"] for name in ("detected", "first_detection", "detections")] == [0.613, 2_700.0, 41.0]
    assert build_summary(content)["ships"]["classes"][0]["detected"] is None
