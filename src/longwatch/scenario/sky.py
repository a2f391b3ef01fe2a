"""Weather at the door: its file can be read and names known places, keys fit their kind, limits have what they need."""

from __future__ import annotations

from typing import Final

from longwatch.catalog.models import Platform
from longwatch.errors import BadInputError, Problem
from longwatch.scenario.draft import Draft
from longwatch.scenario.ground import Areas
from longwatch.scenario.models import Base, Weather
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

LARGEST_GRID_BYTES: Final = 50_000_000_000
EVERYWHERE: Final = "*"
# key -> the quantity of a file that says the same
_SAME: Final = {
    "sea_state": "hs_m", "visibility": "visibility_m", "cloud": "cloud", "rain": "rain_mm_h", "icing": "icing",
}  # fmt: skip


def check_sky(draft: Draft, stock: Stock, areas: Areas) -> None:
    """Everything about [weather] and the limits of bases that needs more than one key."""
    for key, base in draft.each("base"):
        _check_limits(draft, key, base, stock)
    weather = draft.one("weather")
    if weather is None:
        return
    given = {type(weather).model_fields[name].alias or name for name in weather.model_fields_set}
    _check_kind(draft, weather, given)
    if weather.forecast is not None and weather.forecast.skill_end > weather.forecast.skill:
        draft.wrong(("weather", "forecast", "skill_end"), "is above `skill`: a forecast does not get better with time")
    if weather.kind != "constant" and weather.file is not None:
        _check_file(draft, weather, given, areas)


def _check_kind(draft: Draft, weather: Weather, given: set[str]) -> None:
    if weather.kind == "constant":
        for name in ("file", "borrowed_from"):
            if name in given:
                what = f'says nothing of kind "{weather.kind}", which reads no file'
                draft.wrong(("weather", name), what, 'kind = "table", "spells" or "file"')
    elif weather.file is None:
        draft.wrong(("weather", "file"), f'is missing: kind "{weather.kind}" reads a file', 'file = "weather.csv"')


def _check_limits(draft: Draft, key: Key, base: Base, stock: Stock) -> None:
    if base.sea_limit is not None and base.kind == "airfield":
        draft.wrong((*key, "sea_limit"), f"{base.name} is an airfield: no sea closes it")
    for name, value in (("crosswind_limit", base.crosswind_limit_mps), ("runway_heading", base.runway_heading_rad)):
        if value is not None and base.kind != "airfield":
            draft.wrong((*key, name), f"{base.name} is a {base.kind}: it has no runway")
    if base.kind != "airfield":
        return
    if base.crosswind_limit_mps is not None and base.runway_heading_rad is None:
        draft.wrong((*key, "crosswind_limit"), "needs `runway_heading`: across what?", 'runway_heading = "95 deg"')
    if base.runway_heading_rad is not None and base.crosswind_limit_mps is None:
        homed = [stock.platforms.get(fleet.platform) for _, fleet in draft.each("fleet") if fleet.base == base.name]
        if not any(_has_crosswind(platform) for platform in homed):
            what = "has no effect: neither the base nor a platform there has a crosswind limit"
            draft.warn((*key, "runway_heading"), what)


def _has_crosswind(platform: Platform | None) -> bool:
    return platform is not None and platform.crosswind_limit_mps is not None


def _check_file(draft: Draft, weather: Weather, given: set[str], areas: Areas) -> None:
    """The file can be read as it will be; one problem for each thing that is wrong in it."""
    key: Key = ("weather", "file")
    assert weather.file is not None
    from longwatch.formats.weather_text import LARGEST_TABLE_BYTES

    limit = LARGEST_GRID_BYTES if weather.kind == "file" else LARGEST_TABLE_BYTES
    if not draft.note_file(key, weather.file, limit):
        return
    try:
        quantities, places = _read(draft, weather, areas)
    except BadInputError as error:
        draft.problems += [Problem(draft.places.where(key), _told(problem), problem.hint) for problem in error.problems]
        return
    known = [EVERYWHERE, *draft.names("base"), *draft.names("watch")]
    for place in places:
        if place not in known:
            draft.unknown(key, f"place of {shown(weather.file)}: no base or watch", place, known)
    for name, quantity in _SAME.items():
        if name in given and quantity in quantities:
            draft.wrong(("weather", name), f"{shown(weather.file)} has this already", "leave one of them out")


def _told(problem: Problem) -> str:
    return f"{problem.where}: {problem.what}" if problem.where else problem.what


def _read(draft: Draft, weather: Weather, areas: Areas) -> tuple[set[str], tuple[str, ...]]:
    """(quantities, places named) of the file."""
    assert weather.file is not None
    path = draft.folder / weather.file
    if weather.kind == "file":
        from longwatch.formats.weather_grid import read_weather_grid

        grid = read_weather_grid(path, _places(draft, areas))
        return (set(grid.values), ()) if grid is not None else (set(), ())
    from longwatch.formats.weather_table import read_weather_table

    table = read_weather_table(path, leave_gaps=weather.kind == "spells")
    for warning in table.warnings:
        draft.warn(("weather", "file"), warning)
    return set(table.values), table.places


def _places(draft: Draft, areas: Areas) -> list[tuple[str, float, float]]:
    """Bases that stay and the middle of every watch, to see that a grid covers them."""
    places = [(base.name, *base.at) for _, base in draft.each("base") if base.at is not None]
    for _, watch in draft.each("watch"):
        rings = [polygon.outer for polygon in areas.get(watch.area, ())]
        if watch.post is not None:
            places.append((watch.name, *watch.post))
        elif rings:
            lats, lons = zip(*(point for ring in rings for point in ring), strict=True)
            places.append((watch.name, (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2))
    return places
