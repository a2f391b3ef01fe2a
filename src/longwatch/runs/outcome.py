"""What a command has to show of a run folder, and which watches its plan leaves unmet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longwatch.reporting.content import ReportContent
from longwatch.reporting.summary import summary_text
from longwatch.runs.store import REPORT, SUMMARY
from longwatch.scenario.scenario import Scenario

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a command has to show; `content` is None for a finished run that was found again."""

    folder: Path
    content: ReportContent | None
    summary: dict[str, Any]
    unmet: tuple[str, ...] = ()  # watches whose planned gaps are longer than their limit
    shows: str = SUMMARY  # the file that stands for this command
    stopped: bool = False  # whether somebody ended the search of its plan


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def outcome_of(folder: Path, content: ReportContent, shows: str) -> Outcome:
    summary = json.loads(summary_text(content))
    return Outcome(folder, content, summary, unmet_watches(summary), shows)


def found_again(folder: Path) -> Outcome:
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return Outcome(folder, None, summary, unmet_watches(summary), REPORT)


def unmet_watches(summary: dict[str, Any]) -> tuple[str, ...]:
    """Watches whose planned longest gap is above the limit, or that cover less than a required fraction below 1.

    A required fraction of 1 asks for no more than the limit does: a gap up to the limit still counts as held. Of a revisit
    watch both are those of its cells. A relay is held for the sake of others, in whom its absence shows.
    """
    return tuple(watch["name"] for watch in summary["watches"] if watch["kind"] != "relay" and not _is_met(watch))


def _is_met(watch: dict[str, Any]) -> bool:
    gap, covered, required = watch["gap_max"]["planned"], watch["covered"]["planned"], watch["required"]["value"]
    if gap is None or covered is None:
        return False
    return bool(gap["value"] <= watch["limit"]["value"] and (required >= 1.0 or covered["value"] >= required))


def command_of(scenario: Scenario, overrides: tuple[str, ...]) -> str:
    name = scenario.path.name if scenario.path else "scenario.toml"
    return " ".join(["longwatch run", name, *(f"--set {override!r}" for override in overrides)])
