"""Options that several commands share, and how progress is shown: on stderr, calm, never in the way of data."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from longwatch.rostering.steps import Step

C = TypeVar("C", bound=Callable[..., Any])

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path, dir_okay=False))
run_argument = click.argument("run", type=click.Path(path_type=Path, file_okay=False))
set_option = click.option(
    "--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change one entry: --set run.trials=200"
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
out_option = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Run folder [default: runs/<name>-<hash8>]."
)
seed_option = click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), help="Same seed, same watch log.")
trials_option = click.option("--trials", type=click.IntRange(min=1), help="Simulated runs of the whole period.")
look_trials_option = click.option(
    "--look-trials", type=click.IntRange(min=0), help="Trials in which ships are looked at [default: all]."
)
workers_option = click.option("--workers", type=click.IntRange(min=1), help="Workers that fly [default: one a core].")
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Fly on a Dask cluster: tcp://host:8786, its scheduler."
)  # fmt: skip
strict_option = click.option("--strict", is_flag=True, help="Exit 10 when a demand is unmet in the plan.")


def with_run_options(overrides: tuple[str, ...], **given: object) -> tuple[str, ...]:
    """Options like --trials are entries of [run]: what is given becomes an override, so that it reaches the hash."""
    return (*overrides, *(f"run.{name}={value}" for name, value in given.items() if value is not None))


def over(text: str) -> str:
    """A line that takes the place of the one before it on a terminal."""
    width = shutil.get_terminal_size().columns - 1
    return f"\r{text[:width]:<{width}}"


class Progress:
    """One line per stage; on a terminal the line counts up in place, elsewhere only its end is written.

    With `plans` a plan tells more: on a terminal in place, elsewhere a line where another search begins or a better roster
    is found.
    """

    def __init__(self, quiet: bool = False, plans: bool = True) -> None:
        self._plans = plans and not quiet
        self._told: tuple[str, float | None] = "", None
        self._live = sys.stderr.isatty() and not quiet
        self._quiet = quiet
        self._stage = ""
        self._began = 0.0
        self._at_first = 0  # done when the stage began: a run that goes on has some

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._quiet:
            return
        if stage != self._stage:
            self._stage, self._began, self._at_first = stage, time.monotonic(), done
        is_end = done >= total
        if self._live and not is_end:
            click.echo(f"\r{stage:<34} {done:>6} of {total}{self._left(done, total):<16}", nl=False, err=True)
        elif is_end:
            spent = time.monotonic() - self._began
            text = f"{stage:<34} {total:>6} of {total}   {spent:5.1f} s"
            click.echo(over(text) if self._live else text, err=True)
            self._stage = ""

    def planning(self, step: Step) -> None:
        """What the best roster so far covers, what no roster exceeds, and since when it is searched."""
        if not self._plans or step.most is None:
            return
        text = f"{step}, {time.monotonic() - self._began:.0f} s"
        if self._live:
            click.echo(over(text), nl=False, err=True)
        elif (step.name, step.covered) != self._told:
            click.echo(text, err=True)
        self._told = step.name, step.covered

    def _left(self, done: int, total: int) -> str:
        """How long it will go on at the pace so far, once there is one."""
        spent = time.monotonic() - self._began
        if done <= self._at_first or spent < 1.0:
            return ""
        left_s = round(spent * (total - done) / (done - self._at_first))
        return f"   {left_s} s left" if left_s < 120 else f"   {round(left_s / 60)} min left"
