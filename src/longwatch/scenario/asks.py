"""What a revisit watch asks of its cells: of which target class, and how long they may wait between looks that would see one."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.scenario.models import Watch


@dataclass(frozen=True)
class Ask:
    """Cells to be looked at for one class. cell : places in the cells of the watch, rising; limit_s : of each of them."""

    class_: str
    cell: tuple[int, ...]
    limit_s: tuple[float, ...]


def classes_of(watch: Watch) -> tuple[str, ...]:
    """The classes that a watch asks to see, by name: the one it sees, and those that its limits name."""
    return tuple(sorted({watch.sees.class_, *(part.class_ for part in watch.limits if part.class_ is not None)}))
