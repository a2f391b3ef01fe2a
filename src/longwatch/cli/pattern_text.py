"""What `check` says of patterns before anything is rostered: limits of revisit watches, and stations held for good."""

from __future__ import annotations

import math
from typing import Any


def pattern_facts(scenario: Any, lines: Any, pairings: Any) -> dict[str, Any]:
    """For JSON: by revisit watch its limits and bounds; by line that a mixed fleet can hold for good, how."""
    from longwatch.patterns.revisit import revisit_facts
    from longwatch.rostering.always import always_held
    from longwatch.rostering.problem_of import problem_of

    revisits = {
        name: {
            "pattern": facts.pattern,
            "tried": list(facts.tried),
            "lines": facts.zones,
            "watchers_at_least": facts.watchers_at_least,
            "walk_s": facts.walk_s,
            "density": facts.density,
            "limits": [vars(one) for one in facts.limits],
        }
        for name, facts in revisit_facts(scenario, lines).items()
        if facts.limits
    }
    return {"revisits": revisits, "always_held": always_held(scenario, problem_of(scenario, lines, pairings))}


def pattern_text(facts: dict[str, Any]) -> list[str]:
    """The same as blocks of text."""
    return [*(_revisit(name, one) for name, one in facts["revisits"].items()), *_held(facts["always_held"])]


def _held(held: dict[str, str]) -> list[str]:
    return ["\n".join(f"{line}: {sentence}" for line, sentence in held.items())] if held else []


def _revisit(name: str, facts: dict[str, Any]) -> str:
    from longwatch.cli.tables import table
    from longwatch.units import format_duration

    def told(seconds: float | None) -> str:
        return "—" if seconds is None or not math.isfinite(seconds) else format_duration(seconds)

    by_class = any(one["class_"] for one in facts["limits"])
    rows = [
        (
            *([one["class_"], f"{one['sweep_width_m'] / 1000:.1f} km"] if by_class else []),
            told(one["limit_s"]),
            str(one["n_cells"]),
            f"{one['area_m2'] / 1e6:,.0f} km²",
            told(one["pattern_gap_s"]),
            told(one["bound_gap_s"]),
        )
        for one in sorted(facts["limits"], key=lambda one: (one["limit_s"], one["class_"]))
    ]
    head = (*(["class", "sweep"] if by_class else []), "limit", "cells", "area", "longest gap of the pattern", "bound")
    bounds = (
        f"{facts['lines']} on station at once; no pattern does with fewer than {facts['watchers_at_least']}.\n"
        f"A round of all cells takes any one vehicle of its fleets {told(facts['walk_s'])} at least; "
        f"looking alone, as wide and fast as the pattern, takes {facts['density']:.2f} watchers. Tried:"
    )
    return "\n".join(
        [f"{name}: {facts['pattern']}", table(head, rows), bounds, *(f"  {one}" for one in facts["tried"])]
    )
