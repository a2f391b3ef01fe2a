"""The report in headless Chromium, opened from disk: nothing fetched, nothing complained of, nothing overlapping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.report_fixture import bare_content, make_content
from helpers.revisit_fixture import revisit_content
from longwatch.reporting.html import render

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync",
    "--disable-component-update",
]  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")]

OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg.chart")) {
    if (!svg.getBoundingClientRect().width) continue;
    const boxes = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 3.5) found.push(svg.getAttribute("class") + ": " + boxes[i][0] + " / " + boxes[j][0]);
    }
  }
  return found;
}"""
SCROLLED = """() => [...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => e.getAttribute("aria-label"))"""
SMALL = """() => [...document.querySelectorAll("svg.chart text")].filter(t => t.getBoundingClientRect().width)
  .filter(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width
    / t.ownerSVGElement.viewBox.baseVal.width < 8).map(t => t.textContent)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[make_content, revisit_content], ids=["station", "revisit"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(request.param()), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1400, 800, 420, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_cleanly_at_every_width(browser: Any, report: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(SCROLLED) == []
    assert page.evaluate(SMALL) == []
    assert requests == [report.as_uri()]
    assert complaints == []
    page.close()


def test_it_reads_the_same_without_script(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert "Not uninterrupted" in page.inner_text("h1")
    assert page.locator("svg.map").first.is_visible()
    context.close()


BREACH = """(make) => new Promise(done => {
  document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective), {once: true});
  setTimeout(() => done("nothing was blocked"), 3000);
  document.body.append(make === "image" ? Object.assign(new Image(), {src: "http://192.0.2.1/x.png"})
    : Object.assign(document.createElement("script"), {textContent: "window.bad = 1"}));
})"""


def test_the_policy_blocks_what_is_not_ours(browser: Any, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    assert page.evaluate(BREACH, "image") == "img-src"
    assert page.evaluate(BREACH, "script") == "script-src-elem"
    assert page.evaluate("window.bad") is None
    page.close()


def test_a_bare_report_opens_too(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    path.write_text(render(bare_content()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 420, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    assert "No verdict" in page.inner_text("h1")
    page.close()


def test_tooltips_come_at_once(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(report.as_uri())
    page.locator(".wide svg.calendar rect.cell").first.hover()
    assert "unwatched" in page.inner_text(".tip")
    page.close()


def test_it_prints_the_wide_pictures_on_white(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 900}, color_scheme="dark")
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.locator(".wide svg.map").is_visible()
    assert not page.locator(".narrow svg.map").is_visible()
    assert not page.locator("nav.toc").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(23, 33, 43)"
    page.close()
