"""One scale for "how likely unwatched", used by the map and the calendar: six classes, light to dark."""

from __future__ import annotations

LIMITS = (0.005, 0.02, 0.05, 0.10, 0.25)  # upper limits of the first five classes
NAMES = ("under 0.5 %", "0.5–2 %", "2–5 %", "5–10 %", "10–25 %", "25 % and more")


CELL_LIMITS = (0.5, 0.75, 1.0 + 1e-9, 1.5, 2.0)  # of the longest gap allowed; a gap as long as that is none too long
CELL_NAMES = ("under half of g", "to 3/4 of g", "to g", "to 1.5 g", "to 2 g", "longer, or never looked at")


def shade_class(probability: float) -> str:
    """ "h0" (hardly ever unwatched) to "h5"."""
    return f"h{sum(probability >= limit for limit in LIMITS)}"


def cell_shade(gap_s: float, limit_s: float) -> int:
    """0 to 5: how long the longest gap of a cell is against its limit."""
    return sum(gap_s >= limit * limit_s for limit in CELL_LIMITS)
