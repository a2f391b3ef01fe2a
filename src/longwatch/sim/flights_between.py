"""Ways between two lines of a sortie, and home from between them: where they bend."""

from __future__ import annotations

from collections.abc import Sequence

from longwatch.geo.track import Track
from longwatch.scenario.plan import Passage
from longwatch.sim.tours import ways_along

LatLon = tuple[float, float]


def passage_points(
    passage: Passage | None, left: Track, left_at_s: float, to: Track, there_at_s: float
) -> list[list[LatLon]]:
    """The ways that may be taken from one post to another. A route joins the first knots of paths, which are followed."""
    if passage is None or not passage.route:
        return [[left.at(left_at_s), to.at(there_at_s)]]
    before = [along[::-1] for along in ways_along(left, left_at_s)] if left.moves else [[passage.route[0]]]
    after = ways_along(to, there_at_s) if to.moves else [[passage.route[-1]]]
    return [[*one[:-1], *passage.route, *other[1:]] for one in before for other in after]


def home_points(place: LatLon, base: LatLon, routes: Sequence[Sequence[LatLon]]) -> list[list[LatLon]]:
    """Home from a place off the lines: straight, or where the ways home have to bend by one of their posts.

    routes : from the base to posts that can be reached from the place
    """
    bent = [route for route in routes if len(route) > 2]
    return [[place, *reversed(route)] for route in bent] or [[place, base]]
