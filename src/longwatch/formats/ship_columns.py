"""Which column of a file of ships means what: names by format, the dialect of a CSV, and what a header lacks.

No rows are read here, and nothing heavy is imported: a scenario is checked with it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from longwatch.errors import BadInputError, Problem, nearest_name
from longwatch.units import FT_M

Names = dict[str, tuple[str, ...]]  # ours -> the names it goes by, the first as the format's own description spells it

# MarineCadastre wrote `BaseDateTime, LAT, LON` until 2024 and lower-case names with underscores since; it wrote
# `TranscieverClass` in the oldest header and `TransceiverClass` since 2022.
FORMATS: Final[dict[str, Names]] = {
    "tracks": {"mmsi": ("mmsi",), "time": ("time",), "lon": ("lon",), "lat": ("lat",)},
    "marinecadastre": {
        "mmsi": ("MMSI",), "time": ("BaseDateTime", "base_date_time"), "lon": ("LON", "longitude"),
        "lat": ("LAT", "latitude"),
    },
    "dma": {
        "mmsi": ("MMSI",), "time": ("# Timestamp", "Timestamp"), "lon": ("Longitude",), "lat": ("Latitude",),
        "mobile": ("Type of mobile",),
    },
    "parquet": {
        "mmsi": ("mmsi",), "time": ("time", "base_date_time", "basedatetime", "# timestamp", "timestamp"),
        "lon": ("lon", "longitude"), "lat": ("lat", "latitude"),
    },
    "air-tracks": {
        "id": ("id", "icao24"), "time": ("time", "timestamp"), "lon": ("lon", "longitude"), "lat": ("lat", "latitude"),
    },
}  # fmt: skip
OPTIONAL: Final[Names] = {
    "length": ("Length",), "type": ("VesselType", "vessel_type", "ship_type", "Ship type"),
    "speed": ("SOG", "groundspeed"),
    "altitude": ("altitude_m", "altitude_ft", "geoaltitude", "baroaltitude", "altitude"),
}  # fmt: skip
SEPARATORS: Final = (",", ";", "\t")


@dataclass(frozen=True)
class Layout:
    """What the header of a file says: our name -> its name, how fields are parted, metres in a unit of its altitudes."""

    format: str
    columns: dict[str, str]
    separator: str = ","
    altitude_m: float = 1.0


def header_of(line: str) -> tuple[list[str], str]:
    """(names, separator) of the first line of a CSV: comma, semicolon or tab, whichever parts it into most fields."""
    text = line.lstrip("\ufeff").rstrip("\r\n")
    separator = max(SEPARATORS, key=text.count)
    return next(csv.reader([text], delimiter=separator), []), separator


def layout_of(header: Sequence[str], format_: str, separator: str = ",") -> tuple[Layout, list[tuple[str, str]]]:
    """The layout, and (what, hint) of every column that is missing."""
    by_lower = {name.strip().lstrip("\ufeff").lower(): name for name in header}
    columns, missing = {}, []
    for ours, names in (FORMATS[format_] | OPTIONAL).items():
        theirs = next((by_lower[name.lower()] for name in names if name.lower() in by_lower), None)
        if theirs is not None:
            columns[ours] = theirs
        elif ours not in OPTIONAL:
            hint = nearest_name(names[0], list(header)) or _other_format(set(by_lower), format_)
            missing.append((f"the header has no column {names[0]!r}; it has {_listed(header)}", hint))
    return Layout(format_, columns, separator, _altitude_unit(columns)), missing


def checked_layout(where: str, header: Sequence[str], format_: str, separator: str = ",") -> Layout:
    """The layout; BadInputError that names every missing column and the nearest there is."""
    layout, missing = layout_of(header, format_, separator)
    if missing:
        raise BadInputError([Problem(where, what, hint) for what, hint in missing])
    return layout


def _altitude_unit(columns: dict[str, str]) -> float:
    """Metres, unless the name says feet or the file is of ADS-B reports (`icao24`), whose `altitude` is in feet."""
    name = columns.get("altitude", "").strip().lower()
    of_adsb = name == "altitude" and columns.get("id", "").strip().lower() == "icao24"
    return FT_M if name == "altitude_ft" or of_adsb else 1.0


def _other_format(lower: set[str], format_: str) -> str:
    """A hint when the header fits another format."""
    for other, columns in FORMATS.items():
        if other not in (format_, "parquet") and all(lower & {n.lower() for n in names} for names in columns.values()):
            return f'this header is that of format = "{other}"'
    return ""


def _listed(header: Sequence[str]) -> str:
    text = ", ".join(name if name.isprintable() else repr(name) for name in header) or "nothing"
    return text if len(text) <= 300 else text[:300] + " …"
