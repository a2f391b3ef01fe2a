"""Places where vehicles could be based: airfields and ports of a table, positions of a ship from a table or on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from longwatch.errors import nearest_name
from longwatch.geo.cells import make_cells, sea_shapes
from longwatch.geo.polygon import Polygon
from longwatch.routes.rows import LatLon, Rows

KINDS = ("airfield", "port", "ship")
COLUMNS = ("name", "kind", "position")
MOST = 500


@dataclass(frozen=True)
class Candidate:
    """A place and what would be there; a ship stays at its position."""

    name: str
    kind: str
    at: LatLon

    def scenario_lines(self) -> str:
        """The table that makes it a base of a scenario."""
        name = self.name.replace("\\", "\\\\").replace('"', '\\"')
        place = exact_position(*self.at)
        where = f'at = "{place}"' if self.kind != "ship" else f'track = [{{ at = "{place}", time = "0 h" }}]'
        return f'[[base]]\nname = "{name}"\nkind = "{self.kind}"\n{where}\n'


def exact_position(lat_deg: float, lon_deg: float) -> str:
    """As a scenario reads it, to a tenth of a metre."""
    return f"{abs(lat_deg):.6f} {'N' if lat_deg >= 0 else 'S'}, {abs(lon_deg):.6f} {'E' if lon_deg >= 0 else 'W'}"


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """The candidates in a CSV with the columns name, kind and position. Raises BadInputError with all problems."""
    rows = Rows.of(path, COLUMNS, COLUMNS)
    found, taken = list[Candidate](), set[str]()
    for line, row in rows:
        name, at, kind = rows.named(line, row, taken), rows.position(line, row), row.get("kind", "")
        if kind not in KINDS:
            rows.wrong(line, f"kind: {kind!r} is none of {', '.join(KINDS)}", nearest_name(kind, KINDS))
        if at is not None:
            found.append(Candidate(name, kind, at))
    if len(found) > MOST:
        rows.wrong(1, f"has {len(found)} candidates; {MOST} are the most")
    rows.stop_if_wrong()
    return tuple(found)


def grid_candidates(
    name: str, area: Sequence[Polygon], land: Sequence[Polygon], spacing_m: float
) -> tuple[Candidate, ...]:
    """Positions of a ship all over the sea of an area, about `spacing_m` apart; raises ValueError where they are too many."""
    shape = sea_shapes(area, land)
    if shape.is_empty:
        raise ValueError(f"there is no sea in the area {name!r}")
    cells = make_cells(shape, spacing_m)
    if cells.n > MOST:
        raise ValueError(f"makes {cells.n} positions in the area {name!r}; {MOST} are the most")
    places = zip(cells.lat_deg, cells.lon_deg, strict=True)
    return tuple(
        Candidate(f"{name} {k}", "ship", (round(lat, 6), round(lon, 6))) for k, (lat, lon) in enumerate(places, 1)
    )
