"""Which pattern sweeps a watch of unequal limits, by place or by class: candidates laid on the Earth, measured, the best of them.

Limits that stand next to each other may share tours in several ways: one tour at the shortest of them and the narrowest sweep,
zones of their own, slow ground interleaved with fast (`patterns.interleaved`), and for classes that are seen from unlike
distances laps that lie apart (`patterns.staggered`). Every way to group the limits is laid, and on the tours as laid the
longest cyclic gap of each cell is held against its own limit: no formula decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from longwatch.patterns.candidate import Candidate, measured
from longwatch.patterns.choice import MOST_ZONES, Layout, choose
from longwatch.patterns.ground import Ground
from longwatch.patterns.limits import Asked, Level, groupings, together
from longwatch.patterns.servers import Server
from longwatch.patterns.shared_laps import Style, shared_laps
from longwatch.patterns.staggered import laps_worth_trying
from longwatch.scenario.models import Watch

_TOUR, _WOVEN = None, Style()


def candidates(
    ground: Ground, levels: Sequence[Level], asked: Asked, watch: Watch, servers: Sequence[Server]
) -> list[Candidate]:
    """All that were laid, the best first."""
    shared: dict[tuple[tuple[int, ...], Style | None], Layout | None] = {}
    found: list[Candidate] = []
    for grouping in groupings(len(levels)):
        for styles in itertools.product(*(list(_styles([levels[k] for k in run], servers)) for run in grouping)):
            most = min((one.zones for one in found if one.keeps and one.held), default=MOST_ZONES)
            layouts = []
            for run, style in zip(grouping, styles, strict=True):
                if (run, style) not in shared:
                    own = [levels[k] for k in run]
                    shared[run, style] = _laid(together(own, ground), own, watch, servers, style, most)
                layouts.append(shared[run, style])
            if all(layout is not None for layout in layouts):
                laid = tuple(layout for layout in layouts if layout is not None)
                found.append(measured(_name(grouping, styles, levels), laid, asked, servers))
    if watch.pattern.zones is not None:
        found = [one for one in found if one.zones == watch.pattern.zones]
    return sorted(found, key=Candidate.order)


def _styles(levels: Sequence[Level], servers: Sequence[Server]) -> Iterator[Style | None]:
    """The ways in which one tour, or one for each zone, may serve some levels; None: as if they were one."""
    yield _TOUR
    if len(levels) == 1:
        return
    yield _WOVEN
    if len({level.kind for level in levels}) > 1:
        ranges = [[one.grounds_m[level.kind] for level in levels] for one in servers]
        laps = max((laps_worth_trying(min(own), max(own)) for own in ranges), key=len)
        yield from (Style(n, closed) for n in laps for closed in (True, False))


def _name(grouping: Sequence[Sequence[int]], styles: Sequence[Style | None], levels: Sequence[Level]) -> str:
    by_class = len({level.kind for level in levels}) > 1
    if len(grouping) == 1:
        if styles[0] is None:
            return "all at the shortest limit" + (" and the narrowest sweep" if by_class else "")
        return "slow cells interleaved" if styles[0] == _WOVEN else _words(styles[0])
    if len(grouping) == sum(len(run) for run in grouping):
        return "zones by limit"
    runs = [
        "+".join(str(k + 1) for k in run) + ("" if style is None else f" {_words(style)}")
        for run, style in zip(grouping, styles, strict=True)
    ]
    return "zones by limit " + " | ".join(runs)


def _words(style: Style) -> str:
    if not style.laps:
        return "interleaved"
    return f"{style.laps} laps staggered, {'each closed' if style.closed else 'to and fro'}"


def _laid(
    ground: Ground, levels: Sequence[Level], watch: Watch, servers: Sequence[Server], style: Style | None, most: int
) -> Layout | None:
    if style is not None:
        return shared_laps(ground, levels, watch, servers, style, most)
    shortest = watch.model_copy(update={"limit_s": min(level.limit_s for level in levels)})
    return choose(ground, shortest, servers, sorted({level.kind for level in levels}))
