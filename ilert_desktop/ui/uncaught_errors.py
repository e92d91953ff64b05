"""Errors that nothing has caught, on whatever thread: logged, and told to the window."""

import logging
import sys
import threading
import time
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Signal

# An error that comes with every repaint must not fill the event loop with messages about it.
_QUIET_S: Final = 2.0
_log = logging.getLogger(__name__)


class UncaughtErrors(QObject):
    """Takes the place of Python's own handlers of uncaught errors, so that one in a slot or thread ends nothing.

    Signals:
        caught: an error came up on some thread; the name of its class. Connect it to a `QObject`'s method, queued.
    """

    caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told_at = -_QUIET_S

    def install(self) -> None:
        """Be told of what nothing catches, on this thread and on all others."""
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("uncaught error", exc_info=(kind, error, trace))
        now = time.monotonic()
        if now - self._told_at < _QUIET_S:
            return
        self._told_at = now
        try:
            self.caught.emit(kind.__name__)
        except RuntimeError:
            _log.debug("an uncaught error after the window was gone")

    def _on_uncaught_in_thread(self, ended: threading.ExceptHookArgs) -> None:
        # Threads that are ended on purpose raise SystemExit; Python's own handler is silent about it, too.
        if ended.exc_value is not None and not issubclass(ended.exc_type, SystemExit):
            self._on_uncaught(ended.exc_type, ended.exc_value, ended.exc_traceback)
