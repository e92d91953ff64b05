"""One window for one data folder: a second start shows the first window instead of opening another."""

import hashlib
import logging
import os
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_LONGEST_SOCKET_PATH: Final = 100
_CONNECT_MS: Final = 500
_TRIES: Final = 6
_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """Holds the folder's window lock, which the kernel frees when the process dies, and listens for second starts.

    Signals:
        shown_requested: somebody started the program again.
    """

    shown_requested = Signal()

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = FileLock(data / "window.lock", timeout=0, mode=0o600, thread_local=False)
        self._name = _socket_name(data)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def claim(self) -> bool:
        """Become the folder's only window, or show the one there is.

        Belongs before the first window: it waits up to 3 s for a first program that is just starting.

        Returns:
            False when another program has shown its window, and this one should end.
        """
        for _ in range(_TRIES):
            try:
                self._lock.acquire()
            except Timeout:
                if self._show_other():
                    return False
            except OSError as problem:
                # Two windows are safe; that the program does not open at all is not.
                _log.warning("the window's lock can't be used, so a second window may open: %s", problem)
                if self._show_other():
                    return False
                return self._listen()
            else:
                return self._listen()
        # The other program does not answer. Two windows are safe: only one of them drains the outbox.
        return True

    def release(self) -> None:
        """Let another program have the folder."""
        self._server.close()
        self._lock.release()

    def _listen(self) -> bool:
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def _show_other(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        connected = socket.waitForConnected(_CONNECT_MS)
        socket.disconnectFromServer()
        return connected

    @Slot()
    def _on_new_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.shown_requested.emit()


def _socket_name(data: Path) -> str:
    """Inside the owner-only folder where that fits into a socket's path, else (and on Windows) a name for it."""
    inside = str(data / "window.socket")
    if os.name == "posix" and len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    return "ilert-desktop-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
