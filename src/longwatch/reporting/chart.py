"""A chart of lines and points as one SVG that needs no style sheet: the same numbers give the same bytes.

Lines are thinned to what a pixel shows and rounded to tenths of one, so that files stay small and machines agree.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from longwatch.reporting.labels import shorten
from longwatch.reporting.markup import Html, join, tag

Floats = NDArray[np.float64]
# M. Okabe and K. Ito, Color Universal Design, 2008: told apart by all common kinds of colour vision.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a6d00")
WIDTH, HEIGHT, LEGEND = 720, 352, 180
LEGEND_LETTERS: Final = 25  # of a line of the legend
MOST_POINTS: Final = 160  # of a line


@dataclass(frozen=True)
class Line:
    """A drawn line, points beside it, or a band (`low`, `high` at the same x); empty arrays draw nothing."""

    name: str
    x: Floats
    y: Floats
    points_x: Floats = field(default_factory=lambda: np.zeros(0))
    points_y: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Axis:
    """From low to high, even or in decades."""

    label: str
    low: float
    high: float
    log: bool = False

    def place(self, value: Floats) -> Floats:
        """0 at the low end, 1 at the high end; held within both."""
        low, high = (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)
        on = np.log10(np.maximum(value, 1e-300)) if self.log else np.asarray(value, np.float64)
        return np.asarray(np.clip((on - low) / (high - low), 0.0, 1.0), np.float64)

    def ticks(self) -> list[float]:
        """Round values, some five of them."""
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            powers = max(1, math.ceil((last - first) / 6))
            return [10.0**power for power in range(first, last + 1, powers)]
        step = round_step((self.high - self.low) / 5)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(i * step, 12) for i in range(first, last + 1)]


def round_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((m * power for m in (1.0, 2.0, 2.5, 5.0) if m * power >= least * (1 - 1e-9)), 10.0 * power)


def axis_of(label: str, values: Sequence[Floats], log: bool = False, zero: bool = False) -> Axis:
    """An axis that holds all finite values, its ends round; with `zero` it holds 0 as well."""
    known = np.concatenate([np.zeros(0), *values])
    known = known[np.isfinite(known) & ((known > 0.0) | (not log))]
    if not len(known):
        return Axis(label, 1.0 if log else 0.0, 10.0 if log else 1.0, log)
    low, high = float(known.min()), float(known.max())
    if log:
        low, high = 10.0 ** math.floor(math.log10(low) + 1e-9), 10.0 ** math.ceil(math.log10(high) - 1e-9)
        return Axis(label, low, high if high > low else 10.0 * low, log)
    low = min(low, 0.0) if zero else low
    if high - low < 1e-9 * max(abs(high), 1e-9):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    step = round_step((high - low) / 5)
    return Axis(label, math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)


def chart(title: str, lines: Sequence[Line], x: Axis, y: Axis, note: str = "") -> Html:
    """Lines and points over a grid, named at the right."""
    x0, x1, y0, y1 = 58.0, float(WIDTH - LEGEND - 14), float(HEIGHT - 58), 34.0

    def across(value: Floats) -> Floats:
        return np.asarray(x0 + x.place(value) * (x1 - x0), np.float64)

    def down(value: Floats) -> Floats:
        return np.asarray(y0 + y.place(value) * (y1 - y0), np.float64)

    drawn = [_grid(x, y, across, down, (x0, x1, y0, y1))]
    at = y1 + 8
    for i, line in enumerate(lines):
        colour = COLOURS[i % len(COLOURS)]
        drawn += _line(line, colour, across, down)
        names = textwrap.wrap(line.name, LEGEND_LETTERS, max_lines=3, placeholder=" …")
        drawn.append(_legend(line, names, colour, x1 + 16, at))
        at += 14 * len(names) + 6
    heading = [tag("title", title), tag("rect", width=WIDTH, height=HEIGHT, fill="#fff")]
    heading.append(tag("text", shorten(title, 14, WIDTH - 24.0), x=12, y=21, font_size=14, font_weight="bold"))
    foot = tag("text", note, x=WIDTH - 10, y=HEIGHT - 8, text_anchor="end", fill="#666", font_size=10) if note else None
    return tag(
        "svg", heading, drawn, foot, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH,
        height=HEIGHT, role="img", font_family="sans-serif", font_size=11, fill="#222",
    )  # fmt: skip


def _grid(
    x: Axis,
    y: Axis,
    across: Callable[[Floats], Floats],
    down: Callable[[Floats], Floats],
    frame: tuple[float, float, float, float],
) -> Html:
    x0, x1, y0, y1 = frame
    d, texts = list[str](), list[Html]()
    for value in x.ticks():
        at = round(float(across(np.array(value))), 1)
        d.append(f"M{at:g},{y0:g}V{y1:g}")
        texts.append(tag("text", tick(value), x=at, y=y0 + 15, text_anchor="middle"))
    for value in y.ticks():
        at = round(float(down(np.array(value))), 1)
        d.append(f"M{x0:g},{at:g}H{x1:g}")
        texts.append(tag("text", tick(value), x=x0 - 6, y=at + 4, text_anchor="end"))
    texts.append(tag("text", shorten(x.label, 11, x1 - x0), x=(x0 + x1) / 2, y=y0 + 33, text_anchor="middle"))
    middle = (y0 + y1) / 2
    label = shorten(y.label, 11, y0 - y1 + 40.0)
    texts.append(tag("text", label, x=13, y=middle, text_anchor="middle", transform=f"rotate(-90 13 {middle:g})"))
    return join(tag("path", d="".join(d), stroke="#ddd", fill="none"), tag("g", texts, fill="#444"))


def _line(line: Line, colour: str, across: Callable[[Floats], Floats], down: Callable[[Floats], Floats]) -> list[Html]:
    out = list[Html]()
    good = np.isfinite(line.x) & np.isfinite(line.y)
    if good.any():
        kept = np.flatnonzero(good)
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, min(len(kept), MOST_POINTS)).astype(int))]
        places = zip(np.round(across(line.x[kept]), 1), np.round(down(line.y[kept]), 1), strict=True)
        d = "M" + " ".join(f"{a:g},{b:g}" for a, b in places)
        out.append(tag("path", d=d, stroke=colour, fill="none", stroke_width=1.6))
    good = np.isfinite(line.points_x) & np.isfinite(line.points_y)
    if good.any():
        places = zip(np.round(across(line.points_x[good]), 1), np.round(down(line.points_y[good]), 1), strict=True)
        d = "".join(dict.fromkeys(f"M{a:g},{b:g}h0" for a, b in places))
        out.append(
            tag("path", d=d, stroke=colour, stroke_width=5, stroke_linecap="round", stroke_opacity=0.65, fill="none")
        )
    return out


def _legend(line: Line, names: Sequence[str], colour: str, x: float, y: float) -> Html:
    mark = f"M{x:g},{y:g}h18" if len(line.x) else f"M{x + 9:g},{y:g}h0"
    width, cap = (1.6, "butt") if len(line.x) else (5.0, "round")
    texts = [tag("text", name, x=x + 24, y=y + 4 + 14 * i) for i, name in enumerate(names)]
    return join(tag("path", d=mark, stroke=colour, stroke_width=width, stroke_linecap=cap), texts)


def tick(value: float) -> str:
    """0.25, 100, 1e-6: short and without noise of rounding."""
    text = f"{value:.0e}" if abs(value) >= 1e5 and len(f"{abs(value):.0f}".rstrip("0")) == 1 else f"{value:.6g}"
    return text.replace("e-0", "e-").replace("e+0", "e").replace("-", "−")
