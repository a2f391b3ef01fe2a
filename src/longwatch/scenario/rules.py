"""What can't be so although every part is right by itself: ships without track, crews without control, too many in the air."""

from __future__ import annotations

from collections import Counter

from longwatch.scenario.bases import check_base, check_home
from longwatch.scenario.crews import check_crews
from longwatch.scenario.deliveries import count_at_start, usable
from longwatch.scenario.draft import Draft
from longwatch.scenario.ferries import check_ferries
from longwatch.scenario.limits import check_limits
from longwatch.scenario.models import Fleet
from longwatch.scenario.names import fleet_name
from longwatch.scenario.openings import control_at_once
from longwatch.scenario.own import Stock
from longwatch.scenario.patrols import check_patrols
from longwatch.scenario.places import Key
from longwatch.scenario.prices import check_money
from longwatch.scenario.sensing import check_sensing
from longwatch.scenario.tail_names import check_tails
from longwatch.scenario.upkeep import check_upkeep
from longwatch.scenario.words import shown
from longwatch.units import YEAR_S, format_duration

LONGEST_PERIOD_S = 20 * YEAR_S
SHORTEST_PERIOD_S = 60.0
MOST_CLOSED = 0.5
ZONE_HINT = 'write it like "Asia/Tokyo" or "UTC"; a machine without any zones needs the package tzdata'


def check_rules(draft: Draft, stock: Stock) -> None:
    _check_period(draft)
    for key, base in draft.each("base"):
        check_base(draft, key, base, stock)
    for key, fleet in draft.each("fleet"):
        _check_fleet(draft, key, fleet, stock)
    _check_airborne(draft, stock)
    _check_rates(draft)
    check_money(draft, stock)
    check_patrols(draft)
    check_sensing(draft, stock)
    check_upkeep(draft, stock)
    check_crews(draft, stock)
    check_tails(draft)
    check_limits(draft)
    check_ferries(draft, stock)


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
    if not is_zone(period.zone):
        draft.wrong(("period", "zone"), f"{shown(period.zone)} is not a time zone", ZONE_HINT)


def is_zone(name: str) -> bool:
    """Whether a name is one of the IANA zones."""
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _check_fleet(draft: Draft, key: Key, fleet: Fleet, stock: Stock) -> None:
    platform = stock.platforms.get(fleet.platform)
    if platform is None:
        return
    if fleet.control is None and platform.unmanned and platform.domain == "air":
        draft.warn(key, f"{fleet_name(fleet)} has no control station: neither link nor channels limit it")
    if fleet.availability is not None:
        _check_availability(draft, key, fleet)
    if fleet.standby and (there := _usable(draft, fleet)) <= fleet.standby:
        what = f"keeps back {fleet.standby}, and a plan could use {there}: none is left to plan with"
        draft.wrong((*key, "standby"), what)
    for control_key, control in draft.each("control"):
        if control.name == fleet.control and control.kind == "satellite" and not platform.satellite:
            where = draft.places.where(control_key)
            draft.warn((*key, "control"), f"{platform.id} carries no satellite link, but the station does ({where})")
    for _, base in draft.each("base"):
        if base.name == fleet.base:
            check_home(draft, key, platform, base, stock)


def _check_availability(draft: Draft, key: Key, fleet: Fleet) -> None:
    assert fleet.availability is not None
    here = (*key, "availability")
    if _usable(draft, fleet) < 1:
        draft.wrong((*here, "share"), f"leaves none of {fleet.count} vehicles to plan with")
    if fleet.availability.definition == "ready":
        words = '"ready" counts vehicles with faults out, and trials draw faults as well: they count twice'
        draft.warn(here, f"{words} (the depot definition does not)")


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
        if of_fleet[airborne.fleet] > (there := _usable(draft, fleet) - fleet.standby):
            total = of_fleet[airborne.fleet]
            draft.wrong((*key, "count"), f"{total} of {airborne.fleet} in the air, but the fleet has {there} to fly")
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
        if of_control[control.name] > (most := control_at_once(control)):
            has = f"{control.channels} channels" if most == control.channels else f"crews for {most}"
            draft.wrong(
                ("state", "airborne"), f"{of_control[control.name]} in the air by {control.name}, which has {has}"
            )


def _usable(draft: Draft, fleet: Fleet) -> int:
    period = draft.one("period")
    return usable(fleet.count if period is None else count_at_start(fleet, round(period.start.timestamp())), fleet)


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
