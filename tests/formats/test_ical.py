"""iCalendar: what another program reads in our files is what we wrote, whatever the names; bytes and folds by the standard."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from longwatch.formats.ical import Event, calendar_text, folded

START_S = 1_780_000_000
words = st.one_of(
    st.sampled_from(
        ["a, b", "c; d", "back\\slash", "two\nlines", "über Süd", "小笠原 東線", "\\n", '"', ":", "", "é" * 90]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=90),
)
events = st.builds(
    Event,
    uid=st.uuids().map(str),
    from_s=st.integers(START_S, START_S + 10**7),
    to_s=st.integers(START_S + 10**7, START_S + 2 * 10**7),
    summary=words,
    description=words,
    location=words,
    categories=st.lists(words.filter(bool), max_size=3).map(tuple),
)


def read(text: str) -> list[Event]:
    """As the icalendar package reads it."""
    calendar = icalendar.Calendar.from_ical(text.encode())
    found = []
    for one in calendar.walk("VEVENT"):
        categories = one.get("CATEGORIES")
        begin, end = (int(one.decoded(key).astimezone(UTC).timestamp()) for key in ("DTSTART", "DTEND"))
        texts = [str(one.get(key, "")) for key in ("SUMMARY", "DESCRIPTION", "LOCATION")]
        found.append(Event(str(one["UID"]), begin, end, *texts, tuple(map(str, categories.cats)) if categories else ()))
    return found


@given(st.lists(events, max_size=4), words)
def test_another_program_reads_the_same_events(made: list[Event], name: str) -> None:
    assert read(calendar_text(name, made, START_S)) == made


@given(events)
def test_lines_end_and_fold_by_the_standard(event: Event) -> None:
    text = calendar_text("all", [event], START_S)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")[:-1]
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75


def test_a_fold_does_not_cut_a_character() -> None:
    first, second = folded("SUMMARY:" + "東" * 30).split("\r\n")
    assert len(first.encode()) == 74
    assert second.startswith(" 東")


def test_the_stamp_is_what_was_given() -> None:
    text = calendar_text("all", [Event("1", START_S, START_S + 60, "one")], START_S)
    assert f"DTSTAMP:{datetime.fromtimestamp(START_S, UTC):%Y%m%dT%H%M%SZ}" in text
