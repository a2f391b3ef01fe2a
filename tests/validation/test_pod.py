"""The whole table of POD, all three laws."""

from __future__ import annotations

import pytest

from longwatch.detection.search import pod
from longwatch.validation.pod import authority
from longwatch.validation.published import rows


@pytest.mark.parametrize(
    ("law", "column"),
    [
        ("definite range", "pod_definite_range"),
        ("inverse cube", "pod_inverse_cube_parallel"),
        ("random", "pod_random_exponential"),
    ],
)
def test_the_table_is_met_at_its_rounding(law, column) -> None:
    table = rows("pod_curve.csv")
    assert len(table) == 41
    for row in table:
        assert float(pod(float(row["coverage_C=W/S"]), law)) == pytest.approx(float(row[column]), abs=0.501e-4)


def test_every_figure_holds() -> None:
    assert [one for one in (*authority().checks(), *authority().statistics()) if not one.holds] == []
    assert [one.n for one in authority().statistics()] == [41, 41, 41]
