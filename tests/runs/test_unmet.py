"""When a demand is unmet in the plan: the limit on the gap, and a required fraction where one is asked."""

from __future__ import annotations

from typing import Any

import pytest

from longwatch.runs.outcome import unmet_watches


def watch(gap_s: float | None, covered: float | None, required: float, kind: str = "station") -> dict[str, Any]:
    value = lambda number: None if number is None else {"value": number}  # noqa: E731
    return {
        "name": "north",
        "kind": kind,
        "limit": {"value": 1800},
        "required": {"value": required},
        "gap_max": {"planned": value(gap_s)},
        "covered": {"planned": value(covered)},
    }


@pytest.mark.parametrize(
    ("gap_s", "covered", "required", "is_met"),
    [
        (0, 1.0, 1.0, True),
        (1800, 0.99, 1.0, True),  # a gap up to the limit still counts as held
        (1801, 0.999, 1.0, False),
        (900, 0.79, 0.8, False),
        (900, 0.80, 0.8, True),
        (None, None, 1.0, False),
    ],
)
def test_unmet(gap_s: float | None, covered: float | None, required: float, is_met: bool) -> None:
    assert unmet_watches({"watches": [watch(gap_s, covered, required)]}) == (() if is_met else ("north",))


def test_a_relay_is_never_unmet_itself() -> None:
    watches = [watch(9000, 0.5, 1.0, "relay"), watch(9000, 0.5, 1.0, "revisit")]
    assert unmet_watches({"watches": watches[:1]}) == ()
    assert unmet_watches({"watches": watches}) == ("north",)
