"""Who is airborne when the period starts: written in [state], listed in a CSV, or taken from the roster of a former run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from longwatch.errors import BadInputError
from longwatch.formats.sheet import read_sheet
from longwatch.origins import Figure, Origin
from longwatch.physics.endurance import mission_endurance_s
from longwatch.physics.missions import Mission
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Airborne, Fleet, State
from longwatch.scenario.names import fleet_name
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.plan import first_fleets, wholes_of
from longwatch.scenario.roster_file import read_roster
from longwatch.scenario.words import shown

COLUMNS = ("fleet", "watch", "count", "flown", "fuel")
LARGEST_BYTES = 4_000_000
_MOST_ROSTER_BYTES = 64 * 2**20


def fill_state(draft: Draft, stock: Stock) -> None:
    """[state] with all entries listed and `flown` filled in; in the draft's file too, without what they came from."""
    state: State | None = draft.one("state")
    if state is None:
        return
    entries = list(state.airborne)
    if state.file is not None:
        entries += _from_sheet(draft, state.file, len(entries))
    if state.run is not None:
        entries += _from_run(draft, state, len(entries))
    elif state.at is not None:
        draft.wrong(("state", "at"), "is of no use without `run`")
    filled = state.model_copy(
        update={
            "airborne": tuple(_with_flown(draft, n, entry, stock) for n, entry in enumerate(entries)),
            "file": None,
            "run": None,
            "at": None,
        }
    )
    draft.parts["state"] = [(("state",), filled)]
    if draft.file is not None:
        draft.file = draft.file.model_copy(update={"state": filled})
    period = draft.one("period")
    if period is not None and period.warm_up == "state" and not entries:
        hint = "list [[state.airborne]], or name a `file` or a former `run` in [state]"
        draft.wrong(("period", "warm_up"), 'is "state", but nobody is on station at the start', hint)


def _with_flown(draft: Draft, number: int, entry: Airborne, stock: Stock) -> Airborne:
    """`fuel` turned into the time flown: the share that is gone of the planning endurance at its height, without a way."""
    key: Key = ("state", "airborne", number)
    if entry.fuel is None:
        return entry
    if "flown_s" in entry.model_fields_set:
        draft.wrong((*key, "fuel"), "and `flown` say the same thing twice: keep one of them")
        return entry
    fleet = next((one for _, one in draft.each("fleet") if fleet_name(one) == entry.fleet), None)
    endurance_s = _endurance_s(fleet, stock) if fleet is not None else None
    if endurance_s is None:
        return entry  # what is wrong with the fleet is said elsewhere
    flown_s = Figure((1.0 - float(entry.fuel)) * endurance_s, "s", origin=Origin("computed", of=("fuel", "endurance")))
    return entry.model_copy(update={"flown_s": flown_s, "fuel": None})


def _endurance_s(fleet: Fleet, stock: Stock) -> float | None:
    platform = stock.platforms.get(fleet.platform)
    payload = stock.payloads.get(fleet.payload or (platform.payloads[0] if platform and platform.payloads else ""))
    if platform is None or payload is None:
        return None
    height_m = float(fleet.altitude_m if fleet.altitude_m is not None else platform.altitude_m)
    speeds_mps = float(platform.transit_speed_mps), float(platform.loiter_speed_mps)
    try:
        return float(mission_endurance_s(platform, payload, Mission(height_m, *speeds_mps)))
    except BadInputError:
        return None


def _from_sheet(draft: Draft, name: str, before: int) -> list[Airborne]:
    """One row an entry: columns fleet, watch, and as they are needed count, flown, fuel."""
    key: Key = ("state", "file")
    if not draft.note_file(key, name, LARGEST_BYTES):
        return []
    try:
        sheet = read_sheet(draft.folder / name, LARGEST_BYTES)
    except (OSError, ValueError) as error:
        draft.wrong(key, f"{shown(name)} {error}")
        return []
    unknown = [column for column in sheet.columns if column not in COLUMNS]
    missing = [column for column in COLUMNS[:2] if column not in sheet.columns]
    if unknown or missing:
        what = f"has no column {missing[0]!r}" if missing else f"has a column {shown(unknown[0])}"
        draft.wrong(key, f"{shown(name)} {what}; there are {', '.join(COLUMNS)}")
        return []
    found: list[Airborne] = []
    for line, row in sheet.rows:
        here: Key = ("state", "airborne", before + len(found))
        draft.places.of[here] = f"{Path(name).name}:{line}"
        raw: dict[str, Any] = dict(row)
        if raw.get("count", "").isdigit():
            raw["count"] = int(raw["count"])
        try:
            found.append(Airborne.model_validate(raw, by_alias=True, by_name=False))
        except ValidationError as error:
            for one in error.errors():
                what = str(one["msg"]).removeprefix("Value error, ")
                draft.wrong(here, f"{'.'.join(str(part) for part in one['loc'])}: {what}")
            del draft.places.of[here]
    return found


def _from_run(draft: Draft, state: State, before: int) -> list[Airborne]:
    """Those on station in the roster of a former run at an instant, with the time they had flown by then."""
    key: Key = ("state", "run")
    period = draft.one("period")
    name = f"{state.run}/roster.csv"
    if period is None or not draft.note_file(key, name, _MOST_ROSTER_BYTES):
        return []
    try:
        roster = read_roster(draft.folder / name)
    except BadInputError as error:
        for problem in error.problems[:5]:
            draft.wrong(key, f"{problem.where}: {problem.what}", problem.hint)
        return []
    instant = state.at if state.at is not None else period.start
    at_s = round(instant.timestamp()) - roster.start_s
    if not 0 <= at_s <= roster.length_s:
        here: Key = ("state", "at") if state.at is not None else key
        draft.wrong(here, f"{instant.isoformat()} lies outside the period of the run in {shown(state.run)}")
        return []
    watch_of = {line.name: line.watch for line in roster.lines}
    there = [one for one in roster.stints if one.arrive_s <= at_s < one.leave_s]
    flown = wholes_of(roster.stints)
    busy = sum(one.takeoff_s < at_s < one.ready_s for one in flown) - sum(one.takeoff_s < at_s for one in there)
    if busy:
        draft.warn(
            key, f"{busy} vehicles on their way or in turnaround at that instant are taken to be ready at their bases"
        )
    home = first_fleets(roster.stints)
    now = {one.tail: one.lands_with if one.land_s <= at_s else one.fleet for one in flown if one.takeoff_s <= at_s}
    if away := sum(home[tail] != fleet for tail, fleet in now.items()):
        draft.warn(
            key, f"{away} vehicles are with another fleet by then; each fleet is taken to have its `count` again"
        )
    found: list[Airborne] = []
    for stint in there:
        draft.places.of["state", "airborne", before + len(found)] = f"{name}: {stint.tail}"
        flown_s = Figure(float(at_s - stint.takeoff_s), "s", origin=Origin("computed", f"the roster in {state.run}"))
        entry = {"fleet": stint.fleet, "watch": watch_of.get(stint.line, stint.line)}
        found.append(Airborne.model_validate(entry).model_copy(update={"flown_s": flown_s}))
    return found
