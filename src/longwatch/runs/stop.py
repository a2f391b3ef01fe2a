"""Ctrl-C and SIGTERM: the first asks to stop, so that what is done is saved; the second ends the process at once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

INTERRUPTED = 130
ASKING = (signal.SIGINT, signal.SIGTERM)


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
        _tell(b"stopping, what is done is saved; once more to leave at once")

    before = {number: signal.signal(number, ask) for number in ASKING}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Keeper:
    """Before there is something to keep Ctrl-C ends the command; after that it asks to stop."""

    def __init__(self) -> None:
        self._has = self._asked = False

    def heard(self, has: bool) -> None:
        """Called often while work goes on, `has`: there is something to keep. KeyboardInterrupt once somebody has asked."""
        self._has = self._has or has
        if self._asked:
            raise KeyboardInterrupt

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """The handler of a signal."""
        if not self._has:
            raise KeyboardInterrupt
        if not self._asked:
            _tell(b"stopping, the best roster so far is kept; once more to leave at once")
        self._asked = True


@contextlib.contextmanager
def keeping() -> Iterator[Keeper]:
    """Inside, signals go to a Keeper, and the second ends the process at once. Outside the main thread nobody can ask.

    Nothing is being written meanwhile, so who leaves at once leaves nothing half-written.
    """
    keeper = Keeper()
    if threading.current_thread() is not threading.main_thread():
        yield keeper
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = {number: signal.signal(number, keeper.ask) for number in ASKING}
    woken = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_leave_at_second, args=(heard,), daemon=True).start()
    try:
        yield keeper
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(told)


def _leave_at_second(heard: int) -> None:
    """In a thread of its own, because a handler waits until the solver that runs has come back."""
    asked = 0
    while data := os.read(heard, 16):
        asked += sum(number in ASKING for number in data)
        if asked > 1:
            os._exit(INTERRUPTED)
    os.close(heard)


def _tell(words: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"\n" + words + b"\n")
