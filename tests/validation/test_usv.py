"""Means of published voyages of wave and sail vehicles."""

from __future__ import annotations

from longwatch.validation.published import rows
from longwatch.validation.usv import authority


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []


def test_means_are_those_of_the_table() -> None:
    table = {row["vehicle"]: row["value"] for row in rows("endurance_facts.csv") if row["unit"][:2] == "kn"}
    published = [check.published for check in authority().checks()]
    assert published == [float(table[name]) for name in ("Wave Glider", "Saildrone SD1021", "Saildrone SD1 (2013)")]


def test_panels_feed_the_core_and_the_usual_payloads() -> None:
    (fed,) = authority().statistics()
    assert 0.7 + 5.0 < fed.value < 86.0 / 2
