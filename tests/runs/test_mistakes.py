"""What the report says of false contacts and wrong identification: from stated rates, flown hours and identified ships."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from helpers.hand_roster import hand_scenario
from helpers.kit import payload
from longwatch.measures.detection import ALL
from longwatch.runs.content_fleet import mistakes

TURRET = {"kind": "turret", "ranges": {"small-boat": {"identify": "12 km"}}}
JUDGED: Any = SimpleNamespace(
    fleet=lambda name: SimpleNamespace(flown_s=50 * 3600.0),  # noqa: ARG005
    ships=[
        SimpleNamespace(class_=ALL, ships=100.0, identified=0.5),
        SimpleNamespace(class_=ALL, ships=40.0, identified=None),
        SimpleNamespace(class_="merchant", ships=60.0, identified=0.9),
    ],
)


def told(*sensors: dict[str, Any]) -> tuple[str, ...]:
    scenario = hand_scenario()
    object.__setattr__(scenario, "payloads", {"eyes": payload(sensors=list(sensors))})
    return mistakes(scenario, JUDGED)


def test_nothing_is_said_where_nothing_is_stated() -> None:
    assert told(TURRET) == ()
    assert told(TURRET | {"false_contacts": "0 /h", "wrong_identification": 0}) == ()


def test_false_contacts_are_counted_over_flown_hours() -> None:
    radar = {"kind": "radar", "false_contacts": "1.5 /h"}
    said = told(radar, TURRET | {"false_contacts": "0.5 /h"})
    assert len(said) == len(hand_scenario().fleets)
    assert all("200 contacts per 100 hours" in one and "100 a period" in one for one in said)


def test_wrong_identification_is_a_share_of_the_identified() -> None:
    assert told(TURRET | {"wrong_identification": "4 %"}) == (
        "Of 50 ships identified a period 2 are taken for another, at the shares stated.",
    )
    both = told(TURRET | {"wrong_identification": "4 %"}, {"kind": "eyes", "wrong_identification": "10 %"})
    assert "2 to 5 are taken" in both[0]
