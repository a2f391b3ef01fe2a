"""What is bought in year 0: vehicles, payloads, initial spares, control stations."""

from __future__ import annotations

from longwatch.catalog.words import figure_text
from longwatch.cost.desk import Desk, Position, spread
from longwatch.cost.tree import Node


def purchase_lines(desk: Desk, position: Position) -> list[Node]:
    """The lines of a fleet's purchase."""
    return [*_vehicles(desk, position), *_spares(desk, position), *_stations(desk, position)]


def _vehicles(desk: Desk, position: Position) -> list[Node]:
    """Vehicles, and payloads that have a price of their own."""
    fleet = position.fleet
    names = ("airframes" if position.platform.domain == "air" else "vehicles", "payloads")
    return [
        desk.line(
            fleet,
            name,
            desk.convert(money),
            fleet.count,
            desk.once,
            f"{fleet.count} x {figure_text(money)}",
            [(f"price of {item.id}", money)],
        )
        for name, (item, money) in zip(names, position.bought, strict=False)
    ]


def _spares(desk: Desk, position: Position) -> list[Node]:
    """Initial spares are a share of what is bought; a line for each price, as currencies may differ."""
    fleet, share = position.fleet, desk.assumed.spares_share
    low, high = spread(share)
    return [
        desk.line(
            fleet,
            f"initial spares: {item.name}",
            desk.convert(money),
            fleet.count * share,
            desk.once,
            f"{share:g} x {fleet.count} x {figure_text(money)}",
            [(f"price of {item.id}", money), ("share of initial spares", share)],
            low=low,
            high=high,
        )
        for item, money in position.bought
    ]


def _stations(desk: Desk, position: Position) -> list[Node]:
    """One control station for each channel, shared by the fleets that use it in proportion to their vehicles."""
    fleet, price = position.fleet, position.platform.station_price
    if fleet.control is None or price is None:
        return []
    control = desk.scenario.control(fleet.control)
    share = fleet.count / sum(one.count for one in desk.scenario.fleets if one.control == fleet.control)
    n_stations = control.channels * share
    note = f"one station for each of the {control.channels} channels of {control.name}"
    return [
        desk.line(
            fleet,
            "control stations",
            desk.convert(price),
            n_stations,
            desk.once,
            f"{n_stations:g} x {figure_text(price)}",
            [(f"station price of {position.platform.id}", price)],
            note=note if share == 1 else f"{note}, shared with other fleets by their vehicles",
        )
    ]
