"""The end of `longwatch run` in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType

from longwatch.reporting.content import ReportContent
from longwatch.reporting.verdict import lead_sentence


def terminal_summary(content: ReportContent, report_path: str = "") -> RenderableType:
    """Verdict, three numbers, cost line and path as rich renderables, calm at 80 columns."""
    return Group(lead_sentence(content), report_path)
