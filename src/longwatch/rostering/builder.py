"""The constructive builder: event by event, every relief arrives when the one before it must leave.

Each watcher of a line is a chain of stints. The chain that needs somebody first is served next: by a vehicle that can be
there on time, else by the one that can be there soonest. A vehicle leaves its base as late as it can and stays on station
as long as its endurance allows. Several orders of preference are tried; the best roster is kept.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from longwatch.rostering.coverage import cover_line
from longwatch.rostering.moves import Move, Waiting
from longwatch.rostering.onward import gone_on, reach_s
from longwatch.rostering.openings import NEVER
from longwatch.rostering.overlap import handed_over, need_after
from longwatch.rostering.problem import Leg, Problem, demand_windows
from longwatch.rostering.resources import Resources, Sortie, stays_on


@dataclass(frozen=True, order=True)
class Score:
    """What is better: less uncovered of hard lines, less weighted uncovered time, less flight cost."""

    hard_s: float
    uncovered_s: float
    cost: float


def score(problem: Problem, sorties: Sequence[Sortie]) -> Score:
    """Lower is better."""
    hard = soft = 0.0
    for index, line in enumerate(problem.lines):
        uncovered = cover_line(line, stays_on(index, sorties), problem.length_s).uncovered_s
        hard += uncovered if line.hard else 0
        soft += line.weight * uncovered
    cost = sum((s.land_s - s.takeoff_s) / 3600.0 * problem.groups[s.fleet].hour_cost for s in sorties)
    return Score(hard, soft, round(cost, 6))


@dataclass(frozen=True)
class Preference:
    """How a run of the builder chooses."""

    name: str
    key: Callable[[Problem, Leg, int], float]  # problem, leg, idle time before take-off -> lower is better
    stagger: str = "no"  # "line": first stints of a line's watchers end one after another; "all": of all lines
    ahead: float = 0.0  # how far a heavier line is planned ahead of a lighter one, in cycles
    chance: Random | None = None  # throws dice among reliefs, for `explore`
    onward: float | None = None  # who would go home relieves another line, if for this share of another's stint there


ONWARD = {0.0: "", 0.5: " for long"}  # share of a relief's stint that one that goes on must stay
RETRY_S = 1800
TRIES = 40  # take-offs looked at before a chain is left alone for a while, where hours are short


@dataclass
class _Chain:
    """One of the k watchers of a line, in windows so near to each other that it is not worth going home in between."""

    line: int
    need_s: int  # nobody from here on
    windows: tuple[tuple[int, int], ...]
    rank: float  # lines that matter more have a higher rank
    order: int
    cut: float = 1.0  # share of a full stint that the first stint lasts
    fresh: bool = field(default=True)
    overlap_s: int = 0  # of its reliefs

    def relieved(self, leave_s: int) -> None:
        """The next is needed when this one leaves, or by the overlap before."""
        if self.overlap_s:
            leave_s = need_after(self.overlap_s, self.windows, leave_s, self.need_s)
        self.need_s = self.demanded(leave_s)

    @property
    def until_s(self) -> int:
        return self.windows[-1][1]

    def demanded(self, at: int) -> int:
        """The first instant from `at` on at which it is asked for; the end if there is none."""
        return next((max(at, start) for start, end in self.windows if at < end), self.until_s)

    def trimmed(self, leave_s: int) -> int:
        """A departure without a stay in the break before it."""
        return max((min(end, leave_s) for start, end in self.windows if start < leave_s), default=leave_s)


def build(problem: Problem, preference: Preference, moves: Iterable[Move] = ()) -> list[Sortie]:
    """The sorties of one run of the builder, in order of take-off; `moves` are ferries that it is to fly."""
    waiting = Waiting.of(problem, moves)
    resources = Resources.of(problem)
    sorties: list[Sortie] = []
    chains = _chains(problem, preference, _hold_on(problem, resources, sorties))
    options = [_options(problem, line) for line in range(len(problem.lines))]
    ahead_s = preference.ahead * max((leg.endurance_s + leg.turnaround_s for leg in problem.legs.values()), default=0)
    queue = [(chain.need_s - ahead_s * chain.rank, -chain.rank, chain.order, chain) for chain in chains]
    heapq.heapify(queue)
    while queue:
        _, _, _, chain = heapq.heappop(queue)
        for move in waiting.crossings(chain.need_s):
            crossing = waiting.cross(problem, resources, move)
            if crossing is not None:
                sorties.append(crossing)
                resources.take(problem, crossing)
        sortie = _relief(problem, preference, resources, chain, options[chain.line], waiting)
        onward = None if preference.onward is None else _onward(problem, preference, resources, chain, sortie, sorties)
        if onward is not None:
            before, sortie = onward
            resources.release(problem, before)
            sorties.remove(before)
        if sortie is None:
            chain.need_s = chain.demanded(chain.need_s + RETRY_S)  # a ship may come nearer, a base be open longer
            if any(_may_change(problem, leg) for leg in options[chain.line]) and chain.need_s < chain.until_s:
                heapq.heappush(queue, (chain.need_s - ahead_s * chain.rank, -chain.rank, chain.order, chain))
            continue
        sorties.append(sortie)
        resources.take(problem, sortie)
        chain.relieved(sortie.last.leave_s)
        chain.fresh = False
        if chain.need_s < chain.until_s:
            heapq.heappush(queue, (chain.need_s - ahead_s * chain.rank, -chain.rank, chain.order, chain))
    return handed_over(problem, sorted(sorties)) if problem.overlaps else sorted(sorties)


def _options(problem: Problem, line: int) -> list[Leg]:
    return [leg for leg in problem.legs_of_line(line) if problem.limit_of(leg.fleet) > 0]


def _relief(
    problem: Problem, preference: Preference, resources: Resources, chain: _Chain, options: list[Leg], waiting: Waiting
) -> Sortie | None:
    """The next stint of a chain: on time if any vehicle can, else the soonest."""
    best: tuple[int, float, int, Leg] | None = None
    for own in options:
        leg, takeoff = own, _takeoff(problem, resources, own, chain)
        ferry = waiting.leg(own, takeoff) if waiting.moves and takeoff < NEVER else None
        if ferry is not None and (then := _takeoff(problem, resources, ferry, chain)) < NEVER:
            leg, takeoff = ferry, then
        if takeoff >= NEVER:
            continue
        late = max(takeoff + leg.times.out_s(takeoff) - chain.need_s, 0)
        idle = takeoff - resources.earliest(problem, leg.fleet) if not late else 0
        if chain.need_s + late >= chain.until_s:
            continue
        dice = preference.chance
        if dice is not None and dice.random() < 0.25:
            late += dice.randrange(1, max(2, leg.stint_max_s // 2))  # as if this one came later
        found = (late, preference.key(problem, leg, idle), takeoff, leg)
        if best is None or found[:2] < best[:2]:
            best = found
    if best is None:
        return None
    takeoff, leg = best[2], best[3]
    arrive = takeoff + leg.times.out_s(takeoff)
    leave = leg.times.latest_leave(takeoff + leg.endurance_s)
    first = max(arrive, chain.need_s)  # who must come early, while the base is open, is there for what follows
    cut = chain.cut if chain.fresh else 1.0
    if preference.chance is not None and preference.chance.random() < 0.05:
        cut = min(cut, preference.chance.uniform(0.3, 1.0))
    if cut < 1.0:
        leave = first + max(1, int((leave - first) * cut))
    wish = chain.trimmed(leave)
    found_leave = resources.leave(problem, leg, takeoff, first, wish if wish > first else leave)
    if found_leave is None:
        return None
    land = found_leave + leg.times.back_s(found_leave)
    if leg.to_fleet >= 0:
        waiting.gone(leg)
    return Sortie(
        takeoff, leg.fleet, chain.line, arrive, found_leave, land, land + leg.turnaround_s, to_fleet=leg.to_fleet
    )


def _onward(
    problem: Problem, preference: Preference, resources: Resources, chain: _Chain, relief: Sortie | None,
    sorties: Sequence[Sortie],
) -> tuple[Sortie, Sortie] | None:  # fmt: skip
    """Who goes on to the line instead of home, as planned and as it then is: not later than a relief from a base, and for
    long enough. Of several the one that is there soonest, then who stays longest."""
    best: tuple[tuple[int, int], Sortie, Sortie] | None = None
    at_s = NEVER if relief is None else max(relief.arrive_s, chain.need_s)
    stay_s = 1 if relief is None else max(round((preference.onward or 0.0) * (relief.leave_s - at_s)), 1)
    for one in sorties:
        leg = problem.legs.get((one.fleet, chain.line))
        if leg is None or one.takeoff_s + leg.endurance_s <= chain.need_s:
            continue
        arrive_s = reach_s(problem, one.fleet, one.last.line, one.last.leave_s, chain.line)
        first_s = max(arrive_s, chain.need_s)
        if first_s > at_s or first_s >= chain.until_s:
            continue
        if first_s + stay_s + leg.times.back_min_s > one.takeoff_s + leg.endurance_s:
            continue
        wish_s = chain.trimmed(leg.times.latest_leave(one.takeoff_s + leg.endurance_s))
        found = gone_on(problem, resources, one, chain.line, wish_s) if wish_s > first_s else None
        if found is None or found.last.leave_s - first_s < stay_s:
            continue
        key = (first_s, -found.last.leave_s)
        if best is None or key < best[0]:
            best = key, one, found
    return None if best is None else best[1:]


def _takeoff(problem: Problem, resources: Resources, leg: Leg, chain: _Chain) -> int:
    """The last take-off that is on station when needed, else the first one possible; NEVER if none has time on station."""
    earliest = resources.earliest(problem, leg.fleet)
    if earliest >= NEVER:
        return NEVER
    wanted = leg.times.latest_takeoff(chain.need_s)
    if not problem.groups[leg.fleet].is_bound_to_hours and not problem.groups[leg.home].is_bound_to_hours:
        takeoff = max(wanted, earliest)
        return NEVER if leg.times.moves and not _stays(problem, resources, leg, takeoff, 0) else takeoff
    takeoff = resources.last_takeoff(problem, leg.fleet, wanted)
    if takeoff >= earliest and _stays(problem, resources, leg, takeoff, chain.need_s):
        return takeoff
    takeoff = resources.first_takeoff(problem, leg.fleet, max(wanted, earliest))
    for _ in range(TRIES):
        if takeoff >= NEVER or takeoff + leg.times.out_s(takeoff) >= chain.until_s:
            return NEVER
        if _stays(problem, resources, leg, takeoff, chain.need_s):
            return takeoff
        takeoff = resources.next_takeoff(problem, leg, takeoff)
    return NEVER


def _may_change(problem: Problem, leg: Leg) -> bool:
    return leg.times.moves or problem.groups[leg.fleet].is_bound_to_hours or bool(problem.ferries)


def _stays(problem: Problem, resources: Resources, leg: Leg, takeoff_s: int, need_s: int) -> bool:
    """Whether a sortie that takes off then has any time on station after `need_s`."""
    first_s = max(takeoff_s + leg.times.out_s(takeoff_s), need_s)
    return resources.leave(problem, leg, takeoff_s, first_s, NEVER) is not None


def _hold_on(problem: Problem, resources: Resources, sorties: list[Sortie]) -> dict[int, list[int]]:
    """Those on station at the start stay as long as they can; returns when each leaves, by line."""
    leaves: dict[int, list[int]] = {}
    for sortie in problem.under_way:
        sorties.append(sortie)
        leaves.setdefault(sortie.line, []).append(sortie.leave_s)
    for fleet, group in enumerate(problem.groups):
        for aloft in group.aloft:
            leg = problem.legs[fleet, aloft.line]
            end = max((until for _, until in problem.lines[aloft.line].windows), default=0)
            leave = resources.leave_aloft(problem, leg, aloft, min(end, problem.length_s))
            land = leave + leg.times.back_s(leave)
            sortie = Sortie(aloft.takeoff_s, fleet, aloft.line, aloft.arrive_s, leave, land,
                            land + leg.turnaround_s, True)  # fmt: skip
            sorties.append(sortie)
            resources.take(problem, sortie)
            leaves.setdefault(aloft.line, []).append(leave)
    return leaves


def _chains(problem: Problem, preference: Preference, leaves: dict[int, list[int]]) -> list[_Chain]:
    ranks = _ranks(problem)
    chains: list[_Chain] = []
    for index, line in enumerate(problem.lines):
        held = sorted(leaves.get(index, []))[-line.k :]
        for number, windows in enumerate(_near_windows(problem, index)):
            for place in range(line.k):
                chain = _Chain(
                    index,
                    windows[0][0],
                    windows,
                    ranks[index],
                    len(chains),
                    (place + 1) / line.k if preference.stagger == "line" and not number else 1.0,
                    place >= len(held) and number == 0,
                    problem.overlap_of(index),
                )
                if place < len(held):
                    chain.relieved(max(chain.need_s, held[place]))
                if chain.need_s < chain.until_s:
                    chains.append(chain)
    if preference.stagger == "all":
        fresh = [chain for chain in chains if chain.fresh]
        for place, chain in enumerate(fresh):
            chain.cut = (place + 1) / len(fresh)
    return chains


def _near_windows(problem: Problem, index: int) -> list[tuple[tuple[int, int], ...]]:
    """Windows of a line with breaks shorter than the way home and out again."""
    ways_s = [leg.times.out_min_s + leg.times.back_min_s for leg in problem.legs_of_line(index)]
    found: list[tuple[tuple[int, int], ...]] = []
    for window in demand_windows(problem.lines[index], problem.length_s):
        if found and window[0] - found[-1][-1][1] <= min(ways_s, default=0):
            found[-1] = (*found[-1], window)
        else:
            found.append((window,))
    return found


def _ranks(problem: Problem) -> list[float]:
    """0 for the lightest line, 1 for the heaviest; hard lines above all others."""
    weights = sorted({(line.hard, line.weight) for line in problem.lines})
    top = max(len(weights) - 1, 1)
    return [weights.index((line.hard, line.weight)) / top for line in problem.lines]


def _few_lines(problem: Problem, leg: Leg, idle: int) -> float:  # noqa: ARG001
    return len(problem.legs_of_group(leg.fleet)) - leg.efficiency


_AHEAD = {0.0: "", 1.0: ", heavier first", 1000.0: ", heavier alone first"}
PREFERENCES: tuple[Preference, ...] = tuple(
    Preference(f"{name}{'' if stagger == 'no' else ', staggered by ' + stagger}{_AHEAD[ahead]}",
               key, stagger, ahead)
    for name, key in (
        ("most efficient", lambda problem, leg, idle: -leg.efficiency),  # noqa: ARG005
        ("longest idle", lambda problem, leg, idle: -idle),  # noqa: ARG005
        ("fewest other lines", _few_lines),
        ("cheapest", lambda problem, leg, idle: problem.groups[leg.fleet].hour_cost / leg.efficiency),  # noqa: ARG005
    )
    for stagger, ahead in (("no", 0.0), ("line", 0.0), ("all", 0.0), ("no", 1.0), ("no", 1000.0))
)  # fmt: skip


def candidates(problem: Problem) -> Iterator[tuple[Preference, list[Sortie]]]:
    """One roster per preference that can matter for this problem."""
    several_groups = any(len(problem.legs_of_line(line)) > 1 for line in range(len(problem.lines)))
    watchers = sum(line.k for line in problem.lines)
    for preference in PREFERENCES:
        if not several_groups and not preference.name.startswith("most efficient"):
            continue
        if preference.stagger == "line" and all(line.k == 1 for line in problem.lines):
            continue
        if preference.stagger == "all" and watchers == 1:
            continue
        if preference.ahead and len({(line.hard, line.weight) for line in problem.lines}) == 1:
            continue
        yield preference, build(problem, preference)
        for share in ONWARD if problem.passages else ():
            onward = replace(preference, name=f"{preference.name}, going on{ONWARD[share]}", onward=share)
            yield onward, build(problem, onward)


def explore(problem: Problem, seed: int, tries: int) -> Iterator[list[Sortie]]:
    """Rosters of the builder with dice thrown in: `tries` of them, the same for one seed."""
    runs = sorted(
        (score(problem, sorties), n, preference) for n, (preference, sorties) in enumerate(candidates(problem))
    )
    for n in range(tries):
        preference = runs[n % min(len(runs), 4)][2]
        yield build(problem, replace(preference, chance=Random(f"{seed} {n}")))


def best_build(problem: Problem) -> tuple[str, list[Sortie]]:
    """The best of all runs: (its name, its sorties)."""
    runs = [(score(problem, sorties), preference.name, sorties) for preference, sorties in candidates(problem)]
    _, name, sorties = min(runs, key=lambda run: run[0])
    return name, sorties
