"""`longwatch compare`: what finished runs differ by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from longwatch.cli.options import json_option

if TYPE_CHECKING:
    from longwatch.measures.paired import Difference
    from longwatch.runs.compare import Comparison


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 1.0, max_open=True),
    default=0.95,
    show_default=True,
    help="Of the intervals.",
)
@json_option
def compare(runs: tuple[Path, ...], confidence: float, as_json: bool) -> None:
    """Compare flown RUNS: every run after the first with the first.

    Runs of one seed, one period and as many trials met the same luck: their trials are paired, and what luck they
    share cancels. Others are compared as samples of their own, and it says why.
    """
    from longwatch.runs.compare import compare_runs

    found = compare_runs(runs, confidence)
    if as_json:
        click.echo(json.dumps({"comparisons": [one.to_json() for one in found]}, allow_nan=False, ensure_ascii=False))
        return
    for one in found:
        _print(one)


def _print(found: Comparison) -> None:
    from longwatch.cli.tables import table

    click.echo(f"A  {found.a}   {found.trials[0]:,} trials")
    click.echo(f"B  {found.b}   {found.trials[1]:,} trials")
    if found.why_not:
        click.echo(f"not paired: {'; '.join(found.why_not)}")
    for note in found.notes:
        click.echo(f"note: {note}")
    head = ["B less A", "A", "B", "difference", f"{100 * found.confidence:g} % interval", "B better, surely"]
    head += [] if found.why_not else ["B better / worse in", "variance / independent"]
    click.echo(table(head, [_row(one, not found.why_not) for one in found.differences]))
    click.echo("")


def _row(one: Difference, is_paired: bool) -> list[str]:
    from longwatch.reporting.wording import DASH, share

    row = [one.words, _shown(one, one.a), _shown(one, one.b), _shown(one, one.difference, sign=True)]
    row.append(f"{_shown(one, one.low, sign=True)} to {_shown(one, one.high, sign=True)}")
    row.append(share(one.p_better))
    if is_paired:
        row.append(DASH if one.better is None else f"{share(one.better)} / {share(one.worse)}")
        row.append(DASH if one.variance_ratio is None else f"{one.variance_ratio:.2f}")
    return row


def _shown(one: Difference, value: float, *, sign: bool = False) -> str:
    """Shares in per cent, times as durations, counts as they are."""
    from longwatch.units import format_duration

    before = "-" if value < 0 else "+" if sign and value > 0 else ""
    if one.unit == "s":
        return f"{before}{format_duration(abs(value))}" if abs(value) >= 1.0 else f"{before}{abs(value):.2g} s"
    is_share = one.measure in ("covered", "covered_whole", "no_long_gap")
    return f"{before}{100 * abs(value):.3f} %" if is_share else f"{before}{abs(value):,.4g}"
