"""The separate verifier: every rule and every gap, derived anew from the roster."""

from __future__ import annotations

from longwatch.scenario.plan import Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.cover import line_cover
from longwatch.verifier.verdict import LineCover, Verdict, Violation


def verify_roster(scenario: Scenario, roster: Roster) -> Verdict:
    """Check every rule of `docs/verifier.md` and work out what the roster covers.

    Nothing but the stints and the planning figures of the header is taken from the roster; places, transits, links and
    gaps are worked out here with arithmetic that no other room shares. Raises nothing: a roster of any kind earns a
    verdict.
    """
    violations: list[Violation] = []
    cover = _cover(scenario, roster)
    demanded_s = sum(line.demanded_s for line in cover.values())
    missing_s = sum(line.missing_s for line in cover.values())
    return Verdict(
        ok=not violations,
        violations=tuple(violations),
        covered_fraction=1.0 - missing_s / demanded_s if demanded_s else 1.0,
        per_line=cover,
    )


def _cover(scenario: Scenario, roster: Roster) -> dict[str, LineCover]:
    end_s = scenario.length_s if scenario.file.period.end == "optimistic" else None
    return {
        line.name: line_cover(
            [stint for stint in roster.stints if stint.line == line.name],
            line.windows,
            line.k,
            line.count_from_s,
            drop_open_gap_at=end_s,
        )
        for line in roster.lines
    }
