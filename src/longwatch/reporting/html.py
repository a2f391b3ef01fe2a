"""The report: one HTML file that opens from disk on a closed network. Everything is inlined, nothing is fetched.

A content security policy forbids every request and every script but the one whose hash it names; the page reads the
same with scripts off.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from longwatch.reporting import section_basis as basis
from longwatch.reporting import section_gaps as gaps
from longwatch.reporting import section_knowledge as knowledge
from longwatch.reporting import section_sensors as sensors
from longwatch.reporting import section_verdict as first
from longwatch.reporting import section_watch as watch
from longwatch.reporting import section_why as why
from longwatch.reporting import section_years as years
from longwatch.reporting.check import check_content
from longwatch.reporting.content import ReportContent
from longwatch.reporting.markup import Html, tag
from longwatch.reporting.verdict import headline
from longwatch.reporting.wording import full_instant
from longwatch.units import format_duration


def render(content: ReportContent) -> str:
    """The report as one self-contained page. Raises InvariantError when the content breaks a law."""
    check_content(content)
    sections = [
        ("numbers", "Numbers", first.three_numbers(content)),
        ("map", "Map", watch.map_section(content)),
        ("roster", "Roster", watch.roster_section(content)),
        ("gaps", "Gaps", gaps.gaps_section(content)),
        ("why", why.title(content), why.why_section(content)),
        ("years", "Years", years.years_section(content)),
        ("knowledge", "Luck and knowledge", knowledge.knowledge_section(content)),
        ("sensors", "Sensors", sensors.sensors_section(content)),
        ("ships", "Ships", gaps.ships_section(content)),
        ("cost", "Cost", basis.cost_section(content)),
        ("origins", "Origins", basis.origins_section(content)),
        ("changes", "Changes", basis.changes_section(content)),
        ("method", "Method", basis.method_section(content)),
    ]
    shown = [(name, word, body) for name, word, body in sections if body]
    contents = tag(
        "nav", [tag("a", word, href=f"#{name}") for name, word, _ in shown], class_="toc", aria_label="Contents"
    )
    script = _data("report.js")
    body = tag(
        "body",
        tag("p", content.settings.marking, class_="marking") if content.settings.marking else None,
        _top(content),
        tag("main", first.verdict(content), contents, [body for *_, body in shown]),
        _foot(content),
        tag("script", Html(script)),
    )
    return f"<!doctype html>\n{tag('html', _head(content, script), body, lang='en')}\n"


def _data(name: str) -> str:
    return files("longwatch.reporting").joinpath("data", name).read_text(encoding="utf-8")


def _head(content: ReportContent, script: str) -> Html:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="color-scheme", content="light dark"),
        tag("title", f"{content.settings.scenario_name}: can the watch be kept?"),
        tag("style", Html(_data("report.css"))),
    )


def _top(content: ReportContent) -> Html:
    s = content.settings
    when = f"{format_duration(s.length_s)} from {full_instant(s.start_s, 0, s.zone)}"
    return tag(
        "header",
        tag("p", tag("b", "longwatch"), f" · {s.scenario_name} · {when}", class_="eyebrow"),
        tag("h1", headline(content)),
        class_="top",
    )


def _foot(content: ReportContent) -> Html:
    s = content.settings
    return tag(
        "footer",
        f"longwatch {s.version} · seed {s.seed} · the same figures with their origins: summary.json · unarmed use only",
        tag("p", s.marking) if s.marking else None,
    )
