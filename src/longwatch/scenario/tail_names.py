"""What can't be so about the names of vehicles and crews: too many, one twice, hours flown by nobody."""

from __future__ import annotations

from collections.abc import Iterable

from longwatch.errors import nearest_name
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Control, Fleet
from longwatch.scenario.places import Key
from longwatch.scenario.tails import crew_names
from longwatch.scenario.words import shown

MOST_SHOWN = 5


def check_tails(draft: Draft) -> None:
    """Names of vehicles and crews: as many as there are, each once, and hours flown by nobody else."""
    first: dict[str, Key] = {}
    platforms: set[str] = set()
    for key, fleet in draft.each("fleet"):
        if not fleet.tails:
            platforms.add(fleet.platform)
        if fleet.tails and len(fleet.tails) != fleet.count:
            draft.wrong((*key, "tails"), f"names {len(fleet.tails)} vehicles, and `count` is {fleet.count}")
        _check_twice(draft, (*key, "tails"), fleet.tails, first, "vehicle")
        _check_crew_names(draft, key, fleet, "crews of the shifts" if fleet.shifts else "crews")
    for key, control in draft.each("control"):
        _check_crew_names(draft, key, control, "crews")
    _check_numbered(draft, first, platforms)
    _check_crews_once(draft)
    _check_hours(draft, list(first))


def _check_twice(draft: Draft, key: Key, names: Iterable[str], first: dict[str, Key], what: str) -> None:
    for number, name in enumerate(names):
        here = (*key, number)
        if name in first:
            where = draft.places.where(first[name])
            draft.wrong(here, f"a second {what} is called {shown(name)}; the first stands at {where}")
        first.setdefault(name, here)


def _check_numbered(draft: Draft, named: dict[str, Key], platforms: set[str]) -> None:
    """Vehicles without names are numbered after their platform: no name may look like that where there are any."""
    for name, key in named.items():
        platform, _, number = name.rpartition("-")
        if platform in platforms and number.isdigit():
            draft.wrong(key, f"{shown(name)} is what a vehicle without a name is called", "give it another name")


def _check_crew_names(draft: Draft, key: Key, crewed: Fleet | Control, word: str) -> None:
    shifts = crewed.shifts if isinstance(crewed, Fleet) else ()
    count = sum(shift.crews for shift in shifts) if shifts else crewed.crews or 0
    if crewed.crew_names and len(crewed.crew_names) != count:
        draft.wrong((*key, "crew_names"), f"has {len(crewed.crew_names)} names, and the {word} are {count}")


def _check_crews_once(draft: Draft) -> None:
    if draft.file is None:
        return
    first: dict[str, Key] = {}
    for section in ("fleet", "control"):
        for key, crewed in draft.each(section):
            _check_twice(draft, (*key, "crew_names"), crew_names(draft.file, crewed), first, "crew")


def _check_hours(draft: Draft, named: list[str]) -> None:
    for key, state in draft.each("state"):
        for tail in state.hours_flown:
            if tail not in named:
                listed = ", ".join(named[:MOST_SHOWN]) + (", ..." if len(named) > MOST_SHOWN else "")
                has = f"this scenario has {listed}" if named else "no fleet has `tails`"
                what = f"no vehicle is called {shown(tail)}; {has}"
                draft.wrong((*key, "hours_flown", tail), what, nearest_name(tail, named))
