"""`longwatch new`: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def new(path: Path) -> None:
    """Write a small commented scenario to PATH, ready to run. A file that stands there is not overwritten."""
    from longwatch.scenario.new import write_starter

    write_starter(path)
    click.echo(f"wrote {path}; next: longwatch check {path}", err=True)
