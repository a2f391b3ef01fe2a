"""Johnson's criteria and ACQUIRE: SAND2015-6368, tables 1 and 4."""

from __future__ import annotations

import numpy as np
import pytest

from longwatch.catalog.camera import Criteria
from longwatch.detection.optics_resolution import criterion_cycles, cycles_on_target, ttpf
from longwatch.validation import johnson
from longwatch.validation.johnson import authority


def test_every_figure_is_met() -> None:
    checks = authority().checks()
    assert len(checks) == 15
    assert [check for check in checks if not check.holds] == []


@pytest.mark.parametrize(("criteria", "printed"), [("johnson", (1.0, 4.0, 6.4)), ("acquire", (0.75, 3.0, 6.0))])
def test_the_printed_cycles(criteria: Criteria, printed: tuple[float, ...]) -> None:
    assert tuple(criterion_cycles(criteria, task) for task in ("detect", "recognise", "identify")) == printed


def test_a_table_with_thrice_the_cycles_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(johnson, "criterion_cycles", lambda criteria, task: 3.0 * criterion_cycles(criteria, task))
    failed = [check for check in authority().checks() if not check.holds]
    assert len(failed) == 12
    assert {check.kind for check in failed} == {"transcription", "formula"}


def test_a_cycle_takes_two_elements() -> None:
    # R = D / (2 IFOV N50 x), x = 2 for p = 0.94: 1.5 m at 20 urad is detected at 18.75 km
    range_m = 1.5 / (2 * 20e-6 * 1.0 * 2.0)
    assert range_m == pytest.approx(18_750.0)
    assert ttpf(cycles_on_target(1.5, 20e-6, range_m)) == pytest.approx(0.9449, abs=5e-5)
    one_element = np.asarray(1.5 / (20e-6 * range_m))  # a cycle to an element would say half the range
    assert abs(float(ttpf(one_element)) - 0.9449) > 0.04
