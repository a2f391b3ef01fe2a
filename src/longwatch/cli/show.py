"""How outcomes are shown: data to stdout, as calm text or as JSON, and the exit code that goes with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from longwatch.cli.leaving import INTERRUPTED, leave_when_asked_again
from longwatch.units import format_duration

if TYPE_CHECKING:
    from longwatch.rostering.from_present import Present
    from longwatch.rostering.from_roster import Again
    from longwatch.runs.outcome import Outcome
    from longwatch.runs.verifying import Verified
    from longwatch.scenario.plan import Stint

UNMET = 10
MOST_COMPLAINTS = 40


def show_outcome(outcome: Outcome, *, as_json: bool, strict: bool) -> None:
    """The end of run, plan, fly, price and report; exit code 10 with --strict when a demand is unmet in the plan, 130 where
    the search was stopped by hand."""
    if as_json:
        click.echo(json.dumps({"folder": str(outcome.folder), **outcome.summary}, allow_nan=False, ensure_ascii=False))
    elif outcome.content is None:
        click.echo(f"already finished, nothing to do\n{outcome.folder / outcome.shows}")
    else:
        from rich.console import Console

        from longwatch.reporting.text import terminal_summary

        Console(highlight=False).print(terminal_summary(outcome.content))
        if outcome.content.explanation is not None:
            click.echo("\n" + "\n".join(outcome.content.explanation.lines))
        click.echo(f"\n{outcome.folder / outcome.shows}")  # never wrapped or cut: it is there to be copied
    if outcome.stopped:
        leave_when_asked_again()
        click.echo(
            f"stopped by hand: the best roster so far is whole; to fly it: longwatch resume {outcome.folder}", err=True
        )
        sys.exit(INTERRUPTED)
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
    if again.hint:
        click.echo(f"hint: {again.hint}", err=True)
    show_outcome(outcome, as_json=as_json, strict=strict)


def show_present(outcome: Outcome, found: Present, *, as_json: bool, strict: bool) -> None:
    """A roster that was gone on with: which rows changed, what that costs and saves, then as for any plan."""
    from longwatch.cli.tables import table
    from longwatch.runs.present import present_json

    if as_json:
        outcome = replace(outcome, summary={"present": present_json(found), **outcome.summary})
    else:
        if found.moved:
            head = ("vehicle", "line", "take-off was", "is", "what", "why")
            rows = [(one.tail, one.line, one.was, one.now, one.what, one.why) for one in found.moved]
            click.echo(table(head, rows))
        click.echo(f"\nfrom {found.at} on: {found.n_changed} of {found.n_later} rows changed; uncovered "
                   f"{format_duration(found.uncovered_s)}, {format_duration(found.uncovered_before_s)} as it was planned, "
                   f"{format_duration(found.uncovered_cut_s)} with what no longer stands left out")  # fmt: skip
        if found.anew is not None:
            click.echo(f"all later rows anew by the fast builder: uncovered {format_duration(found.anew.uncovered_s)}, "
                       f"{found.anew.n_changed} of them at other times or on other lines")  # fmt: skip
        click.echo()
    show_outcome(outcome, as_json=as_json, strict=strict)


def show_verdict(found: Verified, *, as_json: bool) -> None:
    """What is wrong, the row to look at first in each line, then every line's cover; exit code 10 if anything is wrong."""
    from longwatch.runs.verifying import outages_told, verdict_json

    verdict, scenario = found.verdict, found.scenario
    for warning in found.warnings:
        click.echo(f"warning: {warning}", err=True)
    if as_json:
        whole = {
            **verdict_json(verdict),
            "duties": found.duties,
            "complaints": found.complaints,
            "outages": [vars(one) for one in found.roster.outages],
        }
        click.echo(json.dumps(whole, allow_nan=False))
    else:
        for text in found.complaints[:MOST_COMPLAINTS]:
            click.echo(text)
        if len(found.complaints) > MOST_COMPLAINTS:
            click.echo(f"... and {len(found.complaints) - MOST_COMPLAINTS} more; --json has them all")
        click.echo(f"{scenario.name}: {_rows(found.roster.stints)}, {_counts(found)}")
        if gone := outages_told(found):
            click.echo(f"  the roster says, and the scenario does not: {'; '.join(gone)}")
        for name, cover in verdict.per_line.items():
            longest = max(cover.gaps, key=lambda gap: gap[1] - gap[0], default=None)
            where = f", from {format_duration(longest[0])} after the start" if longest else ""
            gaps = f"{cover.n_gaps} gap{'' if cover.n_gaps == 1 else 's'}, longest {format_duration(cover.gap_max_s)}"
            click.echo(
                f"  {name}: covered {100 * cover.covered_fraction:.2f} %, {gaps if longest else 'no gap'}{where}"
            )
        for name, seen in verdict.per_watch.items():
            mean = "mean revisit gap" if seen.limits else f"longest revisit gap {format_duration(seen.gap_max_s)}, mean"
            click.echo(
                f"  {name}, by its cells: looked at in time {100 * seen.covered_fraction:.2f} %, {mean} "
                f"{format_duration(seen.gap_mean_s)}"
            )
            for limit_s, n_cells, gap_s, class_ in seen.limits:
                told = f"longest gap {format_duration(gap_s)}"
                of = f" for {class_}" if class_ else ""
                click.echo(f"    {n_cells} cells with a limit of {format_duration(limit_s)}{of}: {told}")
    if found.complaints:
        sys.exit(UNMET)


def _rows(stints: Sequence[Stint]) -> str:
    """ "40 rows", and of how many sorties where some hold several lines."""
    from longwatch.scenario.plan import sorties_of

    sorties = len(sorties_of(stints))
    return f"{len(stints)} rows" + (f" of {sorties} sorties" if sorties < len(stints) else "")


def _counts(found: Verified) -> str:
    broken = len(found.verdict.violations)
    unmet = len(found.complaints) - broken
    rules = f"{broken} broken rule{'s' if broken > 1 else ''}" if broken else "every rule is kept"
    times = "once" if unmet == 1 else f"{unmet} times"
    return f"{rules}, {f'watched less than asked {times}' if unmet else 'watched as asked'}"
