"""Inverse cube law: printed figures hold, and another law would be noticed."""

from __future__ import annotations

from longwatch.detection.search import pod_random
from longwatch.validation.koopman import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert len(checks) == 15
    assert [check for check in checks if not check.holds] == []
    assert all(one.holds for one in authority().statistics())


def test_random_search_would_be_noticed() -> None:
    check = next(one for one in authority().checks() if one.what == "POD at C = 1")
    assert abs(float(pod_random(1.0)) - check.published) > 100.0 * check.allowed
