"""Crews that fly along: a sortie is flown by one crew from take-off to landing, several in a duty where they fit.

Finding the fewest crews for fixed sorties with a longest duty is NP-hard, so two simple rules are tried, and the number of
crews that could relieve each other in flight stands beside as a bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from longwatch.rostering.crews_pools import Flight, Pool
from longwatch.rostering.crews_windows import Airborne, fewest_crews
from longwatch.scenario.duties import Turn


@dataclass
class _Crew:
    number: int
    rested_s: int = 0
    since_s: int = 0  # the present duty
    free_s: int = 0
    flown_s: int = 0
    duties: int = 0


def bound_aboard(pool: Pool, flights: Sequence[Flight]) -> int:
    """No fewer crews can do, even if they could relieve each other in flight; of too long sorties as much as a duty counts."""
    cut = [(one.from_s, min(one.to_s, one.from_s + pool.duty_s)) for one in flights]
    return fewest_crews(Airborne.of(cut), pool.duty_s, pool.rest_s) if cut else 0


def turns_aboard(pool: Pool, names: Sequence[str], flights: Sequence[Flight]) -> list[Turn] | None:
    """By the rule that does with these crews and evens their hours best; None where neither does.

    A sortie that is longer than a duty is a duty of its own.
    """
    tried = [_assigned(pool, names, flights, again=again) for again in (True, False)]
    found = [(max(flown_s) - min(flown_s), n, turns) for n, (turns, flown_s) in enumerate(filter(None, tried))]
    return min(found)[2] if found else None


def _assigned(
    pool: Pool, names: Sequence[str], flights: Sequence[Flight], *, again: bool
) -> tuple[list[Turn], list[int]] | None:
    """In order of take-off to whoever is on duty and back in time (`again`), else to the rested crew with the fewest hours."""
    crews = [_Crew(n) for n in range(len(names))]
    for crew, rested_s in zip(reversed(crews), reversed(pool.rested_s), strict=False):
        crew.rested_s = rested_s
    turns = []
    for flight in flights:
        on_duty = [
            crew
            for crew in crews
            if crew.duties
            and crew.free_s <= flight.from_s < crew.rested_s
            and flight.to_s <= crew.since_s + pool.duty_s
        ]
        rested = [crew for crew in crews if crew.rested_s <= flight.from_s and crew.free_s <= flight.from_s]
        if again and on_duty:
            crew = min(on_duty, key=lambda one: (one.since_s, one.flown_s, one.number))
        elif rested:
            crew = min(rested, key=lambda one: (one.flown_s, one.rested_s, one.number))
            crew.since_s, crew.duties = flight.from_s, crew.duties + 1
        else:
            return None
        crew.free_s, crew.rested_s = flight.to_s, flight.to_s + pool.rest_s
        crew.flown_s += flight.to_s - flight.from_s
        turns.append(Turn(flight.from_s, names[crew.number], pool.name, flight.tail, flight.to_s, crew.duties))
    return sorted(turns), [crew.flown_s for crew in crews] or [0]
