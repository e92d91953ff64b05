"""Brings signals to end into Qt's event loop, in which Python hears nothing by itself."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from ilert_desktop.end_signals import heard_end_signals


class SessionEnd(QObject):
    """Hears SIGINT, SIGTERM and SIGHUP while `heard`; Python's handler only writes a byte, which the loop reads.

    Signals:
        asked: the program was told to end.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_written)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Within the block such a signal asks instead of ending the process at once; one before the loop is kept.

        For the main thread, and once.
        """
        before = {number: signal.signal(number, _ignore) for number in heard_end_signals()}
        woken_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._notifier.setEnabled(False)
            self._reader.close()
            self._writer.close()

    @Slot()
    def _on_written(self) -> None:
        heard = self._reader.recv(64)
        # Whoever else has a handler of Python's writes here as well.
        if any(byte in heard_end_signals() for byte in heard):
            self.asked.emit()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Only a handler of Python's has the byte written."""
