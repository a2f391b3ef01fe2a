"""What the report tells of vehicles and crews: calm where nothing was asked for and nothing happened."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

from helpers.scenario_tables import valid_table
from longwatch.measures.judgement import FleetJudgement
from longwatch.origins import computed
from longwatch.reporting.schema import FLOWN
from longwatch.runs.content_events import counted, events_of
from longwatch.scenario.read import scenario_from_dict


def flown(**figures: float) -> FleetJudgement:
    names = [field.name for field in fields(FleetJudgement) if field.name != "fleet"]
    return FleetJudgement("all", **{name: computed(figures.get(name, 0.0), "1", ("trials",)) for name in names})


def told(changes: dict[str, Any] | None = None, **figures: float) -> list[str]:
    raw = valid_table()
    for section, keys in (changes or {}).items():
        part = raw.setdefault(section, {})
        (part[0] if isinstance(part, list) else part).update(keys)
    scenario = scenario_from_dict(raw)
    judged: Any = SimpleNamespace(all_fleets=flown(**figures))
    return [one.name for one in events_of(scenario, judged)]


def test_no_rows_of_zeros_that_nobody_asked_for() -> None:
    usual = told()
    assert "vehicles lost" in usual  # that none was lost is an answer
    assert not [name for name in usual if "maintenance" in name or "crew" in name or "sensor" in name or "base" in name]
    assert told({"faults": {"none": True}}, launches=7.0) == ["launches"]
    assert events_of(scenario_from_dict(valid_table()), None) == ()


def test_what_was_asked_for_or_happened_has_its_row() -> None:
    upkept = {"fleet": {"maintenance": {"every": "9 h", "lasts": "2 h"}}}
    assert "vehicles taken into planned maintenance" in told(upkept)
    assert "sensors that failed" in told({"faults": {"sensor_failure_rate": {"radar": "1 /1000 h"}}})
    assert "crews that worked longer than their duty" in told({"fleet": {"crew_rest": "9 h"}})
    assert "landings at a base that was shut" in told(forced_landings=0.2)
    over = told(duty_overruns=1.0, duty_overrun_s=900.0)
    assert over[-2:] == ["crews that worked longer than their duty", "time that they worked longer"]


def test_programs_find_every_count_by_the_same_key() -> None:
    assert tuple(one.name for one in counted(flown())) == FLOWN
