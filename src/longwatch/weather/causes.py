"""What weather closes something by. The order is the order of naming where several hold at once."""

from __future__ import annotations

from typing import Final

WEATHER_CAUSES: Final = ("wind", "sea", "visibility", "cloud", "rain", "icing", "light")
WIND, SEA, VISIBILITY, CLOUD, RAIN, ICING, LIGHT = range(7)
