"""What of sea and sky a sensor's performance depends on, in stated bins: one table per sensor, class and bin serves a run."""

from __future__ import annotations

from typing import Final, NamedTuple

from longwatch.catalog.sensing import SENSING, Sensing


class Conditions(NamedTuple):
    """The sea and the sky at a place, as a sensor meets them."""

    sea_state: int = 3  # Douglas, 0 to 9
    wind_mps: float = 7.0
    visibility_m: float = 20_000.0  # meteorological, daylight
    cloud: float = 0.0  # share of the sky covered between sensor and sea
    rain_mm_h: float = 0.0
    dark: bool = False


FAIR: Final = Conditions()


class Given(NamedTuple):
    """All that a sensor's performance rests on besides itself, its height and its target."""

    conditions: Conditions = FAIR
    sensing: Sensing = SENSING


FAIR_GIVEN: Final = Given()
