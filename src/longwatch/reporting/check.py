"""Laws a report must keep. A breach stops the run with its seed: no figure is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from longwatch.errors import InvariantError
from longwatch.origins import Figure
from longwatch.reporting.content import ReportContent
from longwatch.reporting.content_tables import CostRow
from longwatch.reporting.content_watch import WatchReport

ROUNDING_S = 1e-6  # a bound and a plan in whole seconds may differ by the rounding of a division
ROUNDING = 1e-9
MONEY_ROUNDING = 1e-9  # of the parent; and a currency unit for each child, leaves being rounded once


def check_content(content: ReportContent) -> None:
    """Raise InvariantError when a figure is not finite, a plan beats its bound, or costs don't add up."""
    breaches = [
        *(f"{where} is not finite" for where, number in _numbers(content, "") if not math.isfinite(number)),
        *(breach for watch in content.watches for breach in _watch_breaches(watch)),
        *(_cost_breaches(content.cost.rows) if content.cost else ()),
    ]
    if breaches:
        raise InvariantError(f"seed {content.settings.seed}: " + "; ".join(breaches))


def _watch_breaches(watch: WatchReport) -> Iterator[str]:
    covered, gap = watch.covered, watch.gap_max
    if covered.bound is not None and covered.planned is not None and covered.planned > covered.bound + ROUNDING:
        yield f"{watch.name}: planned covers {float(covered.planned)}, more than the bound {float(covered.bound)}"
    if gap.bound is not None and gap.planned is not None and gap.planned < gap.bound - ROUNDING_S:
        yield f"{watch.name}: longest planned gap {float(gap.planned)} s is below the bound {float(gap.bound)} s"
    fractions = [covered.bound, covered.planned, covered.flown, watch.p_no_long_gap, *watch.hourly_unwatched]
    for share in fractions:
        if share is not None and not -ROUNDING <= share <= 1 + ROUNDING:
            yield f"{watch.name}: the share {float(share)} lies outside 0..1"


def _cost_breaches(rows: tuple[CostRow, ...]) -> Iterator[str]:
    for i, row in enumerate(rows):
        children = list(_children(rows, i))
        for what in ("constant", "discounted") if children else ():
            whole = getattr(row, what)
            parts = [getattr(child, what) for child in children]
            if whole is None or None in parts:
                continue
            if abs(whole - math.fsum(parts)) > len(parts) + abs(whole) * MONEY_ROUNDING:
                yield f"cost of {row.name} ({what}) is {float(whole):.0f}, its parts sum to {math.fsum(parts):.0f}"


def _children(rows: tuple[CostRow, ...], i: int) -> Iterator[CostRow]:
    for row in rows[i + 1 :]:
        if row.depth <= rows[i].depth:
            return
        if row.depth == rows[i].depth + 1:
            yield row


def _numbers(thing: object, where: str) -> Iterator[tuple[str, float]]:
    """Every float in the content with its place."""
    if isinstance(thing, Figure):
        yield from ((where, float(thing)), (f"{where}.low", thing.low), (f"{where}.high", thing.high))
    elif isinstance(thing, float):
        yield where, thing
    elif isinstance(thing, tuple):
        if thing and isinstance(thing[0], tuple) and _all_finite(thing):
            return  # long tracks: settled at once
        for i, one in enumerate(thing):
            yield from _numbers(one, f"{where}[{i}]")
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from _numbers(getattr(thing, each.name), f"{where}.{each.name}" if where else each.name)


def _all_finite(points: tuple[object, ...]) -> bool:
    """True of a tuple of tuples of finite numbers only."""
    flat = [number for point in points if isinstance(point, tuple) for number in point]
    return all(type(number) is float for number in flat) and all(map(math.isfinite, flat))
