"""Cross-sections of ships: Skolnik's values, and the classes keep to what was read."""

from __future__ import annotations

import numpy as np

from longwatch.detection.radar_rcs import aspect_db
from longwatch.validation.rcs import authority


def test_every_figure_holds() -> None:
    assert [check for check in authority().checks() if not check.holds] == []


def test_aspect_keeps_the_median_and_is_largest_abeam() -> None:
    aspect = np.linspace(0.0, 2.0 * np.pi, 3601)[:-1]
    by = aspect_db(aspect, 4.0)
    assert abs(np.median(by)) < 0.01
    assert (by.max(), by.min()) == (4.0, -4.0)
    assert aspect[np.argmax(by)] == np.pi / 2.0
    assert np.allclose(by, aspect_db(-aspect, 4.0))
