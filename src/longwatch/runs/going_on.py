"""What stops a run from outside, a full disk or Ctrl-C, told with what is kept and how to go on."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from longwatch.errors import InterruptedRunError, MachineError, Problem
from longwatch.runs.folder import MANIFEST

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextlib.contextmanager
def going_on(folder: Path, verb: str = "resume") -> Iterator[None]:
    """Inside, what the disk refuses becomes a MachineError, and Ctrl-C an InterruptedRunError, both with a way on."""
    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedRunError(f"interrupted: what was finished is kept; {_way_on(folder, verb)}") from None
    except OSError as error:
        where = str(error.filename) if error.filename else str(folder)
        what = f"the disk refuses: {error.strerror or error}; what was finished is kept"
        raise MachineError(Problem(where, what, f"{_what_to_do(error)}, {_way_on(folder, verb)}")) from error


def _what_to_do(error: OSError) -> str:
    if error.errno in FULL:
        return "make room there"
    return "make the folder writable, or name another with --out" if error.errno in SHUT else "look to the disk"


def _way_on(folder: Path, verb: str) -> str:
    return (
        f"to go on: longwatch {verb} {folder}" if (folder / MANIFEST).exists() else "to go on: the same command again"
    )
