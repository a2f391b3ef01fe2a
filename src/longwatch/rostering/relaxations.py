"""The least changes that would meet a watch, each found by planning anew: nothing is said that was not solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from longwatch.errors import BadInputError, ImpossibleError
from longwatch.rostering.dials import (
    ASKS_LESS,
    MOST_VEHICLES,
    NOT_PRICED,
    ORDER,
    Dial,
    fleet_dials,
    platform_dials,
    staff_dials,
    watch_dials,
)
from longwatch.rostering.kept import Kept, kept_by
from longwatch.rostering.make import Plan, make_roster
from longwatch.rostering.verdict import Verdict
from longwatch.scenario.models import Fleet
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario

Reread = Callable[[tuple[str, ...]], Scenario]
Levels = tuple[int, ...]
MOST_PLANS = 150  # for all watches of a scenario
MOST_COMBINED = 2  # fleets for which everything at once is tried where no single change helps

WHERE_HELD = (
    "hours",
    "shifts",
    "deck",
    "flight hours",
    "sorties",
    "turnaround",
    "base",
    "platform",
)  # of a fleet that can hold the watch: these may help
WITH_STAFF = (
    "lines",
    "satellite",
    "mast",
    "shifts",
)  # where one does not help by itself, more to fly it may be missing
MENDS: dict[str, tuple[str, ...]] = {  # of one that can't, by what binds
    "lines": ("lines",),
    "endurance": ("base", "platform"),
    "link": ("satellite", "mast", "base", "platform"),
    "sensor": ("payload", "platform"),
    "deck": ("platform",),
    "wind": ("platform",),
    "speed": ("platform",),
    "base": ("platform",),
}
FAILED = {  # what was tried to its end, by kind
    "vehicles": "more vehicles, crews and channels",
    "lines": "letting it serve this watch as well",
    "hours": "a base open always",
    "deck": "a deck open always",
    "turnaround": "no turnaround at all",
    "shifts": "shifts on duty round the clock",
    "flight hours": "ten times the flight hours",
    "sorties": "many more sorties a day",
    "satellite": "a satellite link",
    "mast": "an antenna in line of sight",
    "payload": "other usual payloads",
    "platform": "other platforms of the catalog",
    "base": "a base right at the post",
    "limit": "a limit as long as the planned gap",
    "required": "the share that is covered now",
    "watchers": "a single watcher",
    "warm-up": "gaps that count from the first arrival",
    "everything": "all that can be changed of its base and its numbers, together",
}


@dataclass(frozen=True)
class Relaxation:
    """A change with which the plan meets the watch, and every other watch that was met before.

    overrides : for `--set`, as they were planned
    scenario, plan : the changed scenario and its plan, for a price
    """

    kind: str
    words: str
    overrides: tuple[str, ...]
    scenario: Scenario
    plan: Plan


@dataclass
class Bench:
    """Changed scenarios, planned and judged; each at most once."""

    scenario: Scenario
    reread: Reread
    say: Callable[[str], None]
    n_plans: int = 0
    _tried: dict[tuple[str, ...], tuple[Scenario, Plan] | None] = field(default_factory=dict)

    def planned(self, overrides: tuple[str, ...]) -> Plan:
        """The plan under these overrides; lines beyond reach are left uncovered."""
        changed = self.reread(overrides) if overrides else self.scenario
        self.n_plans += 1
        self.say("plan")
        return make_roster(changed, seed=int(changed.file.run.seed), allow_unreached=True)

    def tried(self, overrides: tuple[str, ...]) -> tuple[Scenario, Plan] | None:
        """The same; None where such a scenario is refused, impossible, or beyond what we are ready to plan."""
        if overrides not in self._tried:
            self._tried[overrides] = self._try(overrides)
        return self._tried[overrides]

    def _try(self, overrides: tuple[str, ...]) -> tuple[Scenario, Plan] | None:
        if self.n_plans >= MOST_PLANS:
            return None
        try:
            return self.reread(overrides), self.planned(overrides)
        except (BadInputError, ImpossibleError):
            return None

    def meets(self, overrides: tuple[str, ...], watches: Sequence[str]) -> bool:
        """Whether the plan under these overrides meets all these watches."""
        found = self.tried(overrides)
        if found is None:
            return False
        kept = kept_by(found[0], found[1].roster)
        return all(kept[watch].met for watch in watches)

    def together(self, of_watches: Sequence[tuple[Relaxation, ...]], kept: dict[str, Kept]) -> tuple[str, ...]:
        """Overrides that meet every watch: the first relaxation of each that does not ask for less, tried together."""
        if len(of_watches) < 2 or not all(of_watches):
            return ()
        joined: dict[str, str] = {}
        for found in of_watches:
            best = next((one for one in found if one.kind not in (*ASKS_LESS, *NOT_PRICED)), found[0])
            joined |= {text.partition("=")[0]: text for text in best.overrides}
        overrides = tuple(joined.values())
        return overrides if self.meets(overrides, tuple(kept)) else ()


def relax(
    bench: Bench, lines: Sequence[Line], verdicts: Sequence[Verdict], kept: dict[str, Kept], watch: str
) -> tuple[tuple[Relaxation, ...], tuple[str, ...]]:
    """(relaxations in the stated order, what was tried and did not help)."""
    scenario = bench.scenario
    own = [line for line in lines if line.watch == watch]
    names = {line.name for line in own}
    of_watch = [one for one in verdicts if one.line in names]
    must = (watch, *(name for name, one in kept.items() if one.met))
    fleets = _nearest(scenario, of_watch)
    found: list[Relaxation] = []
    failed: list[Dial] = []

    def attempt(dials: Sequence[Dial], with_staff: Sequence[Dial] = ()) -> None:
        levels = least(bench, dials, must)
        if levels is None and with_staff:
            dials = [*dials, *with_staff]
            levels = least(bench, dials, must)
        if levels is None:
            known = len(dials) == 1 or with_staff or dials[0].kind == "vehicles"
            failed.append(dials[0] if known else _everything(dials[-1].name))
            return
        one = _relaxation(bench, dials, levels)
        if one.overrides not in [other.overrides for other in found]:
            found.append(one)

    singles: dict[str, list[Dial]] = {}
    for fleet in fleets:
        bound_by = {one.binding for one in of_watch if one.fleet == fleet.name and not one.feasible}
        singles[fleet.name] = fleet_dials(scenario, fleet, scenario.watch(watch), own, of_watch)
        staff = staff_dials(scenario, fleet, _most_needed(of_watch, own, fleet))
        if not bound_by or bound_by & {"crew", "count"}:
            attempt(staff)
        for dial in (*singles[fleet.name], *platform_dials(scenario, fleet)):
            if (not bound_by and dial.kind in WHERE_HELD) or any(dial.kind in MENDS.get(one, ()) for one in bound_by):
                attempt([dial], staff if dial.kind in WITH_STAFF else ())
    if not found:
        for fleet in fleets[:MOST_COMBINED]:
            attempt([*reversed(singles[fleet.name]), *staff_dials(scenario, fleet, MOST_VEHICLES)])
    for dial in watch_dials(scenario, scenario.watch(watch), kept[watch].gap_max_s, kept[watch].covered_fraction):
        attempt([dial])
    found.sort(key=lambda one: ORDER.index(one.kind))
    return tuple(found), _in_short(failed)


def _everything(name: str) -> Dial:
    return Dial("everything", name, 1, lambda _: (), lambda _: "")


def _in_short(failed: Sequence[Dial]) -> tuple[str, ...]:
    """What did not help, by kind: "no turnaround at all (MQ-9B ashore)"."""
    names: dict[str, list[str]] = {}
    for dial in failed:
        names.setdefault(dial.kind, []).append(dial.name)
    return tuple(f"{FAILED[kind]} ({', '.join(dict.fromkeys(of))})" for kind, of in names.items())


def least(bench: Bench, dials: Sequence[Dial], watches: Sequence[str]) -> Levels | None:
    """The least turn of each dial in order, those after it as far as they go; None where not even all together help.

    Doubling, then halving: of one dial the least that we find, all smaller ones tried on the way having failed.
    """
    levels = [dial.top for dial in dials]

    def meets(at: int, level: int) -> bool:
        return bench.meets(_overrides(dials, [*levels[:at], level, *levels[at + 1 :]]), watches)

    if not dials or not bench.meets(_overrides(dials, levels), watches):
        return None
    for at in range(len(dials)):
        if len(dials) > 1 and meets(at, 0):
            levels[at] = 0
            continue
        low, high = 0, levels[at]
        step = 1
        while step < high:
            if meets(at, step):
                high = step
                break
            low, step = step, 2 * step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if meets(at, middle) else (middle, high)
        levels[at] = high
    return tuple(levels) if any(levels) else None


def _overrides(dials: Sequence[Dial], levels: Sequence[int]) -> tuple[str, ...]:
    return tuple(text for dial, level in zip(dials, levels, strict=True) if level for text in dial.sets(level))


def _relaxation(bench: Bench, dials: Sequence[Dial], levels: Levels) -> Relaxation:
    turned = [(dial, level) for dial, level in zip(dials, levels, strict=True) if level]
    overrides = _overrides(dials, levels)
    done = bench.tried(overrides)
    assert done is not None  # it met the watch
    kind = max((dial.kind for dial, _ in turned), key=ORDER.index)
    words = " and ".join(dial.says(level) for dial, level in turned)
    return Relaxation(kind, words, overrides, *done)


def _nearest(scenario: Scenario, verdicts: Sequence[Verdict]) -> list[Fleet]:
    """Fleets that can hold the watch first, then by the share by which they fall short."""

    def key(fleet: Fleet) -> tuple[bool, float]:
        own = [one for one in verdicts if one.fleet == fleet.name]
        short = max((one.needed_radius_m / max(one.largest_radius_m, 1.0) for one in own), default=0.0)
        return not all(one.feasible for one in own), short

    return sorted(scenario.fleets, key=key)


def _most_needed(verdicts: Sequence[Verdict], lines: Sequence[Line], fleet: Fleet) -> int:
    """Vehicles that hold all lines of a watch round the clock, and one more."""
    k = {line.name: line.k for line in lines}
    own = [one for one in verdicts if one.fleet == fleet.name and one.on_station_s > 0]
    return 1 + sum(k[one.line] * (-(-one.cycle_s // max(one.on_station_s, 1))) for one in own)
