"""The command line: one file per command, each imported only when it is called, so that `--help` stays quick."""

from __future__ import annotations

import codecs
import importlib
import os
import sys
from typing import Any

import click

from longwatch.cli.leaving import INTERRUPTED, leave_when_asked_again, stop_on_sigterm
from longwatch.errors import LongwatchError
from longwatch.version import __version__

# command -> (module, one line for --help). The help text is repeated here so that --help imports no command.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("longwatch.cli.run", "Plan, verify, fly, price and report: the main job."),
    "new": ("longwatch.cli.new", "Write a commented starter scenario."),
    "check": ("longwatch.cli.check", "Read a scenario and say who can reach which line."),
    "schema": ("longwatch.cli.schema", "Print the JSON Schema of a scenario or a summary."),
    "catalog": ("longwatch.cli.catalog", "Show platforms and payloads with their sources."),
    "calibrate": ("longwatch.cli.calibrate", "Update failure rates by an operator's log."),
    "plan": ("longwatch.cli.plan", "Make a verified roster and its bound."),
    "visits": ("longwatch.cli.visits", "Choose contacts to visit within sorties."),
    "bases": ("longwatch.cli.bases", "Choose where to base, by what is reached."),
    "verify": ("longwatch.cli.verify", "Re-derive every rule and gap of a roster."),
    "fly": ("longwatch.cli.fly", "Fly a roster many times."),
    "resume": ("longwatch.cli.resume", "Go on with a run that stopped, or fly more trials."),
    "price": ("longwatch.cli.price", "Price a plan or what was flown."),
    "compare": ("longwatch.cli.compare", "Show what flown runs differ by."),
    "robust": ("longwatch.cli.robust", "What each shortening of the flown longest gap costs."),
    "sweep": ("longwatch.cli.sweep", "Run many variants of a scenario into one table."),
    "bench": ("longwatch.cli.bench", "Time the cases that come with the program."),
    "report": ("longwatch.cli.report", "Write the HTML report of a run again."),
    "export": ("longwatch.cli.export", "Calendars and tables by vehicle and crew."),
}


def json_escapes(error: UnicodeError) -> tuple[str, int]:
    """What a terminal or pipe can't encode is written as JSON writes it: readable in text, and still JSON in JSON."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2)), error.end


def show_every_name() -> None:
    """Names in any script are shown on any terminal; only those that are not UTF-8 need escapes."""
    codecs.register_error("longwatch_json", json_escapes)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="longwatch_json")


class Lazy(click.Group):
    """A group whose commands are imported when they are called; errors of ours become clean lines, never tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        show_every_name()
        stop_on_sigterm()
        try:
            return self._told(ctx)
        except KeyboardInterrupt:  # asked again while the first answer was being given
            os._exit(INTERRUPTED)

    def _told(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LongwatchError as error:
            if error.exit_code == INTERRUPTED:
                leave_when_asked_again()
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, click.exceptions.Abort):
            leave_when_asked_again()
            click.echo("interrupted: nothing half-written was left behind", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            sys.exit(0)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"{where}{error.strerror or error}", err=True)
            sys.exit(2)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="longwatch")
def main() -> None:
    """Can this fleet keep this sea watched without a gap, and what does that cost?

    Start with `longwatch new sea.toml`, then `longwatch run sea.toml`. Data goes to stdout (`--json` on every
    command), progress to stderr. Exit codes: 0 done, 2 bad input, 3 impossible, 4 an invariant broke,
    10 a demand is unmet or a roster breaks a rule, 130 interrupted.
    """
