"""What can't be so although every part is right by itself: ships without track, crews without control, too many in the air."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from longwatch.catalog.economy import economy
from longwatch.catalog.models import Payload, Platform
from longwatch.origins import Money
from longwatch.scenario.draft import Draft, figures_of
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.names import fleet_name
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import DAY_S, KT_MPS, YEAR_S, format_duration

FASTEST_SHIP_MPS = 60 * KT_MPS
LONGEST_PERIOD_S = 20 * YEAR_S
SHORTEST_PERIOD_S = 60.0
MOST_CLOSED = 0.5
PRICE_YEARS = (1950, 2100)


def check_rules(draft: Draft, stock: Stock) -> None:
    _check_period(draft)
    for key, base in draft.each("base"):
        _check_base(draft, key, base, stock)
    for key, fleet in draft.each("fleet"):
        _check_fleet(draft, key, fleet, stock)
    _check_airborne(draft, stock)
    _check_rates(draft)
    _check_money(draft, stock)


def _check_period(draft: Draft) -> None:
    period = draft.one("period")
    if period is None:
        return
    if period.length_s < SHORTEST_PERIOD_S:
        draft.wrong(("period", "length"), f"{shown(period.length_s.text)} is shorter than a minute")
    if period.length_s > LONGEST_PERIOD_S:
        draft.wrong(("period", "length"), f"{shown(period.length_s.text)} is longer than 20 years")
    if not isinstance(period.warm_up, str) and period.warm_up >= period.length_s:
        draft.wrong(("period", "warm_up"), "no time is left after it: it is as long as the period")
    if not _is_zone(period.zone):
        draft.wrong(
            ("period", "zone"), f"{shown(period.zone)} is not a time zone", 'write it like "Asia/Tokyo" or "UTC"'
        )


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return not available_timezones()  # a machine without zone data can't tell
    return True


def _check_base(draft: Draft, key: Key, base: Base, stock: Stock) -> None:
    if base.kind != "ship":
        if base.at is None:
            draft.wrong((*key, "at"), f"is missing: the {base.kind} {shown(base.name)} needs a position")
        for name in ("track", "platform", "deck_m"):
            if getattr(base, name):
                draft.wrong((*key, name.removesuffix("_m")), f'belongs to a ship; this base is of kind "{base.kind}"')
        return
    if not base.track:
        hint = 'track = [{ at = "36 N, 74 W", time = "0 h" }]: one waypoint is a ship that stays'
        draft.wrong((*key, "track"), f"is missing: the ship {shown(base.name)} needs a track", hint)
    if base.at is not None:
        draft.wrong((*key, "at"), "a ship has a `track`, not a place")
    _check_track(draft, key, base, stock)


def _check_track(draft: Draft, key: Key, base: Base, stock: Stock) -> None:
    from longwatch.geo.geodesic import distance_m

    ship = stock.platforms.get(base.platform or "")
    if ship is not None and ship.domain != "ship":
        draft.wrong((*key, "platform"), f"{ship.id} is not a ship (its domain is {ship.domain})")
    for index, (before, after) in enumerate(zip(base.track, base.track[1:], strict=False), 1):
        here = (*key, "track", index, "time")
        if after.time_s <= before.time_s:
            draft.wrong(here, f"{shown(after.time_s.text)} is not later than the waypoint before it")
            continue
        speed_mps = float(distance_m(*before.at, *after.at)) / (after.time_s - before.time_s)
        if speed_mps > FASTEST_SHIP_MPS:
            draft.wrong(here, f"the ship would sail at {speed_mps / KT_MPS:.0f} kt to get there in time")
        elif ship is not None and speed_mps > ship.transit_speed_mps.high + 0.05:
            fastest = ship.transit_speed_mps.high / KT_MPS
            draft.warn(
                here, f"the ship sails at {speed_mps / KT_MPS:.1f} kt; {ship.id} is listed with {fastest:.0f} kt"
            )
    period = draft.one("period")
    if ship is not None and period is not None and period.length_s > ship.endurance_s:
        has = format_duration(ship.endurance_s)
        draft.warn(key, f"the period is longer than the endurance of {ship.id} ({has}): it is taken to be replenished")


def _check_fleet(draft: Draft, key: Key, fleet: Fleet, stock: Stock) -> None:
    platform = stock.platforms.get(fleet.platform)
    if platform is None:
        return
    if fleet.crews is not None and fleet.control is None and platform.unmanned:
        draft.wrong((*key, "crews"), "crews are given but no control station to sit at", 'add control = "<name>"')
    if fleet.control is None and platform.unmanned and platform.domain == "air":
        draft.warn(key, f"{fleet_name(fleet)} has no control station: neither link nor channels limit it")
    if fleet.control is not None and fleet.crews is None:
        draft.warn(key, f"{fleet_name(fleet)} has no `crews`: crews are not counted as a limit")
    if fleet.crews is not None and int(fleet.crews * float(fleet.crew_duty_s) / DAY_S + 1e-9) < 1:
        duty = format_duration(fleet.crew_duty_s)
        draft.warn((*key, "crews"), f"{fleet.crews} of {duty} a day can't keep one vehicle in the air round the clock")
    if fleet.crew_duty_s > DAY_S:
        draft.wrong((*key, "crew_duty"), f"{shown(fleet.crew_duty_s.text)} is more than a day")
    if fleet.availability is not None:
        _check_availability(draft, key, fleet)
    for control_key, control in draft.each("control"):
        if control.name == fleet.control and control.kind == "satellite" and not platform.satellite:
            where = draft.places.where(control_key)
            draft.warn((*key, "control"), f"{platform.id} carries no satellite link, but the station does ({where})")
    for _, base in draft.each("base"):
        if base.name == fleet.base:
            _check_home(draft, key, platform, base, stock)


def _check_availability(draft: Draft, key: Key, fleet: Fleet) -> None:
    assert fleet.availability is not None
    here = (*key, "availability")
    if int(fleet.count * float(fleet.availability.share) + 1e-9) < 1:
        draft.wrong((*here, "share"), f"leaves none of {fleet.count} vehicles to plan with")
    if fleet.availability.definition == "ready":
        words = '"ready" counts vehicles with faults out, and trials draw faults as well: they count twice'
        draft.warn(here, f"{words} (the depot definition does not)")


def _check_home(draft: Draft, key: Key, platform: Platform, base: Base, stock: Stock) -> None:
    """May this platform live at this base?"""
    here = (*key, "base")
    if base.kind == "airfield" and platform.domain != "air":
        draft.wrong(
            here, f"{platform.id} is a {_vessel(platform)}, and {shown(base.name)} is an airfield: it needs a port"
        )
    if base.kind == "port" and platform.domain == "air" and not platform.ship_capable:
        draft.wrong(here, f"{platform.id} needs an airfield or a ship, and {shown(base.name)} is a port")
    if base.kind == "ship" and not platform.ship_capable:
        draft.wrong(
            here, f"{platform.id} can't work from a ship (it is not `ship_capable`), and {shown(base.name)} is one"
        )
    if base.kind == "airfield" and _exceeds(platform.runway_m, base.runway_m):
        need, has = platform.runway_m, base.runway_m
        draft.wrong(here, f"{platform.id} needs a runway of {need:.0f} m; {shown(base.name)} has {has:.0f} m")
    ship = stock.platforms.get(base.platform or "")
    deck_m = base.deck_m if base.deck_m is not None else ship.deck_m if ship else None
    if base.kind == "ship" and _exceeds(platform.deck_m, deck_m):
        need = platform.deck_m
        draft.wrong(here, f"{platform.id} needs a deck of {need:.0f} m; {shown(base.name)} has {deck_m:.0f} m")


def _vessel(platform: Platform) -> str:
    return {"surface": "surface vessel", "underwater": "underwater vehicle", "ship": "ship"}.get(
        platform.domain, "vehicle"
    )


def _exceeds(need_m: float | None, has_m: float | None) -> bool:
    return need_m is not None and has_m is not None and need_m > has_m


def _check_airborne(draft: Draft, stock: Stock) -> None:
    """Those in the air at the start are within their fleet, channels and endurance."""
    fleets = {fleet_name(fleet): fleet for _, fleet in draft.each("fleet")}
    watches = {watch.name: watch for _, watch in draft.each("watch")}
    state = draft.one("state")
    if state is None:
        return
    of_fleet: Counter[str] = Counter()
    of_control: Counter[str] = Counter()
    of_watch: Counter[str] = Counter()
    for index, airborne in enumerate(state.airborne):
        key: Key = ("state", "airborne", index)
        fleet = fleets.get(airborne.fleet)
        of_fleet[airborne.fleet] += airborne.count
        of_watch[airborne.watch] += airborne.count
        if fleet is None:
            continue
        if fleet.control:
            of_control[fleet.control] += airborne.count
        if of_fleet[airborne.fleet] > (usable := _usable(fleet)):
            total = of_fleet[airborne.fleet]
            draft.wrong((*key, "count"), f"{total} of {airborne.fleet} in the air, but the fleet has {usable} to fly")
        if fleet.lines and airborne.watch not in fleet.lines:
            draft.wrong((*key, "watch"), f"{airborne.fleet} may serve only {', '.join(fleet.lines)}")
        platform = stock.platforms.get(fleet.platform)
        if platform is not None and airborne.flown_s >= platform.endurance_s:
            has = format_duration(platform.endurance_s)
            draft.wrong(
                (*key, "flown"), f"{shown(airborne.flown_s.text)} is not within the endurance of {platform.id} ({has})"
            )
        watch = watches.get(airborne.watch)
        if watch is not None and of_watch[watch.name] > watch.k:
            draft.warn(
                key, f"{of_watch[watch.name]} are on station at {watch.name} at the start; it asks for {watch.k}"
            )
    for _, control in draft.each("control"):
        if of_control[control.name] > control.channels:
            what = f"{of_control[control.name]} in the air by {control.name}, which has {control.channels} channels"
            draft.wrong(("state", "airborne"), what)


def _usable(fleet: Fleet) -> int:
    share = float(fleet.availability.share) if fleet.availability else 1.0
    return int(fleet.count * share + 1e-9)


def _check_rates(draft: Draft) -> None:
    for key, weather in draft.each("weather"):
        for index, closure in enumerate(weather.closure):
            load = float(closure.rate_per_s) * float(closure.mean_length_s)
            if (share := load / (1 + load)) > MOST_CLOSED:
                draft.warn((*key, "closure", index), f"{shown(closure.of)} is closed {share:.0%} of the time")
    for key, traffic in draft.each("traffic"):
        total = sum(float(share) for share in traffic.mix.values())
        if traffic.mix and abs(total - 1) > 0.005:
            draft.wrong((*key, "mix"), f"the shares add up to {total:g}, not to 1")


def _check_money(draft: Draft, stock: Stock) -> None:
    """Every currency has a rate of exchange, every price year is one."""
    rules = draft.one("money")
    if rules is None:
        return
    known = economy().with_rates(rules.rates).currencies
    if rules.currency not in known:
        _no_rate(draft, ("money", "currency"), rules.currency, known)
    for key, figure in _prices(draft, stock):
        if figure.currency not in known:
            _no_rate(draft, key, figure.currency, known)
        if figure.year is not None and not PRICE_YEARS[0] <= figure.year <= PRICE_YEARS[1]:
            draft.wrong(key, f"the price year {figure.year} is outside {PRICE_YEARS[0]} to {PRICE_YEARS[1]}")


def _prices(draft: Draft, stock: Stock) -> Iterator[tuple[Key, Money]]:
    """Prices that the scenario itself gives, with their key paths."""
    items: dict[str, Mapping[str, Platform | Payload]] = {"platform": stock.platforms, "payload": stock.payloads}
    own: list[tuple[Key, Any]] = [(("money",), draft.one("money"))]
    for section, of in items.items():
        entries = draft.table.get(section)
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"] in of:
                own.append(((section, index), of[entry["id"]]))
    for key, part in own:
        for figure_key, figure in figures_of(part, key):
            if isinstance(figure, Money):
                yield figure_key, figure


def _no_rate(draft: Draft, key: Key, currency: str, known: tuple[str, ...]) -> None:
    hint = f"give one in [money]: rates = {{ {currency} = 12.3 }}, units per USD"
    draft.wrong(key, f"there is no rate of exchange for {currency}; there are {', '.join(known)}", hint)
