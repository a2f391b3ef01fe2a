"""JOMOPANS-ECHO 2021."""

from __future__ import annotations

import pytest

from longwatch.physics.sound_ships import jomopans_db, ship_kinds
from longwatch.units import KT_MPS
from longwatch.validation.jomopans import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 112
    assert [check for check in checks if not check.holds] == []


def test_all_published_classes_are_there() -> None:
    assert len(ship_kinds()) == 14
    assert {name for name, kind in ship_kinds().items() if kind.d_low is not None} == {
        "bulker",
        "container",
        "vehicle",
        "tanker",
    }


@pytest.mark.parametrize(("kind", "knots"), [("bulker", 12.4), ("tanker", 12.6), ("fishing", 12.4)])
def test_another_class_or_speed_would_be_noticed(kind: str, knots: float) -> None:
    check = next(one for one in authority().checks() if one.what == "tanker 12.4 kn 180 m, 63 Hz")
    assert abs(float(jomopans_db(63.0, kind, knots * KT_MPS, 180.0)) - check.published) > 20.0 * check.allowed
