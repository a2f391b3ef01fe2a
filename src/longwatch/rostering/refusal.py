"""Rules that know no distance and keep a fleet from a line: for whom it is kept, numbers, crews, decks, satellite link."""

from __future__ import annotations

from longwatch.rostering.problem_of import crew_limit
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.openings import control_at_once
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration


def refused(scenario: Scenario, fleet: Fleet, line: Line) -> tuple[str, str] | None:
    """(binding, reason) where such a rule stands in the way."""
    platform, base = scenario.platform_of(fleet), scenario.base(fleet.base)
    if fleet.lines and line.watch not in fleet.lines:
        return "lines", "the scenario keeps this fleet for other watches"
    if scenario.usable_count(fleet) < 1:
        return "count", "availability leaves no usable vehicle"
    if crew_limit(fleet) == 0:
        return "crew", _too_few(fleet)
    control = scenario.control(fleet.control) if fleet.control is not None else None
    if control is not None and control_at_once(control) == 0:
        return "crew", f"{_too_few(control)} by {control.name}"
    if line.kind == "relay" and platform.domain != "air":
        return "relay", f"a relay is held by an aircraft, and {platform.id} is none"
    if platform.domain != "air" and base.kind == "airfield":
        return "base", f"a {platform.domain} vehicle can't start from an airfield"
    if platform.domain == "air":
        short = _too_short(scenario, fleet)
        if short is not None:
            return short
        weather = scenario.file.weather
        if weather.kind == "constant" and base.wind_limit_mps is not None and weather.wind_mps > base.wind_limit_mps:
            return "wind", f"the wind is above the limit of {base.name}"
    if control is not None and control.kind == "satellite" and not platform.satellite:
        return "link", f"{platform.id} carries no satellite link"
    return None


def _too_few(crewed: Fleet | Control) -> str:
    rest = "a day" if crewed.crew_rest_s is None else f"and {format_duration(float(crewed.crew_rest_s))} of rest"
    many = f"{crewed.crews} crew{'' if crewed.crews == 1 else 's'}"
    return f"{many} of {format_duration(float(crewed.crew_duty_s))} {rest} can't keep one vehicle up"


def _too_short(scenario: Scenario, fleet: Fleet) -> tuple[str, str] | None:
    """Deck and runway. What is not known of either is not refused."""
    platform, base = scenario.platform_of(fleet), scenario.base(fleet.base)
    if base.kind == "ship":
        if not platform.ship_capable:
            return "deck", f"{platform.id} does not work from a deck"
        ship = scenario.platforms.get(base.platform) if base.platform else None
        needed, there, what = platform.deck_m, base.deck_m or (ship.deck_m if ship is not None else None), "deck run"
    else:
        needed, there, what = platform.runway_m, base.runway_m, "runway"
    if needed is not None and there is not None and there < needed:
        return "deck", f"needs a {what} of {float(needed):.0f} m, {base.name} has {float(there):.0f} m"
    return None
