"""The one-file HTML report."""

from __future__ import annotations

from html import escape

from longwatch.reporting.check import check_content
from longwatch.reporting.content import ReportContent
from longwatch.reporting.verdict import claim_sentence, lead_sentence


def render(content: ReportContent) -> str:
    """The report as one self-contained page. Raises InvariantError when the content breaks a law."""
    check_content(content)
    claims = "".join(f"<p>{escape(claim_sentence(watch, content))}</p>" for watch in content.watches)
    title = escape(content.settings.scenario_name)
    head = f"<!doctype html><html lang=en><title>{title}</title>"
    return f"{head}<h1>{escape(lead_sentence(content))}</h1>{claims}"
