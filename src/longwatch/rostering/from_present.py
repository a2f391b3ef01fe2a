"""The plan that goes on from an instant of a roster: vehicles lost or grounded, what was flown frozen, few later rows changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from longwatch.errors import BadInputError, InvariantError
from longwatch.errors import Problem as Mistake
from longwatch.rostering.anew import days_from
from longwatch.rostering.bound import bound_of
from longwatch.rostering.builder import best_build
from longwatch.rostering.check import check_stints
from longwatch.rostering.from_roster import rows_known, stints_of_rows
from longwatch.rostering.make import Plan, plan_of, prepared
from longwatch.rostering.openings import NEVER
from longwatch.rostering.problem import Problem
from longwatch.rostering.repair import difference, stint_of
from longwatch.rostering.reroster import Rerostered, reroster
from longwatch.rostering.reroster_state import Later, State, state_at
from longwatch.rostering.resources import Sortie
from longwatch.rostering.steps import Listener, Step, unheard
from longwatch.rostering.timetable import Flown
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.long import is_long
from longwatch.scenario.plan import Outage, Roster, Work
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.rows import Namer
from longwatch.verifier.verify import verify_roster

NEAR_S = 12 * 3600  # by so much a row may have moved and still be told as the same


@dataclass(frozen=True)
class Moved:
    """One row that is not as it was; take-offs as instants in UTC, "" where there is none."""

    tail: str
    line: str
    was: str
    now: str
    what: str
    why: str


@dataclass(frozen=True)
class Anew:
    """All later rows planned anew by the fast builder, whatever that changes."""

    uncovered_s: int
    n_changed: int


@dataclass(frozen=True)
class Present:
    """The plan from an instant on. Uncovered watcher-seconds count from there: as planned before, with what no longer stands
    left out, and now. `n_later` rows had something to do then, `n_changed` of them are no longer as they were."""

    plan: Plan
    at: str
    moved: tuple[Moved, ...]
    n_later: int
    n_changed: int
    uncovered_before_s: int
    uncovered_cut_s: int
    uncovered_s: int
    anew: Anew | None


def plan_from_present(
    scenario: Scenario, roster: Roster, at_s: int, outages: Sequence[Outage] = (), *, progress: Listener = unheard
) -> Present:
    """What took off before `at_s` stays, but that rows of a lost vehicle end there; later rows change as little as may be.

    outages : begin at `at_s`, of tails of the roster or of the scenario
    Raises BadInputError for rosters that repeat, have ferries, are of another period, or break a rule before `at_s`.
    """
    _require_one_period(scenario, roster)
    _require_there(roster, at_s, outages)
    lines, verdicts, found, problem = prepared(scenario)
    progress(Step("builder"))
    given, gone = rows_known(scenario, roster, problem)
    if gone:
        raise BadInputError([Mistake("--from", f"{one.row}: {one.why}", _MEND) for one in gone])
    rows = [one for one, _ in given]
    earlier = tuple(one for one in roster.outages if one.from_s <= at_s)
    every = tuple(sorted((*earlier, *outages)))
    works = _works(roster, at_s, every)
    state = state_at(problem, rows, at_s, every, works)
    whole = Roster(
        scenario_name=scenario.name, scenario_sha256=scenario_digest(scenario), start_s=scenario.start_s,
        length_s=scenario.length_s, method="from a roster, gone on with from a time", lines=lines, pairings=found, stints=(),
        passages=problem.routes, maintenance=works, outages=every,
    )  # fmt: skip
    _require_sound(scenario, replace(whole, stints=stints_of_rows(problem, [(row, row) for row in _past(state)])))
    made = reroster(state, rows)
    whole = replace(whole, stints=stints_of_rows(problem, [(row, row) for row in made.rows]))
    _check(scenario, problem, state, whole)
    progress(Step("bound"))
    limit = bound_of(problem, slot_s=round(float(scenario.file.run.slot_s)))
    limit = replace(limit, name=f"{limit.name}; of the fleet as planned, with no vehicle lost")
    moved = _moved(state, made, scenario.start_s)
    return Present(
        plan_of(whole, limit, verdicts), Namer(scenario.start_s).time(at_s), tuple(moved), made.n_later, made.n_changed,
        made.short_before.plain_s, made.short_cut.plain_s, made.short.plain_s, _anew(state),
    )  # fmt: skip


_ANEW = (
    "make the rest a scenario of its own: period.start at that time, fleet.count as many as each base has then, without "
    "those lost, who is on station in [state]; then longwatch plan it"
)
_MEND = "mend the roster first: longwatch plan SCENARIO --from ROSTER"


def _require_one_period(scenario: Scenario, roster: Roster) -> None:
    if roster.repeats or is_long(scenario):
        raise BadInputError(Mistake("--at", "weeks that repeat are not gone on with from a time", "plan them anew"))
    if (roster.start_s, roster.length_s) != (scenario.start_s, scenario.length_s):
        what = "the roster is of another period than the scenario"
        raise BadInputError(Mistake("--from", what, "give the scenario it was made for, or leave --at out"))
    if any(stint.to_fleet for stint in roster.stints):
        what = "a roster with ferries from base to base is not gone on with from a time"
        raise BadInputError(Mistake("--at", what, _ANEW))


def _require_there(roster: Roster, at_s: int, outages: Sequence[Outage]) -> None:
    """Who was lost stays lost."""
    lost = {one.tail: one.from_s for one in roster.outages if one.lost and one.from_s <= at_s}
    gone = sorted({one.tail for one in outages} & set(lost))
    name = Namer(roster.start_s)
    if gone:
        hint = "leave it out: it stays lost"
        raise BadInputError(
            [Mistake("--from", f"{tail} was lost already at {name.time(lost[tail])}", hint) for tail in gone]
        )


def _past(state: State) -> tuple[Flown, ...]:
    return tuple(sorted((*state.settled, *state.aloft.values())))


def _require_sound(scenario: Scenario, past: Roster) -> None:
    """What was flown must keep the rules of this scenario: nothing can mend it any more."""
    verdict = verify_roster(scenario, past)
    if not verdict.ok:
        hint = "the scenario must be the one it was flown by"
        raise BadInputError(
            [Mistake("--from", f"what took off before --at breaks a rule: {one}", hint) for one in verdict.violations]
        )


def _works(roster: Roster, at_s: int, outages: Sequence[Outage]) -> tuple[Work, ...]:
    """Maintenance that still stands: not of vehicles that are gone by then."""
    lost = {one.tail: one.from_s for one in outages if one.lost}
    return tuple(work for work in roster.maintenance if work.from_s < at_s or work.from_s < lost.get(work.tail, NEVER))


def _check(scenario: Scenario, problem: Problem, state: State, whole: Roster) -> None:
    """Every roster that leaves the program has passed the verifier. A row that ended in the air is no row of a plan."""
    ended = {(row.tail, row.sortie.takeoff_s) for row in state.cut.values() if row is not None}
    lost = {(one.tail, one.from_s) for one in whole.outages if one.lost}
    check_stints(
        problem,
        [one for one in whole.stints if (one.tail, one.takeoff_s) not in ended and (one.tail, one.land_s) not in lost],
    )
    verdict = verify_roster(scenario, whole)
    if not verdict.ok:
        raise InvariantError("the verifier refuses our own roster: " + "; ".join(map(str, verdict.violations)))


def _moved(state: State, made: Rerostered, start_s: int) -> list[Moved]:
    """Every row that is not as it was, in order of take-off: the one that ended, those that moved, left out and new ones."""
    problem, name = state.problem, Namer(start_s)
    out: list[tuple[int, Moved]] = []
    lost = {tail for tail, spans in state.away.items() if any(b >= NEVER for _, b in spans)}

    def tell(was: Flown | None, now: Flown | None, what: str, why: str) -> None:
        one = was if was is not None else now
        assert one is not None
        began, begins = ("" if row is None else name.time(row.sortie.takeoff_s) for row in (was, now))
        out.append((one.sortie.takeoff_s, Moved(one.tail, stint_of(problem, one).line, began, begins, what, why)))

    for row, ended in state.cut.items():
        why = f"{row.tail} was lost"
        tell(row, ended, "ends in the air" if ended else "lost on its way out", why)
    now, old = set(made.rows) - set(state.settled), set(state.open_rows)
    for was, is_now in _paired(sorted(old - now), sorted(now - old)):
        gone = was is not None and was.tail in lost
        fell = made.why.get(was, "") if was is not None else ""
        grounded = f"{was.tail} is grounded" if was is not None and was.tail in state.away and fell else ""
        why = f"{was.tail} was lost" if was is not None and gone else grounded or fell or "for less uncovered time"
        if was is None:
            tell(None, is_now, "new", why)
        elif is_now is None:
            tell(was, None, "left out", why)
        else:
            tell(was, is_now, difference(was, is_now), why)
    return [one for _, one in sorted(out, key=lambda pair: (pair[0], pair[1].tail))]


def _paired(old: Sequence[Flown], new: Sequence[Flown]) -> list[tuple[Flown | None, Flown | None]]:
    """Rows given up beside rows taken on: the same by another vehicle first, then the nearest of one vehicle, of one line."""
    left, free = list(old), list(new)
    out: list[tuple[Flown | None, Flown | None]] = []
    for degree in range(3):
        for was in tuple(left):
            near = [(_apart_s(was, one), one) for one in free if _likeness(was, one) <= degree]
            if near and min(near)[0] <= NEAR_S:
                left.remove(was)
                free.remove(min(near)[1])
                out.append((was, min(near)[1]))
    return [*out, *((one, None) for one in left), *((None, one) for one in free)]


def _likeness(one: Flown, other: Flown) -> int:
    """0: the same flight, 1: of the same vehicle on the same line, 2: of the same fleet on the same line, 3: another."""
    if one.sortie == other.sortie:
        return 0
    if (one.sortie.fleet, one.sortie.line) != (other.sortie.fleet, other.sortie.line):
        return 3
    return 1 if one.tail == other.tail else 2


def _apart_s(one: Flown, other: Flown) -> int:
    return abs(one.sortie.takeoff_s - other.sortie.takeoff_s)


def _anew(state: State) -> Anew | None:
    """What the fast builder makes of it where it may change every later row; None where limits over time also count the past."""
    problem = state.problem
    if any(group.is_limited or group.upkeep is not None for group in problem.groups):
        return None
    groups = []
    for fleet, group in enumerate(problem.groups):
        ready: list[int] = []
        for name in state.tails[fleet]:
            spans = state.away.get(name, ())
            if any(b >= NEVER for _, b in spans):
                continue
            own = [row.sortie.ready_s for row in state.settled if row.tail == name and row.sortie.fleet == fleet]
            own_s = max([state.at_s, *own, *(b for a, b in spans if a <= state.at_s)])
            ready.append(0 if (fleet, name) in state.aloft else own_s)
        groups.append(replace(group, count=len(ready), ready_s=tuple(ready), tails=(), flown_s=()))
    flying = tuple(row.sortie for row in state.aloft.values())
    rest = days_from(replace(problem, groups=tuple(groups), under_way=flying), state.at_s, problem.length_s)
    _, sorties = best_build(rest)
    rows = [*(row.sortie for row in state.settled), *sorties, *(one for one in flying if one not in sorties)]
    new = [one for one in sorties if one not in flying]
    later: list[Sortie] = [row.sortie for row in state.later]
    same = sum(one in later for one in new)
    return Anew(Later(problem, state.at_s).short(rows).plain_s, max(len(later) - same, len(new) - same))
