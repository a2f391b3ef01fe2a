"""What can't be so about ferries: fleets that a vehicle can't join, and what no plan with ferries keeps."""

from __future__ import annotations

from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Fleet
from longwatch.scenario.names import fleet_name, fleet_names
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown


def check_ferries(draft: Draft, stock: Stock) -> None:
    """`ferry_to` of every fleet, and what a fleet that gives or takes vehicles may not have."""
    fleets = {fleet_name(fleet): (key, fleet) for key, fleet in draft.each("fleet")}
    taking: dict[str, str] = {}  # fleet that ferries -> with whom
    for key, fleet in draft.each("fleet"):
        for index, name in enumerate(fleet.ferry_to):
            here = (*key, "ferry_to", index)
            if name not in fleets:
                if name not in fleet_names(draft):
                    draft.unknown(here, "fleet", name, fleet_names(draft))
                continue
            other = fleets[name][1]
            if name in fleet.ferry_to[:index]:
                draft.wrong(here, f"{shown(name)} is named twice")
            elif why := _cannot_join(fleet, other, stock):
                draft.wrong(here, *why)
            else:
                taking.setdefault(fleet_name(fleet), name)
                taking.setdefault(name, fleet_name(fleet))
    for name, other_name in taking.items():
        _check_alone(draft, *fleets[name], other_name)


def _cannot_join(fleet: Fleet, other: Fleet, stock: Stock) -> tuple[str, str] | None:
    """What is wrong, and a hint."""
    name = fleet_name(other)
    if fleet_name(fleet) == name:
        return "is the fleet itself: its vehicles land with it anyway", ""
    if other.platform != fleet.platform:
        return f"{shown(name)} flies {other.platform}, not {fleet.platform}: a vehicle goes on as one of that fleet", ""
    if other.base == fleet.base:
        return f"{shown(name)} lives at {shown(other.base)} too: nothing is to be ferried", "make them one fleet"
    if (own := _payload(fleet, stock)) != (theirs := _payload(other, stock)):
        return f"{shown(name)} carries {theirs}, not {own}: a vehicle keeps its payload", "give both the same `payload`"
    return None


def _payload(fleet: Fleet, stock: Stock) -> str:
    platform = stock.platforms.get(fleet.platform)
    return fleet.payload or (platform.payloads[0] if platform is not None and platform.payloads else "")


def _check_alone(draft: Draft, key: Key, fleet: Fleet, other: str) -> None:
    """What is kept by fleet can't be kept by vehicles that change theirs."""
    words = f"can't be with vehicles that ferry between {shown(fleet_name(fleet))} and {shown(other)}"
    if fleet.crew_names:
        draft.wrong((*key, "crew_names"), f"{words}: crews with names", "leave the names out, or `ferry_to`")
    if fleet.maintenance is not None and fleet.maintenance.binding:
        hint = "leave `binding` out, or `ferry_to`"
        draft.wrong((*key, "maintenance", "binding"), f"{words}: maintenance that binds", hint)
