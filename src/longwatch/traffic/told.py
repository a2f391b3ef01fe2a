"""What must be said of the ships wherever they are shown: real or SYNTHETIC, what they rest on, what looked wrong."""

from __future__ import annotations

from longwatch.traffic.ships import Ships

REAL = (
    "The real ships of the file on every day, drawn with replacement and shifted in time only, never moved in space. "
    "Outside its recorded span a ship is unknown, not absent, and is not counted."
)
MADE_UP = (
    "SYNTHETIC ships, made up by this program: they arrive on the lanes of the scenario by chance (Poisson) and stand for no "
    "ship that ever sailed."
)
AIRCRAFT = "Recorded aircraft at their recorded height, drawn and shifted in the same way."


def is_synthetic(ships: Ships) -> bool:
    """Whether any of the ships are made up."""
    return "synthetic" in ships.kinds


def source_sentence(ships: Ships) -> str:
    """Where the ships come from, for every table and figure of them: synthetic ones come first and in capitals."""
    words = {"synthetic": MADE_UP, "recorded": REAL, "recorded aircraft": AIRCRAFT}
    return " ".join(text for kind, text in words.items() if kind in ships.kinds)


def short_name(ships: Ships) -> str:
    """What the ships are to be called where there is room for a few words only."""
    if not is_synthetic(ships):
        return "real ships"
    return "SYNTHETIC ships" if set(ships.kinds) == {"synthetic"} else "ships, some of them SYNTHETIC"


def mark_sentence(ships: Ships) -> str:
    """The marks in one sentence, or nothing."""
    if not ships.marks:
        return ""
    each = ", ".join(f"{mark.rule} {mark.rows:,} ({mark.mmsi:,} MMSI)" for mark in ships.marks)
    n = int(ships.is_suspect.sum())
    return f"Reports marked as doubtful, kept and counted: {each}. {n:,} of {ships.n_ships:,} ships are SUSPECT."


def label(ships: Ships) -> str:
    """What is put behind the name of a row of a table that counts these ships."""
    if not is_synthetic(ships):
        return ""
    return " (SYNTHETIC)" if set(ships.kinds) == {"synthetic"} else " (some SYNTHETIC)"
