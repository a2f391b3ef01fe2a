"""How far a control station commands a vehicle: line of sight over the sea, or a satellite."""

from __future__ import annotations

from longwatch.geo.horizon import radar_horizon_m
from longwatch.origins import Figure, Origin

NO_LIMIT_M = 20_037_508.0  # half the equator: no place on Earth is farther. Finite, because files hold no infinity.


def link_reach_m(
    control_kind: str | None, antenna_height_m: float, los_range_m: float | None, height_m: float
) -> Figure:
    """Ground distance from the antenna within which a vehicle can be flown.

    Parameters
    ----------
    control_kind : "line-of-sight", "satellite", or None for a vehicle that needs no remote crew
    antenna_height_m, height_m : of the antenna and the vehicle over the sea
    los_range_m : reach of the platform's data link, None where it is not known

    Line of sight reaches the 4/3-earth radio horizon or the data link's own reach, whichever is shorter; satellite and
    None know no limit (`NO_LIMIT_M`). What ground hides is `geo.sight`'s matter, what a footprint leaves out `geo.within`'s.
    """
    if control_kind is None:
        return Figure(NO_LIMIT_M, "m", origin=Origin("computed", "no remote crew is needed: no limit"))
    if control_kind == "satellite":
        return Figure(NO_LIMIT_M, "m", origin=Origin("assumed", "satellite link: no limit inside its footprint"))
    horizon_m = float(radar_horizon_m(antenna_height_m, height_m))
    parts: tuple[str, ...] = ("antenna height", "height of the vehicle")
    if los_range_m is not None and los_range_m < horizon_m:
        return Figure(los_range_m, "m", origin=Origin("computed", "reach of the data link", of=("los_range", *parts)))
    return Figure(horizon_m, "m", origin=Origin("computed", "4/3-earth radio horizon", of=parts))
