"""Whether a roster meets the demand of each watch: by the verifier's own figures."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.scenario.long import as_planned
from longwatch.scenario.models import Watch
from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario


@dataclass(frozen=True)
class Kept:
    """A watch in a roster. Met: no gap longer than the limit, and where less than all is required, that share covered.

    A required share of 1 asks no more than the limit does. Of a revisit watch both are those of its cells.
    """

    watch: str
    met: bool
    gap_max_s: float
    limit_s: float
    covered_fraction: float
    required: float
    uncovered_s: int  # watcher-seconds of its lines
    demand_s: int
    gap_from_s: int | None = None  # where the longest gap of its lines begins


def kept_by(scenario: Scenario, roster: Roster) -> dict[str, Kept]:
    """Every watch but relays, which are held for the sake of others. Times are of the part of the period that is planned."""
    from longwatch.verifier import verify_roster

    verdict = verify_roster(as_planned(scenario, roster), roster)
    watch_of = {line.name: line.watch for line in roster.lines}
    found = {}
    for watch in scenario.watches:
        if watch.kind == "relay":
            continue
        lines = [cover for name, cover in verdict.per_line.items() if watch_of.get(name, name) == watch.name]
        longest = max((gap for line in lines for gap in line.gaps), key=lambda gap: gap[1] - gap[0], default=None)
        demand_s, missing_s = sum(line.demanded_s for line in lines), sum(line.missing_s for line in lines)
        seen = verdict.per_watch.get(watch.name)
        gap_s = seen.gap_max_s if seen is not None else max((line.gap_max_s for line in lines), default=0)
        share = seen.covered_fraction if seen is not None else 1.0 - missing_s / demand_s if demand_s else 1.0
        found[watch.name] = Kept(
            watch=watch.name,
            met=_is_met(watch, float(gap_s), share),
            gap_max_s=float(gap_s),
            limit_s=longest_limit_s(watch),
            covered_fraction=share,
            required=float(watch.required),
            uncovered_s=missing_s,
            demand_s=demand_s,
            gap_from_s=longest[0] if longest else None,
        )
    return found


def longest_limit_s(watch: Watch) -> float:
    """The limit of a watch; where parts of its area have their own, the longest."""
    return max(float(watch.limit_s), *(float(part.limit_s) for part in watch.limits), 0.0)


def _is_met(watch: Watch, gap_s: float, share: float) -> bool:
    return gap_s <= float(watch.limit_s) and (float(watch.required) >= 1.0 or share >= float(watch.required))
