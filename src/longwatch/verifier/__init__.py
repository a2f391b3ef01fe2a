"""The separate verifier: `verify_roster(scenario, roster)`. Imports units, errors and scenario only."""

from longwatch.verifier.verdict import RULES, LineCover, Verdict, Violation
from longwatch.verifier.verify import verify_roster

__all__ = ["RULES", "LineCover", "Verdict", "Violation", "verify_roster"]
