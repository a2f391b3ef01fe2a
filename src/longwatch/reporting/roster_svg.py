"""The roster by tail: ways thin, on station thick in the line's colour and hatch, turnaround as a dotted line,
maintenance as an empty box, a triangle where a vehicle lands with another fleet and goes on in that fleet's row.

Above it a strip per line says what is held and what is not. Where one vehicle takes over from another a thin upright
joins the two rows. Long periods are cut into panels of a week.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from longwatch.reporting.content_fleet import RosterReport
from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_watch import Gap, WatchReport
from longwatch.reporting.labels import shorten, text_width
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.patterns import definitions, line_class
from longwatch.reporting.wording import instant, local_time
from longwatch.scenario.plan import Stint, Work, sorties_of, whole_of
from longwatch.units import DAY_S, HOUR_S, format_duration

PANEL_S = 7 * DAY_S
ONE_PANEL_S = 10 * DAY_S
MAX_PANELS = 6
LANDS_ELSEWHERE = "M7,2L16,6.5L7,11Z"  # in the legend
RELIEF_S = 2 * HOUR_S  # an arrival longer before the other leaves is a second watcher, not a relief
BAR, ROW, GROUP, STRIP = 12, 22, 26, 24


@dataclass(frozen=True)
class Row:
    """One line of the chart with its place from the top of a panel."""

    kind: str  # "strip", "group" or "tail"
    name: str
    y: float
    stints: tuple[Stint, ...] = ()
    line: str = ""
    fleet: str = ""


@dataclass(frozen=True)
class Panel:
    """A stretch of time over the width right of the names."""

    from_s: float
    to_s: float
    x0: float
    x1: float

    def x(self, time_s: float) -> float:
        inside = min(max(time_s, self.from_s), self.to_s)
        return round(self.x0 + (inside - self.from_s) / (self.to_s - self.from_s) * (self.x1 - self.x0), 1)


def panel_count(settings: Settings) -> int:
    """Panels that the whole period would need."""
    return 1 if settings.length_s <= ONE_PANEL_S else -int(-settings.length_s // PANEL_S)


def roster_svg(
    roster: RosterReport, watches: Sequence[WatchReport], settings: Settings, width: int, prefix: str
) -> Html:
    """An SVG `width` wide; on a narrow one names stand above their rows."""
    narrow = width < 600
    rows, height = _rows(roster, narrow)
    names_w = 4.0 if narrow else min(220.0, 24 + max(text_width(r.name, 12) for r in rows if r.kind != "group"))
    length = settings.length_s if panel_count(settings) == 1 else PANEL_S
    n = min(panel_count(settings), MAX_PANELS)
    panels = [Panel(i * length, (i + 1) * length, names_w, width - 4.0) for i in range(n)]
    style = {watch.name: line_class(i) for i, watch in enumerate(watches)}
    body = [
        tag("g", _panel(panel, rows, roster, watches, style, settings, height, narrow, prefix),
            transform=f"translate(0 {i * (height + 34)})")
        for i, panel in enumerate(panels)
    ]  # fmt: skip
    title = tag("title", f"Roster by tail, times in {settings.zone}")
    return tag(
        "svg", title, definitions(prefix), body,
        viewBox=f"0 0 {width} {n * (height + 34)}", role="img", class_="chart roster", font_size=12,
    )  # fmt: skip


def _rows(roster: RosterReport, narrow: bool) -> tuple[list[Row], float]:
    """Strips of lines first, then tails by fleet; and the height of a panel without its axis."""
    head = 14.0 if narrow else 0.0
    y, rows = 30.0, []
    lines = sorted({stint.line for stint in roster.stints} | set(roster.watch_of_line))
    for line in lines:
        rows.append(Row("strip", line, y + head, line=line))
        y += STRIP + head
    fleets = {fleet.name: fleet for fleet in roster.fleets}
    for name in dict.fromkeys([*fleets, *(stint.fleet for stint in roster.stints)]):
        fleet = fleets.get(name)
        told = f"{fleet.platform} from {fleet.base}, {fleet.usable} of {fleet.count} usable" if fleet else name
        told += "" if any(stint.fleet == name for stint in roster.stints) else ", no sortie planned"
        y += 8
        rows.append(Row("group", told, y))
        y += GROUP
        flown = {stint.tail for stint in roster.stints if stint.fleet == name}
        for tail in sorted(flown | {work.tail for work in roster.maintenance if work.fleet == name}):
            own = tuple(stint for stint in roster.stints if stint.tail == tail and stint.fleet == name)
            rows.append(Row("tail", tail, y + head, own, fleet=name))
            y += ROW + head
    return rows, y


def _panel(
    panel: Panel, rows: Sequence[Row], roster: RosterReport, watches: Sequence[WatchReport], style: dict[str, str],
    settings: Settings, height: float, narrow: bool, prefix: str,
) -> Iterator[Html]:  # fmt: skip
    yield _axis(panel, settings, height, narrow)
    yield tag("path", d="".join(_reliefs(rows, roster.stints, panel)), class_="relief")
    demand = {watch.name: watch for watch in watches}
    for row in rows:
        yield _name(row, panel, narrow)
        if row.kind == "strip":
            watch = demand.get(roster.watch_of_line.get(row.line, row.line))
            yield from _strip(row, panel, roster, watch, style, settings, prefix)
        elif row.kind == "tail":
            for work in roster.maintenance:
                if (work.tail, work.fleet) == (row.name, row.fleet):
                    yield from _work(work, row.y, panel, settings)
            for sortie in sorties_of(row.stints):
                yield from _sortie(sortie, row.y, panel, roster, style, settings, prefix)


def _name(row: Row, panel: Panel, narrow: bool) -> Html:
    if row.kind == "group":
        text = shorten(row.name, 12, panel.x1 - 8)
        return tag("text", text, x=4, y=row.y + 16, class_="strong halo")
    room = panel.x1 - panel.x0 if narrow else panel.x0 - 12
    y = row.y - 3 if narrow else row.y + BAR - 1
    return tag("text", shorten(row.name, 12, room), x=4, y=y, class_="faint" if narrow else None)


def _axis(panel: Panel, settings: Settings, height: float, narrow: bool) -> Html:
    """Days at local midnight, six-hour ticks between; a 23 h or 25 h day comes out as long as it is."""
    days, ticks, labels = [], [], []
    first = HOUR_S - (settings.start_s + panel.from_s) % HOUR_S
    at = panel.from_s + (0.0 if first == HOUR_S else first)
    room, last = (44.0 if narrow else 62.0), -1e9
    while at < panel.to_s:
        clock = local_time(settings.start_s, at, settings.zone)
        x = panel.x(at)
        if clock.hour == 0:
            days.append(f"M{x},18V{height:g}")
            if x - last >= room and x < panel.x1 - room * 0.6:
                labels.append(
                    tag(
                        "text",
                        f"{clock:%a} {clock.day}" if narrow else f"{clock:%a} {clock.day} {clock:%b}",
                        x=x + 3,
                        y=14,
                    )
                )
                last = x
        elif clock.hour % 6 == 0 and not narrow and panel.to_s - panel.from_s <= ONE_PANEL_S:
            ticks.append(f"M{x},22V{height:g}")
        at += HOUR_S
    return join(
        tag("path", d="".join(ticks), class_="tick") if ticks else None,
        tag("path", d="".join(days), class_="grid"),
        tag("g", labels, class_="faint"),
    )


def _sortie(
    rows: Sequence[Stint], y: float, panel: Panel, roster: RosterReport, style: dict[str, str], settings: Settings,
    prefix: str,
) -> Iterator[Html]:  # fmt: skip
    """One bar with its parts: the ways drawn once below what it holds, between two lines the passage."""
    one, x = whole_of(rows), panel.x
    if one.ready_s < panel.from_s or one.takeoff_s > panel.to_s:
        return
    middle = y + BAR / 2
    yield tag("path", d=f"M{x(one.land_s)},{middle}H{x(one.ready_s)}", class_="turnaround")
    yield tag("path", d=f"M{x(one.takeoff_s)},{middle}H{x(one.land_s)}", class_="transit")
    for stint in rows:
        left, right = x(stint.arrive_s), x(stint.leave_s)
        if right > left:
            said = (
                f"{stint.tail} on {stint.line}: {instant(settings.start_s, stint.arrive_s, settings.zone)} to "
                f"{instant(settings.start_s, stint.leave_s, settings.zone)} ({format_duration(stint.on_station_s)})"
            )
            fill = style.get(roster.watch_of_line.get(stint.line, stint.line), "l0")
            yield tag(
                "rect", tag("title", said), x=left, y=y, width=round(right - left, 1), height=BAR, rx=2,
                fill=f"url(#{prefix}-{fill})", class_=f"bar {fill}",
            )  # fmt: skip
    if one.lands_with != one.fleet and panel.from_s <= one.land_s <= panel.to_s:
        said = f"{one.tail} lands with {one.lands_with}: {instant(settings.start_s, one.land_s, settings.zone)}"
        at = x(one.land_s)
        mark = f"M{at - 4:g},{y + 1:g}L{at + 5:g},{middle:g}L{at - 4:g},{y + BAR - 1:g}Z"
        yield tag("path", tag("title", said), d=mark, class_="elsewhere")


def _work(work: Work, y: float, panel: Panel, settings: Settings) -> Iterator[Html]:
    left, right = panel.x(work.from_s), panel.x(work.to_s)
    if right > left:
        said = (
            f"{work.tail} in maintenance: {instant(settings.start_s, work.from_s, settings.zone)} to "
            f"{instant(settings.start_s, work.to_s, settings.zone)} ({format_duration(work.to_s - work.from_s)})"
        )
        yield tag(
            "rect", tag("title", said), x=left, y=y + 2, width=round(right - left, 1), height=BAR - 4,
            class_="work",
        )  # fmt: skip


def _strip(
    row: Row, panel: Panel, roster: RosterReport, watch: WatchReport | None, style: dict[str, str], settings: Settings,
    prefix: str,
) -> Iterator[Html]:  # fmt: skip
    """What of a line is held by as many as it asks for, and the planned gaps."""
    fill = style.get(roster.watch_of_line.get(row.line, row.line), "l0")
    k = watch.k if watch else 1
    yield tag("rect", x=panel.x0, y=row.y, width=panel.x1 - panel.x0, height=BAR, rx=2, class_="empty")
    for start, end in held(roster.stints, row.line, k):
        left, right = panel.x(start), panel.x(end)
        if right > left:
            yield tag("rect", x=left, y=row.y, width=round(right - left, 1), height=BAR, class_=f"held {fill}")
    for gap in _gaps_of(row.line, roster, watch):
        left, right = panel.x(gap.from_s), panel.x(gap.to_s)
        if right > left:
            said = f"gap of {format_duration(gap.to_s - gap.from_s)} from {instant(settings.start_s, gap.from_s, settings.zone)}"
            yield tag(
                "rect", tag("title", f"{said}: {gap.cause}"), x=left, y=row.y - 2, width=max(2.0, round(right - left, 1)),
                height=BAR + 4, fill=f"url(#{prefix}-gap)", class_="bar gap",
            )  # fmt: skip


def _gaps_of(line: str, roster: RosterReport, watch: WatchReport | None) -> tuple[Gap, ...]:
    if watch is None or watch.name != roster.watch_of_line.get(line):
        return ()
    return tuple(gap for gap in watch.planned_gaps if gap.line in ("", line))


def held(stints: Sequence[Stint], line: str, k: int) -> list[tuple[int, int]]:
    """Stretches in which at least k vehicles are on a line."""
    steps = sorted(
        [(s.arrive_s, 1) for s in stints if s.line == line] + [(s.leave_s, -1) for s in stints if s.line == line],
        key=lambda step: (step[0], -step[1]),
    )
    n, since, out = 0, 0, []
    for at, change in steps:
        before, n = n, n + change
        if before < k <= n:
            since = at
        elif n < k <= before and at > since:
            out.append((since, at))
    return out


def _reliefs(rows: Sequence[Row], stints: Sequence[Stint], panel: Panel) -> Iterator[str]:
    """An upright from each stint to the one that takes over."""
    place = {(row.name, row.fleet): row.y for row in rows if row.kind == "tail"}
    for leaver, heir in reliefs(stints):
        ends = sorted((place[leaver.tail, leaver.fleet], place[heir.tail, heir.fleet]))
        if panel.from_s <= heir.arrive_s < panel.to_s and ends[1] > ends[0]:
            yield f"M{panel.x(heir.arrive_s)},{ends[0] + BAR:g}V{ends[1]:g}"


def reliefs(stints: Sequence[Stint]) -> list[tuple[Stint, Stint]]:
    """(leaver, heir): the heir is the last to arrive before the leaver leaves, and not long before."""
    found, taken = [], set()
    for leaver in sorted(stints, key=lambda stint: stint.leave_s):
        heirs = [
            stint
            for stint in stints
            if stint.line == leaver.line
            and stint not in taken
            and leaver.leave_s - RELIEF_S <= stint.arrive_s <= leaver.leave_s < stint.leave_s
            and stint.arrive_s > leaver.arrive_s
        ]
        if heirs:
            heir = max(heirs, key=lambda stint: stint.arrive_s)
            taken.add(heir)
            found.append((leaver, heir))
    return found
