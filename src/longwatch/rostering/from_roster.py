"""A plan made from a roster that exists: one written for another version of the scenario, or edited by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from longwatch.errors import BadInputError, InvariantError, nearest_name
from longwatch.errors import Problem as Mistake
from longwatch.rostering.bound import bound_of
from longwatch.rostering.check import check_stints
from longwatch.rostering.coverage import cover
from longwatch.rostering.improve import Rows, improve, relieved
from longwatch.rostering.make import Plan, plan_of, prepared
from longwatch.rostering.problem import Problem
from longwatch.rostering.repair import Change, difference, repair, stint_of
from longwatch.rostering.resources import Hold, Sortie
from longwatch.rostering.steps import Listener, Step, unheard
from longwatch.rostering.tails import rows_of
from longwatch.rostering.timetable import Flown
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import is_long
from longwatch.scenario.plan import Roster, Stint, Work, sorties_of
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Violation
from longwatch.verifier.verify import verify_roster

ROUNDS = 20  # of leaving out rows that the verifier refuses
FOR_MORE = "for less uncovered time, or so that reliefs overlap"
NEW = "nobody was on station"


@dataclass(frozen=True)
class Again:
    """The plan, and every row of the file that is not in it as it was. `kept` counts those that are."""

    plan: Plan
    changes: tuple[Change, ...]
    kept: int
    of: int
    hint: str = ""  # where another command is what was probably meant


def plan_from(scenario: Scenario, roster: Roster, *, keep: bool = False, progress: Listener = unheard) -> Again:
    """Rows that can't stand are moved, cut or left out; then, but for `keep`, the roster is made better around the others.

    Raises BadInputError for a roster or a period that repeats, ImpossibleError as `make_roster` does.
    """
    if roster.repeats or is_long(scenario):
        raise BadInputError(Mistake("--from", "weeks that repeat are not planned from a roster", "plan them anew"))
    lines, verdicts, found, problem = prepared(scenario)
    given, gone = rows_known(scenario, roster, problem)
    if roster.stints and not given:
        what = f"no row is of a fleet and a line of this scenario; the roster was made for '{roster.scenario_name}'"
        raise BadInputError(Mistake("--from", what, "name its scenario, or another roster"))
    progress(Step("builder"))
    repaired = repair(problem, [one for one, _ in given])
    tails = repaired.table.tails
    rows: Rows = list(repaired.rows)
    if not keep:
        rows = improve(problem, relieved(problem, rows), tails)
    rows = relieved(problem, rows)
    whole = Roster(
        scenario_name=scenario.name, scenario_sha256=scenario_digest(scenario), start_s=scenario.start_s,
        length_s=scenario.length_s, method="from a roster, repaired" + ("" if keep else " and improved"), lines=lines,
        pairings=found, stints=(), passages=problem.routes,
    )  # fmt: skip
    whole = replace(whole, maintenance=_works(problem, roster, roster.start_s - scenario.start_s, rows))
    rows, refused = _accepted(scenario, problem, whole, rows)
    whole = replace(whole, stints=stints_of_rows(problem, rows))
    check_stints(problem, whole.stints)
    progress(Step("bound"))
    limit = bound_of(problem, slot_s=round(float(scenario.file.run.slot_s)))
    tried = {"repaired": _uncovered_s(whole, problem, [now for now, _ in repaired.rows]), whole.method: 0}
    tried[whole.method] = _uncovered_s(whole, problem, [now for now, _ in rows])
    plan = plan_of(whole, limit, verdicts, tried if not keep else None)
    changes = [*gone, *_changes(problem, scenario.start_s, given, rows, {**repaired.why, **refused})]
    as_it_was = sum(len(now.sortie.holds) for now, was in rows if was == now)
    return Again(plan, tuple(changes), as_it_was, len(roster.stints), _hint(scenario, roster, problem))


def _hint(scenario: Scenario, roster: Roster, problem: Problem) -> str:
    """Who starts later without saying who is in the air has all of it moved, and wanted to go on with what is flown."""
    later_s = scenario.start_s - roster.start_s
    flying = sum(one.takeoff_s < later_s < one.land_s for one in roster.stints)
    if later_s <= 0 or not flying or any(group.aloft for group in problem.groups):
        return ""
    return (
        f"{flying} vehicle{'s are' if flying > 1 else ' is'} in the air when the period begins, and [state] names none, so "
        "other rows move too; to go on with the roster as it is flown: longwatch plan ITS SCENARIO --from ROSTER --at TIME"
    )


def rows_known(scenario: Scenario, roster: Roster, problem: Problem) -> tuple[list[tuple[Flown, Stint]], list[Change]]:
    """The rows in numbers of the problem, and those whose fleet or line it has not."""
    fleets = {group.name: n for n, group in enumerate(problem.groups)}
    lines = {line.name: n for n, line in enumerate(problem.lines)}
    later_s = roster.start_s - scenario.start_s
    name = Namer(roster.start_s)
    rows, gone = [], []
    for own in _sorties(roster, problem, fleets, lines):
        stint = own[0]
        why = next((found for one in own if (found := _unflyable(problem, one, fleets, lines))), "")
        if why:
            gone.append(Change(name.row(stint), "left out", why))
            continue
        times = [getattr(stint, f"{column}_s") + later_s for column in ("arrive", "leave", "land", "ready")]
        arrive_s, leave_s, land_s, ready_s = times
        further = tuple(Hold(lines[one.line], one.arrive_s + later_s, one.leave_s + later_s) for one in own[1:])
        sortie = Sortie(stint.takeoff_s + later_s, fleets[stint.fleet], lines[stint.line], arrive_s, leave_s, land_s,
                        ready_s, stint.airborne_at_start, fleets[stint.to_fleet] if stint.to_fleet else -1,
                        further)  # fmt: skip
        rows.append((Flown(sortie, stint.tail), stint))
    return rows, gone


def _sorties(
    roster: Roster, problem: Problem, fleets: dict[str, int], lines: dict[str, int]
) -> Iterator[tuple[Stint, ...]]:
    """Rows of one sortie together where its fleet may go from line to line like that, else each by itself."""
    for own in sorties_of(roster.stints):
        fleet, places = fleets.get(own[0].fleet, -1), [lines.get(one.line, -1) for one in own]
        if all((fleet, *pair) in problem.passages for pair in pairwise(places)):
            yield own
        else:
            yield from ((one,) for one in own)


def _unflyable(problem: Problem, stint: Stint, fleets: dict[str, int], lines: dict[str, int]) -> str:
    """Why a row can't be, whatever its times; "" if it can."""
    why = _unknown("fleet", stint.fleet, fleets) or _unknown("line", stint.line, lines)
    if not why and (fleets[stint.fleet], lines[stint.line]) not in problem.legs:
        return f"{stint.fleet} can't hold {stint.line} any more; `longwatch check` says why"
    if not why and stint.to_fleet:
        fleet, home = fleets[stint.fleet], fleets.get(stint.to_fleet, -1)
        if home not in problem.ferries.get(fleet, ()) or (home, lines[stint.line]) not in problem.legs:
            return f"no ferry leads from {stint.fleet} over {stint.line} to {stint.to_fleet}"
    return why


def _works(problem: Problem, roster: Roster, later_s: int, rows: Rows) -> tuple[Work, ...]:
    """Maintenance of the file that still stands: long enough, in a place of its own, with no row in its way."""
    busy = defaultdict[str, list[tuple[int, int]]](list)
    for now, _ in rows:
        busy[now.tail].append((now.sortie.takeoff_s, now.sortie.ready_s))
    rules = {group.name: group.upkeep for group in problem.groups}
    out: list[Work] = []
    for given in sorted(roster.maintenance):
        one = replace(given, from_s=given.from_s + later_s, to_s=given.to_s + later_s)
        rule = rules.get(one.fleet)
        if rule is None or one.to_s - one.from_s < rule.lasts_s or not 0 <= one.from_s < problem.length_s:
            continue
        there = sum(other.fleet == one.fleet and other.to_s > one.from_s for other in out)
        if there < rule.places and not any(a < one.to_s and one.from_s < b for a, b in busy[one.tail]):
            out.append(one)
            busy[one.tail].append((one.from_s, one.to_s))
    return tuple(out)


def _unknown(kind: str, name: str, known: dict[str, int]) -> str:
    if name in known:
        return ""
    hint = nearest_name(name, list(known))
    return f"the scenario has no {kind} called '{name}'" + (f"; {hint}" if hint else "")


def _accepted(scenario: Scenario, problem: Problem, whole: Roster, rows: Rows) -> tuple[Rows, dict[Flown, str]]:
    """The rows without those that the verifier names; what it says of each. InvariantError where it names none."""
    refused: dict[Flown, str] = {}
    name = Namer(scenario.start_s)
    for _ in range(ROUNDS):
        verdict = verify_roster(scenario, replace(whole, stints=stints_of_rows(problem, rows)))
        if verdict.ok:
            return rows, refused
        said = {violation.where: violation for violation in verdict.violations}
        named = {now: [name.row(row) for row in rows_of(problem, now.sortie, now.tail)] for now, _ in rows}
        bad = [pair for pair in rows if any(row in said for row in named[pair[0]])]
        if not bad:
            raise InvariantError("the verifier refuses the roster: " + "; ".join(map(str, verdict.violations)))
        for now, was in bad:
            violation: Violation = next(said[row] for row in named[now] if row in said)
            refused[was or now] = violation.what
        rows = [pair for pair in rows if pair not in bad]
    raise InvariantError("the verifier still refuses rows after many were left out")


def stints_of_rows(problem: Problem, rows: Rows) -> tuple[Stint, ...]:
    return tuple(sorted(row for now, _ in rows for row in rows_of(problem, now.sortie, now.tail)))


def _uncovered_s(whole: Roster, problem: Problem, rows: Sequence[Flown]) -> int:
    stints = [row for flown in rows for row in rows_of(problem, flown.sortie, flown.tail)]
    return sum(one.uncovered_s for one in cover(whole.lines, stints, whole.length_s, whole.pairings))


def _changes(
    problem: Problem, start_s: int, given: Sequence[tuple[Flown, Stint]], rows: Rows, why: dict[Flown, str]
) -> list[Change]:
    """One for each row that is not as it was, in order of take-off."""
    name = Namer(start_s)
    now_of = {was: now for now, was in rows if was is not None}
    out: list[tuple[int, Change]] = []
    for was, _ in given:
        where, now = name.row(stint_of(problem, was)), now_of.pop(was, None)
        if now is None:
            reason = why.get(was, "no room among the others, or no relief that overlaps")
            out.append((was.sortie.takeoff_s, Change(where, "left out", reason)))
        elif words := difference(was, now):
            out.append((was.sortie.takeoff_s, Change(where, words, why.get(was, FOR_MORE))))
    for now, before in rows:
        if before is None:
            stint = stint_of(problem, now)
            out.append((stint.takeoff_s, Change(name.row(stint), f"new, on {stint.line}", NEW)))
    return [change for _, change in sorted(out, key=lambda one: one[0])]
