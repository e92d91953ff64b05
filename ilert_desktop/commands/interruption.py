"""Signals to end while a command works: it ends in order, and says what became of what it was asked for."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ilert_desktop.end_signals import heard_end_signals


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Within the block a signal to end sets the event instead of ending the program. For the main thread."""
    asked = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, on_signal) for number in heard_end_signals()}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
