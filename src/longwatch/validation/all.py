"""Every authority that a model is held to, by field."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from longwatch.validation.authority import Authority

# Modules of this room with a function `authority`; a test holds that none is missing.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "Radar": ("horizon", "albersheim", "swerling", "nrl", "p838", "rcs", "imo_radar", "aps134", "sea_visibility"),
    "Cameras and eyes": ("johnson", "ttpf", "mtf", "giqe5", "extinction", "cflos", "iamsar"),
    "Sound and radio": (
        "thorp", "francois_garrison", "coates", "knudsen", "mackenzie", "transmission_loss", "jomopans", "wales_heitmeyer",
        "ais",
    ),
    "Search and drift": ("koopman", "pod", "washburn", "barrier", "leeway", "drift"),
    "Endurance": ("isa", "breguet", "wind_track", "records", "uuv", "usv"),
}  # fmt: skip


def authorities() -> dict[str, tuple[Authority, ...]]:
    """Field -> its authorities. Importing them computes nothing: their checks are made when asked for."""
    return {field: tuple(_authority(name) for name in names) for field, names in FIELDS.items()}


def _authority(name: str) -> Authority:
    found = import_module(f"longwatch.validation.{name}").authority()
    assert isinstance(found, Authority)
    return found
