"""How outcomes are shown: data to stdout, as calm text or as JSON, and the exit code that goes with it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from longwatch.units import format_duration

if TYPE_CHECKING:
    from longwatch.rostering.from_roster import Again
    from longwatch.runs.outcome import Outcome
    from longwatch.scenario.plan import Roster
    from longwatch.scenario.scenario import Scenario
    from longwatch.verifier.verdict import Verdict

UNMET = 10


def show_outcome(outcome: Outcome, *, as_json: bool, strict: bool) -> None:
    """The end of run, plan, fly, price and report; exit code 10 with --strict when a demand is unmet in the plan."""
    if as_json:
        click.echo(json.dumps({"folder": str(outcome.folder), **outcome.summary}, allow_nan=False, ensure_ascii=False))
    elif outcome.content is None:
        click.echo(f"already finished, nothing to do\n{outcome.folder / outcome.shows}")
    else:
        from rich.console import Console

        from longwatch.reporting.text import terminal_summary

        Console(highlight=False).print(terminal_summary(outcome.content))
        click.echo(f"\n{outcome.folder / outcome.shows}")  # never wrapped or cut: it is there to be copied
    if strict and outcome.unmet:
        click.echo(f"unmet in the plan: {', '.join(outcome.unmet)}", err=True)
        sys.exit(UNMET)


def show_again(outcome: Outcome, again: Again, *, as_json: bool, strict: bool) -> None:
    """A plan made from a roster: what became of its rows, then as for any plan."""
    if as_json:
        rows = {"of": again.of, "as_they_were": again.kept, "changes": [vars(one) for one in again.changes]}
        outcome = replace(outcome, summary={"rows": rows, **outcome.summary})
    else:
        for change in again.changes:
            click.echo(str(change))
        click.echo(f"{again.kept} of {again.of} rows as they were, {len(again.changes)} changed, left out or new\n")
    show_outcome(outcome, as_json=as_json, strict=strict)


def show_verdict(verdict: Verdict, roster: Roster, scenario: Scenario, *, as_json: bool) -> None:
    """Every broken rule and every line's cover; exit code 10 when a rule is broken or a gap is longer than its limit."""
    from longwatch.runs.verifying import verdict_json

    judged = [
        line for line in roster.lines if line.name in verdict.per_line
    ]  # a line of no watch here is a broken rule
    judged = [
        line for line in judged if line.kind not in ("tour", "relay")
    ]  # the cells judge; others show a relay's gaps
    too_long = {line.name for line in judged if verdict.per_line[line.name].gap_max_s > line.limit_s}
    too_little = {
        line.name
        for line in judged
        if line.required < 1.0 and verdict.per_line[line.name].covered_fraction < line.required
    }
    asked = {watch.name: watch for watch in scenario.watches}
    late = {name for name, seen in verdict.per_watch.items() if seen.gap_max_s > float(asked[name].limit_s)}
    little = {
        name
        for name, seen in verdict.per_watch.items()
        if float(asked[name].required) < 1.0 and seen.covered_fraction < float(asked[name].required)
    }
    if as_json:
        click.echo(json.dumps(verdict_json(verdict), allow_nan=False))
    else:
        click.echo(f"{scenario.name}: {len(roster.stints)} stints, {len(verdict.violations)} broken rules")
        for violation in verdict.violations:
            click.echo(f"  {violation}")
        for name, cover in verdict.per_line.items():
            longest = max(cover.gaps, key=lambda gap: gap[1] - gap[0], default=None)
            where = f", from {format_duration(longest[0])} after the start" if longest else ""
            click.echo(
                f"  {name}: covered {100 * cover.covered_fraction:.2f} %, {cover.n_gaps} gaps, "
                f"longest {format_duration(cover.gap_max_s)}{where}{' (longer than its limit)' if name in too_long else ''}"
                f"{' (less than required)' if name in too_little else ''}"
            )
        for name, seen in verdict.per_watch.items():
            click.echo(
                f"  {name}, by its cells: looked at in time {100 * seen.covered_fraction:.2f} %, longest revisit gap "
                f"{format_duration(seen.gap_max_s)}, mean {format_duration(seen.gap_mean_s)}"
                f"{' (longer than its limit)' if name in late else ''}{' (less than required)' if name in little else ''}"
            )
    if not verdict.ok or too_long or too_little or late or little:
        sys.exit(UNMET)
