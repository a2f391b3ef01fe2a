"""The page: whole, self-contained, escaped, captioned."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from helpers.report_fixture import bare_content, hostile_content, make_content
from longwatch.reporting.html import render
from longwatch.reporting.markup import Html, join, tag, verbatim

VOID = {"meta", "br", "hr", "col", "wbr"}


class Reader(HTMLParser):
    """Balance of tags, ids, and the text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((name, dict(attrs)))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.seen if "id" in attrs]


@pytest.fixture(scope="module")
def page() -> str:
    return render(make_content())


def test_tags_balance_and_ids_are_unique(page: str) -> None:
    for one in (page, render(bare_content()), render(hostile_content())):
        reader = Reader(one)
        assert reader.open == []
        assert [name for name, n in Counter(reader.ids()).items() if n > 1] == []


def test_every_reference_is_to_something_on_the_page(page: str) -> None:
    ids = set(Reader(page).ids())
    used = re.findall(r"url\(#([\w-]+)\)", page) + re.findall(r'href="#([\w-]+)"', page)
    assert used
    assert set(used) <= ids
    assert re.findall(r'(?:href|src)="(?!#)', page) == []


def test_nothing_is_fetched_and_the_policy_names_the_only_script(page: str) -> None:
    assert re.findall(r"https?://|@import|<link|<img|<iframe", page) == []
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src &#x27;none&#x27;" in page
    assert digest in page


def test_names_are_escaped_everywhere() -> None:
    page = render(hostile_content())
    assert page.count("<script") == 1
    assert "alert('x')" in "".join(Reader(page).text)


def test_a_name_cannot_break_out_of_an_attribute() -> None:
    evil = '"><b onclick="x">'
    assert tag("p", evil, title=evil) == (
        "<p title=\"&quot;&gt;&lt;b onclick=&quot;x&quot;&gt;\">\"&gt;&lt;b onclick=\"x\"&gt;</p>"
    )  # fmt: skip


def test_markup_leaves_out_none_and_keeps_units_on_their_line() -> None:
    assert tag("p", None, "2 h 40 min, 95 %", class_=None) == "<p>2\u00a0h\u00a040\u00a0min, 95\u00a0%</p>"
    assert verbatim("--set x='3 h' <b>") == "--set x='3 h' &lt;b&gt;"
    assert isinstance(join("a", [Html("<i>"), ["b"]]), Html)


def test_the_command_can_be_copied(page: str) -> None:
    assert "<pre>longwatch run examples/us-coast/us-coast.toml --seed 7</pre>" in page


def test_every_table_has_a_caption_and_every_picture_a_name(page: str) -> None:
    reader = Reader(page)
    names = Counter(name for name, _ in reader.seen)
    assert names["table"] == names["caption"] > 8
    for name, attrs in reader.seen:
        if name == "svg":
            assert attrs.get("role") == "img" or attrs.get("aria-hidden") == "true"
    assert names["h1"] == 1


def test_what_it_says_is_what_the_content_says(page: str) -> None:
    text = "".join(Reader(page).text).replace("\u00a0", " ")
    for said in (
        "96.83 %", "10 h 36 min", "no bound known", "2 h 40 min", "JPY 97.8 bn", "JPY 412,000", "JPY 84,300",
        "dark trawler", "unknown, not absent (41.2 % of the ship-time)", "ask the seller first", "planning factor of TB3",
        "0.75 (0.6 to 0.85)", "2 h 30 min", "weather", "43.3 %", "Clopper-Pearson", "America/New_York",
    ):  # fmt: skip
        assert said in text, said
    assert "nan" not in re.findall(r"[a-z]+", text.lower())


def test_missing_parts_are_said_and_not_drawn() -> None:
    text = "".join(Reader(render(bare_content())).text)
    assert "Nothing was flown" in text
    assert "This run was not priced" in text
    assert "No warnings" in text


def test_size_stays_small_with_700_dense_tracks(page: str) -> None:
    assert len(page.encode()) < 1_500_000
    content = make_content()
    assert content.map is not None
    dense = tuple(
        tuple((38 + i / 900 + j / 3000, -74 + i / 500 + (j % 2) / 900) for j in range(250)) for i in range(700)
    )
    heavy = render(replace(content, map=replace(content.map, ships=dense)))
    assert len(heavy.encode()) < 1_500_000


def test_same_content_gives_the_same_page(page: str) -> None:
    assert page == render(make_content())
