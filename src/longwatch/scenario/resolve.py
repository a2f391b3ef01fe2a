"""From what the user wrote to what it means: every name resolved, figures from the catalog, geometry as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from longwatch.scenario.area_roles import check_roles
from longwatch.scenario.asks import Ask
from longwatch.scenario.cells import asks_of, cells_of
from longwatch.scenario.draft import Draft, part_of_file, validate
from longwatch.scenario.ground import Areas, Land, areas_of, check_ground, land_near
from longwatch.scenario.later import take_later
from longwatch.scenario.links import check_links, relay_areas, with_relay_areas
from longwatch.scenario.long_rules import check_long
from longwatch.scenario.models import Fleet, ScenarioFile
from longwatch.scenario.named_files import take_tracks
from longwatch.scenario.names import check_names, fleet_name
from longwatch.scenario.own import Stock, stock_of
from longwatch.scenario.places import Places, Source
from longwatch.scenario.policies import check_policy
from longwatch.scenario.rules import check_rules
from longwatch.scenario.scenario import Scenario
from longwatch.scenario.ships import check_ships
from longwatch.scenario.shiptracks import fill_tracks
from longwatch.scenario.sky import check_sky
from longwatch.scenario.start_state import fill_state
from longwatch.scenario.times import check_times

if TYPE_CHECKING:
    from longwatch.geo.cells import Cells


def resolve(file: ScenarioFile, path: Path | None = None) -> Scenario:
    """The scenario that a file in the form of its model means; `path` is where the files it names are looked for.

    Raises BadInputError with every problem found.
    """
    draft = Draft({}, Places(), path.parent if path else Path())
    part_of_file(draft, file)
    return _resolved(draft, path)


def resolve_source(source: Source, path: Path | None) -> Scenario:
    """The same from a raw table: checked part by part, so that one pass finds all that is wrong."""
    draft = Draft(source.table, source.places, path.parent if path else Path(), inputs=dict(source.inputs))
    draft.problems += take_later(draft.table, draft.places)
    take_tracks(draft)
    validate(draft)
    return _resolved(draft, path)


def _resolved(draft: Draft, path: Path | None) -> Scenario:
    stock = stock_of(draft)
    areas = areas_of(draft)
    fill_tracks(draft, stock, areas)
    fill_state(draft, stock)
    check_names(draft, stock)
    check_rules(draft, stock)
    check_times(draft)
    check_long(draft)
    land = land_near(draft, areas)
    check_ground(draft, areas, land)
    check_sky(draft, stock, areas)
    check_roles(draft, areas, stock)
    check_links(draft, areas)
    areas |= relay_areas(draft)
    check_ships(draft)
    policy_text = check_policy(draft, stock)
    cells = cells_of(draft, areas, land)
    asks = asks_of(draft, areas, cells)
    draft.stop_if_wrong()
    assert draft.file is not None  # without problems every part passed
    return _scenario(draft, with_relay_areas(draft.file), path, stock, areas, land, (cells, asks), policy_text)


def _scenario(
    draft: Draft,
    file: ScenarioFile,
    path: Path | None,
    stock: Stock,
    areas: Areas,
    land: Land,
    cells: tuple[dict[str, Cells], dict[str, tuple[Ask, ...]]],
    policy_text: str,
) -> Scenario:
    fleets = tuple(_with_names(fleet, stock) for fleet in file.fleet)
    used = {fleet.platform for fleet in fleets} | {base.platform for base in file.base if base.platform}
    carried = {fleet.payload for fleet in fleets if fleet.payload}
    return Scenario(
        file=file,
        path=path,
        start_s=round(file.period.start.timestamp()),
        length_s=round(float(file.period.length_s)),
        bases=tuple(base for _, base in draft.each("base")),
        fleets=fleets,
        platforms={name: stock.platforms[name] for name in sorted(used)},
        payloads={name: stock.payloads[name] for name in sorted(carried)},
        areas=areas,
        land=land,
        changes=stock.changes,
        warnings=tuple(dict.fromkeys(draft.warnings)),
        inputs=draft.hash_files(),
        cells=cells[0],
        policy_text=policy_text,
        revisit_asks=cells[1],
    )


def _with_names(fleet: Fleet, stock: Stock) -> Fleet:
    payload = fleet.payload or stock.platforms[fleet.platform].payloads[0]
    return fleet.model_copy(update={"name": fleet_name(fleet), "payload": payload})
