"""What links a vehicle: relays, the beam of a satellite, ground in the way; and the place that a relay aircraft holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Control, ScenarioFile, Watch
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import parse_position

if TYPE_CHECKING:
    from longwatch.geo.polygon import Polygon

Areas = dict[str, tuple["Polygon", ...]]
RELAY_AREA_M = 1000.0  # a relay watches nothing; as its area it has so much round its post


def relay_area(watch: Watch) -> str:
    """What the small area round the post of a relay is called."""
    return f"post of {watch.name}"


def relay_areas(draft: Draft) -> Areas:
    """The small areas of all relays."""
    from longwatch.geo.between import circle_path
    from longwatch.geo.polygon import Polygon

    found: Areas = {}
    for _, watch in draft.each("watch"):
        if watch.kind == "relay" and watch.post is not None:
            lat0, lon0 = watch.post
            ring = circle_path(lat0, lon0, RELAY_AREA_M)[:0:-1]  # made continuous across 180 degrees
            found[relay_area(watch)] = (
                Polygon(tuple((lat, lon0 + (lon - lon0 + 180.0) % 360.0 - 180.0) for lat, lon in ring)),
            )
    return found


def with_relay_areas(file: ScenarioFile) -> ScenarioFile:
    """The file with the small areas named by their relays."""
    if all(watch.kind != "relay" for watch in file.watch):
        return file
    named = tuple(
        watch.model_copy(update={"area": relay_area(watch)}) if watch.kind == "relay" else watch for watch in file.watch
    )
    return file.model_copy(update={"watch": named})


def check_links(draft: Draft, areas: Areas) -> None:
    """Relays that are none, beams of no satellite, antennas under the ground."""
    named = set()
    for key, control in draft.each("control"):
        named |= set(control.relays)
        _check_relays(draft, key, control)
        if control.footprint is not None and control.kind != "satellite":
            draft.wrong((*key, "footprint"), "belongs to a satellite station; line of sight has no beam")
        _check_ground(draft, key, control, areas)
    for key, watch in draft.each("watch"):
        if watch.kind == "relay":
            _check_relay(draft, key, watch)
            if watch.name not in named:
                draft.warn(key, f"no control station has {watch.name} among its relays: holding it links nobody")


def _check_relays(draft: Draft, key: Key, control: Control) -> None:
    if control.relays and control.kind == "satellite":
        draft.wrong((*key, "relays"), "belong to a line-of-sight station; a satellite station has a `footprint`")
    bases = {base.name for _, base in draft.each("base")}
    kinds = {watch.name: watch.kind for _, watch in draft.each("watch")}
    for index, name in enumerate(control.relays):
        here = (*key, "relays", index)
        if name in control.relays[:index]:
            draft.wrong(here, f"{shown(name)} stands twice")
        elif name in bases and name in kinds:
            draft.wrong(here, f"both a base and a watch are called {shown(name)}: rename one of them")
        elif kinds.get(name, "relay") != "relay":
            hint = f'a relay aircraft holds a watch of kind = "relay"; {name} is a {kinds[name]} watch'
            draft.wrong(here, f"{shown(name)} is no relay", hint)
        elif name == control.at:
            draft.warn(here, f"{control.name} stands at {name} itself, so it reaches no farther through it")


def _check_relay(draft: Draft, key: Key, watch: Watch) -> None:
    if watch.post is None:
        draft.wrong((*key, "post"), f"is missing: the relay {shown(watch.name)} is held at a post")
    if watch.area not in ("", relay_area(watch)):
        draft.wrong((*key, "area"), f"the relay {shown(watch.name)} watches no area", "give it a `post` alone")
    if watch.k != 1:
        draft.wrong((*key, "k"), f"{watch.k}: one aircraft at a time holds a relay", "write k = 1, or leave it out")


def _check_ground(draft: Draft, key: Key, control: Control, areas: Areas) -> None:
    """An antenna that stands still and lower than the ground round it sees nothing."""
    from longwatch.geo.area import contains

    at = next((base.at for _, base in draft.each("base") if base.name == control.at and not base.track), None)
    if at is None:
        try:
            at = parse_position(control.at)
        except ValueError:
            return  # on a ship, or a name that leads nowhere
    if control.kind == "satellite":
        return
    for _, area in draft.each("area"):
        if area.height_m is None or area.height_m <= control.antenna_height_m or area.name not in areas:
            continue
        if bool(contains(areas[area.name], *at)):
            what = (
                f"{float(control.antenna_height_m):.0f} m over the sea, inside the area {shown(area.name)}, whose ground "
                f"rises to {float(area.height_m):.0f} m: it sees nothing"
            )
            hint = "heights count from the sea; draw the high ground without the place where the antenna stands"
            draft.wrong((*key, "antenna_height"), what, hint)
