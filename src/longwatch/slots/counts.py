"""What bound and search both ask of a leg: the slots in which something may happen, and which of them count by slot t."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.slots.model import Aloft, Group, Ints, Leg, Pool, SlotProblem


@dataclass(frozen=True)
class Course:
    """A leg with its useful slots. Events have numbers: take-off k in slot launches[k], departure k in slot leaves[k].

    aloft : those out at the start, in the order in which they leave
    arrived : (slots,) take-offs that are on station by slot t, as a count of events
    landed, rested : (slots,) departures on the ground, and turned round, by slot t, as a count of events
    relieved : pairs (departures counted up to this event, take-offs that must have left by it), last ones of their slot
    """

    leg: Leg
    launches: Ints
    leaves: Ints
    aloft: tuple[Aloft, ...]
    arrived: Ints
    landed: Ints
    rested: Ints
    relieved: tuple[tuple[int, int], ...]

    def aloft_by(self, slot: int) -> int:
        """How many of those aloft at the start are on station by a slot."""
        return sum(one.arrive <= slot for one in self.aloft)

    def stood(self, slots: int) -> Ints:
        """(slots,) take-offs that have been on station for so many slots by the start of slot t; their least stay."""
        shifted: Ints = np.concatenate([np.zeros(min(slots, len(self.arrived)), np.int64), self.arrived])
        return shifted[: len(self.arrived)]

    def aloft_stood(self, slot: int, overlap: int) -> int:
        """How many of those aloft at the start have been there for so long; those there from the start have."""
        return sum(one.arrive <= max(slot - overlap, 0) for one in self.aloft)


def courses(problem: SlotProblem) -> list[Course]:
    """Of every leg on which something can happen."""
    found = [_course(problem, leg) for leg in problem.legs]
    return [one for one in found if len(one.launches) or one.aloft]


def _course(problem: SlotProblem, leg: Leg) -> Course:
    n, slots = problem.slots, np.arange(problem.slots)
    stay = int(problem.overlap[leg.station])
    launches = np.flatnonzero(leg.may_launch & (leg.latest >= np.minimum(leg.arrive + stay, n)) & (leg.arrive < n))
    leaves = np.flatnonzero(leg.may_leave[:n])
    aloft = tuple(one for one in problem.aloft if (one.group, one.station) == (leg.group, leg.station))
    last = {int(leg.latest[q]): k + 1 for k, q in enumerate(launches) if leg.latest[q] < n}
    relieved = tuple((int(np.searchsorted(leaves, slot, "right")), count) for slot, count in last.items())
    return Course(
        leg,
        launches,
        leaves,
        aloft,
        np.searchsorted(leg.arrive[launches], slots, "right"),
        np.searchsorted(leg.home[leaves], slots, "right"),
        np.searchsorted(leg.ready[leaves], slots, "right"),
        relieved,
    )


def admitted(problem: SlotProblem) -> SlotProblem:
    """The problem with limits that those already out keep: who is aloft stays so until its first legal landing.

    Each one's `latest` becomes a slot in which it may leave. Raises BadInputError where there is none.
    """
    wrong, aloft = [], []
    for one in problem.aloft:
        leg, where = problem.leg(one.group, one.station), f"aloft: group {one.group}, station {one.station}"
        if leg is None:
            wrong.append(Problem(where, "is on a station that its group does not serve"))
            continue
        fit = np.flatnonzero(leg.may_leave[: min(one.latest, problem.slots) + 1])
        fit = fit[fit >= one.arrive]
        if one.latest >= problem.slots:
            aloft.append(replace(one, latest=problem.slots))
        elif len(fit):
            aloft.append(replace(one, latest=int(fit[-1])))
        else:
            wrong.append(Problem(where, f"can leave in no slot from {one.arrive} to {one.latest}: its base is closed"))
    if wrong:
        raise BadInputError(wrong)
    problem = replace(problem, aloft=tuple(sorted(aloft, key=lambda one: (one.launch, one.latest))))
    return _with_room(problem) if aloft else problem


def _with_room(problem: SlotProblem) -> SlotProblem:
    n = problem.slots
    busy, airborne = (np.zeros((len(problem.groups), n), np.int64) for _ in range(2))
    for one in problem.aloft:
        leg = problem.leg(one.group, one.station)
        assert leg is not None
        away = [d for d in np.flatnonzero(leg.may_leave[:n]) if d >= one.arrive]
        first = int(away[0]) if away else n
        airborne[one.group, : leg.home[first] if first < n else n] += 1
        busy[one.group, : leg.ready[first] if first < n else n] += 1
    groups = tuple(_roomy(group, busy[g], airborne[g]) for g, group in enumerate(problem.groups))
    pools = tuple(
        Pool(pool.name, pool.groups, np.maximum(pool.airborne_max, airborne[list(pool.groups)].sum(axis=0)))
        for pool in problem.pools
    )
    return replace(problem, groups=groups, pools=pools)


def _roomy(group: Group, busy: Ints, airborne: Ints) -> Group:
    most = group.airborne_slots_max
    return replace(
        group,
        vehicles=np.maximum(group.vehicles, busy),
        airborne_max=np.maximum(group.airborne_max, airborne),
        airborne_slots_max=None if most is None else max(most, int(airborne.sum())),
    )
