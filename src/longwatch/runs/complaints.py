"""What is wrong with a roster, in the words of those who make them: broken rules, then gaps, each with the row to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.scenario.duties import DUTIES, Duties
from longwatch.scenario.plan import Line, Roster, Stint
from longwatch.scenario.roster_sheet import unix_s
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration
from longwatch.verifier.crews import DUTY_RULES
from longwatch.verifier.flights import several
from longwatch.verifier.rows import Namer
from longwatch.verifier.verdict import Verdict

Numbers = dict[tuple[str, int, str], list[int]]  # (tail, take-off in Unix seconds, line held) -> lines of the file


@dataclass(frozen=True)
class Rows:
    """The roster's rows and where they stand in which file."""

    file: str
    roster: Roster
    numbers: Numbers
    duties: Duties | None = None  # as they were read and judged

    def place(self, stint: Stint, nth: int = 0) -> str:
        """ "roster.csv:12", or nothing where the row is not found again."""
        found = self.numbers.get((stint.tail, self.roster.start_s + stint.takeoff_s, stint.line.strip()), [])
        return f"{self.file}:{found[min(nth, len(found) - 1)]}" if found else ""


def complaints(verdict: Verdict, scenario: Scenario, rows: Rows) -> list[str]:
    """One line each; none where every rule is kept and no gap is longer than its limit."""
    return [*_broken(verdict, rows), *_gaps(verdict, rows), *_little(verdict, scenario, rows)]


def _broken(verdict: Verdict, rows: Rows) -> list[str]:
    name = Namer(rows.roster.start_s, several(rows.roster.stints))
    places = {name.row(stint): rows.place(stint, nth) for stint, nth in _counted(rows.roster.stints)}
    out = []
    for violation in verdict.violations:
        if violation.rule in DUTY_RULES:
            out.append(f"{_duty_place(violation.where, rows)}: {violation}")
            continue
        place = places.get(violation.where, "")
        out.append(f"{place}: {violation}" if place else f"{rows.file}: {violation}")
    return out


def _duty_place(where: str, rows: Rows) -> str:
    """ "duties.csv:7": the turn that is named; of a vehicle at a time its last turn to begin by then, else its first."""
    table, name = rows.duties, Namer(rows.roster.start_s)
    turns = list(zip(table.turns, table.numbers, strict=True)) if table is not None else []
    found = [n for turn, n in turns if where == f"{turn.crew}, from {name.time(turn.from_s)}"]
    if not found:
        tail, _, time = where.rpartition(", ")
        own = [(turn.from_s, n) for turn, n in turns if turn.tail == tail]
        try:
            by_s = unix_s(time) - rows.roster.start_s
        except ValueError:  # a pool of crews as a whole
            own, by_s = [], 0
        found = [n for from_s, n in own if from_s <= by_s] or [n for _, n in own[:1]]
    return f"{DUTIES}:{found[-1]}" if found else DUTIES


def _counted(stints: Sequence[Stint]) -> list[tuple[Stint, int]]:
    """Each row with how many of its tail, take-off and line stand before it: the last of twins is the one to look at."""
    seen: dict[tuple[str, int, str], int] = {}
    out = []
    for stint in stints:
        key = (stint.tail, stint.takeoff_s, stint.line)
        out.append((stint, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return out


def _gaps(verdict: Verdict, rows: Rows) -> list[str]:
    """Those longer than their limit, by line and time."""
    out = []
    for line in judged_lines(verdict, rows.roster):
        for begin, end in verdict.per_line[line.name].gaps:
            if end - begin > line.limit_s:
                out.append(_gap(line, begin, end, rows))
    return out


def _gap(line: Line, begin: int, end: int, rows: Rows) -> str:
    name = Namer(rows.roster.start_s)
    own = [stint for stint in rows.roster.stints if stint.line == line.name]
    before = max((one for one in own if one.leave_s <= begin), key=lambda one: one.leave_s, default=None)
    after = min((one for one in own if one.arrive_s >= end), key=lambda one: one.arrive_s, default=None)
    who = "nobody" if line.k == 1 else f"fewer than {line.k}"
    limit = f"longer than the {format_duration(line.limit_s)} allowed" if line.limit_s else "and none is allowed"
    text = f"line {line.name}: {who} on station for {format_duration(end - begin)}, {limit}, "
    text += f"from {name.time(begin)} to {name.time(end)}"
    near = [f"{one.tail} {verb}{_at(rows, one)}" for one, verb in ((before, "leaves"), (after, "is next")) if one]
    place = rows.place(before) if before else rows.place(after) if after else ""
    return f"{place or rows.file}: {text}{': ' if near else ''}{', '.join(near)} [gap]"


def _at(rows: Rows, stint: Stint) -> str:
    found = rows.place(stint)
    return f" (row {found.rsplit(':', 1)[1]})" if found else ""


def _little(verdict: Verdict, scenario: Scenario, rows: Rows) -> list[str]:
    """Watches that are looked at too seldom or covered too little."""
    out = []
    for line in judged_lines(verdict, rows.roster):
        covered = verdict.per_line[line.name].covered_fraction
        if line.required < 1.0 and covered < line.required:
            out.append(
                f"{rows.file}: line {line.name}: covered {covered:.2%}, {line.required:.2%} is required [required]"
            )
    asked = {watch.name: watch for watch in scenario.watches}
    for name, seen in verdict.per_watch.items():
        limit_s, required = float(asked[name].limit_s), float(asked[name].required)
        if seen.gap_max_s > limit_s:
            gap = f"a cell goes unseen for {format_duration(seen.gap_max_s)}, {format_duration(limit_s)} is allowed"
            out.append(f"{rows.file}: watch {name}: {gap} [gap]")
        if required < 1.0 and seen.covered_fraction < required:
            share = f"{seen.covered_fraction:.2%} is looked at in time, {required:.2%} is required"
            out.append(f"{rows.file}: watch {name}: {share} [required]")
    return out


def judged_lines(verdict: Verdict, roster: Roster) -> list[Line]:
    """Lines of watches of the scenario, but for tours, which are judged by their cells, and relays, which others show."""
    return [line for line in roster.lines if line.name in verdict.per_line and line.kind not in ("tour", "relay")]
