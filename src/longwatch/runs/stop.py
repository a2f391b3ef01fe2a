"""Ctrl-C and SIGTERM: the first asks to stop, so that what is done is saved; the second ends the process at once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

INTERRUPTED = 130


@contextlib.contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether somebody asked to stop. Outside the main thread nobody can."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    asked = list[int]()

    def ask(number: int, _: FrameType | None) -> None:
        if asked:
            os._exit(INTERRUPTED)  # chunks are whole or not there at all, so nothing is lost
        asked.append(number)
        with contextlib.suppress(OSError):
            os.write(2, b"\nstopping, what is done is saved; once more to leave at once\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
