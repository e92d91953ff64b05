"""The ports that practice listens on; one can be shut for a while, and then really refuses connections."""

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable, Collection
from typing import Final

from ilert_desktop.practice.accepting import Accepting
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.http_connection import HttpConnection

_log: Final = logging.getLogger(__name__)
_BACKLOG: Final = 512
_TRY_AGAIN: Final = 1.0  # seconds
# What is bound to all addresses is reached by one of them.
_LOOPBACK_OF: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared

Factory = Callable[[], "Connection"]


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens on this port of `host` (a name or an address of this computer); 0 takes a free one.

    Raises:
        PracticeFault: there is no such address or port on this computer, or another program has it.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise _no_address(host, error) from error
    try:
        made = _bound_to_number(family, (address[0], port, *address[2:]))
    except (OSError, OverflowError) as error:
        is_elsewhere = getattr(error, "errno", None) == errno.EADDRNOTAVAIL
        raise (_no_address(host, error) if is_elsewhere else _not_free(port, error)) from error
    try:
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise _not_free(port, error) from error
    return made


def _no_address(host: str, error: Exception) -> PracticeFault:
    reason = error.strerror if isinstance(error, OSError) else "no such address"
    return PracticeFault(f"Practice can't listen on “{host}”", f"{reason}; choose an address of this computer.")


def _not_free(port: int, error: Exception) -> PracticeFault:
    reason = error.strerror if isinstance(error, OSError) else "no such port"
    return PracticeFault(
        f"Practice can't listen on port {port}", f"{reason}; choose another port, or 0 for a free one."
    )


def _bound_to_number(family: int, address: tuple[object, ...]) -> socket.socket:
    made = _bound(family, address)
    if sys.platform != "linux" or address[1] != 0:
        return made
    # Linux takes a port that it has chosen itself away from a socket that stops listening; from one that asked for it
    # by its number it does not. Two sockets that do not listen yet may have it, so it is nobody's at no moment.
    with made:
        return _bound(family, made.getsockname())


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    # asyncio sends without delay only where the protocol is named; without it each answer takes 40 ms longer.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let two programs have the same port.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # Else `::` means all of IPv4 as well on some systems, and not on others.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except BaseException:
        made.close()
        raise
    return made


def _bound_anew(listener: socket.socket) -> socket.socket | None:
    # Where a socket that has listened can't stop. For a moment the port is nobody's; None: it is somebody else's now.
    family, address = listener.family, listener.getsockname()
    listener.close()
    try:
        return _bound(family, address)
    except OSError:
        return None


class Connection(HttpConnection):
    """One connection of a client, which came in by `port`; `request.state.cut()` ends it as a broken line would."""

    port: "Port"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve the requests that come on `transport`."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "cut": transport.abort}
        if self.port.is_shut:
            # It was on its way in when the port was shut.
            transport.abort()


class Port:
    """One port; belongs to the event loop's thread once that runs.

    Args:
        reserved: the socket of the port, from `listening_at`; closed by `give_up`.

    Attributes:
        is_shut: connections are refused.
        fault: why it does not listen though it should; it is tried again each second.
    """

    _factory: Factory

    def __init__(self, reserved: socket.socket) -> None:
        self._reserved: socket.socket | None = reserved
        self._address = reserved.getsockname()
        self._family = reserved.family
        self._connections: Collection[asyncio.Protocol] = ()
        self._accepting: Accepting | None = None
        self._again: asyncio.TimerHandle | None = None
        self.is_shut = False
        self.fault: PracticeFault | None = None

    @property
    def address(self) -> str:
        """The address it is bound to, such as `127.0.0.1`."""
        return str(self._address[0])

    @property
    def number(self) -> int:
        """The number of the port."""
        return int(self._address[1])

    @property
    def url(self) -> str:
        """Where programs on this computer reach it, such as `http://127.0.0.1:40123`."""
        host = _LOOPBACK_OF.get(self.address, self.address)
        return f"http://[{host}]:{self.number}" if ":" in host else f"http://{host}:{self.number}"

    def serve(self, factory: Factory, connections: Collection[asyncio.Protocol]) -> None:
        """Listen for the first time; `factory` makes what speaks with one client, `connections` are the server's.

        Raises:
            OSError: it can't listen.
        """
        self._factory = factory
        self._connections = connections
        self._listen()

    def open(self) -> None:
        """Listen again; if that fails, it is tried each second, and `fault` says so."""
        self.is_shut = False
        if self._accepting is None:
            self._try()

    def close(self) -> None:
        """Refuse connections from now on, and cut those there are; the port stays reserved."""
        if not self.is_shut:
            self.is_shut = True
            self.fault = None
            self._cancel_retry()
            self._stop_listening()
        for connection in list(self._connections):
            if isinstance(connection, Connection) and connection.port is self:
                connection.transport.abort()

    def give_up(self) -> None:
        """Let the port go, for good; connections are left alone."""
        self.is_shut = True
        self._cancel_retry()
        self._stop_accepting()
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None

    def _try(self) -> None:
        self._cancel_retry()
        if self.is_shut:
            return
        try:
            self._listen()
        except OSError as error:
            self._say(error)
            self._again = asyncio.get_running_loop().call_later(_TRY_AGAIN, self._try)
        else:
            self.fault = None

    def _cancel_retry(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _say(self, error: OSError) -> None:
        is_news = self.fault is None
        self.fault = PracticeFault(
            f"Practice can't listen on port {self.number} again",
            f"{error.strerror or error}; it is tried each second. End the program that has the port now.",
        )
        if is_news:
            _log.warning("%s", self.fault)

    def _listen(self) -> None:
        if self._reserved is None:
            self._reserved = _bound(self._family, self._address)
        if sys.platform != "win32":
            # The connections there were may still be about to end.
            self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.listen(_BACKLOG)
        self._accepting = Accepting(self._reserved, self._connection)

    def _connection(self) -> Connection:
        connection = self._factory()
        connection.port = self
        return connection

    def _stop_listening(self) -> None:
        self._stop_accepting()
        if self._reserved is None:
            return
        if sys.platform == "linux":
            # Else Linux would let any program that says SO_REUSEADDR listen here, as servers do.
            self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            self._reserved.shutdown(socket.SHUT_RD)
        else:
            self._reserved = _bound_anew(self._reserved)

    def _stop_accepting(self) -> None:
        if self._accepting is not None:
            self._accepting.end()
            self._accepting = None
