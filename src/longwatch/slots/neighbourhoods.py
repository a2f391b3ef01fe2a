"""Which part of a roster is solved anew next: sweeps over the period, then where watchers are missing that need not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from longwatch.slots.counts import Course
from longwatch.slots.model import Floats
from longwatch.slots.roster import Counts
from longwatch.slots.window_model import Window

CELLS = 1500  # slots x courses that one window frees at most
LONG_CELLS = 4000  # the same of one group alone


@dataclass(frozen=True)
class Scale:
    """What is short and long here: `cycle` slots from take-off to the last departure, as most courses have it."""

    slots: int
    cycle: int
    step: int  # slots of the narrowest window

    @classmethod
    def of(cls, courses: list[Course], slots: int) -> Scale:
        stays = [float(np.median(one.leg.latest[one.launches] - one.launches)) for one in courses if len(one.launches)]
        cycle = int(np.clip(np.median(stays) if stays else 1, 4, max(slots, 4)))
        return cls(slots, cycle, max(cycle // 2, 3))


def parts(courses: list[Course], width: int, rng: np.random.Generator | None = None) -> list[tuple[int, ...]]:
    """The courses in as few parts of whole stations as keep a window of this width small; at random with dice."""
    most = max(CELLS // max(width, 1), 1)
    stations = sorted({one.leg.station for one in courses})
    if rng is not None:
        stations = [stations[k] for k in rng.permutation(len(stations))]
    out: list[tuple[int, ...]] = []
    for station in stations:
        mine = tuple(c for c, one in enumerate(courses) if one.leg.station == station)
        if out and len(out[-1]) + len(mine) <= most:
            out[-1] += mine
        else:
            out.append(mine)
    return out


def sweep(counts: Counts, scale: Scale, first: int, width: int, *, reach: bool) -> Iterator[list[Window]]:
    """Windows side by side over the period, two at a time; with `reach` one, and departures as late as endurance lets."""
    n = scale.slots
    cuts = [(max(a, 0), min(a + width, n)) for a in range(first, n, width)]
    half = (len(cuts) + 1) // 2 if len(cuts) >= 8 and not reach else len(cuts)
    for k in range(half):
        for courses in parts(counts.courses, 3 * width if reach else width):
            yield [
                Window(courses, a, b, reach_of(counts.courses, scale, a, b) if reach else b)
                for a, b in cuts[k :: half if half < len(cuts) else len(cuts)]
            ]


def reach_of(courses: list[Course], scale: Scale, first: int, last: int) -> int:
    """The slot after the last departure of take-offs in a window, those of very long endurance aside."""
    out = last
    for course in courses:
        due = course.leg.latest[course.launches[(course.launches >= first) & (course.launches < last)]]
        out = max(out, int(due[due <= last + scale.cycle].max(initial=-1)) + 1)
    return min(out, scale.slots)


def of_long_courses(courses: list[Course], scale: Scale) -> list[Window]:
    """Each group whose sorties outlast all windows, over the whole period."""
    out = []
    for group in sorted({one.leg.group for one in courses}):
        mine = [c for c, one in enumerate(courses) if one.leg.group == group]
        lasts = [
            int((one.leg.latest[one.launches] - one.launches).max(initial=0)) for one in (courses[c] for c in mine)
        ]
        if max(lasts, default=0) > 2 * scale.cycle:
            mine = mine[: max(LONG_CELLS // scale.slots, 1)]
            out.append(Window(tuple(mine), 0, scale.slots, scale.slots))
    return out


def around(counts: Counts, missing: Floats, scale: Scale, stretch: float, rng: np.random.Generator) -> Window:
    """A window at a watcher that the bound does not miss: all courses for `stretch` cycles or so, or few stations for longer."""
    n, excess = scale.slots, np.clip(counts.missing - missing, 0.0, None)
    chance = (excess * counts.problem.weight[:, None]).ravel() + 1e-6
    station, t = divmod(int(rng.choice(chance.size, p=chance / chance.sum())), n)
    cycles = stretch * float(rng.choice([0.7, 0.85, 1.0, 1.2] if rng.uniform() < 0.8 else [2.0, 3.0]))
    width = max(round(cycles * scale.cycle), 3)
    courses = _with(counts.courses, parts(counts.courses, width, rng), station)
    first = max(t - int(rng.integers(width // 4, max(width, width // 4 + 1))), 0)
    last = min(first + width, n)
    return Window(courses, first, last, last)


def _with(courses: list[Course], sets: list[tuple[int, ...]], station: int) -> tuple[int, ...]:
    """The part that serves a station."""
    return next((one for one in sets if any(courses[c].leg.station == station for c in one)), sets[0])
