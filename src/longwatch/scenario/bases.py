"""What bases may be: a place or a track, a ship that can sail it, vehicles that can live there."""

from __future__ import annotations

import numpy as np

from longwatch.catalog.models import Platform
from longwatch.geo.geodesic import distance_m
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Base
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.shiptracks import has_track_of_its_own
from longwatch.scenario.words import shown
from longwatch.units import KT_MPS, format_duration

FASTEST_SHIP_MPS = 60 * KT_MPS


def check_base(draft: Draft, key: Key, base: Base, stock: Stock) -> None:
    if base.kind != "ship":
        if base.at is None:
            draft.wrong((*key, "at"), f"is missing: the {base.kind} {shown(base.name)} needs a position")
        for name in ("track", "platform", "deck_m", "deck_cycle"):
            if getattr(base, name):
                draft.wrong((*key, name.removesuffix("_m")), f'belongs to a ship; this base is of kind "{base.kind}"')
        return
    if not base.track and not has_track_of_its_own(base):
        hint = 'track = [{ at = "36 N, 74 W", time = "0 h" }]: one waypoint is a ship that stays'
        draft.wrong((*key, "track"), f"is missing: the ship {shown(base.name)} needs a track", hint)
    if base.at is not None:
        draft.wrong((*key, "at"), "a ship has a `track`, not a place")
    _check_track(draft, key, base, stock)


def _check_track(draft: Draft, key: Key, base: Base, stock: Stock) -> None:
    ship = stock.platforms.get(base.platform or "")
    if ship is not None and ship.domain != "ship":
        draft.wrong((*key, "platform"), f"{ship.id} is not a ship (its domain is {ship.domain})")
    for index, (before, after, length_m) in enumerate(zip(base.track, base.track[1:], _legs_m(base), strict=False), 1):
        here = key if has_track_of_its_own(base) else (*key, "track", index, "time")
        if after.time_s <= before.time_s:
            draft.wrong(here, f"{shown(after.time_s.text)} is not later than the waypoint before it")
            continue
        speed_mps = length_m / (after.time_s - before.time_s)
        if speed_mps > FASTEST_SHIP_MPS:
            draft.wrong(here, f"the ship would sail at {speed_mps / KT_MPS:.0f} kt to get there in time")
        elif ship is not None and speed_mps > ship.transit_speed_mps.high + 0.05:
            fastest = ship.transit_speed_mps.high / KT_MPS
            draft.warn(
                here, f"the ship sails at {speed_mps / KT_MPS:.1f} kt; {ship.id} is listed with {fastest:.0f} kt"
            )
            if has_track_of_its_own(base):
                break
    period = draft.one("period")
    if len(base.track) > 1 and period is not None and base.track[-1].time_s < period.length_s:
        ends, lasts = format_duration(base.track[-1].time_s), format_duration(period.length_s)
        what = f"ends after {ends}, and the period lasts {lasts}: the ship then stays at its last waypoint"
        draft.warn((*key, "track"), f"the track of {shown(base.name)} {what}")
    if ship is not None and period is not None and period.length_s > ship.endurance_s:
        has = format_duration(ship.endurance_s)
        draft.warn(key, f"the period is longer than the endurance of {ship.id} ({has}): it is taken to be replenished")


def _legs_m(base: Base) -> list[float]:
    """All legs of a track at once: a ship in a patrol box has thousands."""
    if len(base.track) < 2:
        return []
    lats, lons = np.array([point.at for point in base.track]).T
    return [float(leg_m) for leg_m in distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])]


def check_home(draft: Draft, key: Key, platform: Platform, base: Base, stock: Stock) -> None:
    """May this platform live at this base?"""
    for what in unfit(platform, base, stock.platforms.get(base.platform or "")):
        draft.wrong((*key, "base"), what)


def unfit(platform: Platform, base: Base, ship: Platform | None) -> list[str]:
    """All that keeps a platform from living or landing at a base; `ship` is what the base is, if it is one."""
    found = []
    if base.kind == "airfield" and platform.domain != "air":
        found.append(f"{platform.id} is a {_vessel(platform)}, and {shown(base.name)} is an airfield: it needs a port")
    if base.kind == "port" and platform.domain == "air" and not platform.ship_capable:
        found.append(f"{platform.id} needs an airfield or a ship, and {shown(base.name)} is a port")
    if base.kind == "ship" and not platform.ship_capable:
        found.append(f"{platform.id} can't work from a ship (it is not `ship_capable`), and {shown(base.name)} is one")
    if base.kind == "airfield" and _exceeds(platform.runway_m, base.runway_m):
        need, has = platform.runway_m, base.runway_m
        found.append(f"{platform.id} needs a runway of {need:.0f} m; {shown(base.name)} has {has:.0f} m")
    deck_m = base.deck_m if base.deck_m is not None else ship.deck_m if ship else None
    if base.kind == "ship" and _exceeds(platform.deck_m, deck_m):
        need = platform.deck_m
        found.append(f"{platform.id} needs a deck of {need:.0f} m; {shown(base.name)} has {deck_m:.0f} m")
    return found


def _vessel(platform: Platform) -> str:
    return {"surface": "surface vessel", "underwater": "underwater vehicle", "ship": "ship"}.get(
        platform.domain, "vehicle"
    )


def _exceeds(need_m: float | None, has_m: float | None) -> bool:
    return need_m is not None and has_m is not None and need_m > has_m
