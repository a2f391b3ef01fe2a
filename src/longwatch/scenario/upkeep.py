"""What can't be so about the upkeep of fleets: deliveries beyond their count, alternates where nobody can land."""

from __future__ import annotations

from longwatch.scenario.bases import unfit
from longwatch.scenario.deliveries import comes_s, count_at_start
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Base, Fleet
from longwatch.scenario.names import fleet_name
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown

MOST_SENSORS = 6  # of a payload that can fail


def check_upkeep(draft: Draft, stock: Stock) -> None:
    """Deliveries and maintenance of every fleet; alternates of every base."""
    bases = {base.name: base for _, base in draft.each("base")}
    for key, fleet in draft.each("fleet"):
        _check_delivery(draft, key, fleet)
        _check_maintenance(draft, key, fleet)
        _check_sensors(draft, key, fleet, stock)
    for key, base in draft.each("base"):
        _check_alternates(draft, key, base, bases, stock)


def _check_delivery(draft: Draft, key: Key, fleet: Fleet) -> None:
    period = draft.one("period")
    for index, one in enumerate(fleet.delivery):
        here = (*key, "delivery", index)
        if (one.date is None) == (one.after_s is None):
            draft.wrong(here, "needs either `date` or `after`", 'like { after = "180 d", count = 1 }')
            return
        if period is not None and comes_s(one, round(period.start.timestamp())) >= period.length_s:
            draft.warn(here, "comes after the end of the period: these vehicles are never there")
    if period is None or not fleet.delivery:
        return
    later = fleet.count - count_at_start(fleet, round(period.start.timestamp()))
    if later > fleet.count:
        draft.wrong((*key, "delivery"), f"delivers {later} vehicles, and {fleet_name(fleet)} counts {fleet.count}")
    elif later == fleet.count:
        what = f"delivers all of {fleet_name(fleet)} after the start: a plan is made with those that are there"
        draft.wrong((*key, "delivery"), what, "leave one of them at least, or begin the period later")


def _check_maintenance(draft: Draft, key: Key, fleet: Fleet) -> None:
    plan = fleet.maintenance
    if plan is not None and plan.places >= fleet.count and plan.tolerance_s > 0:
        what = "has no effect: there is a place for every vehicle, so none waits"
        draft.warn((*key, "maintenance", "tolerance"), what)


def _check_sensors(draft: Draft, key: Key, fleet: Fleet, stock: Stock) -> None:
    """A set of failed sensors is worked out beforehand, so there may not be too many."""
    faults, platform = draft.one("faults"), stock.platforms.get(fleet.platform)
    payload = stock.payloads.get(fleet.payload or (platform.payloads[0] if platform and platform.payloads else ""))
    if faults is None or payload is None:
        return
    own = faults.platform.get(fleet.platform)
    rates = dict(faults.sensor_failure_rate_per_s) | (dict(own.sensor_failure_rate_per_s) if own is not None else {})
    failing = sum(rates.get(sensor.kind, 0.0) > 0.0 for sensor in payload.sensors)
    if failing > MOST_SENSORS:
        draft.wrong(
            (*key, "payload"), f"{failing} sensors of {payload.id} have a failure rate; {MOST_SENSORS} at the most"
        )


def _check_alternates(draft: Draft, key: Key, base: Base, bases: dict[str, Base], stock: Stock) -> None:
    platforms = {fleet.platform for _, fleet in draft.each("fleet") if fleet.base == base.name}
    for index, name in enumerate(base.alternates):
        here, other = (*key, "alternates", index), bases.get(name)
        if other is None:
            continue  # said where names are checked
        if name == base.name:
            draft.wrong(here, "is the base itself")
        elif base.kind == "ship" or other.kind == "ship":
            draft.wrong(
                here, f"{shown((other if other.kind == 'ship' else base).name)} is a ship, and it moves: not yet"
            )
        elif name in base.alternates[:index]:
            draft.wrong(here, f"{shown(name)} is named twice")
        known = [stock.platforms[one] for one in sorted(platforms) if one in stock.platforms]
        reasons = [unfit(platform, other, stock.platforms.get(other.platform or "")) for platform in known]
        if reasons and all(reasons):
            draft.wrong(here, f"none of the fleets of {shown(base.name)} can land there: {reasons[0][0]}")
