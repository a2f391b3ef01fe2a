"""Luck and knowledge as a reader meets them: two intervals a measure, and the input that widens the second."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from rich.console import Console

from helpers.report_fixture import make_content
from longwatch.origins import Figure, computed
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import KnowledgeReport, KnowledgeRow
from longwatch.reporting.content_watch import Measure
from longwatch.reporting.html import render
from longwatch.reporting.text import terminal_summary

RANGE, WIND = "range of EO/IR turret to detect a small boat (turret_ais)", "wind (weather)"


def figure(value: float, low: float, high: float, unit: str = "1") -> Figure:
    return Figure(value, unit, low=low, high=high, origin=computed(value, unit, ("trials",)).origin)


def row(name: str, words: str, likely: Figure, known: Figure, shares: tuple[float, float] | None) -> KnowledgeRow:
    parts = None if shares is None else tuple(computed(one, "1", ("ranges",)) for one in shares)
    return KnowledgeRow(name, words, likely, known, known, None, parts, None if shares is None else Figure(0.1))


def content() -> ReportContent:
    rows = (
        row("covered", "covered", figure(0.9955, 0.9951, 0.9959), figure(0.75, 0.398, 0.992), (0.6, 0.3)),
        row("longest_gap", "longest gap", figure(3400, 3100, 3840, "s"), figure(2e5, 4440, 431000, "s"), (0.5, 0.2)),
        row("no_long_gap", "no gap longer than the limit", figure(0.23, 0.19, 0.28), figure(0.005, 0.005, 0.005), None),
        row("flown", "time flown", figure(2.1e6, 2.09e6, 2.11e6, "s"), figure(1.9e6, 1.5e6, 2.1e6, "s"), (0.1, 0.65)),
    )
    range_m = Figure(18000, "ft", low=12000, high=22000, text="18000 ft")
    inputs = (Measure(RANGE, range_m), Measure(WIND, figure(7.2, 2.6, 15.4, "m/s")))
    return replace(make_content(), knowledge=KnowledgeReport(60, 10, inputs, ("runway of tb2",), rows))


def test_the_terminal_keeps_each_interval_on_its_line() -> None:
    console = Console(width=80, file=io.StringIO(), force_terminal=False)
    console.print(terminal_summary(content()))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    assert re.search(r"covered +99\.51 % to 99\.59 % +39\.80 % to 99\.20 %", text)
    assert re.search(r"19\.00 % to 28\.00 % +0\.50 % *\n", text)  # one value, not "0.50 % to 0.50 %"
    said = " ".join(text.split())
    assert f"most of it from: {RANGE} (covered 60 %, longest gap 50 %); {WIND} (time flown 65 %)" in said


def test_the_page_has_both_intervals_and_readable_ranges() -> None:
    page = render(content()).replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "39.80 % to 99.20 %" in page
    assert "not told from luck" in page
    assert "18000 ft (12,000 to 22,000)" in page
    assert "e+04" not in re.sub(r"(?s)<(style|script).*?</\1>|<svg.*?</svg>", "", page)
