"""What a report says of maintenance."""

from __future__ import annotations

from dataclasses import replace

from helpers.planted_maintenance import maintained
from longwatch.runs.content_crews import maintenance_warnings, vehicle_use


def test_vehicles_beyond_their_hours_are_told_where_they_break_no_rule() -> None:
    scenario, roster = maintained((), binding=False)
    (said,) = maintenance_warnings(scenario, roster)
    assert said.startswith("planes: 2 sorties end beyond the hours")
    assert "plane-1, take-off 2026-03-03T03:36:40Z: by 8 h 48 min" in said
    assert not maintenance_warnings(*maintained(binding=False))
    assert not maintenance_warnings(*maintained(()))  # the verifier says it
    for binding in (True, False):
        scenario, roster = maintained((), binding=binding)
        assert "repeat" in maintenance_warnings(scenario, replace(roster, tile_s=1))[0]


def test_times_in_maintenance_are_counted() -> None:
    use = vehicle_use(*maintained())
    counts = {row.name: {one.name: float(one.figure) for one in row.measures} for row in use}
    assert counts["planes"]["times in maintenance"] == 2
    assert counts["boats"]["times in maintenance"] == 0
