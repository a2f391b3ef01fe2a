"""Ferries and sorties of several lines: good rosters pass, each planted fault is named by its rule, random ones agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_sorties import ENDURANCE_S, LINES, Step, empty_roster, flown, good_sorties, two_fields
from helpers.planted_sorties import SORTIES_CHANGED, SORTIES_FAULTS, rows_of, swap_sortie
from longwatch.scenario.plan import Roster, Stint, Work, sorties_of
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import RULES, Verdict, verify_roster

Fault = Callable[[Scenario, Roster], Roster]


@cache
def good() -> tuple[Scenario, Roster]:
    scenario = two_fields()
    return scenario, good_sorties(scenario)


def rules(verdict: Verdict) -> set[str]:
    return {violation.rule for violation in verdict.violations}


def test_the_good_roster_keeps_every_rule() -> None:
    verdict = verify_roster(*good())
    assert verdict.violations == ()
    assert verdict.per_line["east"].missing_s == 3 * 86400 - 25000 - 800 - 5000


@pytest.mark.parametrize(("fault", "rule"), SORTIES_FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_fault_is_named_by_its_rule(fault: Fault, rule: str) -> None:
    scenario, roster = good()
    verdict = verify_roster(scenario, fault(scenario, roster))
    assert rule in rules(verdict), [str(violation) for violation in verdict.violations]
    assert len(rules(verdict)) <= 2, [str(violation) for violation in verdict.violations]
    for violation in verdict.violations:
        assert violation.rule in RULES
        assert math.isfinite(violation.by)
        assert "plane-" in violation.where or "passage" in violation.where or "fleet" in violation.where


@pytest.mark.parametrize(("changes", "rule"), SORTIES_CHANGED)
def test_a_scenario_changed_afterwards_breaks_its_rule_alone(changes: dict[str, Any], rule: str) -> None:
    found = verify_roster(two_fields(**changes), good()[1])
    assert rules(found) == {rule}, [str(violation) for violation in found.violations]


def test_a_sortie_counts_once() -> None:
    """Vehicles, channels, crews, hours, take-offs and movements of the good roster at their exact limits: no rule broken."""
    scenario, roster = good()
    sorties = sorties_of(roster.stints)
    airborne_s = {
        fleet: sum(rows[0].land_s - rows[0].takeoff_s for rows in sorties if rows[0].fleet == fleet)
        for fleet in ("Northern", "Southern")
    }
    fleets = [
        {**scenario.file.fleet[n].model_dump(by_alias=True, include={"name", "platform", "base", "control", "count",
         "ferry_to", "retask"}), "crews": 6, "crew_duty": "24 h", "sorties_per_day": 3 - n,
         "flight_hours": {"most": f"{airborne_s[name]} s"}}
        for n, name in enumerate(("Northern", "Southern"))
    ]  # fmt: skip
    station = [{"name": "Sat", "at": "North", "kind": "satellite", "channels": 3}]
    assert verify_roster(two_fields(fleet=fleets, control=station), roster).violations == ()
    less = [fleet | {"flight_hours": {"most": f"{airborne_s[fleet['name']] - 1} s"}} for fleet in fleets]
    found = verify_roster(two_fields(fleet=less, control=station), roster)
    assert [(one.rule, one.by) for one in found.violations] == [("flight-hours", 1), ("flight-hours", 1)]


def test_maintenance_is_with_the_fleet_that_has_the_vehicle() -> None:
    roster = good()[1]
    kept = {"every": "400 h", "lasts": "1 h"}
    fleets = [
        {"name": name, "platform": "plane", "base": base, "control": "Sat", "count": count, "retask": True,
         "ferry_to": [other], "maintenance": kept}
        for name, base, count, other in (("Northern", "North", 2, "Southern"), ("Southern", "South", 1, "Northern"))
    ]  # fmt: skip
    there = replace(
        roster, stints=tuple(one for one in roster.stints if one.tail != "plane-2" or one.takeoff_s == 30000)
    )
    landed = rows_of(there, "plane-2", 0)[0]
    for fleet, broken in (("Southern", set()), ("Northern", {"maintenance"})):
        work = Work(landed.ready_s, "plane-2", fleet, landed.ready_s + 3600)
        assert rules(verify_roster(two_fields(fleet=fleets), replace(there, maintenance=(work,)))) == broken


def test_a_row_of_several_is_named_with_its_line() -> None:
    scenario, roster = good()
    rows = rows_of(roster, "plane-1", 1)
    early = replace(rows[1], arrive_s=rows[1].arrive_s - 600)
    changed = replace(roster, stints=tuple(sorted([*(one for one in roster.stints if one is not rows[1]), early])))
    (found,) = verify_roster(scenario, changed).violations
    assert found.where == "plane-1, take-off 2026-03-01T18:57:01Z, on east"
    assert found.what.endswith(" too early for the way from south")
    assert found.by == pytest.approx(600, abs=1)


def test_the_relief_of_one_that_goes_on_is_asked_for_too() -> None:
    """A departure to another line is one like any other: the watch's overlap is asked for."""
    roster = good()[1]
    watch = [
        {"name": name, "area": name, "kind": "station", "sees": {"class": "fishing-boat"}, "limit": "30 min",
         "overlap": "20 min"}
        for name in LINES
    ]  # fmt: skip
    leaver = rows_of(roster, "plane-1", 0)[0]
    for early_s, broken in ((1200, set()), (1100, {"overlap"})):
        relief = flown(roster, "plane-3", "Southern", 0, [("east", 20000)])
        shift_s = leaver.leave_s - early_s - relief[0].arrive_s
        relief = flown(roster, "plane-3", "Southern", shift_s, [("east", 20000)])
        others = [one for one in roster.stints if one.tail == "plane-1"]
        changed = replace(roster, stints=tuple(sorted([*others, *relief])))
        assert rules(verify_roster(two_fields(watch=watch), changed)) == broken


def test_the_link_is_asked_for_on_the_passage_too() -> None:
    """A mast 3,000 m up sees 450 km: both lines, and the straight way between them, but not a way far about."""
    mast = {"name": "Sat", "at": "North", "kind": "line-of-sight", "antenna_height": "3000 m", "channels": 3}
    scenario = two_fields(control=[mast])
    near = empty_roster(scenario)
    far_about = tuple(
        replace(one, route=(one.route[0], (35.5, -70.5), one.route[-1])) if (one.from_line, one.to_line) == ("east", "south")
        else one for one in near.passages
    )  # fmt: skip
    for roster, broken in ((near, set()), (replace(near, passages=far_about), {"link"})):
        stints = flown(roster, "plane-1", "Northern", 0, [("east", 3000), ("south", 3000)])
        verdict = verify_roster(scenario, replace(roster, stints=tuple(stints)))
        assert rules(verdict) == broken, [str(violation) for violation in verdict.violations]


# ---- random ones, valid by construction ------------------------------------------------------------------------------


@st.composite
def valid(draw: st.DrawFn) -> Roster:
    """Three planes that fly where they are, over one to three lines, landing here or there; channels for all."""
    roster, stints = empty_roster(good()[0]), list[Stint]()
    for tail, home in (("plane-1", "Northern"), ("plane-2", "Northern"), ("plane-3", "Southern")):
        fleet, at_s = home, draw(st.integers(0, 9000))
        for _ in range(draw(st.integers(0, 4))):
            lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True))
            steps: list[Step] = [(name, draw(st.integers(0, 9000))) for name in lines]
            to = draw(st.sampled_from(["", "Northern", "Southern"]))
            rows = flown(roster, tail, fleet, at_s, steps, "" if to == fleet else to)
            if rows[0].land_s - rows[0].takeoff_s > ENDURANCE_S or at_s >= 3 * 86400:
                break
            stints += rows
            fleet, at_s = rows[0].lands_with, rows[0].ready_s + draw(st.integers(0, 9000))
    return replace(roster, stints=tuple(sorted(stints)))


@settings(deadline=None, max_examples=10)
@given(roster=valid())
def test_what_is_right_by_construction_passes(roster: Roster) -> None:
    verdict = verify_roster(good()[0], roster)
    assert verdict.violations == (), [str(violation) for violation in verdict.violations]


@settings(deadline=None, max_examples=20)
@given(roster=valid().filter(lambda roster: roster.stints), data=st.data())
def test_whatever_is_made_shorter_or_other_is_found(roster: Roster, data: st.DataObject) -> None:
    """One number of one sortie moved by more than the two seconds that rounding may hide, or one of its names changed."""
    rows = data.draw(st.sampled_from(sorties_of(roster.stints)))
    by_s = data.draw(st.integers(3, 5000))
    n = data.draw(st.integers(0, len(rows) - 1))
    own = [one for one in sorties_of(roster.stints) if one[0].tail == rows[0].tail]
    kinds = ["arrive", "land", "ready"]
    kinds += ["one row"] if len(rows) > 1 else []
    kinds += ["fleet"] if rows != own[0] else []
    kinds += ["lands"] if rows != own[-1] else []
    kind = data.draw(st.sampled_from(kinds))
    other = {"Northern": "Southern", "Southern": "Northern"}
    changed = list(rows)
    if kind == "arrive":
        changed[n] = replace(rows[n], arrive_s=rows[n].arrive_s - by_s)
        asked = {"passage", "sortie"} if n else {"transit-out"}
    elif kind == "land":
        changed = [replace(row, land_s=row.land_s - by_s, ready_s=row.ready_s - by_s) for row in rows]
        asked = {"transit-back"}
    elif kind == "ready":
        changed = [replace(row, ready_s=row.ready_s - by_s) for row in rows]
        asked = {"turnaround"}
    elif kind == "one row":
        changed[n] = replace(rows[n], ready_s=rows[n].ready_s + by_s)
        asked = {"sortie"}
    elif kind == "fleet":  # it takes off where it did not land
        changed = [replace(row, fleet=other[row.fleet], to_fleet=row.lands_with) for row in rows]
        asked = {"two-places"}
    else:
        changed = [replace(row, to_fleet=other[row.lands_with]) for row in rows]
        asked = {"two-places"}
    verdict = verify_roster(good()[0], swap_sortie(roster, rows, changed))
    assert rules(verdict) & asked, [str(violation) for violation in verdict.violations]
