"""What has happened when a roster breaks: the state at one slot, as a problem from that slot on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from longwatch.slots.model import Aloft, Flags, Ints, Leg, Pool, SlotProblem, SlotSortie
from longwatch.slots.reroster_tails import NamedSortie, tail_names


@dataclass(frozen=True)
class Loss:
    """A vehicle that fails at the slot of the state. `slots`: out of service for so long; None: for good."""

    tail: str
    slots: int | None = None


@dataclass(frozen=True)
class Closure:
    """No take-off and no landing of these groups in the slots first .. end - 1."""

    groups: tuple[int, ...]
    first: int
    end: int


@dataclass(frozen=True)
class FewerCrews:
    """At most so many of a group airborne at once, in the slots first .. end - 1."""

    group: int
    airborne_max: int
    first: int
    end: int


Change = Loss | Closure | FewerCrews


@dataclass(frozen=True)
class LiveState:
    """The rest of a period. Slots of `problem`, `aloft` and `later` count from the slot of the state.

    problem : what is left to do, with what changed in it; what the settled rows still take is off its vehicles and crews
    settled : rows that have left station by then (in slots of the old problem), and rows cut short by a loss
    aloft : rows in the air whose departure is still open; all launches negative
    later : rows not yet begun, those of vehicles lost among them
    group_of : by tail
    free_from : by tail, the first slot in which it can take off; the number of slots: never
    stranded : rows in the air that no legal departure brings home, those on their way home to a base that has closed among them
    """

    t0: int
    problem: SlotProblem
    settled: tuple[NamedSortie, ...]
    cut: tuple[NamedSortie, ...]
    aloft: tuple[NamedSortie, ...]
    later: tuple[NamedSortie, ...]
    group_of: dict[str, int]
    free_from: dict[str, int]
    stranded: tuple[NamedSortie, ...]


def arrival(problem: SlotProblem, sortie: SlotSortie) -> int:
    """The slot in which it comes on station."""
    if sortie.launch < 0:
        return _record(problem, sortie).arrive
    return int(_leg(problem, sortie).arrive[sortie.launch])


def departures(problem: SlotProblem, sortie: SlotSortie) -> Ints:
    """The slots at whose start a sortie may leave station; the last of the period stands for staying beyond it."""
    leg = _leg(problem, sortie)
    latest = _record(problem, sortie).latest if sortie.launch < 0 else int(leg.latest[sortie.launch])
    return legal_departures(leg, max(arrival(problem, sortie), 0), latest, problem.slots)


def legal_departures(leg: Leg, first: int, latest: int, n: int) -> Ints:
    """Of first .. latest those that end well. Who may stay to the end does, instead of landing beyond it: endurance after the
    end is not known here."""
    slot = np.arange(first, min(latest, n) + 1)
    legal = leg.may_leave[slot]
    if latest >= n:
        legal &= (leg.home[slot] < n) | (slot == n)
    return slot[legal]


def live_state(
    problem: SlotProblem, roster: Sequence[NamedSortie], t0: int, changes: Iterable[Change] = ()
) -> LiveState:
    """The state at the start of slot t0. Rows that have left station by then are settled.

    A vehicle that fails in the air watches no more; one that is lost for a time flies home at once and keeps its crew until then.
    """
    changes = list(changes)
    losses = {one.tail: one for one in changes if isinstance(one, Loss)}
    group_of = {tail: group for group in range(len(problem.groups)) for tail in tail_names(problem, group)}
    group_of |= {row.tail: row.sortie.group for row in roster}
    if unknown := sorted(set(losses) - set(group_of)):
        raise ValueError(f"no vehicle is called {unknown[0]!r}")
    begun = [row for row in roster if row.sortie.launch < t0]
    settled = [row for row in begun if row.sortie.leave <= t0]
    cut = [row for row in begun if row.sortie.leave > t0 and row.tail in losses]
    aloft = [row for row in begun if row.sortie.leave > t0 and row.tail not in losses]
    n = problem.slots - t0
    lost_until = {tail: n if one.slots is None else min(one.slots, n) for tail, one in losses.items()}
    shut = _shut(problem, changes, t0)
    rest = _rest(problem, changes, shut, t0)
    busy, airborne, free_from = _taken(problem, settled, cut, t0, losses)
    for tail, until in lost_until.items():
        free_from[tail] = max(free_from.get(tail, 0), until)
        busy[group_of[tail], :until] += 1
    rest = _less(problem, rest, busy, airborne, [*settled, *cut], aloft, t0, losses)
    moved, stranded = _aloft(problem, rest, aloft, t0)
    stranded += [row for row in settled if _shut_out(problem, shut, row)]
    rest = replace(rest, aloft=tuple(moved))
    return LiveState(
        t0, rest, tuple(settled), tuple(cut), tuple(_earlier(row, t0) for row in aloft),
        tuple(_earlier(row, t0) for row in roster if row.sortie.launch >= t0), group_of, free_from, tuple(stranded),
    )  # fmt: skip


def _earlier(row: NamedSortie, t0: int) -> NamedSortie:
    one = row.sortie
    return NamedSortie(SlotSortie(one.launch - t0, one.group, one.station, one.leave - t0), row.tail)


def _leg(problem: SlotProblem, sortie: SlotSortie) -> Leg:
    leg = problem.leg(sortie.group, sortie.station)
    if leg is None:
        raise ValueError(f"{sortie}: its group does not serve that station")
    return leg


def _record(problem: SlotProblem, sortie: SlotSortie) -> Aloft:
    key = (sortie.launch, sortie.group, sortie.station)
    return next(one for one in problem.aloft if (one.launch, one.group, one.station) == key)


def _rest(problem: SlotProblem, changes: list[Change], shut: Flags, t0: int) -> SlotProblem:
    """The problem from t0 on with closures and crews as they now are; nobody aloft yet."""
    crews = np.array([group.airborne_max for group in problem.groups])
    for one in changes:
        if isinstance(one, FewerCrews):
            part = crews[one.group, max(one.first, t0) : one.end]
            part[:] = np.minimum(part, one.airborne_max)
    groups = tuple(
        replace(g, vehicles=g.vehicles[t0:], airborne_max=crews[k, t0:]) for k, g in enumerate(problem.groups)
    )
    return replace(
        problem, slots=problem.slots - t0, required=problem.required[:, t0:], groups=groups, aloft=(),
        legs=tuple(_leg_from(leg, shut[leg.group], t0, problem.slots) for leg in problem.legs),
        pools=tuple(replace(pool, airborne_max=pool.airborne_max[t0:]) for pool in problem.pools),
    )  # fmt: skip


def _leg_from(leg: Leg, shut: Flags, t0: int, n: int) -> Leg:
    lands_shut = (leg.home < n) & shut[np.minimum(leg.home, n - 1)]
    lands_shut[n] = False  # who stays to the end lands beyond what is known
    may_leave = leg.may_leave & ~lands_shut
    latest = np.array([_last(may_leave, int(limit)) for limit in leg.latest[t0:]], np.int64)
    return replace(
        leg, arrive=leg.arrive[t0:] - t0, latest=latest - t0, home=leg.home[t0:] - t0, ready=leg.ready[t0:] - t0,
        may_launch=(leg.may_launch & ~shut)[t0:], may_leave=may_leave[t0:], sees=leg.sees[t0:],
    )  # fmt: skip


def _last(may_leave: Flags, limit: int) -> int:
    """The last slot up to a limit in which a departure is allowed; -1: none."""
    open_slots = np.flatnonzero(may_leave[: limit + 1])
    return int(open_slots[-1]) if len(open_slots) else -1


def _down(problem: SlotProblem, row: NamedSortie, t0: int, losses: dict[str, Loss]) -> tuple[int, int]:
    """(on the ground from, ready from) of a row that is settled or cut, in slots of the old problem."""
    one, leg = row.sortie, _leg(problem, row.sortie)
    if one.leave <= t0:
        return int(leg.home[one.leave]), int(leg.ready[one.leave])
    if losses[row.tail].slots is None:
        return t0, problem.slots
    arrive = arrival(problem, one)
    home = int(leg.home[t0]) if arrive <= t0 else min(2 * t0 - one.launch, int(leg.home[min(arrive, problem.slots)]))
    return home, home + int(leg.ready[t0] - leg.home[t0])


def _taken(
    problem: SlotProblem, settled: list[NamedSortie], cut: list[NamedSortie], t0: int, losses: dict[str, Loss]
) -> tuple[Ints, Ints, dict[str, int]]:
    """((groups, slots left) vehicles still busy, the same still airborne, first free slot by tail) by what has happened."""
    n = problem.slots - t0
    busy, airborne = np.zeros((2, len(problem.groups), n), np.int64)
    free_from: dict[str, int] = {}
    for row in (*settled, *cut):
        home, ready = _down(problem, row, t0, losses)
        airborne[row.sortie.group, : max(home - t0, 0)] += 1
        if row.tail not in losses:
            busy[row.sortie.group, : max(ready - t0, 0)] += 1
        free_from[row.tail] = max(free_from.get(row.tail, 0), ready - t0)
    return busy, airborne, free_from


def _less(
    problem: SlotProblem, rest: SlotProblem, busy: Ints, airborne: Ints, past: list[NamedSortie],
    aloft: list[NamedSortie], t0: int, losses: dict[str, Loss],
) -> SlotProblem:  # fmt: skip
    """What is left of vehicles, crews, channels and hours."""
    groups = []
    for k, group in enumerate(rest.groups):
        hours = group.airborne_slots_max
        if hours is not None:
            flown = [
                min(_down(problem, row, t0, losses)[0], problem.slots) - max(row.sortie.launch, 0)
                for row in past if row.sortie.group == k
            ]  # fmt: skip
            so_far = [t0 - max(row.sortie.launch, 0) for row in aloft if row.sortie.group == k]
            hours -= sum(flown) + sum(so_far)
        groups.append(replace(
            group, vehicles=np.maximum(group.vehicles - busy[k], 0), airborne_slots_max=hours,
            airborne_max=np.maximum(group.airborne_max - airborne[k], 0),
        ))  # fmt: skip
    pools = [
        Pool(one.name, one.groups, np.maximum(one.airborne_max - airborne[list(one.groups)].sum(axis=0), 0))
        for one in rest.pools
    ]
    return replace(rest, groups=tuple(groups), pools=tuple(pools))


def _shut(problem: SlotProblem, changes: list[Change], t0: int) -> Flags:
    """(groups, slots) closed by what has changed."""
    shut = np.zeros((len(problem.groups), problem.slots), bool)
    for one in changes:
        if isinstance(one, Closure):
            shut[list(one.groups), max(one.first, t0) : one.end] = True
    return shut


def _shut_out(problem: SlotProblem, shut: Flags, row: NamedSortie) -> bool:
    """Whether one that has left station will find its base closed."""
    home = int(_leg(problem, row.sortie).home[row.sortie.leave])
    return home < problem.slots and bool(shut[row.sortie.group, home])


def _aloft(
    problem: SlotProblem, rest: SlotProblem, rows: list[NamedSortie], t0: int
) -> tuple[list[Aloft], list[NamedSortie]]:
    """Those in the air, and those of them that nothing brings home: these fly to the last departure they had before."""
    out, stranded = [], []
    for row in rows:
        one, leg = row.sortie, _leg(rest, row.sortie)
        old = _record(problem, one).latest if one.launch < 0 else int(_leg(problem, one).latest[one.launch])
        arrive = max(arrival(problem, one) - t0, 0)
        legal = legal_departures(leg, arrive, old - t0, rest.slots)
        if not len(legal):
            stranded.append(row)
        latest = int(legal[-1]) if len(legal) else one.leave - t0
        out.append(Aloft(one.launch - t0, one.group, one.station, arrive, latest))
    return out, stranded
