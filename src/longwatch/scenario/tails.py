"""What vehicles and crews are called: by the names of the file, else numbered."""

from __future__ import annotations

from longwatch.scenario.deliveries import count_at_start, usable
from longwatch.scenario.models import Control, Fleet, ScenarioFile


def fleet_name(fleet: Fleet) -> str:
    """Its own name, or one made of platform and base."""
    return fleet.name or f"{fleet.platform}@{fleet.base}"


def usable_tails(file: ScenarioFile, fleet: Fleet, start_s: int) -> tuple[str, ...]:
    """The named vehicles that a plan may use, in the order of the file; () where they have no names.

    Those there from the start; where availability leaves fewer, those that have flown least.
    """
    there = fleet.tails[: count_at_start(fleet, start_s)]
    flown_s = file.state.hours_flown
    least = sorted(there, key=lambda tail: (float(flown_s.get(tail, 0.0)), there.index(tail)))
    kept = set(least[: usable(len(there), fleet)])
    return tuple(tail for tail in there if tail in kept)


def pool_name(crewed: Fleet | Control) -> str:
    """Whose crews they are, unlike any other pool of the scenario."""
    return f"fleet {fleet_name(crewed)}" if isinstance(crewed, Fleet) else f"control {crewed.name}"


def crew_names(file: ScenarioFile, crewed: Fleet | Control) -> tuple[str, ...]:
    """The names of its crews; default "TB3 crew 1", "TB3 crew 2", ... With shifts so many as they count in all."""
    if crewed.crew_names:
        return crewed.crew_names
    shifts = crewed.shifts if isinstance(crewed, Fleet) else ()
    count = sum(shift.crews for shift in shifts) if shifts else crewed.crews or 0
    own = fleet_name(crewed) if isinstance(crewed, Fleet) else crewed.name
    twins = {fleet_name(fleet) for fleet in file.fleet} & {control.name for control in file.control}
    own = pool_name(crewed) if own in twins else own
    return tuple(f"{own} crew {n + 1}" for n in range(count))
