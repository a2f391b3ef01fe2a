"""Ships that react to being watched: some fall silent, some turn back, a while after the first look at them.

Vehicles do not react to ships, so two passes are exact: looks at the ships as they would have sailed tell when each is first
looked at; from the reaction on its track is another, and looks are taken again. Nothing changes before the reaction, so the
first looks stay what they were.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from longwatch.geo.geodesic import Floats
from longwatch.geo.polygon import Polygon
from longwatch.sim.looks_areas import Pieces, pieces_inside
from longwatch.sim.looks_kernels import Knots
from longwatch.sim.sailings import Sailings, Traffics, reaction_draws
from longwatch.sim.tracks import straight_knots
from longwatch.traffic.ships import Ints

LEAST_S = 1e-3  # a stretch of a track shorter than this is none


class Reacted(NamedTuple):
    """The sailings of a trial after all reactions, with the tracks they are on: those that came in, then turned ones."""

    sailings: Sailings
    tracks: Knots
    n_turned: int  # tracks added behind the others


def first_looks(n_sailings: int, sailing: Ints, enter_s: Floats) -> Floats:
    """(n_sailings,) the first look at each by any vehicle, infinite without one; one entry per interval comes in."""
    out = np.full(n_sailings, np.inf)
    np.minimum.at(out, sailing, enter_s)
    return out


def may_react(known: Traffics, sailings: Sailings, trial: int, seed: int) -> np.ndarray:
    """(n_sailings,) bool: who reacts to the first look, if there is one."""
    share = np.array([0.0 if one.reaction is None else one.reaction.share for one in known.sources])
    reacts: np.ndarray = reaction_draws(known, sailings, trial, seed) < share[sailings.source]
    return reacts


def react(known: Traffics, sailings: Sailings, first_look_s: Floats, tracks: Knots, trial: int, seed: int) -> Reacted:
    """What the ships of a trial do once they were first looked at: a function of its arguments alone."""
    draw = reaction_draws(known, sailings, trial, seed)
    dark_s, turn_s = sailings.dark_s.copy(), np.full(len(sailings.ship), np.inf)
    for number, source in enumerate(known.sources):
        if source.reaction is None:
            continue
        reacts = (sailings.source == number) & (draw < source.reaction.share) & np.isfinite(first_look_s)
        at_s = first_look_s[reacts] + source.reaction.after_s
        if source.reaction.does == "goes-dark":
            dark_s[reacts] = np.minimum(dark_s[reacts], at_s)
        else:
            turn_s[reacts] = at_s
    sailings = sailings._replace(dark_s=dark_s)
    return _turned(sailings, turn_s, tracks, float(known.length_s))


def pieces_of(reacted: Reacted, pieces: Pieces, polygons: tuple[Polygon, ...]) -> Pieces:
    """The stretches inside areas of all tracks, `pieces` being those of the tracks that came in."""
    if not reacted.n_turned:
        return pieces
    first = len(reacted.tracks.offsets) - 1 - reacted.n_turned
    start = reacted.tracks.offsets[first]
    offsets = reacted.tracks.offsets[first:] - start
    own = pieces_inside(straight_knots(offsets, reacted.tracks.t_s[start:], reacted.tracks.xyz_m[start:]), polygons)
    return Pieces(
        np.concatenate([pieces.track, own.track + first]),
        np.concatenate([pieces.begin_s, own.begin_s]),
        np.concatenate([pieces.end_s, own.end_s]),
    )


def _turned(sailings: Sailings, turn_s: Floats, tracks: Knots, length_s: float) -> Reacted:
    """Sailings that turn back, at those instants: what they would have sailed after is taken away, the way back added."""
    n_tracks = len(tracks.offsets) - 1
    last_s = tracks.t_s[tracks.offsets[1:] - 1]
    end_s = np.full(len(turn_s), -np.inf)
    np.maximum.at(end_s, sailings.sailing, last_s[sailings.mover] + sailings.shift_s)
    turns = turn_s < np.minimum(end_s, length_s)
    concerned = turns[sailings.sailing]
    if not concerned.any():
        return Reacted(sailings, tracks, 0)
    rows: list[tuple[int, int, float, float, float]] = []  # sailing, mover, shift_s, from_s, to_s
    made: list[tuple[Floats, Floats]] = []
    for k in np.flatnonzero(concerned):
        sailing, mover, shift_s = int(sailings.sailing[k]), int(sailings.mover[k]), float(sailings.shift_s[k])
        own = slice(int(tracks.offsets[mover]), int(tracks.offsets[mover + 1]))
        t_s, xyz_m = tracks.t_s[own], tracks.xyz_m[own]
        at_s = float(turn_s[sailing]) - shift_s  # in the time of the track
        if at_s <= t_s[0] + LEAST_S:
            continue
        if at_s >= t_s[-1]:
            rows.append((sailing, mover, shift_s, float(sailings.from_s[k]), float(sailings.to_s[k])))
            made.append(_back(t_s, xyz_m, at_s))
            from_s = made[-1][0][0] + shift_s
        else:
            made.append(_there_and_back(t_s, xyz_m, at_s))
            from_s = float(sailings.from_s[k])
        to_s = min(float(made[-1][0][-1]) + shift_s, length_s)
        rows.append((sailing, n_tracks + len(made) - 1, shift_s, max(from_s, 0.0), to_s))
    rows = [row for row in rows if row[4] > row[3]]
    offsets = np.concatenate(
        [tracks.offsets, tracks.offsets[-1] + np.cumsum([len(t_s) for t_s, _ in made], dtype=np.int64)]
    )
    knots = straight_knots(
        offsets,
        np.concatenate([tracks.t_s, *(t for t, _ in made)]),
        np.concatenate([tracks.xyz_m, *(x for _, x in made)]),
    )
    return Reacted(_with_targets(sailings, ~concerned, rows), knots, len(made))


def _with_targets(sailings: Sailings, keep: np.ndarray, rows: list[tuple[int, int, float, float, float]]) -> Sailings:
    more = np.array(rows, np.float64).reshape(-1, 5)
    return sailings._replace(
        sailing=np.concatenate([sailings.sailing[keep], more[:, 0].astype(np.int64)]),
        mover=np.concatenate([sailings.mover[keep], more[:, 1].astype(np.int64)]),
        shift_s=np.concatenate([sailings.shift_s[keep], more[:, 2]]),
        from_s=np.concatenate([sailings.from_s[keep], more[:, 3]]),
        to_s=np.concatenate([sailings.to_s[keep], more[:, 4]]),
    )


def _there_and_back(t_s: Floats, xyz_m: Floats, at_s: float) -> tuple[Floats, Floats]:
    """A track up to an instant inside it, and back the same way at the same pace."""
    n = int(np.searchsorted(t_s, at_s))  # knots before it; at least one
    here = np.array([np.interp(at_s, t_s, xyz_m[:, axis]) for axis in range(3)])
    back_s, back_m = 2.0 * at_s - t_s[:n][::-1], xyz_m[:n][::-1]
    return np.concatenate([t_s[:n], [at_s], back_s]), np.concatenate([xyz_m[:n], here[None], back_m])


def _back(t_s: Floats, xyz_m: Floats, at_s: float) -> tuple[Floats, Floats]:
    """A whole track sailed back, about an instant after it."""
    return 2.0 * at_s - t_s[::-1], xyz_m[::-1].copy()
