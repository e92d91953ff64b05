"""The one way off the GUI thread and the one way back: a future in, success or failure on the GUI thread out."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Tasks(QObject):
    """Watches futures that services hand out and reports their end on the GUI thread.

    Services (ledger, sources, keys) do their work on threads of their own and return a `Future`. Callbacks run on
    the GUI thread, in the order in which the futures ended, and never after `close()`.
    """

    _ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._is_closed = False
        self._waiting: dict[int, tuple[Future[Any], Callable[[Any], None], Callable[[Exception], None]]] = {}
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def watch(
        self,
        future: Future[_Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call `done(result)` or `failed(error)` on the GUI thread once `future` has ended, unless closed by then."""
        if self._is_closed:
            return
        number = next(self._numbers)
        self._waiting[number] = (future, done, failed)
        future.add_done_callback(lambda _: self._report(number))

    def close(self) -> None:
        """Forget everything that is still under way; no callback runs after this."""
        self._is_closed = True
        self._waiting.clear()

    def _report(self, number: int) -> None:
        try:
            self._ended.emit(number)
        except RuntimeError:
            # The window and this object are gone while a service still finished its work.
            _log.debug("a task ended after the window was gone")

    @Slot(int)
    def _on_ended(self, number: int) -> None:
        entry = self._waiting.pop(number, None)
        if entry is None:
            return
        future, done, failed = entry
        try:
            error = future.exception()
        except CancelledError:
            return
        if error is None:
            done(future.result())
        elif isinstance(error, Exception):
            failed(error)
        else:
            raise error
