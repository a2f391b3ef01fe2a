"""One scale for "how likely unwatched", used by the map and the calendar: six classes, light to dark."""

from __future__ import annotations

LIMITS = (0.005, 0.02, 0.05, 0.10, 0.25)  # upper limits of the first five classes
NAMES = ("under 0.5 %", "0.5–2 %", "2–5 %", "5–10 %", "10–25 %", "25 % and more")


def shade_class(probability: float) -> str:
    """ "h0" (hardly ever unwatched) to "h5"."""
    return f"h{sum(probability >= limit for limit in LIMITS)}"
