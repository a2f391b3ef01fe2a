"""Where a lost object may be by now: many particles, each with its own luck, carried by current and leeway.

Every particle has its own start in place and time, its own scatter of leeway (A.A. Allen and J.V. Plourde, Review of Leeway,
CG-D-08-99, 1999), its own tack, and its own error of the current, a first-order autoregressive process. Along each axis the
variance of that grows as 2 std^2 T (t - T (1 - exp(-t / T))): G.I. Taylor, Diffusion by continuous movements, Proc. London
Math. Soc. 20, 1921.

Steps are taken at the midpoint (second order), in metres on WGS84 by its radii of curvature: within 1e-4 of a geodesic for steps
of 20 km below 80 degrees. Not in it: waves beyond what leeway coefficients hold, objects that change, land unless asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.physics.drift_fields import Field, Floats, Series, steady
from longwatch.physics.leeway import Leeway, drift_mps

LAT_MAX_DEG: Final = 85.0
_A_M, _E2 = 6_378_137.0, 0.006694379990141317  # WGS84
_TIME_STDS: Final = 4.0  # nobody begins to drift earlier or later than that
_PLACE, _TIME, _ALONG, _ACROSS, _TACK, _FIRST, _STEP = range(7)  # one stream of random numbers each

OnLand = Callable[[Floats, Floats], NDArray[np.bool_]]  # (lat_deg, lon_deg) -> whether it is land


@dataclass(frozen=True)
class LastKnown:
    """Where and when an object was last known to be, with standard deviations (position: along each axis)."""

    lat_deg: float
    lon_deg: float
    time_s: float = 0.0
    position_std_m: float = 0.0
    time_std_s: float = 0.0


@dataclass(frozen=True)
class Unresolved:
    """What the current does that its field does not tell: standard deviation along each axis, and how long an error lasts."""

    std_mps: float = 0.0
    lasts_s: float = 3.0 * 3600.0  # for the caller to say (no run drifts): hours in coastal seas, days in the ocean

    def __post_init__(self) -> None:
        if not (self.std_mps >= 0.0 and self.lasts_s > 0.0):
            raise ValueError("the error of a current is not negative and lasts for a while")


@dataclass(frozen=True)
class Ensemble:
    """Particles at times: (times, particles) each. A particle that has not begun to drift waits where it starts."""

    time_s: Floats
    lat_deg: Floats
    lon_deg: Floats  # continuous from the start on: may pass 180
    aground: NDArray[np.bool_]  # all false where land was not asked for


def drift(
    thing: Leeway | None,
    last_known: LastKnown,
    time_s: ArrayLike,
    *,
    wind: Field | None = None,
    current: Field | None = None,
    unresolved: Unresolved | None = None,
    n: int = 1000,
    seed: int = 0,
    trial: int = 0,
    step_s: float = 600.0,
    jibes_per_s: float = 0.0,
    on_land: OnLand | None = None,
) -> Ensemble:
    """An ensemble at the times asked for.

    Parameters
    ----------
    thing : leeway of the object; None drifts with the water
    time_s : rising, none before the last known time
    wind, current : fields, calm where not given
    unresolved : error of the current, particle by particle
    n, seed, trial : the first k particles are the same whatever n is
    step_s : the longest step; times asked for and times of a series are met exactly
    jibes_per_s : rate at which a particle changes its tack; the table of leeway has none, so 0
    on_land : stops a particle for good where it is true; without it particles cross land
    """
    times = np.asarray(time_s, np.float64)
    if times.ndim != 1 or len(times) == 0 or (np.diff(times) <= 0.0).any() or times[0] < last_known.time_s:
        raise ValueError("times of a drift rise and do not lie before the last known time")
    if n < 1 or step_s <= 0.0 or min(jibes_per_s, seed, trial) < 0:
        raise ValueError("a drift has particles, steps above zero and no negative rate of jibing, seed or trial")
    luck = _Luck(seed, trial, n)
    wind, current, unresolved = wind or steady(), current or steady(), unresolved or Unresolved()
    lat, lon = moved(
        np.full(n, last_known.lat_deg), np.full(n, last_known.lon_deg),
        *(last_known.position_std_m * luck.normal(_PLACE, 2)),
    )  # fmt: skip
    begin_s = last_known.time_s + last_known.time_std_s * np.clip(luck.normal(_TIME, 1)[0], -_TIME_STDS, _TIME_STDS)
    along, across = luck.normal(_ALONG, 1)[0], luck.normal(_ACROSS, 1)[0]
    right = luck.uniform(_TACK)[0] < 0.5
    error = unresolved.std_mps * luck.normal(_FIRST, 2)
    aground = np.zeros(n, np.bool_) if on_land is None else on_land(lat, lon)
    mean_error = error
    kept: list[tuple[Floats, Floats, NDArray[np.bool_]]] = []

    def velocity(at_s: Floats, at_lat: Floats, at_lon: Floats) -> Floats:
        flow = np.stack([np.broadcast_to(x, n) for x in current(at_s, at_lat, at_lon)])
        air = [np.broadcast_to(x, n) for x in wind(at_s, at_lat, at_lon)]
        return np.asarray(flow + _leeway(thing, air[0], air[1], right, along, across) + mean_error, np.float64)

    now = last_known.time_s - _TIME_STDS * last_known.time_std_s
    for k, end in enumerate(_ends(now, times, (wind, current), step_s)):
        lasts = np.clip(end - np.maximum(now, begin_s), 0.0, None) * ~aground
        chance, kick = luck.step(k)
        kept_share = np.exp(-lasts / unresolved.lasts_s)
        after = error * kept_share + unresolved.std_mps * np.sqrt(1.0 - kept_share**2) * kick
        mean_error, error = 0.5 * (error + after), after
        start, half = end - lasts, 0.5 * lasts
        there = moved(lat, lon, *(velocity(start, lat, lon) * half))
        lat, lon = moved(lat, lon, *(velocity(start + half, *there) * lasts))
        if on_land is not None:
            aground = aground | on_land(lat, lon)
        right = right ^ (chance < 0.5 * -np.expm1(-2.0 * jibes_per_s * lasts))  # an odd number of jibes
        now = end
        if now in times:
            kept.append((lat, lon, aground))
    return Ensemble(times, *(np.stack(part) for part in zip(*kept, strict=True)))


def moved(lat_deg: Floats, lon_deg: Floats, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg) after a small way in metres, by the radii of curvature of WGS84 half way; refuses beyond 85 degrees."""
    middle = lat_deg + 0.5 * north_m / degree_m(lat_deg)[1]
    east_deg_m, north_deg_m = degree_m(middle)
    lat, lon = lat_deg + north_m / north_deg_m, lon_deg + east_m / east_deg_m
    if not ((np.abs(lat) <= LAT_MAX_DEG).all() and np.isfinite(lon).all()):
        raise ValueError(f"a drift keeps to known fields and to {LAT_MAX_DEG:g} degrees of latitude")
    return lat, lon


def degree_m(lat_deg: Floats) -> tuple[Floats, Floats]:
    """Metres to a degree of longitude and of latitude, by the radii of curvature of WGS84."""
    lat = np.radians(lat_deg)
    w2 = 1.0 - _E2 * np.sin(lat) ** 2
    return np.radians(_A_M / np.sqrt(w2) * np.cos(lat)), np.radians(_A_M * (1.0 - _E2) / w2**1.5)


def _leeway(
    thing: Leeway | None, east: Floats, north: Floats, right: NDArray[np.bool_], along: Floats, across: Floats
) -> Floats:
    """(2, n) leeway east and north."""
    if thing is None:
        return np.zeros((2, 1))
    speed = np.hypot(east, north)
    down, aside = drift_mps(thing, speed, right, along, across)
    calm = np.where(speed > 0.0, speed, 1.0)
    east, north = east / calm, north / calm
    return np.stack([down * east + aside * north, down * north - aside * east])


def _ends(begin_s: float, times: Floats, fields: tuple[Field, ...], step_s: float) -> list[float]:
    """Ends of steps: every time asked for, every time of a series in between, and enough others."""
    knots = [one.time_s for one in fields if isinstance(one, Series)]
    must = np.unique(np.concatenate([times, *knots]))
    must = must[(must > begin_s) & (must <= times[-1])]
    ends: list[float] = [begin_s] if begin_s in times else []
    for end in must:
        parts = max(1, int(np.ceil((end - begin_s) / step_s - 1e-9)))
        ends += [*(begin_s + (end - begin_s) * np.arange(1, parts) / parts).tolist(), float(end)]
        begin_s = float(end)
    return ends


@dataclass(frozen=True)
class _Luck:
    """Random numbers keyed by (seed, trial), purpose and step; of particle k whatever n is."""

    seed: int
    trial: int
    n: int

    def normal(self, purpose: int, rows: int) -> Floats:
        """(rows, n) standard normal numbers, particle by particle."""
        return self._stream(purpose, 0).standard_normal((self.n, rows)).T

    def uniform(self, purpose: int) -> Floats:
        return self._stream(purpose, 0).random((self.n, 1)).T

    def step(self, k: int) -> tuple[Floats, Floats]:
        """((n,) uniform, (2, n) normal) numbers of a step."""
        return self._stream(_STEP, 2 * k).random(self.n), self._stream(_STEP, 2 * k + 1).standard_normal((self.n, 2)).T

    def _stream(self, purpose: int, step: int) -> np.random.Generator:
        key = np.array([self.seed, self.trial], np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=np.array([0, 0, step, purpose], np.uint64)))
