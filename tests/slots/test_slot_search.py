"""Bound and search of rosters in slots on the shared cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from longwatch.slots.files import read_roster_slots
from longwatch.slots.search import solve
from longwatch.verifier.slots import check_slots

SHARED = Path(__file__).parents[2] / ".." / "shared" / "benchmarks" / "roster_slots"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not here")
def test_a_shared_case_is_solved_and_checked():
    path = SHARED / "s2_d03.json"
    plan = solve(read_roster_slots(path), effort=20)
    rows = [(one.group, one.station, one.launch, one.leave) for one in plan.sorties]
    broken, missing = check_slots(json.loads(path.read_text()), rows)
    assert broken == []
    assert missing == plan.uncovered
    assert plan.bound == 9 <= plan.uncovered < 60
