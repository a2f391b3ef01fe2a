"""What a year of operation costs: crews, hours, satellite time, keeping, losses, and the ship that carries the fleet."""

from __future__ import annotations

from math import ceil

from longwatch.catalog.load import load_catalog
from longwatch.catalog.models import Platform
from longwatch.catalog.words import figure_text
from longwatch.cost.attrition import expected_life_h
from longwatch.cost.desk import Desk, Named, Position, spread
from longwatch.cost.tree import Node
from longwatch.cost.use import loss_rate_per_s
from longwatch.scenario.models import Base
from longwatch.scenario.scenario import Scenario
from longwatch.units import DAY_S, HOUR_S, YEAR_S

YEAR_H = YEAR_S / HOUR_S


def operation_lines(desk: Desk, position: Position) -> list[Node]:
    """The lines of a fleet's year of operation, the same in every year."""
    return [
        *_crews(desk, position),
        *_hours(desk, position),
        *_satellite(desk, position),
        *_keeping(desk, position),
        *_attrition(desk, position),
        *_moving_base(desk, position),
    ]


def _crews(desk: Desk, position: Position) -> list[Node]:
    """Places on duty, and the people beyond them that leave, training and sickness ask for."""
    fleet, people = position.fleet, position.platform.crew_people
    own, cover = desk.scenario.file.money.crew_year_cost, desk.assumed.crew_cover
    pay = own if own is not None else desk.assumed.crew_year_cost
    n_crews, note = _n_crews(desk, position)
    if not people:
        return []
    price, low, high = desk.convert(pay, "year"), *spread(people)
    figures: list[Named] = [
        (f"people of a crew of {position.platform.id}", people),
        ("pay of one person for a year", pay),
    ]
    basis = f"{n_crews:.4g} crews x {people:g} people x {figure_text(pay)}"
    places = n_crews * people
    lines = [
        desk.line(fleet, "crews", price, places, desk.every_year, basis, figures, low=low, high=high, note=note),
    ]
    extra = cover - 1.0
    if extra > 0:
        figures.append(("people employed for one place", cover))
        low, high = low * max(cover.low - 1.0, 0.0) / extra, high * (cover.high - 1.0) / extra
        name, basis = "cover for leave and training", f"{extra:.2g} x the crews"
        lines.append(desk.line(fleet, name, price, places * extra, desk.every_year, basis, figures, low=low, high=high))
    return lines


def _n_crews(desk: Desk, position: Position) -> tuple[float, str]:
    """The crews of the scenario, those of a station shared by the vehicles it flies; where it names none, what the mean
    number of vehicles away asks for.
    """
    fleet = position.fleet
    control = None if fleet.control is None else desk.scenario.control(fleet.control)
    if fleet.crews is not None:
        return fleet.crews, ""
    if control is not None and control.crews is not None:
        share = fleet.count / sum(one.count for one in desk.scenario.fleets if one.control == control.name)
        note = (
            "" if share == 1 else f"{control.crews} crews of {control.name}, shared with other fleets by their vehicles"
        )
        return control.crews * share, note
    mean_away = position.use.flown_h / YEAR_H
    n_crews = ceil(mean_away * DAY_S / fleet.crew_duty_s - 1e-9)
    return n_crews, f"no crews are named: enough for {mean_away:.2f} vehicles away in the mean"


def _hours(desk: Desk, position: Position) -> list[Node]:
    """Fuel and maintenance of the hours flown or sailed."""
    fleet, platform, use = position.fleet, position.platform, position.use
    price, share = desk.convert(platform.hour_cost, "h"), platform.fuel_share
    figures: list[Named] = [(f"hour cost of {platform.id}", platform.hour_cost)]
    hours, each = f"{use.flown_h:,.0f} h {desk.use.how}", figure_text(platform.hour_cost)
    if share is None:
        name, basis = "fuel and maintenance", f"{hours} x {each}"
        return [desk.line(fleet, name, price, use.flown_h, desk.every_year, basis, figures, marginal=True)]
    figures.append((f"fuel share of {platform.id}", share))
    parts = (("fuel", share * 1.0), ("maintenance", 1.0 - share))
    return [
        desk.line(
            fleet,
            name,
            price,
            use.flown_h * part,
            desk.every_year,
            f"{hours} x {part:.3g} x {each}",
            figures if name == "fuel" else figures[:1],
            marginal=True,
        )
        for name, part in parts
        if part > 0
    ]


def _satellite(desk: Desk, position: Position) -> list[Node]:
    """Time on the satellite: of a fleet flown over it, or of boats on their own that carry a terminal."""
    fleet, platform, use = position.fleet, position.platform, position.use
    flown = fleet.control is not None and desk.scenario.control(fleet.control).kind == "satellite"
    alone = fleet.control is None and platform.satellite and platform.unmanned
    if not (flown or alone):
        return []
    money = desk.assumed.satellite_hour_air if platform.domain == "air" else desk.assumed.satellite_hour_other
    basis = f"{use.flown_h:,.0f} h {desk.use.how} x {figure_text(money)}"
    figures = [("satellite time", money)]
    price = desk.convert(money, "h")
    return [desk.line(fleet, "satellite time", price, use.flown_h, desk.every_year, basis, figures, marginal=True)]


def _keeping(desk: Desk, position: Position) -> list[Node]:
    fleet, money = position.fleet, position.platform.year_cost
    if money is None:
        return []
    basis, figures = f"{fleet.count} x {figure_text(money)}", [(f"yearly cost of {position.platform.id}", money)]
    price = desk.convert(money, "year")
    return [desk.line(fleet, "fixed yearly cost", price, fleet.count, desk.every_year, basis, figures)]


def _attrition(desk: Desk, position: Position) -> list[Node]:
    """Vehicles lost are bought again, with their payload."""
    fleet, use = position.fleet, position.use
    rate = loss_rate_per_s(desk.scenario, fleet)
    if use.losses <= 0:
        return []
    low, high = spread(rate)
    return [
        desk.line(
            fleet,
            f"attrition: {item.name}",
            desk.convert(money),
            use.losses,
            desk.every_year,
            f"{use.losses:.4g} lost a year x {figure_text(money)}",
            [(f"price of {item.id}", money), (f"loss rate of {position.platform.id}", rate)],
            marginal=True,
            low=low,
            high=high,
            note=_life_note(desk, position),
        )
        for item, money in position.bought
    ]


def _life_note(desk: Desk, position: Position) -> str:
    """How long one vehicle lives if it is not retired before the years are over."""
    use, n_years = position.use, len(desk.every_year)
    if use.flown_h <= 0:
        return ""
    hours_each = use.flown_h / position.fleet.count * n_years
    life_h = expected_life_h(use.losses / use.flown_h, hours_each)
    return f"one vehicle flies {life_h:,.0f} of {hours_each:,.0f} h in the mean before it is lost"


def _moving_base(desk: Desk, position: Position) -> list[Node]:
    """Hours at sea of the ship that carries the fleet, shared with its other fleets by their vehicles."""
    fleet, charged = position.fleet, desk.assumed.moving_base_share
    base = desk.scenario.base(fleet.base)
    ship = ship_of(desk.scenario, base)
    if ship is None:
        return []
    share = fleet.count / sum(one.count for one in desk.scenario.fleets if one.base == fleet.base)
    hours = YEAR_H * share * charged
    low, high = spread(charged)
    figures = [(f"hour cost of {ship.id}", ship.hour_cost), ("share of the ship's hours charged", charged)]
    return [
        desk.line(
            fleet,
            f"days at sea of {base.name}",
            desk.convert(ship.hour_cost, "h"),
            hours,
            desk.every_year,
            f"{hours:,.0f} h x {figure_text(ship.hour_cost)}",
            figures,
            low=low,
            high=high,
            note=f"marginal hours of {ship.name}, at sea all year; the ship itself is not bought",
        )
    ]


def ship_of(scenario: Scenario, base: Base) -> Platform | None:
    """The platform of a ship that is a base, after the scenario's overrides; None for a base ashore."""
    if base.kind != "ship" or base.platform is None:
        return None
    return scenario.platforms.get(base.platform) or load_catalog().platforms.get(base.platform)
