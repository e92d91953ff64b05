"""Takes up the connections that come in at a socket."""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final

from ilert_desktop.practice.crowd import AT_ONCE

_log: Final = logging.getLogger(__name__)
_REST: Final = 1.0  # seconds, for a system that has no more open files or memory to give


class Accepting:
    """Has each connection served by what `factory` makes, from now until `end`. Belongs to the event loop's thread.

    asyncio's own server loses, with a warning, what it has accepted in the turn of the loop in which it is closed.

    Args:
        listener: the socket; it listens already, and is left open at the end.
        factory: makes what speaks with one client.
    """

    def __init__(self, listener: socket.socket, factory: Callable[[], asyncio.Protocol]) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._factory = factory
        self._resting: asyncio.TimerHandle | None = None
        # The loop itself holds its tasks weakly.
        self._arriving: set[asyncio.Task[object]] = set()
        listener.setblocking(False)
        self._watch()

    def end(self) -> None:
        """Take up no more; what has been taken up goes on."""
        if self._resting is not None:
            self._resting.cancel()
        self._loop.remove_reader(self._listener)

    def _watch(self) -> None:
        self._resting = None
        self._loop.add_reader(self._listener, self._take)

    def _take(self) -> None:
        for _ in range(AT_ONCE):
            try:
                client, _ = self._listener.accept()
            except (BlockingIOError, ConnectionError):
                return
            except OSError as error:
                self._rest(error)
                return
            client.setblocking(False)
            arriving = self._loop.create_task(self._loop.connect_accepted_socket(self._factory, client))
            self._arriving.add(arriving)
            arriving.add_done_callback(self._arriving.discard)

    def _rest(self, error: OSError) -> None:
        _log.warning("Practice can't take up a connection: %s; it tries again.", error.strerror or error)
        self._loop.remove_reader(self._listener)
        self._resting = self._loop.call_later(_REST, self._watch)
