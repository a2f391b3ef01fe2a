"""Pictures of gaps: the calendar, the chance that the longest gap is longer than x, and the three numbers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from longwatch.reporting.content_settings import Settings
from longwatch.reporting.content_watch import ThreeNumbers, WatchReport
from longwatch.reporting.labels import Box, Placer
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.shades import shade_class
from longwatch.reporting.wording import duration, local_time, per_cent, share
from longwatch.units import HOUR_S, format_duration

MAX_ROWS = 62  # days; beyond, a row is a week and a cell the mean of its days


@dataclass(frozen=True)
class Cell:
    day: date
    hour: int
    p: float


def cells(watch: WatchReport, settings: Settings) -> list[Cell]:
    """Hours of the period by local day and hour; the two hours of a clock set back share a cell (their mean)."""
    found: dict[tuple[date, int], list[float]] = {}
    for i, p in enumerate(watch.hourly_unwatched):
        if p is not None:
            clock = local_time(settings.start_s, i * HOUR_S, settings.zone)
            found.setdefault((clock.date(), clock.hour), []).append(p)
    return [Cell(day, hour, math.fsum(ps) / len(ps)) for (day, hour), ps in found.items()]


def by_week(of: Sequence[Cell]) -> list[Cell]:
    """The same with a row for each week: the mean of the hour on its days."""
    found: dict[tuple[date, int], list[float]] = {}
    for cell in of:
        monday = date.fromordinal(cell.day.toordinal() - cell.day.weekday())
        found.setdefault((monday, cell.hour), []).append(cell.p)
    return [Cell(day, hour, math.fsum(ps) / len(ps)) for (day, hour), ps in found.items()]


def calendar_svg(watch: WatchReport, settings: Settings, width: int) -> Html:
    """Hour of day by day, shaded by the flown probability that the line is in a gap; wide cells print per cent."""
    of = cells(watch, settings)
    weekly = len({cell.day for cell in of}) > MAX_ROWS
    of = by_week(of) if weekly else of
    days = sorted({cell.day for cell in of})
    names_w = 84.0 if width > 600 else 46.0
    w, h = (width - names_w) / 24, 22.0 if width > 600 else 20.0
    top = 20.0
    row = {day: top + i * h for i, day in enumerate(days)}
    drawn: list[Html] = []
    for day in days:
        name = f"{day:%a} {day.day} {day:%b}" if width > 600 else f"{day.day} {day:%b}"
        drawn.append(tag("text", name, x=0, y=row[day] + h * 0.7, class_="faint"))
    for hour in range(0, 24, 2 if width > 600 else 6):
        drawn.append(tag("text", f"{hour:02d}", x=round(names_w + hour * w + 2, 1), y=13, class_="faint"))
    for cell in of:
        drawn += _cell(cell, watch.unheld, names_w + cell.hour * w, row[cell.day], w, h)
    height = top + len(days) * h + 2
    title = f"Chance that {watch.called} is {watch.unheld}, by {'week' if weekly else 'day'} and hour of day ({settings.zone})"
    return tag(
        "svg", tag("title", title), drawn, viewBox=f"0 0 {width} {height:g}", role="img", class_="chart calendar",
        font_size=11,
    )  # fmt: skip


def _cell(cell: Cell, unmet: str, x: float, y: float, w: float, h: float) -> list[Html]:
    class_ = shade_class(cell.p)
    said = f"{cell.day:%a} {cell.day.day} {cell.day:%b} {cell.hour:02d}:00, {unmet} {share(cell.p)}"
    out = [
        tag(
            "rect", tag("title", said), x=round(x + 0.75, 1), y=round(y + 0.75, 1), width=round(w - 1.5, 1),
            height=round(h - 1.5, 1), rx=2, class_=f"cell {class_}",
        )
    ]  # fmt: skip
    if w > 24 and round(100 * cell.p):
        out.append(
            tag("text", f"{100 * cell.p:.0f}", x=round(x + w / 2, 1), y=round(y + h * 0.69, 1), class_=f"in {class_}")
        )
    return out


def worst_hour(watch: WatchReport, settings: Settings) -> str:
    """The hour most often in a gap, in words; empty where nothing was flown."""
    of = cells(watch, settings)
    if not of:
        return ""
    worst = max(of, key=lambda cell: cell.p)
    if worst.p == 0:
        return f"No hour was {watch.unheld} in any trial."
    when = f"{worst.day:%a} {worst.day.day} {worst.day:%b} from {worst.hour:02d}:00"
    return f"Worst hour: {when}, {watch.unheld} {share(worst.p)} of the time."


def exceedance_svg(watch: WatchReport, settings: Settings, width: int = 500, height: int = 250) -> Html:
    """Share of trials whose longest gap is longer than x, with g, the plan and the quantile marked."""
    gaps = sorted(watch.gap_max_by_trial_s)
    planned, flown = watch.gap_max.planned, watch.gap_max.flown
    top_s = max(gaps[int(0.99 * (len(gaps) - 1))], watch.limit_s, planned or 0.0, flown or 0.0, 60.0) * 1.12
    x0, x1, y0, y1 = 46.0, width - 14.0, height - 40.0, 16.0

    def x(gap_s: float) -> float:
        return round(x0 + min(gap_s / top_s, 1.0) * (x1 - x0), 1)

    def y(p: float) -> float:
        return round(y0 + p * (y1 - y0), 1)

    placer = Placer(Box(x0 + 2, y1, x1, y0 - 2))
    steps = _steps(gaps, top_s)
    for a, b in zip(steps, [*steps[1:], (top_s, 0.0)], strict=True):
        placer.block(Box(x(a[0]) - 2, y(a[1]) - 2, x(b[0]) + 2, max(y(a[1]), y(b[1])) + 2))
    curve = f"M{x(0)},{y(steps[0][1])}" + "".join(f"H{x(gap_s)}V{y(p)}" for gap_s, p in steps[1:]) + f"H{x1}"
    marks = [tag("path", d=f"M{x(watch.limit_s)},{y0}V{y1}", class_="limit")]
    placer.block(Box(x(watch.limit_s) - 1, y1, x(watch.limit_s) + 1, y0))
    named = [
        (
            watch.limit_s,
            1 - share_not_longer(gaps, watch.limit_s),
            "100 %" if watch.limits else f"g {format_duration(watch.limit_s)}",
        )
    ]
    if planned is not None:
        marks.append(tag("path", d=diamond(x(planned), y0), class_="planned"))
        placer.block(Box(x(planned) - 6, y0 - 6, x(planned) + 6, y0 + 6))
        named.append((planned, 0.0, f"planned {watch.told(planned) if planned else 'none'}"))
    if flown is not None:
        p = 1 - settings.confidence
        marks.append(tag("circle", cx=x(flown), cy=y(p), r=4.5, class_="flown"))
        named.append((flown, p, f"{per_cent(settings.confidence)} of trials: {watch.told(flown)}"))
    labels = [placer.place(text, x(gap_s), y(p) - 8, 12, gap=8) for gap_s, p, text in named]
    texts = [tag("text", one.text, x=round(one.x, 1), y=round(one.y, 1), class_="halo") for one in labels if one]
    axis = _gap_axis(top_s, x, y, x0, x1, y0, watch.limit_s if watch.limits else None)
    title = tag("title", f"Share of trials whose longest gap on {watch.called} is longer than x")
    return tag(
        "svg", title, axis, tag("path", d=curve, class_="curve"), marks, texts,
        viewBox=f"0 0 {width} {height}", role="img", class_="chart exceedance", font_size=12,
    )  # fmt: skip


def exceedance_text(watch: WatchReport, settings: Settings) -> str:
    """The marks of the curve in words."""
    flown = watch.gap_max.flown
    planned = watch.gap_max.planned
    limit = "the limit" if watch.limits else f"g = {format_duration(watch.limit_s)}"
    said = [f"dashed: {limit}", f"diamond: planned, {watch.told(planned) if planned else duration(planned)}"]
    if flown is not None:
        at_most = watch.told(flown) if flown else duration(flown)
        said.append(f"disc: {at_most} is not exceeded in {per_cent(settings.confidence)} of the trials")
    return "; ".join(said)


def share_not_longer(ordered: Sequence[float], value: float) -> float:
    """Share of values that are not longer than `value`."""
    return bisect_right(ordered, value) / len(ordered)


def _steps(ordered: Sequence[float], top_s: float, n: int = 160) -> list[tuple[float, float]]:
    """(gap, share of trials longer than it) on a grid finer than a pixel needs, first at 0."""
    return [(t, 1 - share_not_longer(ordered, t)) for t in (top_s * i / n for i in range(n))]


def _gap_axis(
    top_s: float, x: Callable[[float], float], y: Callable[[float], float], x0: float, x1: float, y0: float,
    limit_s: float | None = None,
) -> Html:  # fmt: skip
    """In hours; in per cent of a limit where it is given."""
    unit_s, sizes = HOUR_S, [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 720]
    if limit_s is not None:
        unit_s, sizes = limit_s / 100.0, [5.0, 10, 20, 25, 50, 100, 200, 500, 1000, 5000]
    step = next((s for s in sizes if top_s / (s * unit_s) <= 8), sizes[-1])
    texts, d = [], [f"M{x0},{y(p)}H{x1}" for p in (0, 0.25, 0.5, 0.75, 1)]
    for p in (0.0, 0.5, 1.0):
        texts.append(tag("text", f"{100 * p:.0f} %", x=x0 - 6, y=y(p) + 4, text_anchor="end"))
    for i in range(int(top_s // (step * unit_s)) + 1):
        at = x(i * step * unit_s)
        texts.append(tag("text", f"{i * step:g}", x=at, y=y0 + 18, text_anchor="middle"))
    texts.append(
        tag(
            "text",
            f"longest gap of a trial, {'hours' if limit_s is None else '% of its own limit'}",
            x=(x0 + x1) / 2,
            y=y0 + 36,
            text_anchor="middle",
        )
    )
    return join(tag("path", d="".join(d), class_="grid"), tag("g", texts, class_="faint"))


def diamond(x: float, y: float, r: float = 6.0) -> str:
    return f"M{x:g},{y - r:g} {x + r:g},{y:g} {x:g},{y + r:g} {x - r:g},{y:g}Z"


def three_svg(three: ThreeNumbers, kind: str, limit_s: float | None = None, width: int = 260) -> Html:
    """Bound (upright), planned (diamond) and flown (disc with its interval) on one short axis with named ends."""
    known = [float(f) for f in (three.bound, three.planned, three.flown) if f is not None]
    if not known:
        return Html("")
    ends = [*known, *([three.flown.low, three.flown.high] if three.flown is not None else [])]
    if kind == "share":
        low = max(0.0, math.floor((min(ends) - 0.005) * 20) / 20)
        high, names = 1.0, (f"{100 * low:.0f} %", "100 %")
    else:
        low, high = 0.0, max([*ends, limit_s or 0.0, 60.0]) * 1.05
        names = (
            "0",
            format_duration(math.ceil(high / 60) * 60 if high < HOUR_S else math.ceil(high / HOUR_S) * HOUR_S),
        )
        high = math.ceil(high / 60) * 60.0 if high < HOUR_S else math.ceil(high / HOUR_S) * HOUR_S
    x0, x1, y = 10.0, width - 10.0, 17.0

    def x(value: float) -> float:
        return round(x0 + (value - low) / (high - low) * (x1 - x0), 1)

    marks = [tag("path", d=f"M{x0},{y}H{x1}", class_="axis")]
    if limit_s is not None:
        marks.append(
            tag("path", tag("title", f"g {format_duration(limit_s)}"), d=f"M{x(limit_s)},4V30", class_="limit")
        )
    if three.bound is not None:
        marks.append(tag("path", tag("title", "bound"), d=f"M{x(three.bound)},6V28", class_="bound"))
    if three.flown is not None:
        if three.flown.has_range:
            marks.append(tag("path", d=f"M{x(three.flown.low)},{y}H{x(three.flown.high)}", class_="whisker"))
        marks.append(tag("circle", tag("title", "flown"), cx=x(three.flown), cy=y, r=5, class_="flown"))
    if three.planned is not None:
        marks.append(tag("path", tag("title", "planned"), d=diamond(x(three.planned), y, 5.5), class_="planned"))
    texts = [
        tag("text", names[0], x=x0, y=44, class_="faint"),
        tag("text", names[1], x=x1, y=44, text_anchor="end", class_="faint"),
    ]
    return tag("svg", marks, texts, viewBox=f"0 0 {width} 48", class_="chart three", font_size=11, aria_hidden="true")
