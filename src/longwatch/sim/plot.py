"""Reports put together to contacts: the plot from which a picture is taken.

A report with an AIS identity belongs to the contact of that identity. Any other belongs to the contact whose expected place is
nearest to it within the error of that place, those held by AIS left out; else it is a new contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, degrees, hypot, inf, sin
from typing import Final, NamedTuple

import numpy as np

from longwatch.detection.targets import class_order
from longwatch.geo.ecef import A_M, B_M, E2, F
from longwatch.sim.picture import FORGET_S, Contact, carried_on, distance_on_sphere_m
from longwatch.sim.reports import Reporting
from longwatch.sim.sightings import Moment, Sightings

DEGREE_M: Final = 111_000.0  # of latitude, a little less than any


class Sends(NamedTuple):
    """How one sortie reports: `reports.Reporting` of one."""

    from_s: float
    land_s: float
    every_s: float
    delay_s: float


class _Known:
    """One contact while it is kept. `sailing` is the truth, and only used to measure what is being looked at."""

    __slots__ = (
        "ais", "class_", "course", "first_s", "identified", "lat", "lon", "moment", "number", "recognised", "rows", "sailing",
        "seen_s", "sought_by", "sought_s", "speed",
    )  # fmt: skip

    def __init__(self, number: int, first_s: float, sailing: int) -> None:
        self.number, self.first_s, self.sailing = number, first_s, sailing
        self.rows: list[int] = []
        self.seen_s, self.lat, self.lon, self.speed, self.course = -inf, 0.0, 0.0, 0.0, 0.0
        self.ais: int | None = None
        self.class_: int | None = None
        self.recognised = self.identified = False
        self.sought_s: float | None = None
        self.sought_by: int | None = None
        self.moment: Moment | None = None  # of the last measurement, until somebody asks where it was

    def measure(self) -> None:
        """Work out place, speed and course, where they have not been yet."""
        if self.moment is not None:
            self.lat, self.lon, self.speed, self.course = motion(*self.moment.measured())
            self.moment = None

    def copy(self) -> _Known:
        other = object.__new__(_Known)
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        other.rows = list(self.rows)
        return other


class Plot:
    """The contacts of one trial."""

    def __init__(self, sightings: Sightings, mmsi: np.ndarray, error_m: float, error_growth_mps: float) -> None:
        self._sightings, self._mmsi = sightings, mmsi
        self._error_m, self._growth_mps = error_m, error_growth_mps
        self._known: dict[int, _Known] = {}
        self._unnamed: dict[int, _Known] = {}  # those of the known without an AIS identity
        self._by_ais: dict[int, int] = {}
        self._next = 0
        self._sends: dict[int, Sends] = {}  # of each sortie

    def copy(self, sightings: Sightings) -> Plot:
        other = object.__new__(Plot)
        other.__dict__.update(self.__dict__)
        other._sightings = sightings
        other._known = {number: one.copy() for number, one in self._known.items()}
        other._unnamed = {number: other._known[number] for number in self._unnamed}
        other._by_ais, other._sends = dict(self._by_ais), dict(self._sends)
        return other

    def hear(self, sortie: int, reporting: Reporting) -> None:
        """How a sortie reports from now on."""
        self._sends[sortie] = Sends(
            float(reporting.from_s[0]),
            float(reporting.land_s[0]),
            float(reporting.every_s[0]),
            float(reporting.delay_s[0]),
        )

    def report(self, row: int, told_s: float) -> int:
        """A look has been reported: the number of the contact it belongs to."""
        look = self._sightings.rows[row]
        sailing = int(look["sailing"])
        heard = bool(look["ais_told_s"] <= told_s)
        found = self._known.get(self._by_ais.get(sailing, -1)) if heard else None
        held = found is not None and self._is_held(found, told_s)
        if found is not None and not held:
            self._update(found, told_s)
        if found is None or (not held and told_s - found.seen_s > FORGET_S):
            found = self._nearest(self._sightings.moment(row, self._seen_s(row, told_s)), told_s, heard)
        if found is None:
            found = _Known(self._next, told_s, sailing)
            self._known[self._next] = self._unnamed[self._next] = found
            self._next += 1
        found.rows.append(row)
        found.sailing = sailing
        seen_s = self._seen_s(row, told_s)
        if seen_s >= found.seen_s:
            found.seen_s, found.moment = seen_s, self._sightings.moment(row, seen_s)
        if heard:
            self._identify_by_ais(found, sailing)
        look["contact"] = found.number
        return found.number

    def task_done(self, number: int, row: int, task: str) -> bool:
        """A look near enough for the task has been reported; whether that is news."""
        one = self._known.get(number)
        if one is None or (one.identified if task == "identify" else one.recognised):
            return False
        one.recognised = True
        one.identified = task == "identify"
        one.class_ = int(self._sightings.sailings.class_[self._sightings.rows[row]["sailing"]])
        return True

    def has_ais(self, number: int | None) -> bool:
        """Whether the identity of a contact is known by AIS."""
        one = None if number is None else self._known.get(number)
        return one is not None and one.ais is not None

    def seek(self, number: int, vehicle: int | None) -> None:
        """Somebody is on its way to a contact, or (None) nobody is any more."""
        if number in self._known:
            self._known[number].sought_by = vehicle

    def sought_in_vain(self, number: int, now_s: float) -> None:
        one = self._known.get(number)
        if one is not None:
            self._update(one, now_s)
            one.sought_s, one.sought_by = one.seen_s, None

    def forget(self, now_s: float) -> None:
        """Contacts too old for the picture go, but those that somebody seeks or looks at."""
        for number, one in list(self._known.items()):
            if now_s - one.seen_s > FORGET_S and one.sought_by is None:
                self._update(one, now_s)
                if now_s - one.seen_s > FORGET_S:
                    del self._known[number]
                    self._unnamed.pop(number, None)
                    self._by_ais.pop(one.sailing, None)

    def is_done(self, number: int, task: str, now_s: float) -> bool | None:
        """Whether the task is done to a contact, by what has been reported; None: it is forgotten."""
        one = self._known.get(number)
        if one is None:
            return None
        self._update(one, now_s)
        return one.identified if task == "identify" else one.recognised

    def contact(self, number: int, now_s: float, tails: tuple[str, ...]) -> Contact | None:
        one = self._known.get(number)
        return None if one is None else self._shown(one, now_s, tails)

    def contacts(self, now_s: float, tails: tuple[str, ...]) -> tuple[Contact, ...]:
        """All contacts of the picture."""
        shown = (self._shown(one, now_s, tails) for one in self._known.values())
        return tuple(one for one in shown if now_s - one.seen_s <= FORGET_S)

    def contacts_near(
        self, now_s: float, tails: tuple[str, ...], dark_only: bool, near: Sequence[tuple[float, float]]
    ) -> tuple[Contact, ...]:
        """Those of the picture that somebody may be sent to: not identified, not sought, and perhaps within reach.

        near : (latitude in degrees, metres) of who may be sent, and how far
        """
        shown = []
        for one in list((self._unnamed if dark_only else self._known).values()):
            if one.identified:
                continue
            if one.rows:
                self._update(one, now_s)
            age_s = now_s - one.seen_s
            if not near or age_s > FORGET_S or one.sought_by is not None:
                continue
            one.measure()
            run_m = one.speed * abs(age_s)
            if any(abs(lat - one.lat) * DEGREE_M <= reach_m + run_m for lat, reach_m in near):
                shown.append(self._shown(one, now_s, tails))
        return tuple(shown)

    def _shown(self, one: _Known, now_s: float, tails: tuple[str, ...]) -> Contact:
        self._update(one, now_s)
        one.measure()
        return Contact(
            one.number, one.first_s, one.seen_s, one.lat, one.lon, one.speed, one.course, one.ais,
            None if one.class_ is None else class_order()[one.class_], one.recognised, one.identified,
            self._error_m, self._growth_mps, one.sought_s, None if one.sought_by is None else tails[one.sought_by],
        )  # fmt: skip

    def _update(self, one: _Known, now_s: float) -> None:
        """The latest measurement that has been reported by now, of the looks that go on."""
        rows = self._sightings.rows
        for row in list(one.rows):
            look = rows[row]
            leave_s, sent_s = float(look["leave_s"]), last_sent_s(self._sends[int(look["sortie"])], now_s)
            if min(leave_s, sent_s) > one.seen_s:
                one.seen_s = self._seen_s(row, now_s)
                one.moment = self._sightings.moment(row, one.seen_s)
            if one.ais is None and look["ais_told_s"] <= now_s:
                self._identify_by_ais(one, int(look["sailing"]))
            if leave_s <= sent_s:
                one.rows.remove(row)

    def _is_held(self, one: _Known, now_s: float) -> bool:
        """Whether somebody looks at it, by what has been reported by now."""
        rows = self._sightings.rows
        return any(rows["leave_s"][row] > last_sent_s(self._sends[int(rows["sortie"][row])], now_s) for row in one.rows)

    def _identify_by_ais(self, one: _Known, sailing: int) -> None:
        sailings = self._sightings.sailings
        one.ais, one.class_ = int(self._mmsi[sailings.ship[sailing]]), int(sailings.class_[sailing])
        self._by_ais[sailing] = one.number
        self._unnamed.pop(one.number, None)

    def _seen_s(self, row: int, now_s: float) -> float:
        """When a look measured last, of what has been reported by now."""
        look = self._sightings.rows[row]
        sent_s = last_sent_s(self._sends[int(look["sortie"])], now_s)
        return max(min(float(look["leave_s"]), sent_s), float(look["enter_s"]))

    def _nearest(self, moment: Moment, at_s: float, heard: bool) -> _Known | None:
        """The contact that something seen may be; what has been heard is none that has an identity."""
        best, best_m = None, inf
        others = list((self._unnamed if heard else self._known).values())
        lat, lon = motion(*moment.measured())[:2] if others else (0.0, 0.0)
        for one in others:
            if one.ais is not None and one.rows and self._is_held(one, at_s):
                continue
            if one.rows:
                self._update(one, at_s)
            age_s = at_s - one.seen_s
            if age_s > FORGET_S:
                continue
            one.measure()
            error_m = self._error_m + self._growth_mps * max(age_s, 0.0)
            if abs(lat - one.lat) * DEGREE_M > error_m + one.speed * abs(age_s):
                continue
            off_m = distance_on_sphere_m(lat, lon, *carried_on(one.lat, one.lon, one.course, one.speed * age_s))
            if off_m <= error_m and off_m < best_m:
                best, best_m = one, off_m
        return best


def motion(place_m: Sequence[float], velocity_mps: Sequence[float]) -> tuple[float, float, float, float]:
    """(lat_deg, lon_deg, speed_mps, course_rad) of a ship from its place and velocity on Earth-centred axes."""
    x, y, z = place_m
    p, beta = hypot(x, y), atan2(z, (1.0 - F) * hypot(x, y))
    a = beta
    for _ in range(
        2
    ):  # as `geo.ecef.to_geodetic`, for one place at sea level; arrays of one would cost ten times as much
        a = atan2(z + E2 / (1.0 - E2) * B_M * sin(beta) ** 3, p - E2 * A_M * cos(beta) ** 3)
        beta = atan2((1.0 - F) * sin(a), cos(a))
    b = atan2(y, x)
    x, y, z = velocity_mps
    east = -sin(b) * x + cos(b) * y
    north = -sin(a) * cos(b) * x - sin(a) * sin(b) * y + cos(a) * z
    return degrees(a), degrees(b), hypot(east, north), atan2(east, north)


def last_sent_s(one: Sends, now_s: float) -> float:
    """Up to when what one sortie has seen has been reported; minus infinity before its first report."""
    from_s, land_s, every_s, delay_s = one
    sent_s = now_s - delay_s
    if every_s > 0.0 and sent_s < land_s:
        sent_s = -inf if sent_s < from_s else from_s + (sent_s - from_s) // every_s * every_s
    return min(sent_s, land_s)
