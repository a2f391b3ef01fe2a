"""Every name leads somewhere and only one way: duplicates and dangling references."""

from __future__ import annotations

from collections.abc import Iterable

from longwatch.detection.targets import class_order
from longwatch.scenario.draft import Draft
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.tails import fleet_name as fleet_name
from longwatch.scenario.words import shown
from longwatch.units import parse_position


def check_names(draft: Draft, stock: Stock) -> None:
    for section in ("base", "control", "area", "watch"):
        _check_twice(draft, section, ((key, part.name) for key, part in draft.each(section)))
    _check_twice(draft, "fleet", ((key, fleet_name(fleet)) for key, fleet in draft.each("fleet")))
    _check_fleets(draft, stock)
    _check_rest(draft, stock)


def fleet_names(draft: Draft) -> list[str]:
    """Names of all fleets, the default ones too; of wrong entries as far as they can be read."""
    entries = draft.table.get("fleet")
    found = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            name = entry.get("name") or f"{entry.get('platform')}@{entry.get('base')}"
            found.append(str(name))
    return found


def _check_twice(draft: Draft, section: str, named: Iterable[tuple[Key, str]]) -> None:
    first: dict[str, Key] = {}
    for key, name in named:
        if name in first:
            where = draft.places.where(first[name])
            hint = "give one of them a `name` of its own" if section == "fleet" else ""
            draft.wrong(
                (*key, "name"), f"a second {section} is called {shown(name)}; the first stands at {where}", hint
            )
        first.setdefault(name, key)


def _check(draft: Draft, key: Key, what: str, name: str | None, names: list[str]) -> None:
    if name is not None and name not in names:
        draft.unknown(key, what, name, names)


def _check_stock(draft: Draft, key: Key, section: str, name: str | None, names: Iterable[str]) -> None:
    if name is not None and name not in names and (section, name) not in draft.broken:
        draft.unknown(key, section, name, sorted(names), "the catalog and this scenario have")


def _check_fleets(draft: Draft, stock: Stock) -> None:
    bases, controls, watches = draft.names("base"), draft.names("control"), draft.names("watch")
    for key, fleet in draft.each("fleet"):
        _check_stock(draft, (*key, "platform"), "platform", fleet.platform, stock.platforms)
        _check_stock(draft, (*key, "payload"), "payload", fleet.payload, stock.payloads)
        _check(draft, (*key, "base"), "base", fleet.base, bases)
        _check(draft, (*key, "control"), "control station", fleet.control, controls)
        for index, name in enumerate(fleet.lines):
            _check(draft, (*key, "lines", index), "watch", name, watches)
        platform = stock.platforms.get(fleet.platform)
        if platform is not None and fleet.payload is None:
            if not platform.payloads:
                draft.wrong((*key, "payload"), f"is missing: {platform.id} has no usual payload, so name one")
            else:
                _check_stock(draft, (*key, "platform"), "payload", platform.payloads[0], stock.payloads)
        elif platform is not None and platform.payloads and fleet.payload not in platform.payloads:
            usual = ", ".join(platform.payloads)
            draft.warn((*key, "payload"), f"{fleet.payload} is not among the usual payloads of {platform.id} ({usual})")


def _check_area(draft: Draft, key: Key, name: str, areas: list[str]) -> None:
    if name:
        _check(draft, key, "area", name, areas)
    else:
        draft.wrong(key, "is missing: name what is watched")


def _check_rest(draft: Draft, stock: Stock) -> None:
    bases, areas, watches = draft.names("base"), draft.names("area"), draft.names("watch")
    fleets, classes = fleet_names(draft), list(class_order())
    for key, base in draft.each("base"):
        _check_stock(draft, (*key, "platform"), "platform", base.platform, stock.platforms)
        for index, name in enumerate(base.alternates):
            _check(draft, (*key, "alternates", index), "base", name, bases)
    for key, control in draft.each("control"):
        if control.at not in bases and not _is_position(control.at):
            draft.unknown((*key, "at"), "base", control.at, bases, "or write a position; this scenario has")
        _check(draft, (*key, "footprint"), "area", control.footprint, areas)
        for index, name in enumerate(control.relays):
            _check(draft, (*key, "relays", index), "base or watch", name, [*bases, *watches])
    for key, watch in draft.each("watch"):
        if watch.kind != "relay":  # a relay has none
            _check_area(draft, (*key, "area"), watch.area, areas)
        if watch.sees.class_ not in classes:
            draft.unknown((*key, "sees", "class"), "target class", watch.sees.class_, classes, "there are")
    for key, traffic in draft.each("traffic"):
        for name in traffic.mix:
            if name not in classes:
                draft.unknown((*key, "mix", name), "target class", name, classes, "there are")
    for key, weather in draft.each("weather"):
        for index, closure in enumerate(weather.closure):
            here = (*key, "closure", index, "of")
            if closure.of != "*":
                _check(draft, here, "base or watch", closure.of, [*bases, *watches])
            if closure.of in bases and closure.of in watches:
                draft.wrong(here, f"both a base and a watch are called {shown(closure.of)}: rename one of them")
    for key, faults in draft.each("faults"):
        for name in faults.platform:
            _check_stock(draft, (*key, "platform", name), "platform", name, stock.platforms)
    for key, state in draft.each("state"):
        for index, airborne in enumerate(state.airborne):
            _check(draft, (*key, "airborne", index, "fleet"), "fleet", airborne.fleet, fleets)
            _check(draft, (*key, "airborne", index, "watch"), "watch", airborne.watch, watches)
        for index, resting in enumerate(state.crews):
            _check(draft, (*key, "crews", index, "fleet"), "fleet", resting.fleet, fleets)


def _is_position(text: str) -> bool:
    try:
        parse_position(text)
    except ValueError:
        return False
    return True
