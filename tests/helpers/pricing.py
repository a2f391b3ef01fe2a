"""A scenario small enough to price on paper: one base, one watch, fleets of a toy platform with prices in round yen."""

from __future__ import annotations

from typing import Any

from helpers.kit import payload, platform
from longwatch.cost.use import FleetUse, YearUse
from longwatch.scenario.models import ScenarioFile
from longwatch.scenario.scenario import Scenario

TOY = {
    "price": "1e9 JPY 2026", "station_price": "200e6 JPY 2026", "hour_cost": "100e3 JPY 2026 /h", "fuel_share": 0.2,
    "year_cost": "50e6 JPY 2026 /year", "crew_people": 5, "loss_rate": "10 /100000 h",
}  # fmt: skip
MONEY = {"currency": "JPY", "base_year": 2026, "years": 2, "discount": 0.1, "crew_year_cost": "10e6 JPY 2026"}
FIELD = {"name": "Field", "kind": "airfield", "at": "30 N, 130 E"}


def toy_scenario(
    *,
    money: dict[str, Any] | None = None,
    fleets: list[dict[str, Any]] | None = None,
    toy: dict[str, Any] | None = None,
    faults: dict[str, Any] | None = None,
    base: dict[str, Any] | None = None,
    control: str = "line-of-sight",
    payload_price: str | None = "100e6 JPY 2026",
    length: str = "10 d",
) -> Scenario:
    """Two toys at an airfield with four crews and one control station, unless told otherwise."""
    of_all = {"platform": "plane", "payload": "eyes", "base": (base or FIELD)["name"]}
    rows = fleets or [{"name": "toys", "count": 2, "crews": 4, "control": "Mast"}]
    file = ScenarioFile.model_validate(
        {
            "schema": 1,
            "name": "toy",
            "period": {"start": "2026-01-01T00:00:00Z", "length": length},
            "base": [base or FIELD],
            "control": [{"name": "Mast", "at": "30 N, 130 E", "kind": control, "channels": 1}],
            "area": [{"name": "sea", "circle_at": "31 N, 131 E", "circle_radius": "10 km"}],
            "watch": [
                {"name": "line", "area": "sea", "kind": "station", "limit": "1 h", "sees": {"class": "fishing-boat"}}
            ],
            "fleet": [of_all | row for row in rows],
            "faults": faults or {},
            "money": MONEY | (money or {}),
        }
    )
    return Scenario(
        file=file,
        path=None,
        start_s=round(file.period.start.timestamp()),
        length_s=round(float(file.period.length_s)),
        bases=file.base,
        fleets=file.fleet,
        platforms={"plane": platform(**(TOY | (toy or {})))},
        payloads={"eyes": payload(**({"price": payload_price} if payload_price else {}))},
        areas={},
        land=(),
        changes=(),
        warnings=(),
        inputs={},
    )


def toy_use(flown_h: float = 1000.0, on_station_h: float = 800.0, losses: float = 0.1, name: str = "toys") -> FleetUse:
    """One fleet's year."""
    return FleetUse({name: YearUse(flown_h, on_station_h, flown_h / 10, losses)}, "planned")
