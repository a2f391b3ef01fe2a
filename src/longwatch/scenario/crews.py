"""What can't be so about crews: none to sit at a station, two ways of counting them, rest for crews that do not exist."""

from __future__ import annotations

from longwatch.catalog.models import Platform
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.names import fleet_name
from longwatch.scenario.openings import crew_share
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import DAY_S, HOUR_S, format_duration

OF_CREWS = {"crews": "crews", "crew_duty_s": "crew_duty", "crew_rest_s": "crew_rest", "shifts": "shifts"}


def check_crews(draft: Draft, stock: Stock) -> None:
    """Crews of fleets, and of control stations whose fleets share them."""
    shared = {}
    for key, control in draft.each("control"):
        _check_figures(draft, key, control)
        if control.crews is not None:
            shared[control.name] = control
        elif given := sorted({"crew_duty_s", "crew_rest_s"} & control.model_fields_set):
            draft.wrong((*key, OF_CREWS[given[0]]), "is given, but no `crews` who would keep to it")
    for key, fleet in draft.each("fleet"):
        platform, control = stock.platforms.get(fleet.platform), shared.get(fleet.control or "")
        _check_figures(draft, key, fleet)
        if platform is not None:
            _check_seats(draft, key, fleet, platform, control)
        if fleet.crew_rest_s is not None and fleet.crews is None and control is None:
            draft.wrong((*key, "crew_rest"), "is given, but no `crews` who would rest")


def _check_figures(draft: Draft, key: Key, crewed: Fleet | Control) -> None:
    duty_s, rest_s = crewed.crew_duty_s, crewed.crew_rest_s
    if duty_s > DAY_S:
        draft.wrong((*key, "crew_duty"), f"{shown(duty_s.text)} is more than a day")
    if rest_s is not None and rest_s + duty_s < HOUR_S:
        cycle = format_duration(float(rest_s + duty_s))
        draft.wrong((*key, "crew_rest"), f"with the duty makes {cycle}: no crew works and rests within an hour")
    if crewed.crews is not None and int(crewed.crews * crew_share(crewed) + 1e-9) < 1:
        rest = " a day" if rest_s is None else f" and {format_duration(float(rest_s))} of rest"
        what = f"{crewed.crews} of {format_duration(duty_s)}{rest} can't keep one vehicle in the air round the clock"
        draft.warn((*key, "crews"), what)


def _check_seats(draft: Draft, key: Key, fleet: Fleet, platform: Platform, shared: Control | None) -> None:
    """Where the crews of a fleet sit, and whose they are."""
    own = [name for name in OF_CREWS if name in fleet.model_fields_set]
    if shared is not None:
        for name in own:
            what = (
                f"{shown(shared.name)} has crews that all its fleets share, so {fleet_name(fleet)} has none of its own"
            )
            draft.wrong((*key, OF_CREWS[name]), what, "keep those of the station or those of the fleets")
    elif fleet.crews is not None or fleet.shifts:
        if fleet.control is None and platform.unmanned:
            name = "shifts" if fleet.shifts else "crews"
            draft.wrong((*key, name), "crews are given but no control station to sit at", 'add control = "<name>"')
    elif fleet.control is not None:
        draft.warn(key, f"{fleet_name(fleet)} has no `crews`: crews are not counted as a limit")
