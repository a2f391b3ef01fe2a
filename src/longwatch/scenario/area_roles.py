"""What areas are for, where that can't be: roles without sense, bases and posts where their vehicles may not be."""

from __future__ import annotations

from longwatch.catalog.models import Domain
from longwatch.geo.polygon import Polygon
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Area, Fleet, Watch
from longwatch.scenario.own import Stock
from longwatch.scenario.places import Key
from longwatch.scenario.rules import is_zone
from longwatch.scenario.words import shown
from longwatch.scenario.zones import Areas, closed_areas, corridors_of, depth_min_m, longest_endurance_s

Point = tuple[float, float]


def check_roles(draft: Draft, areas: Areas, stock: Stock) -> None:
    for key, area in draft.each("area"):
        _check_area(draft, key, area)
    _check_depth(draft, stock)
    if any(area.keep_out for _, area in draft.each("area")):
        closed = _Closed(draft, areas, stock)
        for key, fleet in draft.each("fleet"):
            _check_base(draft, key, fleet, stock, closed)
        for index, base in enumerate(part for _, part in draft.each("base")):
            if base.track and (name := closed.on_way("ship", [point.at for point in base.track])):
                draft.wrong(("base", index, "track"), f"the ship {shown(base.name)} sails through {name}")
        for key, watch in draft.each("watch"):
            _check_watch(draft, key, watch, areas, stock, closed)


def _check_area(draft: Draft, key: Key, area: Area) -> None:
    """Keys that mean nothing without one another."""
    if area.hours is not None and not area.keep_out:
        draft.wrong((*key, "hours"), "says when a keep-out area is closed, and this area has no `keep_out`")
    if area.zone is not None and area.hours is None:
        draft.wrong((*key, "zone"), "is the zone of `hours`, and this area has none")
    elif area.zone is not None and not is_zone(area.zone):
        hint = 'write it like "Asia/Tokyo" or "UTC"'
        draft.wrong((*key, "zone"), f"{shown(area.zone)} is not a time zone", hint)
    both = [domain for domain in area.corridor if domain in area.keep_out]
    if both:
        what = f"the area {shown(area.name)} keeps out {both[0]} vehicles and lets them pass"
        draft.wrong((*key, "corridor"), what, "give the corridor an area of its own")
    kept_out = {domain for _, other in draft.each("area") for domain in other.keep_out}
    for domain in area.corridor:
        if domain not in kept_out:
            draft.warn((*key, "corridor"), f"no area keeps out {domain} vehicles: the corridor has no effect")


def _check_depth(draft: Draft, stock: Stock) -> None:
    """Depth of areas and least depths of fleets belong together."""
    given = [(key, area) for key, area in draft.each("area") if area.depth_m is not None]
    needs = False
    for key, fleet in draft.each("fleet"):
        platform = stock.platforms.get(fleet.platform)
        if platform is None:
            continue
        if platform.domain == "air" and fleet.depth_min_m is not None:
            draft.wrong((*key, "depth_min"), f"{platform.id} flies: it needs no depth of water")
            continue
        need_m = depth_min_m(fleet, platform)
        needs = needs or need_m > 0.0
        if need_m > 0.0 and not given:
            own = fleet.depth_min_m is not None
            what = f"needs {need_m:g} m of water, and no area has a `depth`: depth is not asked"
            draft.warn((*key, "depth_min") if own else key, what)
        elif need_m > 0.0 and all(area.depth_m < need_m for _, area in given):
            draft.wrong(key, f"needs {need_m:g} m of water, and no area is that deep")
    if given and not needs:
        draft.warn((*given[0][0], "depth"), "no fleet needs a least depth of water: the depth has no effect")


class _Closed:
    """What the keep-out areas leave closed, by domain."""

    def __init__(self, draft: Draft, areas: Areas, stock: Stock) -> None:
        self.draft, self.areas, self.stock = draft, areas, stock

    def inside(self, domain: Domain, place: Point) -> str:
        """In words the closed area in which a place lies; "" where none does."""
        from longwatch.geo.obstacles import Obstacles, zones_of

        return Obstacles(zones=zones_of(*self._of(domain))).closed_at(place)

    def on_way(self, domain: Domain, points: list[Point]) -> str:
        """In words what closes geodesic legs between points; "" where they are free."""
        from longwatch.geo.obstacles import Obstacles, zones_of

        obstacles = Obstacles(zones=zones_of(*self._of(domain)))
        crossed = obstacles.cross_any(points) if len(points) > 1 else bool(obstacles.block(*points[0]))
        return obstacles.what(points) if crossed else ""

    def whole(self, domain: Domain, polygons: tuple[Polygon, ...]) -> bool:
        """Whether all of an area is closed."""
        from longwatch.geo.obstacles import zones_of

        return zones_of(*self._of(domain)).close_all(polygons)

    def _of(self, domain: Domain) -> tuple[tuple[tuple[str, tuple[Polygon, ...]], ...], tuple[Polygon, ...]]:
        every = [area for _, area in self.draft.each("area")]
        used = {fleet.platform for _, fleet in self.draft.each("fleet")}
        platforms = {name: one for name, one in self.stock.platforms.items() if name in used}
        period = self.draft.one("period")
        if period is not None and not all(is_zone(area.zone or period.zone) for area in every):
            period = None  # named as wrong already
        closed = closed_areas(domain, every, self.areas, period, longest_endurance_s(platforms, domain))
        return closed, corridors_of(domain, every, self.areas)


def _check_base(draft: Draft, key: Key, fleet: Fleet, stock: Stock, closed: _Closed) -> None:
    """A fleet can leave its base."""
    platform = stock.platforms.get(fleet.platform)
    base = next((base for _, base in draft.each("base") if base.name == fleet.base), None)
    if platform is None or base is None or base.kind == "ship" or base.at is None:
        return
    name = closed.inside(platform.domain, base.at)
    if name:
        what = f"the base {shown(base.name)} lies in {name}, which {platform.id} may not enter"
        draft.wrong((*key, "base"), what, f'an area with corridor = ["{platform.domain}"] from the base lets it out')


def _check_watch(draft: Draft, key: Key, watch: Watch, areas: Areas, stock: Stock, closed: _Closed) -> None:
    """Some fleet can be where the watch is kept."""
    domains = {
        stock.platforms[fleet.platform].domain
        for _, fleet in draft.each("fleet")
        if fleet.platform in stock.platforms and (not fleet.lines or watch.name in fleet.lines)
    }
    if not domains:
        return
    if watch.post is not None:
        names = [closed.inside(domain, watch.post) for domain in sorted(domains)]
        if all(names):
            draft.wrong((*key, "post"), f"lies in {names[0]}, which no vehicle that serves the watch may enter")
    elif watch.area in areas and all(closed.whole(domain, areas[watch.area]) for domain in sorted(domains)):
        what = f"all of the area {watch.area} is closed to the vehicles that serve the watch"
        draft.warn((*key, "area"), f"{what}: give a `post` outside, from where it can be seen")
