"""What [[traffic]] says: its files exist and are what their format says, its lanes lie at sea, and every key has an effect.

Of a file of ships only the beginning is read here; its rows are read, and counted, when the ships are.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from longwatch.detection.targets import target_classes
from longwatch.errors import BadInputError
from longwatch.scenario.draft import Draft
from longwatch.scenario.models import Traffic
from longwatch.scenario.models.traffic import Lane
from longwatch.scenario.places import Key
from longwatch.scenario.words import shown
from longwatch.units import KT_MPS

LARGEST_SHIPS_BYTES = 1_000_000_000_000
MOST_ARRIVALS = 1_000_000  # of synthetic ships in a period
FASTEST_SHIP_MPS = 60.0 * KT_MPS
# keys that mean something for some formats only: by the name in the model, then as it is written
SYNTHETIC_ONLY = {"lanes": "lanes", "speed_mps": "speed", "fitted_to": "fitted_to", "fitted_format": "fitted_format"}
RECORDED_ONLY = {"file": "file", "repeat": "repeat", "shift_s": "shift", "thin_error_m": "thin_error"}


def check_ships(draft: Draft) -> None:
    """All problems of [[traffic]], and warnings."""
    for key, traffic in draft.each("traffic"):
        _check_keys(draft, key, traffic)
        if traffic.format == "synthetic":
            _check_synthetic(draft, key, traffic)
        else:
            _check_file(draft, (*key, "file"), traffic.file, traffic.format, traffic)


def _check_keys(draft: Draft, key: Key, traffic: Traffic) -> None:
    """Keys without effect, and classes that are not of this kind."""
    synthetic, of_air = traffic.format == "synthetic", traffic.format == "air-tracks"
    idle = RECORDED_ONLY if synthetic else SYNTHETIC_ONLY
    for name, written in idle.items():
        if name in traffic.model_fields_set and not (synthetic and name == "thin_error_m" and traffic.fitted_to):
            draft.wrong((*key, written), f'has no effect on traffic of format = "{traffic.format}"')
    if "fitted_format" in traffic.model_fields_set and synthetic and not traffic.fitted_to:
        draft.wrong((*key, "fitted_format"), "is of no use without `fitted_to`")
    if traffic.altitude_m is not None and not of_air:
        draft.wrong((*key, "altitude"), 'is for format = "air-tracks": ships are at sea level')
    if of_air and "dark" in traffic.model_fields_set:
        draft.wrong((*key, "dark"), "has no effect on aircraft: they carry no AIS")
    if of_air and traffic.reaction is not None and traffic.reaction.does == "goes-dark":
        draft.wrong((*key, "reaction", "does"), "aircraft carry no AIS to switch off", 'they may do "turns-back"')
    for name in traffic.mix:
        known = target_classes().get(name)
        if known is not None and known.flies != of_air:
            draft.wrong((*key, "mix", name), f"{name} is {'an aircraft' if known.flies else 'a ship'}")


def _check_file(draft: Draft, key: Key, name: str, format_: str, traffic: Traffic) -> None:
    if not draft.note_file(key, name, LARGEST_SHIPS_BYTES):
        return
    try:
        columns = _columns(draft.folder / name, format_)
    except BadInputError as error:
        for problem in error.problems:
            draft.wrong(key, f"{shown(name)}: {problem.what}", problem.hint)
        return
    if format_ == "air-tracks" and "altitude" not in columns and traffic.altitude_m is None:
        draft.wrong((*key[:-1], "altitude"), f"is missing, and {shown(name)} has no column of altitudes")


def _columns(path: Path, format_: str) -> set[str]:
    """Our names of the columns that a file has; BadInputError if it is not what its format says."""
    if format_ == "nmea":
        from longwatch.formats.nmea import check_nmea

        check_nmea(path)
        return set()
    if format_ == "parquet" or path.suffix.lower() == ".parquet":
        from longwatch.formats.parquet_ships import open_parquet  # imports polars: not before there is Parquet

        return set(open_parquet(path, format_)[2].columns)
    from longwatch.formats.blocks import first_line
    from longwatch.formats.ship_columns import checked_layout, header_of

    header, separator = header_of(first_line(path).decode("utf-8", errors="replace"))
    return set(checked_layout("", header, format_, separator).columns)


def _check_synthetic(draft: Draft, key: Key, traffic: Traffic) -> None:
    names: set[str] = set()
    for index, lane in enumerate(traffic.lanes):
        here = (*key, "lanes", index)
        if lane.name in names:
            draft.wrong((*here, "name"), f"two lanes are called {shown(lane.name)}")
        names.add(lane.name)
        _check_lane(draft, here, lane)
        if lane.arrivals_per_s is None and not traffic.fitted_to:
            draft.wrong((*here, "arrivals"), "is missing", 'write arrivals = "12 /d", or fitted_to = "<file of ships>"')
        period = draft.one("period")
        if lane.arrivals_per_s is not None and period is not None:
            n = float(lane.arrivals_per_s) * float(period.length_s)
            if n > MOST_ARRIVALS:
                draft.wrong((*here, "arrivals"), f"makes {n:,.0f} ships in the period (at most {MOST_ARRIVALS:,})")
    if traffic.speed_mps is not None and traffic.speed_mps.high > FASTEST_SHIP_MPS:
        draft.wrong((*key, "speed"), f"{shown(traffic.speed_mps.text)} is faster than any ship (60 kt)")
    if traffic.fitted_to is not None:
        _check_file(draft, (*key, "fitted_to"), traffic.fitted_to, traffic.fitted_format, traffic)


def _check_lane(draft: Draft, key: Key, lane: Lane) -> None:
    """A lane has two points at least, no leg of no length, and no leg over land; land beside it narrows it."""
    if len(lane.points) < 2:
        draft.wrong((*key, "points"), "a lane needs at least two points")
        return
    if any(a == b for a, b in pairwise(lane.points)):
        draft.wrong((*key, "points"), "two points that follow one another are the same")
        return
    if lane.width_m <= 0.0:
        draft.wrong((*key, "width"), f"{shown(lane.width_m.text)} is not above zero")
        return
    from longwatch.geo.beside import land_beside, line_beside
    from longwatch.geo.land import crosses_land

    land = land_beside(lane.points, float(lane.width_m))
    for n, (a, b) in enumerate(pairwise(lane.points), start=1):
        if crosses_land(land, *a, *b):
            draft.wrong(
                (*key, "points"), f"leg {n} of the lane {shown(lane.name)} crosses land", "add a point to go round"
            )
            return
    edges = [line_beside(lane.points, side * float(lane.width_m)) for side in (1.0, -1.0)]
    if any(crosses_land(land, *a, *b) for edge in edges for a, b in pairwise(edge)):
        draft.warn(
            key, f"land lies beside the lane {shown(lane.name)}: ships that would cross it keep nearer to the middle"
        )
