"""What leaves a run folder for those who fly: calendars, and tables of sorties and duties."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from longwatch.errors import BadInputError, Problem, UnmetError
from longwatch.formats.ical import Event, calendar_text
from longwatch.runs.crews import duties_of
from longwatch.runs.export_sheets import Flown, lines_of_turn
from longwatch.runs.folder import write_whole
from longwatch.runs.store import ROSTER, scenario_of
from longwatch.scenario.duties import DUTIES, Duties, Turn, duties_text, roster_digest
from longwatch.scenario.long import as_planned
from longwatch.scenario.plan import Roster, Stint, Work, sorties_of, whole_of
from longwatch.scenario.roster_columns import TO_FLEET
from longwatch.scenario.roster_file import read_roster
from longwatch.scenario.roster_sheet import escape, iso
from longwatch.verifier.verify import verify_roster

SORTIES = "sorties.csv"
COLUMNS = ("tail", "fleet", "line", "takeoff", "arrive", "leave", "land", "ready", "flown_h", "on_station_h")
MOST_NAME = 60


@dataclass(frozen=True)
class Exported:
    """What a run folder gives away, and what has to be said of it."""

    flown: Flown
    warnings: tuple[str, ...]


def flown_of(path: Path) -> Exported:
    """Roster and duties of a run folder. Raises UnmetError where the roster, edited by hand, breaks a rule."""
    scenario = scenario_of(path)
    roster = read_roster(path / ROSTER)
    whole = as_planned(scenario, roster)
    verdict = verify_roster(whole, roster)
    if not verdict.ok:
        broken = "\n".join(str(violation) for violation in verdict.violations)
        raise UnmetError(f"{path / ROSTER} breaks rules and is not exported:\n{broken}")
    found, warnings = duties_of(path, whole, roster), list[str]()
    if found is not None:
        if found.was_there and found.is_new:
            warnings.append(f"{DUTIES} is of another roster and was not judged: duties are made anew")
        if not found.names_roster:
            warnings.append(f"{DUTIES} names no roster: its rows are judged with this one")
        warnings += [str(violation) for violation in found.violations]
    if roster.repeats:
        warnings.append("the roster repeats: what is exported is its own rows, once")
    return Exported(Flown(scenario, roster, found.duties.turns if found is not None else ()), tuple(warnings))


def export_run(path: Path, to: Path | None = None) -> tuple[list[Path], tuple[str, ...]]:
    """Write all files into an empty folder, by default `export` in the run folder; the files, and warnings.

    Raises BadInputError where the folder holds anything already.
    """
    target = to or path / "export"
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what = "holds files already" if target.is_dir() else "is a file, not a folder"
        raise BadInputError(
            Problem(str(target), f"{what}, and nothing is overwritten", "name another folder with --to")
        )
    exported = flown_of(path)
    files = export_files(exported.flown)
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(target / name, text)
    return [target / name for name in files], exported.warnings


def export_files(flown: Flown) -> dict[str, str]:
    """File name -> text. Calendars of all and of each vehicle and crew, and the tables."""
    scenario, roster, turns = flown.scenario, flown.roster, flown.turns
    calendar = _calendar(flown, scenario.name, roster.stints, (), roster.maintenance)
    files = {SORTIES: sorties_text(roster), "sorties.ics": calendar}
    by_tail: dict[str, list[Stint]] = defaultdict(list)
    for stint in roster.stints:
        by_tail[stint.tail].append(stint)
    for work in roster.maintenance:
        by_tail[work.tail] += []  # it may not fly at all
    works = {tail: [work for work in roster.maintenance if work.tail == tail] for tail in by_tail}
    names = _file_names("tails", by_tail)
    files |= {names[tail]: _calendar(flown, tail, own, (), works[tail]) for tail, own in sorted(by_tail.items())}
    if turns:
        files[DUTIES] = duties_text(Duties(roster_digest(roster), turns), roster.start_s)
        files["duties.ics"] = _calendar(flown, f"{scenario.name}, crews", (), turns)
        by_crew: dict[str, list[Turn]] = defaultdict(list)
        for turn in turns:
            by_crew[turn.crew].append(turn)
        names = _file_names("crews", by_crew)
        files |= {names[crew]: _calendar(flown, crew, (), own) for crew, own in sorted(by_crew.items())}
    return files


def sorties_text(roster: Roster) -> str:
    """Rows by vehicle, then by time, in UTC. The hours flown of a sortie of several lines stand in its first row."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    ferries = any(stint.to_fleet for stint in roster.stints)
    rows.writerow([*COLUMNS, TO_FLEET] if ferries else COLUMNS)
    for sortie in sorted(sorties_of(roster.stints), key=lambda some: (some[0].tail, some[0])):
        for stint in sortie:
            names = [escape(text) for text in (stint.tail, stint.fleet, stint.line)]
            times = [iso(roster.start_s + getattr(stint, f"{column}_s")) for column in COLUMNS[3:8]]
            flown_h = f"{(stint.land_s - stint.takeoff_s) / 3600:.2f}" if stint is sortie[0] else ""
            last = [escape(stint.to_fleet)] if ferries else []
            rows.writerow([*names, *times, flown_h, f"{stint.on_station_s / 3600:.2f}", *last])
    return out.getvalue()


def _calendar(
    flown: Flown, name: str, stints: Iterable[Stint], turns: Iterable[Turn], works: Iterable[Work] = ()
) -> str:
    events = [*(_sortie(flown, sortie) for sortie in sorties_of(stints)), *(_turn(flown, turn) for turn in turns)]
    events += [_work(flown, work) for work in works]
    return calendar_text(name, sorted(events, key=lambda one: (one.from_s, one.uid)), flown.roster.start_s)


def _sortie(flown: Flown, sortie: Sequence[Stint]) -> Event:
    """One event, whatever it holds."""
    one, start_s = whole_of(sortie), flown.roster.start_s
    fleet, home = flown.scenario.fleet(one.fleet), flown.scenario.fleet(one.lands_with)
    takeoff, land, ready = (iso(start_s + at_s) for at_s in (one.takeoff_s, one.land_s, one.ready_s))
    held = [
        f"on station {f'on {row.line} ' if len(sortie) > 1 else ''}{iso(start_s + row.arrive_s)} to "
        f"{iso(start_s + row.leave_s)}\n"
        for row in sortie
    ]
    to = f", lands at {home.base} with {home.name}" if home is not fleet else ""
    return Event(
        uid=_uid(flown, "sortie", one.tail, one.line, one.takeoff_s),
        from_s=start_s + one.takeoff_s,
        to_s=start_s + one.land_s,
        summary=f"{one.tail}: {', '.join(row.line for row in sortie)}",
        description=f"take-off {takeoff}\n{''.join(held)}landing {land}\nready {ready}\n{one.fleet}, from {fleet.base}{to}",
        location=fleet.base,
        categories=(one.tail, one.fleet),
    )


def _work(flown: Flown, work: Work) -> Event:
    fleet, start_s = flown.scenario.fleet(work.fleet), flown.roster.start_s
    return Event(
        uid=_uid(flown, "maintenance", work.tail, work.from_s),
        from_s=start_s + work.from_s,
        to_s=start_s + work.to_s,
        summary=f"{work.tail}: maintenance",
        description=f"{work.fleet}, at {fleet.base}",
        location=fleet.base,
        categories=(work.tail, work.fleet),
    )


def _turn(flown: Flown, turn: Turn) -> Event:
    lines = ", ".join(lines_of_turn(flown.roster.stints, turn))
    return Event(
        uid=_uid(flown, "turn", turn.crew, turn.tail, turn.from_s),
        from_s=flown.roster.start_s + turn.from_s,
        to_s=flown.roster.start_s + turn.to_s,
        summary=f"{turn.crew}: {turn.tail}",
        description=f"duty {turn.duty} of {turn.crew}, {turn.of}\nflies {turn.tail} for {lines}",
        categories=(turn.crew, turn.tail),
    )


def _uid(flown: Flown, *parts: object) -> str:
    """The same for the same sortie of a scenario of this name, so that a calendar takes a later export for a change."""
    text = "\0".join(map(str, (flown.scenario.name, flown.roster.start_s, *parts)))
    return f"{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@longwatch"


def _file_names(folder: str, names: Iterable[str]) -> dict[str, str]:
    """A name that every file system takes for each, no two alike even where case does not count."""
    used, found = set[str](), {}
    for name in sorted(names):
        safe = (
            "".join(char if char.isalnum() or char in "-_" else "-" for char in name)[:MOST_NAME].strip("-") or "name"
        )
        numbered, n = safe, 1
        while numbered.casefold() in used:
            n += 1
            numbered = f"{safe}-{n}"
        used.add(numbered.casefold())
        found[name] = f"{folder}/{numbered}.ics"
    return found
