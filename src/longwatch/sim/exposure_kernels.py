"""Exposure gathered on passes: hazard by its shells, crossed on a straight way, or chord by chord on a hold.

On a straight pass the shells of hazard are crossed at t₀ ± √((edge² - miss²) / speed²), t₀ being the instant of the closest
point, and hazard is constant in between: exposure rises evenly, and its inverse is a division. A hold goes chord by chord,
and in one step while the whole circle lies in one shell.
"""

from __future__ import annotations

from math import floor, inf, pi, sqrt

from longwatch.detection.pass_table_kernels import HEAD, shell_of
from longwatch.geo.geodesic import Floats
from longwatch.jit import inlined, part
from longwatch.sim.encounters import HI, LO
from longwatch.sim.looks_kernels import FASTER, on_circle

STILL_M2PS2 = 1e-6  # below this squared speed a target has no relative motion worth the name over a leg
STILL = 1e200  # 1 / squared speed


@inlined
def edges(book: Floats, at: int, m2: float, per_mps2: float, closest_s: float, floats: Floats) -> None:
    """When a straight pass is within each edge, into LO and HI, both when it is closest where it never is.

    m2, per_mps2, closest_s : squared miss distance, 1 / squared speed, when the target is closest; a target that keeps its
    range has that, STILL and any instant
    """
    for k in range(int(book[at]) - 1):
        within_m2 = book[at + HEAD + 1 + k] - m2
        half_s = sqrt((within_m2 if within_m2 > 0.0 else 0.0) * per_mps2)
        floats[k, LO], floats[k, HI] = closest_s - half_s, closest_s + half_s


@inlined
def gathered(book: Floats, hazard: int, n: int, floats: Floats, from_s: float, to_s: float) -> float:
    """Exposure: what each edge adds to the hazard beyond it, for as long as the pass is within.

    All edges are asked, because whether a pass comes within one is a toss that a processor guesses badly.
    """
    total, own = 0.0, book[hazard]
    for k in range(n):
        beyond = book[hazard + k + 1]
        inside_s = min(to_s, floats[k, HI]) - max(from_s, floats[k, LO])
        total += (own - beyond) * (inside_s if inside_s > 0.0 else 0.0)
        own = beyond
    return total


@part
def reached_s(
    book: Floats, hazard: int, n: int, floats: Floats, t_s: float, end_s: float, wanted: float, rate: float
) -> float:
    """When from t_s on an exposure is gathered, at one rate or (below 0) shell by shell; the end where rounding has it later."""
    found_s, wanted = end_s, max(wanted, 1e-300)
    if rate >= 0.0:
        return float(min(t_s + wanted / rate, end_s)) if rate > 0.0 else end_s
    for step in range(2 * n - 1):
        shell = abs(n - 1 - step)
        until_s = min(floats[shell - 1, LO] if step < n - 1 else floats[shell, HI], end_s)
        until_s = until_s if until_s > t_s else t_s
        rate = book[hazard + shell]
        more = rate * (until_s - t_s)
        is_here = (wanted > 0.0) & (more >= wanted)
        found_s = t_s + wanted / rate if is_here else found_s
        wanted = -1.0 if is_here else wanted - more
        t_s = until_s
    return found_s


@inlined
def straight(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, from_s: float
) -> tuple[float, float, float]:
    """(squared miss distance, 1 / squared speed, instant of the closest point) of a target at x, y, z at from_s."""
    a, r2 = vx * vx + vy * vy + vz * vz, x * x + y * y + z * z
    if a < STILL_M2PS2:
        return r2, STILL, from_s
    b, per = x * vx + y * vy + z * vz, 1.0 / a
    return r2 - b * b * per, per, from_s - b * per


@part
def _margin_m(book: Floats, at: int, near_m: float, far_m: float) -> float:
    """Distance to the nearer edge of the shell of ranges from near to far; -1 where they lie in more than one."""
    shell, last = shell_of(book, at, near_m * near_m), int(book[at]) - 1
    inner_m = near_m - sqrt(book[at + HEAD + shell]) if shell > 0 else inf
    if shell == last:
        return inner_m
    outer2 = book[at + HEAD + shell + 1]
    return min(inner_m, sqrt(outer2) - far_m) if far_m * far_m < outer2 else -1.0


@part
def held_stretch(
    book: Floats, at: int, holds: Floats, h: int, t0_s: float, t1_s: float, x: float, y: float, z: float,
    vx: float, vy: float, vz: float, t_s: float, to_s: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """The next stretch from t_s on of a hold from t0_s to t1_s: `straight` and its end.

    x, y, z, vx, vy, vz : of the target, from the centre of the hold, at t_s
    """
    radius_m, centre_m = holds[h, 9], sqrt(x * x + y * y + z * z)
    chord_s = (t1_s - t0_s) / (holds[h, 10] * holds[h, 11])
    turn_rad = 2.0 * pi / holds[h, 11]
    ship_mps = sqrt(vx * vx + vy * vy + vz * vz) * FASTER
    sure_m = _margin_m(book, at, max(centre_m - radius_m, 0.0), centre_m + radius_m)
    if sure_m > ship_mps * chord_s:  # for longer than a chord the whole circle lies in one shell
        return centre_m * centre_m, STILL, t_s, t_s + sure_m / ship_mps if ship_mps > 0.0 else to_s
    chord = floor((t_s - t0_s) / chord_s)
    if t0_s + (chord + 1.0) * chord_s <= t_s:
        chord += 1.0
    end_s = t0_s + (chord + 1.0) * chord_s
    ax, ay, az = on_circle(holds, h, chord * turn_rad)
    bx, by, bz = on_circle(holds, h, (chord + 1.0) * turn_rad)
    ux, uy, uz = (bx - ax) / chord_s, (by - ay) / chord_s, (bz - az) / chord_s
    into_s = t_s - (t0_s + chord * chord_s)
    x, y, z = x - ax - ux * into_s, y - ay - uy * into_s, z - az - uz * into_s
    range_m = sqrt(x * x + y * y + z * z)
    sure_m = _margin_m(book, at, range_m, range_m)
    both_mps = turn_rad * radius_m / chord_s * FASTER + ship_mps
    if sure_m > both_mps * (end_s - t_s):
        return range_m * range_m, STILL, t_s, t_s + sure_m / both_mps
    m2, per, closest_s = straight(x, y, z, vx - ux, vy - uy, vz - uz, t_s)
    return m2, per, closest_s, end_s


@part
def most_exposure(
    book: Floats,
    at: int,
    x: float,
    y: float,
    z: float,
    vx: float,
    vy: float,
    vz: float,
    radius_m: float,
    length_s: float,
) -> float:
    """Exposure that a hold cannot exceed: the greatest hazard from the nearest that a target comes to its circle, all along.

    x, y, z, vx, vy, vz : of the target from the centre of the hold when its pass begins
    """
    a, closest_s = vx * vx + vy * vy + vz * vz, 0.0
    if a >= STILL_M2PS2:
        closest_s = min(max(-(x * vx + y * vy + z * vz) / a, 0.0), length_s)
    x, y, z = x + vx * closest_s, y + vy * closest_s, z + vz * closest_s
    near_m = max(sqrt(x * x + y * y + z * z) / FASTER - radius_m * FASTER, 0.0)
    n, most_per_s = int(book[at]) - 1, 0.0
    for k in range(shell_of(book, at, near_m * near_m), n):
        most_per_s = max(most_per_s, book[at + HEAD + n + 1 + k])
    return float(most_per_s * length_s * (1.0 + 1e-9))
