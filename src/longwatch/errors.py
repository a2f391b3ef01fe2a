"""Every exception of longwatch, drawn as one tree.

LongwatchError
├── BadInputError          exit 2   a file, a value or an option is wrong: nothing was written
│   └── MachineError       exit 2   disk, folder or workers fail: what was finished is kept, and the run can go on
├── ImpossibleError        exit 3   well-formed, but no roster can meet a watch marked `hard`, or a line lies beyond reach
├── InvariantError         exit 4   a law of the model broke: the run stops with its seed and prints no figure
├── UnmetError             exit 10  a demand is unmet or a roster breaks a rule (`verify`, or `--strict`)
└── InterruptedRunError    exit 130 stopped by the user, resumable
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what the user gave: where, what, what was possible, and a hint."""

    where: str  # "relay.toml:14: fleet[0].base"
    what: str  # "no base is called 'Hachinohee'; this scenario has Hachinohe, Kanoya"
    hint: str = ""  # "did you mean 'Hachinohe'?"

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}\nhint: {self.hint}" if self.hint else line


class LongwatchError(Exception):
    """Anything a user can be told in words; the command line prints it without a traceback."""

    exit_code = 1


class BadInputError(LongwatchError):
    """All problems found in one pass."""

    exit_code = 2

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # it crosses from a worker as it is


class ImpossibleError(LongwatchError):
    """Well-formed but impossible; every problem names the binding radius or rule."""

    exit_code = 3

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # it crosses from a worker as it is


class MachineError(BadInputError):
    """A disk is full, a folder can't be written, or workers are lost; what was finished stays and can be resumed."""


class InvariantError(LongwatchError):
    """A law of the model broke (fuel below zero, a vehicle in two places, costs that don't add up)."""

    exit_code = 4


class UnmetError(LongwatchError):
    """A demand is unmet, or a roster breaks a rule."""

    exit_code = 10


class InterruptedRunError(LongwatchError):
    """Stopped by the user; what was committed stays and can be resumed."""

    exit_code = 130


def nearest_name(wrong: str, names: Sequence[str]) -> str:
    """A hint that names the closest of the allowed names, or an empty string."""
    close = get_close_matches(wrong, list(names), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""
