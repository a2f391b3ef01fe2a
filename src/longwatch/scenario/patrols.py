"""Watches whose posts move: revisit patterns, and lines that keep company with a ship."""

from __future__ import annotations

from longwatch.scenario.draft import Draft
from longwatch.scenario.models import CellLimit, Watch
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

MOST_ZONES = 60


def check_patrols(draft: Draft) -> None:
    for key, watch in draft.each("watch"):
        given = watch.model_fields_set
        if watch.kind == "revisit":
            _check_revisit(draft, key, watch, given)
            continue
        if watch.limits:
            what = f'belongs to a revisit watch; {shown(watch.name)} is of kind "{watch.kind}"'
            draft.wrong((*key, "limits"), what, "`limit` says how long a gap may be")
        if watch.pattern.model_fields_set:
            draft.wrong((*key, "pattern"), f'belongs to a revisit watch; {shown(watch.name)} is of kind "{watch.kind}"')
        if watch.around is not None:
            _check_company(draft, key, watch, given)
    swept = {watch.area for _, watch in draft.each("watch") if watch.kind == "revisit"}
    for key, area in draft.each("area"):
        if area.cells_m is not None and area.name not in swept:
            draft.warn((*key, "cells"), f"no revisit watch looks over {area.name}: its cells count for nothing")


def _check_revisit(draft: Draft, key: Key, watch: Watch, given: set[str]) -> None:
    if watch.k != 1:
        hint = "each of its zones is flown by one vehicle at a time; `pattern.zones` says how many there are"
        draft.wrong((*key, "k"), f"{watch.k}: watchers are counted on a station watch", hint)
    for index, part in enumerate(watch.limits):
        _check_part(draft, (*key, "limits", index), watch, part)
    if watch.limit_s <= 0.0:
        draft.wrong(
            (*key, "limit"), f"{shown(watch.limit_s.text)} between looks at a cell is more than any sweep can give"
        )
    for name in ("post", "hold_radius_m", "around"):
        if name in given and getattr(watch, name) is not None:
            what = f"belongs to a station watch; {shown(watch.name)} is swept on the tracks of its pattern"
            draft.wrong((*key, name.removesuffix("_m")), what)
    if watch.pattern.zones is not None and watch.pattern.zones > MOST_ZONES:
        draft.wrong((*key, "pattern", "zones"), f"{watch.pattern.zones} are more than {MOST_ZONES}")


def _check_part(draft: Draft, key: Key, watch: Watch, part: CellLimit) -> None:
    from longwatch.detection.targets import class_order

    if part.area and part.area not in draft.names("area"):
        draft.unknown((*key, "area"), "area", part.area, draft.names("area"))
    if part.class_ is not None and part.class_ not in class_order():
        draft.unknown((*key, "class"), "target class", part.class_, list(class_order()), "there are")
    if not part.area and part.class_ is None:
        draft.wrong((*key, "area"), "is missing: name an area, a `class` or both")
    elif not part.area and part.class_ == watch.sees.class_:
        what = f"{shown(part.class_)} is what the watch sees: its own `limit` holds for it"
        draft.wrong((*key, "class"), what, "name an `area` too, or change the `limit` of the watch")


def _check_company(draft: Draft, key: Key, watch: Watch, given: set[str]) -> None:
    kinds = {base.name: base.kind for _, base in draft.each("base")}
    if watch.around not in draft.names("base"):
        ships = [name for name, kind in kinds.items() if kind == "ship"]
        draft.unknown((*key, "around"), "ship", str(watch.around), ships)
    elif kinds.get(str(watch.around), "ship") != "ship":
        draft.wrong((*key, "around"), f"{shown(watch.around)} is no ship: it does not move")
    if watch.kind == "relay":
        draft.wrong((*key, "around"), "belongs to a station watch")
    if "post" in given and watch.post is not None:
        draft.wrong((*key, "post"), "a line in company has its post where the ship is", "leave `post` out")
