"""A watch that asks for two watchers is not "unwatched" when one is there."""

from __future__ import annotations

import re
from dataclasses import replace

from rich.console import Console

from helpers.report_fixture import make_content
from longwatch.reporting.content import ReportContent
from longwatch.reporting.html import render
from longwatch.reporting.text import terminal_summary
from longwatch.reporting.verdict import claim_sentence, lead_sentence


def with_two_each() -> ReportContent:
    content = make_content()
    return replace(content, watches=tuple(replace(watch, k=2) for watch in content.watches))


def test_no_sentence_says_unwatched_of_two_watchers() -> None:
    content = with_two_each()
    console = Console(width=200, record=True, file=None, quiet=True)
    console.print(terminal_summary(content))
    page = re.sub(r"<(style|script)\b.*?</\1>", "", render(content), flags=re.DOTALL)
    shown = [text for text in re.findall(r">([^<>]*)<", page) if "unwatched" in text.lower()]
    assert shown == []
    assert "unwatched" not in console.export_text().lower()


def test_the_claim_and_the_lead_say_how_many() -> None:
    content = with_two_each()
    assert "with fewer than 2 watchers for" in lead_sentence(content)
    assert "gap (fewer than 2 watchers) longer than" in claim_sentence(content.watches[0], content)
    page = render(content)
    assert "with fewer than 2 watchers, by " in page  # the calendar
    assert (
        page.count(">with fewer than 2 watchers 4.0\N{NO-BREAK SPACE}%</text>") == 2
    )  # the map, wide and narrow, not cut
    assert "When watchers are missing" in page


def test_one_watcher_reads_as_before() -> None:
    content = make_content()
    page = render(replace(content, watches=tuple(replace(watch, k=1) for watch in content.watches)))
    assert "fewer than" not in re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert "When it is unwatched" in page
