"""Home from wherever a vehicle is: by which way, and when it would land."""

from __future__ import annotations

from longwatch.jit import part
from longwatch.sim.state import OUT, World
from longwatch.sim.transits_kernels import back_s


@part
def bound_for(world: World, i: int) -> int:
    """The fleet at whose base vehicle i lands, in flight."""
    fixed, state = world[0]
    return int(fixed.pairings[state.vehicles[i].home_by].fleet)


@part
def goes_on(world: World, i: int) -> bool:
    """Whether the sortie of vehicle i has another line after this one."""
    fixed, state = world[0]
    n = state.vehicles[i].stint
    return bool(n >= 0 and fixed.stints[n].next >= 0)


@part
def land_at_s(world: World, i: int, now_s: int) -> int:
    """When vehicle i lands if it turns for home now, on its way out or on station.

    On the way out from its base it flies the same part of the way back. Between two lines the way home changes evenly from
    that of the one to that of the other: what is farther off the base is never nearer on the way between, as distances are
    convex along it. A sortie of several lines lands no later than planned: it could always fly on without watching, and does
    so where the fleet that it lands with knows no way home from its line.
    """
    fixed, state = world[0]
    v = state.vehicles[i]
    if v.doing == OUT and v.came_from < 0:
        whole_s = back_s(fixed.transits, fixed.pairings[v.pairing], now_s)
        return int(now_s + max(1, -(-whole_s * (now_s - v.set_out_s) // (v.arrive_s - v.set_out_s))))
    home = fixed.pairings[v.home_by]
    if home.line != v.line:
        return int(v.land_s)
    home_s = back_s(fixed.transits, home, now_s)
    if v.doing == OUT:
        before = fixed.pairing_of[home.fleet, fixed.pairings[v.came_from].line]
        if before < 0:
            return int(v.land_s)
        left_s, gone_s = v.arrive_s - now_s, now_s - v.set_out_s
        weighed = back_s(fixed.transits, fixed.pairings[before], now_s) * left_s + home_s * gone_s
        home_s = max(1, -(-weighed // (v.arrive_s - v.set_out_s)))
    elif not goes_on(world, i):
        return int(now_s + home_s)
    return int(min(now_s + home_s, v.land_s))
