"""What of sea and sky a sensor's performance depends on, in stated bins: one table per sensor, class and bin serves a run.

A bin is one whole number, so that a series of conditions becomes an array of keys and what is seen in each is looked up.
Numbers in the middle of bins stand for them; `curve.binned` tells what that costs in range.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.models import SensorKind
from longwatch.catalog.sensing import SENSING, Sensing

Ints = NDArray[np.int64]
VISIBILITY_M: Final = tuple(20_000.0 * 2.0 ** (half / 2.0) for half in range(-13, 4))  # 0.22 to 57 km
EIGHTHS: Final = tuple(eighth / 8.0 for eighth in range(9))


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

# What each kind of sensor depends on; every other condition is taken as fair, so that one table serves all of it.
RESTS_ON: Final[dict[SensorKind, tuple[str, ...]]] = {
    "radar": ("sea_state", "rain_mm_h"),
    "turret": ("visibility_m", "cloud", "rain_mm_h", "dark"),
    "eyes": ("sea_state", "wind_mps", "visibility_m", "dark"),
    "sonar": ("wind_mps",),
    "ais": (),
}


@lru_cache(maxsize=16384)
def what_counts(kind: SensorKind, conditions: Conditions) -> Conditions:
    """The conditions with all that a kind of sensor does not care about as in fair ones."""
    return FAIR._replace(**{name: getattr(conditions, name) for name in RESTS_ON[kind]})


class Bins(NamedTuple):
    """Edges between bins and what stands for each: one value more than edges. An edge itself falls into the upper bin.

    Sea states 7 to 9 are one bin: the clutter model ends at 6, and a radar is taken to see nothing beyond. Wind goes by the
    Beaufort scale, cloud by eighths of the sky; visibility and rain by factors, with none and "as far as matters" at the ends.
    """

    wind_edges_mps: tuple[float, ...] = (0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7)
    wind_mps: tuple[float, ...] = (0.0, 0.95, 2.5, 4.45, 6.75, 9.4, 12.35, 15.55, 19.0, 22.65, 26.5, 30.6, 35.0)
    visibility_m: tuple[float, ...] = VISIBILITY_M
    cloud: tuple[float, ...] = EIGHTHS
    rain_edges_mm_h: tuple[float, ...] = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    rain_mm_h: tuple[float, ...] = (0.0, 0.25, 0.7, 1.4, 2.8, 5.6, 11.3, 22.6, 45.0)

    def key(
        self,
        sea_state: ArrayLike,
        wind_mps: ArrayLike,
        visibility_m: ArrayLike,
        cloud: ArrayLike,
        rain_mm_h: ArrayLike,
        dark: ArrayLike,
    ) -> Ints:
        """The bin of conditions, any shapes that broadcast; what is not known (NaN) counts as fair."""
        columns = (sea_state, wind_mps, visibility_m, cloud, rain_mm_h, dark)
        key: Ints = np.zeros(np.broadcast_shapes(*(np.shape(one) for one in columns)), np.int64)
        for column, edges, usual in zip(columns, self.edges(), FAIR, strict=True):
            values = np.asarray(column, np.float64)
            place = np.searchsorted(edges, np.where(np.isnan(values), float(usual), values), side="right")
            key = key * (len(edges) + 1) + place
        return key

    @lru_cache(maxsize=16384)  # noqa: B019  # there is one `BINS`, for good
    def conditions(self, key: int) -> Conditions:
        """What stands for a bin."""
        at = dict(zip(Conditions._fields, self._places(key), strict=True))
        return Conditions(
            sea_state=at["sea_state"],
            wind_mps=self.wind_mps[at["wind_mps"]],
            visibility_m=self.visibility_m[at["visibility_m"]],
            cloud=self.cloud[at["cloud"]],
            rain_mm_h=self.rain_mm_h[at["rain_mm_h"]],
            dark=bool(at["dark"]),
        )

    def what_counts(self, kind: SensorKind, keys: ArrayLike) -> Ints:
        """The same bins with all that a kind of sensor does not care about as in fair conditions: fewer of them differ."""
        left, out, weight = np.asarray(keys, np.int64), np.zeros(np.shape(keys), np.int64), 1
        fair = self._places(int(self.key(*FAIR)))
        for name, edges, usual in list(zip(Conditions._fields, self.edges(), fair, strict=True))[::-1]:
            n = len(edges) + 1
            out = out + weight * (left % n if name in RESTS_ON[kind] else usual)
            left, weight = left // n, weight * n
        return out

    def span(self, name: str, key: int) -> tuple[float, float]:
        """Between which values of one condition a bin lies; where it has no end, what stands for it is the end."""
        at = self._places(key)[Conditions._fields.index(name)]
        edges = self.edges()[Conditions._fields.index(name)]
        middle = float(getattr(self.conditions(key), name))
        if name in ("sea_state", "dark"):
            return middle, middle
        return (float(edges[at - 1]) if at else 0.0), (float(edges[at]) if at < len(edges) else max(middle, edges[-1]))

    def edges(self) -> tuple[tuple[float, ...], ...]:
        """Of each condition, in the order of `Conditions`."""
        far = self.visibility_m
        between_m = tuple((a * b) ** 0.5 for a, b in pairwise(far))
        between = tuple(0.5 * (a + b) for a, b in pairwise(self.cloud))
        sea = tuple(degree - 0.5 for degree in range(1, 8))
        return sea, self.wind_edges_mps, between_m, between, self.rain_edges_mm_h, (0.5,)

    def _places(self, key: int) -> tuple[int, ...]:
        """The number of the bin by each condition."""
        places = []
        for edges in reversed(self.edges()):
            key, place = divmod(int(key), len(edges) + 1)
            places.append(place)
        return tuple(reversed(places))


BINS: Final = Bins()
