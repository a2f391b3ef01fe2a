"""What was computed of a run so far."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.cost.tree import CostTree
from longwatch.reporting.explanation import ExplainReport
from longwatch.rostering.make import Plan
from longwatch.runs.samples import Samples
from longwatch.sim.watchlog import WatchLog
from longwatch.traffic.ships import Ships
from longwatch.verifier.verdict import Verdict


@dataclass(frozen=True)
class Pieces:
    """What was computed so far; None where a stage has not been run."""

    plan: Plan
    verdict: Verdict
    ships: Ships | None
    log: WatchLog | None
    tree: CostTree | None
    samples: Samples | None = None
    explanation: ExplainReport | None = None
