"""`longwatch check`: is the scenario well-formed, and who can reach which line?"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from longwatch.cli.options import json_option, scenario_argument, set_option


@click.command()
@scenario_argument
@set_option
@json_option
@click.option(
    "--map",
    "map_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw how far each fleet reaches into this file (.html or .svg).",
)
def check(scenario: Path, overrides: tuple[str, ...], as_json: bool, map_file: Path | None) -> None:
    """Read SCENARIO and say what it changes in the catalog, how far each fleet reaches, which lines it holds and what binds.

    Exit code 2: it has mistakes, all are listed. 3: a line lies beyond the reach or link of every fleet.
    """
    from longwatch.scenario.read import read_scenario

    read = read_scenario(scenario, overrides)  # before the rest is imported: mistakes are told without delay
    from longwatch.cli.pattern_text import pattern_facts, pattern_text
    from longwatch.patterns.lines import lines_of
    from longwatch.rostering.pairing import feasible, judge
    from longwatch.rostering.regions import regions_of
    from longwatch.rostering.unreached import require_reached
    from longwatch.rostering.warm_up import late_starts
    from longwatch.weather.facts import weather_facts

    lines = lines_of(read)
    judged = judge(read, lines)
    verdicts = tuple(verdict for _, verdict in judged)
    hints = _hints(late_starts(read, lines, feasible(judged)))
    weather = weather_facts(read, lines, feasible(judged)).lines()
    patterns = pattern_facts(read, lines, feasible(judged))
    regions = regions_of(read, lines)
    if map_file is not None:
        _draw(read, lines, regions, map_file)
    if as_json:
        more = {"hints": hints, "weather": weather, "patterns": patterns}
        click.echo(json.dumps(_as_json(read, verdicts, regions) | more, indent=2, ensure_ascii=False))
    else:
        blocks = [
            _as_text(read, verdicts, regions),
            *pattern_text(patterns),
            "\n".join(weather),
            *(f"hint: {hint}" for hint in hints),
        ]
        click.echo("\n\n".join(blocks))
    require_reached(read, lines, verdicts)


def _as_text(scenario: Any, verdicts: Any, regions: Any) -> str:
    from longwatch.cli.tables import table
    from longwatch.units import NM_M, format_duration

    blocks = [f"{scenario.name}: well-formed, {format_duration(scenario.length_s)}"]
    if scenario.warnings:
        blocks.append("\n".join(f"warning: {text}" for text in scenario.warnings))
    if scenario.changes:
        rows = [(c.item, c.quantity, c.catalog_value, c.scenario_value) for c in scenario.changes]
        blocks.append(table(("changed", "figure", "catalog", "here"), rows))
    blocks.append(_reach_table(regions))
    head = ("line", "fleet", "serves", "distance", "transit out", "back", "on station", "largest radius", "binding")
    rows = []
    for v in verdicts:
        radius = f"{v.largest_radius_m / NM_M:.0f} NM" if 0 < v.largest_radius_m < math.inf else "—"
        times = [format_duration(t) if t > 0 else "—" for t in (v.transit_out_s, v.transit_back_s, v.on_station_s)]
        serves = "yes" if v.feasible else "no"
        rows.append((v.line, v.fleet, serves, f"{v.distance_m / NM_M:.0f} NM", *times, radius, v.binding))
    blocks.append(table(head, rows))
    reasons = [f"{v.fleet} on {v.line}: {v.reason}" for v in verdicts if not v.feasible]
    planned = [
        f"endurance of {v.fleet} on {v.line}: {format_duration(v.endurance_s)}; {v.endurance_for}"
        for v in verdicts
        if v.endurance_for
    ]
    return "\n\n".join([*blocks, *("\n".join(told) for told in (planned, reasons) if told)])


def _reach_table(regions: Any) -> str:
    from longwatch.cli.tables import table
    from longwatch.rostering.regions import binding_text, radius_text

    head = ("base", "fleet", "platform", "payload", "reaches", "binding")
    rows = [
        (r.fleet.base, r.fleet.name, r.fleet.platform, r.fleet.payload, radius_text(r), binding_text(r))
        for r in regions
    ]
    return table(head, rows)


def _draw(scenario: Any, lines: Any, regions: Any, path: Path) -> None:
    from longwatch.errors import BadInputError, Problem
    from longwatch.reporting.reach_map import reach_html, reach_svg

    drawers = {".html": reach_html, ".svg": reach_svg}
    if path.suffix.lower() not in drawers:
        raise BadInputError(Problem("--map", f"{path.name!r} ends in neither .html nor .svg"))
    try:
        path.write_text(drawers[path.suffix.lower()](scenario, lines, regions), encoding="utf-8")
    except OSError as error:
        raise BadInputError(Problem("--map", f"{str(path)!r} can't be written: {error.strerror}")) from None
    click.echo(f"map: {path}", err=True)


def _hints(late: dict[str, int]) -> list[str]:
    """What to do about lines whose first gap is longer than allowed whatever the roster."""
    from longwatch.reporting.first_transit import HOW_NOT_TO_COUNT
    from longwatch.units import format_duration

    told = (
        "nobody can be there before {}, and gaps count from the start: none will be without a longer gap than allowed"
    )
    return [f"{line}: {told.format(format_duration(first_s))}; {HOW_NOT_TO_COUNT}" for line, first_s in late.items()]


def _as_json(scenario: Any, verdicts: Any, regions: Any) -> dict[str, Any]:
    from longwatch.scenario.digest import scenario_digest

    return {
        "scenario": scenario.name,
        "sha256": scenario_digest(scenario),
        "warnings": list(scenario.warnings),
        "changes": [vars(change) for change in scenario.changes],
        "reach": [_reach_as_json(region) for region in regions],
        "pairings": [{name: _finite(value) for name, value in vars(verdict).items()} for verdict in verdicts],
    }


def _reach_as_json(region: Any) -> dict[str, Any]:
    from longwatch.detection.link import NO_LIMIT_M

    limited = float(region.link_m.min()) < NO_LIMIT_M
    return {
        "fleet": region.fleet.name,
        "base": region.fleet.base,
        "platform": region.fleet.platform,
        "payload": region.fleet.payload,
        "radius_m": _range(region.radius_m),
        "endurance_m": _range(region.endurance_m),
        "link_m": _range(region.link_m) if limited else None,
        "binding": region.binding,
        "link_share": region.link_share,
        "links": [
            {"name": one.name, "kind": one.kind, "least_m": one.least_m, "greatest_m": one.greatest_m}
            for one in region.outlines
        ],
    }


def _range(radius_m: Any) -> dict[str, float]:
    return {"least": float(radius_m.min()), "greatest": float(radius_m.max())}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
