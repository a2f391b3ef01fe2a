"""What a trial can be ordered to do, what it answers, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

EventKind: TypeAlias = Literal[
    "launch", "arrive", "depart", "land", "abort", "loss", "closed", "open", "gap opened", "gap closed", "away", "back on line",
    "held", "unfilled", "contact", "identified", "not found",
]  # fmt: skip


@dataclass(frozen=True)
class Launch:
    """A spare now, for the stint of the line that has failed, or else the one that runs or comes next."""

    line: str


@dataclass(frozen=True)
class Retask:
    """Off its line to a contact, to do the scenario's task there, and back."""

    vehicle: str
    contact: int


@dataclass(frozen=True)
class Recall:
    """Home now."""

    vehicle: str


@dataclass(frozen=True)
class Stay:
    """On station until then."""

    vehicle: str
    until_s: int


Order: TypeAlias = Launch | Retask | Recall | Stay


@dataclass(frozen=True)
class Answer:
    """Whether an order is carried out, and why not."""

    accepted: bool
    reason: str = ""


@dataclass(frozen=True)
class Event:
    """Something that has happened, or been reported.

    kind : launch to loss: of a vehicle; closed, open: a place, type or link (`cause` says why); gaps: of a line; away, back on
        line: sent to a contact, and returned; held: kept past its planned end; unfilled: a stint wants a spare; contact: a look
        has been reported; identified: the task is done; not found: nothing was where a vehicle sought a contact
    """

    time_s: float
    kind: EventKind
    vehicle: str | None = None
    line: str | None = None
    contact: int | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Decision:
    """What a policy is asked about: the events of this instant that make it due, in order."""

    events: tuple[Event, ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(event.kind for event in self.events)


DECIDED: frozenset[str] = frozenset(
    {"contact", "arrive", "back on line", "abort", "loss", "gap opened", "held", "unfilled", "not found"}
)
