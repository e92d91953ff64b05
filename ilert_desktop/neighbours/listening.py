"""The end that listens: each connection brings one message and gets one answer."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ilert_desktop.neighbours.messages import MESSAGE_LIMIT, Answer, Message, encode, read_message
from ilert_desktop.neighbours.peer import PEER_SECONDS, bounded

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

_MOST_AT_ONCE: Final = 16
_BACKLOG: Final = 32
_AFTER_ERROR_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class Listening:
    """Listens at `address` from its construction to `close`, on daemon threads that nobody waits for.

    `hear(message)` is called on one of them and must be quick; the sender is told that it was heard when it returns.

    Raises:
        OSError: nobody can listen there.
    """

    def __init__(self, address: str, hear: Callable[[Message], None]) -> None:
        self._address = address
        self._hear = hear
        self._closing = threading.Event()
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._listener = _listener(address)
        threading.Thread(target=self._accept, name="neighbours", daemon=True).start()

    def close(self) -> None:
        """Listen no longer; the address is free afterwards."""
        self._closing.set()
        # Closing alone does not wake who waits for a connection.
        with suppress(OSError):
            _connect(self._address).close()
        with suppress(OSError):
            self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection: Connection = self._listener.accept()
            except OSError as error:
                if not self._closing.wait(_AFTER_ERROR_SECONDS):
                    _log.debug("a neighbour could not connect", exc_info=error)
                continue
            if self._closing.is_set() or not self._places.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._serve, args=(connection,), name="neighbour", daemon=True).start()

    def _serve(self, connection: "Connection") -> None:
        try:
            with connection, bounded(connection):
                if connection.poll(PEER_SECONDS):
                    message = read_message(connection.recv_bytes(MESSAGE_LIMIT))
                    connection.send_bytes(encode(Answer(heard=self._take(message))))
        except (OSError, EOFError) as error:
            _log.debug("a neighbour broke off", exc_info=error)
        finally:
            self._places.release()

    def _take(self, message: Message | None) -> bool:
        if message is None:
            return False
        try:
            self._hear(message)
        except Exception as error:  # noqa: BLE001 - the top of a thread; its text could hold a key
            _log.warning("a message of another program could not be taken: %s", type(error).__name__)
            return False
        return True


def _listener(address: str) -> "Listener":
    # 20 ms that no start has to wait for.
    from multiprocessing.connection import Listener  # noqa: PLC0415

    if os.name != "posix":
        return Listener(address, "AF_PIPE")
    # Who holds the folder's lock listens alone: a socket that is there was left behind by a crash.
    Path(address).unlink(missing_ok=True)
    listener = Listener(address, "AF_UNIX", backlog=_BACKLOG)
    Path(address).chmod(0o600)
    return listener


def _connect(address: str) -> "Connection":
    from multiprocessing.connection import Client  # noqa: PLC0415

    return Client(address, "AF_UNIX" if os.name == "posix" else "AF_PIPE")
