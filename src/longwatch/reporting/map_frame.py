"""The frame of the map: lines of latitude and longitude, and a scale."""

from __future__ import annotations

import math

from longwatch.reporting.labels import Box, Placer, text_width
from longwatch.reporting.markup import Html, join, tag
from longwatch.reporting.projection import Sheet
from longwatch.units import NM_M


def _step(span: float) -> float:
    return next((step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30) if span / step <= 7), 45.0)


def graticule(sheet: Sheet, placer: Placer, size: float) -> tuple[Html, Html]:
    """Lines of latitude and longitude with labels at the left and lower edge."""
    north, west = sheet.back(0, 0)
    south, east = sheet.back(sheet.width, sheet.height)
    step = _step(max(east - west, north - south))
    lines, labels = [], []
    small = size * 0.82
    for i in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = sheet.unwrapped(i * step, sheet.lon0_deg)
        lines.append(f"M0,{y:.1f}H{sheet.width:g}")
        labels += _grid_label(_degrees(i * step, "N", "S"), 6, y - 4, small, placer)
    for i in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = sheet.unwrapped(0, i * step)
        lines.append(f"M{x:.1f},0V{sheet.height:g}")
        lon = (i * step + 180) % 360 - 180
        labels += _grid_label(_degrees(lon, "E", "W"), x + 4, sheet.height - 7, small, placer)
    return tag("path", d="".join(lines), class_="grid"), join(labels)


def _grid_label(text: str, x: float, y: float, size: float, placer: Placer) -> list[Html]:
    box = Box(x, y - size, x + text_width(text, size), y + size * 0.25)
    f = placer.frame
    if box.x0 < f.x0 or box.x1 > f.x1 or box.y0 < f.y0 or box.y1 > f.y1 or any(box.meets(b) for b in placer.taken):
        return []
    placer.block(box)
    return [tag("text", text, x=round(x, 1), y=round(y, 1), class_="halo faint", font_size=round(size, 1))]


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{abs(value):g}°{plus if value > 0 else minus if value < 0 else ''}"


def scale_bar(sheet: Sheet, placer: Placer, size: float) -> Html:
    """A round length in kilometres and nautical miles, right at mid-height of the map."""
    target_m = sheet.metres_per_pixel() * sheet.width * 0.22
    power = 10 ** math.floor(math.log10(target_m))
    length_m = next(step * power for step in (5, 2, 1) if step * power <= target_m)
    pixels = length_m / sheet.metres_per_pixel()
    text = f"{length_m / 1000:g} km · {length_m / NM_M:.3g} NM"
    width = max(pixels, text_width(text, size * 0.85))
    x, y = sheet.width - width - 14, sheet.height - 30
    placer.block(Box(x - 6, y - size - 8, sheet.width, y + 10))
    bar = tag("path", d=f"M{x:.1f},{y - 4:.1f}v8M{x:.1f},{y:.1f}h{pixels:.1f}m0,-4v8", class_="scale")
    return join(
        bar, tag("text", text, x=round(x, 1), y=round(y - 8, 1), class_="halo", font_size=round(size * 0.85, 1))
    )
