"""Ctrl-C and a polite kill end a command with one exit code, however often they come."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal

INTERRUPTED = 130


def stop_on_sigterm() -> None:
    """A polite kill is Ctrl-C: what is done is saved."""
    with contextlib.suppress(ValueError):  # only the main thread may say so
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def leave_when_asked_again() -> None:
    """Threads end the chunk they are at before the program is gone; who asks once more doesn't wait for them."""
    with contextlib.suppress(ValueError):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: os._exit(INTERRUPTED))
        # While the interpreter takes itself down, our handlers are gone: a signal would then change the exit code.
        atexit.register(_ignore_signals)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
