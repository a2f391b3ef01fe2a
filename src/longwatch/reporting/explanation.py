"""Why watches are not met, as the report is told: plain data in SI units, as it lies in a run folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClashReport:
    """Demands and rules that can't all be kept; [from_s, to_s) is demand enough for that.

    head : the sentence that stands over the members
    rules : (kind, name) of each
    slot_s : of the programme that proves it
    """

    head: str
    members: tuple[str, ...]
    watches: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    from_s: int
    to_s: int
    slot_s: int


@dataclass(frozen=True)
class FleetReach:
    """Whether a fleet can hold a line, and how far it could; None where no distance binds."""

    fleet: str
    line: str
    can_hold: bool
    binding: str
    reason: str
    largest_radius_m: float | None
    needed_radius_m: float | None


@dataclass(frozen=True)
class Change:
    """What would meet the watch, and what it reaches then; `more_a_year` None: without a price.

    overrides : entries for `--set`, planned and verified as they stand
    """

    kind: str
    words: str
    overrides: tuple[str, ...]
    more_a_year: float | None
    gap_max_s: float
    covered_fraction: float


@dataclass(frozen=True)
class KeptReport:
    """A watch in the plan; `gap_from_s` is where the longest gap of its lines begins."""

    watch: str
    met: bool
    gap_max_s: float
    limit_s: float
    covered_fraction: float
    required: float
    uncovered_s: int
    demand_s: int
    gap_from_s: int | None


@dataclass(frozen=True)
class UnmetReport:
    """Why one watch is not met.

    proof : "reach", "rules", "forecast", or "" where nothing is proved
    lead : the sentence that says so, where there is no clash
    gap_bound_s : no roster has a shorter longest gap; None where nothing is proved of it
    """

    watch: str
    short: str
    proof: str
    lead: str
    gap_bound_s: int | None
    clashes: tuple[ClashReport, ...]
    unreached: tuple[str, ...]
    fleets: tuple[FleetReach, ...]
    changes: tuple[Change, ...]
    without_effect: tuple[str, ...]


@dataclass(frozen=True)
class TightReport:
    """A number of which one fewer is proved too few."""

    kind: str
    name: str
    words: str
    now: int


@dataclass(frozen=True)
class ExplainReport:
    """All watches: those met, and why the others are not.

    together : entries with which every watch is met
    lines : the same for a terminal
    """

    watches: tuple[KeptReport, ...]
    unmet: tuple[UnmetReport, ...]
    tight: tuple[TightReport, ...]
    together: tuple[str, ...]
    n_plans: int
    n_programmes: int
    currency: str
    base_year: int
    lines: tuple[str, ...]
