"""A roster that stands up to what trials bring: where they show gaps, one more thing is done about it, and its price is told.

From the scenario as it is, each step takes the lines with most unwatched time and tries, one at a time, what helps against its
causes: a vehicle on standby instead of in the plan, a longer overlap at hand-over, one more vehicle, more crews. Every try is
planned, verified, flown with the same luck and priced; the step that takes most off the longest gap for its price is kept, and
the next one starts from there. What no other try beats in both price and flown longest gap is the frontier.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from longwatch.cost.price import price_plan
from longwatch.cost.use import use_from_log
from longwatch.errors import BadInputError, ImpossibleError, Problem
from longwatch.measures.judge import judge
from longwatch.measures.judgement import Judgement
from longwatch.rostering.make import Plan, make_roster
from longwatch.runs.workers import cores
from longwatch.scenario.long import is_long
from longwatch.scenario.models import Fleet
from longwatch.scenario.read import read_scenario
from longwatch.scenario.scenario import Scenario
from longwatch.sim.fly import fly_roster
from longwatch.sim.queue import has_feedback
from longwatch.traffic.load import load_traffic

Progress = Callable[[str, int, int], None]
Changes = dict[str, str]  # path of the scenario -> value, as --set takes them

OVERLAPS_S = (900, 1800, 3600)  # a longer overlap at hand-over is the next of these
WORST_LINES = 2  # lines with most unwatched time that a step looks at
CROWDED = ("demand", "turnaround", "hours")  # causes that a vehicle on standby only makes worse
BY_CREW = ("crew",)


@dataclass(frozen=True)
class Point:
    """One roster that was flown.

    changes : what is set in the scenario for it, path -> value
    cost : over all years, in whole units of the currency at prices of the base year; None: it can't be priced
    longest_mean_s : mean over the trials of the longest gap, of the line with the longest: steps and frontier go by it
    longest_at_confidence_s : longest gap not exceeded at the stated confidence, the worst of all lines
    longest_of : the line that longest_mean_s is of
    """

    changes: Changes
    cost: int | None
    covered: float
    longest_mean_s: float
    longest_at_confidence_s: float
    p_no_long_gap: float
    p_no_long_gap_low: float
    planned_uncovered_s: int
    kept: bool = False  # a step that later ones start from
    frontier: bool = False
    longest_of: str = ""


@dataclass(frozen=True)
class Robust:
    """All points, the scenario as it is first; what could not be planned, with its reason."""

    points: tuple[Point, ...]
    refused: tuple[tuple[Changes, str], ...]
    currency: str
    trials: int
    confidence: float


def make_robust(
    path: Path, *, overrides: tuple[str, ...] = (), steps: int = 4, trials: int | None = None, progress: Progress
) -> Robust:
    """Try what helps, step by step, until nothing does or `steps` were taken.

    Raises BadInputError for a scenario that can't be read, or of years; ImpossibleError where it can't be planned as it is.
    """
    scenario = read_scenario(path, overrides)
    if is_long(scenario):
        raise BadInputError(Problem(str(path), "is of years, and its plan repeats: not yet", "take a period of weeks"))
    trials = int(scenario.file.run.trials) if trials is None else trials
    tried: dict[str, Point | str] = {}
    with ThreadPoolExecutor(cores()) as hands:
        here, seen = _point(scenario, {}, trials, hands)
        points, changes, refused = [_kept(here)], Changes(), list[tuple[Changes, str]]()
        for step in range(steps):
            progress("steps", step, steps)
            found: list[tuple[Point, _Seen]] = []
            for change in tries_for(seen.scenario, seen.plan, seen.judged):
                wanted = changes | change
                key = json.dumps(sorted(wanted.items()))
                if key in tried:
                    continue
                try:
                    again = read_scenario(path, (*overrides, *(f"{name}={value}" for name, value in wanted.items())))
                    found.append(_point(again, wanted, trials, hands))
                    tried[key] = found[-1][0]
                except (BadInputError, ImpossibleError) as error:
                    tried[key] = str(error)
                    refused.append((wanted, str(error).splitlines()[0]))
            place = best_step(here, [point for point, _ in found])
            points += [_kept(point) if n == place else point for n, (point, _) in enumerate(found)]
            if place is None:
                break
            here, seen = found[place]
            changes = here.changes
        progress("steps", steps, steps)
    confidence = float(scenario.file.run.confidence)
    return Robust(tuple(on_frontier(points)), tuple(refused), scenario.file.money.currency, trials, confidence)


@dataclass(frozen=True)
class _Seen:
    scenario: Scenario
    plan: Plan
    judged: Judgement


def _point(scenario: Scenario, changes: Changes, trials: int, hands: ThreadPoolExecutor) -> tuple[Point, _Seen]:
    run = scenario.file.run
    plan = make_roster(scenario, seed=run.seed)
    ships = load_traffic(scenario) if has_feedback(scenario) else None
    log = fly_roster(scenario, plan.roster, trials=trials, seed=run.seed, ships=ships, executor=hands, keep_sorties=1)
    judged = judge(scenario, plan.roster, log, float(run.confidence))
    try:
        tree = price_plan(scenario, use_from_log(scenario, plan.roster, log))
        cost: int | None = tree.root.amount
    except BadInputError:
        cost = None
    lines = [line.measures for line in judged.lines]
    worst = min((one.p_no_long_gap for one in lines), key=float)
    longest = max(judged.lines, key=lambda one: float(one.measures.longest_mean_s))
    point = Point(
        changes=changes,
        cost=cost,
        covered=float(judged.overall.covered),
        longest_mean_s=float(longest.measures.longest_mean_s),
        longest_of=longest.line,
        longest_at_confidence_s=max(float(one.longest_at_confidence_s) for one in lines),
        p_no_long_gap=float(worst),
        p_no_long_gap_low=float(worst.low),
        planned_uncovered_s=plan.uncovered_s,
    )
    return point, _Seen(scenario, plan, judged)


def tries_for(scenario: Scenario, plan: Plan, judged: Judgement) -> Iterator[Changes]:
    """What may help the lines with most unwatched time, against its causes."""
    worst = sorted(judged.lines, key=lambda line: (-sum(map(float, line.measures.causes.values())), line.line))
    done = set[str]()
    for line in worst[:WORST_LINES]:
        causes = {name: float(share) for name, share in line.measures.cause_shares.items() if float(share) > 0.02}
        if not causes:
            continue
        for change in _against(scenario, plan, line.line, line.watch, causes):
            key = json.dumps(change)
            if key not in done:
                done.add(key)
                yield change


def _against(
    scenario: Scenario, plan: Plan, line: str, watch: str, causes: dict[str, float]
) -> Iterator[Changes]:  # fmt: skip
    surprises = [name for name in causes if name not in (*CROWDED, *BY_CREW)]
    overlap_s = float(scenario.watch(watch).overlap_s)
    longer_s = next((one for one in OVERLAPS_S if one > overlap_s), None)
    if surprises and longer_s is not None and scenario.watch(watch).kind == "station":
        yield {f"watch.{_quoted(watch)}.overlap": f"{longer_s // 60} min"}
    for name in sorted({pairing.fleet for pairing in plan.roster.pairings if pairing.line == line}):
        fleet = scenario.fleet(name)
        path = f"fleet.{_quoted(name)}"
        if surprises and scenario.usable_count(fleet) > 1:
            yield {f"{path}.standby": str(fleet.standby + 1)}
        yield {f"{path}.count": str(fleet.count + 1), **_seat(fleet, path)}
        if surprises:
            yield {f"{path}.count": str(fleet.count + 1), f"{path}.standby": str(fleet.standby + 1)}
        if fleet.crews is not None and any(name in causes for name in BY_CREW):
            yield _seat(fleet, path)


def _seat(fleet: Fleet, path: str) -> Changes:
    """Crews for one vehicle more in the air."""
    if fleet.crews is None:
        return {}
    share = float(fleet.crew_duty_s) / 86400.0
    return {f"{path}.crews": str(fleet.crews + max(1, round(1.0 / max(share, 1e-9))))}


def _quoted(name: str) -> str:
    return f'"{name}"' if '"' not in name else f"'{name}'"


def best_step(here: Point, found: Sequence[Point]) -> int | None:
    """The place of the try to go on from: one that costs no more and is better, else the most gap off for the price.

    None where no try has a shorter longest gap, or as long a one with more covered at no higher price.
    """
    best: tuple[float, float, int] | None = None
    for place, one in enumerate(found):
        off_s, dearer = here.longest_mean_s - one.longest_mean_s, (one.cost or 0) - (here.cost or 0)
        if off_s < 0 or (off_s == 0 and (one.covered <= here.covered or dearer > 0)):
            continue
        worth = (float("inf") if dearer <= 0 else off_s / dearer, off_s + one.covered)
        if best is None or (-worth[0], -worth[1]) < (best[0], best[1]):
            best = (-worth[0], -worth[1], place)
    return None if best is None else best[2]


def _kept(point: Point) -> Point:
    return replace(point, kept=True)


def on_frontier(points: Sequence[Point]) -> list[Point]:
    """The same points, those marked that no other beats: none is as cheap with a shorter gap, or cheaper with as short a one.

    Of points that are equal the one with the fewest changes stands for all.
    """
    keys = [(point.cost or 0, point.longest_mean_s, -point.covered) for point in points]

    def beats(a: int, b: int) -> bool:
        if keys[a] == keys[b]:
            return (len(points[a].changes), a) < (len(points[b].changes), b)
        return all(x <= y for x, y in zip(keys[a], keys[b], strict=True))

    places = range(len(points))
    return [replace(points[b], frontier=not any(beats(a, b) for a in places)) for b in places]
