"""A roster that exists made to stand in a problem: rows that can stay do, others are moved, cut or left out, with the reason.

Rows that break no rule are put in first, in order of take-off; the others are fitted in between them afterwards, so that a
fault changes no row that could do with it. A row that is mended keeps as much of its time on station as it can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from longwatch.rostering.check import fault_of
from longwatch.rostering.onward import course_of
from longwatch.rostering.onward import flown as go_round
from longwatch.rostering.problem import Aloft, Problem
from longwatch.rostering.resources import Sortie
from longwatch.rostering.tails import rows_of, tail_names
from longwatch.rostering.timetable import Flown, Timetable
from longwatch.scenario.plan import Stint
from longwatch.units import format_duration

COLUMNS = (
    ("takes off", "takeoff_s"), ("arrives", "arrive_s"), ("leaves", "leave_s"), ("lands", "land_s"),
    ("is ready", "ready_s"),
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One row that is not as it was: which, what became of it, and why."""

    row: str
    what: str  # "left out", "new", or what is different
    why: str

    def __str__(self) -> str:
        return f"{self.row}: {self.what} ({self.why})"


@dataclass(frozen=True)
class Repaired:
    """`rows` keep the rules; `was` gives the row of the file that each has come from, None for a new one."""

    table: Timetable
    rows: tuple[tuple[Flown, Flown | None], ...]
    why: dict[Flown, str]  # row of the file -> why it could not stay as it was


def repair(problem: Problem, rows: Sequence[Flown]) -> Repaired:
    """The rows that can stand, in order of take-off. Every one has a leg in the problem."""
    tails = tails_taken(problem, rows)
    table = Timetable(by_rules(problem), tails)
    kept: list[tuple[Flown, Flown | None]] = []
    why: dict[Flown, str] = {}
    aloft, rest = _aloft(problem, rows, tails, why)
    for flown, was in aloft:
        put = _held_on(problem, table, flown, was)
        table.take(put)
        kept.append((put, was))
        if was is not None and put != was:
            why.setdefault(
                was, "[state] says how it is in the air at the start, and its base and crews when it can land"
            )
    amiss: list[Flown] = []
    for one, n in sorted(Counter(rest).items()):
        if n > 1:
            why[one] = f"the row stands {n} times"
        fault = row_fault(problem, one) or table.why_not(one)
        if fault:
            why[one] = fault
            ferried = _mended(problem, table, one) if one.sortie.to_fleet >= 0 else None
            if ferried is None:
                amiss.append(one)
            else:  # now or never: what its vehicle flies from there on comes after it
                table.take(ferried)
                kept.append((ferried, one))
        else:
            table.take(one)
            kept.append((one, one))
    table.problem = problem  # what is put in anew keeps clear of the weather a planner foresees as well
    for one in amiss:
        found = _mended(problem, table, Flown(replace(one.sortie, to_fleet=-1), one.tail))
        if found is not None:
            table.take(found)
            kept.append((found, one))
    return Repaired(table, tuple(sorted(kept, key=lambda pair: pair[0])), why)


def by_rules(problem: Problem) -> Problem:
    """Bases open as the rules of the scenario have it, whatever weather is foreseen."""
    return replace(problem, groups=tuple(replace(group, openings=group.rule_openings) for group in problem.groups))


def tails_taken(problem: Problem, rows: Sequence[Flown]) -> list[list[str]]:
    """The vehicles that may fly: those of the file, the busiest first, as many as each fleet has, then the fleet's own."""
    ferried = {flown.tail for flown in rows if flown.sortie.to_fleet >= 0}
    first = {flown.tail: flown.sortie.fleet for flown in sorted(rows, reverse=True) if flown.tail in ferried}
    used = Counter((flown.tail, first.get(flown.tail, flown.sortie.fleet)) for flown in rows)
    fleet_of: dict[str, int] = {}
    for (tail, fleet), _ in used.most_common():
        fleet_of.setdefault(tail, fleet)
    every = tail_names(problem)
    out = []
    for fleet, group in enumerate(problem.groups):
        own = [tail for (tail, of), _ in used.most_common() if of == fleet and fleet_of[tail] == fleet]
        own = [tail for tail in own if not group.tails or tail in every[fleet]]
        own += [tail for tail in every[fleet] if tail not in own and fleet_of.get(tail, fleet) == fleet]
        number = 0
        while len(own) < group.count:  # names that the file gives to another fleet
            number += 1
            name = f"{group.name}-{number}"
            if name not in own and name not in fleet_of:
                own.append(name)
        out.append(own[: group.count])
    return out


def _aloft(
    problem: Problem, rows: Sequence[Flown], names: Sequence[Sequence[str]], why: dict[Flown, str]
) -> tuple[list[tuple[Flown, Flown | None]], list[Flown]]:
    """Each vehicle on station at the start with its row, and all other rows."""
    early = sorted(one for one in rows if one.sortie.takeoff_s < 0 or one.sortie.aloft)
    rest = [one for one in rows if one.sortie.takeoff_s >= 0 and not one.sortie.aloft]
    taken: set[str] = set()
    out: list[tuple[Flown, Flown | None]] = []
    for fleet, group in enumerate(problem.groups):
        for aloft in group.aloft:
            own = [one for one in early if (one.sortie.fleet, one.sortie.line) == (fleet, aloft.line)]
            own = [one for one in own if one.tail in names[fleet] and one.tail not in taken]
            was = min(own, key=lambda one: (abs(one.sortie.takeoff_s - aloft.takeoff_s), one), default=None)
            tail = was.tail if was else next(tail for tail in reversed(names[fleet]) if tail not in taken)
            if was is not None:
                early.remove(was)
            taken.add(tail)
            leave_s = problem.length_s if was is None else was.sortie.leave_s
            out.append((Flown(_on_station(fleet, aloft, leave_s), tail), was))
    for one in early:
        why[one] = "is in the air when the period begins, and [state] has no such vehicle there"
    return out, rest


def _on_station(fleet: int, aloft: Aloft, leave_s: int) -> Sortie:
    return Sortie(aloft.takeoff_s, fleet, aloft.line, aloft.arrive_s, leave_s, leave_s, leave_s, aloft=True)


def _held_on(problem: Problem, table: Timetable, flown: Flown, was: Flown | None) -> Flown:
    """One that is on station at the start: its row as it stands, else home from where that wishes to leave."""
    one = flown.sortie
    leg = problem.legs[one.fleet, one.line]
    aloft = Aloft(one.line, one.takeoff_s, one.arrive_s)
    if was is not None and was.sortie.takeoff_s == one.takeoff_s and not row_fault(problem, was):
        home_s = table.let_home(one.fleet, aloft)
        if not table.why_not(was):
            return was
        if home_s is not None:
            table.keep_home(one.fleet, aloft, home_s)
    end_s = max((until for _, until in problem.lines[one.line].windows), default=0)
    leave_s = table.resources.leave_aloft(table.problem, leg, aloft, min(one.leave_s, max(end_s, 0)))
    land_s = leave_s + leg.times.back_s(leave_s)
    return Flown(replace(one, leave_s=leave_s, land_s=land_s, ready_s=land_s + leg.turnaround_s), flown.tail)


def row_fault(problem: Problem, flown: Flown) -> str:
    """What is wrong with a row by itself."""
    one = flown.sortie
    if one.takeoff_s >= problem.length_s:
        return "takes off after the period ends"
    return fault_of(problem, problem.leg_of(one), [hold.line for hold in one.holds], rows_of(problem, one, flown.tail))


def _mended(problem: Problem, table: Timetable, flown: Flown) -> Flown | None:
    """Nearest to what was wished on station, with its own tail where that costs nothing."""
    one = flown.sortie
    if one.further and (found := _reflown(problem, table, flown)) is not None:
        return found
    leg = problem.leg_of(replace(one, further=()))
    arrive_s, leave_s = (one.arrive_s, one.leave_s) if one.arrive_s < one.leave_s else (one.arrive_s, one.land_s)
    leave_s = min(leave_s, arrive_s + leg.stint_max_s)
    tails = sorted(table.busy[one.fleet], key=lambda tail: tail != flown.tail)
    if one.to_fleet >= 0:
        tails = [tail for tail in tails if tail == flown.tail]
    if leave_s <= max(arrive_s, 0):
        return None
    return table.fit(
        leg, tails, max(arrive_s, 0), leave_s,
        lambda sortie: (min(sortie.leave_s, leave_s) - max(sortie.arrive_s, arrive_s),),
    )  # fmt: skip


def _reflown(problem: Problem, table: Timetable, flown: Flown) -> Flown | None:
    """A sortie of several lines with its own tail, there when it was to be there and as far as endurance lasts; None where
    that can't be."""
    one = flown.sortie
    wanted_s = problem.legs[one.fleet, one.line].times.latest_takeoff(max(one.arrive_s, 0))
    takeoff_s = table.resources.last_takeoff(problem, one.fleet, min(wanted_s, problem.length_s - 1))
    if one.to_fleet >= 0 or takeoff_s < 0:
        return None
    found = go_round(problem, table.resources, one.fleet, takeoff_s, course_of(one))
    if found is None or not found.further or table.why_not(Flown(found, flown.tail)):
        return None
    return Flown(found, flown.tail)


def stint_of(problem: Problem, flown: Flown) -> Stint:
    """The row as a roster has it; of a sortie of several lines the first."""
    return rows_of(problem, flown.sortie, flown.tail)[0]


def difference(was: Flown, now: Flown) -> str:
    """What is different about a row, in words; "" if nothing is."""
    found = [f"flown by {now.tail}"] if now.tail != was.tail else []
    moved = [(verb, getattr(now.sortie, name) - getattr(was.sortie, name)) for verb, name in COLUMNS]
    if was.sortie.further != now.sortie.further:
        found.append(_onward(was.sortie, now.sortie))
    if moved[2][1]:  # landing and readiness follow a departure
        moved = moved[:3]
    for verb, by_s in moved:
        if by_s:
            found.append(f"{verb} {format_duration(abs(by_s))} {'later' if by_s > 0 else 'earlier'}")
    return ", ".join(found)


def _onward(was: Sortie, now: Sortie) -> str:
    """What is different about the lines a sortie goes on to."""
    fewer = len(was.further) - len(now.further)
    if fewer > 0 and was.further[: len(now.further)] == now.further:
        return (
            "goes home instead of on to another line"
            if not now.further
            else f"goes on to {len(now.further)} lines only"
        )
    return "goes on to other lines, or at other times"
