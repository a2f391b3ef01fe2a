"""`plan --at`: going on with a roster from an instant, after vehicles were lost or grounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.rostering.from_present import Present, plan_from_present
from longwatch.rostering.steps import Listener, unheard
from longwatch.runs.outcome import Outcome, Progress, quiet
from longwatch.runs.planning import put_given, read_told, steps_of
from longwatch.scenario.plan import Outage, Roster
from longwatch.scenario.roster_file import read_roster
from longwatch.scenario.roster_sheet import unix_s
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration, parse_quantity

TIMES = 'write an instant like "2026-03-01T06:05:00Z", or how long after the start, like "30 h"'


def plan_present(
    path: Path,
    roster_path: Path,
    at: str,
    *,
    lost: Sequence[str] = (),
    grounded: Sequence[str] = (),
    overrides: tuple[str, ...] = (),
    out: Path | None = None,
    progress: Progress = quiet,
    listener: Listener = unheard,
) -> tuple[Outcome, Present]:
    """The plan in the folder of a run with the roster that came of it.

    at : an instant, or a duration after the start
    lost : tails, each may be several with commas between
    grounded : "tail=until"
    Raises BadInputError with every problem of the options.
    """
    scenario = read_told(path, overrides, progress)
    roster = read_roster(roster_path)
    at_s, outages = _asked(scenario, roster, at, lost, grounded)
    found = plan_from_present(scenario, roster, at_s, outages, progress=steps_of(progress, listener))
    outcome = put_given(scenario, overrides, out, found.plan, progress, [asdict(one) for one in found.moved])
    return outcome, found


def present_json(found: Present) -> dict[str, Any]:
    """What `--json` adds to the summary."""
    return {
        "at": found.at,
        "outages": [asdict(one) for one in found.plan.roster.outages],
        "later_rows": found.n_later,
        "changed_rows": found.n_changed,
        "uncovered_s": {
            "as_planned": found.uncovered_before_s,
            "with_nothing_changed": found.uncovered_cut_s,
            "now": found.uncovered_s,
        },
        "all_anew": None if found.anew is None else asdict(found.anew),
        "changes": [asdict(one) for one in found.moved],
    }


def _asked(
    scenario: Scenario, roster: Roster, at: str, lost: Sequence[str], grounded: Sequence[str]
) -> tuple[int, list[Outage]]:
    wrong: list[Problem] = []
    at_s = _instant(scenario, "--at", at, wrong)
    fleets = _fleets(scenario, roster)
    gone = [name.strip() for text in lost for name in text.split(",") if name.strip()]
    outages = [Outage(at_s, tail, fleets[tail], scenario.length_s, True) for tail in dict.fromkeys(gone)
               if _is_known("--lost", tail, fleets, wrong)]  # fmt: skip
    for text in grounded:
        tail, sign, until = (part.strip() for part in text.rpartition("="))
        if not sign:
            wrong.append(Problem("--grounded", f"{text!r} says no time", 'write "TAIL=UNTIL", like "tb3-1=40 h"'))
            continue
        before = len(wrong)
        until_s = _instant(scenario, "--grounded", until, wrong, ends=True)
        if len(wrong) == before and until_s <= at_s:
            wrong.append(
                Problem("--grounded", f"{tail} would be free before {at} already", "a later time, or leave it out")
            )
        if _is_known("--grounded", tail, fleets, wrong) and tail in gone:
            wrong.append(Problem("--grounded", f"{tail} is lost as well", "one of both"))
        elif len(wrong) == before:
            outages.append(Outage(at_s, tail, fleets[tail], until_s))
    if wrong:
        raise BadInputError(wrong)
    return at_s, outages


def _instant(scenario: Scenario, option: str, text: str, wrong: list[Problem], *, ends: bool = False) -> int:
    """Seconds from the start; a problem where the text is no time or lies outside the period."""
    try:
        found = unix_s(text) - scenario.start_s
    except ValueError:
        try:
            found = round(float(parse_quantity(text, "duration")))
        except (ValueError, BadInputError):
            wrong.append(Problem(option, f"{text!r} is no time", TIMES))
            return 0
    if found < 0 or (found >= scenario.length_s and not ends):
        lasts = f"the period lasts {format_duration(scenario.length_s)}"
        side = f"{format_duration(-found)} before the period begins" if found < 0 else f"after its end: {lasts}"
        wrong.append(Problem(option, f"{text} lies {side}", TIMES))
    return found


def _fleets(scenario: Scenario, roster: Roster) -> dict[str, str]:
    """The fleet of each vehicle that has a name, in the roster or in the scenario."""
    named = {tail: fleet.name for fleet in scenario.fleets for tail in fleet.tails}
    return named | {stint.tail: stint.lands_with for stint in sorted(roster.stints)}


def _is_known(option: str, tail: str, fleets: dict[str, str], wrong: list[Problem]) -> bool:
    if tail in fleets:
        return True
    names = sorted(fleets)
    there = ", ".join(names[:12]) + (" and others" if len(names) > 12 else "")
    hint = nearest_name(tail, names) or f"the roster has {there}"
    wrong.append(Problem(option, f"no vehicle of the roster is called {tail!r}", hint))
    return False
