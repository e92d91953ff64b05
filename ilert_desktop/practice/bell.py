"""Waiting for the end without looking at a clock: for a signal, or for somebody who rings."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from ilert_desktop.end_signals import heard_end_signals


class Bell:
    """Rung by the signals that ask a program to end, and by `ring`, from any thread; rings before `wait` are kept."""

    def __init__(self, reader: socket.socket, writer: socket.socket) -> None:
        self._reader = reader
        self._writer = writer

    def ring(self) -> None:
        """End the waiting; nothing to do when nobody waits any more."""
        with suppress(OSError):
            # No signal has the number 0.
            self._writer.send(b"\0")

    def wait(self) -> bool:
        """Wait, for ever if need be; whether it was a signal."""
        while True:
            heard = self._reader.recv(64)
            if any(byte in heard_end_signals() for byte in heard):
                return True
            if 0 in heard:
                return False


@contextmanager
def hung() -> Iterator[Bell]:
    """A bell; within the block the signals only ring it. For the main thread.

    Python writes each signal's number to the socket at once, on Windows too, where nothing else would end the waiting.
    """
    reader, writer = socket.socketpair()
    with reader, writer:
        writer.setblocking(False)
        before = {number: signal.signal(number, _ignore) for number in heard_end_signals()}
        woken_before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield Bell(reader, writer)
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Only a handler of Python's has the number written."""
